package reports

import (
	"context"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"lapak/internal/mentoring"
	"lapak/internal/postgres"
)

// mentoredWithin keeps what lies in a scope, whose parts are the first three arguments.
const mentoredWithin = `s.state = 'approved' AND ($1 OR s.district = ANY ($2) OR s.village_code = ANY ($3))`

// listMentored reads one row more than asked for. A shop is asleep when it has had IdleDays to sell or to change something, and did not.
func listMentored(ctx context.Context, db *sqlx.DB, q mentoredQuery) ([]MentoredShop, error) {
	const query = `
		SELECT s.id, s.slug, s.name, d.name AS district_name, s.village_code, v.name AS village_name, last.sale AS last_sale,
			last.change AS last_change, idle.no_sale, idle.no_change, (SELECT count(*) FROM products p WHERE p.shop_id = s.id AND p.listed) AS products
		FROM shops s JOIN districts d ON d.slug = s.district JOIN areas v ON v.code = s.village_code
		CROSS JOIN LATERAL (
			SELECT
				(SELECT o.created_at FROM shop_orders o WHERE o.shop_id = s.id AND o.state NOT IN ('awaiting_payment', 'cancelled', 'expired', 'refunded')
				ORDER BY o.created_at DESC, o.id DESC LIMIT 1) AS sale,
				(SELECT p.updated_at FROM products p WHERE p.shop_id = s.id ORDER BY p.updated_at DESC, p.id DESC LIMIT 1) AS change
		) last
		CROSS JOIN LATERAL (SELECT now() - make_interval(days => $4) AS since) span
		CROSS JOIN LATERAL (
			SELECT coalesce(s.decided_at, s.created_at) < since AND coalesce(last.sale < since, true) AS no_sale,
				coalesce(s.decided_at, s.created_at) < since AND coalesce(last.change < since, true) AS no_change
		) idle
		WHERE ` + mentoredWithin + ` AND ($5 = '' OR s.village_code = $5) AND (NOT $6 OR idle.no_sale OR idle.no_change)
			AND (s.name, s.id) > ($7, $8)
		ORDER BY s.name, s.id LIMIT $9`
	found := []MentoredShop{}
	err := db.SelectContext(postgres.PlanAnew(ctx), &found, query, q.scope.All, pq.Array(q.scope.Districts), pq.Array(q.scope.Villages), IdleDays,
		q.Village, q.Idle, q.after.Name, q.after.ID, q.limit+1)
	return found, postgres.Translate(err)
}

func listMentoredVillages(ctx context.Context, db *sqlx.DB, scope mentoring.Scope) ([]MentoredVillage, error) {
	const query = `
		SELECT v.code, v.name, d.name AS district, count(*) AS shops
		FROM shops s JOIN districts d ON d.slug = s.district JOIN areas v ON v.code = s.village_code
		WHERE ` + mentoredWithin + ` GROUP BY v.code, v.name, d.name, d.position ORDER BY d.position, v.name, v.code`
	found := []MentoredVillage{}
	err := db.SelectContext(ctx, &found, query, scope.All, pq.Array(scope.Districts), pq.Array(scope.Villages))
	return found, postgres.Translate(err)
}
