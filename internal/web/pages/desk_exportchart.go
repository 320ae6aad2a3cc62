package pages

import (
	"fmt"
	"strings"
	"time"

	"lapak/internal/exportready"
	"lapak/internal/web/pages/view"
)

// The chart's field, in its own units: days from left to right, a score of 0 to 100 from the bottom to the top.
const (
	chartLeft, chartRight = 34, 346
	chartTop, chartBottom = 12, 172
)

// chart draws a way so far up to a day; a line runs level from one change to the next. Nil where there is nothing to draw.
func (w exportWords) chart(way []exportready.Change) *view.Chart {
	today, err := time.Parse(time.DateOnly, w.day)
	if len(way) == 0 || err != nil {
		return nil
	}
	first := way[0].OnDay.UTC().Truncate(24 * time.Hour)
	days := func(at time.Time) int { return int(at.UTC().Truncate(24*time.Hour).Sub(first) / (24 * time.Hour)) }
	span := max(days(today), 1)
	x := func(at time.Time) int { return chartLeft + (chartRight-chartLeft)*days(at)/span }
	y := func(bp int) int { return chartBottom - (chartBottom-chartTop)*bp/10_000 }
	c := &view.Chart{From: w.date(first.Format(time.DateOnly)), To: w.date(w.day)}
	var line []string
	for i, step := range way {
		p := view.ChartPoint{
			X: x(step.OnDay), Y: y(step.Score), Day: w.date(step.OnDay.Format(time.DateOnly)), Level: step.Level.String(), Score: w.score(step.Score),
		}
		if i > 0 {
			line = append(line, fmt.Sprintf("%d,%d", p.X, c.Points[i-1].Y))
		}
		line = append(line, fmt.Sprintf("%d,%d", p.X, p.Y))
		c.Points = append(c.Points, p)
	}
	line = append(line, fmt.Sprintf("%d,%d", x(today), c.Points[len(c.Points)-1].Y))
	c.Line = strings.Join(line, " ")
	for _, mark := range []struct {
		level string
		score int
	}{{"potensial", w.book.Thresholds.Potensial}, {"siap", w.book.Thresholds.Siap}, {"teruji", w.book.Thresholds.Teruji}} {
		c.Marks = append(c.Marks, view.ChartMark{Y: y(mark.score), Text: w.say("level." + mark.level)})
	}
	return c
}
