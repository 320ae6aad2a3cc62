package reports_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/catalog"
	"lapak/internal/exportready"
	"lapak/internal/exportready/rulebook"
	"lapak/internal/exportready/rulebook/rulebooktest"
	"lapak/internal/jobs"
	"lapak/internal/postgres"
	"lapak/internal/postgres/pgtest"
	"lapak/internal/regions/regionstest"
	"lapak/internal/reports"
	"lapak/internal/shops/shopstest"
)

// fair is a mall of two groups of goods whose figures are known.
type fair struct {
	*testing.T
	*reports.Showcase
	db *sqlx.DB
}

func newFair(t *testing.T) *fair {
	t.Helper()
	db := pgtest.New(t)
	shopService, place := shopstest.New(t, db)
	goods := catalog.New(catalog.Deps{DB: db, Regions: place, Shops: shopService})
	if err := goods.ImportCategories(t.Context(), []catalog.Category{
		{Slug: "kopi", NameID: "Kopi", NameEN: "Coffee", Position: 1},
		{Slug: "sangrai", Parent: "kopi", NameID: "Sangrai", NameEN: "Roasted", ExportClass: "FOOD", Position: 2},
		{Slug: "kriya", NameID: "Kriya", NameEN: "Crafts", Position: 3},
	}); err != nil {
		t.Fatal(err)
	}
	queue, err := jobs.NewQueue()
	if err != nil {
		t.Fatal(err)
	}
	exports := exportready.New(exportready.Deps{DB: db, Queue: queue, Regions: place, Shops: shopService, Catalog: goods})
	f := &fair{T: t, db: db, Showcase: reports.NewShowcase(reports.ShowcaseDeps{DB: db, Catalog: goods, Exports: exports})}
	return f
}

func (f *fair) change(query string, args ...any) {
	f.Helper()
	err := postgres.Transact(f.Context(), f.db, func(tx *sqlx.Tx) error {
		_, err := tx.ExecContext(f.Context(), query, args...)
		return err
	})
	if err != nil {
		f.Fatal(err)
	}
}

// shop opens an approved shop that takes part in export readiness.
func (f *fair) shop(district string) uuid.UUID {
	f.Helper()
	id := uuid.New()
	f.change(`INSERT INTO shops (id, slug, name, story_id, district, village_code, phone, state) VALUES ($1, $2, $3, 'Kami menyangrai.', $4, $5, '+620000000000', 'approved')`,
		id, "toko-"+id.String(), "Toko "+district, district, regionstest.Gombengsari)
	f.change(`INSERT INTO export_shops (shop_id, opted_in_at, level) VALUES ($1, now(), 4)`, id)
	return id
}

// thing is a product on show; with a level it takes part in export readiness.
type thing struct {
	category, facts string
	level           rulebook.Level
	gaps            string
}

func (f *fair) sell(shop uuid.UUID, p thing) uuid.UUID {
	f.Helper()
	id := uuid.New()
	f.change(`INSERT INTO products (id, shop_id, district, slug, category, title, state, listed, price, published_at, export_level, export_destinations, images)
		SELECT $1, $2, district, $3, $4, 'Kopi', 'published', true, 1, now(), $5::int, CASE WHEN $5::int >= 3 THEN '{EU}'::text[] ELSE '{}' END, '[{"alt": "Kopi"}]' FROM shops WHERE id = $2`,
		id, shop, "kopi-"+id.String(), p.category, int(p.level))
	if p.gaps == "" {
		p.gaps = "{}"
	}
	if p.level > 0 {
		f.change(`INSERT INTO export_products (product_id, shop_id, opted_in, facts, own_level, level, gaps) VALUES ($1, $2, true, $3::jsonb, $4::int, $4::int, $5::text[])`,
			id, shop, p.facts, int(p.level), p.gaps)
	}
	return id
}

func (f *fair) count() {
	f.Helper()
	if err := f.Count(f.Context()); err != nil {
		f.Fatal(err)
	}
}

func (f *fair) group(slug string) reports.Group {
	f.Helper()
	g, _, err := f.FindGroup(f.Context(), slug)
	if err != nil {
		f.Fatal(err)
	}
	return g
}

func (f *fair) wantNothing(slug string) {
	f.Helper()
	if _, _, err := f.FindGroup(f.Context(), slug); apperr.CodeOf(err) != "invest_group_not_found" {
		f.Errorf("%s is told of: %v", slug, err)
	}
	o, err := f.Overview(f.Context())
	if err != nil {
		f.Fatal(err)
	}
	for _, g := range o.Groups {
		if g.Slug == slug {
			f.Errorf("%s is on the first page", slug)
		}
	}
}

const capable = `{"monthly_capacity": 100, "net_grams": 250, "export_price_minor": 500, "export_currency": "USD"}`

func coffee(level rulebook.Level) thing {
	return thing{category: "sangrai", facts: capable, level: level, gaps: "{S-1}"}
}

