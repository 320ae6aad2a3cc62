package api

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/google/uuid"

	"lapak/internal/apperr"
	"lapak/internal/mentoring"
	"lapak/internal/web"
)

// TrainingShown is a training.
type TrainingShown struct {
	ID       uuid.UUID `json:"id" format:"uuid"`
	State    string    `json:"state" enum:"draft,published,cancelled"`
	Title    Bilingual `json:"title"`
	Text     Bilingual `json:"text"`
	Place    string    `json:"place" example:"Pendopo Kecamatan Kalipuro"`
	District string    `json:"district" example:"kalipuro" doc:"Slug."`
	StartsAt time.Time `json:"starts_at"`
	EndsAt   time.Time `json:"ends_at"`
	ClosesAt time.Time `json:"booking_closes_at"`
	Seats    int       `json:"seats"`
	Free     int       `json:"free"`
	Waiting  int       `json:"waiting" doc:"Shops on the waiting list."`
	Criteria []string  `json:"criteria" doc:"Ids of the rules that it helps with. Attending meets none of them by itself."`
	Reason   string    `json:"reason" doc:"Of a cancellation."`
}

func trainingOf(t mentoring.Training) TrainingShown {
	free := t.Free()
	if t.State == mentoring.Cancelled {
		free = 0
	}
	return TrainingShown{
		ID: t.ID, State: string(t.State), Title: Bilingual(t.Title), Text: Bilingual(t.Text), Place: t.Place, District: t.District,
		StartsAt: t.StartsAt.UTC(), EndsAt: t.EndsAt.UTC(), ClosesAt: t.ClosesAt.UTC(), Seats: t.Seats, Free: free, Waiting: t.Waiting,
		Criteria: t.Rules, Reason: t.Reason,
	}
}

// SeatShown is a shop's seat.
type SeatShown struct {
	State    string    `json:"state" enum:"booked,waiting,given_back,cancelled" doc:"Cancelled with the training."`
	Ahead    int       `json:"ahead" doc:"Shops before it on the waiting list."`
	AskedAt  time.Time `json:"asked_at"`
	Attended *bool     `json:"attended" doc:"Null before it was marked."`
}

func seatShown(s mentoring.Seat) SeatShown {
	return SeatShown{string(s.State), s.Ahead, s.AskedAt.UTC(), s.Attended}
}

// Booking is a training with a shop's seat in it.
type Booking struct {
	Training TrainingShown `json:"training"`
	Seat     SeatShown     `json:"seat"`
}

// Fitting filters trainings by a rule.
type Fitting struct {
	Criterion string `query:"criterion" maxLength:"40" example:"S-LEG-01" doc:"Only those that help with this rule."`
}

func (f *face) listTrainings(ctx context.Context, in *struct {
	Paging
	Fitting
},
) (*answer[Page[TrainingShown]], error) {
	found, err := f.Help.ListUpcoming(ctx, in.Criterion, mentoring.Page{Limit: in.Limit, Cursor: in.Cursor})
	return ok(pageOf(found.Items, found.Next, trainingOf), err)
}

func (f *face) listBookings(ctx context.Context, in *ShopPath) (*answer[Page[Booking]], error) {
	found, err := f.Help.ListForMember(ctx, web.Actor(ctx), in.Shop, "", mentoring.Page{Limit: 1})
	return ok(pageOf(found.Mine, "", func(s mentoring.ShopSeat) Booking { return Booking{trainingOf(s.Training), seatShown(*s.Seat)} }), err)
}

// TrainingPath names a training.
type TrainingPath struct {
	ID string `path:"id" doc:"UUID."`
}

type seatPath struct {
	ShopPath
	TrainingPath
}

func (f *face) bookSeat(ctx context.Context, in *seatPath) (*answer[SeatShown], error) {
	id, err := parseID(in.ID, "training_not_found")
	if err != nil {
		return nil, err
	}
	seat, err := f.Help.Book(ctx, web.Actor(ctx), in.Shop, id)
	if err != nil {
		return nil, err
	}
	return &answer[SeatShown]{seatShown(seat)}, nil
}

func (f *face) giveBackSeat(ctx context.Context, in *seatPath) (*empty, error) {
	id, err := parseID(in.ID, "training_not_found")
	if err != nil {
		return nil, err
	}
	return done(f.Help.GiveBack(ctx, web.Actor(ctx), in.Shop, id))
}

// TrainingDraft is what the office says of a training.
type TrainingDraft struct {
	Title    Bilingual `json:"title"`
	Text     Bilingual `json:"text"`
	Place    string    `json:"place" example:"Pendopo Kecamatan Kalipuro"`
	District string    `json:"district" example:"kalipuro" doc:"Slug."`
	StartsAt time.Time `json:"starts_at"`
	EndsAt   time.Time `json:"ends_at"`
	ClosesAt time.Time `json:"booking_closes_at"`
	Seats    int64     `json:"seats" minimum:"1" maximum:"1000"`
	Criteria []string  `json:"criteria,omitempty" maxItems:"20" doc:"Ids of the rules that it helps with."`
}

