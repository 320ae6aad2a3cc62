package view

// InquiryForm asks about an offer of the export catalogue. It posts key, message, quantity, destination, wanted_by, incoterm, name,
// organisation, country, email and phone.
type InquiryForm struct {
	Offer        Offer
	Key          string // makes a form that is sent twice one inquiry
	Form         Form
	Destinations []Option
	Months       []Option
	Incoterms    []Option
	Countries    []Option
}

// Inquiry is a thread as one side sees it. Its forms post message to Path/messages, and outcome and note to Path/close.
type Inquiry struct {
	Number   string
	Path     string
	Back     Link // to the list; empty for a guest
	About    Link // what is asked about
	By       string
	State    string // new, waiting, answered or closed
	Late     bool
	Status   string // what comes next, in words
	Language string // a sentence where the other side's language is not the page's; empty otherwise
	Facts    []Fact
	Messages []InquiryMessage
	Outcomes []Option
	Asking   bool // the reader asked
	Form     Form
	Closing  bool // the refused form is the one that closes
}

// InquiryMessage is one entry of a thread.
type InquiryMessage struct {
	Who, At string
	Text    string // may be empty
	Closed  string // of a message that closed the thread: the outcome in words
	Lang    string
	Mine    bool
}

// Inquiries is a list of inquiries.
type Inquiries struct {
	Tabs  []Option // value is the state of the query; none in a person's own list
	List  []InquiryRow
	Pages Pages
}

// InquiryRow is one inquiry in a list.
type InquiryRow struct {
	URL   string
	Title string
	By    string // who asks, or who answers
	Note  string // number and quantity
	Next  string // the deadline, or why it was closed, in words
	State string // empty where the list has one state only
	Late  bool
}
