package exportready_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"lapak/internal/apperr"
	"lapak/internal/catalog"
	"lapak/internal/exportready"
	"lapak/internal/exportready/exportreadytest"
	"lapak/internal/exportready/rulebook"
	"lapak/internal/exportready/rulebook/rulebooktest"
	"lapak/internal/postgres/pgtest"
)

func slugs(t *testing.T, w *exportreadytest.World, f exportready.CatalogueFilter) []string {
	t.Helper()
	page, err := w.ListOffers(t.Context(), f, catalog.Page{})
	if err != nil {
		t.Fatal(err)
	}
	got := []string{}
	for _, offer := range page.Items {
		got = append(got, offer.Slug)
	}
	return got
}

func TestTheCatalogueHoldsWhatIsReadyAndItsKindsOfPaperOnly(t *testing.T) {
	t.Parallel()
	w := exportreadytest.New(t, pgtest.New(t))
	if got := slugs(t, w, exportready.CatalogueFilter{}); len(got) > 0 {
		t.Errorf("nothing is ready yet, and the catalogue holds %v", got)
	}
	ready(t, w)
	offer, err := w.FindOffer(t.Context(), w.Product.Slug)
	if err != nil {
		t.Fatal(err)
	}
	if offer.Level != rulebook.Siap || offer.HS.Code != "090121" || offer.HS.Confidence != "" || offer.Class != "FOOD" || offer.Image == nil ||
		offer.Village == "" || offer.District == "" || offer.Price != nil || !slices.Equal(offer.Destinations, []string{"EU"}) {
		t.Errorf("offer %+v", offer)
	}
	var kinds []string
	for _, c := range offer.Certificates {
		kinds = append(kinds, c.Rule)
	}
	if !slices.Equal(kinds, []string{"P-1", "S-1"}) { // P-2 is data that an office confirmed, no paper
		t.Errorf("certificates %v, want P-1 of the product and S-1 of the shop", kinds)
	}

	archived := catalog.Archived
	ref := catalog.Ref{Shop: w.Shop.Slug, Product: w.Product.Slug}
	if _, err := w.Catalog.Update(t.Context(), w.Owner, ref, catalog.Changes{State: &archived}); err != nil {
		t.Fatal(err)
	}
	if got := slugs(t, w, exportready.CatalogueFilter{}); len(got) > 0 {
		t.Errorf("archived, and still in the catalogue: %v", got)
	}
	if _, err := w.FindOffer(t.Context(), w.Product.Slug); apperr.CodeOf(err) != "product_not_found" {
		t.Errorf("an archived product is found: %v", err)
	}
}

func TestFiltersOfTheCatalogue(t *testing.T) {
	t.Parallel()
	w := exportreadytest.New(t, pgtest.New(t))
	ready(t, w)
	for name, c := range map[string]struct {
		filter exportready.CatalogueFilter
		found  bool
	}{
		"none":                 {exportready.CatalogueFilter{}, true},
		"ready there":          {exportready.CatalogueFilter{Destination: "EU"}, true},
		"not confirmed there":  {exportready.CatalogueFilter{Destination: "JP"}, false},
		"level":                {exportready.CatalogueFilter{Level: rulebook.Siap}, true},
		"higher level":         {exportready.CatalogueFilter{Level: rulebook.Teruji}, false},
		"lower is no way in":   {exportready.CatalogueFilter{Level: rulebook.Potensial}, true},
		"category":             {exportready.CatalogueFilter{Category: "kopi"}, true},
		"district":             {exportready.CatalogueFilter{District: w.Shop.District}, true},
		"district of another":  {exportready.CatalogueFilter{District: anotherDistrict(w)}, false},
		"all of them together": {exportready.CatalogueFilter{Destination: "EU", Level: rulebook.Siap, Category: "kopi", District: w.Shop.District}, true},
	} {
		if got := slugs(t, w, c.filter); (len(got) > 0) != c.found {
			t.Errorf("%s: %v, want found %v", name, got, c.found)
		}
	}
	for name, f := range map[string]exportready.CatalogueFilter{
		"destination": {Destination: "XX"}, "category": {Category: "'; DROP TABLE products"}, "district": {District: "atlantis"}, "level": {Level: 9},
	} {
		_, err := w.ListOffers(t.Context(), f, catalog.Page{})
		if e := apperr.As(err); e == nil || e.Kind != apperr.Invalid || len(e.Fields) != 1 || e.Fields[0].Path != name {
			t.Errorf("unknown %s: %v, want it refused at its field", name, err)
		}
	}
}

