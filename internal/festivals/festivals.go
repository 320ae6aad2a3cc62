// Package festivals lets organizers feature small businesses at an event: the calendar and its promises, stalls and who gets them, and
// what is sold there. A published date is a promise to travellers: it changes only with a reason that stays visible.
package festivals

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/catalog"
	"lapak/internal/jobs"
	"lapak/internal/media"
	"lapak/internal/notify"
	"lapak/internal/regions"
	"lapak/internal/shipping"
	"lapak/internal/shops"
	"lapak/internal/stock"
)

// State says how far a festival is. Whether one runs today follows from its days: see Festival.RunsAt.
type State string

// The states of a festival.
const (
	Draft     State = "draft"     // only its organizers see it
	Published State = "published" // its dates, tariff and zones are promises
	Closed    State = "closed"    // over, as planned or early
	Cancelled State = "cancelled"
)

// Festival is an event at which shops have stalls.
type Festival struct {
	ID           uuid.UUID     `db:"id"`
	Slug         string        `db:"slug"`
	State        State         `db:"state"`
	Name         regions.Text  `db:"-"`
	Text         regions.Text  `db:"-"`
	Rules        regions.Text  `db:"-"` // of taking part with a stall
	Place        string        `db:"place"`
	District     string        `db:"district"` // slug
	DistrictName string        `db:"district_name"`
	VillageCode  string        `db:"village_code"` // Kemendagri; empty: of no one village
	VillageName  string        `db:"village_name"`
	StartsOn     time.Time     `db:"starts_on"` // midnight UTC of the first day's date where the festival is
	EndsOn       time.Time     `db:"ends_on"`
	OpenAt       *time.Time    `db:"applications_open_at"`  // of applications; nil: from publishing on
	CloseAt      *time.Time    `db:"applications_close_at"` // nil: no stalls to apply for
	Selection    Selection     `db:"selection"`
	Sequence     int           `db:"sequence"` // how often it was changed after publishing
	Version      int64         `db:"version"`
	Reason       string        `db:"reason"` // of a cancellation or early closing
	ImageID      uuid.NullUUID `db:"image_id"`
	ImageAlt     string        `db:"image_alt"`
	DateRule     DateRule      `db:"date_rule"`
	HijriRule    string        `db:"hijri_rule"`  // "10 Syawal"
	Expectation  string        `db:"expectation"` // key of what it fulfils in the region's calendar; empty: of nothing
	Phone        string        `db:"contact_phone"`
	DaysShown    int           `db:"days_shown"` // the most days that its calendar event ever had
	UpdatedAt    time.Time     `db:"updated_at"`
	PublishedAt  *time.Time    `db:"published_at"`
	EndedAt      *time.Time    `db:"ended_at"`
}

// Selection is how stalls are given where more shops apply than there are.
type Selection string

// The ways to select.
const (
	ByCommittee Selection = "committee" // by points for published criteria
	ByDraw      Selection = "draw"      // by a public draw that everybody can repeat
)

// DateRule is how a festival's dates come about.
type DateRule string

// The rules of a date.
const (
	FixedDate DateRule = "fixed"
	HijriDate DateRule = "hijri" // moves some eleven days each year
)

// IsPublic says whether others than its organizers see the festival.
func (f Festival) IsPublic() bool { return f.PublishedAt != nil }

// Deps are the services that festivals build on.
type Deps struct {
	DB       *sqlx.DB
	Queue    *jobs.Queue
	Notify   *notify.Service
	Regions  *regions.Service
	Media    *media.Service
	Shops    *shops.Service
	Catalog  *catalog.Service
	Stock    *stock.Service
	Shipping *shipping.Service
	BaseURL  string // of the mall, without a slash at the end; stands in messages and calendars
}

// Service keeps festivals.
type Service struct {
	Deps
	moment time.Time // zero: the database's clock
}

// New makes a Service.
func New(d Deps) *Service { return &Service{Deps: d} }

// At is the same service as if it were that moment. The demo's past and tests move time with it; what people do happens now.
func (s *Service) At(moment time.Time) *Service { return &Service{Deps: s.Deps, moment: moment} }

// nowTx is the moment by which deadlines are judged: the database's, so that every server has the same.
func (s *Service) nowTx(ctx context.Context, q sqlx.QueryerContext) (time.Time, error) {
	if !s.moment.IsZero() {
		return s.moment, nil
	}
	return databaseTime(ctx, q)
}
