package festivals

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"lapak/internal/apperr"
	"lapak/internal/postgres"
)

func listSlots(ctx context.Context, q sqlx.QueryerContext, festival uuid.UUID) ([]Slot, error) {
	const query = `SELECT id, starts_at, ends_at, capacity FROM festival_slots WHERE festival_id = $1 AND open ORDER BY starts_at`
	slots := []Slot{}
	err := sqlx.SelectContext(ctx, q, &slots, query, festival)
	return slots, postgres.Translate(err)
}

// saveSlots keeps what is booked: a slot in which orders are live must stay as long as it is and hold as many.
func saveSlots(ctx context.Context, tx *sqlx.Tx, festival uuid.UUID, slots []Slot) error {
	const lock = `SELECT 1 FROM festival_slot_loads l JOIN festival_slots s ON s.id = l.slot_id WHERE s.festival_id = $1 ORDER BY l.slot_id, l.shop_id FOR UPDATE OF l`
	const told = `unnest($2::timestamptz[], $3::timestamptz[], $4::int[]) AS t (starts_at, ends_at, capacity)`
	const conflict = `
		SELECT count(*) FROM festival_slot_loads l JOIN festival_slots s ON s.id = l.slot_id LEFT JOIN ` + told + ` ON t.starts_at = s.starts_at
		WHERE s.festival_id = $1 AND l.booked > 0 AND (t.ends_at IS DISTINCT FROM s.ends_at OR t.capacity < l.booked)`
	const (
		shut = `
			UPDATE festival_slots s SET open = false WHERE festival_id = $1 AND NOT EXISTS (SELECT FROM ` + told + ` WHERE t.starts_at = s.starts_at)`
		drop = `
			DELETE FROM festival_slots s WHERE festival_id = $1 AND NOT open
				AND NOT EXISTS (SELECT FROM festival_bookings b WHERE b.slot_id = s.id) AND NOT EXISTS (SELECT FROM festival_slot_loads l WHERE l.slot_id = s.id)`
		save = `
			INSERT INTO festival_slots (id, festival_id, starts_at, ends_at, capacity)
			SELECT gen_random_uuid(), $1, t.starts_at, t.ends_at, t.capacity FROM ` + told + `
			ON CONFLICT (festival_id, starts_at) DO UPDATE SET ends_at = excluded.ends_at, capacity = excluded.capacity, open = true`
	)
	from, until, capacity := make([]time.Time, len(slots)), make([]time.Time, len(slots)), make([]int64, len(slots))
	for i, slot := range slots {
		from[i], until[i], capacity[i] = slot.StartsAt.UTC(), slot.EndsAt.UTC(), int64(slot.Capacity)
	}
	args := []any{festival, pq.Array(from), pq.Array(until), pq.Array(capacity)}
	if _, err := tx.ExecContext(ctx, lock, festival); err != nil {
		return err
	}
	var booked int
	if err := tx.GetContext(ctx, &booked, conflict, args...); err != nil {
		return fmt.Errorf("look for booked slots: %w", err)
	}
	if booked > 0 {
		return apperr.New(apperr.Conflict, "slots_booked")
	}
	if _, err := tx.ExecContext(ctx, shut, args...); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, drop, festival); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, save, args...)
	return err
}

func saveCollection(ctx context.Context, tx *sqlx.Tx, stand Stand, capacity int64) error {
	const save = `
		INSERT INTO festival_collections (festival_id, shop_id, capacity) VALUES ($1, $2, $3)
		ON CONFLICT (festival_id, shop_id) DO UPDATE SET capacity = excluded.capacity, set_at = now()`
	const drop = `DELETE FROM festival_collections WHERE festival_id = $1 AND shop_id = $2`
	if capacity == 0 {
		_, err := tx.ExecContext(ctx, drop, stand.Festival.ID, stand.Shop.ID)
		return err
	}
	_, err := tx.ExecContext(ctx, save, stand.Festival.ID, stand.Shop.ID, capacity)
	return err
}

func findCollection(ctx context.Context, db *sqlx.DB, stand Stand) (capacity int, err error) {
	const query = `SELECT coalesce((SELECT capacity FROM festival_collections WHERE festival_id = $1 AND shop_id = $2), 0)`
	err = db.GetContext(ctx, &capacity, query, stand.Festival.ID, stand.Shop.ID)
	return capacity, postgres.Translate(err)
}

