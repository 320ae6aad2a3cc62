package mentoring

import (
	"context"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/audit"
	"lapak/internal/identity"
	"lapak/internal/postgres"
	"lapak/internal/regions"
)

// Training is a lesson of the office's with a number of seats.
type Training struct {
	ID           uuid.UUID     `db:"id"`
	State        TrainingState `db:"state"`
	Title        regions.Text  `db:"title"`
	Text         regions.Text  `db:"text"`
	Place        string        `db:"place"`
	District     string        `db:"district"` // slug
	DistrictName string        `db:"district_name"`
	StartsAt     time.Time     `db:"starts_at"`
	EndsAt       time.Time     `db:"ends_at"`
	ClosesAt     time.Time     `db:"closes_at"` // of booking
	Seats        int           `db:"seats"`
	Booked       int           `db:"booked"`
	Waiting      int           `db:"waiting"` // shops on the waiting list
	Rules        []string      `db:"-"`       // that it helps with
	Reason       string        `db:"reason"`  // of a cancellation
}

// Free is how many seats are left.
func (t Training) Free() int { return t.Seats - t.Booked }

// NewTraining is what the office fills in.
type NewTraining struct {
	TitleID, TitleEN           string
	TextID, TextEN             string
	Place                      string
	District                   string // slug
	StartsAt, EndsAt, ClosesAt time.Time
	Seats                      int64
	Rules                      []string
}

const (
	maxSeats       = 1000
	maxRules       = 20
	longest        = 14 * 24 * time.Hour // of a training
	trainingsAhead = 2 * 365 * 24 * time.Hour
)

// Create makes a draft, which only the office sees. Errors: Forbidden; Invalid at title_id, title_en, text_id, text_en, place, district,
// starts_at, ends_at, closes_at, seats or criteria.
func (s *Service) Create(ctx context.Context, actor identity.Actor, in NewTraining) (Training, error) {
	if !runsTrainings(actor) {
		return Training{}, apperr.New(apperr.Forbidden, "forbidden")
	}
	id, err := uuid.NewV7()
	if err != nil {
		return Training{}, err
	}
	var made Training
	err = postgres.Transact(ctx, s.DB, func(tx *sqlx.Tx) error {
		now, err := s.nowTx(ctx, tx)
		if err != nil {
			return err
		}
		row, err := s.checkTraining(in, now)
		if err != nil {
			return err
		}
		row.ID, row.By, row.At = id, actor.AccountID, now
		if err := insertTraining(ctx, tx, row); err != nil {
			return err
		}
		made, err = findTraining(ctx, tx, id)
		return err
	})
	return made, err
}

// Update changes a draft. Errors: as Create; NotFound training_not_found; Conflict training_published.
func (s *Service) Update(ctx context.Context, actor identity.Actor, id uuid.UUID, in NewTraining) (Training, error) {
	return s.changeTraining(ctx, actor, id, func(tx *sqlx.Tx, found Training, now time.Time) error {
		if found.State != Draft {
			return apperr.New(apperr.Conflict, "training_published")
		}
		row, err := s.checkTraining(in, now)
		if err != nil {
			return err
		}
		row.ID = id
		return updateTraining(ctx, tx, row)
	})
}

// Publish opens a draft to the shops. Errors: Forbidden; NotFound training_not_found; Conflict training_published, or booking_closed
// where its last day of booking is past.
func (s *Service) Publish(ctx context.Context, actor identity.Actor, id uuid.UUID) (Training, error) {
	return s.changeTraining(ctx, actor, id, func(tx *sqlx.Tx, found Training, now time.Time) error {
		if found.State != Draft {
			return apperr.New(apperr.Conflict, "training_published")
		}
		if !now.Before(found.ClosesAt) {
			return apperr.New(apperr.Conflict, "booking_closed")
		}
		if err := publishTraining(ctx, tx, id, now); err != nil {
			return err
		}
		return audit.RecordTx(ctx, tx, trainingEntry(actor, "publish", id, nil))
	})
}

