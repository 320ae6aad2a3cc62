package catalog_test

import (
	"slices"
	"testing"

	"lapak/internal/apperr"
	"lapak/internal/catalog"
	"lapak/internal/i18n"
	"lapak/internal/shops"
	"lapak/internal/shops/shopstest"
)

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
