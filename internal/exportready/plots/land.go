package plots

import (
	"bufio"
	"bytes"
	"compress/gzip"
	_ "embed"
	"math"
	"strconv"
	"strings"
	"sync"
)

// landFile is the land of the archipelago and its neighbours, a polygon a line as "longitude latitude,…" in hundredths of a degree:
// Natural Earth 1:10m land (public domain), by way of npm world-atlas 2.0.2, cut to 94–142° E, 12° S–8° N and rounded.
//
//go:embed land.txt.gz
var landFile []byte

// nearDegrees is how far from that coast a plot may still lie, about 4 km: the coast is drawn no finer.
const nearDegrees = 0.035

type island struct {
	ring     []position
	low, top position // its corners
}

var islands = sync.OnceValue(func() []island {
	unzipped, err := gzip.NewReader(bytes.NewReader(landFile))
	if err != nil {
		panic("plots: " + err.Error()) // the file is part of the binary
	}
	var all []island
	lines := bufio.NewScanner(unzipped)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		all = append(all, readIsland(lines.Text()))
	}
	if lines.Err() != nil || len(all) == 0 {
		panic("plots: the land cannot be read")
	}
	return all
})

func readIsland(line string) island {
	out := island{low: position{math.Inf(1), math.Inf(1)}, top: position{math.Inf(-1), math.Inf(-1)}}
	for pair := range strings.SplitSeq(line, ",") {
		x, y, _ := strings.Cut(pair, " ")
		longitude, errX := strconv.ParseFloat(x, 64)
		latitude, errY := strconv.ParseFloat(y, 64)
		if errX != nil || errY != nil {
			panic("plots: the land has a bad position " + pair)
		}
		at := position{longitude, latitude}
		out.ring = append(out.ring, at)
		for i := range at {
			out.low[i], out.top[i] = min(out.low[i], at[i]), max(out.top[i], at[i])
		}
	}
	return out
}

// onLand says whether a position is on land, or near enough to the coast.
func onLand(at position) bool {
	for _, i := range islands() {
		if at[0] < i.low[0]-nearDegrees || at[0] > i.top[0]+nearDegrees || at[1] < i.low[1]-nearDegrees || at[1] > i.top[1]+nearDegrees {
			continue
		}
		if i.holds(at) {
			return true
		}
	}
	return false
}

// holds counts the sides east of the position, and looks for a side that is near.
func (i island) holds(at position) bool {
	inside := false
	for n := 1; n < len(i.ring); n++ {
		a, b := i.ring[n-1], i.ring[n]
		if (a[1] > at[1]) != (b[1] > at[1]) && at[0] < (b[0]-a[0])*(at[1]-a[1])/(b[1]-a[1])+a[0] {
			inside = !inside
		}
		if distance(a, b, at) <= nearDegrees {
			return true
		}
	}
	return inside
}

func distance(a, b, p position) float64 {
	dx, dy := b[0]-a[0], b[1]-a[1]
	t := 0.0
	if length := dx*dx + dy*dy; length > 0 {
		t = min(max(((p[0]-a[0])*dx+(p[1]-a[1])*dy)/length, 0), 1)
	}
	return math.Hypot(p[0]-a[0]-t*dx, p[1]-a[1]-t*dy)
}
