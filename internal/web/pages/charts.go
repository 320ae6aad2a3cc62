package pages

import (
	"fmt"
	"strings"

	"lapak/internal/web/pages/view"
)

// The field of every chart, in its own units: time from left to right, numbers from the bottom to the top.
const (
	chartLeft, chartRight = 34, 346
	chartTop, chartBottom = 14, 172
	columnGap             = 5
	widestColumn          = 44
	labelsShown           = 4
)

// barUnits is the width of a whole bar, and barHeight its height.
const (
	barUnits  = 1000
	barHeight = 10
)

// chartPoint is a moment and a number, both as a share: num of den.
type chartPoint struct {
	num, den int
	value    int // of top
}

// drawSteps puts a line into a chart that runs level from one point to the next and up to the end of the field.
func drawSteps(c *view.Chart, top int, points []chartPoint) {
	var line []string
	for i, p := range points {
		dot := view.ChartDot{X: chartLeft + (chartRight-chartLeft)*p.num/max(p.den, 1), Y: heightOf(p.value, top)}
		if i > 0 {
			line = append(line, fmt.Sprintf("%d,%d", dot.X, c.Dots[i-1].Y))
		}
		line = append(line, fmt.Sprintf("%d,%d", dot.X, dot.Y))
		c.Dots = append(c.Dots, dot)
	}
	if n := len(c.Dots); n > 0 {
		line = append(line, fmt.Sprintf("%d,%d", chartRight, c.Dots[n-1].Y))
	}
	c.Line = strings.Join(line, " ")
}

// heightOf is where a value stands in the field.
func heightOf(value, top int) int { return chartBottom - (chartBottom-chartTop)*value/max(top, 1) }

// shade is a part of a bar or column, with what its class stands for.
type shade struct {
	class string
	value int64
}

// drawColumns puts stacked columns into a chart, side by side in equal steps. The highest fills the field.
func drawColumns(c *view.Chart, columns [][]shade) {
	top := int64(1)
	for _, column := range columns {
		top = max(top, sumOf(column))
	}
	for i, column := range columns {
		below := int64(0)
		for _, part := range column {
			upper, lower := heightOf64(below+part.value, top), heightOf64(below, top)
			if below += part.value; upper < lower {
				c.Bars = append(c.Bars, view.ChartBar{
					X: columnAt(i, len(columns)) - columnWidth(len(columns))/2, Y: upper, Width: columnWidth(len(columns)), Height: lower - upper, Class: part.class,
				})
			}
		}
	}
}

// columnAt is the middle of column i of n.
func columnAt(i, n int) int { return chartLeft + (chartRight-chartLeft)*(2*i+1)/(2*n) }

// columnWidth is that of each of n columns; few of them do not grow wide.
func columnWidth(n int) int { return min((chartRight-chartLeft)/n-columnGap, widestColumn) }

// columnLabels are the words under columns: all of a few, of many the first and the last.
func columnLabels(names []string) (labels []view.ChartLabel) {
	for i, name := range names {
		if len(names) <= labelsShown || i == 0 || i == len(names)-1 {
			labels = append(labels, view.ChartLabel{X: columnAt(i, len(names)), Text: name, Anchor: "middle"})
		}
	}
	return labels
}

func heightOf64(value, top int64) int {
	return chartBottom - int(int64(chartBottom-chartTop)*value/top)
}

func sumOf(parts []shade) (sum int64) {
	for _, part := range parts {
		sum += part.value
	}
	return sum
}

// bars are the parts of one bar whose whole is of; what is left of it stays empty.
func bars(of int64, parts ...shade) (drawn []view.ChartBar) {
	at := int64(0)
	for _, part := range parts {
		from, to := share(at, of), share(at+part.value, of)
		if at += part.value; to > from {
			drawn = append(drawn, view.ChartBar{X: from, Width: to - from, Height: barHeight, Class: part.class})
		}
	}
	return drawn
}

func share(value, of int64) int { return int(barUnits * (float64(value) / float64(max(of, 1)))) }
