package orders

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"lapak/internal/apperr"
	"lapak/internal/postgres"
)

const groupColumns = `g.id, g.number, g.account_id, g.cart_id, g.state, g.currency, g.items_total, g.shipping_total, g.tax_total,
	g.discount_total, g.total, g.payment_method, g.language, g.contact_name, g.contact_email, g.contact_phone,
	coalesce(g.address, 'null') AS address, g.created_at, g.paid_at, g.expires_at`

const shopOrderColumns = `o.id, o.group_id, o.shop_id, s.slug AS shop_slug, s.name AS shop_name, s.phone AS shop_phone, o.state, o.paid,
	o.items_total, o.shipping_total, o.tax_total, o.discount_total, o.total, o.weight_grams, o.shipping_option, o.shipping_label,
	o.courier, o.tracking, o.collect_code, o.reason, o.created_at, o.updated_at, o.accept_by, o.remind_at, o.send_by, o.reminded_at, o.late_at,
	o.collect_from, o.collect_until`

const lineColumns = `l.id, l.shop_order_id, l.variant_id, l.product_slug, l.title, l.variant_title, l.sku, l.image_key, l.quantity, l.unit_price, l.total`

// LockTx locks a group and then its shops' orders, always in this order, and returns them with their lines and history.
func (s *Service) LockTx(ctx context.Context, tx *sqlx.Tx, groupID uuid.UUID) (Order, error) {
	const query = `SELECT ` + groupColumns + ` FROM order_groups g WHERE g.id = $1 FOR UPDATE`
	var order Order
	if err := tx.GetContext(ctx, &order.Group, query, groupID); err != nil {
		if postgres.IsNoRows(err) {
			return Order{}, apperr.NewNotFound("order_not_found")
		}
		return Order{}, fmt.Errorf("lock order group: %w", err)
	}
	return order, loadParts(ctx, tx, &order)
}

// partLine is a line with its shop's order; the first of a group carries the group's history.
type partLine struct {
	Part    ShopOrder `db:"part"`
	Line    Line      `db:"line"`
	History *string   `db:"history"`
}

// partColumns and partTables read the shops of a group g with their lines, of which each has one at least, in the order of their ids.
var partColumns = under("part", shopOrderColumns) + ", " + under("line", lineColumns) + `,
	CASE WHEN row_number() OVER (PARTITION BY g.id ORDER BY o.id, l.id) = 1 THEN (
		SELECT json_agg(json_build_object('shop_order_id', e.shop_order_id, 'event', e.event, 'from_state', e.from_state,
			'to_state', e.to_state, 'actor', e.actor, 'data', e.data, 'at', e.at) ORDER BY e.at, e.id)
		FROM order_events e WHERE e.group_id = g.id) END AS history`

const partTables = `
	FROM order_groups g JOIN shop_orders o ON o.group_id = g.id JOIN shops s ON s.id = o.shop_id
	JOIN order_lines l ON l.shop_order_id = o.id`

// under names columns for a struct within the one that is read.
func under(field, columns string) string {
	list := strings.Split(columns, ",")
	for i, column := range list {
		column = strings.TrimSpace(column)
		source, name, renamed := strings.Cut(column, " AS ")
		if !renamed {
			name = column[strings.LastIndex(column, ".")+1:]
		}
		list[i] = source + ` AS "` + field + "." + name + `"`
	}
	return strings.Join(list, ", ")
}

// findOrder reads the group that a condition on g finds, with its parts and history: one statement for all of it.
func findOrder(ctx context.Context, q sqlx.QueryerContext, condition string, args ...any) (Order, error) {
	var rows []struct {
		Group
		partLine
	}
	query := `SELECT ` + groupColumns + `, ` + partColumns + partTables + ` WHERE ` + condition + ` ORDER BY o.id, l.id`
	if err := sqlx.SelectContext(ctx, q, &rows, query, args...); err != nil {
		return Order{}, fmt.Errorf("find order: %w", err)
	}
	if len(rows) == 0 {
		return Order{}, apperr.NewNotFound("order_not_found")
	}
	order := Order{Group: rows[0].Group}
	lines := make([]partLine, len(rows))
	for i, r := range rows {
		lines[i] = r.partLine
	}
	return order, order.assemble(lines)
}

// loadParts reads the parts and the history of a group that is known.
func loadParts(ctx context.Context, q sqlx.QueryerContext, order *Order) error {
	query := `SELECT ` + partColumns + partTables + ` WHERE g.id = $1 ORDER BY o.id, l.id`
	var lines []partLine
	if err := sqlx.SelectContext(ctx, q, &lines, query, order.Group.ID); err != nil {
		return fmt.Errorf("read order lines: %w", err)
	}
	return order.assemble(lines)
}

