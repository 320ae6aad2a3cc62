package festivals

import (
	"context"
	"crypto/sha256"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/i18n"
	"lapak/internal/postgres"
)

// Door is what a visitor's code stands at: a stall, or the entrance of a festival.
type Door struct {
	Code       string        `db:"code"`
	FestivalID uuid.UUID     `db:"festival_id"`
	Festival   string        `db:"festival"` // slug
	State      State         `db:"state"`
	StallID    uuid.NullUUID `db:"stall_id"` // of a stall
	Shop       string        `db:"shop"`     // slug of who has the stall; empty at the entrance and at a free stall
}

// FindDoor finds what a code stands at. Errors: NotFound festival_not_found.
func (s *Service) FindDoor(ctx context.Context, code string) (Door, error) {
	return findDoor(ctx, s.DB, code)
}

// FindEntrance gives the code of a festival's entrance.
func (s *Service) FindEntrance(ctx context.Context, festival uuid.UUID) (string, error) {
	return entranceCode(ctx, s.DB, festival)
}

// Visitor is what tells one visitor of a day from another; it is not kept.
type Visitor struct{ Address, Agent string }

// CountVisit counts a visitor once a door and day while the festival is published. Nothing of the visitor is kept but a hash with a random
// salt of that day, which is deleted afterwards.
func (s *Service) CountVisit(ctx context.Context, door Door, v Visitor) error {
	if door.State != Published {
		return nil
	}
	now, err := s.nowTx(ctx, s.DB)
	if err != nil {
		return err
	}
	day := dateIn(now)
	return postgres.Transact(ctx, s.DB, func(tx *sqlx.Tx) error {
		salt, err := saltOf(ctx, tx, day)
		if err != nil {
			return err
		}
		hash := sha256.Sum256([]byte(string(salt) + "\x00" + v.Address + "\x00" + v.Agent))
		return insertVisit(ctx, tx, door, day, hash[:16])
	})
}

// dateIn is the date in the region, as midnight UTC.
func dateIn(at time.Time) time.Time {
	y, m, d := at.In(i18n.WIB).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

// forgetSalts deletes those of past days: from then on no visit leads back to anybody.
func (s *Service) forgetSalts(ctx context.Context) error {
	return postgres.Transact(ctx, s.DB, func(tx *sqlx.Tx) error {
		now, err := s.nowTx(ctx, tx)
		if err != nil {
			return err
		}
		return deleteSalts(ctx, tx, dateIn(now))
	})
}

// VisitCount is how many visitors a door had on a day.
type VisitCount struct {
	StallID uuid.NullUUID `db:"stall_id"` // null: the entrance
	Number  string        `db:"number"`   // of the stall
	Day     time.Time     `db:"day"`      // midnight UTC of the date where the festival is
	Count   int           `db:"count"`
}

// CountVisits counts the visitors of each stall and of the entrance by day. q is the database or a transaction.
func CountVisits(ctx context.Context, q sqlx.QueryerContext, festival uuid.UUID) ([]VisitCount, error) {
	return countVisits(ctx, q, festival)
}
