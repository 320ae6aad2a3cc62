// Package trade is the talk that comes before a sale abroad. It keeps inquiries: what a buyer asks about an offer of the export
// catalogue, and an investor about a cluster of makers. Both are one mechanism, a thread with a state.
//
// An inquiry is made by
//
//	Create(ctx, actor, NewInquiry{Kind: Investment, Cluster: "kopi", District: "kalipuro", Asker: Asker{…}, Language: "en", Message: "…"})
//
// or CreateOnce for a request with an idempotency key. Who may read and write it is said by a Side: AsAsker, AsShop or AsOffice.
//
// The mall stands between the two sides. Shop and office see who asks by name, organisation and country, which they need to answer; the
// e-mail address and phone number serve the mall's notices alone and are shown to nobody, just as the shop's are not shown to the asker.
// Whoever wants to be reached directly writes so in the thread.
package trade

import (
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/catalog"
	"lapak/internal/exportready"
	"lapak/internal/identity"
	"lapak/internal/notify"
	"lapak/internal/regions"
	"lapak/internal/shops"
	"lapak/internal/signing"
)

// Kind is what an inquiry is about.
type Kind string

// The kinds.
const (
	Goods      Kind = "goods"      // a product of the export catalogue
	Investment Kind = "investment" // a cluster: the makers of a product group, perhaps of one district
)

// NewInquiry is what somebody asks. Fields that are not of the kind must be empty.
type NewInquiry struct {
	Kind        Kind
	Product     string // of Goods: slug
	Cluster     string // of Investment: slug of a top category
	District    string // of Investment: slug; empty for the whole regency
	Asker       Asker
	Language    string // "id" or "en": of the asker and of the notices to them
	Destination string // of Goods: code of the export rules; may be empty
	Quantity    *int64 // of Goods: pieces; nil where open
	WantedBy    string // of Goods: a month, "2027-03"; may be empty
	Incoterm    string // of Goods: one of Incoterms; may be empty
	Message     string
	Address     string     // the network address that asks, for limits; not kept
	CameBy      *uuid.UUID // the festival that it is credited to; nil: none
}

// Asker is who asks. The phone is E.164 once checked and may be empty.
type Asker struct {
	Name         string `db:"name"`
	Organisation string `db:"organisation"` // may be empty
	Country      string `db:"country"`      // ISO 3166, two letters
	Email        string `db:"email"`
	Phone        string `db:"phone"`
}

// Inquiry is a question with its thread's state. Names are those of today.
type Inquiry struct {
	ID     uuid.UUID `db:"id"`
	Number string    `db:"number"`
	Kind   Kind      `db:"kind"`
	State  State     `db:"state"`
	// Outcome is why it was closed; empty while it is open.
	Outcome      Outcome    `db:"outcome"`
	ProductID    *uuid.UUID `db:"product_id"`
	ProductSlug  string     `db:"product_slug"`
	TitleID      string     `db:"title_id"` // of the product or the cluster
	TitleEN      string     `db:"title_en"` // may be empty
	ShopID       *uuid.UUID `db:"shop_id"`
	ShopSlug     string     `db:"shop_slug"`
	ShopName     string     `db:"shop_name"`
	Category     string     `db:"category"` // slug
	District     string     `db:"district"` // slug, of an investment
	DistrictName string     `db:"district_name"`
	AccountID    *uuid.UUID `db:"account_id"`
	Asker
	Language    string     `db:"language"`
	Destination string     `db:"destination"`
	Quantity    *int64     `db:"quantity"`  // pieces
	WantedBy    string     `db:"wanted_by"` // "2027-03"
	Incoterm    string     `db:"incoterm"`
	CameBy      *uuid.UUID `db:"came_by"`   // the festival that it is credited to; written for reports, not read here
	AnswerBy    *time.Time `db:"answer_by"` // while the asker waits
	RemindedAt  *time.Time `db:"reminded_at"`
	CreatedAt   time.Time  `db:"created_at"`
	UpdatedAt   time.Time  `db:"updated_at"`
	ClosedAt    *time.Time `db:"closed_at"`
}

// Title is what is asked about, in a language; where there is no English it is Indonesian.
func (i Inquiry) Title(language string) string {
	if language == "en" && i.TitleEN != "" {
		return i.TitleEN
	}
	return i.TitleID
}

// IsOverdue says whether an answer should have been given by asOf.
func (i Inquiry) IsOverdue(asOf time.Time) bool { return i.AnswerBy != nil && !i.AnswerBy.After(asOf) }

// Message is one entry of a thread.
type Message struct {
	Position  int        `db:"position"`
	Side      Party      `db:"side"`
	Event     Event      `db:"event"`
	From      State      `db:"from_state"`
	To        State      `db:"to_state"`
	AccountID *uuid.UUID `db:"account_id"` // nil for a guest
	Body      string     `db:"body"`       // may be empty where Event is Close
	At        time.Time  `db:"at"`
}

// Thread is an inquiry with all that was said, the oldest first.
type Thread struct {
	Inquiry
	Messages []Message
}

// Deps are the services that trade builds on.
type Deps struct {
	DB      *sqlx.DB
	Regions *regions.Service
	Shops   *shops.Service
	Catalog *catalog.Service
	Exports *exportready.Service
	Notices *notify.Service
	Links   signing.Signer
	BaseURL string // of the mall, without a slash at its end
}

// Service keeps inquiries.
type Service struct {
	Deps
	limits *identity.Limiter
	now    func() time.Time
}

// New makes a Service.
func New(d Deps) *Service {
	return &Service{Deps: d, limits: identity.NewLimiter(d.DB), now: time.Now}
}

// At is the same service as if it were that moment. The demo's past is made with it; what people do happens now.
func (s *Service) At(moment time.Time) *Service {
	return &Service{Deps: s.Deps, limits: s.limits, now: func() time.Time { return moment }}
}

func errNotFound() *apperr.Error { return apperr.NewNotFound("inquiry_not_found") }
