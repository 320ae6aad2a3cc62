package seeds_test

import (
	"context"
	"testing"
	"time"

	"lapak/internal/apperr"
	"lapak/internal/identity"
	"lapak/internal/payments/cash"
	"lapak/internal/payments/transfer"
	"lapak/internal/postgres/pgtest"
	"lapak/internal/shops"
	"lapak/seeds"
)

func TestARegionIsLoadedOnce(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	s, pack := newServices(t, db, t.TempDir()), banyuwangi(t)
	told := 0
	progress := func(seeds.Step, int, int) { told++ }
	must(t, seeds.LoadRegion(t.Context(), s, pack, progress))
	if told == 0 || s.Regions.Settings().MallName != pack.MallName || len(s.Catalog.ListCategories()) != len(pack.Categories) {
		t.Errorf("told %d times, %q, %d categories", told, s.Regions.Settings().MallName, len(s.Catalog.ListCategories()))
	}
	if points, zones := count(t, db, `SELECT count(*) FROM pickup_points`), count(t, db, `SELECT count(*) FROM shipping_zones`); points != len(pack.PickupPoints) || zones != len(pack.Zones) {
		t.Errorf("%d pickup points, %d zones", points, zones)
	}
	again, start := newServices(t, db, t.TempDir()), time.Now()
	told = 0
	must(t, seeds.LoadRegion(t.Context(), again, pack, progress))
	if took := time.Since(start); told != 0 || took > 2*time.Second {
		t.Errorf("the second time told %d times and took %s", told, took)
	}
	if again.Regions.Settings().MallName != pack.MallName || len(again.Catalog.ListCategories()) != len(pack.Categories) {
		t.Error("the second time left nothing in memory")
	}
	pack.MallName = "Mal Lain"
	must(t, seeds.LoadRegion(t.Context(), again, pack, progress))
	if told == 0 || again.Regions.Settings().MallName != "Mal Lain" {
		t.Error("a changed pack was not loaded")
	}
}

func TestAPackWithProblemsChangesNothing(t *testing.T) {
	t.Parallel()
	s, pack := newMall(t), banyuwangi(t)
	pack.MallName, pack.Contact.Email = "Mal Lain", "nobody"
	if err := seeds.LoadRegion(t.Context(), s, pack, nil); err == nil {
		t.Fatal("a pack without a contact was taken")
	}
	must(t, s.Regions.Load(t.Context()))
	if s.Regions.Settings().MallName == "Mal Lain" {
		t.Error("it was loaded")
	}
}

