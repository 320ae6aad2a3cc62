package exportready

import (
	"strings"

	"lapak/internal/exportready/plots"
)

// CheckedPlots is GeoJSON that passed, as it is kept.
type CheckedPlots struct {
	Text  string
	Count int
}

// CheckPlots reads the GeoJSON of a product's plots; empty stays empty. Errors: those of plots.Parse.
func CheckPlots(raw string) (CheckedPlots, error) {
	raw = strings.TrimSpace(raw)
	if raw == "" {
		return CheckedPlots{}, nil
	}
	found, err := plots.Parse(raw)
	return CheckedPlots{raw, len(found.All)}, err
}
