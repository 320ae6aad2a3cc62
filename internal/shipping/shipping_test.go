package shipping_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"lapak/internal/apperr"
	"lapak/internal/i18n"
	"lapak/internal/postgres/pgtest"
	"lapak/internal/regions"
	"lapak/internal/regions/regionstest"
	"lapak/internal/shipping"
)

func tariff() shipping.Tariff {
	bands := func(service string, base int64) []shipping.Rate {
		return []shipping.Rate{{service, 1_000, base}, {service, 5_000, base * 3}, {service, 30_000, base * 10}}
	}
	return shipping.Tariff{
		Zones: []shipping.Zone{
			{Key: "near", NameID: "Dekat", NameEN: "Near", DaysMin: 1, DaysMax: 2, Areas: []string{"35.10"}, Rates: bands("reguler", 8_000)},
			{Key: "java", NameID: "Jawa", NameEN: "Java", DaysMin: 2, DaysMax: 4, Areas: []string{"35"}, Rates: append(
				bands("reguler", 12_000), shipping.Rate{Service: "kargo", MaxGrams: 10_000, Price: 40_000}, shipping.Rate{Service: "kargo", MaxGrams: 100_000, Price: 200_000})},
			{Key: "abroad", NameID: "Luar negeri", NameEN: "Abroad", DaysMin: 7, DaysMax: 21, Areas: []string{"*"}, Rates: append(
				bands("internasional", 285_000), shipping.Rate{Service: "internasional", MaxGrams: 60_000, Price: 9_000_000})},
		},
		Points: []shipping.Point{
			{Key: "kemiren", Name: "Balai Kemiren", VillageCode: regionstest.Kemiren, AddressLine: "Jalan utama", HoursID: "Senin–Minggu 08.00–16.00", HoursEN: "Monday–Sunday 08:00–16:00"},
			{Key: "bambu", Name: "Galeri Bambu", VillageCode: regionstest.Gintangan, AddressLine: "Dekat balai desa"},
		},
	}
}

func newService(t *testing.T) (*shipping.Service, func(to shipping.Destination, parcels ...shipping.Parcel) (map[uuid.UUID]shipping.Choices, error)) {
	t.Helper()
	db := pgtest.New(t)
	if err := regions.New(db).Import(t.Context(), regionstest.Pack()); err != nil {
		t.Fatal(err)
	}
	s := shipping.New(db)
	if err := s.Import(t.Context(), tariff()); err != nil {
		t.Fatal(err)
	}
	return s, func(to shipping.Destination, parcels ...shipping.Parcel) (map[uuid.UUID]shipping.Choices, error) {
		return s.OptionsFor(t.Context(), db, parcels, to)
	}
}

func TestCouriersArePricedByZoneAndWeight(t *testing.T) {
	t.Parallel()
	_, ask := newService(t)
	home := func(code string) shipping.Destination { return shipping.Destination{Country: "ID", AreaCode: code} }
	type price struct {
		Code  string
		Price int64
	}
	for name, c := range map[string]struct {
		to        shipping.Destination
		grams     int64
		want      []price
		noCourier string
	}{
		"lightest":                         {home(regionstest.Kemiren), 1, []price{{"reguler", 8_000}}, ""},
		"at a band's end":                  {home(regionstest.Kemiren), 1_000, []price{{"reguler", 8_000}}, ""},
		"just above a band's end":          {home(regionstest.Kemiren), 1_001, []price{{"reguler", 24_000}}, ""},
		"at the last band's end":           {home(regionstest.Kemiren), 30_000, []price{{"reguler", 80_000}}, ""},
		"above the last band":              {home(regionstest.Kemiren), 30_001, nil, "parcel_too_heavy"},
		"heaviest":                         {home(regionstest.Kemiren), 1<<63 - 1, nil, "parcel_too_heavy"},
		"the regency itself":               {home("35.10"), 500, []price{{"reguler", 8_000}}, ""},
		"another regency of the province":  {home("35.09.01.2001"), 500, []price{{"reguler", 12_000}, {"kargo", 40_000}}, ""},
		"a code that only begins the same": {home("35.100.01"), 500, []price{{"reguler", 12_000}, {"kargo", 40_000}}, ""},
		"the cheaper service first":        {home("35.09"), 9_000, []price{{"kargo", 40_000}, {"reguler", 120_000}}, ""},
		"a service for heavy parcels":      {home("35.09"), 30_001, []price{{"kargo", 200_000}}, ""},
		"a province without a zone":        {home("51.71"), 500, nil, "destination_not_served"},
		"abroad":                           {shipping.Destination{Country: "SG"}, 1_000, []price{{"internasional", 285_000}}, ""},
		"abroad up to 30 kg":               {shipping.Destination{Country: "SG"}, 30_000, []price{{"internasional", 2_850_000}}, ""},
		"abroad above 30 kg":               {shipping.Destination{Country: "SG"}, 30_001, nil, "parcel_too_heavy_abroad"},
		"abroad with a code from here":     {shipping.Destination{Country: "SG", AreaCode: "35.10"}, 500, []price{{"internasional", 285_000}}, ""},
		"no address yet":                   {shipping.Destination{}, 500, nil, "address_needed"},
	} {
		t.Run(name, func(t *testing.T) {
			shop := uuid.New()
			choices, err := ask(c.to, shipping.Parcel{ShopID: shop, WeightGrams: c.grams})
			if err != nil {
				t.Fatal(err)
			}
			var got []price
			for _, o := range choices[shop].Options {
				got = append(got, price{o.Code, o.Price})
			}
			if diff := cmp.Diff(c.want, got); diff != "" || choices[shop].NoCourier != c.noCourier {
				t.Errorf("no courier: %q; %s", choices[shop].NoCourier, diff)
			}
		})
	}
}

