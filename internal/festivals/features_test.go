package festivals_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/catalog"
	"lapak/internal/festivals"
	"lapak/internal/festivals/festivalstest"
	"lapak/internal/shops/shopstest"
)

// rowsOf is everything that tables hold, so that a refusal can be seen to have changed nothing.
func rowsOf(t testing.TB, db *sqlx.DB, tables ...string) string {
	t.Helper()
	var all strings.Builder
	for _, table := range tables {
		var rows string
		if err := db.GetContext(t.Context(), &rows, `SELECT coalesce(jsonb_agg(r ORDER BY r::text)::text, '') FROM `+table+` r`); err != nil {
			t.Fatal(err)
		}
		all.WriteString(table + rows + "\n")
	}
	return all.String()
}

func (f *fair) must(err error) {
	f.Helper()
	if err != nil {
		f.Fatal(err)
	}
}

var featureTables = []string{"festival_featured_shops", "festival_featured_products", "catalog_festivals", "catalog_festival_shops", "catalog_festival_products", "audit_log"}

func TestAWrongFeatureChangesNothing(t *testing.T) {
	t.Parallel()
	f := newFair(t, map[string]int{"kuliner": 2}, festivals.ByCommittee, nil)
	kopi, teh := f.vendor("Kopi Lerek", "kopi"), f.vendor("Teh Kemiren", "kopi")
	f.write(`UPDATE products SET listed = false WHERE slug = $1`, teh.product)
	f.write(`UPDATE shops SET state = 'suspended' WHERE slug = $1`, teh.slug)
	_, err := f.SetFeatures(t.Context(), f.organizer, f.plan.Slug, festivals.Features{Shops: []string{kopi.slug}, Products: []string{kopi.product}})
	f.must(err)
	before := rowsOf(t, f.db, featureTables...)
	many := make([]string, festivals.MaxFeatured+1)
	for i := range many {
		many[i] = kopi.product
	}
	for name, tt := range map[string]struct {
		in         festivals.Features
		path, code string
	}{
		"an unknown shop":      {festivals.Features{Shops: []string{kopi.slug, "nobody"}}, "shops[1]", "unknown_value"},
		"a suspended shop":     {festivals.Features{Shops: []string{teh.slug}}, "shops[0]", "unknown_value"},
		"a product not listed": {festivals.Features{Products: []string{teh.product}}, "products[0]", "unknown_value"},
		"a shop as a product":  {festivals.Features{Products: []string{kopi.slug}}, "products[0]", "unknown_value"},
		"a product twice":      {festivals.Features{Products: []string{kopi.product, kopi.product}}, "products[1]", "twice"},
		"no text at all":       {festivals.Features{Shops: []string{"\x00"}}, "shops[0]", "unknown_value"},
		"more than the most":   {festivals.Features{Products: many}, "products", "too_many"},
	} {
		if _, err := f.SetFeatures(t.Context(), f.organizer, f.plan.Slug, tt.in); !refused(err, tt.path, tt.code) {
			t.Errorf("%s: %v", name, err)
		}
	}
	committee := shopstest.Account(t, f.db, "committee")
	f.write(`INSERT INTO festival_members (festival_id, account_id, role) VALUES ($1, $2, 'committee')`, f.id, committee.AccountID)
	_, err = f.SetFeatures(t.Context(), committee, f.plan.Slug, festivals.Features{})
	wantCode(t, err, "festival_not_found")
	_, err = f.FindFeatures(t.Context(), kopi.owner, f.plan.Slug)
	wantCode(t, err, "festival_not_found")
	if rowsOf(t, f.db, featureTables...) != before {
		t.Error("a refusal changed something")
	}
}

