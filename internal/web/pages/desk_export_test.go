package pages_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"lapak/internal/catalog"
	"lapak/internal/exportready"
	"lapak/internal/exportready/rulebook"
	"lapak/internal/web/webtest"
	"lapak/seeds/region" //nolint:depguard // the forms are tested with the rules that ship
)

// newExportDesks is the small mall with the rules that ship; its coffee is roasted coffee by them.
func newExportDesks(t *testing.T) *desks {
	t.Helper()
	d := newDesks(t)
	export, err := region.LoadExport()
	d.must(err)
	codes := make([]exportready.HSCode, len(export.HSCodes))
	for i, h := range export.HSCodes {
		codes[i] = exportready.HSCode{
			Key: h.Key, NameID: h.Name.ID, NameEN: h.Name.EN, Class: h.Class, HS6: h.Code, Description: h.Description, Version: h.Version, Confidence: h.Confidence,
		}
	}
	for i := range export.Rulebook.Criteria { // the small mall has no other offices
		if c := &export.Rulebook.Criteria[i]; c.Office != "system" {
			c.Office = "kurator"
		}
	}
	for i := range export.Rulebook.Requirements {
		export.Rulebook.Requirements[i].Office = "kurator"
	}
	d.must(d.Exports.ImportRules(t.Context(), export.Rulebook, codes))
	d.must(d.Catalog.ImportCategories(t.Context(), []catalog.Category{
		{Slug: "kopi", NameID: "Kopi", NameEN: "Coffee", ExportClass: "COFFEE_PROC", Position: 1},
		{Slug: "anyaman", NameID: "Anyaman", NameEN: "Weaving", ExportClass: "BAMBOO", Position: 2},
	}))
	return d
}

func exportOf(shop webtest.Shop) string { return "/seller/" + shop.Slug + "/export" }

func exportOfProduct(shop webtest.Shop) string {
	return "/seller/" + shop.Slug + "/products/" + shop.Products[0].Slug + "/export"
}

// begin opts the coffee shop in.
func (d *desks) begin() {
	d.Helper()
	d.post(d.Owner, exportOf(d.Coffee), "opted_in", "1").wants(d, http.StatusSeeOther)
}

func (d *desks) coffeeExport() exportready.Profile {
	d.Helper()
	ref := exportready.ProductRef{Shop: d.Coffee.Slug, Product: d.Coffee.Products[0].Slug}
	saved, err := d.Exports.ProductProfile(d.Context(), d.Owner.Actor, ref)
	d.must(err)
	return saved
}

func TestAShopBeginsItsWayToExportAndSeesOneNextStep(t *testing.T) {
	t.Parallel()
	d := newExportDesks(t)
	today := "/seller/" + d.Coffee.Slug
	d.get(d.Owner, today).wants(t, http.StatusOK, "Barang Anda mungkin bisa diekspor")
	before := d.get(d.Owner, exportOf(d.Coffee)).wants(t, http.StatusOK, "Mulai penilaian", "bukan izin resmi")
	if strings.Contains(before.body, "Semua syarat") {
		t.Error("rules are shown before the shop asked for them")
	}
	d.begin()
	// The NIB is a gate of the first level and gains as much as any other: free, and done in half an hour.
	d.get(d.Owner, exportOf(d.Coffee)).wants(t, http.StatusOK, "Belum siap", "Satu langkah berikutnya", "Memiliki NIB", "Gratis", "7–30 menit",
		"/export/evidence/S-LEG-01", "Semua syarat", "Legalitas", "Kopi robusta Lerek", "bukan izin resmi", "Lihat sebagai tabel", "<polyline")
	d.get(d.Owner, today).wants(t, http.StatusOK, "Menuju siap ekspor", "Memiliki NIB", "Biaya: Gratis", "poin")
	d.get(d.Owner, exportOfProduct(d.Coffee)).wants(t, http.StatusOK, "Negara tujuan", "Uni Eropa", "Dikerjakan penjual", "Belum kami ketahui")
	d.post(d.Owner, exportOf(d.Coffee), "opted_in", "0").wants(t, http.StatusSeeOther)
	d.get(d.Owner, exportOf(d.Coffee)).wants(t, http.StatusOK, "Mulai penilaian")
}

