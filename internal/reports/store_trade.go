package reports

import (
	"context"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"lapak/internal/trade"
)

// Each query selects the rows that break an invariant of trade.
const (
	threadsLead = `
		SELECT 1 FROM inquiries i LEFT JOIN (
			SELECT inquiry_id, to_state, position, from_state IS DISTINCT FROM coalesce(lag(to_state) OVER w, '') AS torn,
				position <> row_number() OVER w AS gap, lead(position) OVER w IS NULL AS is_last
			FROM inquiry_messages WINDOW w AS (PARTITION BY inquiry_id ORDER BY position)
		) m ON m.inquiry_id = i.id
		WHERE m.inquiry_id IS NULL OR m.torn OR m.gap OR m.is_last AND m.to_state <> i.state`

	sidesSpeak = `
		SELECT 1 FROM inquiry_messages m JOIN inquiries i ON i.id = m.inquiry_id
		WHERE m.event IN ('ask', 'reply') AND m.side <> 'asker' OR m.event = 'answer' AND m.side = 'asker'
			OR m.side = 'shop' AND i.kind <> 'goods' OR m.side <> 'asker' AND m.account_id IS NULL`

	inquiriesSettled = `
		SELECT 1 FROM inquiries
		WHERE (state = 'closed') <> (outcome IS NOT NULL) OR (state = 'closed') <> (closed_at IS NOT NULL)
			OR (state IN ('new', 'waiting')) <> (answer_by IS NOT NULL)`

	inquiriesOfShop = `
		SELECT 1 FROM inquiries i LEFT JOIN products p ON p.id = i.product_id
		WHERE (i.kind = 'goods') <> (i.product_id IS NOT NULL) OR i.shop_id IS DISTINCT FROM p.shop_id`

	inquiriesWatched = `
		SELECT 1 FROM inquiries WHERE answer_by < now() - interval '2 hours' AND reminded_at IS NULL`
)

// inquiriesAllowed counts the messages that the table of transitions does not know.
func inquiriesAllowed(ctx context.Context, tx *sqlx.Tx) (int, error) {
	const query = `
		SELECT count(*) FROM inquiry_messages m
		WHERE NOT EXISTS (
			SELECT FROM unnest($1::text[], $2::text[], $3::text[]) AS rule (event, from_state, to_state)
			WHERE rule.event = m.event AND rule.from_state = m.from_state AND rule.to_state = m.to_state)`
	var events, from, to []string
	for _, r := range trade.Rules() {
		events, from, to = append(events, string(r.Event)), append(from, string(r.From)), append(to, string(r.To))
	}
	var n int
	err := tx.GetContext(ctx, &n, query, pq.Array(events), pq.Array(from), pq.Array(to))
	return n, err
}
