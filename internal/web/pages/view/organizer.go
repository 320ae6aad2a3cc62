package view

// OrganizerHome is where an organizer begins: the festivals that are the organizer's, the nearest first.
type OrganizerHome struct {
	Festivals []FestivalEntry
}

// FestivalEntry is one of an organizer's festivals.
type FestivalEntry struct {
	Name, URL string
	Days      string // "7–9 Nov 2026"
	Place     string
	State     string // "draft", "published", "running", "closed", "cancelled"
}

// FestivalDesk is the frame around an organizer's pages of one festival.
type FestivalDesk struct {
	Name  string
	Base  string // "/organizer/festivals/kopi"
	URL   string // the public page; empty for a draft
	Days  string
	State string // as of FestivalEntry
	Tab   string // key of the tab that is open
	Tabs  []DeskTab
}

// DeskTab is a part of a desk; its words are the text "organizer.tab_<Key>".
type DeskTab struct {
	Key, URL string
}
