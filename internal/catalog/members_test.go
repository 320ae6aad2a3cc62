package catalog_test

import (
	"context"
	"testing"

	"github.com/google/uuid"

	"lapak/internal/apperr"
	"lapak/internal/catalog"
	"lapak/internal/shops/shopstest"
	"lapak/internal/stock"
)

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
