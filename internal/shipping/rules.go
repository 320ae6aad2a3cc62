package shipping

import (
	"cmp"
	"slices"
)

// band is the price of a service in the destination's zone for parcels up to a weight.
type band struct {
	Zone     string
	Service  string
	MaxGrams int64
	Price    int64
	DaysMin  int
	DaysMax  int
}

// bandsFor picks each service's lightest band that carries the weight, the cheapest service first.
func bandsFor(bands []band, grams int64) []band {
	best := map[string]band{}
	for _, b := range bands {
		if now, ok := best[b.Service]; b.MaxGrams >= grams && (!ok || b.MaxGrams < now.MaxGrams) {
			best[b.Service] = b
		}
	}
	fitting := make([]band, 0, len(best))
	for _, b := range best {
		fitting = append(fitting, b)
	}
	slices.SortFunc(fitting, func(a, b band) int {
		return cmp.Or(cmp.Compare(a.Price, b.Price), cmp.Compare(a.Service, b.Service))
	})
	return fitting
}

// The codes of why no courier carries a parcel.
const (
	addressNeeded   = "address_needed"
	notServed       = "destination_not_served"
	tooHeavy        = "parcel_too_heavy"
	tooHeavyForeign = "parcel_too_heavy_abroad"
)

// refuseCourier says why no courier carries the weight there; empty where one does.
func refuseCourier(bands []band, to Destination, grams int64) string {
	switch {
	case to.isNowhere():
		return addressNeeded
	case len(bands) == 0:
		return notServed
	case to.isForeign() && grams > MaxForeignGrams:
		return tooHeavyForeign
	case len(bandsFor(bands, grams)) == 0:
		return tooHeavy
	}
	return ""
}
