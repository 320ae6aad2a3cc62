// Package festivalstest gives tests festivals in any state, beside whatever mall they run.
package festivalstest

import (
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/festivals"
	"lapak/internal/identity"
	"lapak/internal/postgres"
)

// Plan is a festival to make: a row of stalls in each zone.
type Plan struct {
	Slug      string
	State     festivals.State
	Organizer identity.Actor
	District  string         // slug
	FirstDay  time.Time      // its date counts, in UTC
	Days      int            // each open around the clock, so that no test depends on the hour at which it runs
	Stalls    map[string]int // zone: how many; a zone's fee is 250,000 rupiah
}

// Running is a published festival that began yesterday and is open now whatever the hour.
func Running(organizer identity.Actor) Plan {
	return Plan{
		Slug: "festival-berjalan", State: festivals.Published, Organizer: organizer, District: "kalipuro",
		FirstDay: time.Now().Add(-24 * time.Hour), Days: 3, Stalls: map[string]int{"kuliner": 4},
	}
}

// Coming is a published festival that begins in 30 days and whose applications are open.
func Coming(organizer identity.Actor) Plan {
	return Plan{
		Slug: "festival-mendatang", State: festivals.Published, Organizer: organizer, District: "kalipuro",
		FirstDay: time.Now().Add(30 * 24 * time.Hour), Days: 2, Stalls: map[string]int{"kuliner": 4, "kriya": 2},
	}
}

// Make writes a festival as it would be after its organizer's work, and gives its id.
func Make(t testing.TB, db *sqlx.DB, p Plan) uuid.UUID {
	t.Helper()
	id := uuid.New()
	first := time.Date(p.FirstDay.Year(), p.FirstDay.Month(), p.FirstDay.Day(), 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 0, p.Days-1)
	write := writer(t, db)
	write(`
		INSERT INTO festivals (id, slug, state, name_id, name_en, place, district, starts_on, ends_on, applications_open_at, applications_close_at,
			created_by, published_at, ended_at)
		VALUES ($1, $2, $3, 'Festival ' || $2, 'Festival ' || $2, 'Lapangan', $4, $5::date, $6::date, $5::date - interval '40 days', $5::date - interval '10 days',
			$7, CASE WHEN $3 <> 'draft' THEN now() - interval '20 days' END, CASE WHEN $3 IN ('closed', 'cancelled') THEN now() END)`,
		id, p.Slug, string(p.State), p.District, first, last, p.Organizer.AccountID)
	write(`INSERT INTO festival_members (festival_id, account_id, role) VALUES ($1, $2, 'organizer')`, id, p.Organizer.AccountID)
	for day := range p.Days {
		date := first.AddDate(0, 0, day)
		write(`INSERT INTO festival_days (festival_id, day, opens_at, closes_at) VALUES ($1, $2, $3, $4)`, id, date, date, date.AddDate(0, 0, 1))
	}
	for row, zone := range slices.Sorted(maps.Keys(p.Stalls)) {
		zoneID := uuid.New()
		write(`
			INSERT INTO festival_zones (id, festival_id, zone, name_id, name_en, fee, position) VALUES ($1, $2, $3, 'Zona ' || $3, 'Zone ' || $3, 250000, $4)`,
			zoneID, id, zone, row)
		for i := range p.Stalls[zone] {
			write(`
				INSERT INTO festival_stalls (id, festival_id, zone_id, number, grid_x, grid_y, grid_w, grid_h) VALUES ($1, $2, $3, $4, $5, $6, 1, 1)`,
				uuid.New(), id, zoneID, fmt.Sprintf("%c%d", 'A'+row, i+1), i, row*2)
		}
	}
	return id
}

// Give puts a shop on the first free stall of a zone and gives the stall's id.
func Give(t testing.TB, db *sqlx.DB, festival uuid.UUID, zone string, shop uuid.UUID) (stall uuid.UUID) {
	t.Helper()
	err := postgres.Transact(t.Context(), db, func(tx *sqlx.Tx) error {
		return tx.GetContext(t.Context(), &stall, `
			UPDATE festival_stalls SET shop_id = $3, taken_at = now() WHERE id = (
				SELECT t.id FROM festival_stalls t JOIN festival_zones z ON z.id = t.zone_id
				WHERE t.festival_id = $1 AND z.zone = $2 AND t.shop_id IS NULL ORDER BY t.number LIMIT 1)
			RETURNING id`, festival, zone, shop)
	})
	if err != nil {
		t.Fatal(err)
	}
	return stall
}

// Pass lets days pass for a festival, more than it lasts: all that is planned of it comes nearer by so many.
func Pass(t testing.TB, db *sqlx.DB, slug string, days int) {
	t.Helper()
	write := writer(t, db)
	const of = ` WHERE festival_id = (SELECT id FROM festivals WHERE slug = $1)`
	write(`
		UPDATE festivals SET starts_on = starts_on - $2::int, ends_on = ends_on - $2::int, applications_open_at = applications_open_at - $2::int * interval '1 day',
			applications_close_at = applications_close_at - $2::int * interval '1 day', published_at = published_at - $2::int * interval '1 day'
		WHERE slug = $1`, slug, days)
	write(`UPDATE festival_days SET day = day - $2::int, opens_at = opens_at - $2::int * interval '1 day', closes_at = closes_at - $2::int * interval '1 day'`+of, slug, days)
	for _, table := range []string{"festival_programme", "festival_slots"} {
		write(`UPDATE `+table+` SET starts_at = starts_at - $2::int * interval '1 day', ends_at = ends_at - $2::int * interval '1 day'`+of, slug, days)
	}
	write(`
		UPDATE shop_orders SET collect_from = collect_from - $2::int * interval '1 day', collect_until = collect_until - $2::int * interval '1 day'
		WHERE id IN (SELECT b.order_id FROM festival_bookings b JOIN festival_slots w ON w.id = b.slot_id JOIN festivals f ON f.id = w.festival_id WHERE f.slug = $1)`, slug, days)
}

func writer(t testing.TB, db *sqlx.DB) func(query string, args ...any) {
	return func(query string, args ...any) {
		t.Helper()
		err := postgres.Transact(t.Context(), db, func(tx *sqlx.Tx) error {
			_, err := tx.ExecContext(t.Context(), query, args...)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}
