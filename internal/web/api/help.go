package api

import (
	"context"
	"time"

	"github.com/google/uuid"

	"lapak/internal/mentoring"
	"lapak/internal/web"
)

// HelpShown is a shop's request for a mentor.
type HelpShown struct {
	ID        uuid.UUID     `json:"id" format:"uuid"`
	Criterion string        `json:"criterion" example:"S-LEG-01" doc:"Id of the rule."`
	Title     Bilingual     `json:"title" doc:"Of the rule."`
	Shop      ShopNamed     `json:"shop"`
	District  string        `json:"district" example:"Kalipuro"`
	Village   string        `json:"village" example:"Gombengsari"`
	Product   *ProductNamed `json:"product,omitempty" doc:"Left out for a rule about the shop."`
	Note      string        `json:"note"`
	State     string        `json:"state" enum:"open,taken,done,withdrawn"`
	AskedAt   time.Time     `json:"asked_at"`
	RaiseAt   time.Time     `json:"raise_at" doc:"Open by then, it is raised to the office."`
	RaisedAt  *time.Time    `json:"raised_at"`
	Mentor    string        `json:"mentor" doc:"Name of who took it; empty before."`
	TakenAt   *time.Time    `json:"taken_at"`
	Reply     string        `json:"reply" doc:"Of the mentor."`
	VisitOn   *day          `json:"visit_on" doc:"Day of the mentor's visit."`
	Outcome   string        `json:"outcome" doc:"What was agreed."`
	ClosedAt  *time.Time    `json:"closed_at"`
	Phone     string        `json:"phone,omitempty" doc:"Of the shop, for the mentor who took the request."`
}

func (f *face) helpOf(r mentoring.HelpRequest) HelpShown {
	rule, _ := f.Exports.Book().FindRule(r.Rule, f.Exports.Today())
	out := HelpShown{
		ID: r.ID, Criterion: r.Rule, Title: Bilingual(rule.Title), Shop: ShopNamed{r.ShopSlug, r.ShopName}, District: r.DistrictName,
		Village: r.VillageName, Note: r.Note, State: string(r.State), AskedAt: r.AskedAt.UTC(), RaiseAt: r.RaiseAt.UTC(), RaisedAt: instant(r.RaisedAt),
		Mentor: r.MentorName, TakenAt: instant(r.TakenAt), Reply: r.Reply, VisitOn: dayOf(r.VisitOn), Outcome: r.Outcome, ClosedAt: instant(r.ClosedAt),
	}
	if r.ProductSlug != "" {
		out.Product = &ProductNamed{r.ProductSlug, r.ProductTitle}
	}
	return out
}

// helpFor is helpOf with the shop's phone for the mentor who helps it.
func (f *face) helpFor(ctx context.Context) func(mentoring.HelpRequest) HelpShown {
	return func(r mentoring.HelpRequest) HelpShown {
		out := f.helpOf(r)
		if r.State == mentoring.Taken && *r.MentorID == web.Actor(ctx).AccountID {
			out.Phone = r.ShopPhone
		}
		return out
	}
}

func (f *face) listHelp(ctx context.Context, in *struct {
	ShopPath
	Paging
},
) (*answer[Page[HelpShown]], error) {
	found, err := f.Help.ListForShop(ctx, web.Actor(ctx), in.Shop, mentoring.Page{Limit: in.Limit, Cursor: in.Cursor})
	return ok(pageOf(found.Items, found.Next, f.helpOf), err)
}

// NewHelp is what a shop asks a mentor.
type NewHelp struct {
	Criterion string `json:"criterion" example:"S-LEG-01" doc:"Id of the rule."`
	Product   string `json:"product,omitempty" example:"kopi-robusta-lerek" doc:"Slug, for a rule about a product."`
	Note      string `json:"note,omitempty" maxLength:"1000" example:"Saya belum tahu mengurusnya di mana."`
}

func (f *face) createHelp(ctx context.Context, in *struct {
	ShopPath
	Body NewHelp
},
) (*answer[HelpShown], error) {
	made, err := f.Help.Ask(ctx, web.Actor(ctx), in.Shop, mentoring.NewHelp{Rule: in.Body.Criterion, Product: in.Body.Product, Note: in.Body.Note})
	if err != nil {
		return nil, err
	}
	return &answer[HelpShown]{f.helpOf(made)}, nil
}