// openSlots are the slots at the stalls of shops that take orders ahead, within the days of a published festival.
const openSlots = `
	festival_collections c
	JOIN festivals f ON f.id = c.festival_id AND f.state = 'published'
	JOIN festival_stalls t ON t.festival_id = c.festival_id AND t.shop_id = c.shop_id
	JOIN festival_slots s ON s.festival_id = c.festival_id AND s.open
		AND EXISTS (SELECT FROM festival_days d WHERE d.festival_id = c.festival_id AND d.opens_at <= s.starts_at AND s.ends_at <= d.closes_at)
	LEFT JOIN festival_slot_loads l ON l.slot_id = s.id AND l.shop_id = c.shop_id`

// choiceRow is a choice as it is read.
type choiceRow struct {
	Choice
	NameID string `db:"name_id"`
	NameEN string `db:"name_en"`
}

// listChoices takes the database's clock where no moment is given: every basket's price asks, so it asks once.
func listChoices(ctx context.Context, q sqlx.QueryerContext, shops []uuid.UUID, moment time.Time) ([]Choice, error) {
	const query = `
		SELECT slot_id, shop_id, stall, starts_at, ends_at, slug, name_id, name_en, place, left_over FROM (
			SELECT come.*, count(*) FILTER (WHERE left_over > 0) OVER (PARTITION BY shop_id ORDER BY starts_at, slot_id) AS open_so_far FROM (
				SELECT s.id AS slot_id, c.shop_id, t.number AS stall, s.starts_at, s.ends_at, f.slug, f.name_id, f.name_en, f.place,
					greatest(0, least(s.capacity, c.capacity) - coalesce(l.booked, 0)) AS left_over
				FROM ` + openSlots + `
				WHERE c.shop_id = ANY ($1) AND s.starts_at > coalesce($2::timestamptz, now()) + make_interval(secs => $4)
			) AS come
		) AS counted WHERE open_so_far <= $3 ORDER BY shop_id, starts_at, slot_id`
	var rows []choiceRow
	err := sqlx.SelectContext(ctx, q, &rows, query, pq.Array(shops), sql.NullTime{Time: moment, Valid: !moment.IsZero()}, maxChoices, slotLead.Seconds())
	choices := make([]Choice, len(rows))
	for i, r := range rows {
		choices[i] = r.Choice
		choices[i].Festival.ID, choices[i].Festival.EN = r.NameID, r.NameEN
	}
	return choices, postgres.Translate(err)
}

// book takes one place by a conditional count.
func book(ctx context.Context, tx *sqlx.Tx, b Booking, now time.Time) error {
	const isBooked = `SELECT EXISTS (SELECT FROM festival_bookings WHERE order_id = $1 AND live)`
	const open = `
		SELECT t.id AS stall, least(s.capacity, c.capacity) AS room FROM ` + openSlots + `
		WHERE c.shop_id = $2 AND s.id = $1 AND s.starts_at > $3`
	const take = `
		INSERT INTO festival_slot_loads (slot_id, shop_id, booked) VALUES ($1, $2, 1)
		ON CONFLICT (slot_id, shop_id) DO UPDATE SET booked = festival_slot_loads.booked + 1 WHERE festival_slot_loads.booked < $3`
	const keep = `
		INSERT INTO festival_bookings (order_id, slot_id, shop_id, stall_id) VALUES ($1, $2, $3, $4)
		ON CONFLICT (order_id) DO UPDATE SET slot_id = excluded.slot_id, stall_id = excluded.stall_id, live = true, booked_at = now(), vanished_at = NULL`
	var has bool
	if err := tx.GetContext(ctx, &has, isBooked, b.OrderID); err != nil || has {
		return err
	}
	var at struct {
		Stall uuid.UUID `db:"stall"`
		Room  int       `db:"room"`
	}
	err := tx.GetContext(ctx, &at, open, b.SlotID, b.ShopID, now)
	if postgres.IsNoRows(err) {
		return errSlotGone()
	}
	if err != nil {
		return err
	}
	result, err := tx.ExecContext(ctx, take, b.SlotID, b.ShopID, at.Room)
	if err != nil {
		return err
	}
	if n, err := result.RowsAffected(); err != nil || n == 0 {
		if err == nil {
			err = apperr.New(apperr.Conflict, "slot_full")
		}
		return err
	}
	_, err = tx.ExecContext(ctx, keep, b.OrderID, b.SlotID, b.ShopID, at.Stall)
	return err
}

