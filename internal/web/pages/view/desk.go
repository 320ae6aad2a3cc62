package view

import "time"

// Desk is the frame of a seller's pages.
type Desk struct {
	Shop  ShopCard
	Base  string // "/seller/kopi-gombengsari": every address of the desk begins with it
	Tab   string // today, orders, products or more
	Shops []Link // the person's other shops
	State string // pending, rejected, suspended or approved
	Note  string // why it was rejected or suspended
	Owner bool   // may change the profile and the members
}

// Today is where a seller begins: what must be done, then money.
type Today struct {
	Date    time.Time
	Tasks   []Task
	Ready   Money  // can be paid out, or was received in cash
	Waiting Money  // waits for buyers to receive
	ReadyOn string // when it is paid, in words; empty takes the general sentence
	Next    *NextStep
}

// Task is one thing to do, with its deadline and one verb.
type Task struct {
	Count int
	Text  string // "Pesanan harus diterima sebelum 17.00"
	Note  string // what happens otherwise
	Verb  string
	URL   string
	Late  bool
}

// NextStep is the one thing that would help the shop most on its way to export, or an invitation to it.
type NextStep struct {
	Heading, Text string
	Note          string // what it costs, takes and gains; may be empty
	Link          Link
}

// DeskOrders lists a shop's orders by state.
type DeskOrders struct {
	Tabs    []Option // value is the state of the query, hint the number of orders
	Orders  []DeskOrderRow
	NextURL string
}

// DeskOrderRow is one order in a shop's list.
type DeskOrderRow struct {
	Number   string
	State    string
	Line     string
	Note     string // "ambil di toko", "JNE, Surabaya"
	PlacedAt time.Time
	Deadline time.Time // zero for none
	Late     bool
	Total    Money
	Picture  Picture
}

// DeskOrder is one shop's order with the one verb that comes next.
type DeskOrder struct {
	Number    string
	State     string
	PlacedAt  time.Time
	Deadline  time.Time // of the next verb; zero for none
	Lines     []OrderLine
	Items     Money
	Shipping  Money
	Total     Money
	Method    string
	Verb      string // accept, pack, ship, ready, collect or empty; posts to Base/orders/{number}/{verb}
	CanReject bool
	CashDue   bool // the buyer pays the shop; posts to …/paid
	Pickup    bool
	Buyer     string
	Phone     string
	WhatsApp  string
	Address   []string
	Label     string // shipping option in words
	Courier   string
	Tracking  string
	Reason    string
	Timeline  []Step
	Couriers  []Option
	Form      Form // reason; courier, tracking; code
}

// DeskProducts lists a shop's products.
type DeskProducts struct {
	Tabs     []Option // value is the state of the query
	Products []DeskProductRow
	NextURL  string
}

// DeskProductRow is one product in its shop's list.
type DeskProductRow struct {
	Slug, Title string
	State       string // draft, published or archived
	Price       Money
	Stock       int
	Low         bool
	Picture     Picture
}

// Editor is a product's form. It posts title, description, title_en, description_en, category, maker, village, technique,
// and for each row i: variant_id_i, variant_title_i, sku_i, price_i, stock_i (new rows only), weight_grams_i, remove_i.
// A post with add=1 asks for the form again with one row more, and saves nothing.
type Editor struct {
	Slug       string // empty for a new product
	Version    string // of the product that the form was opened with
	State      string
	Form       Form
	Categories []Option
	Villages   []Option
	Rows       []VariantRow
	Pictures   []Picture
	Missing    []Link // what publishing still needs, in words, each leading to its part of the page: #pictures-part, #variants-part
}

// VariantRow is one row of the variants in the editor, as typed.
type VariantRow struct {
	ID                        string // empty for a row that was not saved yet
	Title, SKU, Price, Weight string
	Stock                     int
}

// MissingIn gives what a part of the editor still lacks for publishing; empty for nothing.
func (e Editor) MissingIn(part string) string {
	for _, m := range e.Missing {
		if m.URL == "#"+part {
			return m.Text
		}
	}
	return ""
}

// Stock is the page that corrects a variant's stock. It posts delta, reason and reference to its own address.
type Stock struct {
	Slug, VariantID, Title, Variant string
	Reference                       string // names this showing of the form, so that it counts once
	OnHand, Reserved                int
	Reasons                         []Option
	Moves                           []StockMove
	Form                            Form
}

// StockMove is one past change of stock.
type StockMove struct {
	At    time.Time
	Delta int
	Text  string
}