// Cancel calls a training off before it starts, with a reason that every shop with a seat or on the waiting list is told. Errors:
// Forbidden; NotFound training_not_found; Invalid at reason; Conflict training_cancelled, training_started.
func (s *Service) Cancel(ctx context.Context, actor identity.Actor, id uuid.UUID, reason string) (Training, error) {
	var fields apperr.Fields
	reason = fields.Text("reason", reason, 3, 500)
	return s.changeTraining(ctx, actor, id, func(tx *sqlx.Tx, found Training, now time.Time) error {
		if err := fields.Err(); err != nil {
			return err
		}
		if found.State == Cancelled {
			return apperr.New(apperr.Conflict, "training_cancelled")
		}
		if found.State == Published && !now.Before(found.StartsAt) {
			return apperr.New(apperr.Conflict, "training_started")
		}
		shops, err := voidSeats(ctx, tx, id, now)
		if err != nil {
			return err
		}
		if err := cancelTraining(ctx, tx, id, reason, now); err != nil {
			return err
		}
		found.Reason = reason
		for _, shop := range shops {
			if err := s.tellSeatTx(ctx, tx, found, shop, "training_cancelled"); err != nil {
				return err
			}
		}
		return audit.RecordTx(ctx, tx, trainingEntry(actor, "cancel", id, map[string]string{"reason": reason}))
	})
}

// changeTraining changes a training under its lock.
func (s *Service) changeTraining(ctx context.Context, actor identity.Actor, id uuid.UUID, change func(*sqlx.Tx, Training, time.Time) error) (Training, error) {
	if !runsTrainings(actor) {
		return Training{}, apperr.New(apperr.Forbidden, "forbidden")
	}
	var after Training
	err := postgres.Transact(ctx, s.DB, func(tx *sqlx.Tx) error {
		found, err := lockTraining(ctx, tx, id)
		if err != nil {
			return err
		}
		now, err := s.nowTx(ctx, tx)
		if err != nil {
			return err
		}
		if err := change(tx, found, now); err != nil {
			return err
		}
		after, err = findTraining(ctx, tx, id)
		return err
	})
	return after, err
}

func trainingEntry(actor identity.Actor, verb string, id uuid.UUID, data any) audit.Entry {
	return audit.Entry{Actor: actor.String(), Action: "training." + verb, Subject: "training:" + id.String(), Data: data}
}

// checkTraining names every wrong field. Times are read to the minute, in order, and not past.
func (s *Service) checkTraining(in NewTraining, now time.Time) (trainingRow, error) {
	var fields apperr.Fields
	row := trainingRow{
		TitleID: fields.Text("title_id", in.TitleID, 3, 120), TitleEN: fields.Text("title_en", in.TitleEN, 3, 120),
		TextID: fields.Text("text_id", in.TextID, 10, 2000), TextEN: fields.Text("text_en", in.TextEN, 10, 2000),
		Place: fields.Text("place", in.Place, 3, 200), District: in.District, Rules: []string{},
		StartsAt: in.StartsAt, EndsAt: in.EndsAt, ClosesAt: in.ClosesAt,
	}
	if _, err := s.Regions.FindDistrict(in.District); err != nil {
		fields.Add("district", "unknown_value")
	}
	s.checkTimes(&fields, in, now)
	fields.Between("seats", in.Seats, 1, maxSeats)
	row.Seats = int(min(max(in.Seats, 0), maxSeats))
	if len(in.Rules) > maxRules {
		fields.Add("criteria", "too_many", "Max", maxRules)
		return row, fields.Err()
	}
	for _, key := range in.Rules {
		if _, known := s.Exports.Book().FindRule(key, s.Exports.Today()); !known {
			fields.Add("criteria", "unknown_value")
			break
		}
		if !slices.Contains(row.Rules, key) {
			row.Rules = append(row.Rules, key)
		}
	}
	return row, fields.Err()
}

func (s *Service) checkTimes(fields *apperr.Fields, in NewTraining, now time.Time) {
	switch {
	case in.StartsAt.IsZero():
		fields.Add("starts_at", "required")
	case !in.StartsAt.After(now):
		fields.Add("starts_at", "time_past")
	case in.StartsAt.After(now.Add(trainingsAhead)):
		fields.Add("starts_at", "time_too_far")
	}
	switch {
	case in.EndsAt.IsZero():
		fields.Add("ends_at", "required")
	case !in.EndsAt.After(in.StartsAt):
		fields.Add("ends_at", "ends_before_start")
	case in.EndsAt.Sub(in.StartsAt) > longest:
		fields.Add("ends_at", "training_too_long")
	}
	switch {
	case in.ClosesAt.IsZero():
		fields.Add("closes_at", "required")
	case in.ClosesAt.After(in.StartsAt):
		fields.Add("closes_at", "closes_after_start")
	case !in.ClosesAt.After(now):
		fields.Add("closes_at", "time_past")
	}
}

func errNoTraining() *apperr.Error { return apperr.NewNotFound("training_not_found") }
