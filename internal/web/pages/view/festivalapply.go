package view

// ShopFestivals is a shop's page of festivals: what it applied for, and what takes applications.
type ShopFestivals struct {
	Mine  []ApplicationCard
	Calls []FestivalCall
}

// FestivalCall is a festival that takes applications.
type FestivalCall struct {
	Name, URL     string // of the form
	Days, Place   string
	Closes, Price string // in words
}

// ApplicationCard is an application in a list.
type ApplicationCard struct {
	Title, URL string
	About      string // zone and days, in words
	State, Tag string // in words, and the tag's class
	Next       string // what is due, in words; may be empty
	Late       bool   // it is due today
	Score      string
}

// ApplicationForm is the form by which a shop applies.
type ApplicationForm struct {
	Name, Days, Closes string
	Back               Link
	Zones              []Option
	Products           []Option
	Terms              FestivalTerms
	Form               Form
}

// FestivalTerms are the rules by which stalls are given, in words.
type FestivalTerms struct {
	Selection string
	Zones     []ZoneTerms
	Criteria  []Fact
	Refunds   []string
	Appeal    string
	Release   string
	Reserve   string
	Rules     string
	Draw      Link // to the public page; empty where stalls are not drawn
}

// ZoneTerms are a zone's tariff and quotas.
type ZoneTerms struct {
	Name, Fee, Stalls string
	Quotas            []string
}

// OwnApplication is an application as its shop sees it.
type OwnApplication struct {
	ApplicationCard
	ID, Base  string // address of its acts
	Reason    string
	Facts     []Fact
	Steps     []Step
	Fee       Money
	Due       string
	CanPay    bool
	IsOver    bool   // the fee's time; only a proof that waits keeps the place
	Held      string // until when, in words
	Missed    string // a transfer that finance did not find
	Methods   []Option
	PayURL    string    // of an open page
	Transfer  *Transfer // where a transfer goes that was chosen
	Refund    string    // what goes back, in words
	CanAppeal bool
	AppealBy  string
	Appeal    string // where the appeal stands, in words
	Reply     string
	Answer    Link // to answer an invitation; empty otherwise
	Withdraw  string
	Form      Form
	Back      Link
}

// FestivalSelection is an organizer's page of applications.
type FestivalSelection struct {
	Zones   []ZoneProgress
	States  []Option
	Kind    string // "committee", "draw"
	List    []ApplicationCard
	Appeals int
	Scoring string // address
	Pages
	ByRanking []Option // zones that can be filled by ranking
	AllZones  []Option
	Base      string
}

// ZoneProgress is how far a zone is.
type ZoneProgress struct {
	Name, Line string
	Given, Of  int
	Quotas     []string
}

// SelectionCase is one application as those who decide or score see it.
type SelectionCase struct {
	ApplicationCard
	Base, Back string
	Wishes     string
	Reason     string
	Facts      []Fact
	Products   []Link
	Steps      []Step
	CanAccept  bool
	CanWait    bool
	CanReject  bool
	CanCancel  bool
	Appeal     string // its text, where one is open
	CanJudge   bool   // the reader did not reject, and decides the appeal
	CanScore   bool
	Criteria   []ScoreField
	Form       Form
}

// ScoreField is a criterion to score.
type ScoreField struct {
	Key, Name, Value string
}

// FestivalVendors is an organizer's page of vendors.
type FestivalVendors struct {
	Vendors []Fact
	Stalls  []Option
	Calls   []Step
	Base    string
	Form    Form
}

// FestivalDraw is the public page of a draw.
type FestivalDraw struct {
	Name, URL string
	At        string
	Sources   []Link
	Key       string
	Where     Link
	DrawnAt   string
	Lists     []DrawList
	Action    string // where an organizer enters the values; empty otherwise
	Form      Form
}

// DrawList is the numbered list of a zone, and the order drawn.
type DrawList struct {
	Name, Text, SHA256 string
	Order              []string
}
