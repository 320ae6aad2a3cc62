package festivals

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/identity"
)

// Day is one day's opening hours. It may close after midnight.
type Day struct {
	Date     time.Time `db:"day"` // midnight UTC of the date where the festival is
	OpensAt  time.Time `db:"opens_at"`
	ClosesAt time.Time `db:"closes_at"`
}

// Stall is a numbered place, a rectangle on the festival's grid.
type Stall struct {
	ID       uuid.UUID     `db:"id"`
	ZoneID   uuid.UUID     `db:"zone_id"`
	Zone     string        `db:"zone"`   // the zone's slug
	Number   string        `db:"number"` // "A12"
	X        int           `db:"grid_x"` // cells from the left
	Y        int           `db:"grid_y"` // cells from the top
	W        int           `db:"grid_w"`
	H        int           `db:"grid_h"`
	ShopID   uuid.NullUUID `db:"shop_id"` // who has it
	ShopSlug string        `db:"shop_slug"`
	ShopName string        `db:"shop_name"`
}

// MemberRole is what somebody may do for one festival.
type MemberRole string

// The roles of a festival's members. A committee member scores applications only.
const (
	Organizer MemberRole = "organizer"
	Committee MemberRole = "committee"
)

func errNotFound() *apperr.Error { return apperr.NewNotFound("festival_not_found") }

// Find finds a festival by its slug: a public one, or a draft of the actor's. Errors: NotFound festival_not_found.
func (s *Service) Find(ctx context.Context, actor identity.Actor, slug string) (Festival, error) {
	return findFestival(ctx, s.DB, slug, actor.AccountID)
}

// FindOwn finds a festival for one of its organizers. Errors: NotFound festival_not_found, also where it is another's.
func (s *Service) FindOwn(ctx context.Context, actor identity.Actor, slug string) (Festival, error) {
	f, err := s.Find(ctx, actor, slug)
	if err != nil {
		return Festival{}, err
	}
	role, err := memberRole(ctx, s.DB, f.ID, actor.AccountID)
	if err == nil && role != Organizer {
		err = errNotFound()
	}
	return f, err
}

// ListOwn gives the festivals that the actor organizes, the latest first.
func (s *Service) ListOwn(ctx context.Context, actor identity.Actor) ([]Festival, error) {
	return listOwn(ctx, s.DB, actor.AccountID)
}

// LockOwnTx is FindOwn that holds the festival until tx ends: the first lock of everything that changes it.
func (s *Service) LockOwnTx(ctx context.Context, tx *sqlx.Tx, actor identity.Actor, slug string) (Festival, error) {
	return lockOwn(ctx, tx, slug, actor.AccountID)
}

// ListDays gives the opening hours, in order. q is the database or a transaction.
func (s *Service) ListDays(ctx context.Context, q sqlx.QueryerContext, festival uuid.UUID) ([]Day, error) {
	return listDays(ctx, q, festival)
}

// ListDaysOf gives the opening hours of several festivals, each in order.
func (s *Service) ListDaysOf(ctx context.Context, ids []uuid.UUID) (map[uuid.UUID][]Day, error) {
	return listDaysOf(ctx, s.DB, ids)
}

// ListStalls gives every stall with who has it, by zone and number. q is the database or a transaction.
func (s *Service) ListStalls(ctx context.Context, q sqlx.QueryerContext, festival uuid.UUID) ([]Stall, error) {
	return listStalls(ctx, q, festival)
}

// IsOpenTx says whether a published festival is open now, by the hours of its days.
func (s *Service) IsOpenTx(ctx context.Context, tx *sqlx.Tx, f Festival) (bool, error) {
	now, err := s.nowTx(ctx, tx)
	if err != nil || f.State != Published {
		return false, err
	}
	return isOpenAt(ctx, tx, f.ID, now)
}
