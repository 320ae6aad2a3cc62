package shipping

// tariff is what is in force, as one moment of the database showed it. It is never changed.
type tariff struct {
	zones  map[string]string // by area code, as in Zone.Areas
	bands  map[string][]band // by zone
	points []Point           // active ones, by name
}

// bandsTo are all bands of the zone with the longest code that fits the destination.
func (t *tariff) bandsTo(to Destination) []band {
	for _, code := range to.codes() { // the finest first
		if zone, ok := t.zones[code]; ok {
			return t.bands[zone]
		}
	}
	return nil
}