// ShopForm is a shop's profile, and the application for a new one: name, description, description_en, phone, nib, village
// ("<district>/<village>"), address, accepts_cash, accepts_pickup.
type ShopForm struct {
	New      bool // an application: posts to /seller/apply
	Again    bool // a rejected shop: saving puts it before the office again
	Form     Form
	Villages []Option // grouped by district
	Cash     bool     // ticked while nothing was typed
	Pickup   bool
	Holiday  Form // closed_from and closed_until

	Picture     *Picture // nil where the shop has none
	PictureForm Form     // file and alt
}

// Members are the people who act for a shop. Adding posts contact and role; the owner alone may.
type Members struct {
	List  []Member
	Roles []Option
	Form  Form
}

// Member is one of them.
type Member struct {
	ID, Name, Contact string
	Role              string // in words
	CanRemove         bool
	Self              bool
}

// MoneyPage is what a shop sold, what waits, what the mall owes it now, and the statement.
type MoneyPage struct {
	Sold, Waiting, Ready, CashDue Money
	Lines                         []MoneyLine
	NextURL, FirstURL             string
}

// MoneyLine is one booked movement.
type MoneyLine struct {
	At     time.Time
	Text   string
	Number string // order; may be empty
	Amount Money
	Held   Money // what the mall owes the shop after it
}

// OfficeShops lists shops by state, or those that a search found; those that wait are decided here.
type OfficeShops struct {
	Tabs    []Option // value is the state of the query; none is chosen where Search asks for a name
	Search  Form     // q
	Shops   []OfficeShop
	NextURL string
}

// OfficeShop is a shop's file, with the forms of what the office may decide.
type OfficeShop struct {
	Slug, Name string
	State      string
	Village    string
	District   string
	Phone      string
	Story      string
	Facts      []Fact
	AppliedAt  time.Time
	Reason     string // of the last refusal
	CanApprove bool
	CanReject  bool
	CanSuspend bool
	Own        bool   // the reader's own shop, which somebody else decides on
	Form       Form   // reason
	Refused    string // verdict whose form is shown again
}

// Pages leads through a long list; either may be empty.
type Pages struct {
	FirstURL, NextURL string
}

// OfficePayments lists bank transfers that finance has to confirm.
type OfficePayments struct {
	Payments []WaitingPayment
	Form     Form   // with the problem of a refused word about a payment
	Refused  string // payment whose refusal is asked for again
	Pages
}

// WaitingPayment is a transfer with its proof.
type WaitingPayment struct {
	ID       string
	For      Link // the order, or the festival whose stall is paid for
	Amount   Money
	Buyer    string
	Until    time.Time // zero for none
	ProofURL string    // empty until one was sent
	ProofAt  time.Time
	Hours    int  // that the proof has waited
	IsStall  bool // it pays a stall fee
	Late     bool // the place is held past the fee's time
}

// OfficeRefunds lists money that finance has to give back by hand.
type OfficeRefunds struct {
	Refunds []WaitingRefund
	Form    Form
	Pages
}

// WaitingRefund is one of them.
type WaitingRefund struct {
	ID       string
	For      Link // as of WaitingPayment
	Amount   Money
	Buyer    string
	Contact  string
	WhatsApp string
	Method   string // in words
	Reason   string
	Since    time.Time
}

// OfficeAppeals lists appeals against rejections at festivals, the oldest first.
type OfficeAppeals struct {
	List    []AppealCase
	Form    Form
	Refused string // id of the application whose form is shown again
}

// AppealCase is one of them.
type AppealCase struct {
	ID, Base              string // address of the verdicts
	Shop, ShopURL         string
	Festival, FestivalURL string
	About                 string // zone, district and first day, in words
	Reason                string // of the rejection
	RejectedAt            time.Time
	Text                  string // of the appeal
}

// OfficeMessages lists messages that could not be sent.
type OfficeMessages struct {
	List []FailedMessage
	Pages
}

// FailedMessage is one of them.
type FailedMessage struct {
	Channel, To, Subject string
	Error                string
	Attempts             int
	At                   time.Time
}

// OfficeHome is the office's first page: what waits.
type OfficeHome struct {
	Tasks       []Task
	Links       []Link // other pages of the office
	FindsOrders bool   // may look for an order by its number
}

// OfficeLate is what the shops have not accepted or sent in time, the longest late first.
type OfficeLate struct {
	Orders []LateOrder
}

// LateOrder is a shop's order that is late. URL is empty for who may not read the whole order.
type LateOrder struct {
	Number   string
	URL      string
	Shop     string
	Total    Money
	Note     string
	WhatsApp string // to the shop
}
