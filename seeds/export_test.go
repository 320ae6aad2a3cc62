package seeds_test

import (
	"testing"

	"github.com/jmoiron/sqlx"

	"lapak/internal/exportready"
	"lapak/internal/exportready/rulebook"
	"lapak/internal/postgres"
	"lapak/internal/reports"
	"lapak/seeds"
	"lapak/seeds/demo"
)

func TestTheDemoIsReadyForExportAsItsDataSay(t *testing.T) {
	t.Parallel()
	s := newMall(t)
	must(t, seeds.LoadDemo(t.Context(), s, seeds.DemoOptions{Small: true}))
	must(t, reports.CountHistory(t.Context(), s.DB, s.Exports)) // as the first night does
	must(t, s.Exports.Reassess(t.Context(), exportready.Scope{}))
	if n := count(t, s.DB, `SELECT count(*) FROM export_shops WHERE history ? 'orders_180d'`); n == 0 {
		t.Error("no shop has a history")
	}
	plan, err := demo.LoadExport()
	must(t, err)
	level := func(query, key string) (found []rulebook.Level) {
		must(t, s.DB.SelectContext(t.Context(), &found, query, key))
		return found
	}
	seen := map[string]int{}
	for _, shop := range plan.Shops {
		for _, got := range level(`
			SELECT e.level FROM export_shops e JOIN shop_members m USING (shop_id) JOIN accounts a ON a.id = m.account_id
			WHERE a.email = $1`, seeds.OwnerEmail(shop.Slug)) {
			if got.String() != shop.Level {
				t.Errorf("shop %s is %s, want %s", shop.Slug, got, shop.Level)
			}
		}
		for _, p := range shop.Products {
			for _, got := range level(`SELECT e.level FROM export_products e JOIN products p ON p.id = e.product_id WHERE p.slug = $1`, p.Slug) {
				seen[got.String()]++
				if got.String() != p.Level {
					t.Errorf("product %s is %s, want %s", p.Slug, got, p.Level)
				}
			}
		}
	}
	for _, want := range []rulebook.Level{rulebook.BelumSiap, rulebook.Potensial, rulebook.Siap, rulebook.Teruji} {
		if seen[want.String()] == 0 {
			t.Errorf("no product is %s: %v", want, seen)
		}
	}
	for name, query := range map[string]string{
		"shop that is not assessed":       `SELECT count(*) FROM shops s WHERE s.state = 'approved' AND NOT EXISTS (SELECT FROM export_shops e WHERE e.shop_id = s.id)`,
		"waiting paper":                   `SELECT count(*) FROM export_evidence WHERE state = 'waiting'`,
		"paper refused with a reason":     `SELECT count(*) FROM export_evidence WHERE state = 'rejected' AND length(reason) > 20`,
		"paper that has ended":            `SELECT count(*) FROM export_evidence WHERE state = 'verified' AND valid_until < current_date - 1`,
		"paper that ends within a week":   `SELECT count(*) FROM export_evidence WHERE state = 'verified' AND valid_until - current_date BETWEEN 2 AND 8`,
		"paper that ends within a month":  `SELECT count(*) FROM export_evidence WHERE state = 'verified' AND valid_until - current_date BETWEEN 9 AND 31`,
		"paper that ends in two months":   `SELECT count(*) FROM export_evidence WHERE state = 'verified' AND valid_until - current_date BETWEEN 32 AND 61`,
		"file":                            `SELECT count(*) FROM export_evidence JOIN documents d ON d.id = document_id WHERE d.content_type = 'application/pdf'`,
		"inquiry that waits":              `SELECT count(*) FROM inquiries WHERE state = 'new' AND answer_by > now()`,
		"inquiry that waits again":        `SELECT count(*) FROM inquiries WHERE state = 'waiting'`,
		"inquiry that is answered":        `SELECT count(*) FROM inquiries WHERE state = 'answered'`,
		"inquiry that is overdue":         `SELECT count(*) FROM inquiries WHERE kind = 'goods' AND answer_by < now() AND reminded_at IS NOT NULL`,
		"inquiry that could not be met":   `SELECT count(*) FROM inquiries WHERE kind = 'goods' AND outcome = 'no_capacity'`,
		"inquiry that was agreed":         `SELECT count(*) FROM inquiries WHERE outcome = 'agreed'`,
		"investor who waits":              `SELECT count(*) FROM inquiries WHERE kind = 'investment' AND state = 'new'`,
		"investor without room":           `SELECT count(*) FROM inquiries WHERE kind = 'investment' AND outcome = 'no_capacity'`,
		"inquiry of an account":           `SELECT count(*) FROM inquiries WHERE account_id IS NOT NULL`,
		"product that is ready somewhere": `SELECT count(*) FROM products WHERE cardinality(export_destinations) > 0`,
		"product with a long way":         `SELECT count(*) FROM (SELECT 1 FROM export_changes GROUP BY product_id HAVING count(DISTINCT on_day) >= 5) x`,
		"shop with a long way":            `SELECT count(*) FROM (SELECT 1 FROM export_changes WHERE product_id IS NULL GROUP BY shop_id HAVING count(DISTINCT level) >= 3) x`,
	} {
		if n := count(t, s.DB, query); n == 0 {
			t.Errorf("there is no %s", name)
		}
	}
	for name, query := range map[string]string{
		"papers decided before they were handed in": `SELECT count(*) FROM export_evidence WHERE decided_at < submitted_at`,
		"papers that were handed in just now":       `SELECT count(*) FROM export_evidence WHERE submitted_at > now() - interval '1 day'`,
		"messages about papers of just now":         `SELECT count(*) FROM messages WHERE dedupe_key LIKE 'evidence:%' AND created_at > now() - interval '1 minute'`,
		"messages about inquiries of just now":      `SELECT count(*) FROM messages WHERE template LIKE '%inquiry%' AND created_at > now() - interval '1 minute'`,
		"inquiries whose words go back in time": `SELECT count(*) FROM (
			SELECT at < lag(at) OVER (PARTITION BY inquiry_id ORDER BY position) OR at > now() AS back FROM inquiry_messages) x WHERE back`,
		"ways that go back in time": `SELECT count(*) FROM (
			SELECT on_day < lag(on_day) OVER (PARTITION BY shop_id, product_id ORDER BY id) AS back FROM export_changes) x WHERE back`,
	} {
		if n := count(t, s.DB, query); n != 0 {
			t.Errorf("%d %s", n, name)
		}
	}
	asked := count(t, s.DB, `SELECT count(*) FROM inquiry_messages`)
	must(t, postgres.Transact(t.Context(), s.DB, func(tx *sqlx.Tx) error { // as if it had been interrupted at its end
		_, err := tx.ExecContext(t.Context(), `DELETE FROM seed_marks WHERE name = 'demo'`)
		return err
	}))
	must(t, seeds.LoadDemo(t.Context(), s, seeds.DemoOptions{Small: true}))
	if n := count(t, s.DB, `SELECT count(*) FROM inquiry_messages`); n != asked || n < 30 {
		t.Errorf("%d messages, and %d after an interrupted run", asked, n)
	}
	if broken, err := s.Exports.Replay(t.Context()); err != nil || len(broken) > 0 {
		t.Errorf("%d snapshots give another result: %v", len(broken), err)
	}
	verify(t, s.DB)
}
