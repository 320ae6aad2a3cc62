package reports

import (
	"context"
	"strings"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"lapak/internal/orders"
)

// Each query selects the rows that break an invariant.
const (
	stockSane = `SELECT 1 FROM stock_levels WHERE reserved < 0 OR on_hand < reserved`

	stockReserved = `
		SELECT 1 FROM stock_levels l
		LEFT JOIN (SELECT variant_id, sum(quantity) AS held FROM stock_reservations WHERE state = 'held' GROUP BY variant_id) r USING (variant_id)
		WHERE l.reserved <> coalesce(r.held, 0)`

	stockOnHand = `
		SELECT 1 FROM stock_levels l
		LEFT JOIN (SELECT variant_id, sum(delta) AS moved FROM stock_movements GROUP BY variant_id) m USING (variant_id)
		WHERE l.on_hand <> coalesce(m.moved, 0)`

	linesCovered = `
		SELECT 1 FROM order_lines l
		JOIN shop_orders o ON o.id = l.shop_order_id JOIN order_groups g ON g.id = o.group_id
		LEFT JOIN stock_reservations r ON r.reference = g.id AND r.variant_id = l.variant_id
		WHERE o.state NOT IN ('cancelled', 'expired', 'refunded') AND (r.quantity IS DISTINCT FROM l.quantity
			OR r.state <> CASE
				WHEN o.state = 'awaiting_payment' THEN 'held'
				WHEN g.payment_method <> 'cash' OR o.state IN ('shipped', 'completed') THEN 'consumed'
				ELSE 'held' END)`

	linesFreed = `
		SELECT 1 FROM order_lines l
		JOIN shop_orders o ON o.id = l.shop_order_id
		JOIN stock_reservations r ON r.reference = o.group_id AND r.variant_id = l.variant_id
		WHERE o.state IN ('cancelled', 'expired', 'refunded') AND (r.state = 'held' OR r.state = 'consumed' AND NOT EXISTS (
			SELECT FROM stock_movements m
			WHERE m.variant_id = l.variant_id AND m.reason = 'returned' AND m.reference = o.group_id::text AND m.delta = l.quantity))`

	holdsOrdered = `
		SELECT 1 FROM stock_reservations r
		WHERE NOT EXISTS (
			SELECT FROM shop_orders o JOIN order_lines l ON l.shop_order_id = o.id
			WHERE o.group_id = r.reference AND l.variant_id = r.variant_id)
			AND NOT EXISTS (SELECT FROM festival_allotments a WHERE a.device_id = r.reference AND a.variant_id = r.variant_id)`

	soldMoved = `
		SELECT 1 FROM stock_reservations r
		LEFT JOIN stock_movements m ON m.variant_id = r.variant_id AND m.reason = 'sold' AND m.reference = r.reference::text
		WHERE r.state = 'consumed' AND m.delta IS DISTINCT FROM -r.quantity`

	quantitiesPositive = `SELECT 1 FROM order_lines WHERE quantity <= 0 OR unit_price < 0`

	basketsOrdered = `
		SELECT 1 FROM carts c WHERE c.state = 'ordered' AND NOT EXISTS (SELECT FROM order_groups g WHERE g.cart_id = c.id)`

	promisesKept = `
		SELECT 1 FROM idempotency_keys k LEFT JOIN order_groups g ON g.id::text = k.subject LEFT JOIN inquiries i ON i.id::text = k.subject
		WHERE k.subject <> '' AND g.id IS NULL AND i.id IS NULL`

	shopOrderTotals = `
		SELECT 1 FROM shop_orders o
		JOIN (SELECT shop_order_id, sum(total) AS items, sum(quantity * unit_price) AS priced FROM order_lines GROUP BY shop_order_id) l
			ON l.shop_order_id = o.id
		WHERE l.items <> o.items_total OR l.priced <> o.items_total
			OR o.total <> o.items_total + o.shipping_total + o.tax_total - o.discount_total
		UNION ALL
		SELECT 1 FROM shop_orders o WHERE NOT EXISTS (SELECT FROM order_lines l WHERE l.shop_order_id = o.id)`

	groupTotals = `
		SELECT 1 FROM order_groups g
		LEFT JOIN (SELECT group_id, sum(items_total) AS items, sum(shipping_total) AS shipping, sum(total) AS total FROM shop_orders GROUP BY group_id) o
			ON o.group_id = g.id
		WHERE o.items IS DISTINCT FROM g.items_total OR o.shipping IS DISTINCT FROM g.shipping_total OR o.total IS DISTINCT FROM g.total`

	linesOfShop = `
		SELECT 1 FROM order_lines l JOIN shop_orders o ON o.id = l.shop_order_id JOIN variants v ON v.id = l.variant_id
		WHERE v.shop_id <> o.shop_id`

	historyLeads = `
		SELECT 1 FROM (
			SELECT e.shop_order_id, e.from_state, e.to_state, o.state, g.payment_method,
				lag(e.to_state) OVER w AS before, lead(e.id) OVER w IS NULL AS is_last
			FROM order_events e JOIN shop_orders o ON o.id = e.shop_order_id JOIN order_groups g ON g.id = o.group_id
			WINDOW w AS (PARTITION BY e.shop_order_id ORDER BY e.at, e.id)
		) AS h
		WHERE h.from_state <> coalesce(h.before, CASE WHEN h.payment_method = 'cash' THEN 'new' ELSE 'awaiting_payment' END)
			OR (h.is_last AND h.to_state <> h.state)`

	groupsPaid = `
		SELECT 1 FROM order_groups g
		LEFT JOIN payments p ON p.subject_kind = 'order_group' AND p.subject_id = g.id AND p.applied
		WHERE g.payment_method <> 'cash' AND (
			(g.paid_at IS NOT NULL) <> (p.id IS NOT NULL)
			OR p.state <> 'succeeded' OR p.amount <> g.total OR p.currency <> g.currency
			OR (p.id IS NOT NULL) <> EXISTS (SELECT FROM shop_orders o WHERE o.group_id = g.id AND o.paid))`

	cashPaid = `
		SELECT 1 FROM shop_orders o JOIN order_groups g ON g.id = o.group_id
		LEFT JOIN payments p ON p.subject_kind = 'shop_order' AND p.subject_id = o.id AND p.applied
		WHERE g.payment_method = 'cash' AND (o.paid <> (p.id IS NOT NULL) OR p.amount <> o.total OR p.state <> 'succeeded')`

	appliedSucceeded = `SELECT 1 FROM payments WHERE applied AND state <> 'succeeded'`

	unappliedRefunded = `
		SELECT 1 FROM payments p
		WHERE p.state = 'succeeded' AND NOT p.applied AND p.paid_at < now() - interval '10 minutes'
			AND greatest(p.amount, p.unique_amount) <> (SELECT coalesce(sum(r.amount), 0) FROM refunds r WHERE r.payment_id = p.id)`

	refundsBounded = `
		SELECT 1 FROM payments p JOIN (SELECT payment_id, sum(amount) AS refunded FROM refunds GROUP BY payment_id) r ON r.payment_id = p.id
		WHERE r.refunded > greatest(p.amount, p.unique_amount) OR p.state <> 'succeeded'`

	refundLinesBounded = `
		SELECT 1 FROM refund_lines r JOIN refunds f ON f.id = r.refund_id
		LEFT JOIN order_lines l ON r.line = 'line:' || l.id
		LEFT JOIN shop_orders o ON r.line = 'shipping:' || o.id
		GROUP BY f.payment_id, r.line, l.total, o.shipping_total
		HAVING sum(r.amount) > coalesce(l.total, o.shipping_total, 0)`

	eventsUnique = `SELECT 1 FROM payment_events GROUP BY provider, event_id HAVING count(*) > 1`

	objectsUnique = `
		SELECT 1 FROM payments WHERE provider_ref <> '' GROUP BY method, provider_ref HAVING count(*) > 1
		UNION ALL
		SELECT 1 FROM refunds WHERE provider_ref <> '' GROUP BY provider_ref HAVING count(*) > 1`

	sessionsWithinHold = `
		SELECT 1 FROM payments p JOIN stock_reservations r ON r.reference = p.subject_id AND r.state = 'held'
		WHERE p.state = 'pending' AND p.subject_kind = 'order_group' AND p.expires_at > r.expires_at`

	transfersBalanced = `
		SELECT 1 FROM ledger_entries e JOIN ledger_accounts a ON a.id = e.account_id
		GROUP BY e.transfer_id, a.currency HAVING sum(e.amount) <> 0
		UNION ALL
		SELECT 1 FROM ledger_transfers t WHERE NOT EXISTS (SELECT FROM ledger_entries e WHERE e.transfer_id = t.id)`

	balancesCached = `
		SELECT 1 FROM ledger_accounts a
		LEFT JOIN (SELECT account_id, sum(amount) AS total FROM ledger_entries GROUP BY account_id) e ON e.account_id = a.id
		WHERE a.balance <> coalesce(e.total, 0)`

	balancesFunded = `SELECT 1 FROM ledger_accounts WHERE NOT may_be_negative AND balance < 0`

	paymentsBooked = `
		SELECT 1 FROM payments p
		LEFT JOIN ledger_transfers t ON t.reference = p.id::text AND t.kind IN ('payment', 'unapplied')
		WHERE p.state = 'succeeded' AND (p.applied OR p.paid_at < now() - interval '10 minutes')
		GROUP BY p.id, p.applied
		HAVING count(t.id) <> 1 OR bool_or(t.kind = 'payment') IS DISTINCT FROM p.applied`

	bookingsFounded = `
		SELECT 1 FROM ledger_transfers t
		LEFT JOIN payments p ON p.id::text = t.reference AND p.state = 'succeeded'
		LEFT JOIN ledger_accounts a ON a.code = 'provider:' || p.method AND a.currency = p.currency
		LEFT JOIN ledger_entries e ON e.transfer_id = t.id AND e.account_id = a.id
		WHERE t.kind IN ('payment', 'unapplied') AND e.amount IS DISTINCT FROM -greatest(p.amount, p.unique_amount)`

	refundsOwed = `
		SELECT 1 FROM refunds r
		WHERE r.shop_id IS NOT NULL AND NOT EXISTS (
			SELECT FROM ledger_transfers t WHERE t.kind = 'refund_due' AND t.reference = r.id::text)`

	refundsBooked = `
		SELECT 1 FROM refunds r
		LEFT JOIN (
			SELECT split_part(reference, '/', 1) AS refund, sum(CASE kind WHEN 'refund' THEN 1 ELSE -1 END) AS sent
			FROM ledger_transfers WHERE kind IN ('refund', 'refund_returned') GROUP BY 1
		) t ON t.refund = r.id::text
		WHERE r.updated_at < now() - interval '10 minutes' AND coalesce(t.sent, 0) <> CASE r.state WHEN 'succeeded' THEN 1 ELSE 0 END`

	listedComplete = `
		SELECT 1 FROM products p JOIN shops s ON s.id = p.shop_id
		WHERE p.listed AND (s.state <> 'approved' OR p.price IS NULL
			OR NOT EXISTS (SELECT FROM product_images i WHERE i.product_id = p.id)
			OR NOT EXISTS (SELECT FROM variants v WHERE v.product_id = p.id AND v.archived_at IS NULL))`

	productPrices = `
		SELECT 1 FROM products p
		LEFT JOIN (SELECT product_id, min(coalesce(festival_price, price)) AS cheapest FROM variants WHERE archived_at IS NULL GROUP BY product_id) v ON v.product_id = p.id
		WHERE p.price IS DISTINCT FROM v.cheapest`

	erasedClean = `
		SELECT 1 FROM accounts a
		WHERE a.erased_at IS NOT NULL AND (a.email IS NOT NULL OR a.phone IS NOT NULL OR a.name <> '' OR a.password_hash <> ''
			OR EXISTS (SELECT FROM sessions s WHERE s.account_id = a.id)
			OR EXISTS (SELECT FROM api_tokens t WHERE t.account_id = a.id AND t.revoked_at IS NULL)
			OR EXISTS (SELECT FROM order_groups g WHERE g.account_id = a.id AND (g.contact_email <> '' OR g.contact_phone <> '' OR g.contact_name <> ''))
			OR EXISTS (SELECT FROM inquiries i WHERE i.account_id = a.id AND (i.name <> '' OR i.organisation <> '' OR i.email <> '' OR i.phone <> ''))
			OR EXISTS (SELECT FROM help_requests h WHERE h.asked_by = a.id AND h.note <> '' OR h.mentor_id = a.id AND h.reply <> '')
			OR EXISTS (SELECT FROM festival_applications f WHERE f.asked_by = a.id AND (f.wishes <> '' OR f.halal_number <> ''))
			OR EXISTS (
				SELECT FROM festival_application_events e JOIN festival_applications f ON f.id = e.application_id
				WHERE e.actor = 'account:' || a.id AND e.verb = 'appeal' AND (f.appeal_text <> '' OR e.reason <> '')))`

	promisesWatched = `
		SELECT 1 FROM shop_orders o JOIN order_groups g ON g.id = o.group_id
		WHERE o.state = 'new' AND o.accept_by < now() - interval '2 hours' AND NOT (g.payment_method = 'cash' AND o.paid)
			AND coalesce(o.reminded_at < now() - interval '2 hours', true)
		UNION ALL
		SELECT 1 FROM shop_orders WHERE state IN ('accepted', 'packed') AND late_at IS NULL AND send_by < now() - interval '2 hours'`

	holdsFresh = `SELECT 1 FROM stock_reservations WHERE state = 'held' AND expires_at < now() - interval '10 minutes'`

	jobsMoving = `
		SELECT 1 FROM river_job
		WHERE (state = 'available' AND scheduled_at < now() - interval '10 minutes')
			OR (state = 'running' AND attempted_at < now() - interval '10 minutes') OR state = 'discarded'`

	messagesTried = `
		SELECT 1 FROM messages
		WHERE state = 'queued' AND (next_try_at < now() - interval '10 minutes'
			OR next_try_at IS NULL AND NOT EXISTS (
				SELECT FROM river_job WHERE kind = 'notify.send_message' AND args->>'id' = messages.id::text AND finalized_at IS NULL))`

	ordersTold = `SELECT 1 FROM order_groups WHERE tell_at IS NOT NULL AND created_at < now() - interval '10 minutes'`

	eventsWorked = `SELECT 1 FROM payment_events WHERE processed_at IS NULL AND received_at < now() - interval '20 minutes'`

	keysFree = `SELECT 1 FROM idempotency_keys WHERE status IS NULL AND locked_until < now() - interval '10 minutes'`
)

