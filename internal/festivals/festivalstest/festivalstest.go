// Package festivalstest gives tests festivals in any state, beside whatever mall they run.
package festivalstest

import (
	"fmt"
	"maps"
	"slices"
	"sync"
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

const gridWidth = 200 // cells

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
	row := 0 // of the grid
	for position, zone := range slices.Sorted(maps.Keys(p.Stalls)) {
		zoneID := uuid.New()
		write(`
			INSERT INTO festival_zones (id, festival_id, zone, name_id, name_en, fee, position) VALUES ($1, $2, $3, 'Zona ' || $3, 'Zone ' || $3, 250000, $4)`,
			zoneID, id, zone, position)
		for i := range p.Stalls[zone] {
			write(`
				INSERT INTO festival_stalls (id, festival_id, zone_id, number, grid_x, grid_y, grid_w, grid_h) VALUES ($1, $2, $3, $4, $5, $6, 1, 1)`,
				uuid.New(), id, zoneID, fmt.Sprintf("%c%d", 'A'+position, i+1), i%gridWidth, row+i/gridWidth)
		}
		row += p.Stalls[zone]/gridWidth + 2
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

// Vendor is a shop of a crowd, with one product that buyers see.
type Vendor struct {
	Owner   identity.Actor
	Shop    string // slug, "toko-7"
	Product string // slug
	Village bool   // of Gombengsari
}

// Crowd writes n approved shops into the small region of regionstest, each of an owner of its own: every third sells of the first category
// and the others of the second, every fourth is of the village Gombengsari.
func Crowd(t testing.TB, db *sqlx.DB, n int, categories [2]string) []Vendor {
	t.Helper()
	writer(t, db)(`
		WITH n AS (SELECT i, gen_random_uuid() AS account, gen_random_uuid() AS shop FROM generate_series(1, $1) i),
		people AS (INSERT INTO accounts (id, email) SELECT account, 'v' || i || '@lapak.test' FROM n RETURNING id),
		made AS (
			INSERT INTO shops (id, slug, name, district, village_code, phone, state)
			SELECT shop, 'toko-' || i, 'Toko ' || i, 'kalipuro', CASE WHEN i % 4 = 0 THEN '35.10.21.1006' ELSE '35.10.21.2003' END, '+62812000' || (10000 + i), 'approved'
			FROM n, (SELECT count(*) FROM people) p RETURNING id),
		members AS (INSERT INTO shop_members (shop_id, account_id, role) SELECT shop, account, 'owner' FROM n, (SELECT count(*) FROM made) m RETURNING 1),
		goods AS (
			INSERT INTO products (id, shop_id, slug, category, title, state, listed, price, district, published_at)
			SELECT gen_random_uuid(), shop, 'barang-' || i, CASE WHEN i % 3 = 0 THEN $2 ELSE $3 END, 'Barang', 'published', true, 1000, 'kalipuro', now()
			FROM n, (SELECT count(*) FROM members) m RETURNING id, shop_id, slug),
		packs AS (
			INSERT INTO variants (id, product_id, shop_id, sku, title, price, weight_grams)
			SELECT gen_random_uuid(), id, shop_id, slug, '250 g', 1000, 290 FROM goods RETURNING 1),
		picture AS (INSERT INTO images (id, source_sha256, width, height) VALUES (gen_random_uuid(), sha256('crowd'), 1200, 1200) RETURNING id)
		INSERT INTO product_images (id, product_id, image_id, alt, position)
		SELECT gen_random_uuid(), g.id, p.id, 'Barang', 0 FROM goods g, picture p, (SELECT count(*) FROM packs) m`, n, categories[0], categories[1])
	var rows []struct {
		Account uuid.UUID `db:"account_id"`
		Shop    string    `db:"slug"`
		Product string    `db:"product"`
		Village bool      `db:"village"`
	}
	err := db.SelectContext(t.Context(), &rows, `
		SELECT m.account_id, s.slug, p.slug AS product, s.village_code = '35.10.21.1006' AS village
		FROM shops s JOIN shop_members m ON m.shop_id = s.id JOIN products p ON p.shop_id = s.id WHERE s.slug LIKE 'toko-%' ORDER BY s.slug`)
	if err != nil || len(rows) != n {
		t.Fatal(len(rows), err)
	}
	list := make([]Vendor, n)
	for i, r := range rows {
		list[i] = Vendor{identity.Actor{AccountID: r.Account, Language: "id"}, r.Shop, r.Product, r.Village}
	}
	return list
}

// AtOnce does something with all of a list, so many at the same time.
func AtOnce[T any](many int, list []T, do func(T)) {
	var group sync.WaitGroup
	slots := make(chan struct{}, many)
	for _, item := range list {
		slots <- struct{}{}
		group.Go(func() {
			defer func() { <-slots }()
			do(item)
		})
	}
	group.Wait()
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
