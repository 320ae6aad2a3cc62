package regions_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lapak/internal/apperr"
	"lapak/internal/postgres/pgtest"
	"lapak/internal/regions"
	"lapak/internal/regions/regionstest"
)

func TestARegionIsReadAsItWasImported(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	if err := regions.New(db).Load(t.Context()); apperr.CodeOf(err) != "region_missing" {
		t.Errorf("an empty database: %v", err)
	}
	first := regionstest.New(t, db)
	regionstest.New(t, db) // a second import changes nothing
	pack := regionstest.Pack()
	pack.Settings.MallName, pack.StopWords = "Mal Contoh", []regions.StopWord{{Language: "id", Word: " Atau "}, {Language: "id", Word: "atau"}}
	pack.Areas[0].Name = "Jawa Timur Baru"
	second := regions.New(db)
	if err := second.Import(t.Context(), pack); err != nil {
		t.Fatal(err)
	}
	if first.Settings().MallName != "Banyuwangi Mall" {
		t.Error("the first service changed without loading")
	}
	if err := first.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, s := range []*regions.Service{first, second} {
		if diff := cmp.Diff(pack.Settings, s.Settings()); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff(pack.Districts, s.ListDistricts()); diff != "" {
			t.Error(diff)
		}
		if got := s.StopWords("id"); !slices.Equal(got, []string{"atau"}) {
			t.Errorf("stop words %q", got)
		}
	}
	if a, err := first.FindArea(t.Context(), "35"); err != nil || a.Name != "Jawa Timur Baru" {
		t.Errorf("%+v %v", a, err)
	}
}

func TestAFailedImportChangesNothing(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	service := regionstest.New(t, db)
	pack := regionstest.Pack()
	pack.Settings.MallName = "Mal Lain"
	pack.Districts = append(pack.Districts, regions.District{Slug: "atlantis", Code: "99.99.99", Name: "Atlantis"})
	if err := service.Import(t.Context(), pack); err == nil {
		t.Fatal("a district of an unknown area was taken")
	}
	if err := service.Load(t.Context()); err != nil || service.Settings().MallName != "Banyuwangi Mall" {
		t.Errorf("%q %v", service.Settings().MallName, err)
	}
}

func TestTheWholeCountryIsImportedInSeconds(t *testing.T) {
	if testing.Short() {
		t.Skip("83,000 rows")
	}
	t.Parallel()
	service := regionstest.New(t, pgtest.New(t))
	pack := regionstest.Pack()
	for d := range 8300 {
		district := fmt.Sprintf("51.71.%05d", d+10)
		pack.Areas = append(pack.Areas, regions.Area{Code: district, Level: regions.LevelDistrict, Name: "Kecamatan"})
		for v := range 10 {
			pack.Areas = append(pack.Areas, regions.Area{Code: fmt.Sprintf("%s.%04d", district, v), Level: regions.LevelVillage, Name: "Desa"})
		}
	}
	for _, limit := range []time.Duration{30 * time.Second, 10 * time.Second} { // the second time there is nothing to write
		start := time.Now()
		if err := service.Import(t.Context(), pack); err != nil {
			t.Fatal(err)
		}
		if took := time.Since(start); took > limit {
			t.Errorf("took %s", took)
		}
	}
	if villages, err := service.ListAreas(t.Context(), "51.71.08309"); err != nil || len(villages) != 10 {
		t.Errorf("%d villages, %v", len(villages), err)
	}
}

func TestAreasAreListedBelowTheirParent(t *testing.T) {
	t.Parallel()
	service := regionstest.New(t, pgtest.New(t))
	for parent, want := range map[string][]string{
		"":              {"Bali", "Jawa Timur"},
		"35.10":         {"Blimbingsari", "Glagah", "Kalipuro"},
		"35.10.15":      {"Kemiren", "Olehsari"},
		"51.71.01.1001": {},
	} {
		areas, err := service.ListAreas(t.Context(), parent)
		names := make([]string, 0, len(areas))
		for _, a := range areas {
			names = append(names, a.Name)
		}
		if err != nil || !slices.Equal(names, want) {
			t.Errorf("%q: %q %v", parent, names, err)
		}
	}
	for _, parent := range []string{"99", "'; DROP TABLE areas; --", "35\x00", "３５"} {
		if areas, err := service.ListAreas(t.Context(), parent); apperr.CodeOf(err) != "area_not_found" {
			t.Errorf("%q: %v %v", parent, areas, err)
		}
	}
}