// assemble puts a group's lines, in order, into its shops' orders.
func (o *Order) assemble(lines []partLine) error {
	for _, l := range lines {
		if n := len(o.Shops); n == 0 || o.Shops[n-1].ID != l.Part.ID {
			o.Shops = append(o.Shops, l.Part)
		}
		part := &o.Shops[len(o.Shops)-1]
		part.Lines = append(part.Lines, l.Line)
	}
	if len(lines) == 0 || lines[0].History == nil {
		return nil
	}
	if err := json.Unmarshal([]byte(*lines[0].History), &o.Timeline); err != nil {
		return fmt.Errorf("read order history: %w", err)
	}
	return nil
}

// moved is a shop's order that has moved, with the event of it for the history.
type moved struct {
	Part  ShopOrder
	Entry Entry
}

// writeMoveTx writes what became of a shop's order and of its group, and the event in the group's history. paidNow says that all of the
// group is paid by it.
func writeMoveTx(ctx context.Context, tx *sqlx.Tx, g Group, paidNow bool, m moved) error {
	const query = `
		WITH logged AS (
			INSERT INTO order_events (id, group_id, shop_order_id, event, from_state, to_state, actor, data)
			VALUES (:event_id, :group_id, :id, :event, :from_state, :state, :event_actor, :event_data)
		), grouped AS (
			UPDATE order_groups SET state = :group_state, paid_at = CASE WHEN :paid_now THEN coalesce(paid_at, now()) ELSE paid_at END
			WHERE id = :group_id AND (state <> :group_state OR :paid_now AND paid_at IS NULL)
		)
		UPDATE shop_orders SET state = :state, paid = :paid, courier = :courier, tracking = :tracking, reason = :reason,
			accept_by = :accept_by, remind_at = :remind_at, send_by = :send_by, reminded_at = :reminded_at, late_at = :late_at,
			shipping_option = :shipping_option, shipping_label = :shipping_label, collect_from = :collect_from, collect_until = :collect_until,
			collect_told_at = CASE WHEN collect_from = :collect_from THEN collect_told_at END, updated_at = now()
		WHERE id = :id`
	row := struct {
		ShopOrder
		EventID    uuid.UUID  `db:"event_id"`
		Event      Event      `db:"event"`
		FromState  string     `db:"from_state"`
		Actor      string     `db:"event_actor"`
		Data       string     `db:"event_data"`
		GroupState GroupState `db:"group_state"`
		PaidNow    bool       `db:"paid_now"`
	}{m.Part, uuid.Must(uuid.NewV7()), m.Entry.Event, m.Entry.FromState, m.Entry.Actor, string(m.Entry.Data), g.State, paidNow}
	if _, err := tx.NamedExecContext(ctx, query, row); err != nil {
		return fmt.Errorf("move a shop's order: %w", err)
	}
	return nil
}

// updatePaymentTx writes how and until when a group is paid.
func updatePaymentTx(ctx context.Context, tx *sqlx.Tx, g Group) error {
	const query = `UPDATE order_groups SET payment_method = $2, expires_at = $3 WHERE id = $1`
	if _, err := tx.ExecContext(ctx, query, g.ID, g.PaymentMethod, g.ExpiresAt); err != nil {
		return fmt.Errorf("update order payment: %w", err)
	}
	return nil
}

// What findOrder is asked for. A shop's is the group in which the account's shop has a part.
const (
	byID     = `g.id = $1`
	byNumber = `g.number = $1`
	byPart   = `g.id = (SELECT group_id FROM shop_orders WHERE id = $1)`
	ofShop   = `g.number = $1 AND EXISTS (
		SELECT FROM shop_orders mine JOIN shops b ON b.id = mine.shop_id JOIN shop_members m ON m.shop_id = b.id
		WHERE mine.group_id = g.id AND b.slug = $2 AND m.account_id = $3)`
)

type shopContact struct {
	ShopID   uuid.UUID `db:"shop_id"`
	Phone    string    `db:"phone"`
	Email    string    `db:"email"`
	Language string    `db:"language"`
}

// ownerContacts finds whom to tell of each shop's order.
func ownerContacts(ctx context.Context, tx *sqlx.Tx, shopIDs []uuid.UUID) ([]shopContact, error) {
	const query = `
		SELECT m.shop_id, coalesce(a.phone, '') AS phone, coalesce(a.email, '') AS email, a.language
		FROM shop_members m JOIN accounts a ON a.id = m.account_id
		WHERE m.shop_id = ANY($1) AND m.role = 'owner' AND a.disabled_at IS NULL ORDER BY m.shop_id, a.id`
	var contacts []shopContact
	if err := tx.SelectContext(ctx, &contacts, query, pq.Array(shopIDs)); err != nil {
		return nil, fmt.Errorf("find shop owners: %w", err)
	}
	return contacts, nil
}

func forgetBuyerTx(ctx context.Context, tx *sqlx.Tx, accountID uuid.UUID) error {
	const query = `
		UPDATE order_groups SET contact_name = '', contact_email = '', contact_phone = '', address = NULL
		WHERE account_id = $1 AND (contact_name <> '' OR address IS NOT NULL)`
	if _, err := tx.ExecContext(ctx, query, accountID); err != nil {
		return fmt.Errorf("forget a buyer: %w", err)
	}
	return nil
}
