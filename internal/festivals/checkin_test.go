package festivals_test

import (
	"testing"
	"time"

	"lapak/internal/apperr"
	"lapak/internal/festivals"
	"lapak/internal/festivals/festivalstest"
	"lapak/internal/postgres/pgtest"
	"lapak/internal/shops/shopstest"
)

func TestAVendorIsCheckedInOnceByItsOwnFestivalsCode(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	shops, region := shopstest.New(t, db)
	organizer, other, owner := shopstest.Account(t, db, "organizer"), shopstest.Account(t, db, "organizer2"), shopstest.Account(t, db, "owner")
	s := festivals.New(festivals.Deps{DB: db, Regions: region, Shops: shops})
	running, coming := festivalstest.Running(organizer), festivalstest.Coming(other)
	here, there := festivalstest.Make(t, db, running), festivalstest.Make(t, db, coming)
	shop := shopstest.Approved(t, shops, owner, "Kopi Lerek")
	festivalstest.Give(t, db, here, "kuliner", shop.ID)
	festivalstest.Give(t, db, there, "kuliner", shop.ID)
	pass, err := s.FindPass(t.Context(), owner, running.Slug, shop.Slug)
	if err != nil || len(pass.Passes) != 1 || pass.Passes[0].CheckIn == "" || pass.Entrance == "" {
		t.Fatalf("%+v %v", pass, err)
	}
	foreign, err := s.ListPasses(t.Context(), other, coming.Slug)
	if err != nil {
		t.Fatal(err)
	}
	code := "https://mall.test/c/" + pass.Passes[0].CheckIn
	for _, tt := range []struct {
		name, code, want string
	}{
		{"another festival's", foreign.Passes[0].CheckIn, "code_of_other_festival"},
		{"a visitor's", pass.Passes[0].Visit, "code_not_found"},
		{"a guess", "aaaaaaaaaa", "code_not_found"},
		{"nothing", " ", "code_not_found"},
	} {
		if _, err := s.CheckIn(t.Context(), organizer, running.Slug, tt.code); apperr.CodeOf(err) != tt.want {
			t.Errorf("%s code: %v, want %s", tt.name, err, tt.want)
		}
	}
	if _, err := s.CheckIn(t.Context(), other, running.Slug, code); apperr.CodeOf(err) != "festival_not_found" {
		t.Errorf("by who is no member: %v", err)
	}
	if _, err := s.CheckIn(t.Context(), owner, running.Slug, code); apperr.CodeOf(err) != "festival_not_found" {
		t.Errorf("by the vendor: %v", err)
	}
	first, err := s.CheckIn(t.Context(), organizer, running.Slug, code)
	if err != nil || !first.IsFirst || first.ShopSlug != shop.Slug {
		t.Fatalf("%+v %v", first, err)
	}
	again, err := s.CheckIn(t.Context(), organizer, running.Slug, pass.Passes[0].CheckIn)
	if err != nil || again.IsFirst || !again.At.Equal(first.At) {
		t.Errorf("again: %+v %v", again, err)
	}
	for day := range 2 {
		at := s.At(time.Date(2026, 11, 20+day, 5, 0, 0, 0, time.UTC))
		for _, visitor := range []string{"a", "a", "b"} {
			to, err := at.Visit(t.Context(), pass.Passes[0].Visit, []byte(visitor))
			if err != nil || to.Shop != shop.Slug || to.Festival != running.Slug {
				t.Fatal(to, err)
			}
		}
	}
	if _, err := s.Visit(t.Context(), pass.Passes[0].CheckIn, []byte("a")); apperr.CodeOf(err) != "code_not_found" {
		t.Errorf("a check-in's code as a visit: %v", err)
	}
	var visits int
	if err := db.Get(&visits, `SELECT count(*) FROM festival_visits`); err != nil || visits != 4 {
		t.Errorf("%d visits counted, want 2 visitors on 2 days: %v", visits, err)
	}
}
