package main

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// figure is one measured thing. With a floor its target is the least ratio of the medians, without one it is a bound on our median.
type figure struct {
	name, unit   string
	ours, floors []float64 // one a round
	floor        string
	target       float64 // 0: none
	atMost       bool    // the target is an upper bound
	note         string
}

func (f figure) ratio() float64 { return median(f.ours) / median(f.floors) }

func (f figure) reached() string {
	value := median(f.ours)
	if f.floor != "" {
		value = f.ratio()
	}
	switch {
	case f.target == 0:
		return ""
	case f.atMost && value <= f.target, !f.atMost && value >= f.target:
		return "yes"
	}
	return "**no**"
}

func (f figure) goal() string {
	switch {
	case f.target == 0:
		return ""
	case f.atMost:
		return fmt.Sprintf("≤ %g %s", f.target, f.unit)
	case f.floor != "":
		return fmt.Sprintf("≥ %g × %s", f.target, f.floor[:3])
	}
	return fmt.Sprintf("≥ %g %s", f.target, f.unit)
}

func median(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	if len(sorted) == 0 {
		return 0
	}
	return sorted[len(sorted)/2]
}

// span is the least, the median and the most.
func span(values []float64) string {
	if len(values) == 0 {
		return ""
	}
	return fmt.Sprintf("%.0f / %.0f / %.0f", slices.Min(values), median(values), slices.Max(values))
}

// report collects the figures and tells each as it comes.
type report struct {
	figures []figure
	started time.Time
}

func newReport() *report { return &report{started: time.Now()} }

func (r *report) add(f figure) {
	r.figures = append(r.figures, f)
	fmt.Println(f.line())
}

func (f figure) line() string {
	ratio := ""
	if f.floor != "" {
		ratio = fmt.Sprintf("%.2f", f.ratio())
	}
	return fmt.Sprintf("| %s | %s | %s | %s | %s | %s | %s | %s |",
		f.name, f.unit, span(f.ours), strings.TrimSpace(f.floor+" "+span(f.floors)), ratio, f.goal(), f.reached(), f.note)
}

func (r *report) markdown(products int) string {
	var b strings.Builder
	fmt.Fprintf(&b, `# Results of make bench

%s on %s. A mall with %d products and its durable Postgres, the floors and the client share the machine; %d connections, %d rounds in turn.
Each figure is the least / median / most of the rounds, each ratio one of medians. A read is made anew each time; "shared" is what a crowd
of strangers gets, from one run a second for all of it. Floors: (a) bare Gin answers the same bytes;
(b) Gin, sqlx and lib/pq answer one prepared SELECT of the same rows by encoding/json; (c) pgbench runs the least durable order transaction.
Afterwards every invariant of lapak verify held.

| figure | unit | the mall | floor | ratio | target | reached | note |
|---|---|---|---|---|---|---|---|
`, time.Now().UTC().Format(time.DateOnly), machine(), products, clients, rounds)
	for _, f := range r.figures {
		b.WriteString(f.line() + "\n")
	}
	return b.String()
}