func TestFourShopsTellNothingAndFiveAreShown(t *testing.T) {
	t.Parallel()
	f := newFair(t)
	for range 4 {
		f.sell(f.shop("kalipuro"), coffee(rulebook.Potensial))
	}
	f.count()
	f.wantNothing("kopi")
	if o, err := f.Overview(t.Context()); err != nil || o.Whole.Shops != 0 || o.Day.IsZero() {
		t.Errorf("%+v %v", o, err)
	}
	fifth := f.shop("kalipuro")
	f.sell(fifth, coffee(rulebook.Siap))
	f.count()
	g := f.group("kopi")
	if g.Shops != 5 || g.Levels == nil || g.Levels.Judged() != 5 || g.Supply == nil || g.Supply.Amount != 500 {
		t.Errorf("%+v", g)
	}
	f.change(`UPDATE export_shops SET opted_in_at = NULL WHERE shop_id = $1`, fifth)
	f.count()
	g = f.group("kopi") // its goods are still on show
	if g.Shops != 5 || g.Levels != nil || g.Supply != nil || g.Weight != nil || g.Values != nil || g.Gaps != nil {
		t.Errorf("a shop that opted out is counted still: %+v", g)
	}
	f.change(`UPDATE products SET listed = false WHERE shop_id = $1`, fifth)
	f.count()
	f.wantNothing("kopi")
}

func TestTheFiguresAreThoseOfTheMall(t *testing.T) {
	t.Parallel()
	f := newFair(t)
	var shops []uuid.UUID
	for _, district := range []string{"kalipuro", "kalipuro", "kalipuro", "kalipuro", "kalipuro", "glagah", "glagah", "blimbingsari", "blimbingsari", "blimbingsari"} {
		shop := f.shop(district)
		shops = append(shops, shop)
		f.sell(shop, coffee(rulebook.Potensial))
	}
	f.sell(shops[0], coffee(rulebook.Teruji))
	f.sell(shops[0], thing{category: "sangrai", level: rulebook.BelumSiap, facts: `{"monthly_capacity": "many", "net_grams": 100}`})
	f.sell(shops[1], thing{category: "kopi"})
	f.sell(shops[2], thing{category: "kriya", level: rulebook.Siap, facts: capable}) // one shop: its group is not told of
	f.count()
	g := f.group("kopi")
	amount := func(shops, products, n int64) reports.Amount {
		return reports.Amount{Shops: shops, Products: products, Amount: n}
	}
	supply, weight := amount(10, 11, 1_100), amount(10, 11, 275_000)
	want := reports.Figures{
		Shops: 10, Products: 13, Levels: &reports.Levels{Shops: 10, Counts: [...]int64{0, 1, 10, 0, 1}}, Supply: &supply, Weight: &weight,
		Values: []reports.Value{{Currency: "USD", Amount: amount(10, 11, 550_000)}}, Districts: []string{"blimbingsari", "glagah", "kalipuro"},
	}
	if diff := cmp.Diff(want, g.Figures); diff != "" {
		t.Error(diff)
	}
	byDistrict := []reports.DistrictSupply{{District: "kalipuro", Amount: amount(5, 6, 600)}, {District: reports.OtherDistricts, Amount: amount(5, 5, 500)}}
	if diff := cmp.Diff(byDistrict, g.ByDistrict); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]reports.Gap{{Rule: "S-1", Shops: 10, Products: 11}}, g.Gaps); diff != "" {
		t.Error(diff)
	}
	o, err := f.Overview(t.Context())
	if err != nil || len(o.Groups) != 1 || o.Groups[0].Shops != 10 {
		t.Fatalf("%+v %v", o.Groups, err)
	}
	want.Supply = nil // pieces of different goods are not added
	if diff := cmp.Diff(want, o.Whole); diff != "" {
		t.Errorf("the whole tells of the hidden group: %s", diff)
	}
	verify(t, f.db)
}

func verify(t *testing.T, db *sqlx.DB) {
	t.Helper()
	for _, query := range []string{
		`SELECT count(*) FROM invest_figures WHERE shops < 5`,
		`SELECT count(*) FROM invest_figures WHERE grp <> '' AND grp NOT IN (SELECT slug FROM categories WHERE parent IS NULL)`,
	} {
		var n int
		if err := db.GetContext(t.Context(), &n, query); err != nil || n != 0 {
			t.Errorf("%s: %d %v", query, n, err)
		}
	}
}

