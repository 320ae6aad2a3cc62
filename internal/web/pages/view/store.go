package view

// Home is the mall's front page.
type Home struct {
	Categories []Link // all of them, with their pages
	New        []Card // newest products, eight on a full page
	Districts  []DistrictLink
	Shops      int // approved shops
	Stripe     *Stripe
}

// Stripe is the one announcement under the hero; nil in Home for a plain line.
type Stripe struct {
	When, Text string // "7–9 Nov"
	Link       Link
}

// DistrictLink leads to the products of a district.
type DistrictLink struct {
	Name, Slug string
	Products   int
}

// Card is a product in a list.
type Card struct {
	Slug, Title string
	Shop        string // shop's name
	District    string
	Price       Money
	From        bool   // variants differ in price, and Price is the lowest
	Usual       *Money // what it costs without its festival price; nil where that is the same
	Mark        *Mark  // the running festival that it belongs to
	SoldOut     bool
	Picture     Picture
	Export      string     // "siap" or "teruji"; empty below, since a buyer of gifts is told nothing then
	Excerpt     []Fragment // where the words of a search were found; empty elsewhere
}

// Fragment is a piece of an excerpt; Hit marks the words that were searched.
type Fragment struct {
	Text string
	Hit  bool
}

// Listing is a category's page or the answer to a search.
type Listing struct {
	Action      string // path of the filter form: "/search" or "/c/kopi"
	Heading     string // category's name; empty on a search
	Intro       string
	Query       string
	Corrected   string   // query that was answered, where the one asked for held typing errors
	Categories  []Option // value is a slug; empty on a category's own page
	Districts   []Option
	Sorts       []Option // values of CONTRACT: relevance, newest, price, -price, popular
	Levels      []Option // export levels worth asking for; empty where no rules of export are known
	Markets     []Option // destinations, value is a code
	Festival    *Link    // only its goods are listed; URL lists all
	FestivalKey string   // its slug
	Form        Form     // min_price, max_price, in_stock, with errors
	Filtered    bool     // any filter is set
	Cards       []Card
	NextURL     string // next page; empty on the last
	FirstURL    string // first page; empty when this is it
}

// Product is a product's own page.
type Product struct {
	Slug, Title  string
	Maker        string // "Kelompok perajin Gintangan"; empty when the shop itself makes it
	Village      string
	District     string
	Technique    string
	Note         string // a registered origin or another one-line fact under the title
	Price        Money  // of the chosen variant
	From         bool   // no variant is chosen yet, and prices differ
	Usual        *Money // of the chosen variant without its festival price; nil where that is the same
	Mark         *Mark  // the running festival that it belongs to
	OptionName   string // "Ukuran"; empty takes the general word
	Variants     []Variant
	Pictures     []Picture
	Shop         ShopCard
	Description  string // sanitised HTML
	Facts        []Fact
	Delivery     string // one sentence: from where, how, in how many days
	Similar      []Card
	Export       *Readiness    // nil below siap
	Certificates []Certificate // verified papers that are certificates
	Untranslated bool          // shown in Indonesian since no English text exists
}

// Variant is one thing that can be put in the basket.
type Variant struct {
	ID, Title string
	Price     Money
	Usual     *Money // without its festival price; nil where that is the same
	Max       int    // most pieces one order may hold now; 0 is sold out
	Chosen    bool
}

// Fact is a line of a product's or shop's table.
type Fact struct {
	Name, Value string
}

// ShopCard is a shop in one line.
type ShopCard struct {
	Slug, Name string
	Line       string // "Toko desa, 14 pekebun"
	District   string
	Picture    *Picture // nil shows the first letter
}

// Shop is a shop's own page.
type Shop struct {
	ShopCard
	Village  string
	Story    string // sanitised HTML
	Facts    []Fact // licences, since when
	Export   *Readiness
	Closed   string // reason and days of a holiday; empty when open
	Stall    *Link  // at the festival whose code led here, and the way to its shop window
	Products []Card
	NextURL  string
	FirstURL string
}

// Basket is what the buyer has gathered, by shop.
type Basket struct {
	Shops        []BasketShop
	Items        Money
	Form         Form
	PriceChanged bool // some line's price differs from the one last shown
	Blocked      bool // a line must be changed before going on
}

// BasketShop is one shop's part of a basket.
type BasketShop struct {
	Shop  ShopCard
	Lines []BasketLine
	Items Money
}

// BasketLine is one variant in a basket.
type BasketLine struct {
	VariantID, ProductSlug string
	Title, Variant         string
	Picture                Picture
	Price, Total           Money
	WasPrice               *Money // last shown price, when it changed
	Quantity               int
	Max                    int    // pieces that can be had now; 0 is sold out
	Gone                   bool   // no longer sold at all
	Problem                string // words under the line, when the quantity cannot be had
}
