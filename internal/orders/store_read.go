package orders

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

// listOfAccount reads from order_groups_account.
func listOfAccount(ctx context.Context, q sqlx.QueryerContext, accountID uuid.UUID, from position) ([]Summary, error) {
	const query = `
		SELECT g.id, g.number, g.state, g.payment_method, g.paid_at IS NOT NULL AS paid, g.address IS NULL AS pickup, g.total,
			g.currency, g.contact_name AS buyer, g.created_at,
			(SELECT json_agg(json_build_object('title', l.title, 'quantity', l.quantity, 'image_key', l.image_key) ORDER BY l.id)
			 FROM order_lines l JOIN shop_orders o ON o.id = l.shop_order_id WHERE o.group_id = g.id) AS goods
		FROM order_groups g
		WHERE g.account_id = $1 AND (g.created_at, g.id) < ($2, $3)
		ORDER BY g.created_at DESC, g.id DESC LIMIT $4`
	var items []Summary
	if err := sqlx.SelectContext(ctx, q, &items, query, accountID, from.At, from.ID, from.limit); err != nil {
		return nil, fmt.Errorf("list orders: %w", err)
	}
	return items, nil
}

// listRecords reads from order_groups_account.
func listRecords(ctx context.Context, q sqlx.QueryerContext, accountID uuid.UUID) ([]Record, error) {
	const query = `
		SELECT ` + groupColumns + `,
			(SELECT coalesce(json_agg(json_build_object('title', l.title, 'quantity', l.quantity, 'total', l.total) ORDER BY o.id, l.id), '[]')
			 FROM order_lines l JOIN shop_orders o ON o.id = l.shop_order_id WHERE o.group_id = g.id) AS goods
		FROM order_groups g WHERE g.account_id = $1 ORDER BY g.created_at DESC, g.id DESC`
	var records []Record
	if err := sqlx.SelectContext(ctx, q, &records, query, accountID); err != nil {
		return nil, fmt.Errorf("list the records of orders: %w", err)
	}
	return records, nil
}

// listOfPhone reads from order_groups_phone.
func listOfPhone(ctx context.Context, q sqlx.QueryerContext, phone string, from position) ([]Summary, error) {
	const query = `
		SELECT g.id, g.number, g.state, g.payment_method, g.paid_at IS NOT NULL AS paid, g.address IS NULL AS pickup, g.total,
			g.currency, g.contact_name AS buyer, g.created_at,
			(SELECT json_agg(json_build_object('title', l.title, 'quantity', l.quantity, 'image_key', l.image_key) ORDER BY l.id)
			 FROM order_lines l JOIN shop_orders o ON o.id = l.shop_order_id WHERE o.group_id = g.id) AS goods
		FROM order_groups g
		WHERE g.contact_phone = $1 AND g.contact_phone <> '' AND (g.created_at, g.id) < ($2, $3)
		ORDER BY g.created_at DESC, g.id DESC LIMIT $4`
	var items []Summary
	if err := sqlx.SelectContext(ctx, q, &items, query, phone, from.At, from.ID, from.limit); err != nil {
		return nil, fmt.Errorf("list orders: %w", err)
	}
	return items, nil
}

// listOfShop reads from shop_orders_desk.
func listOfShop(ctx context.Context, q sqlx.QueryerContext, shopID uuid.UUID, states []State, from position) ([]Summary, error) {
	const query = `
		SELECT o.id, g.number, o.state, g.payment_method, o.paid, g.address IS NULL AS pickup, o.total, g.currency,
			g.contact_name AS buyer, o.created_at,
			CASE WHEN o.state = 'new' THEN o.accept_by WHEN o.state IN ('accepted', 'packed') THEN o.send_by END AS due_at,
			(SELECT json_agg(json_build_object('title', l.title, 'quantity', l.quantity, 'image_key', l.image_key) ORDER BY l.id)
			 FROM order_lines l WHERE l.shop_order_id = o.id) AS goods
		FROM shop_orders o JOIN order_groups g ON g.id = o.group_id
		WHERE o.shop_id = $1 AND (o.created_at, o.id) < ($2, $3) AND o.state NOT IN ('awaiting_payment', 'expired')
			AND (o.state = ANY ($5) OR cardinality($5::text[]) = 0)
		ORDER BY o.created_at DESC, o.id DESC LIMIT $4`
	if states == nil {
		states = []State{}
	}
	var items []Summary
	if err := sqlx.SelectContext(ctx, q, &items, query, shopID, from.At, from.ID, from.limit, pq.Array(states)); err != nil {
		return nil, fmt.Errorf("list orders: %w", err)
	}
	return items, nil
}

