package shipping_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"lapak/internal/apperr"
	"lapak/internal/postgres/pgtest"
	"lapak/internal/regions"
	"lapak/internal/regions/regionstest"
	"lapak/internal/shipping"
)

func TestImportingTwiceIsImportingOnce(t *testing.T) {
	t.Parallel()
	s, ask := newService(t)
	near := shipping.Destination{AreaCode: "35.10"}
	parcel := shipping.Parcel{ShopID: uuid.New(), WeightGrams: 500, AcceptsPickup: true}
	before, err := ask(near, parcel)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Import(t.Context(), tariff()); err != nil {
		t.Fatal(err)
	}
	after, err := ask(near, parcel)
	if diff := cmp.Diff(before, after); err != nil || diff != "" {
		t.Errorf("%v %s", err, diff)
	}
}

func TestANewTariffReplacesTheOld(t *testing.T) {
	t.Parallel()
	s, ask := newService(t)
	changed := tariff()
	changed.Zones = changed.Zones[1:] // the regency is now in the province's zone
	changed.Points = changed.Points[:1]
	if err := s.Import(t.Context(), changed); err != nil {
		t.Fatal(err)
	}
	shop := uuid.New()
	choices, err := ask(shipping.Destination{AreaCode: "35.10"}, shipping.Parcel{ShopID: shop, WeightGrams: 500, AcceptsPickup: true})
	if err != nil {
		t.Fatal(err)
	}
	options := choices[shop].Options
	if options[0].Price != 12_000 {
		t.Errorf("the old price stays: %+v", options[0])
	}
	if slices.ContainsFunc(options, func(o shipping.Option) bool { return o.Code == "pickup:bambu" }) {
		t.Error("a closed point is still offered")
	}
}

func TestAWrongTariffChangesNothing(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	if err := regions.New(db).Import(t.Context(), regionstest.Pack()); err != nil {
		t.Fatal(err)
	}
	s := shipping.New(db)
	for path, spoil := range map[string]func(*shipping.Tariff){
		"zones[1].key":                func(t *shipping.Tariff) { t.Zones[1].Key = "near" },
		"zones[0].key":                func(t *shipping.Tariff) { t.Zones[0].Key = "" },
		"zones[1].areas":              func(t *shipping.Tariff) { t.Zones[1].Areas = []string{"35.10"} },
		"zones[0].days":               func(t *shipping.Tariff) { t.Zones[0].DaysMax = 0 },
		"zones[0].rates[1].max_grams": func(t *shipping.Tariff) { t.Zones[0].Rates[1].MaxGrams = 1_000 },
		"zones[0].rates[2].max_grams": func(t *shipping.Tariff) { t.Zones[0].Rates[2].MaxGrams = 0 },
		"zones[0].rates[0].price":     func(t *shipping.Tariff) { t.Zones[0].Rates[0].Price = -1 },
		"zones[0].rates[0].service":   func(t *shipping.Tariff) { t.Zones[0].Rates[0].Service = "" },
		"points[1].key":               func(t *shipping.Tariff) { t.Points[1].Key = "kemiren" },
		"points.kemiren.village_code": func(t *shipping.Tariff) { t.Points[0].VillageCode = "99.99.99.9999" },
	} {
		t.Run(path, func(t *testing.T) {
			wrong := tariff()
			spoil(&wrong)
			err := s.Import(t.Context(), wrong)
			refusal := apperr.As(err)
			if refusal == nil || refusal.Kind != apperr.Invalid || len(refusal.Fields) != 1 || refusal.Fields[0].Path != path {
				t.Errorf("got %v", err)
			}
			var rows int
			if err := db.GetContext(t.Context(), &rows, `SELECT (SELECT count(*) FROM shipping_zones) + (SELECT count(*) FROM pickup_points)`); err != nil || rows != 0 {
				t.Errorf("%d rows were written, %v", rows, err)
			}
		})
	}
}