func TestVillagesAreFoundByName(t *testing.T) {
	t.Parallel()
	service := regionstest.New(t, pgtest.New(t))
	v, err := service.FindVillage(t.Context(), "glagah", " KEMIREN ")
	if err != nil || v.Code != regionstest.Kemiren {
		t.Errorf("%+v %v", v, err)
	}
	if d, err := service.DistrictOf(v.Code); err != nil || d.Slug != "glagah" {
		t.Errorf("%+v %v", d, err)
	}
	for _, c := range []struct{ district, name, code string }{
		{"glagah", "Gintangan", "village_not_found"},
		{"glagah", "Kemiren\x00", "village_not_found"},
		{"atlantis", "Kemiren", "district_not_found"},
	} {
		if v, err := service.FindVillage(t.Context(), c.district, c.name); apperr.CodeOf(err) != c.code {
			t.Errorf("%s in %s: %+v %v", c.name, c.district, v, err)
		}
	}
}

func TestAddresses(t *testing.T) {
	t.Parallel()
	service := regionstest.New(t, pgtest.New(t))
	home := regions.Address{
		Line: "Jalan Raya 1", Village: "kemiren", District: " Glagah", Regency: "kabupaten banyuwangi", Province: "JAWA TIMUR", PostalCode: "68432",
	}
	abroad := regions.Address{Line: "1 Main Street", Regency: "Rotterdam", PostalCode: "3011 AA", Country: "nl"}
	change := func(a regions.Address, fn func(*regions.Address)) regions.Address {
		fn(&a)
		return a
	}
	got, err := service.ResolveAddress(t.Context(), home)
	want := regions.Resolved{
		Address: regions.Address{
			Line: "Jalan Raya 1", Village: "Kemiren", District: "Glagah", Regency: "Kabupaten Banyuwangi", Province: "Jawa Timur",
			PostalCode: "68432", Country: "ID",
		},
		ProvinceCode: "35", RegencyCode: "35.10", DistrictCode: "35.10.15", VillageCode: regionstest.Kemiren,
	}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v %s", err, diff)
	}
	if got, err := service.ResolveAddress(t.Context(), abroad); err != nil || got.Country != "NL" || got.ProvinceCode != "" {
		t.Errorf("abroad: %+v %v", got, err)
	}
	for name, c := range map[string]struct {
		address regions.Address
		fields  []string
	}{
		"empty":               {regions.Address{}, []string{"line required", "regency required", "village required", "district required", "province required"}},
		"empty abroad":        {regions.Address{Country: "NL"}, []string{"line required", "regency required", "postal_code required"}},
		"unknown country":     {change(abroad, func(a *regions.Address) { a.Country = "XX" }), []string{"country unknown_country"}},
		"a numbered country":  {change(abroad, func(a *regions.Address) { a.Country = "36" }), []string{"country unknown_country"}},
		"unknown village":     {change(home, func(a *regions.Address) { a.Village = "Gintangan" }), []string{"village unknown_area"}},
		"unknown district":    {change(home, func(a *regions.Address) { a.District = "Atlantis" }), []string{"district unknown_area"}},
		"another's regency":   {change(home, func(a *regions.Address) { a.Regency = "Kota Denpasar" }), []string{"regency unknown_area"}},
		"unknown province":    {change(home, func(a *regions.Address) { a.Province = "' OR 1=1 --" }), []string{"province unknown_area"}},
		"NUL":                 {change(home, func(a *regions.Address) { a.Village = "Kemiren\x00" }), []string{"village bad_characters"}},
		"full-width postcode": {change(home, func(a *regions.Address) { a.PostalCode = "６８４３２" }), []string{"postal_code bad_postal_code"}},
	} {
		_, err := service.ResolveAddress(t.Context(), c.address)
		var fields []string
		if e := apperr.As(err); e != nil && e.Kind == apperr.Invalid {
			for _, f := range e.Fields {
				fields = append(fields, f.Path[len("address."):]+" "+f.Code)
			}
		}
		if !slices.Equal(fields, c.fields) {
			t.Errorf("%s: %q, %v", name, fields, err)
		}
	}
}
