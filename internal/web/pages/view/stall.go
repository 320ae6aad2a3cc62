package view

// StallDesk is a shop's stall at one festival, as its members see it.
type StallDesk struct {
	Festival, Days, Stall string
	Base                  string // "/seller/kopi/festivals/festival-kopi"
	Count                 string
	Cash, QR, Total       string // money in words
	Devices               []StallDevice
	CanRegister           bool
	Shortfalls            []StallShortfall
	GaveWay               []Link
	Kept                  []StallKept
	Sales                 []StallSale
}

// StallDevice is a phone at the stall, with what it may take along.
type StallDevice struct {
	ID, Name string
	URL      string // of its sale page
	Closed   bool
	Goods    []StallGoods
}

// StallGoods is a variant at the stall. Amounts are units, and rupiah.
type StallGoods struct {
	Variant string // id
	Title   string
	Price   int64
	Money   string // the price in words
	Left    int64  // with this phone
	Most    int64  // that it could take: what is free, and what it has
}

// StallShortfall is goods that the shelf did not have.
type StallShortfall struct {
	ID, Title, When string
	Units, OnHand   int64
	Counted         string // empty while it is open
	State           string
}

// StallKept is what a phone sent that could not be taken in.
type StallKept struct {
	ID, What, Why, When string
}

// StallSale is a sale of the book.
type StallSale struct {
	ID, When, Device, Method, Total string
	Void, Late                      bool
}

// SellPage is a phone's page of selling; it works without a connection.
type SellPage struct {
	Shop, Festival, Stall, Device string
	DeviceID                      string
	Back                          string // the stall's desk
	URL                           string // of this page; its forms are sent there
	API                           string // where the queue is sent
	Collections                   string // where the orders to hand over are read
	ID                            string // of the sale that the form would tell
	Goods                         []StallGoods
	Today                         string // turnover by this shop, in words
	Tickets                       string // path that the codes of this stall's orders lead to
	Words                         []SellWord
	Sales                         []StallSale
}

// SellWord is a sentence that the script says; its words are in the page's language.
type SellWord struct {
	Key, Text string
}

// CheckInPage is who has come.
type CheckInPage struct {
	Base          string
	Code          string // from the address that the phone's camera opened
	Here, Missing []CheckInRow
	Sheets        string // of all, as PDF
	Entrance      string // the address behind the entrance's QR
}

// CheckInRow is a vendor.
type CheckInRow struct {
	Stall, Shop, Phone, At string
}

// FestivalReport is what a festival came to.
type FestivalReport struct {
	Base    string
	Note    string // how it was counted
	Figures []Fact
	Chart   *Chart // nil where nothing was sold
	Tables  []ReportTable
}

// ReportTable is a table of figures; the first column is words.
type ReportTable struct {
	Title   string
	Columns []string
	Rows    [][]string
	Empty   string
}
