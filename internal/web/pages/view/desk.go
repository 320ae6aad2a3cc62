package view

import "time"

// Desk is the frame of a seller's pages.
type Desk struct {
	Shop  ShopCard
	Base  string // "/seller/kopi-gombengsari": every address of the desk begins with it
	Tab   string // today, orders, products or more
	Shops []Link // the person's other shops
	State string // pending, rejected or approved
	Note  string // why it was rejected
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

// NextStep is the one thing that would help the shop most.
type NextStep struct {
	Heading, Text string
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
	State      string
	Form       Form
	Categories []Option
	Villages   []Option
	Rows       []VariantRow
	Pictures   []Picture
	CanPublish bool
	Missing    []string // what publishing still needs, in words
}

// VariantRow is one row of the variants in the editor, as typed.
type VariantRow struct {
	ID                        string // empty for a row that was not saved yet
	Title, SKU, Price, Weight string
	Stock                     int
}

// Stock is the page that corrects a variant's stock.
type Stock struct {
	VariantID, Title, Variant string
	OnHand, Reserved          int
	Reasons                   []Option
	Moves                     []StockMove
	Form                      Form // delta, reason
}

// StockMove is one past change of stock.
type StockMove struct {
	At    time.Time
	Delta int
	Text  string
}

// ShopForm is a shop's profile, and the application for a new one: name, tagline, description, description_en, phone,
// district, village, address, nib, pickup_hours, closed_until, closed_reason.
type ShopForm struct {
	New       bool // an application: posts to /seller/apply
	Form      Form
	Districts []Option
	Villages  []Option
	Picture   *Picture
}

// MoneyPage is what a shop sold, what waits, and what was paid by when.
type MoneyPage struct {
	Sold, Waiting, Ready, Paid Money
	Lines                      []MoneyLine
	NextURL                    string
}

// MoneyLine is one booked movement.
type MoneyLine struct {
	At     time.Time
	Text   string
	Number string // order; may be empty
	Amount Money
}

// OfficeShops lists shops that wait for approval.
type OfficeShops struct {
	Shops   []WaitingShop
	Decided string // slug whose refusal failed, so that its form stays open
	Form    Form   // reason
	NextURL string
}

// WaitingShop is an application.
type WaitingShop struct {
	Slug, Name string
	Line       string
	Village    string
	District   string
	Phone      string
	Story      string
	Facts      []Fact
	AppliedAt  time.Time
}

// OfficePayments lists bank transfers that finance has to confirm.
type OfficePayments struct {
	Payments []WaitingPayment
	NextURL  string
}

// WaitingPayment is a transfer with its proof.
type WaitingPayment struct {
	ID, Number string
	Amount     Money
	Buyer      string
	Until      time.Time
	Proof      *Picture // nil until one was sent
}

// OfficeHome is the office's first page: what waits.
type OfficeHome struct {
	Tasks []Task
}
