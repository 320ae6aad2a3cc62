package view

import "time"

// Offers is the export catalogue.
type Offers struct {
	Form         Form
	Destinations []Option
	Levels       []Option
	Categories   []Option
	Districts    []Option
	Filtered     bool
	Cards        []Offer
	NextURL      string
	FirstURL     string
	CSVURL       string
	XLSXURL      string
	Judged       Judged
}

// Offer is a product in the export catalogue.
type Offer struct {
	Slug, Title  string
	Shop         string
	Proven       bool // teruji: it was exported before
	Price        string
	Picture      Picture
	Facts        []Fact
	Papers       []string // kinds of verified papers
	Destinations []string // names
	Description  string
	Judged       Judged
}

// Judged says by which rules and as of which day readiness was judged.
type Judged struct {
	Version string
	AsOf    time.Time
}
