package view

// ExportShop is a shop's way to export: its standing, the one next step, every rule, its products and its own data.
type ExportShop struct {
	OptedIn  bool
	Standing ExportStanding
	Next     *ExportRule
	Beside   *Beside    // what helps with the next step; nil where there is none
	Help     []HelpCard // what was asked of mentors lately
	Parts    []ExportPart
	Products []ExportProductRow
	Warnings []ExportWarning
	Chart    *Chart // nil where there is no way to show yet
	Data     ExportData
}

// ExportProduct is one product's way: its data, its rules and its destinations.
type ExportProduct struct {
	Slug, Title string
	OptedIn     bool
	Standing    ExportStanding
	Next        []ExportRule // what stops the next level, the first first
	Beside      *Beside      // what helps with the first
	Parts       []ExportPart
	Markets     []ExportMarket
	Warnings    []ExportWarning
	Chart       *Chart
	Data        ExportData
}

// ExportStanding is a level on a day.
type ExportStanding struct {
	Level string // potensial, siap, …
	Score string // "51,5", out of 100
	AsOf  string // in words
	Rules string // version of the rules
}

// ExportRule is a rule as it stands, and how to close it. An empty Cost or Days is not known.
type ExportRule struct {
	Key, Title          string
	About               string // product; empty for a rule about the shop
	Slug                string // of the product
	State               string // good, wait or open
	Waits               bool   // for its office: the shop has done its part
	Why                 string
	Missing             string // fields without which it cannot be said, in words
	Gate                string
	Points              string // by how much the score would rise; empty for not at all
	Upload              string
	Where, Steps        string
	Cost, Days          string
	Official            string // address of the authority's page
	Office              string // who checks it
	Until               string // when its paper ends, in words
	Action              Link   // without a text there is nothing to do here
	Help                Link   // to a mentor; without a text there is none to ask
	Source, Confidence  string
	GuideSource, GuideC string // where cost and time come from, and how certain that is
}

// ExportPart is one dimension of the score.
type ExportPart struct {
	Title string
	Score string // empty where none of its rules has a weight
	Good  int    // rules that are met
	Rules []ExportRule
}

// ExportProductRow is one product in its shop's list.
type ExportProductRow struct {
	Title, URL string
	OptedIn    bool
	Level      string
	Score      string
	Next       string
}

// ExportWarning is something to attend to in time.
type ExportWarning struct {
	Text string
	Link Link
}

// ExportMarket is a product at a destination.
type ExportMarket struct {
	Code, Name string
	Status     string // siap_tujuan, bersyarat, …
	Tag        string // class of its tag: good, wait, bad or empty
	Coverage   string // confirmed, unconfirmed or none
	Gaps       []ExportGap
}

// ExportGap is a requirement of a destination that is open.
type ExportGap struct {
	Title, Needs string
	Who          string // in words
	From         string // since when it holds, in words; empty for always
	Missing      string
	Unknown      bool // whether it applies or is met cannot be said
	Info         bool // stops nothing
	Action       Link
	Source       string
	Confidence   string
}

// ExportData is the form of a shop's or a product's export data. Its fields are named "facts.<key>", and it posts to its own page.
// A post with find=hs looks for HS codes among hs_query and saves nothing; hs_choice is one of those found, "<code>/<edition>".
type ExportData struct {
	Action  string
	Version string
	Groups  []FactGroup
	Classes []Option // of a product
	Plots   bool     // asks for a map of the plots
	Form    Form
}

// FactGroup is a heading with its questions.
type FactGroup struct {
	Key, Title     string
	Filled, Asked  int
	Open           bool
	Fields         []FactField
	HSQuery        string
	HSFound        []Option
	HSSearched     bool
	WithHS, Plotsy bool // holds the search of HS codes; holds the map
}

// FactField is one question.
type FactField struct {
	Name, Label, Help string
	Kind              string   // bool, number, text, area, choice, list or lines
	Options           []Option // of a choice or a list
	Max               int      // most characters; 0 for no limit of its own
}

// Evidence is the page on which a shop hands in what a rule asks for.
type Evidence struct {
	Rule    ExportRule
	Back    Link
	Product string // slug; empty for a rule about the shop
	Numbers []Fact // forms that its number may have, with a note
	Secret  bool   // the number is not kept whole
	Lasts   int    // months for which a verified paper counts at the most; 0 for no limit
	Before  *HandedIn
	Form    Form
}

// HandedIn is what a shop handed in before.
type HandedIn struct {
	State     string // waiting, verified or rejected
	At, Until string // in words
	Number    string
	Statement string
	Reason    string
	File      string // address; empty for none
}

// Add puts a question under the heading; a question with a problem opens it.
func (g *FactGroup) Add(f FactField, filled bool, form Form) {
	g.Fields = append(g.Fields, f)
	g.Asked++
	if filled {
		g.Filled++
	}
	if form.Errors[f.Name] != "" {
		g.Open = true
	}
}