func TestTheDemoCanBeBrowsed(t *testing.T) {
	t.Parallel()
	s := newMall(t)
	start := time.Now()
	must(t, seeds.LoadDemo(t.Context(), s, seeds.DemoOptions{Small: true}))
	t.Logf("loaded in %s", time.Since(start))
	if n := count(t, s.DB, `SELECT count(*) FROM products WHERE listed AND jsonb_array_length(images) = 1 AND published_at < now()`); n != 24 {
		t.Errorf("%d products are listed", n)
	}
	if n := count(t, s.DB, `SELECT count(DISTINCT published_at) FROM products`); n != 24 {
		t.Errorf("%d times of listing", n)
	}
	for state, want := range map[shops.State]int{shops.Approved: 8, shops.Pending: 3, shops.Rejected: 1} {
		if n := count(t, s.DB, `SELECT count(*) FROM shops WHERE state = $1`, state); n != want {
			t.Errorf("%d shops are %s, want %d", n, state, want)
		}
	}
	if n := count(t, s.DB, ordersOfHistory); n != 20 {
		t.Errorf("%d orders", n)
	}
	for _, state := range []string{"awaiting_payment", "paid", "shipped", "completed", "cancelled", "expired", "refunded"} {
		if count(t, s.DB, `SELECT count(*) FROM order_groups WHERE state = $1`, state) == 0 {
			t.Errorf("no order is %s", state)
		}
	}
	for name, query := range map[string]string{
		"times to come":              `SELECT count(*) FROM order_events WHERE at > now()`,
		"events before their order":  `SELECT count(*) FROM order_events e JOIN order_groups g ON g.id = e.group_id WHERE e.at < g.created_at`,
		"shops without orders":       `SELECT 2 - count(DISTINCT shop_id) FROM shop_orders JOIN shops s ON s.id = shop_id WHERE s.slug IN ('kopi-gombengsari', 'batik-tampo')`,
		"messages that wait":         `SELECT count(*) FROM messages WHERE state <> 'sent'`,
		"messages to be sent":        `SELECT count(*) FROM messages WHERE next_try_at IS NOT NULL`,
		"decisions among the latest": `SELECT count(*) FROM (SELECT template FROM messages ORDER BY created_at DESC, id DESC LIMIT 50) m WHERE template ~ '^shop_(approved|rejected)$'`,
		"messages that say too little": `SELECT count(*) FROM (VALUES ('order_paid'), ('shop_order_new'), ('order_accepted'), ('order_shipped')) t (template)
			WHERE NOT EXISTS (SELECT FROM messages m WHERE m.template = t.template AND m.body <> '' AND m.sent_at < now() - interval '10 minutes')`,
		"payments later than now":  `SELECT count(*) FROM payments WHERE paid_at > now() OR created_at > now()`,
		"bookings of another time": `SELECT count(*) FROM ledger_transfers t JOIN payments p ON t.reference = p.id::text WHERE t.at <> p.paid_at`,
		"sales without their time": `SELECT count(*) FROM stock_movements WHERE at > now() - interval '5 minutes' AND reason <> 'initial'
			AND reference NOT IN (SELECT id::text FROM stall_sales)`,
		"unpaid orders that are due": `SELECT count(*) FROM order_groups WHERE state = 'awaiting_payment' AND expires_at < now() + interval '10 minutes'`,
	} {
		if n := count(t, s.DB, query); n != 0 {
			t.Errorf("%d %s", n, name)
		}
	}
	for name, query := range map[string]string{
		"applications in each state": `SELECT count(*) FROM (VALUES ('submitted', ''), ('accepted', ''), ('confirmed', ''), ('waitlisted', ''), ('rejected', ''), ('rejected', 'open')) w (state, appeal)
			WHERE NOT EXISTS (SELECT FROM festival_applications a WHERE a.state = w.state AND a.appeal = w.appeal)`,
		"scores":                  `SELECT count(*) FROM (SELECT 1 WHERE NOT EXISTS (SELECT FROM festival_applications WHERE state = 'submitted' AND score > 0)) x`,
		"sales of the morning":    `SELECT count(*) FROM (SELECT 1 WHERE NOT EXISTS (SELECT FROM stall_sales WHERE sold_at < now() - interval '9 minutes')) x`,
		"visits":                  `SELECT count(*) FROM (SELECT 1 WHERE NOT EXISTS (SELECT FROM festival_visits)) x`,
		"a fee that finance sees": `SELECT 1 - count(*) FROM payments WHERE subject_kind = 'stall_fee' AND method = 'transfer' AND NOT applied`,
	} {
		if n := count(t, s.DB, query); n != 0 {
			t.Errorf("the demo's festivals are without %s (%d)", name, n)
		}
	}
	verify(t, s.DB)
}

func TestTheDemoIsLoadedWhereNobodyPaysOnline(t *testing.T) {
	t.Parallel()
	s := newMall(t)
	s.Sandbox = nil
	s = withPayments(t, s, transfer.New(transfer.Account{Bank: "Bank Contoh", Number: "123", Holder: "Mall"}), cash.New())
	must(t, seeds.LoadDemo(t.Context(), s, seeds.DemoOptions{Small: true}))
	if n := count(t, s.DB, `SELECT count(*) FROM refunds WHERE state = 'succeeded'`); n == 0 {
		t.Error("no order was given back")
	}
	verify(t, s.DB)
}