func findDesk(ctx context.Context, q sqlx.QueryerContext, shopID uuid.UUID) (Desk, error) {
	const query = `
		SELECT count(*) FILTER (WHERE o.state = 'new') AS new,
			count(*) FILTER (WHERE o.state = 'accepted') AS to_pack,
			count(*) FILTER (WHERE o.state = 'packed') AS to_send,
			count(*) FILTER (WHERE o.state = 'ready') AS to_collect,
			coalesce(sum(o.total) FILTER (WHERE g.payment_method = 'cash' AND NOT o.paid AND o.state IN ('shipped', 'ready', 'completed')), 0) AS cash_due,
			coalesce(sum(o.total) FILTER (WHERE o.state = 'completed' AND o.updated_at > now() - interval '30 days'), 0) AS sold,
			coalesce(sum(o.total) FILTER (WHERE o.paid AND g.payment_method <> 'cash' AND o.state IN ('new', 'accepted', 'packed', 'shipped', 'ready')), 0) AS waiting,
			min(o.accept_by) FILTER (WHERE o.state = 'new') AS accept_by,
			min(o.send_by) FILTER (WHERE o.state IN ('accepted', 'packed')) AS send_by
		FROM shop_orders o JOIN order_groups g ON g.id = o.group_id
		WHERE o.shop_id = $1`
	var d Desk
	if err := sqlx.GetContext(ctx, q, &d, query, shopID); err != nil {
		return Desk{}, fmt.Errorf("count a shop's work: %w", err)
	}
	return d, nil
}

func listGroupsByID(ctx context.Context, q sqlx.QueryerContext, ids []uuid.UUID) ([]Group, error) {
	const query = `SELECT ` + groupColumns + ` FROM order_groups g WHERE g.id = ANY ($1)`
	var found []Group
	if err := sqlx.SelectContext(ctx, q, &found, query, pq.Array(ids)); err != nil {
		return nil, fmt.Errorf("list orders by id: %w", err)
	}
	return found, nil
}

func listUnpaidDue(ctx context.Context, q sqlx.QueryerContext, asOf time.Time, limit int) ([]uuid.UUID, error) {
	const query = `
		SELECT id FROM order_groups WHERE state = 'awaiting_payment' AND expires_at <= $1 ORDER BY expires_at LIMIT $2`
	var ids []uuid.UUID
	if err := sqlx.SelectContext(ctx, q, &ids, query, asOf, limit); err != nil {
		return nil, fmt.Errorf("list unpaid orders: %w", err)
	}
	return ids, nil
}

func listArrived(ctx context.Context, q sqlx.QueryerContext, before time.Time, limit int) ([]ShopOrder, error) {
	const query = `SELECT ` + shopOrderColumns + `
		FROM shop_orders o JOIN shops s ON s.id = o.shop_id
		WHERE o.state = 'shipped' AND o.updated_at < $1 ORDER BY o.updated_at LIMIT $2`
	var found []ShopOrder
	if err := sqlx.SelectContext(ctx, q, &found, query, before, limit); err != nil {
		return nil, fmt.Errorf("list orders on their way: %w", err)
	}
	return found, nil
}

func hasOpen(ctx context.Context, q sqlx.QueryerContext, accountID uuid.UUID) (open bool, err error) {
	const query = `
		SELECT EXISTS (SELECT FROM order_groups WHERE account_id = $1
			AND state IN ('awaiting_payment', 'paid', 'partly_shipped', 'shipped', 'partly_refunded'))`
	err = sqlx.GetContext(ctx, q, &open, query, accountID)
	return open, err
}