func TestExportDataIsSavedInTheOwnersWords(t *testing.T) {
	t.Parallel()
	d := newExportDesks(t)
	d.begin()
	d.post(d.Owner, exportOfProduct(d.Coffee), "facts.net_grams", "1.250", "facts.gross_grams", "1300", "facts.packaged", "yes", "facts.storage_min_c", "−5",
		"facts.ingredients", "kopi robusta\r\n", "facts.allergens", "", "facts.allergens", "milk", "facts.origin", "ID", "facts.moq", "").
		wants(t, http.StatusSeeOther)
	got := d.coffeeExport().Filled
	if got["net_grams"] != int64(1250) || got["packaged"] != true || got["storage_min_c"] != int64(-5) || linesOf(got["ingredients"]) != "kopi robusta" ||
		linesOf(got["allergens"]) != "milk" || got["moq"] != nil {
		t.Errorf("%#v", got)
	}
	d.get(d.Owner, exportOfProduct(d.Coffee)).wants(t, http.StatusOK, `type="text" value="1250"`, "kopi robusta</textarea>", `value="milk" checked`)
}

func linesOf(fact any) string {
	lines, _ := fact.([]string)
	return strings.Join(lines, ",")
}

func TestARefusedExportFormKeepsWhatWasTyped(t *testing.T) {
	t.Parallel()
	d := newExportDesks(t)
	d.begin()
	for _, tt := range []struct{ name, field, typed, says, keeps string }{
		{"a number in words", "facts.lead_time_days", "sepuluh", "Tulis angka saja", `value="sepuluh"`},
		{"net above gross", "facts.net_grams", "900", "Berat bersih tidak boleh lebih", `value="900"`},
		{"a code of five digits", "facts.hs6", "09012", "Bentuk nomor", `value="09012"`},
		{"a choice that is none", "facts.incoterm", "XYZ", "", ""},
		{"a map that crosses itself", "plots", bowtie, "memotong dirinya sendiri", "FeatureCollection"},
		{"a map that is none", "plots", "bukan peta", "bukan GeoJSON", "bukan peta"},
		{"an unknown class", "class", "NOTHING", "", ""},
		{"a field of a shop", "facts.shop_capacity", "5", "", ""},
	} {
		d.unchanged(tt.name, func() {
			d.post(d.Owner, exportOfProduct(d.Coffee), "facts.gross_grams", "800", "facts.moq", "10", tt.field, tt.typed, "facts.label_name", "Kopi kami").
				wants(t, http.StatusUnprocessableEntity, tt.says, tt.keeps, `value="Kopi kami"`, `id="problems"`)
		})
	}
}

// bowtie is a plot of land whose line crosses itself.
const bowtie = `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":{"type":"Polygon",` +
	`"coordinates":[[[114.30,-8.20],[114.31,-8.19],[114.31,-8.20],[114.30,-8.19],[114.30,-8.20]]]}}]}`

func TestAMapComesFromAFileToo(t *testing.T) {
	t.Parallel()
	d := newExportDesks(t)
	d.begin()
	point := `{"type":"Feature","properties":{"hectares":1.5},"geometry":{"type":"Point","coordinates":[114.305,-8.195]}}`
	d.sendFile(d.Owner, exportOfProduct(d.Coffee), file{"plots_file", "kebun.geojson", []byte(point)}, "plots", "").wants(t, http.StatusSeeOther)
	if saved := d.coffeeExport(); saved.Plots != point || saved.Facts["plots_count"] != int64(1) {
		t.Errorf("%+v", saved)
	}
	d.unchanged("a file that is no map", func() {
		d.sendFile(d.Owner, exportOfProduct(d.Coffee), file{"plots_file", "kebun.geojson", []byte("halo")}, "plots", point).
			wants(t, http.StatusUnprocessableEntity, "bukan GeoJSON", "halo</textarea>")
	})
}