func TestFeaturesAreReplacedInTheirOrderAndShownAtOnce(t *testing.T) {
	t.Parallel()
	f := newFair(t, map[string]int{"kuliner": 2}, festivals.ByCommittee, nil)
	kopi, teh, kain := f.vendor("Kopi Lerek", "kopi"), f.vendor("Teh Kemiren", "kopi"), f.vendor("Kain Olehsari", "kriya")
	set := func(in festivals.Features) {
		t.Helper()
		_, err := f.SetFeatures(t.Context(), f.organizer, f.plan.Slug, in)
		f.must(err)
		kept, err := f.FindFeatures(t.Context(), f.organizer, f.plan.Slug)
		f.must(err)
		if !slices.Equal(kept.Shops, in.Shops) || !slices.Equal(kept.Products, in.Products) {
			t.Fatalf("set %v, kept %v", in, kept)
		}
	}
	set(festivals.Features{Shops: []string{kopi.slug, teh.slug}, Products: []string{kopi.product, teh.product, kain.product}})
	set(festivals.Features{Shops: []string{teh.slug}, Products: []string{kain.product, teh.product}})
	if n := f.count(`SELECT count(*) FROM audit_log WHERE action = 'festival.feature' AND subject = 'festival:' || $1`, f.id); n != 2 {
		t.Errorf("%d times in the audit log", n)
	}
	if n := f.count(`SELECT count(*) FROM catalog_festival_products`); n != 2 {
		t.Errorf("the catalogue shows %d products", n)
	}
	fest, err := f.Find(t.Context(), f.organizer, f.plan.Slug)
	f.must(err)
	shown := func() festivals.Shelf {
		t.Helper()
		shelf, err := f.FindShelf(t.Context(), fest)
		f.must(err)
		return shelf
	}
	if shelf := shown(); len(shelf.Vendors) != 1 || len(shelf.Products) != 2 {
		t.Errorf("%+v", shelf)
	}
	f.write(`UPDATE products SET listed = false WHERE slug = $1`, kain.product)
	f.write(`UPDATE shops SET state = 'suspended' WHERE slug = $1`, teh.slug)
	if shelf := shown(); len(shelf.Vendors) != 0 || !slices.Equal(shelf.Products, []string{teh.product}) {
		t.Errorf("what buyers do not see is shown: %+v", shelf)
	}
	if kept, err := f.FindFeatures(t.Context(), f.organizer, f.plan.Slug); err != nil || len(kept.Shops) != 1 || len(kept.Products) != 2 {
		t.Errorf("the organizer lost %+v, %v", kept, err)
	}
	f.write(`UPDATE festivals SET state = 'cancelled', ended_at = now()`)
	f.must(f.Watch(t.Context()))
	if n := f.count(`SELECT (SELECT count(*) FROM catalog_festival_products) + (SELECT count(*) FROM catalog_festival_shops)`); n != 0 {
		t.Errorf("%d goods of a cancelled festival are shown", n)
	}
}

// What a draft features is nobody's business until it is published.
func TestADraftsFeaturesAreNotShown(t *testing.T) {
	t.Parallel()
	f := newFair(t, map[string]int{"kuliner": 1}, festivals.ByCommittee, nil)
	kopi := f.vendor("Kopi Lerek", "kopi")
	f.write(`UPDATE festivals SET state = 'draft', published_at = NULL`)
	_, err := f.SetFeatures(t.Context(), f.organizer, f.plan.Slug, festivals.Features{Shops: []string{kopi.slug}})
	f.must(err)
	f.must(f.Watch(t.Context()))
	if n := f.count(`SELECT count(*) FROM catalog_festivals`); n != 0 {
		t.Error("the catalogue shows a draft")
	}
	if _, err := f.ListVendors(t.Context(), f.plan.Slug, festivals.VendorFilter{}, catalog.Page{}); !refused(err, "festival", "unknown_value") {
		t.Errorf("a draft's vendors: %v", err)
	}
	f.write(`UPDATE festivals SET state = 'published', published_at = now()`)
	f.must(f.Watch(t.Context()))
	if n := f.count(`SELECT count(*) FROM catalog_festival_shops`); n != 1 {
		t.Errorf("%d shops are shown once it is published", n)
	}
}