// HelpPath names a request for help.
type HelpPath struct {
	ID string `path:"id" doc:"UUID."`
}

func (f *face) withdrawHelp(ctx context.Context, in *struct {
	ShopPath
	HelpPath
},
) (*answer[HelpShown], error) {
	id, err := parseID(in.ID, "help_not_found")
	if err != nil {
		return nil, err
	}
	closed, err := f.Help.Withdraw(ctx, web.Actor(ctx), in.Shop, id)
	if err != nil {
		return nil, err
	}
	return &answer[HelpShown]{f.helpOf(closed)}, nil
}

func (f *face) listMentorHelp(ctx context.Context, in *struct {
	Paging
	State string `query:"state" enum:"open,taken,done" default:"open" doc:"Open ones of every shop in one's place; the others that one took."`
},
) (*answer[Page[HelpShown]], error) {
	found, err := f.Help.ListForMentor(ctx, web.Actor(ctx), mentoring.HelpState(in.State), mentoring.Page{Limit: in.Limit, Cursor: in.Cursor})
	return ok(pageOf(found.Items, found.Next, f.helpFor(ctx)), err)
}

func (f *face) findMentorHelp(ctx context.Context, in *HelpPath) (*answer[HelpShown], error) {
	id, err := parseID(in.ID, "help_not_found")
	if err != nil {
		return nil, err
	}
	found, err := f.Help.FindForMentor(ctx, web.Actor(ctx), id)
	if err != nil {
		return nil, err
	}
	return &answer[HelpShown]{f.helpFor(ctx)(found)}, nil
}

// MentorAnswer is what a mentor tells a shop.
type MentorAnswer struct {
	Reply   string `json:"reply,omitempty" maxLength:"1000" example:"Saya datang hari Kamis pagi."`
	VisitOn string `json:"visit_on,omitempty" format:"date" example:"2026-12-03" doc:"Day of a visit."`
}

type mentorAnswer struct {
	HelpPath
	Body MentorAnswer
}

// mentorVerb is one of the service's acts with an answer.
type mentorVerb func(ctx context.Context, id uuid.UUID, a mentoring.Answer) (mentoring.HelpRequest, error)

func (f *face) answerHelp(ctx context.Context, in *mentorAnswer, act mentorVerb) (*answer[HelpShown], error) {
	id, err := parseID(in.ID, "help_not_found")
	if err != nil {
		return nil, err
	}
	after, err := act(ctx, id, mentoring.Answer{Reply: in.Body.Reply, VisitOn: in.Body.VisitOn})
	if err != nil {
		return nil, err
	}
	return &answer[HelpShown]{f.helpFor(ctx)(after)}, nil
}

func (f *face) takeHelp(ctx context.Context, in *mentorAnswer) (*answer[HelpShown], error) {
	return f.answerHelp(ctx, in, func(ctx context.Context, id uuid.UUID, a mentoring.Answer) (mentoring.HelpRequest, error) {
		return f.Help.Take(ctx, web.Actor(ctx), id, a)
	})
}

func (f *face) replyHelp(ctx context.Context, in *mentorAnswer) (*answer[HelpShown], error) {
	return f.answerHelp(ctx, in, func(ctx context.Context, id uuid.UUID, a mentoring.Answer) (mentoring.HelpRequest, error) {
		return f.Help.Reply(ctx, web.Actor(ctx), id, a)
	})
}

// Agreed is how a mentor's help ended.
type Agreed struct {
	Outcome string `json:"outcome" minLength:"1" maxLength:"1000" example:"NIB terbit; berkasnya diunggah minggu ini."`
}

func (f *face) finishHelp(ctx context.Context, in *struct {
	HelpPath
	Body Agreed
},
) (*answer[HelpShown], error) {
	id, err := parseID(in.ID, "help_not_found")
	if err != nil {
		return nil, err
	}
	after, err := f.Help.Finish(ctx, web.Actor(ctx), id, in.Body.Outcome)
	if err != nil {
		return nil, err
	}
	return &answer[HelpShown]{f.helpFor(ctx)(after)}, nil
}
