package orders

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
)

// FindDisplaceableTx finds the newest order of a shop that may give way to goods which left over its stall's table: it has the variant and is not
// packed, ready or sent. found is false where there is none. The order is not locked yet.
func (s *Service) FindDisplaceableTx(ctx context.Context, tx *sqlx.Tx, shop, variant uuid.UUID) (waiting Waiting, found bool, err error) {
	const query = `
		SELECT o.id, o.group_id FROM shop_orders o JOIN order_groups g ON g.id = o.group_id
		WHERE o.shop_id = $1 AND o.state IN ('awaiting_payment', 'new', 'accepted') AND NOT (g.payment_method = 'cash' AND o.paid)
			AND EXISTS (SELECT FROM order_lines l WHERE l.shop_order_id = o.id AND l.variant_id = $2)
		ORDER BY o.created_at DESC, o.id DESC LIMIT 1`
	var rows []Waiting
	if err := tx.SelectContext(ctx, &rows, query, shop, variant); err != nil {
		return Waiting{}, false, fmt.Errorf("find an order that gives way: %w", err)
	}
	if len(rows) == 0 {
		return Waiting{}, false, nil
	}
	return rows[0], true, nil
}

// Collectable is an order that a shop hands over when its buyer says the code.
type Collectable struct {
	Number string `db:"number"`
	Buyer  string `db:"buyer"`
	Goods  string `db:"goods"` // "2 × Kopi 250 g, 1 × Madu"
	Option string `db:"option"`
	Total  int64  `db:"total"`
	Paid   bool   `db:"paid"`
	Code   string `db:"code"` // for hashing only; never shown to the shop
}

const maxCollectable = 200

// ListCollectableTx lists what a shop may have to hand over at its stall: orders that are collected at this festival's stall, or at the shop.
func (s *Service) ListCollectableTx(ctx context.Context, tx *sqlx.Tx, shop, festival uuid.UUID) ([]Collectable, error) {
	const query = `
		SELECT g.number, g.contact_name AS buyer, o.shipping_option AS option, o.total, o.paid, o.collect_code AS code,
			(SELECT string_agg(l.quantity || ' × ' || l.title || CASE WHEN l.variant_title = '' THEN '' ELSE ' ' || l.variant_title END, ', ' ORDER BY l.id)
			 FROM order_lines l WHERE l.shop_order_id = o.id) AS goods
		FROM shop_orders o JOIN order_groups g ON g.id = o.group_id
		WHERE o.shop_id = $1 AND o.state IN ('new', 'accepted', 'packed', 'ready') AND o.collect_code <> ''
			AND (o.shipping_option LIKE 'pickup:%' OR EXISTS (
				SELECT FROM festival_bookings b JOIN festival_slots w ON w.id = b.slot_id WHERE b.order_id = o.id AND w.festival_id = $2))
		ORDER BY o.created_at, o.id LIMIT $3`
	list := []Collectable{}
	if err := tx.SelectContext(ctx, &list, query, shop, festival, maxCollectable); err != nil {
		return nil, fmt.Errorf("list what is collected: %w", err)
	}
	return list, nil
}
