package catalog

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/postgres"
	"lapak/internal/postgres/pgtest"
	"lapak/internal/shops/shopstest"
)

// fill makes 100,000 listed products of 300 shops in three districts. Some words, categories and levels are common, some rare.
func fill(t *testing.T, db *sqlx.DB) {
	t.Helper()
	statements := []string{
		`INSERT INTO categories (slug, name_id, name_en, position) SELECT 'c' || n, 'Kategori ' || n, 'Category ' || n, n FROM generate_series(1, 20) n`,
		`INSERT INTO shops (id, slug, name, district, village_code, phone, state)
			SELECT gen_random_uuid(), 'toko-' || n, 'Toko ' || n, d.slug, d.code || CASE d.slug WHEN 'glagah' THEN '.2004' WHEN 'kalipuro' THEN '.1006' ELSE '.2004' END,
				'+6281200000000', 'approved'
			FROM generate_series(1, 300) n JOIN districts d ON d.position = CASE WHEN n <= 3 THEN 3 ELSE 1 + n % 2 END`,
		`WITH numbered AS (SELECT id, district, row_number() OVER (ORDER BY slug) - 1 AS at FROM shops)
		INSERT INTO products (id, shop_id, slug, category, district, title, state, listed, price, price_max, popularity, published_at,
				export_level, export_destinations, search_id, search_en)
			SELECT gen_random_uuid(), s.id, 'p-' || n, 'c' || CASE WHEN n % 1000 = 0 THEN 20 ELSE 1 + n % 19 END, s.district, 'Produk ' || n, 'published', true,
				1000 * (1 + abs(hashint4(n)) % 500), 1000000, n * 31 % 1000, now() - n * interval '1 minute',
				CASE WHEN n % 500 = 0 THEN 3 ELSE 0 END, CASE WHEN n % 500 = 0 THEN '{JP}'::text[] ELSE '{}' END, v.words, v.words
			FROM generate_series(1, 100000) n JOIN numbered s ON s.at = n % 300
			CROSS JOIN LATERAL (SELECT setweight(to_tsvector('simple', concat_ws(' ', 'produk', 'w' || n % 50,
				CASE WHEN n % 2000 = 0 THEN 'langka' END)), 'A') AS words) v`,
		`INSERT INTO variants (id, product_id, shop_id, sku, price, weight_grams)
			SELECT id, id, shop_id, slug, price, 100 FROM products`,
		`INSERT INTO stock_levels (variant_id, on_hand) SELECT id, CASE WHEN random() < 0.8 THEN 5 ELSE 0 END FROM variants`,
		`INSERT INTO search_words SELECT 'word' || md5(n::text) FROM generate_series(1, 20000) n`,
	}
	err := postgres.Transact(t.Context(), db, func(tx *sqlx.Tx) error {
		for _, s := range statements {
			if _, err := tx.ExecContext(t.Context(), s); err != nil {
				return err
			}
		}
		_, err := tx.ExecContext(t.Context(), `ANALYZE`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// planNode is a node of EXPLAIN (ANALYZE, FORMAT JSON).
type planNode struct {
	Type     string     `json:"Node Type"`
	Relation string     `json:"Relation Name"`
	Rows     float64    `json:"Actual Rows"`
	Loops    float64    `json:"Actual Loops"`
	Removed  float64    `json:"Rows Removed by Filter"`
	Recheck  float64    `json:"Rows Removed by Index Recheck"`
	Plans    []planNode `json:"Plans"`
}

// read counts the rows of products that a plan looks at, and names the large tables that it reads whole.
func (n planNode) read() (products float64, scanned []string) {
	if n.Relation == "products" {
		products = (n.Rows + n.Removed + n.Recheck) * n.Loops
	}
	large := []string{"products", "variants", "stock_levels", "search_words"}
	if n.Type == "Seq Scan" && slices.Contains(large, n.Relation) {
		scanned = append(scanned, n.Relation)
	}
	for _, child := range n.Plans {
		p, s := child.read()
		products, scanned = products+p, append(scanned, s...)
	}
	return products, scanned
}

func TestListsReadFewRowsOfMany(t *testing.T) {
	if testing.Short() {
		t.Skip("fills 100,000 products")
	}
	db := pgtest.New(t)
	_, place := shopstest.New(t, db)
	fill(t, db)
	service := New(Deps{DB: db, Regions: place})
	service.KnowDestinations([]string{"JP"})
	if err := service.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	low, high := int64(10_000), int64(12_000)
	for name, c := range map[string]struct {
		filter Filter
		most   float64 // rows of products read
	}{
		"newest":             {Filter{}, 100},
		"price":              {Filter{Sort: Cheapest}, 100},
		"dearest":            {Filter{Sort: Dearest}, 100},
		"popular":            {Filter{Sort: MostBought}, 100},
		"category":           {Filter{Category: "c3"}, 1000},
		"rare category":      {Filter{Category: "c20"}, 400},
		"category by price":  {Filter{Category: "c3", Sort: Cheapest}, 3000},
		"district":           {Filter{District: "glagah"}, 100},
		"rare district":      {Filter{District: "blimbingsari"}, 100},
		"district by price":  {Filter{District: "blimbingsari", Sort: Cheapest}, 6000},
		"shop":               {Filter{Shop: "toko-7"}, 100},
		"shop, most bought":  {Filter{Shop: "toko-7", Sort: MostBought}, 1000},
		"in stock":           {Filter{InStock: true}, 200},
		"price range":        {Filter{MinPrice: &low, MaxPrice: &high}, 6000},
		"range by price":     {Filter{MinPrice: &low, MaxPrice: &high, Sort: Cheapest}, 100},
		"export level":       {Filter{ExportLevel: "siap"}, 1000},
		"destination":        {Filter{Destination: "JP"}, 1000},
		"common word":        {Filter{Query: "produk"}, 3 * maxRanked},
		"less common word":   {Filter{Query: "w7"}, 3 * maxRanked},
		"rare word":          {Filter{Query: "langka"}, 300},
		"word no one has":    {Filter{Query: "tiadasama"}, 10},
		"word by price":      {Filter{Query: "w7", Sort: Cheapest}, 4000},
		"word in a category": {Filter{Query: "w7", Category: "c3"}, 3 * maxRanked},
	} {
		t.Run(name, func(t *testing.T) {
			for _, after := range []bool{false, true} {
				examine(t, service, db, c.filter, after, c.most)
			}
		})
	}
	t.Run("every sort of every filter", func(t *testing.T) {
		for name, filter := range filters() {
			for _, sort := range []string{Relevance, Newest, Cheapest, Dearest, MostBought} {
				filter.Sort = sort
				t.Log(name, sort)
				examine(t, service, db, filter, false, mostOfAny)
			}
		}
	})
	t.Run("what is prepared", func(t *testing.T) { examinePrepared(t, service, db) })
}

// mostOfAny rows are read where few products pass a filter and the list's own order is walked until enough have: a tenth, and some.
const mostOfAny = 12_000

// filters are those of the public surface, alone and together.
func filters() map[string]Filter {
	low, high := int64(10_000), int64(12_000)
	return map[string]Filter{
		"all": {}, "category": {Category: "c3"}, "rare category": {Category: "c20"}, "district": {District: "glagah"},
		"rare district": {District: "blimbingsari"}, "shop": {Shop: "toko-7"}, "level": {ExportLevel: "siap"}, "destination": {Destination: "JP"},
		"from a price": {MinPrice: &low}, "up to a price": {MaxPrice: &high}, "price range": {MinPrice: &low, MaxPrice: &high},
		"in stock": {InStock: true}, "common word": {Query: "produk"}, "word": {Query: "w7"}, "rare word": {Query: "langka"},
		"category in a district":    {Category: "c3", District: "blimbingsari"},
		"category in stock":         {Category: "c3", InStock: true},
		"district in a price range": {District: "glagah", MinPrice: &low, MaxPrice: &high},
		"word in a district":        {Query: "w7", District: "blimbingsari"},
		"word of a level":           {Query: "w7", ExportLevel: "siap"},
		"category of a shop":        {Category: "c3", Shop: "toko-7"},
		"level at a destination":    {ExportLevel: "siap", Destination: "JP"},
	}
}

// examine explains how a page is found, the first or one in the middle, and counts what is read for it.
func examine(t *testing.T, service *Service, db *sqlx.DB, filter Filter, middle bool, most float64) {
	t.Helper()
	q, err := service.check("id", filter, Page{})
	if err != nil {
		t.Fatal(err)
	}
	if middle {
		q.after = &position{Key: 1000 * 250, ID: uuid.Max}
		if q.Sort == Newest {
			q.after.Key = time.Now().Add(-20_000 * time.Minute).UnixMicro()
		}
	}
	text, args := pageQuery(q)
	judge(t, explain(t, db, text, args...), most)
}

// examinePrepared explains what is prepared with the one plan that must suit all values.
func examinePrepared(t *testing.T, service *Service, db *sqlx.DB) {
	var found string
	const ids = `SELECT array_agg(id)::text FROM (SELECT id FROM products WHERE listed LIMIT 25) p`
	if err := db.GetContext(t.Context(), &found, ids); err != nil {
		t.Fatal(err)
	}
	found = `'` + found + `', array_fill(0, '{25}')`
	for _, c := range []struct {
		filter Filter
		args   string
	}{
		{Filter{}, ``},
		{Filter{Sort: Cheapest}, ``},
		{Filter{Sort: Dearest}, ``},
		{Filter{Sort: MostBought}, ``},
		{Filter{Query: "w7"}, `(` + found + `, 'w7', 'MaxWords=28')`},
		{Filter{Category: "c3", Sort: Cheapest}, `(` + found + `)`},
	} {
		q, err := service.check("en", c.filter, Page{})
		if err != nil {
			t.Fatal(err)
		}
		page, _ := pageQuery(q)
		if !q.isPlain() {
			page = foundPage
		}
		err = postgres.Snapshot(t.Context(), db, func(tx *sqlx.Tx) error {
			for _, text := range []string{`SET LOCAL plan_cache_mode = force_generic_plan`, `PREPARE list AS ` + cardsQuery(q, page)} {
				if _, err := tx.ExecContext(t.Context(), text); err != nil {
					return err
				}
			}
			judge(t, explain(t, tx, `EXECUTE list `+c.args), 100)
			_, err := tx.ExecContext(t.Context(), `DEALLOCATE list`)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

func explain(t *testing.T, q sqlx.QueryerContext, text string, args ...any) string {
	t.Helper()
	var out string
	if err := sqlx.GetContext(t.Context(), q, &out, `EXPLAIN (ANALYZE, FORMAT JSON) `+text, args...); err != nil {
		t.Fatal(err)
	}
	return out
}

// judge fails where a plan reads more rows of products than that, or a large table whole.
func judge(t *testing.T, explained string, most float64) {
	t.Helper()
	var plans []struct {
		Plan     planNode
		Time     float64 `json:"Execution Time"`
		Planning float64 `json:"Planning Time"`
	}
	if err := json.Unmarshal([]byte(explained), &plans); err != nil {
		t.Fatal(err)
	}
	read, scanned := plans[0].Plan.read()
	t.Logf("%.0f rows, planned in %.2f ms, run in %.2f ms", read, plans[0].Planning, plans[0].Time)
	if read > most || len(scanned) > 0 {
		t.Errorf("%.0f rows of products read, %.0f at most; read whole: %q\n%s", read, most, scanned, explained)
	}
}
