// Package plots reads the geolocation of farm and forest plots: GeoJSON (RFC 7946) as Regulation (EU) 2023/1115 asks for it, a point
// for a plot under four hectares and a polygon for any larger. It refuses what cannot be a plot.
package plots

import (
	"encoding/json"
	"fmt"
	"math"

	"lapak/internal/apperr"
)

// Bounds of one hand-in.
const (
	MaxBytes      = 512 << 10
	MaxPlots      = 500
	maxPositions  = 2000 // of one ring
	pointHectares = 4.0  // a point stands for less than this
)

// Plot is one plot of land.
type Plot struct {
	Hectares float64 // of a polygon: computed; of a point: as stated
	IsPoint  bool
}

// Plots is what a GeoJSON text holds.
type Plots struct {
	All []Plot
}

// Hectares is the area of all plots.
func (p Plots) Hectares() float64 {
	sum := 0.0
	for _, plot := range p.All {
		sum += plot.Hectares
	}
	return sum
}

type geoJSON struct {
	Type        string          `json:"type"`
	Features    []geoJSON       `json:"features"`
	Geometry    *geoJSON        `json:"geometry"`
	Geometries  []geoJSON       `json:"geometries"`
	Coordinates json.RawMessage `json:"coordinates"`
	Properties  struct {
		Hectares *float64 `json:"hectares"`
	} `json:"properties"`
}

type position [2]float64 // longitude, latitude in degrees

// Parse reads and checks. The errors are Invalid at plots, with the code of what is wrong and the Plot's number in the file.
func Parse(raw string) (Plots, error) {
	if len(raw) > MaxBytes {
		return Plots{}, invalid("plots_too_large", 0)
	}
	var source geoJSON
	if err := json.Unmarshal([]byte(raw), &source); err != nil {
		return Plots{}, invalid("plots_not_geojson", 0)
	}
	var found Plots
	if err := found.add(source, nil, 0); err != nil {
		return Plots{}, err
	}
	if len(found.All) == 0 {
		return Plots{}, invalid("plots_empty", 0)
	}
	return found, nil
}

func invalid(code string, plot int) error {
	err := apperr.NewInvalid(apperr.Field{Path: "plots", Code: code})
	e := apperr.As(err)
	e.Code = code
	return e.With("Plot", plot)
}

const maxDepth = 4 // of collections within collections

func (p *Plots) add(g geoJSON, hectares *float64, depth int) error {
	if depth > maxDepth {
		return invalid("plots_not_geojson", 0)
	}
	switch g.Type {
	case "FeatureCollection", "GeometryCollection":
		for _, part := range append(g.Features, g.Geometries...) {
			if err := p.add(part, hectares, depth+1); err != nil {
				return err
			}
		}
		return nil
	case "Feature":
		if g.Geometry == nil {
			return invalid("plots_not_geojson", len(p.All)+1)
		}
		return p.add(*g.Geometry, g.Properties.Hectares, depth+1)
	case "Point":
		return p.addPoint(g.Coordinates, hectares)
	case "Polygon":
		return p.addPolygon(g.Coordinates)
	case "MultiPolygon":
		var parts []json.RawMessage
		if err := json.Unmarshal(g.Coordinates, &parts); err != nil {
			return invalid("plots_not_geojson", len(p.All)+1)
		}
		for _, part := range parts {
			if err := p.addPolygon(part); err != nil {
				return err
			}
		}
		return nil
	}
	return invalid("plots_not_geojson", len(p.All)+1)
}

func (p *Plots) take(plot Plot) error {
	if p.All = append(p.All, plot); len(p.All) > MaxPlots {
		return invalid("plots_too_many", MaxPlots)
	}
	return nil
}

func (p *Plots) addPoint(raw json.RawMessage, hectares *float64) error {
	number := len(p.All) + 1
	at, err := readPosition(raw)
	switch {
	case err != nil:
		return invalid("plots_not_geojson", number)
	case hectares == nil || *hectares <= 0:
		return invalid("plot_area_missing", number)
	case *hectares >= pointHectares:
		return invalid("plot_needs_polygon", number)
	case !inRange(at):
		return invalid("plot_out_of_range", number)
	case !onLand(at):
		return invalid("plot_in_sea", number)
	}
	return p.take(Plot{Hectares: *hectares, IsPoint: true})
}

