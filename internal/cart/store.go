package cart

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"lapak/internal/i18n"
	"lapak/internal/postgres"
)

func insertCart(ctx context.Context, tx *sqlx.Tx, accountID *uuid.UUID, tokenHash []byte) (uuid.UUID, error) {
	const query = `INSERT INTO carts (id, account_id, token_hash) VALUES ($1, $2, $3)`
	id, err := uuid.NewV7()
	if err != nil {
		return uuid.Nil, err
	}
	_, err = tx.ExecContext(ctx, query, id, accountID, tokenHash)
	return id, err
}

// lockAccountCart finds an account's open cart. Where it has none, the advisory lock lets one transaction at a time make it.
func lockAccountCart(ctx context.Context, tx *sqlx.Tx, accountID uuid.UUID) (id uuid.UUID, err error) {
	const one = `SELECT pg_advisory_xact_lock(hashtextextended('cart:' || $1, 0))`
	const query = `SELECT id FROM carts WHERE account_id = $1 AND state = 'open' FOR UPDATE`
	if _, err := tx.ExecContext(ctx, one, accountID.String()); err != nil {
		return uuid.Nil, err
	}
	err = tx.GetContext(ctx, &id, query, accountID)
	return id, err
}

func selectAccountCart(ctx context.Context, db *sqlx.DB, accountID uuid.UUID) (id uuid.UUID, err error) {
	const query = `SELECT id FROM carts WHERE account_id = $1 AND state = 'open'`
	err = postgres.Translate(db.GetContext(ctx, &id, query, accountID))
	return id, err
}

// selectCart reads the state of a cart that the access opens.
func selectCart(ctx context.Context, db *sqlx.DB, a Access) (state string, err error) {
	const query = `
		SELECT state FROM carts
		WHERE id = $1 AND (account_id IS NULL AND token_hash = $2 OR account_id = $3)`
	err = postgres.Translate(db.GetContext(ctx, &state, query, a.CartID, hash(a.Token), a.Actor.AccountID))
	return state, err
}

func countUnits(ctx context.Context, db *sqlx.DB, a Access) (units int64, err error) {
	const query = `
		SELECT coalesce(sum(i.quantity), 0) FROM carts c JOIN cart_items i ON i.cart_id = c.id
		WHERE c.state = 'open' AND c.account_id = $1`
	const ofGuest = `
		SELECT coalesce(sum(i.quantity), 0) FROM carts c JOIN cart_items i ON i.cart_id = c.id
		WHERE c.state = 'open' AND c.account_id IS NULL AND c.id = $1 AND c.token_hash = $2`
	if a.Actor.AccountID != uuid.Nil {
		err = db.GetContext(ctx, &units, query, a.Actor.AccountID)
	} else {
		err = db.GetContext(ctx, &units, ofGuest, a.CartID, hash(a.Token))
	}
	return units, postgres.Translate(err)
}

func lockCart(ctx context.Context, tx *sqlx.Tx, a Access) (state string, err error) {
	const query = `
		SELECT state FROM carts
		WHERE id = $1 AND (account_id IS NULL AND token_hash = $2 OR account_id = $3)
		FOR UPDATE`
	err = tx.GetContext(ctx, &state, query, a.CartID, hash(a.Token), a.Actor.AccountID)
	return state, err
}

// touchCart is lockCart for a cart that is about to change.
func touchCart(ctx context.Context, tx *sqlx.Tx, a Access) (state string, err error) {
	const query = `
		UPDATE carts SET updated_at = now()
		WHERE id = $1 AND (account_id IS NULL AND token_hash = $2 OR account_id = $3)
		RETURNING state`
	err = tx.GetContext(ctx, &state, query, a.CartID, hash(a.Token), a.Actor.AccountID)
	return state, err
}

func updateToken(ctx context.Context, tx *sqlx.Tx, id uuid.UUID, tokenHash []byte) error {
	const query = `UPDATE carts SET token_hash = $2, updated_at = now() WHERE id = $1`
	_, err := tx.ExecContext(ctx, query, id, tokenHash)
	return err
}

func updateState(ctx context.Context, tx *sqlx.Tx, id uuid.UUID, state string) (changed bool, err error) {
	const query = `UPDATE carts SET state = $2, updated_at = now() WHERE id = $1 AND state = 'open'`
	result, err := tx.ExecContext(ctx, query, id, state)
	if err != nil {
		return false, err
	}
	n, err := result.RowsAffected()
	return n == 1, err
}