func TestTheTrendFollowsTheChangesOfLevels(t *testing.T) {
	t.Parallel()
	f := newFair(t)
	today, err := time.Parse(time.DateOnly, f.Exports.Today())
	if err != nil {
		t.Fatal(err)
	}
	first := today.AddDate(0, 0, 1-today.Day())
	end := func(ago int) time.Time { return first.AddDate(0, 1-ago, -1) } // the last day of the month so many ago
	var products []uuid.UUID
	step := func(product uuid.UUID, day time.Time, level rulebook.Level) {
		f.change(`INSERT INTO export_changes (shop_id, product_id, on_day, level, score_bp) SELECT shop_id, id, $2, $3, 1 FROM products WHERE id = $1`, product, day, int(level))
	}
	for i := range 6 {
		p := f.sell(f.shop("kalipuro"), coffee(rulebook.Siap))
		products = append(products, p)
		if i < 5 {
			step(p, end(3), rulebook.BelumSiap) // on the last day itself
		}
		step(p, end(2).AddDate(0, 0, 1), rulebook.Potensial)
	}
	step(products[0], end(1), rulebook.BelumSiap)
	step(products[0], end(1), rulebook.Siap) // the latter of a day holds
	step(products[1], end(1), rulebook.NotAssessed)
	f.count()
	var got []string
	for _, m := range f.group("kopi").Trend {
		got = append(got, fmt.Sprint(m.End.Format(time.DateOnly), " ", m.Shops, m.Counts))
	}
	want := []string{
		fmt.Sprint(end(3).Format(time.DateOnly), " 5 [0 5 0 0 0]"), fmt.Sprint(end(2).Format(time.DateOnly), " 5 [0 5 0 0 0]"),
		fmt.Sprint(end(1).Format(time.DateOnly), " 5 [0 0 4 1 0]"),
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestStoriesAreOfShopsInTheExportCatalogueOnly(t *testing.T) {
	t.Parallel()
	f := newFair(t)
	for range 4 {
		f.sell(f.shop("kalipuro"), coffee(rulebook.Potensial))
	}
	told := f.shop("glagah")
	f.sell(told, coffee(rulebook.Siap))
	f.count()
	stories := func() []reports.Story {
		t.Helper()
		_, counted, err := f.FindGroup(t.Context(), "kopi")
		if err != nil {
			t.Fatal(err)
		}
		found, err := f.ListStories(t.Context(), counted, "kopi")
		if err != nil {
			t.Fatal(err)
		}
		return found
	}
	if found := stories(); len(found) != 1 || found[0].Shop.Name != "Toko glagah" || found[0].Text.ID != "Kami menyangrai." || found[0].Image == nil {
		t.Errorf("%+v", found)
	}
	f.change(`UPDATE export_products SET level = 2, own_level = 2 WHERE shop_id = $1`, told)
	if found := stories(); len(found) != 0 { // at once, not at the next count
		t.Errorf("a shop that is out of the catalogue is named: %+v", found)
	}
}

func TestADayIsCountedOnceAndKept(t *testing.T) {
	t.Parallel()
	f := newFair(t)
	if err := f.Exports.ImportRules(t.Context(), rulebooktest.Small(), nil); err != nil {
		t.Fatal(err)
	}
	for range 5 {
		f.sell(f.shop("kalipuro"), thing{category: "kopi"})
	}
	day := func() {
		t.Helper()
		if err := f.CountDay(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	day()
	f.sell(f.shop("kalipuro"), thing{category: "kopi"})
	day()
	if g := f.group("kopi"); g.Shops != 5 {
		t.Errorf("a second look counted again: %d shops", g.Shops)
	}
	f.change(`ALTER TABLE invest_figures DROP CONSTRAINT invest_figures_day_fkey`)
	f.change(`UPDATE invest_days SET day = day - 1`)
	f.change(`UPDATE invest_figures SET day = day - 1`)
	day()
	if g := f.group("kopi"); g.Shops != 6 {
		t.Errorf("the next day has %d shops", g.Shops)
	}
	var kept []int
	if err := f.db.SelectContext(t.Context(), &kept, `SELECT shops FROM invest_figures WHERE grp = 'kopi' AND measure = 'goods' ORDER BY day`); err != nil || fmt.Sprint(kept) != "[5 6]" {
		t.Errorf("kept %v, %v", kept, err)
	}
}

func TestDemandIsToldOnceFiveShopsWereAsked(t *testing.T) {
	t.Parallel()
	f := newFair(t)
	ask := func(product uuid.UUID, columns, values string) {
		f.change(`INSERT INTO inquiries (id, number, kind, product_id, shop_id, category, name, organisation, email, country, language, quantity, created_at, updated_at, `+columns+`)
			SELECT gen_random_uuid(), gen_random_uuid()::text, 'goods', id, shop_id, category, 'x', '', 'x@example.com', 'JP', 'en', 100, now(), now(), `+values+` FROM products WHERE id = $1`, product)
	}
	var products []uuid.UUID
	for range 5 {
		products = append(products, f.sell(f.shop("kalipuro"), coffee(rulebook.Potensial)))
	}
	for _, p := range products[:4] {
		ask(p, "state", "'answered'")
	}
	ask(products[0], "state, outcome, closed_at", "'closed', 'no_capacity', now()")
	f.count()
	demand := func() *reports.Demand {
		t.Helper()
		o, err := f.Overview(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return o.Demand
	}
	if d := demand(); d != nil {
		t.Errorf("told of four shops: %+v", d)
	}
	ask(products[4], "state, answer_by", "'new', now() - interval '1 hour'")
	ask(products[4], "state, answer_by", "'new', now() + interval '1 hour'")
	f.count()
	want := &reports.Demand{Shops: 5, Asked: 7, NoCapacity: 1, Unanswered: 1, Pieces: 700, PiecesUnmet: 100}
	if diff := cmp.Diff(want, demand()); diff != "" {
		t.Error(diff)
	}
}