func (p *Plots) addPolygon(raw json.RawMessage) error {
	number := len(p.All) + 1
	var rings [][]json.RawMessage
	if err := json.Unmarshal(raw, &rings); err != nil || len(rings) == 0 {
		return invalid("plots_not_geojson", number)
	}
	area := 0.0
	for i, positions := range rings {
		ring, err := readRing(positions, number)
		if err != nil {
			return err
		}
		if size := hectaresOf(ring); i == 0 {
			area = size
		} else {
			area -= size // a hole
		}
	}
	if area <= 0 {
		return invalid("plot_no_area", number)
	}
	return p.take(Plot{Hectares: area})
}

func readRing(raw []json.RawMessage, number int) ([]position, error) {
	if len(raw) > maxPositions {
		return nil, invalid("plots_too_large", number)
	}
	ring := make([]position, len(raw))
	for i, r := range raw {
		at, err := readPosition(r)
		if err != nil {
			return nil, invalid("plots_not_geojson", number)
		}
		if !inRange(at) {
			return nil, invalid("plot_out_of_range", number)
		}
		ring[i] = at
	}
	switch {
	case len(ring) < 4 || ring[0] != ring[len(ring)-1]:
		return nil, invalid("plot_not_closed", number)
	case crossesItself(ring):
		return nil, invalid("plot_crosses_itself", number)
	}
	for _, at := range ring {
		if !onLand(at) {
			return nil, invalid("plot_in_sea", number)
		}
	}
	return ring, nil
}

// readPosition takes longitude and latitude; RFC 7946 allows a height after them, which a plot has no use for.
func readPosition(raw json.RawMessage) (position, error) {
	var numbers []float64
	if err := json.Unmarshal(raw, &numbers); err != nil || len(numbers) < 2 || len(numbers) > 3 {
		return position{}, fmt.Errorf("not a position")
	}
	return position{numbers[0], numbers[1]}, nil
}

// The country's corners: what lies outside is another country, or latitude and longitude have changed places.
const west, east, south, north = 95.0, 141.1, -11.1, 6.1

func inRange(at position) bool {
	return at[0] >= west && at[0] <= east && at[1] >= south && at[1] <= north
}

// hectaresOf is the area of a ring on a sphere, near enough for plots.
func hectaresOf(ring []position) float64 {
	const metresPerDegree = 111_320.0
	middle := ring[0][1] * math.Pi / 180
	sum := 0.0
	for i := 1; i < len(ring); i++ {
		a, b := ring[i-1], ring[i]
		sum += (b[0] - a[0]) * (b[1] + a[1] - 2*ring[0][1])
	}
	return math.Abs(sum) / 2 * metresPerDegree * metresPerDegree * math.Cos(middle) / 10_000
}

// crossesItself compares each side with each other one; neighbours share an end and may do no more.
func crossesItself(ring []position) bool {
	n := len(ring) - 1
	for i := range n {
		for j := i + 1; j < n; j++ {
			neighbours := j == i+1 || i == 0 && j == n-1
			if !neighbours && meet(ring[i], ring[i+1], ring[j], ring[j+1]) {
				return true
			}
		}
	}
	return false
}

func meet(a, b, c, d position) bool {
	d1, d2 := turn(c, d, a), turn(c, d, b)
	d3, d4 := turn(a, b, c), turn(a, b, d)
	if d1*d2 < 0 && d3*d4 < 0 {
		return true
	}
	return d1 == 0 && within(c, d, a) || d2 == 0 && within(c, d, b) || d3 == 0 && within(a, b, c) || d4 == 0 && within(a, b, d)
}

func turn(a, b, c position) float64 {
	return (b[0]-a[0])*(c[1]-a[1]) - (b[1]-a[1])*(c[0]-a[0])
}

func within(a, b, p position) bool {
	return min(a[0], b[0]) <= p[0] && p[0] <= max(a[0], b[0]) && min(a[1], b[1]) <= p[1] && p[1] <= max(a[1], b[1])
}
