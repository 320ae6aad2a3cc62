package view

// Beside is what helps with a step: a mentor, and the next training that fits.
type Beside struct {
	Running   string // of the request that is under way, in words; empty where none is
	Ask       Link   // to the request or the form
	Training  *TrainingCard
	Trainings string // address of all that fit
}

// HelpCard is a request for help as its shop or its mentor sees it.
type HelpCard struct {
	ID, URL        string
	State, Tag     string // open, taken, done or withdrawn; the tag's class
	Title, About   string // of the rule; the product, empty for a rule about the shop
	Shop, Place    string
	Note           string
	Asked          string // when, in words
	Late           bool   // waits longer than it should
	Mentor, Reply  string
	Visit, Outcome string // in words
	Verb           string // what its reader does next; may be empty
	Withdraw       string // address that takes it back; empty where that is past
}

// AskHelp is the page on which a shop asks a mentor about one rule. It posts note to its own address.
type AskHelp struct {
	Rule    ExportRule
	Back    Link
	Running *HelpCard // under way; nil shows the form
	Earlier []HelpCard
	Form    Form
}

// TrainingCard is a training as shops see it.
type TrainingCard struct {
	ID, Title, Text     string
	When, Where, Closes string // in words
	Free                int
	Seat, Tag           string // the shop's seat in words, and the class of its tag; empty without one
	Note                string // about the seat: what it means, or why it was cancelled
	Rules               []Link
	CanBook             bool
	CanGiveBack         bool
}

// ShopTrainings are a shop's seats and what it may book. A card posts to <Base>/trainings/<id>/book or /give-back.
type ShopTrainings struct {
	Mine, List []TrainingCard
	Rule       string // title of the rule that the list is about; empty for all
	All        string // address of the whole list
	Pages
}

// MentorDesk is what a mentor does today, and the shops of the place.
type MentorDesk struct {
	Place    string // in words
	Visits   []HelpCard
	Open     []HelpCard
	Taken    []HelpCard
	MoreOpen string // address of the rest; empty for none
	Idle     []MentoredRow
	MoreIdle bool
	Shops    MentoredList
}

// MentoredList is a list of shops with its filter.
type MentoredList struct {
	Villages []Option
	Idle     bool
	Shops    []MentoredRow
	Pages
}

// MentoredRow is one shop.
type MentoredRow struct {
	Name, URL, Place string
	Level            string
	Next             string // the next step, in words
	Active           string // when it was last active, in words
	Asleep           string // why it counts as asleep, in words; empty where it is not
	Progress         string // since a month ago; empty for none
}

// MentorRequests are requests by state.
type MentorRequests struct {
	Tabs []Option
	List []HelpCard
	Pages
}

// MentorRequest is one request with what its reader may do. It posts to <URL>/take, /reply or /done.
type MentorRequest struct {
	HelpCard
	Rule     ExportRule
	Facts    []Fact
	WhatsApp string
	CanTake  bool
	Mine     bool // the reader has taken it
	Own      bool // of the reader's own shop
	VisitOn  string
	Form     Form
	Refused  string // verb whose form is shown again
}

// OfficeTrainings are trainings by state.
type OfficeTrainings struct {
	Tabs []Option
	List []TrainingRow
	Pages
}

// TrainingRow is one training in the office's list.
type TrainingRow struct {
	URL, Title, When, Where, Seats string
}

// TrainingForm is the form of a draft: title_id, title_en, text_id, text_en, place, district, starts_at, ends_at, closes_at, seats and
// criteria, once for each.
type TrainingForm struct {
	ID        string // empty for a new one
	Form      Form
	Districts []Option
	Rules     []Option // grouped by dimension
	Chosen    int
}

// OfficeTraining is a training with its seats and what the office may do.
type OfficeTraining struct {
	ID, Title, State string
	Text             string
	Reason           string
	Facts            []Fact
	Rules            []Link
	Seats            []TrainingSeat
	Waiting          []TrainingSeat
	CanPublish       bool
	CanCancel        bool
	CanMark          bool
	Draft            *TrainingForm // of a draft
	Form             Form
	Refused          string // verb whose form is shown again
}

// TrainingSeat is a shop with a seat, or in the waiting list.
type TrainingSeat struct {
	Slug, Shop, District string
	Came                 bool
	Marked               bool
}
