package catalog_test

import (
	"testing"

	"github.com/google/uuid"

	"lapak/internal/catalog"
	"lapak/internal/shops"
	"lapak/internal/shops/shopstest"
)

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
	for i, picture := range []uuid.UUID{m.upload(), m.upload()} {
		shop, err := m.shops.SetImage(t.Context(), m.owner, m.shop.Slug, shops.Picture{ImageID: picture, Alt: " Bengkel "})
		if err != nil || shop.ImageID == nil || *shop.ImageID != picture || shop.ImageAlt != "Bengkel" || uses() != 1 {
			t.Errorf("picture %d: %+v %v, %d uses", i, shop, err, uses())
		}
	}
	if shop, err := m.shops.SetImageAlt(t.Context(), m.owner, m.shop.Slug, "Kebun"); err != nil || shop.ImageAlt != "Kebun" || uses() != 1 {
		t.Errorf("%+v %v", shop, err)
	}
	for code, picture := range map[string]shops.Picture{
		"image_not_found": {ImageID: uuid.New(), Alt: "Kebun"},
		"invalid_input":   {ImageID: m.upload()},
	} {
		m.refused(code, func() error {
			_, err := m.shops.SetImage(t.Context(), m.owner, m.shop.Slug, picture)
			return err
		})
	}
	for range 2 { // again is no fault
		if shop, err := m.shops.RemoveImage(t.Context(), m.owner, m.shop.Slug); err != nil || shop.ImageID != nil || shop.ImageAlt != "" || uses() != 0 {
			t.Errorf("%+v %v, %d uses", shop, err, uses())
		}
	}
	m.refused("image_not_found", func() error {
		_, err := m.shops.SetImageAlt(t.Context(), m.owner, m.shop.Slug, "Kebun")
		return err
	})
	m.refused("shop_not_found", func() error {
		_, err := m.shops.RemoveImage(t.Context(), shopstest.Account(t, m.db, "other"), m.shop.Slug)
		return err
	})
}
