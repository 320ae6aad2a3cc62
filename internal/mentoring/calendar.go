package mentoring

import (
	"context"
	"time"

	"github.com/google/uuid"

	"lapak/internal/apperr"
	"lapak/internal/identity"
	"lapak/internal/postgres/keyset"
)

// TrainingPage is a part of a list of trainings. Next is the cursor of the following part, empty on the last.
type TrainingPage struct {
	Items []Training
	Next  string
}

// trainingCursor is a place in a list of trainings.
type trainingCursor struct {
	List string    `json:"l"`
	At   time.Time `json:"t"`
	ID   uuid.UUID `json:"i"`
}

// ListUpcoming gives the published trainings that have not started, the next first, for anybody; with a rule those that help with it.
// Errors: Invalid at criterion, limit or cursor.
func (s *Service) ListUpcoming(ctx context.Context, rule string, page Page) (TrainingPage, error) {
	if _, known := s.Exports.Book().FindRule(rule, s.Exports.Today()); rule != "" && !known {
		return TrainingPage{}, apperr.NewInvalid(apperr.Field{Path: "criterion", Code: "unknown_value"})
	}
	limit, err := page.limit()
	if err != nil {
		return TrainingPage{}, err
	}
	now, err := s.nowTx(ctx, s.DB)
	if err != nil {
		return TrainingPage{}, err
	}
	list := "upcoming:" + rule
	after := trainingCursor{At: now, ID: uuid.Max}
	if err := readTrainingCursor(page.Cursor, list, &after); err != nil {
		return TrainingPage{}, err
	}
	if after.At.Before(now) {
		after = trainingCursor{At: now, ID: uuid.Max}
	}
	found, err := listUpcoming(ctx, s.DB, rule, after, limit+1)
	return cutTrainings(found, limit, list), err
}

// ListByState gives the trainings of a state, the latest first, for the office. Errors: Forbidden; Invalid at state, limit or cursor.
func (s *Service) ListByState(ctx context.Context, actor identity.Actor, state TrainingState, page Page) (TrainingPage, error) {
	if !runsTrainings(actor) {
		return TrainingPage{}, apperr.New(apperr.Forbidden, "forbidden")
	}
	if !state.isKnown() {
		return TrainingPage{}, apperr.NewInvalid(apperr.Field{Path: "state", Code: "unknown_value"})
	}
	limit, err := page.limit()
	if err != nil {
		return TrainingPage{}, err
	}
	list := "state:" + string(state)
	before := trainingCursor{At: endOfTime, ID: uuid.Max}
	if err := readTrainingCursor(page.Cursor, list, &before); err != nil {
		return TrainingPage{}, err
	}
	found, err := listTrainings(ctx, s.DB, state, before, limit+1)
	return cutTrainings(found, limit, list), err
}

// FindForOffice finds a training with its seats, those who sit first, then those who wait, each in the order of asking. Errors:
// Forbidden; NotFound training_not_found.
func (s *Service) FindForOffice(ctx context.Context, actor identity.Actor, id uuid.UUID) (Training, []Seat, error) {
	if !runsTrainings(actor) {
		return Training{}, nil, apperr.New(apperr.Forbidden, "forbidden")
	}
	found, err := findTraining(ctx, s.DB, id)
	if err != nil {
		return Training{}, nil, err
	}
	seats, err := listSeats(ctx, s.DB, id)
	return found, seats, err
}

// ShopSeat is a training as one shop sees it.
type ShopSeat struct {
	Training
	Seat *Seat // nil where the shop has none
}

// ShopTrainings are a shop's own seats and what it may book.
type ShopTrainings struct {
	Mine     []ShopSeat // live seats in what has not ended or was marked lately, the latest first
	Upcoming TrainingPage
}

// shownSeats is how many of its own seats a shop is shown.
const shownSeats = 30

// ListForMember gives the trainings of a shop; any member may ask. Errors: NotFound shop_not_found; as ListUpcoming.
func (s *Service) ListForMember(ctx context.Context, actor identity.Actor, slug, rule string, page Page) (ShopTrainings, error) {
	shop, _, err := s.Shops.FindForMember(ctx, actor, slug)
	if err != nil {
		return ShopTrainings{}, err
	}
	var out ShopTrainings
	if out.Upcoming, err = s.ListUpcoming(ctx, rule, page); err != nil {
		return ShopTrainings{}, err
	}
	seats, err := listShopSeats(ctx, s.DB, shop.ID, shownSeats)
	if err != nil || len(seats) == 0 {
		return out, err
	}
	ids := make([]uuid.UUID, len(seats))
	for i, seat := range seats {
		ids[i] = seat.TrainingID
	}
	trainings, err := listTrainingsOf(ctx, s.DB, ids)
	if err != nil {
		return ShopTrainings{}, err
	}
	for i := range seats {
		out.Mine = append(out.Mine, ShopSeat{trainings[seats[i].TrainingID], &seats[i]})
	}
	return out, nil
}

func readTrainingCursor(cursor, list string, into *trainingCursor) error {
	if cursor == "" {
		return nil
	}
	if err := keyset.Decode(cursor, into); err != nil {
		return err
	}
	if into.List != list {
		return keyset.Invalid()
	}
	return nil
}

func cutTrainings(found []Training, limit int, list string) TrainingPage {
	if len(found) <= limit {
		return TrainingPage{Items: found}
	}
	last := found[limit-1]
	return TrainingPage{Items: found[:limit], Next: keyset.Encode(trainingCursor{list, last.StartsAt, last.ID})}
}
