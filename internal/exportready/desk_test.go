package exportready_test

import (
	"testing"

	"lapak/internal/apperr"
	"lapak/internal/exportready"
	"lapak/internal/exportready/exportreadytest"
	"lapak/internal/identity"
	"lapak/internal/postgres/pgtest"
)

func TestTheDeskNamesTheOneStepThatIsTheShopsOwn(t *testing.T) {
	t.Parallel()
	w := exportreadytest.New(t, pgtest.New(t))
	desk := func() exportready.Desk {
		t.Helper()
		d, err := w.FindDesk(t.Context(), w.Owner, w.Shop.Slug)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	if d := desk(); d.OptedIn || d.Next != nil || len(d.Products) != 1 || !d.Products[0].Published || d.Products[0].OptedIn {
		t.Errorf("before anybody asked: %+v", d)
	}
	_, err := w.SetShop(t.Context(), w.Owner, w.Shop.Slug, exportready.Input{OptedIn: ptr(true)})
	if err != nil {
		t.Fatal(err)
	}
	// S-1 gains ten of the shop's twelve points, P-1 ten of the product's twenty.
	if d := desk(); !d.OptedIn || d.Next == nil || d.Next.Rule != "S-1" || d.Next.Product != nil || d.Next.Waits {
		t.Errorf("at first: %+v, want S-1", d.Next)
	}
	hand := func(rule, product string) {
		t.Helper()
		_, err := w.Submit(t.Context(), w.Owner, w.Shop.Slug, exportready.NewEvidence{Rule: rule, Product: product, Statement: "Terlampir."})
		if err != nil {
			t.Fatal(err)
		}
	}
	hand("S-1", "")
	if d := desk(); d.Next == nil || d.Next.Rule != "P-1" || d.Next.Product == nil || d.Next.Product.Slug != w.Product.Slug {
		t.Errorf("with S-1 at its office: %+v, want P-1 of the product", d.Next)
	}
	_, err = w.SetProduct(t.Context(), w.Owner, w.Ref(), exportready.Input{OptedIn: ptr(false)})
	if err != nil {
		t.Fatal(err)
	}
	if d := desk(); d.Products[0].OptedIn || d.Products[0].Next != nil || d.Next == nil || d.Next.Rule != "S-1" || !d.Next.Waits {
		t.Errorf("without the product: %+v, want S-1, which waits", d.Next)
	}
}

func TestTheDeskOfAnotherShopIsNotFound(t *testing.T) {
	t.Parallel()
	w := exportreadytest.New(t, pgtest.New(t))
	for _, who := range []identity.Actor{{}, w.Curator} {
		if _, err := w.FindDesk(t.Context(), who, w.Shop.Slug); apperr.KindOf(err) != apperr.NotFound {
			t.Errorf("%v, want not found", err)
		}
	}
}
