package pages_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/catalog"
	"lapak/internal/orders"
	"lapak/internal/postgres"
	"lapak/internal/shops"
	"lapak/internal/web/webtest"
)

// desks is the small mall behind its pages.
type desks struct{ *webtest.World }

func newDesks(t *testing.T) *desks {
	t.Helper()
	return &desks{webtest.New(t)}
}

// answer is a page.
type answer struct {
	status int
	header http.Header
	body   string
}

func (d *desks) send(who webtest.Person, r *http.Request) answer {
	if who.Token != "" {
		r.Header.Set("Authorization", "Bearer "+who.Token)
	}
	out := httptest.NewRecorder()
	d.Handler.ServeHTTP(out, r)
	return answer{out.Code, out.Header(), out.Body.String()}
}

func (d *desks) get(who webtest.Person, path string) answer {
	return d.send(who, httptest.NewRequestWithContext(d.Context(), http.MethodGet, path, http.NoBody))
}

// post sends a form; pairs are names and values.
func (d *desks) post(who webtest.Person, path string, pairs ...string) answer {
	form := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	r := httptest.NewRequestWithContext(d.Context(), http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return d.send(who, r)
}

// upload sends files as a phone's gallery does: several in one field.
func (d *desks) upload(who webtest.Person, path string, files ...[]byte) answer {
	d.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for _, file := range files {
		part, err := form.CreateFormFile("file", "foto.jpg")
		d.must(err)
		_, err = part.Write(file)
		d.must(err)
	}
	d.must(form.Close())
	r := httptest.NewRequestWithContext(d.Context(), http.MethodPost, path, &body)
	r.Header.Set("Content-Type", form.FormDataContentType())
	return d.send(who, r)
}

func (d *desks) must(err error) {
	d.Helper()
	if err != nil {
		d.Fatal(err)
	}
}

// wants checks the status and that the page says some things.
func (a answer) wants(t testing.TB, status int, says ...string) answer {
	t.Helper()
	if a.status != status {
		t.Fatalf("status %d, want %d (to %q): %s", a.status, status, a.header.Get("Location"), plain(a.body))
	}
	for _, words := range says {
		if !strings.Contains(a.body, words) {
			t.Errorf("the page does not say %q: %s", words, plain(a.body))
		}
	}
	return a
}

var tags = regexp.MustCompile(`(?s)<head.*?</head>|<[^>]*>|\s+`)

func plain(page string) string { return strings.TrimSpace(tags.ReplaceAllString(page, " ")) }

// contents is every row that a desk or the office may change; a refusal must leave it as it was.
func (d *desks) contents() string {
	d.Helper()
	var all strings.Builder
	for _, table := range []string{
		"shops", "shop_members", "products", "product_translations", "variants", "product_images", "stock_levels", "stock_movements",
		"order_groups", "shop_orders", "order_events", "payments", "refunds", "ledger_entries",
		"export_shops", "export_products", "export_evidence", "documents", "inquiries", "inquiry_messages",
	} {
		var rows string
		d.must(d.DB.GetContext(d.Context(), &rows, `SELECT coalesce(string_agg(x::text, E'\n' ORDER BY x::text), '') FROM `+table+` x`))
		all.WriteString(rows)
	}
	return all.String()
}

// unchanged runs what must be refused.
func (d *desks) unchanged(name string, refused func()) {
	d.Helper()
	before := d.contents()
	refused()
	if d.contents() != before {
		d.Errorf("%s: something changed", name)
	}
}

func (d *desks) change(query string, args ...any) {
	d.Helper()
	d.must(postgres.Transact(d.Context(), d.DB, func(tx *sqlx.Tx) error {
		_, err := tx.ExecContext(d.Context(), query, args...)
		return err
	}))
}

var application = []string{
	"name", "Madu Kemiren", "description", "Madu dari hutan sekitar.", "phone", "0812-0000-0042", "village", "glagah/Kemiren",
	"address", "Dusun Krajan", "accepts_pickup", "1",
}

func TestANewOwnerListsAProductThatABuyerFinds(t *testing.T) {
	d := newDesks(t)
	owner := d.Buyer
	d.get(d.Stranger, "/seller").wants(t, http.StatusSeeOther)
	if to := d.get(owner, "/seller").wants(t, http.StatusSeeOther).header.Get("Location"); to != "/seller/apply" {
		t.Errorf("without a shop one is sent to %q", to)
	}
	d.get(owner, "/seller/apply").wants(t, http.StatusOK, `<optgroup label="Glagah">`)
	d.post(owner, "/seller/apply", application...).wants(t, http.StatusSeeOther)
	d.get(owner, "/seller").wants(t, http.StatusOK, "Madu Kemiren", "sedang diperiksa")

	desk := "/seller/madu-kemiren"
	d.post(owner, desk+"/products", "title", "Madu hutan", "category", "kopi", "village", "Kemiren", "title_en", "Forest honey",
		"price_0", "65.000", "weight_grams_0", "700", "variant_title_0", "500 ml", "stock_0", "9",
		"price_1", "", "weight_grams_1", "", "variant_title_1", "").wants(t, http.StatusSeeOther)
	product := desk + "/products/madu-hutan"
	d.get(owner, product).wants(t, http.StatusOK, "Tambahkan paling sedikit satu foto", "Toko belum disetujui")
	d.upload(owner, product+"/images", webtest.Picture(40), webtest.Picture(90)).wants(t, http.StatusSeeOther)
	d.unchanged("publishing before the office's word", func() {
		d.post(owner, product+"/publish").wants(t, http.StatusUnprocessableEntity, "belum dapat ditayangkan")
	})

	d.get(d.Verifier, "/office").wants(t, http.StatusOK, "Toko menunggu persetujuan")
	d.get(d.Verifier, "/office/shops").wants(t, http.StatusOK, "Madu Kemiren")
	d.get(d.Verifier, "/office/shops/madu-kemiren").wants(t, http.StatusOK, "Dusun Krajan", "Setujui")
	d.post(d.Verifier, "/office/shops/madu-kemiren/approve").wants(t, http.StatusSeeOther)

	d.post(owner, product+"/publish").wants(t, http.StatusSeeOther)
	found, err := d.Catalog.List(t.Context(), catalog.Filter{Query: "madu hutan"}, catalog.Page{})
	d.must(err)
	if len(found.Items) != 1 || found.Items[0].Slug != "madu-hutan" || found.Items[0].Price != 65_000 || found.Items[0].Image == nil {
		t.Errorf("the buyer's search finds %+v", found.Items)
	}
	d.get(owner, desk+"/products").wants(t, http.StatusOK, "Madu hutan", "9 tersisa")
	d.get(owner, product).wants(t, http.StatusOK, "Lihat halamannya", "Foto utama")
}

func TestARejectionTellsTheOwnerWhyAndIsMended(t *testing.T) {
	d := newDesks(t)
	d.post(d.Buyer, "/seller/apply", application...).wants(t, http.StatusSeeOther)
	file := "/office/shops/madu-kemiren"
	d.unchanged("a rejection without a reason", func() {
		d.post(d.Verifier, file+"/reject", "reason", " ").wants(t, http.StatusUnprocessableEntity, "Wajib diisi")
	})
	for _, who := range []webtest.Person{d.Owner, d.Finance} {
		d.unchanged("a word of somebody else", func() { d.post(who, file+"/approve").wants(t, http.StatusForbidden) })
	}
	d.post(d.Verifier, file+"/reject", "reason", "Alamat belum lengkap").wants(t, http.StatusSeeOther)
	d.get(d.Buyer, "/seller").wants(t, http.StatusOK, "Alamat belum lengkap", "Perbaiki profil toko")
	d.get(d.Buyer, "/seller/madu-kemiren/shop").wants(t, http.StatusOK, "Simpan dan ajukan lagi")
	mended := append([]string{}, application...)
	d.post(d.Buyer, "/seller/madu-kemiren/shop", append(mended, "nib", "1234567890123")...).wants(t, http.StatusSeeOther)
	d.get(d.Verifier, "/office/shops").wants(t, http.StatusOK, "Madu Kemiren")
}

func TestAVerifierCannotApproveTheOwnShop(t *testing.T) {
	d := newDesks(t)
	d.post(d.Verifier, "/seller/apply", application...).wants(t, http.StatusSeeOther)
	d.unchanged("approving the own shop", func() {
		d.post(d.Verifier, "/office/shops/madu-kemiren/approve").wants(t, http.StatusForbidden, "Toko sendiri")
	})
}

func TestAnApplicationKeepsWhatWasTyped(t *testing.T) {
	d := newDesks(t)
	d.unchanged("a faulty application", func() {
		d.post(d.Buyer, "/seller/apply", "name", "Ma", "description", "Ceritanya <b>", "phone", "12", "village", "glagah/Kemiren", "accepts_cash", "1").
			wants(t, http.StatusUnprocessableEntity, `value="Ma"`, "Ceritanya &lt;b&gt;", "Nomor telepon ini tidak benar", `value="glagah/Kemiren" selected`)
	})
}

func TestTheVerbsOfAnOrder(t *testing.T) {
	d := newDesks(t)
	order := d.Place(d.Buyer, webtest.Method, d.Coffee)
	desk := "/seller/" + d.Coffee.Slug
	at := desk + "/orders/" + order.Number
	d.get(d.Owner, desk+"/orders").wants(t, http.StatusOK, "Tidak ada pesanan di sini")
	d.Pay(order)
	d.get(d.Owner, "/seller").wants(t, http.StatusOK, "Pesanan harus diterima sebelum")
	d.get(d.Owner, desk+"/orders").wants(t, http.StatusOK, order.Number, "1 × Kopi robusta Lerek")
	d.get(d.Owner, at).wants(t, http.StatusOK, "Terima pesanan", "https://wa.me/6281200000099", "Jalan Barong 5", "Tolak pesanan")
	d.unchanged("a verb that does not come next", func() {
		d.post(d.Owner, at+"/ship", "courier", "JNE").wants(t, http.StatusConflict, "tidak bisa dilakukan")
	})
	d.post(d.Owner, at+"/accept").wants(t, http.StatusSeeOther)
	d.post(d.Owner, at+"/pack").wants(t, http.StatusSeeOther)
	d.unchanged("sending without a courier", func() {
		d.post(d.Owner, at+"/ship", "tracking", "JP123").wants(t, http.StatusUnprocessableEntity, "Wajib diisi", `value="JP123"`)
	})
	d.post(d.Owner, at+"/ship", "courier", "JNE", "tracking", "JP123").wants(t, http.StatusSeeOther)
	d.get(d.Owner, at).wants(t, http.StatusOK, "JP123", "Dikirim")
	const page = `https://www.jne.co.id/tracking-package`
	d.get(d.Buyer, "/orders/"+order.Number).wants(t, http.StatusOK, `href="`+page+`"`, `data-copy="JP123"`, "Lacak di situs JNE")
	d.says("order_shipped", "nomor resi JP123", page)
	d.get(d.Owner, desk+"/orders?state=shipped").wants(t, http.StatusOK, order.Number)
	d.get(d.Owner, desk+"/money").wants(t, http.StatusOK, "Penjualan", order.Number)
	d.unchanged("an unknown verb", func() { d.post(d.Owner, at+"/refund").wants(t, http.StatusNotFound) })
}

// says checks the newest message of a template.
func (d *desks) says(template string, words ...string) {
	d.Helper()
	var body string
	d.must(d.DB.GetContext(d.Context(), &body, `SELECT body FROM messages WHERE template = $1 ORDER BY created_at DESC LIMIT 1`, template))
	for _, w := range words {
		if !strings.Contains(body, w) {
			d.Errorf("the message does not say %q: %s", w, body)
		}
	}
}

func TestAShopRejectsWithAReason(t *testing.T) {
	d := newDesks(t)
	order := d.Place(d.Buyer, webtest.Method, d.Coffee)
	d.Pay(order)
	at := "/seller/" + d.Coffee.Slug + "/orders/" + order.Number
	d.unchanged("rejecting without a reason", func() {
		d.post(d.Owner, at+"/reject", "reason", "").wants(t, http.StatusUnprocessableEntity, "Wajib diisi")
	})
	d.post(d.Owner, at+"/reject", "reason", "Panen gagal").wants(t, http.StatusSeeOther)
	d.get(d.Owner, at).wants(t, http.StatusOK, "Panen gagal", "Dibatalkan")
}

func TestGoodsAreHandedOverByCodeAndForCash(t *testing.T) {
	d := newDesks(t)
	basket := d.Fill(d.Buyer, d.Coffee)
	body := webtest.NewOrder(basket, "cash", d.Coffee)
	body["shipping"] = []map[string]string{{"shop": d.Coffee.Slug, "option": "pickup:shop"}}
	delete(body, "address")
	var order webtest.Order
	d.JSON(webtest.Call{
		Who: d.Buyer, Method: "POST", Path: "/api/v1/orders", Body: body,
		Header: map[string]string{"Idempotency-Key": uuid.NewString(), "X-Cart-Token": basket.Token},
	}, http.StatusCreated, &order)
	at := "/seller/" + d.Coffee.Slug + "/orders/" + order.Number
	for _, verb := range []string{"accept", "pack", "ready"} {
		d.post(d.Owner, at+"/"+verb).wants(t, http.StatusSeeOther)
	}
	placed, err := d.Orders.Find(t.Context(), orders.Reader{Actor: d.Buyer.Actor}, order.Number)
	d.must(err)
	code := placed.Shops[0].CollectCode
	d.unchanged("a wrong code", func() {
		page := d.post(d.Owner, at+"/collect", "code", "x"+code).wants(t, http.StatusUnprocessableEntity, "tidak cocok", "Pembeli membayar tunai")
		if strings.Contains(strings.ReplaceAll(page.body, `value="x`+code, ""), ">"+code+"<") {
			t.Error("the page tells the code")
		}
	})
	d.post(d.Owner, at+"/paid").wants(t, http.StatusSeeOther)
	d.post(d.Owner, at+"/collect", "code", code).wants(t, http.StatusSeeOther)
	d.get(d.Owner, at).wants(t, http.StatusOK, "Selesai")
}

func TestAProductIsEditedWithoutAScript(t *testing.T) {
	d := newDesks(t)
	p := d.Coffee.Products[0]
	at := "/seller/" + d.Coffee.Slug + "/products/" + p.Slug
	form := func(pairs ...string) []string {
		return append([]string{
			"title", "Kopi robusta Lerek", "description", "Biji petik merah.", "category", "kopi", "village", "Gombengsari",
			"variant_id_0", p.Variants[0].ID.String(), "variant_title_0", "250 g", "price_0", "Rp 47.500", "weight_grams_0", "280", "sku_0", "ROB-250",
			"variant_id_1", p.Variants[1].ID.String(), "variant_title_1", "100 g", "price_1", "20000", "weight_grams_1", "120", "sku_1", "ROB-100",
		}, pairs...)
	}
	d.unchanged("one row more", func() {
		d.post(d.Owner, at, form("add", "1")...).wants(t, http.StatusOK, `name="price_2"`, `value="Rp 47.500"`)
	})
	d.unchanged("a number that is none", func() {
		d.post(d.Owner, at, form("price_2", "murah", "weight_grams_2", "300")...).
			wants(t, http.StatusUnprocessableEntity, "Tulis angka saja", `value="murah"`, `href="#f-price_2"`)
	})
	d.unchanged("a price out of bounds beside its row", func() {
		d.post(d.Owner, at, form("price_2", "1", "weight_grams_2", "300")...).wants(t, http.StatusUnprocessableEntity, `id="f-price_2-problem"`)
	})
	d.post(d.Owner, at, form("remove_1", "1", "price_2", "90.000", "weight_grams_2", "560", "variant_title_2", "500 g", "stock_2", "4")...).
		wants(t, http.StatusSeeOther)
	after, err := d.Catalog.FindForMember(t.Context(), d.Owner.Actor, catalog.Ref{Shop: d.Coffee.Slug, Product: p.Slug})
	d.must(err)
	if len(after.Variants) != 2 || after.Variants[0].Price != 47_500 || after.Variants[1].Price != 90_000 || after.Variants[1].OnHand != 4 {
		t.Errorf("%+v", after.Variants)
	}

	shelf := at + "/variants/" + after.Variants[0].ID.String() + "/stock"
	d.get(d.Owner, shelf).wants(t, http.StatusOK, "Stok awal")
	d.unchanged("more away than there is", func() {
		d.post(d.Owner, shelf, "delta", "-99", "reason", "correction").wants(t, http.StatusConflict, "f-delta-problem")
	})
	for range 2 { // sent twice, counted once
		d.post(d.Owner, shelf, "delta", "+5", "reason", "restock", "reference", "0190f000-0000-7000-8000-000000000001").wants(t, http.StatusSeeOther)
	}
	d.get(d.Owner, shelf).wants(t, http.StatusOK, "Produksi baru", ">17<")
}

func TestTwoPeopleWhoEditAProductLoseNothing(t *testing.T) {
	d := newDesks(t)
	p := d.Coffee.Products[0]
	ref := catalog.Ref{Shop: d.Coffee.Slug, Product: p.Slug}
	at := "/seller/" + d.Coffee.Slug + "/products/" + p.Slug
	version := func() string {
		match := regexp.MustCompile(`name="version" value="(\d+)"`).FindStringSubmatch(d.get(d.Owner, at).wants(t, http.StatusOK).body)
		if match == nil {
			t.Fatal("the form does not say which version it shows")
		}
		return match[1]
	}
	form := func(version, title, price string) []string {
		return []string{
			"version", version, "title", title, "description", "Biji petik\r\nmerah.", "category", "kopi", "village", "Gombengsari",
			"variant_id_0", p.Variants[0].ID.String(), "variant_title_0", "250 g", "price_0", price, "weight_grams_0", "280", "sku_0", "ROB-250",
			"variant_id_1", p.Variants[1].ID.String(), "variant_title_1", "100 g", "price_1", "20.000", "weight_grams_1", "120", "sku_1", "ROB-100",
		}
	}
	seen := version()
	d.post(d.Owner, at, form(seen, "Kopi yang pertama", "46.000")...).wants(t, http.StatusSeeOther)
	d.must(d.Catalog.RemoveVariant(t.Context(), d.Owner.Actor, catalog.VariantRef{Ref: ref, ID: p.Variants[1].ID}))
	now := version()
	d.unchanged("a form that was opened before", func() {
		page := d.post(d.Owner, at, form(seen, "Kopi yang kedua", "Rp 47.000")...)
		page.wants(t, http.StatusConflict, "Produk ini berubah sementara Anda mengisi", "baru saja disimpan dari tempat lain", `name="version" value="`+now+`"`,
			`value="Kopi yang kedua"`, `id="f-title-saved"`, "Kopi yang pertama", `value="Rp 47.000"`, `id="f-price_0-saved"`, "46000", `value="100 g"`)
		for _, same := range []string{"f-description-saved", "f-category-saved", "f-weight_grams_0-saved", p.Variants[1].ID.String()} {
			if strings.Contains(page.body, same) {
				t.Errorf("the page says %q", same)
			}
		}
	})
	again := form(now, "Kopi yang kedua", "47.000")
	for i, field := range again {
		if field == "variant_id_1" {
			again[i+1] = "" // as the page shows it: the row of the removed variant is a new one
		}
		if field == "sku_1" {
			again[i+1] = "ROB-101"
		}
	}
	d.post(d.Owner, at, again...).wants(t, http.StatusSeeOther)
	after, err := d.Catalog.FindForMember(t.Context(), d.Owner.Actor, ref)
	d.must(err)
	if after.Title != "Kopi yang kedua" || len(after.Variants) != 2 || after.Variants[0].Price != 47_000 {
		t.Errorf("%q %+v", after.Title, after.Variants)
	}
}

func TestPicturesAreOrderedDescribedAndRemoved(t *testing.T) {
	d := newDesks(t)
	p := d.Coffee.Products[0]
	at := "/seller/" + d.Coffee.Slug + "/products/" + p.Slug
	d.unchanged("a file that is no picture", func() {
		d.upload(d.Owner, at+"/images", []byte("bukan gambar")).wants(t, http.StatusUnsupportedMediaType, "bukan gambar yang dapat dipakai")
	})
	d.unchanged("no file at all", func() { d.upload(d.Owner, at+"/images").wants(t, http.StatusUnprocessableEntity, "Wajib diisi") })
	d.upload(d.Owner, at+"/images", webtest.Picture(140), webtest.Picture(180)).wants(t, http.StatusSeeOther)
	images := func() []catalog.Image {
		found, err := d.Catalog.FindForMember(t.Context(), d.Owner.Actor, catalog.Ref{Shop: d.Coffee.Slug, Product: p.Slug})
		d.must(err)
		return found.Images
	}
	before := images()
	d.post(d.Owner, at+"/images/"+before[2].ID.String()+"/move", "to", "0").wants(t, http.StatusSeeOther)
	d.post(d.Owner, at+"/images/"+before[2].ID.String(), "alt", "Kantong kopi hijau").wants(t, http.StatusSeeOther)
	d.post(d.Owner, at+"/images/"+before[0].ID.String()+"/delete").wants(t, http.StatusSeeOther)
	after := images()
	if len(after) != 2 || after[0].ID != before[2].ID || after[0].Alt != "Kantong kopi hijau" || after[1].ID != before[1].ID {
		t.Errorf("%+v", after)
	}
	d.unchanged("a place that is none", func() {
		d.post(d.Owner, at+"/images/"+after[0].ID.String()+"/move", "to", "9").wants(t, http.StatusConflict)
	})
}

func TestWhatIsAnothersIsNotFound(t *testing.T) {
	d := newDesks(t)
	order := d.Place(d.Buyer, webtest.Method, d.Coffee)
	d.Pay(order)
	p := d.Coffee.Products[0]
	shop, own := "/seller/"+d.Coffee.Slug, "/seller/"+d.Baskets.Slug
	image, variant := p.Images[0].ID.String(), p.Variants[0].ID.String()
	for _, path := range []string{
		shop, shop + "/orders", shop + "/orders/" + order.Number, shop + "/products", shop + "/products/new", shop + "/products/" + p.Slug,
		shop + "/products/" + p.Slug + "/variants/" + variant + "/stock", shop + "/shop", shop + "/members", shop + "/money", shop + "/more",
		own + "/orders/" + order.Number, own + "/products/" + p.Slug, own + "/products/" + p.Slug + "/variants/" + variant + "/stock",
	} {
		d.get(d.OtherOwner, path).wants(t, http.StatusNotFound)
		if to := d.get(d.Stranger, path).wants(t, http.StatusSeeOther).header.Get("Location"); !strings.HasPrefix(to, "/login?") {
			t.Errorf("a stranger at %s is sent to %s", path, to)
		}
	}
	d.unchanged("what others send", func() {
		for _, base := range []string{shop, own} {
			for _, path := range []string{
				"/orders/" + order.Number + "/accept", "/orders/" + order.Number + "/reject", "/orders/" + order.Number + "/paid", "/products/" + p.Slug,
				"/products/" + p.Slug + "/archive", "/products/" + p.Slug + "/images/" + image, "/products/" + p.Slug + "/images/" + image + "/delete",
				"/products/" + p.Slug + "/images/" + image + "/move", "/products/" + p.Slug + "/variants/" + variant + "/stock",
			} {
				d.post(d.OtherOwner, base+path, "reason", "bukan saya", "title", "Milik saya", "category", "kopi", "alt", "x", "delta", "1").
					wants(t, http.StatusNotFound)
			}
			d.upload(d.OtherOwner, base+"/products/"+p.Slug+"/images", webtest.Picture(200)).wants(t, http.StatusNotFound)
		}
		for _, path := range []string{"/products", "/shop", "/holiday", "/members", "/members/" + d.Owner.AccountID.String() + "/remove"} {
			d.post(d.OtherOwner, shop+path, application...).wants(t, http.StatusNotFound)
		}
	})
}

func TestStaffDoTheDailyWorkOnly(t *testing.T) {
	d := newDesks(t)
	desk := "/seller/" + d.Coffee.Slug
	d.unchanged("an unknown person", func() {
		d.post(d.Owner, desk+"/members", "contact", "siapa@lapak.test", "role", "staff").wants(t, http.StatusUnprocessableEntity, "Belum ada akun", `value="siapa@lapak.test"`)
	})
	d.post(d.Owner, desk+"/members", "contact", d.Buyer.Email, "role", string(shops.Staff)).wants(t, http.StatusSeeOther)
	d.get(d.Buyer, desk+"/products").wants(t, http.StatusOK, "Kopi robusta Lerek")
	d.get(d.Buyer, desk+"/shop").wants(t, http.StatusOK, "diubah oleh pemilik")
	d.unchanged("staff change the profile or the members", func() {
		d.post(d.Buyer, desk+"/shop", application...).wants(t, http.StatusForbidden)
		d.post(d.Buyer, desk+"/members", "contact", d.OtherBuyer.Email, "role", "owner").wants(t, http.StatusForbidden)
		d.post(d.Buyer, desk+"/members/"+d.Owner.AccountID.String()+"/remove").wants(t, http.StatusForbidden)
	})
	d.post(d.Buyer, desk+"/holiday", "closed_from", "2030-01-02", "closed_until", "2030-01-05").wants(t, http.StatusSeeOther)
	d.unchanged("a holiday that ends before it begins", func() {
		d.post(d.Buyer, desk+"/holiday", "closed_from", "2030-01-02", "closed_until", "2029-01-05").wants(t, http.StatusUnprocessableEntity, "Hari terakhir")
	})
	d.unchanged("the last owner leaves", func() {
		d.post(d.Owner, desk+"/members/"+d.Owner.AccountID.String()+"/remove").wants(t, http.StatusConflict, "paling sedikit satu pemilik")
	})
}

func TestAnAccountWithSeveralShopsSwitches(t *testing.T) {
	d := newDesks(t)
	d.post(d.Owner, "/seller/apply", application...).wants(t, http.StatusSeeOther)
	d.get(d.Owner, "/seller/madu-kemiren/more").wants(t, http.StatusOK, `href="/seller/`+d.Coffee.Slug+`"`, "Pindah ke toko ini")
}
