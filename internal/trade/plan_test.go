package trade

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/postgres"
	"lapak/internal/postgres/pgtest"
	"lapak/internal/shops/shopstest"
)

// fill makes 100,000 inquiries to 300 shops in every state; one in ten is an investor's, and an account has sent one in a thousand.
func fill(t *testing.T, db *sqlx.DB) {
	t.Helper()
	err := postgres.Transact(t.Context(), db, func(tx *sqlx.Tx) error {
		for _, statement := range []string{
			`INSERT INTO categories (slug, name_id, name_en, position) VALUES ('kopi', 'Kopi', 'Coffee', 1)`,
			`INSERT INTO accounts (id, email) VALUES ('00000000-0000-7000-8000-000000000001', 'one@lapak.test')`,
			`INSERT INTO shops (id, slug, name, district, village_code, phone, state)
				SELECT ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, 'toko-' || n, 'Toko ' || n, 'kalipuro', '35.10.21.1006', '+6281200000000', 'approved'
				FROM generate_series(1, 300) n`,
			`INSERT INTO products (id, shop_id, slug, category, district, title, state)
				SELECT id, id, 'p-' || slug, 'kopi', 'kalipuro', 'Kopi', 'published' FROM shops`,
			`INSERT INTO inquiries (id, number, kind, state, outcome, product_id, shop_id, category, account_id, name, organisation, email, country, language,
					answer_by, created_at, updated_at, closed_at)
				SELECT gen_random_uuid(), 'T-' || n, CASE WHEN n % 10 = 0 THEN 'investment' ELSE 'goods' END, s.state,
					CASE s.state WHEN 'closed' THEN 'agreed' END, p.id, p.id, 'kopi',
					CASE WHEN n % 1000 = 0 THEN '00000000-0000-7000-8000-000000000001'::uuid END, 'x', '', 'x@example.com', 'NL', 'en',
					CASE WHEN s.state IN ('new', 'waiting') THEN now() - n * interval '1 minute' END,
					now() - n * interval '1 minute', now() - n * interval '1 minute', CASE s.state WHEN 'closed' THEN now() END
				FROM generate_series(1, 100000) n
				CROSS JOIN LATERAL (SELECT (ARRAY['new', 'answered', 'waiting', 'closed'])[1 + abs(hashint4(n)) % 4] AS state) s
				LEFT JOIN products p ON n % 10 <> 0 AND p.slug = 'p-toko-' || (1 + n % 300)`,
			`ANALYZE`,
		} {
			if _, err := tx.ExecContext(t.Context(), statement); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// planNode is a node of EXPLAIN (ANALYZE, FORMAT JSON).
type planNode struct {
	Relation string     `json:"Relation Name"`
	Rows     float64    `json:"Actual Rows"`
	Loops    float64    `json:"Actual Loops"`
	Removed  float64    `json:"Rows Removed by Filter"`
	Plans    []planNode `json:"Plans"`
}

// read counts the inquiries that a plan looks at.
func (n planNode) read() (rows float64) {
	if n.Relation == "inquiries" {
		rows = (n.Rows + n.Removed) * n.Loops
	}
	for _, child := range n.Plans {
		rows += child.read()
	}
	return rows
}

func TestListsReadFewInquiriesOfMany(t *testing.T) {
	if testing.Short() {
		t.Skip("fills 100,000 inquiries")
	}
	db := pgtest.New(t)
	shopstest.New(t, db)
	fill(t, db)
	shop, account := uuid.MustParse("00000000-0000-7000-8000-000000000032"), uuid.MustParse("00000000-0000-7000-8000-000000000001")
	open, answered := []State{StateNew, StateWaiting}, []State{StateAnswered}
	for name, c := range map[string]struct {
		query listQuery
		by    order
		most  float64
	}{
		"unanswered":                 {listQuery{States: open}, firstDue, 30},
		"waiting":                    {listQuery{States: []State{StateWaiting}}, firstDue, 90},
		"unanswered investors":       {listQuery{States: open, Kind: Investment}, firstDue, 400},
		"unanswered of a shop":       {listQuery{States: open, Shop: &shop}, firstDue, 30},
		"answered":                   {listQuery{States: answered}, lastChanged, 30},
		"answered of a shop":         {listQuery{States: answered, Shop: &shop}, lastChanged, 30},
		"closed with investors":      {listQuery{States: []State{StateClosed}, Kind: Investment}, lastChanged, 400},
		"of an account":              {listQuery{Account: &account}, lastAsked, 30},
		"unanswered from the middle": {listQuery{States: open, after: position{At: time.Now().Add(-50_000 * time.Minute)}}, firstDue, 30},
	} {
		if c.query.after.At.IsZero() {
			c.query.after = c.by.first
		}
		c.query.limit = 25
		text, args := c.by.query(c.query)
		var explained string
		if err := db.GetContext(t.Context(), &explained, `EXPLAIN (ANALYZE, FORMAT JSON) `+text, args...); err != nil {
			t.Fatal(name, err)
		}
		var plans []struct {
			Plan planNode
			Time float64 `json:"Execution Time"`
		}
		if err := json.Unmarshal([]byte(explained), &plans); err != nil {
			t.Fatal(err)
		}
		rows := plans[0].Plan.read()
		t.Logf("%s: %.0f rows in %.2f ms", name, rows, plans[0].Time)
		if rows < 25 || rows > c.most {
			t.Errorf("%s reads %.0f inquiries, from 25 to %.0f\n%s", name, rows, c.most, explained)
		}
	}
}
