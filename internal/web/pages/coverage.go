package pages

import (
	"context"
	"net/url"

	"github.com/gin-gonic/gin"

	"lapak/internal/exportready/rulebook"
	"lapak/internal/i18n"
	"lapak/internal/web/pages/templates"
	"lapak/internal/web/pages/view"
)

const rulesPath = "/export/rules"

// coverage is the public table of what the rules know, so that silence is never taken for readiness.
func (s *Site) coverage(c *gin.Context) error {
	ctx := c.Request.Context()
	p, err := s.frame(c, text(ctx, "coverage.title"))
	if err != nil {
		return err
	}
	p.Description = text(ctx, "coverage.text")
	shareable(c, p)
	return show(c, templates.Coverage(p, s.coverageOf(ctx)))
}

func (s *Site) coverageOf(ctx context.Context) view.Coverage {
	book, lang := s.Exports.Book(), i18n.Language(ctx)
	m := view.Coverage{Version: s.Exports.Version(), Edition: dayIn(book.Edition), Counts: map[string]int{}}
	for _, d := range book.Destinations {
		m.Destinations = append(m.Destinations, d.Name.In(lang))
	}
	for _, pair := range s.Exports.ListCoverage() {
		name := pair.Class.Name.In(lang)
		if n := len(m.Rows); n == 0 || m.Rows[n-1].Class != name {
			m.Rows = append(m.Rows, view.CoverageRow{Class: name})
		}
		row := &m.Rows[len(m.Rows)-1]
		row.Cells = append(row.Cells, view.CoverageCell{
			Destination: pair.Destination.Name.In(lang), State: string(pair.Coverage), URL: pairURL(pair.Class.Key, pair.Destination.Code),
		})
		m.Counts[string(pair.Coverage)]++
	}
	return m
}

// pairURL leads to the rows behind a pair of class and destination.
func pairURL(class, destination string) string {
	return rulesPath + "?" + url.Values{"class": {class}, "destination": {destination}}.Encode()
}

// isSellers says whether a row is the seller's to meet before any shipment: only such rows make a coverage.
func isSellers(row rulebook.Requirement) bool {
	return row.Kind == rulebook.Standing || row.Kind == rulebook.Label || row.Kind == rulebook.Prohibition
}
