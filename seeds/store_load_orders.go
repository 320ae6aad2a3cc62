package seeds

import (
	"context"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

type (
	orderRow struct {
		id, part, shop, payment, transfer uuid.UUID
		number, state                     string
		age                               int64 // seconds since it was placed
	}
	lineRow struct {
		id, order, variant uuid.UUID
		quantity           int64
	}
	orderRows struct {
		ids, parts, shops, payments, transfers []uuid.UUID
		numbers, states                        []string
		ages                                   []int64
		lines, lineOrders, lineVariants        []uuid.UUID
		quantities                             []int64
	}
)

func (r *orderRows) add(o orderRow) {
	r.ids, r.parts, r.shops = append(r.ids, o.id), append(r.parts, o.part), append(r.shops, o.shop)
	r.payments, r.transfers = append(r.payments, o.payment), append(r.transfers, o.transfer)
	r.numbers, r.states, r.ages = append(r.numbers, o.number), append(r.states, o.state), append(r.ages, o.age)
}

func (r *orderRows) addLine(l lineRow) {
	r.lines, r.lineOrders = append(r.lines, l.id), append(r.lineOrders, l.order)
	r.lineVariants, r.quantities = append(r.lineVariants, l.variant), append(r.quantities, l.quantity)
}

// insertOrders writes orders with their payments, bookings, sales and histories: two tables of what is new, and one statement for
// each table that follows from them. Orders that are there already are left out.
func insertOrders(ctx context.Context, db *sqlx.DB, r orderRows) error {
	const placed = `
		CREATE TEMPORARY TABLE placed ON COMMIT DROP AS
		SELECT n.id, part, shop, payment, transfer, number, state, now() - make_interval(secs => age) AS at
		FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::text[], $7::text[], $8::bigint[])
			AS n (id, part, shop, payment, transfer, number, state, age)
		WHERE NOT EXISTS (SELECT FROM order_groups g WHERE g.id = n.id OR g.number = n.number)`
	const bought = `
		CREATE TEMPORARY TABLE bought ON COMMIT DROP AS
		SELECT n.id, n.placed, n.variant, n.quantity, v.price, v.sku, v.title AS variant_title, v.weight_grams, v.product_id,
			p.slug, p.title, coalesce(p.images -> 0 -> 'renditions' -> 0 ->> 'key', '') AS image_key
		FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::bigint[]) AS n (id, placed, variant, quantity)
		JOIN placed ON placed.id = n.placed JOIN variants v ON v.id = n.variant JOIN products p ON p.id = v.product_id`
	statements := []bulk{
		{placed, []any{
			pq.Array(r.ids), pq.Array(r.parts), pq.Array(r.shops), pq.Array(r.payments), pq.Array(r.transfers), pq.Array(r.numbers),
			pq.Array(r.states), pq.Array(r.ages),
		}},
		{bought, []any{pq.Array(r.lines), pq.Array(r.lineOrders), pq.Array(r.lineVariants), pq.Array(r.quantities)}},
	}
	for _, query := range loadedOrders {
		statements = append(statements, bulk{query: query})
	}
	return run(ctx, db, statements)
}

// loadedOrders fill the tables of orders from "placed" and "bought". Parcels cost 8,000 rupiah; steps follow an hour apart.
var loadedOrders = []string{
	`CREATE TEMPORARY TABLE priced ON COMMIT DROP AS
	SELECT placed.*, sums.items, sums.items + 8000 AS total, sums.grams
	FROM placed JOIN (
		SELECT placed AS id, sum(price * quantity)::bigint AS items, sum(weight_grams * quantity)::bigint AS grams FROM bought GROUP BY placed
	) sums USING (id)`,

	`INSERT INTO order_groups (id, number, state, items_total, shipping_total, total, payment_method, language, contact_name, contact_email,
		created_at, paid_at)
	SELECT id, number, CASE state WHEN 'new' THEN 'paid' ELSE state END, items, 8000, total, 'transfer', 'id', 'Pembeli Beban',
		'pembeli-beban@lapak.test', at, at + interval '1 hour'
	FROM priced`,

	`INSERT INTO shop_orders (id, group_id, shop_id, state, paid, items_total, shipping_total, total, weight_grams, shipping_option,
		shipping_label, created_at, updated_at)
	SELECT part, id, shop, state, true, items, 8000, total, grams, 'reguler', 'Reguler', at, at + interval '4 hours' FROM priced`,

	`INSERT INTO order_lines (id, shop_order_id, variant_id, product_slug, title, variant_title, sku, image_key, quantity, unit_price, total)
	SELECT b.id, p.part, b.variant, b.slug, b.title, b.variant_title, b.sku, b.image_key, b.quantity, b.price, b.price * b.quantity
	FROM bought b JOIN priced p ON p.id = b.placed`,

	`INSERT INTO order_events (id, group_id, shop_order_id, event, from_state, to_state, actor, at)
	SELECT gen_random_uuid(), p.id, CASE WHEN e.event <> 'placed' THEN p.part END, e.event, e.was, e.becomes, 'system:load',
		p.at + make_interval(hours => e.hour)
	FROM priced p JOIN (VALUES
		('placed', '', 'awaiting_payment', 0), ('paid', 'awaiting_payment', 'new', 1), ('accept', 'new', 'accepted', 2),
		('ship', 'accepted', 'shipped', 3), ('confirm', 'shipped', 'completed', 4)
	) AS e (event, was, becomes, hour)
		ON e.hour <= CASE p.state WHEN 'new' THEN 1 WHEN 'shipped' THEN 3 ELSE 4 END`,

	`INSERT INTO stock_reservations (reference, variant_id, quantity, state, created_at)
	SELECT p.id, b.variant, b.quantity, 'consumed', p.at FROM bought b JOIN priced p ON p.id = b.placed`,

	`INSERT INTO stock_movements (id, variant_id, delta, reason, reference, actor, at)
	SELECT gen_random_uuid(), b.variant, -b.quantity, 'sold', p.id::text, 'system:load', p.at + interval '1 hour'
	FROM bought b JOIN priced p ON p.id = b.placed`,

	`UPDATE stock_levels l SET on_hand = on_hand - sold.units
	FROM (SELECT variant, sum(quantity) AS units FROM bought GROUP BY variant) sold WHERE l.variant_id = sold.variant`,

	`UPDATE products p SET popularity = popularity + sold.units
	FROM (SELECT product_id, sum(quantity) AS units FROM bought GROUP BY product_id) sold WHERE p.id = sold.product_id`,

	`INSERT INTO payments (id, subject_kind, subject_id, subject_label, method, amount, currency, state, applied, created_at, updated_at, paid_at)
	SELECT payment, 'order_group', id, number, 'transfer', total, 'IDR', 'succeeded', true, at, at + interval '1 hour', at + interval '1 hour'
	FROM priced`,

	`INSERT INTO ledger_accounts (id, code, currency, shop_id, may_be_negative)
	SELECT gen_random_uuid(), code, 'IDR', shop, true
	FROM (SELECT DISTINCT 'shop:' || shop AS code, shop FROM priced UNION ALL SELECT 'provider:transfer', NULL) AS wanted
	ON CONFLICT DO NOTHING`,

	`INSERT INTO ledger_transfers (id, kind, reference, at) SELECT transfer, 'payment', payment::text, at + interval '1 hour' FROM priced`,

	`WITH entries AS (
		INSERT INTO ledger_entries (transfer_id, account_id, amount)
		SELECT p.transfer, a.id, CASE WHEN a.shop_id IS NULL THEN -p.total ELSE p.total END
		FROM priced p JOIN ledger_accounts a ON a.currency = 'IDR' AND a.code IN ('shop:' || p.shop, 'provider:transfer')
		RETURNING account_id, amount
	)
	UPDATE ledger_accounts a SET balance = a.balance + e.amount
	FROM (SELECT account_id, sum(amount) AS amount FROM entries GROUP BY account_id) e WHERE a.id = e.account_id`,
}
