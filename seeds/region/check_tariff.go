package region

import (
	"slices"
	"strings"
)

// maxParcelGrams is the heaviest parcel that every zone must have a price for.
const maxParcelGrams = 30_000

func (c *checker) zones() {
	c.file = "zones.csv"
	keys, areas := map[string]bool{}, map[string]bool{}
	for _, z := range c.pack.Zones {
		c.once(keys, z.Row, "key", z.Key)
		c.need(slugForm.MatchString(z.Key), z.Row, "key", "invalid_slug", z.Key)
		c.text(z.Row, "name", z.Name)
		c.need(len(z.AreaCodes) > 0, z.Row, "area_codes", "missing_text", "")
		for _, code := range z.AreaCodes {
			c.once(areas, z.Row, "area_codes", code)
		}
	}
	c.need(areas["*"], 0, "area_codes", "missing_foreign_zone", "*")
	known := map[string]bool{"*": true}
	err := eachArea(func(a Area) bool {
		known[a.Code] = true
		c.need(a.Level != "province" || areas[a.Code], 0, "area_codes", "missing_province", a.Code)
		return a.Level != "district" // a zone is made of provinces and regencies
	})
	c.need(err == nil, 0, "area_codes", "unreadable_areas", err)
	for _, z := range c.pack.Zones {
		for _, code := range z.AreaCodes {
			c.need(known[code], z.Row, "area_codes", "unknown_area", code)
		}
	}
}

func (c *checker) tariffs() {
	c.file = "shipping.csv"
	zones := map[string]bool{}
	for _, z := range c.pack.Zones {
		zones[z.Key] = true
	}
	byZone := map[string][]Tariff{}
	for _, t := range c.pack.Tariffs {
		c.need(zones[t.Zone], t.Row, "zone", "unknown_zone", t.Zone)
		c.need(t.PriceRupiah > 0, t.Row, "price_rupiah", "not_positive", t.PriceRupiah)
		c.need(t.UpToGrams > t.OverGrams && t.OverGrams >= 0, t.Row, "up_to_grams", "empty_band", t.UpToGrams)
		c.need(0 < t.DaysMin && t.DaysMin <= t.DaysMax, t.Row, "days_min", "invalid_days", t.DaysMin)
		c.filled(t.Row, "confidence", t.Confidence)
		byZone[t.Zone] = append(byZone[t.Zone], t)
	}
	for _, z := range c.pack.Zones {
		c.bands(z.Key, byZone[z.Key])
	}
}

// bands reports where one zone's weights overlap, leave a gap, stop early or
// grow cheaper as the parcel grows heavier.
func (c *checker) bands(zone string, bands []Tariff) {
	slices.SortStableFunc(bands, func(a, b Tariff) int { return a.OverGrams - b.OverGrams })
	end, price := 0, int64(0)
	for _, t := range bands {
		c.need(t.OverGrams <= end, t.Row, "over_grams", "gap", t.OverGrams)
		c.need(t.OverGrams >= end, t.Row, "over_grams", "overlap", t.OverGrams)
		c.need(t.PriceRupiah >= price, t.Row, "price_rupiah", "cheaper_than_lighter", t.PriceRupiah)
		end, price = max(end, t.UpToGrams), t.PriceRupiah
	}
	c.need(end >= maxParcelGrams, 0, "up_to_grams", "stops_early", zone)
}

// ZoneOf finds the shipping zone of an Indonesian area by the longest prefix
// of its code.
func (p Pack) ZoneOf(area string) (key string, ok bool) {
	best := -1
	for _, z := range p.Zones {
		for _, code := range z.AreaCodes {
			inside := area == code || strings.HasPrefix(area, code+".")
			if inside && len(code) > best {
				best, key, ok = len(code), z.Key, true
			}
		}
	}
	return key, ok
}
