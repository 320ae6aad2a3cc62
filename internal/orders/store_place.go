package orders

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/postgres"
)

// partRow and lineRow are a shop's order and its line as insertOrderTx hands them to the database.
type partRow struct {
	ID             uuid.UUID  `json:"id"`
	ShopID         uuid.UUID  `json:"shop_id"`
	State          State      `json:"state"`
	ItemsTotal     int64      `json:"items_total"`
	ShippingTotal  int64      `json:"shipping_total"`
	TaxTotal       int64      `json:"tax_total"`
	DiscountTotal  int64      `json:"discount_total"`
	Total          int64      `json:"total"`
	WeightGrams    int64      `json:"weight_grams"`
	ShippingOption string     `json:"shipping_option"`
	ShippingLabel  string     `json:"shipping_label"`
	CollectCode    string     `json:"collect_code"`
	AcceptBy       time.Time  `json:"accept_by"`
	RemindAt       time.Time  `json:"remind_at"`
	SendBy         time.Time  `json:"send_by"`
	CollectFrom    *time.Time `json:"collect_from"`
	CollectUntil   *time.Time `json:"collect_until"`
}

type lineRow struct {
	ID           uuid.UUID `json:"id"`
	ShopOrderID  uuid.UUID `json:"shop_order_id"`
	VariantID    uuid.UUID `json:"variant_id"`
	ProductSlug  string    `json:"product_slug"`
	Title        string    `json:"title"`
	VariantTitle string    `json:"variant_title"`
	SKU          string    `json:"sku"`
	ImageKey     string    `json:"image_key"`
	Quantity     int64     `json:"quantity"`
	UnitPrice    int64     `json:"unit_price"`
	Total        int64     `json:"total"`
}

// newOrder is an order with what else its first statement needs.
type newOrder struct {
	*Group
	AddressText string    `db:"address_text"`
	Parts       string    `db:"parts"`
	PartLines   string    `db:"part_lines"`
	EntryID     uuid.UUID `db:"entry_id"`
	PaysLater   bool      `db:"pays_later"`
	Event       Event     `db:"event"`
	Actor       string    `db:"actor"`
}

// insertOrderTx writes a new order in one statement: the group, its shops' orders, their lines and the first line of the history. The
// group is given its number here; one that is taken is drawn again.
func insertOrderTx(ctx context.Context, tx *sqlx.Tx, order *Order, actor string) error {
	const query = `
		WITH placed AS (
			INSERT INTO order_groups (id, number, account_id, cart_id, state, currency, items_total, shipping_total, tax_total,
				discount_total, total, payment_method, language, contact_name, contact_email, contact_phone, address, expires_at, came_by, tell_at)
			VALUES (:id, :number, :account_id, :cart_id, :state, :currency, :items_total, :shipping_total, :tax_total,
				:discount_total, :total, :payment_method, :language, :contact_name, :contact_email, :contact_phone,
				CAST(NULLIF(:address_text, '') AS jsonb), :expires_at, :came_by, CASE WHEN :pays_later THEN now() END)
			ON CONFLICT (number) DO NOTHING
			RETURNING id, state, created_at
		), parts AS (
			INSERT INTO shop_orders (id, group_id, shop_id, state, items_total, shipping_total, tax_total, discount_total, total,
				weight_grams, shipping_option, shipping_label, collect_code, accept_by, remind_at, send_by,
				collect_from, collect_until)
			SELECT o.id, placed.id, o.shop_id, o.state, o.items_total, o.shipping_total, o.tax_total, o.discount_total, o.total,
				o.weight_grams, o.shipping_option, o.shipping_label, o.collect_code, o.accept_by, o.remind_at, o.send_by,
				o.collect_from, o.collect_until
			FROM placed, json_to_recordset(CAST(:parts AS json)) AS o (id uuid, shop_id uuid, state text, items_total bigint,
				shipping_total bigint, tax_total bigint, discount_total bigint, total bigint, weight_grams bigint, shipping_option text,
				shipping_label text, collect_code text, accept_by timestamptz, remind_at timestamptz, send_by timestamptz,
				collect_from timestamptz, collect_until timestamptz)
		), lines AS (
			INSERT INTO order_lines (id, shop_order_id, variant_id, product_slug, title, variant_title, sku, image_key, quantity,
				unit_price, total)
			SELECT l.id, l.shop_order_id, l.variant_id, l.product_slug, l.title, l.variant_title, l.sku, l.image_key, l.quantity,
				l.unit_price, l.total
			FROM placed, json_to_recordset(CAST(:part_lines AS json)) AS l (id uuid, shop_order_id uuid, variant_id uuid,
				product_slug text, title text, variant_title text, sku text, image_key text, quantity bigint, unit_price bigint, total bigint)
		), entry AS (
			INSERT INTO order_events (id, group_id, event, to_state, actor)
			SELECT CAST(:entry_id AS uuid), placed.id, :event, placed.state, :actor FROM placed
		)
		SELECT created_at FROM placed`
	row, err := newOrderOf(order, actor)
	if err != nil {
		return err
	}
	for {
		if order.Number, err = newNumber(); err != nil {
			return fmt.Errorf("draw an order number: %w", err)
		}
		bound, args, err := tx.BindNamed(query, row)
		if err != nil {
			return fmt.Errorf("insert order: %w", err)
		}
		err = tx.GetContext(ctx, &order.CreatedAt, bound, args...)
		if err == nil || !postgres.IsNoRows(err) {
			return err
		}
	}
}

func newOrderOf(order *Order, actor string) (newOrder, error) {
	parts, lines := make([]partRow, 0, len(order.Shops)), make([]lineRow, 0, len(order.Shops))
	for _, o := range order.Shops {
		parts = append(parts, partRow{
			ID: o.ID, ShopID: o.ShopID, State: o.State, ItemsTotal: o.ItemsTotal, ShippingTotal: o.ShippingTotal, TaxTotal: o.TaxTotal,
			DiscountTotal: o.DiscountTotal, Total: o.Total, WeightGrams: o.WeightGrams, ShippingOption: o.ShippingOption,
			ShippingLabel: o.ShippingLabel, CollectCode: o.CollectCode, AcceptBy: o.AcceptBy, RemindAt: o.RemindAt, SendBy: o.SendBy,
			CollectFrom: o.CollectFrom, CollectUntil: o.CollectUntil,
		})
		for _, l := range o.Lines {
			lines = append(lines, lineRow(l))
		}
	}
	partsText, err := json.Marshal(parts)
	if err != nil {
		return newOrder{}, fmt.Errorf("encode shop orders: %w", err)
	}
	linesText, err := json.Marshal(lines)
	if err != nil {
		return newOrder{}, fmt.Errorf("encode order lines: %w", err)
	}
	return newOrder{
		Group: &order.Group, AddressText: string(order.Address), Parts: string(partsText), PartLines: string(linesText),
		EntryID: uuid.Must(uuid.NewV7()), PaysLater: order.PaysLater(), Event: Placed, Actor: actor,
	}, nil
}
