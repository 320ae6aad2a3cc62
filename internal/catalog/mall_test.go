package catalog_test

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/catalog"
	"lapak/internal/identity"
	"lapak/internal/jobs"
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
	queue, err := jobs.NewQueue()
	if err != nil {
		t.Fatal(err)
	}
	m.Service = catalog.New(catalog.Deps{DB: db, Queue: queue, Regions: place, Shops: shopService, Stock: stock.New(db), Media: m.media})
	err = m.ImportCategories(t.Context(), []catalog.Category{
		{Slug: "kopi-cokelat", NameID: "Kopi & cokelat", NameEN: "Coffee & chocolate", Position: 1},
		{Slug: "kopi", Parent: "kopi-cokelat", NameID: "Kopi", NameEN: "Coffee", ExportClass: "coffee", Position: 2},
		{Slug: "batik", NameID: "Batik", NameEN: "Batik", Position: 3},
	})
	if err != nil {
		t.Fatal(err)
	}
	m.KnowDestinations([]string{"JP", "US"})
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