func TestDemoAccountsDoWhatTheyAreFor(t *testing.T) {
	t.Parallel()
	s := newMall(t)
	must(t, seeds.LoadDemo(t.Context(), s, seeds.DemoOptions{Small: true, Orders: -1}))
	for _, a := range seeds.DemoAccounts(banyuwangi(t)) {
		account, err := s.Identity.SignIn(t.Context(), identity.SignInInput{Email: a.Email, Password: seeds.DemoPassword})
		if err != nil {
			t.Errorf("%s: %v", a.Email, err)
			continue
		}
		actor, err := s.Identity.FindActor(t.Context(), account.ID)
		must(t, err)
		if len(actor.Roles) != len(a.Roles) {
			t.Errorf("%s has the roles %v, want %v", a.Email, actor.Roles, a.Roles)
		}
		mine, err := s.Shops.ListMine(t.Context(), actor)
		must(t, err)
		switch a.Email {
		case "seller@lapak.test", "seller2@lapak.test":
			if len(mine) != 1 || mine[0].State != shops.Approved {
				t.Errorf("%s owns %v", a.Email, mine)
			}
		default:
			if len(mine) != 0 {
				t.Errorf("%s owns %v", a.Email, mine)
			}
		}
		if a.Email == "verifier@lapak.test" && (!actor.HasScoped(identity.RoleVerifier, "diskop") || actor.HasScoped(identity.RoleVerifier, "kurator")) {
			t.Errorf("the verifier has %v", actor.Roles)
		}
	}
}

func TestALoadedDemoIsLeftAsItIs(t *testing.T) {
	t.Parallel()
	s := newMall(t)
	opts := seeds.DemoOptions{Small: true, Orders: -1}
	must(t, seeds.LoadDemo(t.Context(), s, opts))
	state := func() [4]int {
		return [4]int{
			count(t, s.DB, `SELECT count(*) FROM accounts`), count(t, s.DB, `SELECT count(*) FROM shops`),
			count(t, s.DB, `SELECT sum(version) FROM products`), count(t, s.DB, `SELECT count(*) FROM audit_log`),
		}
	}
	before := state()
	must(t, seeds.LoadDemo(t.Context(), s, opts))
	if after := state(); after != before {
		t.Errorf("%v became %v", before, after)
	}
}

func TestTheDemoStaysOutOfAMallInUse(t *testing.T) {
	t.Parallel()
	s := newMall(t)
	account, err := s.Identity.Register(t.Context(), identity.RegisterInput{
		Email: "toko@usaha.example", Password: "kopi-lerek-2026", Name: "Kelompok perajin", Language: "id",
	})
	must(t, err)
	_, err = s.Shops.Apply(t.Context(), identity.Actor{AccountID: account.ID}, shops.Profile{
		Name: "Anyaman", District: "glagah", Village: "Kemiren", AddressLine: "Jalan", Phone: "081200000000",
	})
	must(t, err)
	if err := seeds.LoadDemo(t.Context(), s, seeds.DemoOptions{Small: true}); apperr.CodeOf(err) != "mall_in_use" {
		t.Fatal(err)
	}
	if n := count(t, s.DB, `SELECT count(*) FROM accounts`); n != 1 {
		t.Errorf("%d accounts", n)
	}
}

func TestTheOtherViewsAreDrawnLater(t *testing.T) {
	t.Parallel()
	s := newMall(t)
	opts := seeds.DemoOptions{Small: true, Orders: -1}
	must(t, seeds.DrawRest(t.Context(), s, opts)) // no demo yet
	if n := count(t, s.DB, `SELECT count(*) FROM images`); n != 0 {
		t.Fatalf("%d pictures of nothing", n)
	}
	must(t, seeds.LoadDemo(t.Context(), s, opts))
	ctx, cancel := context.WithCancel(t.Context())
	opts.Progress = func(step seeds.Step, done, _ int) {
		if step == seeds.StepViews && done > 0 {
			cancel() // as a restart would
		}
	}
	if err := seeds.DrawRest(ctx, s, opts); err == nil {
		t.Fatal("it did not notice the end")
	}
	first := -1
	opts.Progress = func(_ seeds.Step, done, _ int) {
		if first < 0 {
			first = done
		}
	}
	must(t, seeds.DrawRest(t.Context(), s, opts))
	if first <= 0 {
		t.Errorf("it went on at product %d", first)
	}
	if n := count(t, s.DB, `SELECT count(*) FROM products WHERE jsonb_array_length(images) = 5`); n != 24 {
		t.Errorf("%d products have all views", n)
	}
	first = -1
	must(t, seeds.DrawRest(t.Context(), s, opts))
	if first >= 0 {
		t.Error("it drew again")
	}
}

// ordersOfHistory counts the orders of the past, without those that wait at a festival's stalls today.
const ordersOfHistory = `SELECT count(*) FROM order_groups g WHERE NOT EXISTS (SELECT FROM shop_orders o WHERE o.group_id = g.id AND o.shipping_option LIKE 'stall:%')`
