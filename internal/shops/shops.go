// Package shops keeps the small businesses of the mall: who they are, who may act for them, whether the office has approved them,
// and the days on which they are closed.
package shops

import (
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/jobs"
	"lapak/internal/media"
	"lapak/internal/notify"
	"lapak/internal/regions"
)

// State says whether a shop sells.
type State string

// The states of a shop. Only an approved one is seen by buyers.
const (
	Pending   State = "pending"
	Approved  State = "approved"
	Rejected  State = "rejected"
	Suspended State = "suspended"
)

// Role is what a member may do for a shop: staff do the daily work; an owner also changes the profile and the members.
type Role string

// The roles of a member.
const (
	Owner Role = "owner"
	Staff Role = "staff"
)

// Shop is a small business.
type Shop struct {
	ID            uuid.UUID  `db:"id"`
	Slug          string     `db:"slug"`
	Name          string     `db:"name"`
	StoryID       string     `db:"story_id"` // in Indonesian
	StoryEN       string     `db:"story_en"` // in English; may be empty
	District      string     `db:"district"` // slug
	DistrictName  string     `db:"district_name"`
	VillageCode   string     `db:"village_code"`
	VillageName   string     `db:"village_name"`
	AddressLine   string     `db:"address_line"`
	Phone         string     `db:"phone"` // E.164, for buyers with an order
	LicenceNumber string     `db:"licence_number"`
	ImageID       *uuid.UUID `db:"image_id"`
	ImageAlt      string     `db:"image_alt"` // what the picture shows; empty without one
	State         State      `db:"state"`
	Reason        string     `db:"reason"` // of a rejection or suspension
	AcceptsCash   bool       `db:"accepts_cash"`
	AcceptsPickup bool       `db:"accepts_pickup"`
	ClosedFrom    *time.Time `db:"closed_from"`  // first day of a holiday, midnight UTC of that date
	ClosedUntil   *time.Time `db:"closed_until"` // its last day
	CreatedAt     time.Time  `db:"created_at"`
	DecidedAt     *time.Time `db:"decided_at"`
}

// IsClosedOn says whether a date, of which only year, month and day count, lies in the shop's holiday.
func (s Shop) IsClosedOn(date time.Time) bool {
	if s.ClosedFrom == nil || s.ClosedUntil == nil {
		return false
	}
	day := dateOf(date)
	return !day.Before(dateOf(*s.ClosedFrom)) && !day.After(dateOf(*s.ClosedUntil))
}

// Changed is the news that a shop's state or place changed; catalog takes its products in or out of the lists.
type Changed struct {
	ShopID uuid.UUID `json:"shop_id"`
}

// Kind names the job.
func (Changed) Kind() string { return "shops.changed" }

// Deps are the services that shops build on.
type Deps struct {
	DB      *sqlx.DB
	Queue   *jobs.Queue
	Regions *regions.Service
	Notify  *notify.Service
	Media   *media.Service
	BaseURL string // of the mall, without a slash at the end; stands in messages
}

// Service keeps shops.
type Service struct {
	db      *sqlx.DB
	queue   *jobs.Queue
	regions *regions.Service
	notify  *notify.Service
	media   *media.Service
	baseURL string
}

// New makes a Service.
func New(d Deps) *Service {
	return &Service{db: d.DB, queue: d.Queue, regions: d.Regions, notify: d.Notify, media: d.Media, baseURL: d.BaseURL}
}

func errNotFound() *apperr.Error { return apperr.NewNotFound("shop_not_found") }