func TestAnHSCodeIsFoundByItsWordsWithoutAScript(t *testing.T) {
	t.Parallel()
	d := newExportDesks(t)
	d.begin()
	at := exportOfProduct(d.Coffee)
	d.unchanged("a search", func() {
		found := d.post(d.Owner, at, "find", "hs", "hs_query", "kopi", "facts.moq", "dua puluh").
			wants(t, http.StatusOK, "Pilih yang paling cocok", `value="090121/HS2022"`, "0901.21", "kepastian", `value="dua puluh"`)
		if strings.Contains(found.body, `id="problems"`) {
			t.Error("a search speaks of problems")
		}
		d.post(d.Owner, at, "find", "hs", "hs_query", "zzzz").wants(t, http.StatusOK, "Tidak ditemukan")
	})
	d.post(d.Owner, at, "hs_choice", "090121/HS2022", "facts.hs6", "").wants(t, http.StatusSeeOther)
	if got := d.coffeeExport().Filled; got["hs6"] != "090121" || got["hs_version"] != "HS2022" {
		t.Errorf("%#v", got)
	}
}

func TestExportDataSavedMeanwhileIsShownBeside(t *testing.T) {
	t.Parallel()
	d := newExportDesks(t)
	d.begin()
	at := exportOf(d.Coffee)
	seen := versionOf(t, d.get(d.Owner, at))
	d.post(d.Owner, at, "version", seen, "facts.shop_capacity", "500").wants(t, http.StatusSeeOther)
	var now string
	d.unchanged("an old form", func() {
		page := d.post(d.Owner, at, "version", seen, "facts.shop_capacity", "400").
			wants(t, http.StatusConflict, "baru saja disimpan dari tempat lain", `value="400"`, `id="f-facts.shop_capacity-saved"`, "500")
		now = versionOf(t, page)
	})
	d.post(d.Owner, at, "version", now, "facts.shop_capacity", "400").wants(t, http.StatusSeeOther)
}

func versionOf(t *testing.T, a answer) string {
	t.Helper()
	_, rest, ok := strings.Cut(a.body, `name="version" value="`)
	version, _, closed := strings.Cut(rest, `"`)
	if !ok || !closed {
		t.Fatal("the form has no version")
	}
	return version
}

func TestAPaperIsHandedInAndItsVerdictShown(t *testing.T) {
	t.Parallel()
	d := newExportDesks(t)
	d.begin()
	at := exportOf(d.Coffee) + "/evidence/S-LEG-01"
	none := file{"file", "", nil}
	d.get(d.Owner, at).wants(t, http.StatusOK, "Memiliki NIB", "13 angka", "hanya dilihat toko Anda", "Bersumber")
	d.unchanged("papers that are refused", func() {
		d.sendFile(d.Owner, at, none, "number", "123", "statement", "Sesuai asli").
			wants(t, http.StatusUnprocessableEntity, "Bentuk nomor NIB", `value="123"`, "Sesuai asli")
		d.sendFile(d.Owner, at, none).wants(t, http.StatusUnprocessableEntity, "Unggah berkas, isi nomornya")
		d.sendFile(d.Owner, at, none, "number", "1234567890123", "valid_until", "2020-01-01").wants(t, http.StatusUnprocessableEntity, "sudah berakhir")
		d.sendFile(d.Owner, at, file{"file", "nib.pdf", []byte("bukan berkas")}, "number", "1234567890123").
			wants(t, http.StatusUnsupportedMediaType, `value="1234567890123"`)
	})
	paper := file{"file", "nib.jpg", webtest.Picture(30)}
	d.sendFile(d.Owner, at, paper, "number", "1234567890123", "valid_until", "2030-01-31").wants(t, http.StatusSeeOther)
	shown := d.get(d.Owner, at).wants(t, http.StatusOK, "Sedang diperiksa", "1234567890123", "31 Jan 2030", "Lihat berkas")
	page := d.get(d.Owner, exportOf(d.Coffee)).wants(t, http.StatusOK, "sedang diperiksa", "Lihat yang diserahkan")
	if _, next, _ := strings.Cut(page.body, "Satu langkah berikutnya"); strings.Contains(strings.SplitN(next, "</section>", 2)[0], "S-LEG-01") {
		t.Error("the next step is one that the shop has taken")
	}

	_, rest, _ := strings.Cut(shown.body, `href="`+exportOf(d.Coffee)+`/papers/`)
	id, _, _ := strings.Cut(rest, `"`)
	to := d.get(d.Owner, exportOf(d.Coffee)+"/papers/"+id).wants(t, http.StatusSeeOther).header.Get("Location")
	if !strings.HasPrefix(to, webtest.BaseURL+"/evidence/"+id+"/file?expires=") {
		t.Errorf("the paper opens at %q", to)
	}
	d.get(d.OtherOwner, exportOf(d.Coffee)+"/papers/"+id).wants(t, http.StatusNotFound)
	d.get(d.OtherOwner, exportOf(d.Baskets)+"/papers/"+id).wants(t, http.StatusNotFound)

	list, err := d.Exports.ListEvidence(t.Context(), d.Owner.Actor, d.Coffee.Slug)
	d.must(err)
	_, err = d.Exports.Decide(t.Context(), d.Admin.Actor, list[0].ID, exportready.Verdict{State: rulebook.Rejected, Reason: "Fotonya buram"})
	d.must(err)
	d.get(d.Owner, at).wants(t, http.StatusOK, "Belum diterima", "Fotonya buram", "Serahkan yang baru")
}

