package reports_test

import (
	"os"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/festivals/festivalstest"
	"lapak/internal/postgres"
	"lapak/internal/postgres/pgtest"
	"lapak/internal/reports"
	"lapak/internal/shops/shopstest"
)

// bigFestival has 400 stalls that sold and were visited that often, two lines a sale, of five kinds of goods within three days.
func bigFestival(t *testing.T, db *sqlx.DB, sales int) uuid.UUID {
	t.Helper()
	shopstest.New(t, db)
	plan := festivalstest.Running(shopstest.Account(t, db, "organizer"))
	plan.Stalls = map[string]int{"kriya": 200, "kuliner": 200}
	id := festivalstest.Make(t, db, plan)
	err := postgres.Transact(t.Context(), db, func(tx *sqlx.Tx) error {
		if _, err := tx.ExecContext(t.Context(), `SET LOCAL session_replication_role = replica`); err != nil { // no reference is looked up
			return err
		}
		for _, s := range []string{
			`INSERT INTO categories (slug, name_id, name_en, position) SELECT 'c' || n, 'Kategori ' || n, 'Category ' || n, n FROM generate_series(0, 4) n`,
			`UPDATE festival_stalls SET shop_id = id, taken_at = now()`,
			`INSERT INTO shops (id, slug, name, district, village_code, phone, state)
				SELECT id, 'toko-' || lower(number), 'Toko ' || number, 'kalipuro', '35.10.21.1006', '+6281200000000', 'approved' FROM festival_stalls`,
			`INSERT INTO festival_codes (code, festival_id, purpose, stall_id)
				SELECT translate(lpad(row_number() OVER ()::text, 10, 'a'), '01', 'bc'), festival_id, 'visit', id FROM festival_stalls`,
		} {
			if _, err := tx.ExecContext(t.Context(), s); err != nil {
				return err
			}
		}
		for _, s := range []string{
			`WITH numbered AS (SELECT *, row_number() OVER (ORDER BY number) - 1 AS at FROM festival_stalls)
			INSERT INTO stall_sales (id, device_id, festival_id, stall_id, shop_id, method, total, fingerprint, told_at, sold_at, received_at, late, sold_by)
				SELECT ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, s.id, s.festival_id, s.id, s.shop_id, CASE WHEN n % 3 = 0 THEN 'qr' ELSE 'cash' END,
					20000, '', now(), now() - n % 30 * interval '1 hour', now(), n % 100 = 0, s.id
				FROM generate_series(1, $1::int) n JOIN numbered s ON s.at = n % 400`,
			`INSERT INTO stall_sale_lines (sale_id, variant_id, title, variant_title, category, quantity, unit_price, list_price, total, from_allotment)
				SELECT ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, gen_random_uuid(), 'Kopi', '', 'c' || (n + l * (n % 4 % 3)) % 5, 1, 10000, 10000, 10000, 1
				FROM generate_series(1, $1::int) n CROSS JOIN generate_series(0, 1) l`,
			`WITH numbered AS (SELECT code, row_number() OVER (ORDER BY code) - 1 AS at FROM festival_codes)
			INSERT INTO festival_visits (code, day, visitor, at)
				SELECT c.code, current_date, sha256(n::text::bytea), now() FROM generate_series(1, $1::int) n JOIN numbered c ON c.at = n % 400`,
		} {
			if _, err := tx.ExecContext(t.Context(), s, sales); err != nil {
				return err
			}
		}
		_, err := tx.ExecContext(t.Context(), `ANALYZE`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func TestTheReportOfABigFestivalReadsEachSaleOnce(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("fills tens of thousands of sales")
	}
	sales := 20_000
	if os.Getenv("LAPAK_FAULTS") == "all" {
		sales = 100_000
	}
	db := pgtest.New(t)
	id := bigFestival(t, db, sales)
	var r reports.FestivalReport
	var took time.Duration
	var err error
	read := pgtest.Reads(t, db, func() {
		began := time.Now()
		r, err = reports.FindFestival(t.Context(), db, id)
		took = time.Since(began)
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%v, read %v", took, read)
	if want := int64(sales) * 20_000; r.Total() != want || r.Sales != int64(sales) || r.Shops != 400 || r.Visits != int64(sales) || len(r.Stalls) != 400 || len(r.Hours) < 30 {
		t.Errorf("total %d of %d sales, %d shops, %d visits, %d stalls and %d hours; want %d", r.Total(), r.Sales, r.Shops, r.Visits, len(r.Stalls), len(r.Hours), want)
	}
	var zones, categories, hours, counted int64
	for _, z := range r.Zones {
		zones += z.Total()
	}
	for _, c := range r.Categories {
		categories, counted = categories+c.Total(), counted+c.Sales
	}
	for _, h := range r.Hours {
		hours += h.Total()
	}
	if zones != r.Total() || categories != r.Total() || hours != r.Total() {
		t.Errorf("by zone %d, by category %d, by hour %d, in all %d", zones, categories, hours, r.Total())
	}
	if want := int64(sales) * 3 / 2; counted != want { // every other sale has two lines of one category
		t.Errorf("%d sales by category, want %d", counted, want)
	}
	if n := read["stall_sale_lines"]; n > int64(sales)*4 {
		t.Errorf("%d lines read for %d that there are", n, sales*2)
	}
	if n := read["festival_codes"] + read["festival_stalls"]; n > 20*400 {
		t.Errorf("%d codes and stalls read for 400 stalls", n)
	}
	read = pgtest.Reads(t, db, func() {
		began := time.Now()
		total, found, findErr := reports.PublicTurnover(t.Context(), db, id)
		took, err = time.Since(began), findErr
		if !found || total.Total() != r.Total() {
			t.Errorf("the public total is %d, %v", total.Total(), found)
		}
	})
	t.Logf("the public total: %v, read %v", took, read)
	if n := read["stall_sale_lines"] + read["festival_visits"]; err != nil || n > 0 {
		t.Errorf("the public total reads %d lines and visits: %v", n, err)
	}
}