func TestVendorsAreListedByNameAndPage(t *testing.T) {
	t.Parallel()
	f := newFair(t, map[string]int{"kuliner": 5}, festivals.ByCommittee, nil)
	var names []string
	for i := range 5 {
		v := f.vendor(fmt.Sprintf("Toko %d", 5-i), "kopi")
		names = append(names, v.slug)
		shop, _, err := f.shops.FindForMember(t.Context(), v.owner, v.slug)
		f.must(err)
		festivalstest.Give(t, f.db, f.id, "kuliner", shop.ID)
	}
	featured := f.vendor("Toko 0", "kopi")
	f.write(`UPDATE shops SET district = 'glagah' WHERE slug = $1`, featured.slug)
	_, err := f.SetFeatures(t.Context(), f.organizer, f.plan.Slug, festivals.Features{Shops: []string{featured.slug, names[0]}})
	f.must(err)
	f.write(`UPDATE shops SET state = 'suspended' WHERE slug = $1`, names[4])
	var found []string
	var page catalog.Page
	for page.Limit = 2; ; {
		list, err := f.ListVendors(t.Context(), f.plan.Slug, festivals.VendorFilter{}, page)
		f.must(err)
		for _, v := range list.Items {
			found = append(found, v.Slug)
			if (v.Stall == "") != (v.Slug == featured.slug) || v.Featured != (v.Slug == featured.slug || v.Slug == names[0]) {
				t.Errorf("%+v", v)
			}
		}
		if page.Cursor = list.Next; page.Cursor == "" {
			break
		}
	}
	if want := []string{featured.slug, names[3], names[2], names[1], names[0]}; !slices.Equal(found, want) {
		t.Errorf("found %v, want %v", found, want)
	}
	near, err := f.ListVendors(t.Context(), f.plan.Slug, festivals.VendorFilter{District: "glagah"}, catalog.Page{})
	if err != nil || len(near.Items) != 1 || near.Items[0].Slug != featured.slug {
		t.Errorf("of a district: %+v, %v", near, err)
	}
	first, err := f.ListVendors(t.Context(), f.plan.Slug, festivals.VendorFilter{}, catalog.Page{Limit: 2})
	f.must(err)
	for name, tt := range map[string]struct {
		festival   string
		filter     festivals.VendorFilter
		page       catalog.Page
		path, code string
	}{
		"an unknown festival":     {"nothing", festivals.VendorFilter{}, catalog.Page{}, "festival", "unknown_value"},
		"an unknown district":     {f.plan.Slug, festivals.VendorFilter{District: "nowhere"}, catalog.Page{}, "district", "unknown_value"},
		"a limit above the most":  {f.plan.Slug, festivals.VendorFilter{}, catalog.Page{Limit: 101}, "limit", "out_of_range"},
		"another list's cursor":   {f.plan.Slug, festivals.VendorFilter{District: "glagah"}, catalog.Page{Cursor: first.Next}, "", "invalid_cursor"},
		"a cursor that is no one": {f.plan.Slug, festivals.VendorFilter{}, catalog.Page{Cursor: "abc"}, "", "invalid_cursor"},
	} {
		if _, err := f.ListVendors(t.Context(), tt.festival, tt.filter, tt.page); !refused(err, tt.path, tt.code) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Goods carry a festival's mark and price from the first opening to the last closing.
func TestGoodsCarryTheFestivalWhileItRuns(t *testing.T) {
	t.Parallel()
	f := newFair(t, map[string]int{"kuliner": 1}, festivals.ByCommittee, nil)
	kopi := f.vendor("Kopi Lerek", "kopi")
	shop, _, err := f.shops.FindForMember(t.Context(), kopi.owner, kopi.slug)
	f.must(err)
	festivalstest.Give(t, f.db, f.id, "kuliner", shop.ID)
	f.write(`INSERT INTO variants (id, product_id, shop_id, sku, price, weight_grams) SELECT id, id, shop_id, 'A', 1000, 1 FROM products`)
	fest, err := f.Find(t.Context(), f.organizer, f.plan.Slug)
	f.must(err)
	days, err := f.ListDays(t.Context(), f.db, f.id)
	f.must(err)
	opens, closes := days[0].OpensAt, days[len(days)-1].ClosesAt
	var variant festivals.NewPrice
	f.must(f.db.GetContext(t.Context(), &variant.VariantID, `SELECT id FROM variants`))
	for name, tt := range map[string]struct {
		prices     []festivals.NewPrice
		path, code string
	}{
		"not lower":  {[]festivals.NewPrice{{VariantID: variant.VariantID, Price: 1000}}, "prices[0].price", "festival_price_not_lower"},
		"nothing":    {[]festivals.NewPrice{{VariantID: variant.VariantID}}, "prices[0].price", "out_of_range"},
		"twice":      {[]festivals.NewPrice{{VariantID: variant.VariantID, Price: 900}, {VariantID: variant.VariantID, Price: 800}}, "prices[1].variant_id", "twice"},
		"of another": {[]festivals.NewPrice{{VariantID: shop.ID, Price: 900}}, "prices[0].variant_id", "unknown_value"},
	} {
		if err := f.SetPrices(t.Context(), kopi.owner, kopi.slug, f.plan.Slug, tt.prices); !refused(err, tt.path, tt.code) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if n := f.count(`SELECT count(*) FROM festival_prices`); n != 0 {
		t.Fatal("a refusal set a price")
	}
	variant.Price = 900
	f.must(f.SetPrices(t.Context(), kopi.owner, kopi.slug, f.plan.Slug, []festivals.NewPrice{variant}))
	for name, tt := range map[string]struct {
		at      time.Time
		running bool
		price   int
		phase   string
	}{
		"a second before the opening": {opens.Add(-time.Second), false, 1000, "before"},
		"at the opening":              {opens, true, 900, "during"},
		"a second before the end":     {closes.Add(-time.Second), true, 900, "during"},
		"at the end":                  {closes, false, 1000, "after"},
	} {
		s := f.At(tt.at)
		if got := fest.IsUnderWay(tt.at, days); got != tt.running {
			t.Errorf("%s: under way %v", name, got)
		}
		if phase, err := s.Phase(t.Context(), fest); err != nil || phase != tt.phase {
			t.Errorf("%s: %s, %v", name, phase, err)
		}
		f.write(`UPDATE festivals SET state = 'published', ended_at = NULL`)
		f.must(s.Watch(t.Context()))
		if n := f.count(`SELECT count(*) FROM catalog_festivals WHERE running`); (n == 1) != tt.running {
			t.Errorf("%s: the catalogue shows %d running", name, n)
		}
		if n := f.count(`SELECT coalesce(festival_price, price) FROM variants`); n != tt.price {
			t.Errorf("%s: it costs %d, want %d", name, n, tt.price)
		}
	}
	if err := f.At(closes).SetPrices(t.Context(), kopi.owner, kopi.slug, f.plan.Slug, nil); apperr.CodeOf(err) != "festival_ended" {
		t.Errorf("prices after the end: %v", err)
	}
	if n := f.count(`SELECT count(*) FROM festival_prices`); n != 1 {
		t.Error("a refusal took a price away")
	}
}
