package pages

import (
	"time"

	"lapak/internal/exportready"
	"lapak/internal/web/pages/view"
)

// fullScore is the score at the upper end of the field.
const fullScore = 10_000

// chart draws a way so far up to a day; a line runs level from one change to the next. Nil where there is nothing to draw.
func (w exportWords) chart(way []exportready.Change) *view.Chart {
	today, err := time.Parse(time.DateOnly, w.day)
	if len(way) == 0 || err != nil {
		return nil
	}
	first := way[0].OnDay.UTC().Truncate(24 * time.Hour)
	days := func(at time.Time) int { return int(at.UTC().Truncate(24*time.Hour).Sub(first) / (24 * time.Hour)) }
	from, to := w.date(first.Format(time.DateOnly)), w.date(w.day)
	c := &view.Chart{
		Title: w.say("way_label", "From", from, "To", to), Top: "100", Fold: w.say("way_table"),
		Labels:  []view.ChartLabel{{X: chartLeft, Text: from, Anchor: "start"}, {X: chartRight, Text: to, Anchor: "end"}},
		Columns: []string{w.say("day"), w.say("level"), w.say("score_column")},
	}
	var points []chartPoint
	for _, step := range way {
		points = append(points, chartPoint{num: days(step.OnDay), den: days(today), value: step.Score})
		c.Rows = append(c.Rows, []string{w.date(step.OnDay.Format(time.DateOnly)), w.say("level." + step.Level.String()), w.score(step.Score)})
	}
	drawSteps(c, fullScore, points)
	for _, mark := range []struct {
		level string
		score int
	}{{"potensial", w.book.Thresholds.Potensial}, {"siap", w.book.Thresholds.Siap}, {"teruji", w.book.Thresholds.Teruji}} {
		c.Marks = append(c.Marks, view.ChartMark{Y: heightOf(mark.score, fullScore), Text: w.say("level." + mark.level)})
	}
	return c
}
