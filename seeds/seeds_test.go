package seeds_test

import (
	"testing"
	"time"

	"lapak/internal/identity"
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
