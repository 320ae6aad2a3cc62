package api

import (
	"context"
	"net/http"
	"time"

	"github.com/google/uuid"

	"lapak/internal/apperr"
	"lapak/internal/catalog"
	"lapak/internal/festivals"
	"lapak/internal/i18n"
	"lapak/internal/web"
)

// registerFestivalPermits adds the permits and tasks of festivals, for organizers and offices.
func (f *face) registerFestivalPermits() {
	handle(f, member("GET /organizer/festivals/{festival}/permits", "listPermits", "List the permits and tasks of a festival"), f.listPermits)
	handle(f, member("POST /organizer/festivals/{festival}/permits", "createPermit", "Add a permit or task").answers(http.StatusCreated), f.createPermit)
	handle(f, member("POST /organizer/festivals/{festival}/permits/usual", "addUsualPermits", "Add what a festival usually needs"), f.addUsualPermits)
	handle(f, member("POST /organizer/festivals/{festival}/permits/{id}", "movePermit", "Say how far a permit is"), f.movePermit)
	handle(f, member("GET /office/permits", "listOfficePermits", "List the permits of one's offices, the longest overdue first"), f.listOfficePermits)
	handle(f, member("GET /office/permits/{id}", "findOfficePermit", "Read a permit"), f.findOfficePermit)
	handle(f, member("POST /office/permits/{id}", "decidePermit", "Receive, grant or refuse a permit"), f.decidePermit)
}

// PermitShown is a permit or task of a festival.
type PermitShown struct {
	ID          uuid.UUID     `json:"id" format:"uuid"`
	Festival    atFestival    `json:"festival"`
	Title       Bilingual     `json:"title"`
	Office      string        `json:"office" example:"diskop" doc:"Key; empty for the organizer's own task."`
	DueOn       day           `json:"due_on"`
	State       string        `json:"state" enum:"open,submitted,granted,refused,not_needed"`
	Overdue     bool          `json:"overdue"`
	FileNumber  string        `json:"file_number"`
	Responsible string        `json:"responsible"`
	Note        string        `json:"note"`
	Confidence  string        `json:"confidence" enum:",sourced,partial,unverified" doc:"Of the usual list; empty for a line of the organizer's own."`
	History     []permitEvent `json:"history"`
}

type permitEvent struct {
	At   time.Time `json:"at"`
	From string    `json:"from"`
	To   string    `json:"to"`
	Note string    `json:"note"`
}

func permitOf(ctx context.Context) func(festivals.Permit) PermitShown {
	return func(p festivals.Permit) PermitShown {
		out := PermitShown{
			ID: p.ID, Festival: atFestival{p.FestivalSlug, p.Festival.In(i18n.Language(ctx))}, Title: Bilingual(p.Title), Office: p.Office, DueOn: *dayOf(&p.DueOn),
			State: string(p.State), Overdue: p.IsOverdue(time.Now()), FileNumber: p.FileNumber, Responsible: p.Responsible, Note: p.Note,
			Confidence: p.Confidence, History: []permitEvent{},
		}
		for _, e := range p.History {
			out.History = append(out.History, permitEvent{e.At.UTC(), string(e.From), string(e.To), e.Note})
		}
		return out
	}
}

func (f *face) listPermits(ctx context.Context, in *FestivalPath) (*answer[Page[PermitShown]], error) {
	list, err := f.Festivals.ListPermits(ctx, web.Actor(ctx), in.Festival)
	return ok(pageOf(list, "", permitOf(ctx)), err)
}

func (f *face) addUsualPermits(ctx context.Context, in *FestivalPath) (*answer[Page[PermitShown]], error) {
	list, err := f.Festivals.AddUsualPermits(ctx, web.Actor(ctx), in.Festival)
	return ok(pageOf(list, "", permitOf(ctx)), err)
}