func anotherDistrict(w *exportreadytest.World) string {
	for _, d := range w.Regions.ListDistricts() {
		if d.Slug != w.Shop.District {
			return d.Slug
		}
	}
	return ""
}

// TestAPaperThatNoLongerStandsIsNotShown changes what a paper attests, and lets another end.
func TestAPaperThatNoLongerStandsIsNotShown(t *testing.T) {
	t.Parallel()
	w := exportreadytest.New(t, pgtest.New(t))
	rules := rulebooktest.Small()
	rules.Criteria[2].Attests, rules.Criteria[2].Gate, rules.Criteria[2].Weight = []string{"name_en"}, rulebook.NoGate, 1
	rules.Criteria[0].Gate, rules.Criteria[0].Weight = rulebook.NoGate, 1
	if err := w.ImportRules(t.Context(), rules, nil); err != nil {
		t.Fatal(err)
	}
	ready(t, w)
	shown := func() string {
		t.Helper()
		offer, err := w.FindOffer(t.Context(), w.Product.Slug)
		if err != nil {
			t.Fatal(err)
		}
		keys := []string{}
		for _, c := range offer.Certificates {
			keys = append(keys, c.Rule)
		}
		return strings.Join(keys, " ")
	}
	if shown() != "P-1 S-1" {
		t.Fatalf("shown %s", shown())
	}
	_, err := w.SetProduct(t.Context(), w.Owner, w.Ref(), exportready.Input{Facts: map[string]any{"name_en": "Another coffee"}})
	if err != nil {
		t.Fatal(err)
	}
	if shown() != "S-1" {
		t.Errorf("after an edit of what P-1 attests: %s", shown())
	}
	w.DB.MustExecContext(t.Context(), `BEGIN READ WRITE; UPDATE export_evidence SET valid_until = current_date - 2 WHERE rule = 'S-1'; COMMIT`)
	if shown() != "" {
		t.Errorf("after the end of S-1: %s", shown())
	}
}

// TestThePagesOfTheCatalogueAreTheWhole walks five offers by twos, while another is added behind.
func TestThePagesOfTheCatalogueAreTheWhole(t *testing.T) {
	t.Parallel()
	w := exportreadytest.New(t, pgtest.New(t))
	ready(t, w)
	for i := range 4 {
		w.Product = w.Publish(t, fmt.Sprintf("Kopi %d", i))
		ready(t, w)
	}
	var whole, walked []string
	err := w.EachOffer(t.Context(), exportready.CatalogueFilter{}, func(o exportready.Offer) error {
		whole = append(whole, o.Slug)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	cursor := ""
	for pages := 0; pages == 0 || cursor != ""; pages++ {
		page, err := w.ListOffers(t.Context(), exportready.CatalogueFilter{}, catalog.Page{Limit: 2, Cursor: cursor})
		if err != nil || pages > 3 {
			t.Fatal(pages, err)
		}
		for _, o := range page.Items {
			walked = append(walked, o.Slug)
		}
		cursor = page.Next
		if cursor != "" {
			_, err := w.ListOffers(t.Context(), exportready.CatalogueFilter{Destination: "EU"}, catalog.Page{Cursor: cursor})
			if apperr.CodeOf(err) != "invalid_cursor" {
				t.Errorf("the cursor of another list: %v", err)
			}
		}
	}
	if len(whole) != 5 || !slices.Equal(whole, walked) {
		t.Errorf("pages hold %v, the whole is %v", walked, whole)
	}
}
