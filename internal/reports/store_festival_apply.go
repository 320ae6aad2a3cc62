package reports

import (
	"context"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"lapak/internal/festivals"
)

// Each query selects the rows that break an invariant of the selection for stalls.
const (
	placesWithinStalls = `
		SELECT 1 FROM festival_applications a WHERE a.state IN ('accepted', 'confirmed') GROUP BY a.zone_id
		HAVING count(*) > (SELECT count(*) FROM festival_stalls t WHERE t.zone_id = a.zone_id AND (t.shop_id IS NULL
			OR EXISTS (SELECT FROM festival_applications h WHERE h.stall_id = t.id)))`

	quotasCounted = `
		SELECT 1 FROM festival_quotas q
		WHERE q.taken <> CASE q.mode
			WHEN 'cap' THEN (SELECT count(*) FROM festival_applications a
				WHERE a.zone_id = q.zone_id AND a.state IN ('accepted', 'confirmed') AND q.category = ANY (a.categories))
			ELSE (SELECT count(*) FROM festival_applications a WHERE a.pool_id = q.id) END`

	quotasWithin = `
		SELECT 1 FROM festival_quotas WHERE mode <> 'general' AND taken > seats
		UNION ALL
		SELECT 1 FROM festival_quotas q WHERE mode = 'aside' GROUP BY zone_id
		HAVING sum(seats) > (SELECT count(*) FROM festival_stalls t WHERE t.zone_id = q.zone_id)`

	stallFeesPaid = `
		SELECT 1 FROM festival_applications a LEFT JOIN payments p ON p.subject_kind = 'stall_fee' AND p.subject_id = a.id AND p.applied
		WHERE a.state = 'confirmed' AND (a.fee > 0) <> (p.id IS NOT NULL)
			OR a.state NOT IN ('confirmed', 'withdrawn', 'cancelled') AND p.id IS NOT NULL
			OR p.state <> 'succeeded' OR p.amount <> a.fee`

	stallsHeld = `
		SELECT 1 FROM festival_applications a JOIN festival_stalls t ON t.id = a.stall_id
		WHERE t.shop_id IS DISTINCT FROM a.shop_id OR t.zone_id <> a.zone_id OR t.festival_id <> a.festival_id
		UNION ALL
		SELECT 1 FROM festival_stalls t
		WHERE t.shop_id IS NOT NULL AND EXISTS (
				SELECT FROM festival_applications a WHERE a.festival_id = t.festival_id AND a.shop_id = t.shop_id)
			AND NOT EXISTS (SELECT FROM festival_applications a WHERE a.stall_id = t.id)`

	applicationsLead = `
		SELECT 1 FROM festival_applications a
		LEFT JOIN LATERAL (SELECT to_state FROM festival_application_events e WHERE e.application_id = a.id ORDER BY e.id DESC LIMIT 1) l ON true
		WHERE l.to_state IS DISTINCT FROM a.state
		UNION ALL
		SELECT 1 FROM (
			SELECT from_state, lag(to_state, 1, '') OVER (PARTITION BY application_id ORDER BY id) AS before FROM festival_application_events
		) h WHERE h.from_state <> h.before`

	stallRefundsOwed = `
		SELECT 1 FROM refunds r
		WHERE r.reference LIKE 'stall_fee:%' AND NOT EXISTS (
			SELECT FROM ledger_transfers t JOIN ledger_entries e ON e.transfer_id = t.id JOIN ledger_accounts a ON a.id = e.account_id
			JOIN payments p ON p.id = r.payment_id JOIN festival_applications f ON f.id = p.subject_id
			WHERE t.kind = 'refund_due' AND t.reference = r.id::text AND a.code = 'festival:' || f.festival_id AND e.amount = -r.amount)`

	ownNotScored = `
		SELECT 1 FROM festival_scores s JOIN festival_applications a ON a.id = s.application_id
		JOIN shop_members m ON m.shop_id = a.shop_id AND m.account_id = s.account_id AND m.created_at <= s.at`

	feesWatched = `SELECT 1 FROM festival_applications WHERE state = 'accepted' AND coalesce(held_until, due_at) < now() - interval '2 hours'`
)

// applicationsAllowed counts the steps of applications that the table of moves does not know.
func applicationsAllowed(ctx context.Context, tx *sqlx.Tx) (int, error) {
	const query = `
		SELECT count(*) FROM festival_application_events e
		WHERE NOT EXISTS (
			SELECT FROM unnest($1::text[], $2::text[], $3::text[]) AS rule (verb, from_state, to_state)
			WHERE rule.verb = e.verb AND rule.from_state = e.from_state AND rule.to_state = e.to_state)`
	var verbs, from, to []string
	for _, m := range festivals.ApplicationMoves() {
		verbs, from, to = append(verbs, string(m.Verb)), append(from, string(m.From)), append(to, string(m.To))
	}
	var n int
	err := tx.GetContext(ctx, &n, query, pq.Array(verbs), pq.Array(from), pq.Array(to))
	return n, err
}
