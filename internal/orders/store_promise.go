package orders

import (
	"context"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"
)

// listByClock reads from shop_orders_unanswered and shop_orders_unsent. What an owner has taken cash for is left to its owner.
func listByClock(ctx context.Context, q sqlx.QueryerContext, asOf time.Time, limit int) ([]Waiting, error) {
	const query = `
		(SELECT o.id, o.group_id, o.accept_by AS due FROM shop_orders o JOIN order_groups g ON g.id = o.group_id
		WHERE o.state = 'new' AND (o.reminded_at IS NULL AND o.remind_at <= $1 OR o.accept_by <= $1
			AND o.reminded_at <= CASE WHEN o.collect_from IS NULL THEN $2::timestamptz ELSE $4::timestamptz END)
			AND NOT (g.payment_method = 'cash' AND o.paid)
		ORDER BY o.accept_by LIMIT $3)
		UNION ALL
		(SELECT o.id, o.group_id, o.send_by FROM shop_orders o
		WHERE o.state IN ('accepted', 'packed') AND o.late_at IS NULL AND o.send_by <= $1
		ORDER BY o.send_by LIMIT $3)
		ORDER BY due LIMIT $3`
	var rows []struct {
		Waiting
		Due time.Time `db:"due"`
	}
	if err := sqlx.SelectContext(ctx, q, &rows, query, asOf, asOf.Add(-lastNotice), limit, asOf.Add(-slotNotice)); err != nil {
		return nil, fmt.Errorf("list the orders that are due: %w", err)
	}
	waiting := make([]Waiting, len(rows))
	for i, row := range rows {
		waiting[i] = row.Waiting
	}
	return waiting, nil
}

func listLate(ctx context.Context, q sqlx.QueryerContext, asOf time.Time, limit int) ([]Late, error) {
	const query = `
		SELECT g.number, s.slug AS shop_slug, s.name AS shop_name, s.phone AS shop_phone, o.state, o.total, g.currency,
			CASE o.state WHEN 'new' THEN o.accept_by ELSE o.send_by END AS due_at
		FROM shop_orders o JOIN order_groups g ON g.id = o.group_id JOIN shops s ON s.id = o.shop_id
		WHERE (o.state = 'new' AND o.accept_by <= $1) OR (o.state IN ('accepted', 'packed') AND o.send_by <= $1)
		ORDER BY due_at, o.id LIMIT $2`
	var late []Late
	if err := sqlx.SelectContext(ctx, q, &late, query, asOf, limit); err != nil {
		return nil, fmt.Errorf("list late orders: %w", err)
	}
	return late, nil
}