// file is one file of a form; without a name none was chosen.
type file struct {
	field, name string
	content     []byte
}

// sendFile sends a form with a file, as a phone does.
func (d *desks) sendFile(who webtest.Person, path string, f file, pairs ...string) answer {
	d.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for i := 0; i+1 < len(pairs); i += 2 {
		d.must(form.WriteField(pairs[i], pairs[i+1]))
	}
	part, err := form.CreateFormFile(f.field, f.name)
	d.must(err)
	_, err = part.Write(f.content)
	d.must(err)
	d.must(form.Close())
	r := httptest.NewRequestWithContext(d.Context(), http.MethodPost, path, &body)
	r.Header.Set("Content-Type", form.FormDataContentType())
	return d.send(who, r)
}

func TestAnothersWayToExportIsNotFound(t *testing.T) {
	t.Parallel()
	d := newExportDesks(t)
	d.begin()
	foreign := d.Coffee.Products[0].Slug
	for _, path := range []string{
		exportOf(d.Coffee), exportOfProduct(d.Coffee), exportOf(d.Coffee) + "/evidence/S-LEG-01",
		"/seller/" + d.Baskets.Slug + "/products/" + foreign + "/export", exportOf(d.Baskets) + "/evidence/P-LEG-02?product=" + foreign,
		exportOf(d.Baskets) + "/evidence/P-LEG-02", exportOf(d.Baskets) + "/evidence/S-LEG-06", exportOf(d.Baskets) + "/evidence/NOTHING",
	} {
		d.get(d.OtherOwner, path).wants(t, http.StatusNotFound)
		d.unchanged(path, func() {
			d.post(d.OtherOwner, path, "opted_in", "1", "number", "1234567890123").wants(t, http.StatusNotFound)
		})
	}
}

func TestEveryHeadingAndUnitOfTheExportFormsHasWords(t *testing.T) {
	t.Parallel()
	d := newExportDesks(t)
	d.begin()
	for _, class := range d.Exports.Book().Classes {
		d.post(d.Owner, exportOfProduct(d.Coffee), "class", class.Key).wants(t, http.StatusSeeOther)
		for _, at := range []string{exportOf(d.Coffee), exportOfProduct(d.Coffee), exportOf(d.Coffee) + "?lang=en", exportOfProduct(d.Coffee) + "?lang=en"} {
			page := d.get(d.Owner, at).wants(t, http.StatusOK).body
			if _, rest, missing := strings.Cut(page, "[exportdesk."); missing {
				t.Fatalf("%s has no text for exportdesk.%.40s", at, rest)
			}
		}
	}
}