// historyAllowed counts the events that the table of transitions does not know.
func historyAllowed(ctx context.Context, tx *sqlx.Tx) (int, error) {
	const query = `
		SELECT count(*) FROM order_events e
		WHERE e.shop_order_id IS NOT NULL AND NOT EXISTS (
			SELECT FROM unnest($1::text[], $2::text[], $3::text[]) AS rule (event, from_state, to_state)
			WHERE rule.event = e.event AND rule.from_state = e.from_state AND rule.to_state = e.to_state)`
	var events, from, to []string
	for _, r := range orders.Rules() {
		events, from, to = append(events, string(r.Event)), append(from, string(r.From)), append(to, string(r.To))
	}
	var n int
	err := tx.GetContext(ctx, &n, query, pq.Array(events), pq.Array(from), pq.Array(to))
	return n, err
}

func counts(query string) func(context.Context, *sqlx.Tx) (int, error) {
	return func(ctx context.Context, tx *sqlx.Tx) (int, error) {
		var n int
		err := tx.GetContext(ctx, &n, "SELECT count(*) FROM ("+query+") AS broken")
		return n, err
	}
}

// groupsDerived counts the groups whose state does not follow from their shops' orders. There are few combinations, however many orders.
func groupsDerived(ctx context.Context, tx *sqlx.Tx) (int, error) {
	const query = `
		SELECT state, parts, count(*) AS groups FROM (
			SELECT g.state, string_agg(o.state || ' ' || o.paid, ',' ORDER BY o.state, o.paid) AS parts
			FROM order_groups g JOIN shop_orders o ON o.group_id = g.id GROUP BY g.id
		) AS g GROUP BY state, parts`
	var rows []struct {
		State  orders.GroupState `db:"state"`
		Parts  string            `db:"parts"`
		Groups int               `db:"groups"`
	}
	if err := tx.SelectContext(ctx, &rows, query); err != nil {
		return 0, err
	}
	broken := 0
	for _, row := range rows {
		var parts []orders.ShopOrder
		for _, part := range strings.Split(row.Parts, ",") {
			state, paid, _ := strings.Cut(part, " ")
			parts = append(parts, orders.ShopOrder{State: orders.State(state), Paid: paid == "true"})
		}
		if orders.DeriveGroupState(parts) != row.State {
			broken += row.Groups
		}
	}
	return broken, nil
}
