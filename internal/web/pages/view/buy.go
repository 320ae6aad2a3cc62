package view

import "time"

// Checkout is the one page between the basket and the order.
//
// Its form posts to /checkout with cart, name, email, phone, country, province, regency, district, village, line, postal_code,
// note, payment_method, key, and shipping_<shop's slug> for each shop. A post that carries update=1 only asks for the
// page again with what follows from the address and the choices so far; it is what works without a script.
type Checkout struct {
	Form      Form
	Key       string   // idempotency key, kept through every showing of the page
	Cart      string   // id of the basket that is ordered
	Abroad    bool     // asks for a city instead of the levels of an Indonesian address
	Countries []Option // empty where the mall does not ship abroad
	Provinces []Option // each list is empty until the level above is chosen, or where no list exists
	Regencies []Option
	Districts []Option
	Villages  []Option
	Shops     []CheckoutShop
	Methods   []Option // payment methods
	Items     Money
	Shipping  *Money // nil while an option is missing
	Total     *Money // nil while an option is missing
	Changed   bool   // prices differ from those last shown
}

// CheckoutShop is one shop's part of a checkout.
type CheckoutShop struct {
	Shop    ShopCard
	Lines   []OrderLine
	Items   Money
	Options []Shipping // empty until the address is known
	Days    []SlotDay  // when the goods can be collected at the shop's stall
	Note    string     // why there is no courier; empty where there is one, or before the address
}

// SlotDay are the times to collect at a festival's stall on one day.
type SlotDay struct {
	Name  string // of the day, stall and festival
	Line  string // how many times have room
	Open  bool   // it is shown unfolded
	Times []SlotTime
}

// SlotTime is one of them.
type SlotTime struct {
	Code, Label  string
	Full, Chosen bool
}

// Shipping is one way in which a shop's goods can travel.
type Shipping struct {
	Code, Label string
	Price       Money
	Note        string // "2–3 hari", or where and when to collect
	Chosen      bool
}

// OrderLine is one variant of an order.
type OrderLine struct {
	ProductSlug    string // empty when the product has no page any more
	Title, Variant string
	Picture        Picture
	Quantity       int
	Price, Total   Money
}

// Order is an order group as its buyer sees it.
type Order struct {
	Number      string
	State       string // of CONTRACT, as "partly_shipped"
	PlacedAt    time.Time
	Shops       []OrderShop
	Timeline    []Step
	Items       Money
	Shipping    Money
	Total       Money
	Method      string // payment method in words
	PayURL      string // where to pay or try again; empty when there is nothing to pay
	PayUntil    time.Time
	Awaits      bool // money is on its way, in or back: the page asks whether it has come
	CanCancel   bool
	ContactLine string
	Address     []string // lines; empty when everything is collected
	Form        Form     // of the cancellation: reason
}

// OrderShop is one shop's order within a group.
type OrderShop struct {
	Ticket        *Ticket // to show at a festival's stall; nil: it is not collected there
	Shop          ShopCard
	State         string // of CONTRACT, as "ready"
	Lines         []OrderLine
	ShippingLabel string
	Shipping      Money
	Total         Money
	Courier       string
	Tracking      string
	TrackingURL   string
	PickupCode    string // shown while the goods are ready
	PickupPlace   string
	Reason        string    // why it was rejected or cancelled
	LateSince     time.Time // when it should have been on its way; zero while it is not late
	Refund        *Money
	WhatsApp      string // link to write to the shop; empty when there is no number
	CanConfirm    bool
}

// Pay is the page that an order waits on until it is paid.
type Pay struct {
	Number   string
	Total    Money
	Until    time.Time
	Problem  string // what went wrong with the last try
	URL      string // provider's page; empty while it is not reachable
	Silent   bool   // the provider has not answered yet
	Method   string // code of the chosen method
	Methods  []Option
	Transfer *Transfer
	Form     Form
}

// Transfer tells how to pay by bank transfer.
type Transfer struct {
	Bank, Account, Holder string
	Amount                Money // unique to this order, so that finance finds it
	ProofSent             bool
}

// FindOrder leads a guest back to an order by a code to the phone.
type FindOrder struct {
	Phone   string // set once the code was sent
	Orders  []OrderRow
	Found   bool // the code was right, and Orders is what there is
	NextURL string
	Form    Form
}

// OrderRow is an order in a list.
type OrderRow struct {
	Number   string
	URL      string
	State    string
	PlacedAt time.Time
	Line     string // first product and how many more
	Total    Money
	Picture  Picture
}

// Sandbox is the demo's stand-in for a payment provider's page. Its forms post to URL + "/pay", "/fail" and "/expire".
type Sandbox struct {
	URL     string
	Number  string
	Total   Money
	Until   time.Time
	Outcome string // paid, failed or expired once it is over
	BackURL string
}

// Confirm asks once more before an act, as after a signed link from a message.
type Confirm struct {
	Heading, Text string
	Lines         []OrderLine
	Action        string // where the form posts
	Button        string
	Token         string
	Done          bool // nothing is left to do; Text says what happened
	BackURL       string
}