func (d TrainingDraft) training() mentoring.NewTraining {
	return mentoring.NewTraining{
		TitleID: d.Title.ID, TitleEN: d.Title.EN, TextID: d.Text.ID, TextEN: d.Text.EN, Place: d.Place, District: d.District,
		StartsAt: d.StartsAt, EndsAt: d.EndsAt, ClosesAt: d.ClosesAt, Seats: d.Seats, Rules: d.Criteria,
	}
}

func (f *face) listOfficeTrainings(ctx context.Context, in *struct {
	Paging
	State string `query:"state" enum:"draft,published,cancelled" default:"published"`
},
) (*answer[Page[TrainingShown]], error) {
	found, err := f.Help.ListByState(ctx, web.Actor(ctx), mentoring.TrainingState(in.State), mentoring.Page{Limit: in.Limit, Cursor: in.Cursor})
	return ok(pageOf(found.Items, found.Next, trainingOf), err)
}

func (f *face) createTraining(ctx context.Context, in *struct{ Body TrainingDraft }) (*answer[TrainingShown], error) {
	made, err := f.Help.Create(ctx, web.Actor(ctx), in.Body.training())
	return ok(trainingOf(made), inDraft(err))
}

func (f *face) updateTraining(ctx context.Context, in *struct {
	TrainingPath
	Body TrainingDraft
},
) (*answer[TrainingShown], error) {
	return f.changeTraining(in.ID, func(id uuid.UUID) (mentoring.Training, error) {
		after, err := f.Help.Update(ctx, web.Actor(ctx), id, in.Body.training())
		return after, inDraft(err)
	})
}

func (f *face) changeTraining(text string, change func(uuid.UUID) (mentoring.Training, error)) (*answer[TrainingShown], error) {
	id, err := parseID(text, "training_not_found")
	if err != nil {
		return nil, err
	}
	after, err := change(id)
	return ok(trainingOf(after), err)
}

func (f *face) publishTraining(ctx context.Context, in *TrainingPath) (*answer[TrainingShown], error) {
	return f.changeTraining(in.ID, func(id uuid.UUID) (mentoring.Training, error) { return f.Help.Publish(ctx, web.Actor(ctx), id) })
}

func (f *face) cancelTraining(ctx context.Context, in *struct {
	TrainingPath
	Body Refusal
},
) (*answer[TrainingShown], error) {
	return f.changeTraining(in.ID, func(id uuid.UUID) (mentoring.Training, error) {
		return f.Help.Cancel(ctx, web.Actor(ctx), id, in.Body.Reason)
	})
}

// TrainingSeats is a training with who sits and who waits.
type TrainingSeats struct {
	TrainingShown
	List []SeatOfShop `json:"list" doc:"Those who sit first, then those who wait, each in the order of asking."`
}

// SeatOfShop is a seat and whose it is.
type SeatOfShop struct {
	Shop     ShopNamed `json:"shop"`
	District string    `json:"district" example:"Kalipuro"`
	SeatShown
}

func (f *face) findTraining(ctx context.Context, in *TrainingPath) (*answer[TrainingSeats], error) {
	id, err := parseID(in.ID, "training_not_found")
	if err != nil {
		return nil, err
	}
	found, seats, err := f.Help.FindForOffice(ctx, web.Actor(ctx), id)
	if err != nil {
		return nil, err
	}
	out := TrainingSeats{TrainingShown: trainingOf(found), List: make([]SeatOfShop, 0, len(seats))}
	for _, s := range seats {
		out.List = append(out.List, SeatOfShop{ShopNamed{s.ShopSlug, s.ShopName}, s.District, seatShown(s)})
	}
	return &answer[TrainingSeats]{out}, nil
}

// Attendance names who came.
type Attendance struct {
	Attended []string `json:"attended" maxItems:"1000" example:"[\"kopi-lerek\"]" doc:"Slugs of the shops that came; the others with a seat did not."`
}

func (f *face) markAttendance(ctx context.Context, in *struct {
	TrainingPath
	Body Attendance
},
) (*answer[TrainingShown], error) {
	return f.changeTraining(in.ID, func(id uuid.UUID) (mentoring.Training, error) {
		return f.Help.MarkAttendance(ctx, web.Actor(ctx), id, in.Body.Attended)
	})
}

// draftNames are where the service's fields stand in a TrainingDraft.
var draftNames = map[string]string{"title_id": "title.id", "title_en": "title.en", "text_id": "text.id", "text_en": "text.en", "closes_at": "booking_closes_at"}

func inDraft(err error) error {
	own := apperr.As(err)
	if own == nil || len(own.Fields) == 0 {
		return err
	}
	moved := *own
	moved.Fields = slices.Clone(own.Fields)
	for i, field := range moved.Fields {
		moved.Fields[i].Path = cmp.Or(draftNames[field.Path], field.Path)
	}
	return &moved
}
