package view

import "time"

// Invest is the investor showcase's first page.
type Invest struct {
	Counted    Counted
	Figures    []Figure
	Groups     []InvestCard
	Districts  []InvestDistrict
	Unmet      *Unmet // nil where too few shops stand behind it
	Currencies bool   // something is told in money
}

// Counted says when figures were counted and by which rules.
type Counted struct {
	Day     time.Time // zero before the first count
	Version string    // of the rules
}

// Figure is a number with what it counts and on what it rests.
type Figure struct {
	Number, Unit string
	Note         string
}

// InvestCard is a group of goods on the first page.
type InvestCard struct {
	Name, URL string
	Line      string // shops, districts, goods
	Supply    string // what it can supply; empty where that is not told
	Bars      []ChartBar
	Ready     string // how many goods are ready, in words; empty where that is not told
	Picture   Picture
}

// InvestDistrict is a district with the groups that are made there.
type InvestDistrict struct {
	Name, URL string
	Groups    []Link
}

// Unmet counts inquiries that could not be met.
type Unmet struct {
	Text string
	Rows [][]string
}

// InvestGroup is what is told of one group.
type InvestGroup struct {
	Slug, Name string
	Counted    Counted
	Lead       string
	Figures    []Figure
	Levels     *Stack // nil where too few shops are judged
	Trend      *Chart // nil where there is no way to show
	Supply     []SupplyRow
	Districts  []Link
	Gaps       []InvestGap
	Markets    []InvestMarket
	Stories    []Story
	Interest   InterestForm
	OffersURL  string // what of it is ready
	DataURL    string
}

// InterestForm registers an investor's interest. It posts key, purpose, district, message, name, organisation, country, email and phone.
type InterestForm struct {
	Action, Key string
	Form        Form
	Purposes    []Option
	Districts   []Option
	Countries   []Option
}

// SupplyRow is a district's supply.
type SupplyRow struct {
	District, Number, Note string
	Bars                   []ChartBar
}

// InvestGap is a rule that keeps products from their next level, and what closes it.
type InvestGap struct {
	Rule   Link
	Text   string // how many products of how many shops
	Closes string
	Bars   []ChartBar
}

// InvestMarket is a destination for which something is ready.
type InvestMarket struct {
	Name, URL, Count string // Count is empty where the number is not told
}

// Story is a maker in the owner's own words.
type Story struct {
	Shop    Link
	Place   string // village, district
	Maker   string
	Words   string
	Product Link
	Level   string // siap or teruji
	Picture Picture
}