func lockLoads(ctx context.Context, tx *sqlx.Tx, b Booking) error {
	const query = `
		SELECT 1 FROM festival_slot_loads WHERE shop_id = $2 AND (slot_id = $1 OR slot_id = (SELECT slot_id FROM festival_bookings WHERE order_id = $3))
		ORDER BY slot_id, shop_id FOR UPDATE`
	_, err := tx.ExecContext(ctx, query, b.SlotID, b.ShopID, b.OrderID)
	return err
}

func release(ctx context.Context, tx *sqlx.Tx, orders []uuid.UUID) error {
	const lock = `
		SELECT l.slot_id, l.shop_id FROM festival_slot_loads l
		WHERE (l.slot_id, l.shop_id) IN (SELECT slot_id, shop_id FROM festival_bookings WHERE order_id = ANY ($1) AND live)
		ORDER BY l.slot_id, l.shop_id FOR UPDATE`
	const free = `
		WITH ended AS (UPDATE festival_bookings SET live = false WHERE order_id = ANY ($1) AND live RETURNING slot_id, shop_id)
		UPDATE festival_slot_loads l SET booked = l.booked - e.places
		FROM (SELECT slot_id, shop_id, count(*) AS places FROM ended GROUP BY slot_id, shop_id) e WHERE l.slot_id = e.slot_id AND l.shop_id = e.shop_id`
	for _, query := range []string{lock, free} {
		if _, err := tx.ExecContext(ctx, query, pq.Array(orders)); err != nil {
			return fmt.Errorf("release slots: %w", err)
		}
	}
	return nil
}

// collectionRow is a collection as it is read.
type collectionRow struct {
	Collection
	NameID string `db:"name_id"`
	NameEN string `db:"name_en"`
}

func listCollections(ctx context.Context, q sqlx.QueryerContext, orders []uuid.UUID) (map[uuid.UUID]Collection, error) {
	const query = `
		SELECT b.order_id, b.slot_id, b.shop_id, f.slug, f.name_id, f.name_en, f.place, f.state, f.reason,
			coalesce((SELECT t.number FROM festival_stalls t WHERE t.festival_id = f.id AND t.shop_id = b.shop_id), '') AS stall,
			s.starts_at, s.ends_at, b.vanished_at, coalesce((SELECT max(closes_at) FROM festival_days d WHERE d.festival_id = f.id), s.ends_at) AS last_closes
		FROM festival_bookings b JOIN festival_slots s ON s.id = b.slot_id JOIN festivals f ON f.id = s.festival_id
		WHERE b.order_id = ANY ($1)`
	var rows []collectionRow
	err := sqlx.SelectContext(ctx, q, &rows, query, pq.Array(orders))
	found := make(map[uuid.UUID]Collection, len(rows))
	for _, r := range rows {
		c := r.Collection
		c.Festival.ID, c.Festival.EN = r.NameID, r.NameEN
		found[c.OrderID] = c
	}
	return found, postgres.Translate(err)
}

// markVanished looks at the live bookings of slots that have not begun.
func markVanished(ctx context.Context, tx *sqlx.Tx, now time.Time, limit int) (orders []uuid.UUID, err error) {
	const query = `
		WITH gone AS (
			SELECT b.order_id FROM festival_slots s JOIN festivals f ON f.id = s.festival_id JOIN festival_bookings b ON b.slot_id = s.id AND b.live
			WHERE s.starts_at > $1 AND b.vanished_at IS NULL AND (f.state <> 'published'
				OR NOT EXISTS (SELECT FROM festival_days d WHERE d.festival_id = f.id AND d.opens_at <= s.starts_at AND s.ends_at <= d.closes_at)
				OR NOT EXISTS (SELECT FROM festival_stalls t WHERE t.festival_id = f.id AND t.shop_id = b.shop_id))
			ORDER BY b.order_id LIMIT $2 FOR NO KEY UPDATE OF b SKIP LOCKED
		)
		UPDATE festival_bookings b SET vanished_at = $1 FROM gone WHERE b.order_id = gone.order_id RETURNING b.order_id`
	err = tx.SelectContext(ctx, &orders, query, now, limit)
	return orders, err
}
