package orders

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/festivals"
)

// span asks for what a shop hands over in a time.
type span struct {
	shop        uuid.UUID
	from, until time.Time
}

// listAtStall reads from shop_orders_collections.
func listAtStall(ctx context.Context, q sqlx.QueryerContext, in span, limit int) ([]AtStall, error) {
	const query = `
		SELECT g.number, o.id, o.state, o.paid, g.payment_method, o.total, g.contact_name AS buyer, o.collect_from, o.collect_until,
			(SELECT json_agg(json_build_object('title', trim(l.title || ' ' || l.variant_title), 'quantity', l.quantity) ORDER BY l.id)
			 FROM order_lines l WHERE l.shop_order_id = o.id) AS goods
		FROM shop_orders o JOIN order_groups g ON g.id = o.group_id
		WHERE o.shop_id = $1 AND o.collect_from >= $2 AND o.collect_from < $3
			AND o.state IN ('new', 'accepted', 'packed', 'ready', 'completed')
		ORDER BY o.collect_from, o.id LIMIT $4`
	list := []AtStall{}
	if err := sqlx.SelectContext(ctx, q, &list, query, in.shop, in.from, in.until, limit); err != nil {
		return nil, fmt.Errorf("list what is collected at a stall: %w", err)
	}
	return list, nil
}

// listToRemind reads from shop_orders_to_remind.
func listToRemind(ctx context.Context, q sqlx.QueryerContext, before time.Time, limit int) ([]Waiting, error) {
	const query = `
		SELECT id, group_id FROM shop_orders WHERE collect_from IS NOT NULL AND collect_told_at IS NULL AND collect_from < $1
		ORDER BY collect_from LIMIT $2`
	var waiting []Waiting
	err := sqlx.SelectContext(ctx, q, &waiting, query, before, limit)
	return waiting, err
}

func markToldTx(ctx context.Context, tx *sqlx.Tx, id uuid.UUID, at time.Time) (isFirst bool, err error) {
	const query = `UPDATE shop_orders SET collect_told_at = $2 WHERE id = $1 AND collect_told_at IS NULL`
	result, err := tx.ExecContext(ctx, query, id, at)
	if err != nil {
		return false, err
	}
	n, err := result.RowsAffected()
	return n == 1, err
}

// listBuyersAhead reads from festival_bookings_slot; a guest has no account. Whose slot at a cancelled festival lies ahead hears of it with the
// order, by festivals.SlotVanished.
func listBuyersAhead(ctx context.Context, q sqlx.QueryerContext, festival uuid.UUID) ([]festivals.Reader, error) {
	const query = `
		SELECT coalesce(g.account_id, '00000000-0000-0000-0000-000000000000') AS account_id, g.contact_email AS email, g.contact_phone AS phone, g.language
		FROM festival_slots w JOIN festival_bookings b ON b.slot_id = w.id AND b.live JOIN shop_orders o ON o.id = b.order_id
		JOIN order_groups g ON g.id = o.group_id JOIN festivals f ON f.id = w.festival_id
		WHERE w.festival_id = $1 AND o.state IN ('awaiting_payment', 'new', 'accepted', 'packed', 'ready')
			AND NOT (f.state = 'cancelled' AND w.starts_at > f.ended_at + interval '5 minutes' AND (b.vanished_at IS NULL OR b.vanished_at >= f.ended_at))
		ORDER BY g.id`
	var readers []festivals.Reader
	if err := sqlx.SelectContext(ctx, q, &readers, query, festival); err != nil {
		return nil, fmt.Errorf("list buyers ahead: %w", err)
	}
	return readers, nil
}