func TestEachShopGetsItsOwnChoices(t *testing.T) {
	t.Parallel()
	_, ask := newService(t)
	light, heavy := uuid.New(), uuid.New()
	choices, err := ask(shipping.Destination{AreaCode: regionstest.Kemiren},
		shipping.Parcel{ShopID: light, ShopName: "Kopi Gombengsari", ShopAddress: "Lingkungan Lerek", WeightGrams: 900, AcceptsPickup: true},
		shipping.Parcel{ShopID: heavy, WeightGrams: 40_000})
	if err != nil {
		t.Fatal(err)
	}
	want := []shipping.Option{
		{Code: "reguler", Label: "Kurir reguler", Price: 8_000, DaysMin: 1, DaysMax: 2},
		{Code: "pickup:shop", Label: "Ambil di Kopi Gombengsari, Lingkungan Lerek", Pickup: true},
		{Code: "pickup:kemiren", Label: "Ambil di Balai Kemiren (Senin–Minggu 08.00–16.00)", Pickup: true},
		{Code: "pickup:bambu", Label: "Ambil di Galeri Bambu", Pickup: true},
	}
	if diff := cmp.Diff(want, choices[light].Options); diff != "" {
		t.Error(diff)
	}
	if len(choices[heavy].Options) != 0 || choices[heavy].NoCourier != "parcel_too_heavy" {
		t.Errorf("%+v", choices[heavy])
	}
	if o, err := choices[light].Pick("pickup:kemiren"); err != nil || o.Price != 0 || !o.Pickup {
		t.Errorf("%+v, %v", o, err)
	}
	if _, err := choices[light].Pick("kargo"); apperr.CodeOf(err) != "unknown_shipping_option" {
		t.Errorf("an option of another zone: %v", err)
	}
	if _, err := choices[heavy].Pick("reguler"); apperr.CodeOf(err) != "parcel_too_heavy" {
		t.Errorf("no option at all: %v", err)
	}
}

func TestLabelsSpeakTheLanguageOfTheRequest(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	if err := regions.New(db).Import(t.Context(), regionstest.Pack()); err != nil {
		t.Fatal(err)
	}
	s, shop := shipping.New(db), uuid.New()
	if err := s.Import(t.Context(), tariff()); err != nil {
		t.Fatal(err)
	}
	english := i18n.WithLanguage(context.WithoutCancel(t.Context()), i18n.English)
	choices, err := s.OptionsFor(english, db, []shipping.Parcel{{ShopID: shop, ShopName: "Kopi", WeightGrams: 1, AcceptsPickup: true}}, shipping.Destination{AreaCode: "35.10"})
	if err != nil {
		t.Fatal(err)
	}
	var labels []string
	for _, o := range choices[shop].Options {
		labels = append(labels, o.Label)
	}
	want := []string{"Regular courier", "Pick up at Kopi", "Pick up at Balai Kemiren (Monday–Sunday 08:00–16:00)", "Pick up at Galeri Bambu"}
	if diff := cmp.Diff(want, labels); diff != "" {
		t.Error(diff)
	}
}

func TestAParcelWithoutWeightIsRefused(t *testing.T) {
	t.Parallel()
	_, ask := newService(t)
	for _, grams := range []int64{0, -1, -1 << 63} {
		if _, err := ask(shipping.Destination{AreaCode: "35.10"}, shipping.Parcel{ShopID: uuid.New(), WeightGrams: grams}); apperr.CodeOf(err) != "weight_out_of_range" {
			t.Errorf("%d grams: %v", grams, err)
		}
	}
}

// A tariff that another process imports is in force within a second; one that this process imports, at once.
func TestANewTariffIsInForceSoon(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	if err := regions.New(db).Import(t.Context(), regionstest.Pack()); err != nil {
		t.Fatal(err)
	}
	here, elsewhere := shipping.New(db), shipping.New(db)
	if err := here.Import(t.Context(), tariff()); err != nil {
		t.Fatal(err)
	}
	price := func() int64 {
		t.Helper()
		shop := uuid.New()
		choices, err := here.OptionsFor(t.Context(), db, []shipping.Parcel{{ShopID: shop, WeightGrams: 500}}, shipping.Destination{AreaCode: regionstest.Kemiren})
		if err != nil || len(choices[shop].Options) != 1 {
			t.Fatalf("%+v, %v", choices, err)
		}
		return choices[shop].Options[0].Price
	}
	raised := func(to int64) shipping.Tariff {
		out := tariff()
		out.Zones[0].Rates[0].Price = to
		return out
	}
	if got := price(); got != 8_000 {
		t.Fatalf("%d", got)
	}
	if err := here.Import(t.Context(), raised(9_000)); err != nil || price() != 9_000 {
		t.Errorf("imported here: %d, %v", price(), err)
	}
	if err := elsewhere.Import(t.Context(), raised(10_000)); err != nil {
		t.Fatal(err)
	}
	for since := time.Now(); price() != 10_000; {
		if time.Since(since) > 10*time.Second {
			t.Fatal("imported elsewhere: never in force")
		}
	}
}
