package seeds

import (
	"context"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

// exportRows are one shop of a load in export readiness, with its products and verified papers.
type exportRows struct {
	shop, judge              uuid.UUID
	facts                    string
	products                 []uuid.UUID
	productFacts             []string
	papers, subjects         []uuid.UUID // a nil subject is the shop
	rules, offices, attested []string
}

// insertJudge makes the account that verified a load's papers.
func insertJudge(ctx context.Context, db *sqlx.DB, id uuid.UUID, name string) error {
	const query = `
		INSERT INTO accounts (id, email, language, email_verified_at) VALUES ($1, $2 || '@lapak.test', 'id', now())
		ON CONFLICT DO NOTHING`
	return run(ctx, db, []bulk{{query, []any{id, name}}})
}

func insertExports(ctx context.Context, db *sqlx.DB, r exportRows) error {
	const (
		shop     = `INSERT INTO export_shops (shop_id, opted_in_at, facts) VALUES ($1, now(), $2::jsonb) ON CONFLICT DO NOTHING`
		products = `
			INSERT INTO export_products (product_id, shop_id, opted_in, facts)
			SELECT id, $1, true, facts::jsonb FROM unnest($2::uuid[], $3::text[]) AS n (id, facts)
			ON CONFLICT DO NOTHING`
		papers = `
			INSERT INTO export_evidence (id, shop_id, product_id, rule, office, state, statement, attested, submitted_by, decided_by, decided_at)
			SELECT id, $1, nullif(product, '00000000-0000-0000-0000-000000000000'), rule, office, 'verified', 'CONTOH / SAMPLE', attested, $2, $2, now()
			FROM unnest($3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::text[]) AS n (id, product, rule, office, attested)
			ON CONFLICT DO NOTHING`
	)
	return run(ctx, db, []bulk{
		{shop, []any{r.shop, r.facts}},
		{products, []any{r.shop, pq.Array(r.products), pq.Array(r.productFacts)}},
		{papers, []any{r.shop, r.judge, pq.Array(r.papers), pq.Array(r.subjects), pq.Array(r.rules), pq.Array(r.offices), pq.Array(r.attested)}},
	})
}
