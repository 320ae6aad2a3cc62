package view

// OrganizerHome is where an organizer begins: what needs deciding today, then the festivals that are the organizer's.
type OrganizerHome struct {
	Date      string // today in words
	Tasks     []FestivalTask
	Running   []FestivalEntry
	Festivals []FestivalEntry // the others, the nearest first
	CanCreate bool            // false for somebody who only scores
}

// FestivalTask is a thing that waits for an organizer.
type FestivalTask struct {
	Count    int // how many; 0 shows none
	Title    string
	Deadline string // or what happens otherwise, in words
	Verb     string
	URL      string
	Late     bool
	Festival string // its name; empty on the festival's own desk
}

// FestivalEntry is one of an organizer's festivals.
type FestivalEntry struct {
	Name, URL string
	Days      string // "7–9 Nov 2026"
	Place     string
	State     string // "draft", "published", "running", "closed", "cancelled"
	Stalls    string // "12 dari 18 lapak terisi"; empty without stalls
}

// FestivalDesk is the frame around an organizer's pages of one festival.
type FestivalDesk struct {
	Name    string
	Base    string // "/organizer/festivals/kopi"
	URL     string // the public page; empty for a draft
	Days    string
	State   string // as of FestivalEntry
	Tab     string // key of the tab that is open
	Tabs    []DeskTab
	Version string
	Reason  bool // a change needs one
	Ended   bool // nothing can be changed any more
}

// DeskTab is a part of a desk; its words are the text "organizer.tab_<Key>".
type DeskTab struct {
	Key, URL string
}

// FestivalToday is a festival's desk: what waits, how far it is, and how it may end.
type FestivalToday struct {
	Tasks     []FestivalTask
	Figures   []Link // a figure and what it counts
	Missing   []string
	IsDraft   bool
	CanClose  bool
	CanCancel bool
	Early     bool   // closing needs a reason
	CopyFrom  string // the first day of a copy that the form begins with
	Form      Form
	Refused   string // the form that was refused: copy, close or cancel
}

// FestivalForm is the form of a festival.
type FestivalForm struct {
	Form         Form
	Districts    []Option
	Expectations []Option
	Selections   []Option
	DateRules    []Option
	Hours        []FestivalHoursField // one a day; a new festival has one pair for all days
	Estimate     string               // when the Hijri rule falls, in words
}

// FestivalHoursField are the fields of one day.
type FestivalHoursField struct{ Date, Label, Opens, Closes string }

// FestivalPublish shows what publishing promises.
type FestivalPublish struct {
	Missing []string
	Advice  []string
	Hours   []FestivalDay
	Ground  FestivalGround
	Facts   []Fact
	Rules   string
	Terms   *FestivalTerms // nil where there is nothing to apply for
	Form    Form
}

// FestivalTermsDesk is the form of the terms by which stalls are given.
type FestivalTermsDesk struct {
	Form      Form
	Facts     []Fact // what is set elsewhere
	Zones     []ZoneQuotas
	Criteria  int  // rows
	Sources   int  // rows
	IsDraw    bool // else the committee scores
	HasOpened bool // only times change, to the vendors' advantage
}

// ZoneQuotas are the fields of a zone's quotas. Categories has the choices of a row each.
type ZoneQuotas struct {
	Slug, Name, About string
	Categories        [][]Option
}

// FestivalZonesDesk is the plan of the stalls as its organizer changes it.
type FestivalZonesDesk struct {
	Ground  FestivalGround
	Chosen  *FestivalStall
	Form    Form
	Refused string // the form that was refused: "new", "zone-<slug>" or "stall"
}

// FestivalProgrammeDesk is the programme as its organizer changes it.
type FestivalProgrammeDesk struct {
	Days    []FestivalProgramme
	Dates   []Option
	Form    Form
	Refused string // "new" or the id of an entry
}

// FestivalPictureDesk is the picture of a festival as its organizer changes it.
type FestivalPictureDesk struct {
	Picture *Picture // nil where it has none
	Form    Form
}

// FestivalMembersDesk are those who act for a festival.
type FestivalMembersDesk struct {
	List []FestivalMemberRow
	Form Form
}

// FestivalMemberRow is one of them.
type FestivalMemberRow struct{ ID, Name, Contact, Role string }
