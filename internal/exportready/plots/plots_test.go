package plots_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"lapak/internal/apperr"
	"lapak/internal/exportready/plots"
)

// Kalibaru lies on the slope of Raung, far from the sea.
const square = `[[[114.000000,-8.280000],[114.010000,-8.280000],[114.010000,-8.270000],[114.000000,-8.270000],[114.000000,-8.280000]]]`

func feature(kind, coordinates, properties string) string {
	return fmt.Sprintf(`{"type":"Feature","properties":{%s},"geometry":{"type":%q,"coordinates":%s}}`, properties, kind, coordinates)
}

func TestParse(t *testing.T) {
	cases := map[string]struct {
		raw  string
		code string
	}{
		"a polygon":              {feature("Polygon", square, ""), ""},
		"a bare geometry":        {fmt.Sprintf(`{"type":"Polygon","coordinates":%s}`, square), ""},
		"a small point":          {feature("Point", `[114.0,-8.28]`, `"hectares":1.5`), ""},
		"many":                   {fmt.Sprintf(`{"type":"FeatureCollection","features":[%s,%s]}`, feature("Polygon", square, ""), feature("Point", `[114.0,-8.28,410]`, `"hectares":1`)), ""},
		"no JSON":                {`114.0,-8.28`, "plots_not_geojson"},
		"nothing":                {`{"type":"FeatureCollection","features":[]}`, "plots_empty"},
		"a line":                 {feature("LineString", `[[114,-8],[114.1,-8.1]]`, ""), "plots_not_geojson"},
		"a point of four ha":     {feature("Point", `[114.0,-8.28]`, `"hectares":4`), "plot_needs_polygon"},
		"a point without size":   {feature("Point", `[114.0,-8.28]`, ""), "plot_area_missing"},
		"in the Bali Strait":     {feature("Point", `[114.50,-8.50]`, `"hectares":1`), "plot_in_sea"},
		"in the Indian Ocean":    {feature("Point", `[113.5,-10.5]`, `"hectares":1`), "plot_in_sea"},
		"latitude first":         {feature("Point", `[-8.28,114.0]`, `"hectares":1`), "plot_out_of_range"},
		"not closed":             {feature("Polygon", strings.Replace(square, `,[114.000000,-8.280000]]]`, `]]`, 1), ""), "plot_not_closed"},
		"a bow tie":              {feature("Polygon", `[[[114,-8.28],[114.01,-8.27],[114.01,-8.28],[114,-8.27],[114,-8.28]]]`, ""), "plot_crosses_itself"},
		"touching itself":        {feature("Polygon", `[[[114,-8.28],[114.02,-8.28],[114.01,-8.28],[114.01,-8.27],[114,-8.28]]]`, ""), "plot_crosses_itself"},
		"a hole as large":        {feature("Polygon", square[:len(square)-1]+","+square[1:], ""), "plot_no_area"},
		"too deep":               {strings.Repeat(`{"type":"GeometryCollection","geometries":[`, 9) + strings.Repeat(`]}`, 9), "plots_not_geojson"},
		"too large":              {strings.Repeat(" ", plots.MaxBytes+1), "plots_too_large"},
		"a number as coordinate": {feature("Polygon", `7`, ""), "plots_not_geojson"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			_, err := plots.Parse(c.raw)
			if (err == nil) != (c.code == "") || err != nil && apperr.CodeOf(err) != c.code {
				t.Errorf("error %v, want %q", err, c.code)
			}
		})
	}
}

func TestArea(t *testing.T) {
	found, err := plots.Parse(feature("Polygon", square, ""))
	if err != nil {
		t.Fatal(err)
	}
	// A hundredth of a degree by a hundredth at 8.28° S: 1,113.2 m by 1,101.6 m.
	if got := found.Hectares(); math.Abs(got-122.6) > 0.3 {
		t.Errorf("%.2f ha, want about 122.6", got)
	}
}