// PermitAdded is a line of an organizer's own.
type PermitAdded struct {
	Title       Bilingual `json:"title"`
	Office      string    `json:"office,omitempty" doc:"Key; left out for the organizer's own task."`
	DueOn       day       `json:"due_on" format:"date"`
	Responsible string    `json:"responsible,omitempty"`
}

func (f *face) createPermit(ctx context.Context, in *struct {
	FestivalPath
	Body PermitAdded
},
) (*answer[PermitShown], error) {
	b := in.Body
	due, err := readDay(b.DueOn)
	if err != nil {
		return nil, err
	}
	made, err := f.Festivals.CreatePermit(ctx, web.Actor(ctx), in.Festival, festivals.NewPermit{
		TitleID: b.Title.ID, TitleEN: b.Title.EN, Office: b.Office, DueOn: due, Responsible: b.Responsible,
	})
	return ok(permitOf(ctx)(made), err)
}

func readDay(d day) (time.Time, error) {
	at, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return at, apperr.NewInvalid(apperr.Field{Path: "due_on", Code: "bad_date"})
	}
	return at, nil
}

// PermitMove says how far a permit is. What is left out stays.
type PermitMove struct {
	State       string `json:"state,omitempty" enum:"open,submitted,granted,refused,not_needed"`
	Note        string `json:"note,omitempty" doc:"A refusal needs one."`
	FileNumber  string `json:"file_number,omitempty"`
	Responsible string `json:"responsible,omitempty" doc:"An organizer's to say."`
	DueOn       day    `json:"due_on,omitempty" format:"date" doc:"By when it must be there; an organizer's to move."`
}

func (b PermitMove) read() (festivals.PermitMove, error) {
	move := festivals.PermitMove{State: festivals.PermitState(b.State), Note: b.Note, FileNumber: b.FileNumber, Responsible: b.Responsible}
	if b.DueOn == "" {
		return move, nil
	}
	due, err := readDay(b.DueOn)
	move.DueOn = due
	return move, err
}

func (f *face) movePermit(ctx context.Context, in *struct {
	FestivalPath
	PermitPath
	Body PermitMove
},
) (*answer[PermitShown], error) {
	id, err := in.PermitPath.read()
	if err != nil {
		return nil, err
	}
	move, err := in.Body.read()
	if err != nil {
		return nil, err
	}
	moved, err := f.Festivals.MovePermit(ctx, web.Actor(ctx), in.Festival, id, move)
	return ok(permitOf(ctx)(moved), err)
}

func (f *face) listOfficePermits(ctx context.Context, in *Paging) (*answer[Page[PermitShown]], error) {
	found, err := f.Festivals.ListOfficePermits(ctx, web.Actor(ctx), catalog.Page{Limit: in.Limit, Cursor: in.Cursor})
	return ok(pageOf(found.Items, found.Next, permitOf(ctx)), err)
}

// PermitPath names a permit.
type PermitPath struct {
	ID string `path:"id" doc:"UUID."`
}

func (p PermitPath) read() (uuid.UUID, error) {
	id, err := uuid.Parse(p.ID)
	if err != nil {
		err = apperr.NewNotFound("permit_not_found")
	}
	return id, err
}

func (f *face) findOfficePermit(ctx context.Context, in *PermitPath) (*answer[PermitShown], error) {
	id, err := in.read()
	if err != nil {
		return nil, err
	}
	found, err := f.Festivals.FindOfficePermit(ctx, web.Actor(ctx), id)
	return ok(permitOf(ctx)(found), err)
}

func (f *face) decidePermit(ctx context.Context, in *struct {
	PermitPath
	Body PermitMove
},
) (*answer[PermitShown], error) {
	id, err := in.PermitPath.read()
	if err != nil {
		return nil, err
	}
	move, err := in.Body.read()
	if err != nil {
		return nil, err
	}
	moved, err := f.Festivals.DecidePermit(ctx, web.Actor(ctx), id, move)
	return ok(permitOf(ctx)(moved), err)
}
