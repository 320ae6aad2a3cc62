// Package view holds what the pages show: plain values, filled by the handlers and read by the templates.
// Amounts are integers in the smallest circulating unit beside their currency; times are UTC and shown in WIB.
// Texts of people (titles, descriptions, reasons) arrive in the page's language; all other words come from i18n by key.
package view

import "time"

// Page is what every page carries around its own content.
type Page struct {
	Brand       Brand
	Title       string // without the mall's name, which the layout adds; empty on the home page
	Description string // for search engines and shared links; empty takes the brand's tagline
	BaseURL     string // "https://mall.example", without a slash at its end
	Path        string // path of this page, "/c/kopi"
	Asked       string // language that the address asks for; "" where the visitor's own decides
	Query       string // raw query of this request without lang, "sort=price"; the language switch keeps it
	Image       string // path of the picture for shared links; empty for none
	Manifest    string // address of a web app manifest, where the page can be kept on the home screen; empty for none
	NoIndex     bool   // private pages: kept out of search engines, no canonical
	JSONLD      []any  // schema.org objects, each marshalled into its own data block
	Flashes     []Flash
	CartCount   int    // pieces in the basket
	Search      string // what the search field shows
	SearchRow   bool   // shows the search field under the header on a phone
	Trail       []Link // breadcrumbs, the page itself last without an URL
	Account     *Account
}

// Brand is the region's name and manners.
type Brand struct {
	Name    string // "Banyuwangi Mall"
	Tagline string // "The Sunrise of Java"
	Regency string // "Banyuwangi"
	Office  string // who answers for the mall: "Dinas Koperasi, Usaha Mikro, dan Perdagangan"
	Email   string
	Phone   string // international, "+62…"; empty hides the WhatsApp link
	Hero    string // headline of the home page
	Promise string // sentence under it
	Demo    bool   // shows the link to the sent messages
}

// Account is the signed-in person; nil in Page when nobody is.
type Account struct {
	Name      string // name, phone or e-mail, whichever is known
	Seller    bool   // member of a shop
	Office    bool   // may open /office
	Mentor    bool   // may open /mentor
	Organizer bool   // may open /organizer
}

// Link is a text with an address; without an URL it is plain text.
type Link struct {
	Text, URL string
}

// Flash is a sentence shown once after an action.
type Flash struct {
	Text    string
	Link    Link // where to go on; may be empty
	Problem bool
}

// Money is an amount in the smallest circulating unit of its ISO 4217 currency.
type Money struct {
	Amount   int64
	Currency string
}

// Picture is an image with the sizes in which it can be had.
type Picture struct {
	ID            string // for forms that change it; empty elsewhere
	URL, Alt      string
	Width, Height int // of the largest rendition, pixels
	Renditions    []Rendition
}

// Rendition is one size of a picture.
type Rendition struct {
	URL   string
	Width int // pixels
}

// Option is one choice of a select, a filter or a radio group.
type Option struct {
	Value, Label string
	Hint         string
	Group        string // heading that it stands under in a select; options of a group follow each other
	Chosen       bool
	Disabled     bool
}

// Form carries back what a person typed, and what is wrong with it, in words, by the name of the field.
// The key "" holds a problem of the whole form.
type Form struct {
	Heading string // of the problems, in words; empty counts them
	Values  map[string]string
	Errors  map[string]string
	Saved   map[string]string // by field, what somebody else has saved meanwhile, where it differs from what was typed
}

// Value returns what was typed in a field, or the fallback where the form was not sent yet.
func (f Form) Value(name, fallback string) string {
	if v, ok := f.Values[name]; ok {
		return v
	}
	return fallback
}

// Step is one line of a timeline.
type Step struct {
	Text  string
	Note  string
	At    time.Time // zero while it has not happened
	State string    // done, now or next
}

// Problem is a page that could not be shown.
type Problem struct {
	Status  int    // 401, 403, 404, 422, 429, 500 or 503; others look like 422 or 500
	Message string // sentence for the person; empty takes the status's own
	Code    string // stable code, shown small, for a call to the office
	Back    string // page that a refused form was sent from; empty where a page was asked for

	RequestID string // by which the office finds the request in its logs
}
