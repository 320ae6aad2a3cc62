package catalog_test

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/jpeg"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/catalog"
	"lapak/internal/i18n"
	"lapak/internal/identity"
	"lapak/internal/media"
	"lapak/internal/postgres/pgtest"
	"lapak/internal/shops"
	"lapak/internal/shops/shopstest"
	"lapak/internal/stock"
	"lapak/storage/disk"
)

// mall is a catalogue with one approved shop and its owner.
type mall struct {
	*catalog.Service
	t     *testing.T
	db    *sqlx.DB
	shops *shops.Service
	media *media.Service
	owner identity.Actor
	shop  shops.Shop
	shade uint8
}

func newMall(t *testing.T) *mall {
	t.Helper()
	db := pgtest.New(t)
	shopService, place := shopstest.New(t, db)
	store := disk.New(t.TempDir())
	m := &mall{t: t, db: db, shops: shopService, media: media.New(db, store, store), owner: shopstest.Account(t, db, "owner")}
	m.shop = shopstest.Approved(t, shopService, m.owner, "Kopi Lerek")
	m.Service = catalog.New(catalog.Deps{DB: db, Regions: place, Shops: shopService, Stock: stock.New(db), Media: m.media})
	err := m.ImportCategories(t.Context(), []catalog.Category{
		{Slug: "kopi-cokelat", NameID: "Kopi & cokelat", NameEN: "Coffee & chocolate", Position: 1},
		{Slug: "kopi", Parent: "kopi-cokelat", NameID: "Kopi", NameEN: "Coffee", ExportClass: "coffee", Position: 2},
		{Slug: "batik", NameID: "Batik", NameEN: "Batik", Position: 3},
	})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func coffee() catalog.NewProduct {
	return catalog.NewProduct{
		Texts: catalog.Texts{
			Title: "Kopi Robusta Gombengsari", Description: "Biji petik merah yang dijemur dan disangrai untuk diseduh tubruk.", Technique: "sangrai manual",
		},
		English:  &catalog.Texts{Title: "Gombengsari Robusta Coffee", Description: "Ripe cherries, dried in the sun.", Technique: "roasted by hand"},
		Category: "kopi", Maker: "Kelompok tani Lerek", Village: "Gombengsari",
		Variants: []catalog.NewVariant{
			{SKU: "ROB-250", Title: "250 g", Price: 45_000, WeightGrams: 280, Stock: 12},
			{SKU: "ROB-100", Title: "100 g", Price: 20_000, WeightGrams: 120, Stock: 0},
		},
	}
}

func (m *mall) ref(slug string) catalog.Ref { return catalog.Ref{Shop: m.shop.Slug, Product: slug} }

func (m *mall) create(in catalog.NewProduct) catalog.Product {
	m.t.Helper()
	p, err := m.Create(m.t.Context(), m.owner, m.shop.Slug, in)
	if err != nil {
		m.t.Fatal(err)
	}
	return p
}

// upload makes a picture of its own.
func (m *mall) upload() uuid.UUID {
	m.t.Helper()
	m.shade += 20
	picture := image.NewRGBA(image.Rect(0, 0, 640, 640))
	for y := range 640 {
		for x := range 640 {
			picture.Set(x, y, color.RGBA{m.shade, uint8(x), uint8(y), 255})
		}
	}
	var file bytes.Buffer
	if err := jpeg.Encode(&file, picture, nil); err != nil {
		m.t.Fatal(err)
	}
	uploaded, err := m.media.Upload(m.t.Context(), &file)
	if err != nil {
		m.t.Fatal(err)
	}
	return uploaded.ID
}

func (m *mall) addImage(slug string) catalog.Image {
	m.t.Helper()
	added, err := m.AddImage(m.t.Context(), m.owner, m.ref(slug), catalog.NewImage{ImageID: m.upload(), Alt: "Biji kopi"})
	if err != nil {
		m.t.Fatal(err)
	}
	return added
}

func (m *mall) setState(slug string, state catalog.State) error {
	_, err := m.Update(m.t.Context(), m.owner, m.ref(slug), catalog.Changes{State: &state})
	return err
}

func (m *mall) publish(in catalog.NewProduct) catalog.Product {
	m.t.Helper()
	p := m.create(in)
	m.addImage(p.Slug)
	if err := m.setState(p.Slug, catalog.Published); err != nil {
		m.t.Fatal(err)
	}
	p, err := m.FindBySlug(m.t.Context(), p.Slug)
	if err != nil {
		m.t.Fatal(err)
	}
	return p
}

// contents is everything that a refusal must leave as it was.
func (m *mall) contents() string {
	m.t.Helper()
	var all string
	err := m.db.GetContext(m.t.Context(), &all, `
		SELECT (SELECT coalesce(string_agg(x::text, E'\n' ORDER BY x.id), '') FROM products x)
			|| (SELECT coalesce(string_agg(x::text, E'\n' ORDER BY x.id), '') FROM variants x)
			|| (SELECT coalesce(string_agg(x::text, E'\n' ORDER BY x.id), '') FROM product_images x)
			|| (SELECT coalesce(string_agg(x::text, E'\n' ORDER BY x.product_id), '') FROM product_translations x)
			|| (SELECT coalesce(string_agg(x::text, E'\n' ORDER BY x.image_id, x.subject_id), '') FROM image_uses x)
			|| (SELECT coalesce(string_agg(x::text, E'\n' ORDER BY x.variant_id), '') FROM stock_levels x)
			|| (SELECT count(*) FROM stock_movements)`)
	if err != nil {
		m.t.Fatal(err)
	}
	return all
}

func (m *mall) refused(code string, call func() error) {
	m.t.Helper()
	before := m.contents()
	if err := call(); apperr.CodeOf(err) != code {
		m.t.Errorf("got %v, want %s", err, code)
	}
	if diff := cmp.Diff(before, m.contents()); diff != "" {
		m.t.Errorf("%s changed: %s", code, diff)
	}
}

func fieldsOf(err error) []string {
	var out []string
	if e := apperr.As(err); e != nil {
		for _, f := range e.Fields {
			out = append(out, f.Path+" "+f.Code)
		}
	}
	return out
}

func TestAProductIsMadeAndPublished(t *testing.T) {
	t.Parallel()
	m := newMall(t)
	draft := m.create(coffee())
	if draft.Slug != "kopi-robusta-gombengsari" || draft.State != catalog.Draft || draft.Listed || draft.Version != 1 || draft.English == nil ||
		draft.Price != 20_000 || draft.PriceMax != 45_000 || draft.VillageName != "Gombengsari" || draft.Shop.DistrictName != "Kalipuro" {
		t.Errorf("%+v", draft)
	}
	if len(draft.Variants) != 2 || draft.Variants[0].SKU != "ROB-250" || draft.Variants[0].OnHand != 12 || !draft.Variants[0].InStock() || draft.Variants[1].InStock() {
		t.Errorf("%+v", draft.Variants)
	}
	if _, err := m.FindBySlug(t.Context(), draft.Slug); apperr.CodeOf(err) != "product_not_found" {
		t.Errorf("a draft is public: %v", err)
	}
	m.refused("product_not_ready", func() error {
		err := m.setState(draft.Slug, catalog.Published)
		if want := []string{"images picture_required"}; !slices.Equal(fieldsOf(err), want) {
			t.Errorf("%v", err)
		}
		return err
	})
	picture := m.addImage(draft.Slug)
	if picture.Width != 640 || len(picture.Renditions) == 0 || picture.Renditions[0].Key == "" {
		t.Errorf("%+v", picture)
	}
	if err := m.setState(draft.Slug, catalog.Published); err != nil {
		t.Fatal(err)
	}
	english, err := m.FindBySlug(i18n.WithLanguage(t.Context(), "en"), draft.Slug)
	if err != nil || english.Title != "Gombengsari Robusta Coffee" || !english.Translated || english.English != nil || english.PublishedAt == nil {
		t.Errorf("%+v %v", english, err)
	}
	page, err := m.List(t.Context(), catalog.Filter{}, catalog.Page{})
	if err != nil || len(page.Items) != 1 || page.Next != "" {
		t.Fatalf("%+v %v", page, err)
	}
	card := page.Items[0]
	if card.Title != "Kopi Robusta Gombengsari" || card.Price != 20_000 || !card.InStock || card.Image == nil || card.Image.Alt != "Biji kopi" ||
		card.Shop.Slug != "kopi-lerek" || card.Shop.District != "kalipuro" || card.Currency != "IDR" {
		t.Errorf("%+v", card)
	}
	for _, state := range []catalog.State{catalog.Draft, catalog.Archived} {
		if err := m.setState(draft.Slug, state); err != nil {
			t.Fatal(err)
		}
		if page, err := m.List(t.Context(), catalog.Filter{}, catalog.Page{}); err != nil || len(page.Items) != 0 {
			t.Errorf("%s is listed: %v", state, err)
		}
	}
}

func TestEverythingMissingIsNamedAtOnce(t *testing.T) {
	t.Parallel()
	m := newMall(t)
	in := coffee()
	in.Variants = nil
	p := m.create(in)
	if _, err := m.shops.Decide(t.Context(), shopstest.Office, m.shop.Slug, shops.Decision{Verdict: shops.Suspend, Reason: "Diperiksa"}); err != nil {
		t.Fatal(err)
	}
	m.refused("product_not_ready", func() error {
		err := m.setState(p.Slug, catalog.Published)
		if want := []string{"images picture_required", "variants price_required", "shop shop_not_approved"}; !slices.Equal(fieldsOf(err), want) {
			t.Errorf("%v", err)
		}
		return err
	})
}

func TestASuspendedShopLeavesTheLists(t *testing.T) {
	t.Parallel()
	m := newMall(t)
	p := m.publish(coffee())
	decide := func(d shops.Decision) {
		t.Helper()
		if _, err := m.shops.Decide(t.Context(), shopstest.Office, m.shop.Slug, d); err != nil {
			t.Fatal(err)
		}
		if err := m.RefreshShop(t.Context(), m.shop.ID); err != nil {
			t.Fatal(err)
		}
	}
	decide(shops.Decision{Verdict: shops.Suspend, Reason: "Diperiksa"})
	if _, err := m.FindBySlug(t.Context(), p.Slug); apperr.CodeOf(err) != "product_not_found" {
		t.Errorf("still shown: %v", err)
	}
	decide(shops.Decision{Verdict: shops.Approve})
	district, village := "glagah", "Kemiren"
	if _, err := m.shops.Update(t.Context(), m.owner, m.shop.Slug, shops.Changes{District: &district, Village: &village}); err != nil {
		t.Fatal(err)
	}
	if err := m.RefreshShop(t.Context(), m.shop.ID); err != nil {
		t.Fatal(err)
	}
	again, err := m.FindBySlug(t.Context(), p.Slug)
	if err != nil || again.Shop.District != "glagah" || again.Version != p.Version || !again.UpdatedAt.Equal(p.UpdatedAt) {
		t.Errorf("%+v %v", again, err)
	}
}

func TestFaultyProducts(t *testing.T) {
	t.Parallel()
	m := newMall(t)
	m.create(coffee())
	for name, c := range map[string]struct {
		change func(*catalog.NewProduct)
		fields []string
	}{
		"short title":       {func(p *catalog.NewProduct) { p.Title = "ab" }, []string{"title too_short"}},
		"long title":        {func(p *catalog.NewProduct) { p.Title = strings.Repeat("é", 121) }, []string{"title too_long"}},
		"long description":  {func(p *catalog.NewProduct) { p.Description = strings.Repeat("a", 5001) }, []string{"description too_long"}},
		"NUL in maker":      {func(p *catalog.NewProduct) { p.Maker = "a\x00" }, []string{"maker bad_characters"}},
		"no category":       {func(p *catalog.NewProduct) { p.Category = "" }, []string{"category required"}},
		"unknown category":  {func(p *catalog.NewProduct) { p.Category = "' OR 1=1" }, []string{"category unknown_value"}},
		"unknown village":   {func(p *catalog.NewProduct) { p.Village = "Serangan" }, []string{"village unknown_area"}},
		"bad English title": {func(p *catalog.NewProduct) { p.English.Title = "" }, []string{"translations.en.title required"}},
		"price zero":        {func(p *catalog.NewProduct) { p.Variants[0].Price = 0 }, []string{"variants[0].price out_of_range"}},
		"price negative":    {func(p *catalog.NewProduct) { p.Variants[0].Price = -1 }, []string{"variants[0].price out_of_range"}},
		"price huge":        {func(p *catalog.NewProduct) { p.Variants[1].Price = 1 << 62 }, []string{"variants[1].price out_of_range"}},
		"too heavy":         {func(p *catalog.NewProduct) { p.Variants[0].WeightGrams = 30_001 }, []string{"variants[0].weight_grams out_of_range"}},
		"no weight":         {func(p *catalog.NewProduct) { p.Variants[0].WeightGrams = 0 }, []string{"variants[0].weight_grams out_of_range"}},
		"negative stock":    {func(p *catalog.NewProduct) { p.Variants[0].Stock = -1 }, []string{"variants[0].stock out_of_range"}},
		"SKU of signs":      {func(p *catalog.NewProduct) { p.Variants[0].SKU = "ＲＯＢ" }, []string{"variants[0].sku bad_sku"}},
		"many variants":     {func(p *catalog.NewProduct) { p.Variants = make([]catalog.NewVariant, 51) }, nil},
	} {
		in := coffee()
		in.Variants[0].SKU, in.Variants[1].SKU = "NEW-1", "NEW-2"
		c.change(&in)
		m.refused("invalid_input", func() error {
			_, err := m.Create(t.Context(), m.owner, m.shop.Slug, in)
			if c.fields != nil && !slices.Equal(fieldsOf(err), c.fields) {
				t.Errorf("%s: %v", name, err)
			}
			return err
		})
	}
	m.refused("sku_taken", func() error {
		_, err := m.Create(t.Context(), m.owner, m.shop.Slug, coffee())
		return err
	})
}

func TestAddresses(t *testing.T) {
	t.Parallel()
	m := newMall(t)
	named := func(title string) catalog.NewProduct {
		in := coffee()
		in.Title, in.Variants = title, []catalog.NewVariant{{Price: 1000, WeightGrams: 1}}
		return in
	}
	for _, c := range []struct{ title, slug string }{
		{"Udeng Osing", "udeng-osing"}, {"Udeng  Osing!", "udeng-osing-2"}, {"Import", "import-2"}, {"☕☕☕", "produk"}, {"<script>alert(1)</script>", "script-alert-1-script"},
	} {
		if p := m.create(named(c.title)); p.Slug != c.slug {
			t.Errorf("%s: %s", c.title, p.Slug)
		}
	}
	title := "Udeng Batik"
	draft, err := m.Update(t.Context(), m.owner, m.ref("udeng-osing"), catalog.Changes{Title: &title})
	if err != nil || draft.Slug != "udeng-batik" {
		t.Errorf("a draft's address stays: %s %v", draft.Slug, err)
	}
	m.addImage(draft.Slug)
	if err := m.setState(draft.Slug, catalog.Published); err != nil {
		t.Fatal(err)
	}
	title = "Udeng Batik Gajah Oling"
	published, err := m.Update(t.Context(), m.owner, m.ref(draft.Slug), catalog.Changes{Title: &title})
	if err != nil || published.Slug != "udeng-batik" || published.Title != title {
		t.Errorf("a published address moved: %s %v", published.Slug, err)
	}
}

func TestChangesDoNotOverwriteEachOther(t *testing.T) {
	t.Parallel()
	m := newMall(t)
	p := m.create(coffee())
	first, second := "Kopi Lanang", "Kopi Luwak"
	if _, err := m.Update(t.Context(), m.owner, m.ref(p.Slug), catalog.Changes{Version: &p.Version, Description: &first}); err != nil {
		t.Fatal(err)
	}
	m.refused("product_changed", func() error {
		_, err := m.Update(t.Context(), m.owner, m.ref(p.Slug), catalog.Changes{Version: &p.Version, Description: &second})
		return err
	})
	after, err := m.FindForMember(t.Context(), m.owner, m.ref(p.Slug))
	if err != nil || after.Description != first || after.English == nil || after.VillageName != "Gombengsari" || after.Title != p.Title {
		t.Errorf("%+v %v", after, err)
	}
	sold := catalog.State("sold")
	m.refused("invalid_input", func() error { return m.setState(p.Slug, sold) })
}

func TestVariantsAndStock(t *testing.T) {
	t.Parallel()
	m := newMall(t)
	p := m.publish(coffee())
	added, err := m.AddVariant(t.Context(), m.owner, m.ref(p.Slug), catalog.NewVariant{Size: "1 kg", Price: 15_000, WeightGrams: 1050, LengthMM: 200, Stock: 3})
	if err != nil || !strings.HasPrefix(added.SKU, "SKU-") || added.Available != 3 || added.LengthMM != 200 {
		t.Errorf("%+v %v", added, err)
	}
	ref := catalog.VariantRef{Ref: m.ref(p.Slug), ID: added.ID}
	price, taken := int64(90_000), "ROB-250"
	changed, err := m.UpdateVariant(t.Context(), m.owner, ref, catalog.VariantChanges{Price: &price})
	if err != nil || changed.Price != price || changed.Size != "1 kg" {
		t.Errorf("%+v %v", changed, err)
	}
	if p, _ := m.FindBySlug(t.Context(), p.Slug); p.Price != 20_000 || p.PriceMax != 90_000 {
		t.Errorf("prices %d–%d", p.Price, p.PriceMax)
	}
	m.refused("sku_taken", func() error {
		_, err := m.UpdateVariant(t.Context(), m.owner, ref, catalog.VariantChanges{SKU: &taken})
		return err
	})
	for range 2 { // a repeated request counts once
		level, err := m.AdjustStock(t.Context(), m.owner, ref, catalog.StockChange{Delta: 4, Reason: stock.ReasonRestock, Reference: "request-1"})
		if err != nil || level.OnHand != 7 {
			t.Errorf("%+v %v", level, err)
		}
	}
	m.refused("stock_below_reserved", func() error {
		_, err := m.AdjustStock(t.Context(), m.owner, ref, catalog.StockChange{Delta: -8, Reason: stock.ReasonCorrection})
		return err
	})
	for _, v := range p.Variants {
		if err := m.RemoveVariant(t.Context(), m.owner, catalog.VariantRef{Ref: ref.Ref, ID: v.ID}); err != nil {
			t.Fatal(err)
		}
	}
	m.refused("last_variant", func() error { return m.RemoveVariant(t.Context(), m.owner, ref) })
	m.refused("variant_not_found", func() error {
		return m.RemoveVariant(t.Context(), m.owner, catalog.VariantRef{Ref: ref.Ref, ID: p.Variants[0].ID})
	})
}

func TestPictures(t *testing.T) {
	t.Parallel()
	m := newMall(t)
	p := m.publish(coffee())
	first := p.Images[0].ID
	second := m.addImage(p.Slug)
	if err := m.OrderImages(t.Context(), m.owner, m.ref(p.Slug), []uuid.UUID{second.ID, first}); err != nil {
		t.Fatal(err)
	}
	if err := m.SetAlt(t.Context(), m.owner, catalog.ImageRef{Ref: m.ref(p.Slug), ID: second.ID}, " Kebun "); err != nil {
		t.Fatal(err)
	}
	if p, _ = m.FindBySlug(t.Context(), p.Slug); len(p.Images) != 2 || p.Images[0].ID != second.ID || p.Images[0].Alt != "Kebun" {
		t.Errorf("%+v", p.Images)
	}
	for _, ids := range [][]uuid.UUID{nil, {first}, {first, first}, {first, uuid.New()}, {first, second.ID, uuid.New()}} {
		m.refused("invalid_input", func() error { return m.OrderImages(t.Context(), m.owner, m.ref(p.Slug), ids) })
	}
	m.refused("image_not_found", func() error {
		_, err := m.AddImage(t.Context(), m.owner, m.ref(p.Slug), catalog.NewImage{ImageID: uuid.New(), Alt: "Kopi"})
		return err
	})
	m.refused("invalid_input", func() error {
		_, err := m.AddImage(t.Context(), m.owner, m.ref(p.Slug), catalog.NewImage{ImageID: uuid.New()})
		return err
	})
	if err := m.RemoveImage(t.Context(), m.owner, catalog.ImageRef{Ref: m.ref(p.Slug), ID: first}); err != nil {
		t.Fatal(err)
	}
	m.refused("last_image", func() error {
		return m.RemoveImage(t.Context(), m.owner, catalog.ImageRef{Ref: m.ref(p.Slug), ID: second.ID})
	})
}

func TestAForeignShopIsNotFound(t *testing.T) {
	t.Parallel()
	m := newMall(t)
	p := m.publish(coffee())
	other := shopstest.Account(t, m.db, "other")
	foreign := shopstest.Approved(t, m.shops, other, "Batik Lain")
	title, price := "Diambil alih", int64(100)
	variant := catalog.VariantRef{Ref: m.ref(p.Slug), ID: p.Variants[0].ID}
	// The same calls under the own shop's address must not reach another shop's product either.
	for _, shop := range []struct{ slug, code string }{{m.shop.Slug, "shop_not_found"}, {foreign.Slug, "product_not_found"}} {
		ref := catalog.Ref{Shop: shop.slug, Product: p.Slug}
		variant.Ref = ref
		picture := catalog.ImageRef{Ref: ref, ID: p.Images[0].ID}
		for name, call := range map[string]func(ctx context.Context) error{
			"update": func(ctx context.Context) error {
				_, err := m.Update(ctx, other, ref, catalog.Changes{Title: &title})
				return err
			},
			"add variant": func(ctx context.Context) error {
				_, err := m.AddVariant(ctx, other, ref, catalog.NewVariant{Price: 1000, WeightGrams: 1})
				return err
			},
			"price": func(ctx context.Context) error {
				_, err := m.UpdateVariant(ctx, other, variant, catalog.VariantChanges{Price: &price})
				return err
			},
			"remove": func(ctx context.Context) error { return m.RemoveVariant(ctx, other, variant) },
			"stock": func(ctx context.Context) error {
				_, err := m.AdjustStock(ctx, other, variant, catalog.StockChange{Delta: 1, Reason: stock.ReasonRestock})
				return err
			},
			"add picture": func(ctx context.Context) error {
				_, err := m.AddImage(ctx, other, ref, catalog.NewImage{ImageID: uuid.New(), Alt: "x"})
				return err
			},
			"alt":            func(ctx context.Context) error { return m.SetAlt(ctx, other, picture, "x") },
			"order":          func(ctx context.Context) error { return m.OrderImages(ctx, other, ref, nil) },
			"remove picture": func(ctx context.Context) error { return m.RemoveImage(ctx, other, picture) },
		} {
			m.refused(shop.code, func() error {
				err := call(t.Context())
				if apperr.KindOf(err) != apperr.NotFound {
					t.Errorf("%s at %s: %v", name, shop.slug, err)
				}
				return err
			})
		}
		if _, err := m.FindForMember(t.Context(), other, ref); apperr.CodeOf(err) != "product_not_found" {
			t.Errorf("read at %s: %v", shop.slug, err)
		}
	}
	m.refused("shop_not_found", func() error {
		_, err := m.Create(t.Context(), other, m.shop.Slug, coffee())
		return err
	})
	if _, err := m.ListForMember(t.Context(), other, m.shop.Slug, "", catalog.Page{}); apperr.CodeOf(err) != "shop_not_found" {
		t.Errorf("a foreign desk: %v", err)
	}
}

func TestTheDeskListsEveryState(t *testing.T) {
	t.Parallel()
	m := newMall(t)
	m.publish(coffee())
	second := coffee()
	second.Title, second.Variants = "Kopi Lanang", nil
	m.create(second)
	page, err := m.ListForMember(t.Context(), m.owner, m.shop.Slug, "", catalog.Page{Limit: 1})
	if err != nil || len(page.Items) != 1 || page.Items[0].Title != "Kopi Lanang" || page.Next == "" {
		t.Fatalf("%+v %v", page, err)
	}
	rest, err := m.ListForMember(t.Context(), m.owner, m.shop.Slug, "", catalog.Page{Limit: 1, Cursor: page.Next})
	if err != nil || len(rest.Items) != 1 || rest.Items[0].State != catalog.Published || rest.Next != "" {
		t.Errorf("%+v %v", rest, err)
	}
	if drafts, err := m.ListForMember(t.Context(), m.owner, m.shop.Slug, catalog.Draft, catalog.Page{}); err != nil || len(drafts.Items) != 1 {
		t.Errorf("%+v %v", drafts, err)
	}
	for _, c := range []struct {
		state catalog.State
		page  catalog.Page
	}{{"sold", catalog.Page{}}, {"", catalog.Page{Limit: 1000}}, {catalog.Draft, catalog.Page{Cursor: page.Next}}, {"", catalog.Page{Cursor: "x"}}} {
		if _, err := m.ListForMember(t.Context(), m.owner, m.shop.Slug, c.state, c.page); apperr.KindOf(err) != apperr.Invalid {
			t.Errorf("%+v: %v", c, err)
		}
	}
}

func TestPricesForCheckout(t *testing.T) {
	t.Parallel()
	m := newMall(t)
	p := m.publish(coffee())
	gone, kept := p.Variants[0], p.Variants[1]
	if err := m.RemoveVariant(t.Context(), m.owner, catalog.VariantRef{Ref: m.ref(p.Slug), ID: gone.ID}); err != nil {
		t.Fatal(err)
	}
	priced, err := m.PricesTx(i18n.WithLanguage(t.Context(), "en"), m.db, []uuid.UUID{gone.ID, kept.ID, uuid.New()})
	if err != nil || len(priced) != 2 || priced[gone.ID].Listed {
		t.Errorf("%+v %v", priced, err)
	}
	want := catalog.Priced{
		VariantID: kept.ID, ProductID: p.ID, ShopID: m.shop.ID, ShopSlug: "kopi-lerek", ShopName: "Kopi Lerek", Slug: p.Slug,
		Title: "Gombengsari Robusta Coffee", VariantTitle: "100 g", SKU: "ROB-100", Price: 20_000, Currency: "IDR", WeightGrams: 120,
		ImageKey: p.Images[0].Renditions[0].Key, Listed: true,
	}
	if diff := cmp.Diff(want, priced[kept.ID]); diff != "" {
		t.Error(diff)
	}
}

func TestAShopShowsAPicture(t *testing.T) {
	t.Parallel()
	m := newMall(t)
	uses := func() (n int) {
		t.Helper()
		if err := m.db.GetContext(t.Context(), &n, `SELECT count(*) FROM image_uses WHERE subject_kind = 'shop'`); err != nil {
			t.Fatal(err)
		}
		return n
	}
	for _, picture := range []*uuid.UUID{new(m.upload()), new(m.upload()), nil} {
		shop, err := m.shops.SetImage(t.Context(), m.owner, m.shop.Slug, picture)
		if err != nil || !cmp.Equal(shop.ImageID, picture) || uses() != btoi(picture != nil) {
			t.Errorf("%v: %+v %v, %d uses", picture, shop.ImageID, err, uses())
		}
	}
	unknown := uuid.New()
	m.refused("image_not_found", func() error {
		_, err := m.shops.SetImage(t.Context(), m.owner, m.shop.Slug, &unknown)
		return err
	})
	m.refused("shop_not_found", func() error {
		_, err := m.shops.SetImage(t.Context(), shopstest.Account(t, m.db, "other"), m.shop.Slug, nil)
		return err
	})
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}
