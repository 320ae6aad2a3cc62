package festivals_test

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/catalog"
	"lapak/internal/festivals"
	"lapak/internal/identity"
	"lapak/internal/postgres"
	"lapak/internal/postgres/pgtest"
)

// numbered makes ids out of numbers in SQL, so that rows of a hundred thousand find one another without a look-up.
func numbered(kind int, number string) string {
	return fmt.Sprintf("('00000000-0000-7%03d-8000-' || lpad((%s)::text, 12, '0'))::uuid", kind, number)
}

const (
	anAccount = iota
	aFestival
	aZone
	aShop
	aProduct
	aStall
	anApplication
	aSlot
	aDevice
	aSale
	anOrder
	aPermit
	aCall
)

// idOf is the id of a numbered row.
func idOf(kind, number int) uuid.UUID {
	return uuid.MustParse(fmt.Sprintf("00000000-0000-7%03d-8000-%012d", kind, number))
}

// crowd fills a mall with a hundred thousand of everything that festivals list. Festival 1 is a giant that takes half of it: it runs today, has
// 1,000 stalls, and 50,000 shops applied for them. The others, 2,000 a year, lie in the past, and a year's in the future.
func crowd(t *testing.T, db *sqlx.DB, rows int) {
	t.Helper()
	id := numbered
	statements := []string{
		`SET LOCAL session_replication_role = replica`, // the rows are sound: no need to look each reference up
		`INSERT INTO categories (slug, name_id, name_en, position) SELECT 'c' || n, 'Kategori ' || n, 'Category ' || n, n FROM generate_series(1, 20) n`,
		`INSERT INTO accounts (id, email) SELECT ` + id(anAccount, `n`) + `, 'a' || n || '@lapak.test' FROM generate_series(1, :half) n`,
		`INSERT INTO shops (id, slug, name, district, village_code, phone, state)
			SELECT ` + id(aShop, `n`) + `, 'toko-' || n, 'Toko ' || n, d.slug, d.code || CASE d.slug WHEN 'kalipuro' THEN '.1006' ELSE '.2004' END, '+6281200000000', 'approved'
			FROM generate_series(1, :half) n JOIN districts d ON d.position = 1 + n % 3`,
		`INSERT INTO shop_members (shop_id, account_id, role) SELECT ` + id(aShop, `n`) + `, ` + id(anAccount, `n`) + `, 'owner' FROM generate_series(1, :half) n`,
		`INSERT INTO products (id, shop_id, slug, category, district, title, state, listed, price, price_max, published_at)
			SELECT ` + id(aProduct, `n`) + `, s.id, 'p-' || n, 'c' || 1 + n % 20, s.district, 'Produk ' || n, 'published', true, 10000, 10000, now()
			FROM generate_series(1, :all) n JOIN shops s ON s.id = ` + id(aShop, `1 + n % :half`),
		`INSERT INTO variants (id, product_id, shop_id, sku, price, weight_grams) SELECT id, id, shop_id, slug, price, 100 FROM products`,
		`INSERT INTO stock_levels (variant_id, on_hand) SELECT id, 5 FROM variants`,

		`INSERT INTO festivals (id, slug, state, name_id, name_en, place, district, starts_on, ends_on, applications_close_at, selection, created_by, published_at, ended_at)
			SELECT ` + id(aFestival, `n`) + `, 'festival-' || n, CASE WHEN n % 50 = 0 THEN 'cancelled' WHEN f.day < current_date - 2 THEN 'closed' ELSE 'published' END,
				'Festival ' || n, 'Festival ' || n, 'Lapangan', d.slug, f.day, f.day + 2, f.day - interval '10 days', CASE WHEN n % 20 = 0 THEN 'draw' ELSE 'committee' END,
				` + id(anAccount, `1 + n % :some`) + `, f.day - interval '60 days', CASE WHEN n % 50 = 0 OR f.day < current_date - 2 THEN f.day + interval '3 days' END
			FROM generate_series(1, :all) n JOIN districts d ON d.position = 1 + n % 3
			CROSS JOIN LATERAL (SELECT CASE n WHEN 1 THEN current_date - 1 ELSE current_date + 365 - (n::bigint * 18250 / :all)::int END AS day) f`,
		`INSERT INTO festival_days (festival_id, day, opens_at, closes_at)
			SELECT f.id, f.starts_on + d, f.starts_on + d, (f.starts_on + d + 1)::timestamptz FROM festivals f CROSS JOIN generate_series(0, 2) d`,
		`INSERT INTO festival_members (festival_id, account_id, role) SELECT id, created_by, 'organizer' FROM festivals`,
		`INSERT INTO festival_changes (festival_id, sequence, actor, reason, changes) SELECT id, 1, 'account:x', 'Hujan.', '[]' FROM festivals`,
		`INSERT INTO festival_programme (id, festival_id, starts_at, ends_at, title_id, title_en)
			SELECT gen_random_uuid(), id, starts_on, starts_on + interval '1 hour', 'Buka', 'Opening' FROM festivals`,
		// Stalls: 1,000 of the giant, 20 of each other of the first 5,000.
		`INSERT INTO festival_zones (id, festival_id, zone, name_id, name_en, fee, position)
			SELECT ` + id(aZone, `n`) + `, ` + id(aFestival, `n`) + `, 'kuliner', 'Kuliner', 'Food', 250000, 0 FROM generate_series(1, :some) n`,
		`INSERT INTO festival_quotas (zone_id, mode, kind, seats, published) SELECT id, 'general', 'all', 0, 0 FROM festival_zones`,
		`INSERT INTO festival_stalls (id, festival_id, zone_id, number, grid_x, grid_y, grid_w, grid_h, shop_id, taken_at)
			SELECT ` + id(aStall, `n`) + `, ` + id(aFestival, `f.at`) + `, ` + id(aZone, `f.at`) + `, 'A' || n, n % 200, n / 200 % 200, 1, 1,
				` + id(aShop, `1 + n % :half`) + `, now()
			FROM generate_series(1, :all) n CROSS JOIN LATERAL (SELECT CASE WHEN n <= 1000 THEN 1 ELSE 2 + n / 20 % (:some - 1) END) f (at)`,
		`INSERT INTO festival_applications (id, festival_id, zone_id, shop_id, state, categories, fee, pool_id, rank, score, scorers, stall_id, due_at, decided_at, appeal,
				appealed_at, asked_at)
			SELECT ` + id(anApplication, `n`) + `, ` + id(aFestival, `f.at`) + `, ` + id(aZone, `f.at`) + `, ` + id(aShop, `1 + n % :half`) + `, s.state, '{c1}', 250000,
				CASE WHEN s.state = 'confirmed' THEN q.id END, CASE WHEN s.state = 'waitlisted' THEN n END, CASE WHEN n % 3 > 0 THEN n * 7 % 10000 END, n % 3,
				CASE WHEN s.state = 'confirmed' THEN ` + id(aStall, `n`) + ` END, NULL, CASE WHEN s.state <> 'submitted' THEN now() END,
				CASE WHEN n % 1000 = 999 THEN 'open' ELSE '' END, CASE WHEN n % 1000 = 999 THEN now() END, now()
			FROM generate_series(1, :all) n CROSS JOIN LATERAL (SELECT CASE WHEN n <= :half THEN 1 ELSE 2 + n / 20 % (:some - 1) END) f (at)
			JOIN festival_quotas q ON q.zone_id = ` + id(aZone, `f.at`) + `
			CROSS JOIN LATERAL (SELECT CASE WHEN n <= 1000 THEN 'confirmed' WHEN n % 1000 = 999 THEN 'rejected' WHEN n > :half THEN 'rejected' WHEN n <= :all / 4 THEN 'submitted'
				ELSE 'waitlisted' END AS state) s`,
		`INSERT INTO festival_application_products (application_id, product_id, position)
			SELECT ` + id(anApplication, `n`) + `, ` + id(aProduct, `n`) + `, 1 FROM generate_series(1, :all) n`,
		`INSERT INTO festival_application_events (application_id, verb, from_state, to_state, actor, at)
			SELECT ` + id(anApplication, `n`) + `, 'apply', '', 'submitted', 'account:x', now() FROM generate_series(1, :all) n`,
		`INSERT INTO festival_scores (application_id, account_id, criterion, points, at)
			SELECT ` + id(anApplication, `n`) + `, ` + id(anAccount, `1`) + `, 'mutu', 70, now() FROM generate_series(1, :all) n`,
		// What is featured, collected and cheaper.
		`INSERT INTO festival_featured_shops (festival_id, shop_id, position)
			SELECT DISTINCT ON (1, 2) ` + id(aFestival, `1 + n / 20 % :some`) + `, ` + id(aShop, `1 + n % :half`) + `, n FROM generate_series(1, :all) n`,
		`INSERT INTO festival_featured_products (festival_id, product_id, position)
			SELECT ` + id(aFestival, `1 + n / 20 % :some`) + `, ` + id(aProduct, `n`) + `, n FROM generate_series(1, :all) n`,
		`INSERT INTO festival_prices (festival_id, variant_id, shop_id, price, set_by)
			SELECT t.festival_id, v.id, v.shop_id, 9000, ` + id(anAccount, `1`) + ` FROM variants v JOIN LATERAL (SELECT festival_id FROM festival_stalls t WHERE t.shop_id = v.shop_id LIMIT 1) t ON true`,
		`INSERT INTO festival_slots (id, festival_id, starts_at, ends_at, capacity)
			SELECT ` + id(aSlot, `n`) + `, f.id, f.starts_on + n % 20 * interval '1 hour', f.starts_on + (1 + n % 20) * interval '1 hour', 50
			FROM generate_series(20, :all + 19) n JOIN festivals f ON f.id = ` + id(aFestival, `n / 20`),
		`INSERT INTO festival_collections (festival_id, shop_id, capacity) SELECT festival_id, shop_id, 5 FROM festival_stalls`,
		`INSERT INTO festival_slot_loads (slot_id, shop_id, booked) SELECT ` + id(aSlot, `n`) + `, t.shop_id, 1
			FROM generate_series(20, :all + 19) n JOIN festival_stalls t ON t.id = ` + id(aStall, `n - 19`),
		`INSERT INTO festival_bookings (order_id, slot_id, shop_id, stall_id) SELECT ` + id(anOrder, `n`) + `, ` + id(aSlot, `n`) + `, t.shop_id, t.id
			FROM generate_series(20, :all + 19) n JOIN festival_stalls t ON t.id = ` + id(aStall, `n - 19`),
		// Sales, visits and what is printed.
		`INSERT INTO festival_devices (id, festival_id, stall_id, shop_id, number, registered_by, registered_at, closed_at)
			SELECT ` + id(aDevice, `n`) + `, t.festival_id, t.id, t.shop_id, 1, ` + id(anAccount, `1`) + `, now(), CASE WHEN n > 1000 THEN now() END
			FROM generate_series(1, :all) n JOIN festival_stalls t ON t.id = ` + id(aStall, `n`),
		`INSERT INTO festival_allotments (device_id, variant_id, allotted) SELECT ` + id(aDevice, `n`) + `, ` + id(aProduct, `n`) + `, 1 FROM generate_series(1, :all) n`,
		`INSERT INTO stall_sales (id, device_id, festival_id, stall_id, shop_id, method, total, fingerprint, told_at, sold_at, received_at, late, sold_by)
			SELECT ` + id(aSale, `n`) + `, d.id, d.festival_id, d.stall_id, d.shop_id, 'cash', 10000, '', now(), now() - n * interval '1 second', now(), false, ` + id(anAccount, `1`) + `
			FROM generate_series(1, :all) n JOIN festival_devices d ON d.id = ` + id(aDevice, `CASE WHEN n <= :all / 40 THEN 1 WHEN n <= :half THEN 1 + n % 1000 ELSE n END`),
		`INSERT INTO stall_sale_lines (sale_id, variant_id, title, variant_title, category, quantity, unit_price, list_price, total, from_allotment, short)
			SELECT id, ` + id(aProduct, `1`) + `, 'Kopi', '', 'c1', 1, 10000, 10000, 10000, 0, 1 FROM stall_sales`,
		`INSERT INTO stall_shortfalls (id, sale_id, variant_id, festival_id, shop_id, units, state, counted, resolved_at, created_at)
			SELECT id, id, ` + id(aProduct, `1`) + `, festival_id, shop_id, 1, 'counted', 1, now(), now() FROM stall_sales`,
		`INSERT INTO stall_displacements (shop_order_id, sale_id, variant_id, units, number, at) SELECT id, id, ` + id(aProduct, `1`) + `, 1, 'LP', now() FROM stall_sales`,
		`INSERT INTO stall_uploads (id, fingerprint, device_id, festival_id, shop_id, kind, code, body, received_at)
			SELECT id, '', device_id, festival_id, shop_id, 'sale', 'sale_differs', '{}', now() FROM stall_sales WHERE shop_id <> ` + id(aShop, `2`),
		`INSERT INTO festival_codes (code, festival_id, purpose, stall_id, shop_id)
			SELECT CASE k.purpose WHEN 'visit' THEN 'v' ELSE 'c' END || translate(lpad(n::text, 9, '0'), '01', 'ab'), t.festival_id, k.purpose, t.id,
				CASE k.purpose WHEN 'check_in' THEN t.shop_id END
			FROM generate_series(1, :all) n JOIN festival_stalls t ON t.id = ` + id(aStall, `n`) + ` CROSS JOIN (VALUES ('visit'), ('check_in')) AS k (purpose)`,
		`INSERT INTO festival_codes (code, festival_id, purpose) SELECT 'e' || translate(lpad(n::text, 9, '0'), '01', 'ab'), ` + id(aFestival, `n`) + `, 'entrance'
			FROM generate_series(1, :some) n`,
		`INSERT INTO festival_visits (code, day, visitor, at)
			SELECT 'v' || translate(lpad((CASE WHEN n <= :half THEN 1 + n % 1000 ELSE n END)::text, 9, '0'), '01', 'ab'), current_date, sha256(n::text::bytea), now()
			FROM generate_series(1, :all) n`,
		`INSERT INTO festival_checkins (stall_id, shop_id, festival_id, checked_by, at) SELECT id, shop_id, festival_id, ` + id(anAccount, `1`) + `, now() FROM festival_stalls`,
		// Permits, mostly done, and messages.
		`INSERT INTO festival_permits (id, festival_id, title_id, title_en, office, due_on, state)
			SELECT ` + id(aPermit, `n`) + `, f.id, 'Izin', 'Permit', CASE n % 3 WHEN 0 THEN 'diskop' WHEN 1 THEN 'kurator' END, f.starts_on - n % 30,
				CASE WHEN n % 5 < 4 THEN 'granted' ELSE 'submitted' END
			FROM generate_series(20, :all + 19) n JOIN festivals f ON f.id = ` + id(aFestival, `n / 20`),
		`INSERT INTO festival_permit_events (permit_id, version, from_state, to_state, actor) SELECT id, 1, '', 'open', 'account:x' FROM festival_permits`,
		`INSERT INTO festival_calls (id, festival_id, text, recipients, sent_by, sent_at)
			SELECT ` + id(aCall, `n`) + `, ` + id(aFestival, `CASE WHEN n <= :half THEN 1 ELSE n END`) + `, 'Bawa terpal.', 1, ` + id(anAccount, `1`) + `, now() - n * interval '1 second'
			FROM generate_series(1, :all) n`,
		// What the catalogue shows of them.
		`INSERT INTO catalog_festivals (slug, name_id, name_en, running) SELECT slug, name_id, name_en, id = ` + id(aFestival, `1`) + ` FROM festivals`,
		`INSERT INTO catalog_festival_shops (festival, shop_id)
			SELECT f.slug, t.shop_id FROM festival_stalls t JOIN festivals f ON f.id = t.festival_id WHERE f.state <> 'cancelled'
			UNION SELECT f.slug, x.shop_id FROM festival_featured_shops x JOIN festivals f ON f.id = x.festival_id WHERE f.state <> 'cancelled'`,
		`INSERT INTO catalog_festival_products (festival, product_id)
			SELECT f.slug, x.product_id FROM festival_featured_products x JOIN festivals f ON f.id = x.festival_id WHERE f.state <> 'cancelled'`,
		`ANALYZE`,
	}
	sizes := strings.NewReplacer(":all", strconv.Itoa(rows), ":half", strconv.Itoa(rows/2), ":some", strconv.Itoa(rows/20))
	err := postgres.Transact(t.Context(), db, func(tx *sqlx.Tx) error {
		for _, s := range statements {
			if _, err := tx.ExecContext(t.Context(), sizes.Replace(s)); err != nil {
				return fmt.Errorf("%.80s: %w", s, err)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestWhatIsListedReadsFewRowsOfMany holds that no list, page or minute's work of a festival reads a table of a hundred thousand rows whole.
func TestWhatIsListedReadsFewRowsOfMany(t *testing.T) {
	if testing.Short() {
		t.Skip("fills a hundred thousand rows of each table")
	}
	rows := 20_000
	if os.Getenv("LAPAK_FAULTS") == "all" {
		rows = 100_000
	}
	w := newWorld(t)
	began := time.Now()
	crowd(t, w.db, rows)
	t.Logf("filled in %v", time.Since(began))
	s := w.service.At(time.Time{})
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	ctx := t.Context()
	organizer := identity.Actor{AccountID: idOf(anAccount, 2), Language: "id"}
	vendor := identity.Actor{AccountID: idOf(anAccount, 2), Language: "id"} // of toko-2, at stall 1 of the giant
	admin := identity.Actor{AccountID: idOf(anAccount, 3), Roles: []identity.Role{identity.RoleAdmin}}
	office := identity.Actor{AccountID: idOf(anAccount, 3), Roles: []identity.Role{identity.RoleVerifier.In("diskop")}}
	giant, err := s.Find(ctx, identity.Actor{}, "festival-1")
	must(err)
	year := time.Now().Year()
	list := func(f festivals.Filter, page int) func() {
		return func() {
			at := festivals.Page{Limit: 24}
			for range page {
				found, err := s.List(ctx, f, at)
				must(err)
				at.Cursor = found.Next
			}
		}
	}
	applications := func(f festivals.ApplicationFilter, pages int) func() {
		return func() {
			for range pages {
				found, err := s.ListApplications(ctx, organizer, "festival-1", f)
				must(err)
				if len(found.Items) != 24 {
					t.Errorf("%d applications", len(found.Items))
				}
				f.Cursor = found.Next
			}
		}
	}
	permits := func(actor identity.Actor, pages int) func() {
		return func() {
			var page catalog.Page
			for range pages {
				found, err := s.ListOfficePermits(ctx, actor, page)
				must(err)
				page.Cursor = found.Next
			}
		}
	}
	half, some := int64(rows)/2, int64(rows)/20                                                  // what the giant has; the festivals of two years and a half
	isSmall := map[string]bool{"areas": true, "districts": true, "offices": true, "shops": true} // read whole wherever that is cheaper
	tests := []struct {
		name string
		most int64 // rows of all tables
		work func()
	}{
		{"feed and sitemap", 5000 + some, func() {
			list, err := s.ListSince(ctx, time.Now().AddDate(-1, 0, 0), 1000)
			must(err)
			ids := make([]uuid.UUID, len(list))
			for i, f := range list {
				ids[i] = f.ID
			}
			_, err = s.ListDaysOf(ctx, ids)
			must(err)
		}},
		{"calendar of a year", some, func() { _, err := s.ListCalendar(ctx, year); must(err) }},
		{"first page of all", 200, list(festivals.Filter{}, 1)},
		{"tenth page of all", 2000, list(festivals.Filter{}, 10)},
		{"coming", some, list(festivals.Filter{Phase: festivals.Coming}, 1)},
		{"running", some, list(festivals.Filter{Phase: festivals.Running}, 1)},
		{"past", some, list(festivals.Filter{Phase: festivals.Past}, 1)},
		{"coming in a district", some, list(festivals.Filter{Phase: festivals.Coming, District: "glagah"}, 1)},
		{"of a month", some, list(festivals.Filter{Year: year, Month: 3}, 1)},
		{"a festival's page", 4500, func() {
			f, err := s.Find(ctx, identity.Actor{}, "festival-1")
			must(err)
			_, err = s.ListDays(ctx, w.db, f.ID)
			must(err)
			_, err = s.ListProgramme(ctx, w.db, f.ID)
			must(err)
			_, err = s.ListZones(ctx, w.db, f.ID)
			must(err)
			_, err = s.ListStalls(ctx, w.db, f.ID)
			must(err)
			_, err = s.ListChanges(ctx, f.ID)
			must(err)
		}},
		{"calls to apply", some, func() { _, err := s.ListCalls(ctx); must(err) }},
		{"own festivals", 300, func() { _, err := s.ListOwn(ctx, organizer); must(err) }},
		{"first page of applications", 400, applications(festivals.ApplicationFilter{}, 1)},
		{"tenth page of applications", 4000, applications(festivals.ApplicationFilter{}, 10)},
		{"waiting for a decision", 1500, applications(festivals.ApplicationFilter{State: festivals.Submitted}, 1)},
		{"by points", half, applications(festivals.ApplicationFilter{Ranked: true}, 1)},
		{"by points, tenth page", 10 * half, applications(festivals.ApplicationFilter{Ranked: true}, 10)},
		{"waiting, by points", 1000, applications(festivals.ApplicationFilter{Ranked: true, State: festivals.Submitted}, 1)},
		{"few of many, by points", 400, func() {
			_, err := s.ListApplications(ctx, organizer, "festival-1", festivals.ApplicationFilter{Ranked: true, State: festivals.Rejected})
			must(err)
		}},
		{"reserve list", half, applications(festivals.ApplicationFilter{State: festivals.Waitlisted}, 1)},
		{"open appeals", 400, func() {
			_, err := s.ListApplications(ctx, organizer, "festival-1", festivals.ApplicationFilter{Appeal: "open"})
			must(err)
		}},
		{"counted by zone", 4 * half, func() { _, err := s.CountZones(ctx, giant.ID); must(err) }},
		{"a shop's applications", 400, func() { _, err := s.ListShopApplications(ctx, vendor, "toko-2"); must(err) }},
		{"one application", 100, func() {
			_, err := s.FindForSelection(ctx, organizer, "festival-1", idOf(anApplication, 1500))
			must(err)
		}},
		{"vendors", 8000, func() {
			_, err := s.ListVendors(ctx, "festival-1", festivals.VendorFilter{}, catalog.Page{})
			must(err)
		}},
		{"shelf", 3000, func() { _, err := s.FindShelf(ctx, giant); must(err) }},
		{"slots of a basket", 1000, func() { _, err := s.ListChoices(ctx, w.db, []uuid.UUID{idOf(aShop, 2), idOf(aShop, 3)}); must(err) }},
		{"slots of a festival", 100, func() { _, err := s.ListSlots(ctx, giant.ID); must(err) }},
		{"where orders are collected", 400, func() {
			var ids []uuid.UUID
			for i := range 20 {
				ids = append(ids, idOf(anOrder, 20+i))
			}
			_, err := s.ListCollections(ctx, w.db, ids)
			must(err)
		}},
		{"a shop's stands", 200, func() { _, err := s.ListStands(ctx, vendor, "toko-2"); must(err) }},
		{"a stall's book", 25_000, func() { _, err := s.ListStallBook(ctx, vendor, "festival-1", "toko-2"); must(err) }},
		{"a stall's sheet", 6000, func() { _, err := s.FindPass(ctx, vendor, "festival-1", "toko-2"); must(err) }},
		{"all sheets", 20_000, func() { _, err := s.ListPasses(ctx, organizer, "festival-1"); must(err) }},
		{"a check-in", 100, func() {
			_, err := s.CheckIn(ctx, organizer, "festival-1", "caaaaaaaab")
			must(err)
		}},
		{"a visit", 100, func() { _, err := s.Visit(ctx, "vaaaaaaaab", []byte("x")); must(err) }},
		{"a checklist", 200, func() { _, err := s.ListPermits(ctx, organizer, "festival-1"); must(err) }},
		{"permits of an office", 400, permits(office, 1)},
		{"permits of an office, tenth page", 4000, permits(office, 10)},
		{"permits of all offices", 600, permits(admin, 1)},
		{"messages to vendors", 300, func() { _, err := s.ListVendorCalls(ctx, organizer, "festival-1"); must(err) }},
		{"unpaid", 10, func() { _, err := s.ListUnpaidDue(ctx, 100); must(err) }},
		{"a minute", 14 * half, func() { must(s.Watch(ctx)) }},
	}
	for _, tt := range tests {
		for range 6 { // what is prepared gets its plan for all values with the sixth
			tt.work()
		}
		var took time.Duration
		read := pgtest.Reads(t, w.db, func() {
			began := time.Now()
			tt.work()
			took = time.Since(began)
		})
		var all int64
		var tables []string
		for table, rows := range read {
			if isSmall[table] {
				continue
			}
			all += rows
			tables = append(tables, fmt.Sprintf("%s %d", table, rows))
		}
		slices.Sort(tables)
		t.Logf("%s: %d rows in %.1f ms %v", tt.name, all, float64(took.Microseconds())/1000, tables)
		if all > tt.most {
			t.Errorf("%s reads %d rows, %d at most: %v", tt.name, all, tt.most, tables)
		}
	}
}