func touch(ctx context.Context, tx *sqlx.Tx, id uuid.UUID) error {
	const query = `UPDATE carts SET updated_at = now() WHERE id = $1`
	_, err := tx.ExecContext(ctx, query, id)
	return err
}

func deleteOfAccount(ctx context.Context, tx *sqlx.Tx, accountID uuid.UUID) error {
	const query = `DELETE FROM carts WHERE account_id = $1 AND state = 'open'`
	_, err := tx.ExecContext(ctx, query, accountID)
	return err
}

func deleteUnused(ctx context.Context, tx *sqlx.Tx, limit time.Time) (int64, error) {
	const query = `DELETE FROM carts WHERE state <> 'ordered' AND updated_at < $1`
	result, err := tx.ExecContext(ctx, query, limit)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

// lineColumns and fromItems are the lines of the cart $1 as they are sold now, in the language $2 and on the day in the zone $3.
const (
	lineColumns = `i.variant_id, i.quantity, i.seen_price, i.added_at, v.product_id, v.sku, v.title AS variant_title, coalesce(v.festival_price, v.price) AS price,
		v.price AS usual_price, v.weight_grams,
		p.slug AS product_slug, coalesce(t.title, p.title) AS title, s.id AS shop_id, s.slug AS shop_slug, s.name AS shop_name,
		concat_ws(', ', NULLIF(s.address_line, ''), village.name, d.name) AS shop_address, s.accepts_cash, s.accepts_pickup,
		p.listed AND v.archived_at IS NULL AND s.state = 'approved' AS listed,
		coalesce((now() AT TIME ZONE $3)::date BETWEEN s.closed_from AND s.closed_until, false) AS shop_closed,
		coalesce(l.on_hand - l.reserved, 0) AS available, coalesce(picture.key, '') AS image_key`
	fromItems = ` FROM cart_items i
		JOIN variants v ON v.id = i.variant_id
		JOIN products p ON p.id = v.product_id
		JOIN shops s ON s.id = v.shop_id
		JOIN areas village ON village.code = s.village_code
		JOIN districts d ON d.slug = s.district
		LEFT JOIN product_translations t ON t.product_id = p.id AND t.language = $2
		LEFT JOIN stock_levels l ON l.variant_id = v.id
		LEFT JOIN LATERAL (
			SELECT r.key FROM product_images pi JOIN image_renditions r ON r.image_id = pi.image_id
			WHERE pi.product_id = p.id ORDER BY pi.position, pi.id, r.width LIMIT 1
		) AS picture ON true`
	byShop = ` ORDER BY s.name, s.id, i.added_at, i.variant_id`
)

// load reads a cart with what its lines cost now.
func (s *Service) load(ctx context.Context, q sqlx.QueryerContext, id uuid.UUID) (Cart, error) {
	const query = `SELECT ` + lineColumns + fromItems + ` WHERE i.cart_id = $1` + byShop
	cart := Cart{ID: id}
	if err := sqlx.SelectContext(ctx, q, &cart.Lines, query, id, i18n.Language(ctx), s.zone()); err != nil {
		return Cart{}, postgres.Translate(fmt.Errorf("read cart: %w", err))
	}
	return cart, nil
}

// loadOpen reads an open cart that the access opens. It finds no line where the cart is empty, closed or not the caller's.
func (s *Service) loadOpen(ctx context.Context, a Access) (Cart, error) {
	const query = `SELECT ` + lineColumns + fromItems + `
		WHERE i.cart_id = $1 AND EXISTS (
			SELECT FROM carts WHERE id = $1 AND state = 'open' AND (account_id IS NULL AND token_hash = $4 OR account_id = $5))` + byShop
	cart := Cart{ID: a.CartID}
	err := s.db.SelectContext(ctx, &cart.Lines, query, a.CartID, i18n.Language(ctx), s.zone(), hash(a.Token), a.Actor.AccountID)
	if err != nil {
		return Cart{}, postgres.Translate(fmt.Errorf("read cart: %w", err))
	}
	return cart, nil
}

// closeTx closes an open cart and reads it, in one statement. It finds none where the cart was changed while it waited for it: the lines
// are those of before, and so must be the time of the last change. The state is asked by IS TRUE, so that no plan comes to the one cart
// by way of all that are open.
func (s *Service) closeTx(ctx context.Context, tx *sqlx.Tx, a Access) (Cart, error) {
	const query = `
		WITH closed AS (
			UPDATE carts SET state = 'ordered', updated_at = now()
			WHERE id = $1 AND (account_id IS NULL AND token_hash = $4 OR account_id = $5) AND (state = 'open') IS TRUE
				AND updated_at IS NOT DISTINCT FROM (SELECT updated_at FROM carts WHERE id = $1)
				AND EXISTS (SELECT FROM cart_items WHERE cart_id = $1)
			RETURNING id
		)
		SELECT ` + lineColumns + fromItems + ` WHERE i.cart_id = $1 AND EXISTS (SELECT FROM closed)` + byShop
	cart := Cart{ID: a.CartID}
	err := tx.SelectContext(ctx, &cart.Lines, query, a.CartID, i18n.Language(ctx), s.zone(), hash(a.Token), a.Actor.AccountID)
	if err != nil {
		return Cart{}, fmt.Errorf("close cart: %w", err)
	}
	return cart, nil
}

// zone is where the mall's days begin.
func (s *Service) zone() string {
	if zone := s.regions.Settings().TimeZone; zone != "" {
		return zone
	}
	return "UTC"
}

// offer is a variant as it is sold now, and what a cart holds.
type offer struct {
	Price int64 `db:"price"` // rupiah a unit
	Held  int64 `db:"held"`  // units of the variant in the cart
	Lines int   `db:"lines"` // of the cart
}

// selectOffer finds a variant that is sold, and reads the locked cart that it is to go into.
func selectOffer(ctx context.Context, tx *sqlx.Tx, cartID, variantID uuid.UUID) (o offer, err error) {
	const query = `
		SELECT coalesce(v.festival_price, v.price) AS price, held.units AS held, held.lines
		FROM variants v JOIN products p ON p.id = v.product_id JOIN shops s ON s.id = v.shop_id, (
			SELECT count(*) AS lines, coalesce(sum(quantity) FILTER (WHERE variant_id = $1), 0) AS units
			FROM cart_items WHERE cart_id = $2
		) AS held
		WHERE v.id = $1 AND p.listed AND v.archived_at IS NULL AND s.state = 'approved'`
	err = tx.GetContext(ctx, &o, query, variantID, cartID)
	return o, err
}

func selectItems(ctx context.Context, tx *sqlx.Tx, id uuid.UUID) (items []item, err error) {
	const query = `SELECT variant_id, quantity, seen_price FROM cart_items WHERE cart_id = $1 ORDER BY added_at, variant_id`
	err = tx.SelectContext(ctx, &items, query, id)
	return items, err
}

func saveItems(ctx context.Context, tx *sqlx.Tx, id uuid.UUID, items []item) error {
	const query = `
		INSERT INTO cart_items (cart_id, variant_id, quantity, seen_price)
		SELECT $1, variant_id, quantity, seen_price FROM unnest($2::uuid[], $3::bigint[], $4::bigint[]) AS i (variant_id, quantity, seen_price)
		ON CONFLICT (cart_id, variant_id) DO UPDATE SET quantity = excluded.quantity, seen_price = excluded.seen_price`
	variants, quantities, prices := make([]uuid.UUID, len(items)), make([]int64, len(items)), make([]int64, len(items))
	for i, it := range items {
		variants[i], quantities[i], prices[i] = it.VariantID, it.Quantity, it.SeenPrice
	}
	_, err := tx.ExecContext(ctx, query, id, pq.Array(variants), pq.Array(quantities), pq.Array(prices))
	return err
}

func deleteItem(ctx context.Context, tx *sqlx.Tx, id, variantID uuid.UUID) error {
	const query = `DELETE FROM cart_items WHERE cart_id = $1 AND variant_id = $2`
	_, err := tx.ExecContext(ctx, query, id, variantID)
	return err
}

func updateSeenPrices(ctx context.Context, tx *sqlx.Tx, id uuid.UUID, lines []Line) error {
	const query = `
		UPDATE cart_items SET seen_price = told.price FROM unnest($2::uuid[], $3::bigint[]) AS told (variant_id, price)
		WHERE cart_id = $1 AND cart_items.variant_id = told.variant_id`
	variants, prices := make([]uuid.UUID, len(lines)), make([]int64, len(lines))
	for i, l := range lines {
		variants[i], prices[i] = l.VariantID, l.Price
	}
	_, err := tx.ExecContext(ctx, query, id, pq.Array(variants), pq.Array(prices))
	return err
}
