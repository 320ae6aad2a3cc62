package view

// Mark says that a product belongs to a running festival.
type Mark struct {
	Text, URL string // "di Festival Kopi"
	Name      string // the festival's
}

// Ticket is what a buyer shows at a festival's stall.
type Ticket struct {
	Stall    string // number
	When     string // slot, festival and place in words
	Code     string // empty before the goods are ready
	QR       QR
	Vanished bool     // the slot is no more
	Change   []Option // slots that can be chosen instead; empty where none can
	URL      string   // that the choice is sent to
}

// QR is a QR code as the path of its dark squares in a square of Size units.
type QR struct {
	Path string
	Size int
}

// Fair is a festival's shop window.
type Fair struct {
	Name, State, Lead string
	Back              Link
	Featured          []Card
	Vendors           []FairVendor // featured first on the first page
	Shops             []FairVendor
	ShopsNext         string // address of more shops
	Cards             []Card
	NextURL, FirstURL string
}

// FairVendor is a shop at a festival.
type FairVendor struct {
	ShopCard
	Stall    string // number; empty where it has none
	Collects bool   // takes orders ahead
}

// Stands are the festivals at which a shop has a stall.
type Stands struct {
	List []FestivalEntry
}

// StandDesk is a shop's desk at one festival.
type StandDesk struct {
	Name, Line, Base string
	URL              string // the festival's shop window
	Open             bool   // the festival is not over
	Form             Form
	Refused          string // which form: collect, capacity, prices
	Slots            []StandSlot
	Capacity         int
	MaxCapacity      int // 0: the organizer has set no slots
	Offers           []StandOffer
}

// StandSlot are the orders that are collected in one slot.
type StandSlot struct {
	When   string
	Today  bool
	Orders []StandOrder
}

// StandOrder is an order that is collected at the stall.
type StandOrder struct {
	Number, URL string
	Buyer       string
	Goods       string
	State       string // of CONTRACT, as "ready"
	Cash        string // what the buyer pays in cash, in words; empty: paid
	Verb        string // accept, ready or left; empty: nothing to do
}

// StandOffer is a variant with its price at a festival.
type StandOffer struct {
	ID, Title string
	Usual     Money
	Price     string // typed or saved; empty: the usual one
	Problem   string
}

// FestivalFeatures is what an organizer features.
type FestivalFeatures struct {
	Form     Form
	Shops    string // a slug a line
	Products string
	Here     []Link // shops with a stall
	URL      string // shop window; empty before publishing
}

// FestivalSlots are the times to collect of a festival.
type FestivalSlots struct {
	Form              Form
	Minutes, Capacity string
	Days              []Fact
}

// Permits is a festival's checklist, or an office's list.
type Permits struct {
	Form    Form
	Refused string // id of the permit whose form was refused; "new" for the one to add
	Base    string // address that forms are sent to
	Missing int
	List    []PermitRow
	Offices []Option
	States  []Option
	Pages
}

// PermitRow is one permit or task.
type PermitRow struct {
	DueOn       string // 2026-12-01, where the reader may move it
	ID, Title   string
	Office      string // its name; empty: the organizer's own task
	Festival    string
	Due         string
	Overdue     bool
	State       string
	FileNumber  string
	Responsible string
	Note        string
	Confidence  string // "sourced", "partial", "unverified"; empty: a line of the organizer's own
	Source      string
	States      []Option // that its reader may set
	History     []Step
}
