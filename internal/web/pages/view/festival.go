package view

// FestivalCalendar is a year of festivals.
type FestivalCalendar struct {
	Year           int
	Earlier, Later Link // the years beside it
	Running        []FestivalLine
	Coming, Past   []FestivalMonth // of this year; another year has all of its months in Coming
	Feeds          []Link          // as iCalendar, as RSS
}

// FestivalMonth is a month with what is announced or expected in it.
type FestivalMonth struct {
	Name, Anchor string // "November"; "bulan-11"
	Lines        []FestivalLine
}

// FestivalLine is a festival, or what is expected and has no date yet.
type FestivalLine struct {
	When, Name, URL string // "7–9 Nov"; no address for what is expected
	Place           string
	Tag, Kind       string // its state in words and the class of the tag; empty for none
	Picture         *Picture
	Expected        *ExpectedFestival
}

// ExpectedFestival says on what an expectation rests.
type ExpectedFestival struct {
	Confidence string // sourced, partial or unverified
	Why        string // "Biasanya Juli, tanggal belum diumumkan"
	Observed   string // earlier dates, as sources tell them
	Source     string
	Goods      string
}

// Festival is a festival's page.
type Festival struct {
	Name, Slug, Text string
	State            string // as of FestivalEntry
	Days, Place      string // "7–9 Nov 2026"
	Now              string // "Buka sampai 22.00", "Mulai 7 Nov, 08.00"; empty where neither fits
	Reason           string // why it was called off or closed early
	Actions          []Link // the first is the page's own first action
	Hours            []FestivalDay
	Programme        []FestivalProgramme
	Ground           FestivalGround
	Applications     string // the window in words; empty: no stalls to apply for
	Selection        string // key of the text
	Rules            string
	Terms            *FestivalTerms // nil where there is nothing to apply for
	Picture          *Picture       // nil where it has none
	Changes          []FestivalChange
	Calendar         string // address of the iCalendar file
	Phone            string
	DateRule         string // how the date comes about, in words; empty for a fixed one
	IsDraft          bool
	IsOver           bool // past or called off: there is nothing more to visit or to apply for
}

// FestivalDay is a day with its hours in words.
type FestivalDay struct{ Day, Hours string }

// FestivalProgramme is the programme of a day.
type FestivalProgramme struct {
	Day     string
	Entries []FestivalProgrammeEntry
}

// FestivalProgrammeEntry is a point of the programme. Its form fields are for its organizer only.
type FestivalProgrammeEntry struct {
	ID, Time, Title, Place string
	Values                 map[string]string
}

// FestivalGround is the plan of the stalls with their tariff.
type FestivalGround struct {
	Zones         []FestivalZone
	Stalls        []FestivalStall
	Width, Height int // cells
	Total, Free   int
}

// FestivalZone is a zone with its tariff. Its form fields are for its organizer only.
type FestivalZone struct {
	Slug, Name   string
	Index        int // chooses its colour
	X, Y         int // where its name stands, cells
	Fee          Money
	Size, Power  string // in words
	Stalls, Free int
	Values       map[string]string
}

// FestivalStall is a stall on the plan.
type FestivalStall struct {
	Number, Zone, Shop, ShopURL string
	Index                       int // of its zone
	X, Y, W, H                  int // cells
	Chosen                      bool
	URL                         string // chooses it; empty on the public page
}

// FestivalChange is what was changed at once after publishing.
type FestivalChange struct {
	Date, Reason string
	Lines        []FestivalChangeLine
}

// FestivalChangeLine is one change in words.
type FestivalChangeLine struct{ Field, Before, After string }

// FestivalMonthEmbed is a month's list for other people's pages.
type FestivalMonthEmbed struct {
	Month string
	URL   string // of the whole calendar
	Lines []FestivalLine
}
