package api

import (
	"context"
	"net/http"
	"time"

	"github.com/google/uuid"

	"lapak/internal/checkout"
	"lapak/internal/festivals"
	"lapak/internal/i18n"
	"lapak/internal/web"
)

// registerApplications registers the selection for stalls: what shops ask for, and what organizers decide.
func (f *face) registerApplications() {
	const own, desk = "/festivals/{festival}/applications", "/organizer/festivals/{festival}"
	f.tag = "Festival stalls"
	handle(f, open("GET /festivals/{festival}/terms", "findFestivalTerms", "Read by what rules a festival gives its stalls"), f.findTerms)
	handle(f, open("GET /festivals/{festival}/draw", "findFestivalDraw", "Read a festival's draw: its sources, lists and key"), f.findDraw)
	handle(f, member("POST "+own, "applyForStall", "Apply for a stall, or answer an invitation").answers(http.StatusCreated), f.applyForStall)
	handle(f, member("POST "+own+"/{id}/payment", "payStall", "Pay the stall fee"), f.payStall)
	handle(f, member("POST "+own+"/{id}/proof", "attachStallProof", "Send the proof of the transfer of a stall fee"), f.attachStallProof)
	handle(f, member("POST "+own+"/{id}/withdraw", "withdrawApplication", "Take an application back"), f.withdrawApplication)
	handle(f, member("POST "+own+"/{id}/appeal", "appealApplication", "Appeal against a rejection"), f.appealApplication)
	handle(f, member("GET /seller/shops/{shop}/festivals", "listShopApplications", "List a shop's applications for stalls"), f.listShopApplications)
	handle(f, member("PUT "+desk+"/terms", "updateFestivalTerms", "Set the rules by which a festival gives its stalls"), f.updateTerms)
	handle(f, member("GET "+desk+"/applications", "listApplications", "List a festival's applications"), f.listApplications)
	handle(f, member("GET "+desk+"/applications/{id}", "findApplication", "Read an application with its history"), f.findApplication)
	handle(f, member("POST "+desk+"/applications/{id}/accept", "acceptApplication", "Give an application a place"), f.decideWith(f.Festivals.Accept))
	handle(f, member("POST "+desk+"/applications/{id}/waitlist", "waitlistApplication", "Put an application on the reserve list"), f.decideWith(f.Festivals.Waitlist))
	handle(f, member("POST "+desk+"/applications/{id}/reject", "rejectApplication", "Reject an application with a reason"), f.decideWith(f.Festivals.Reject))
	handle(f, member("POST "+desk+"/applications/{id}/cancel", "cancelApplication", "Take a vendor's place away; all of the fee goes back"), f.decideWith(f.Festivals.CancelApplication))
	handle(f, member("POST "+desk+"/applications/{id}/appeal", "decideAppeal", "Decide an appeal"), f.decideAppeal)
	handle(f, member("PUT "+desk+"/applications/{id}/score", "scoreApplication", "Score an application"), f.scoreApplication)
	handle(f, member("POST "+desk+"/ranking", "acceptByRanking", "Give a zone's places by ranking"), f.acceptByRanking)
	handle(f, member("POST "+desk+"/invitations", "inviteShop", "Invite a shop").answers(http.StatusCreated), f.inviteShop)
	handle(f, member("POST "+desk+"/draw", "drawStalls", "Draw the stalls by what the named sources gave"), f.drawStalls)
	handle(f, member("POST "+desk+"/swap", "swapStalls", "Exchange two stalls"), f.swapStalls)
	handle(f, member("GET "+desk+"/messages", "listVendorCalls", "List what was written to all vendors"), f.listVendorCalls)
	handle(f, member("POST "+desk+"/messages", "callVendors", "Write to all vendors by phone").answers(http.StatusCreated), f.callVendors)
}

// FestivalNamed names a festival.
type FestivalNamed struct {
	Festival string `path:"festival" example:"festival-kopi" doc:"Slug."`
}

// ApplicationPath names an application of a festival.
type ApplicationPath struct {
	FestivalNamed
	ID string `path:"id" doc:"UUID."`
}

func (p ApplicationPath) id() (uuid.UUID, error) { return parseID(p.ID, "application_not_found") }

// StallWish is what a shop asks for.
type StallWish struct {
	Shop        string   `json:"shop" example:"kopi-lerek" doc:"Slug."`
	Zone        string   `json:"zone" example:"kuliner" doc:"Slug."`
	Products    []string `json:"products" minItems:"1" maxItems:"20" doc:"Slugs of the shop's own products that buyers see."`
	Wishes      string   `json:"wishes,omitempty" maxLength:"500"`
	WomenLed    bool     `json:"women_led,omitempty" doc:"As the shop declares."`
	YouthLed    bool     `json:"youth_led,omitempty" doc:"As the shop declares."`
	HalalNumber string   `json:"halal_number,omitempty" maxLength:"60" doc:"Where the zone asks for it."`
}

// ApplicationShown is an application.
type ApplicationShown struct {
	ID          uuid.UUID  `json:"id" format:"uuid"`
	State       string     `json:"state" enum:"invited,submitted,accepted,confirmed,waitlisted,rejected,withdrawn,lapsed,cancelled"`
	Festival    string     `json:"festival" doc:"Slug."`
	Zone        string     `json:"zone" doc:"Slug."`
	Shop        ShopNamed  `json:"shop"`
	Invited     bool       `json:"invited"`
	Wishes      string     `json:"wishes"`
	FromVillage bool       `json:"from_village"`
	WomenLed    bool       `json:"women_led"`
	YouthLed    bool       `json:"youth_led"`
	FirstTimer  bool       `json:"first_timer"`
	HalalNumber string     `json:"halal_number"`
	Fee         int64      `json:"fee" doc:"Rupiah."`
	DueAt       *time.Time `json:"due_at" doc:"When the fee must be paid."`
	HeldUntil   *time.Time `json:"held_until" doc:"Until when the place is kept past due_at, while the proof of a transfer waits for finance."`
	Ahead       int        `json:"ahead" doc:"Applications before it on the reserve list."`
	Score       *float64   `json:"score" doc:"0 to 100; null: not scored."`
	Stall       string     `json:"stall" doc:"Its number, once confirmed."`
	Reason      string     `json:"reason"`
	Appeal      string     `json:"appeal" enum:",open,granted,refused"`
	AppealBy    *time.Time `json:"appeal_by" doc:"Until when a rejection may be appealed against."`
	AskedAt     time.Time  `json:"asked_at"`
}

func applicationShown(language string) func(festivals.Application) ApplicationShown {
	return func(a festivals.Application) ApplicationShown {
		out := ApplicationShown{
			ID: a.ID, State: string(a.State), Festival: a.Festival, Zone: a.Zone, Shop: ShopNamed{a.ShopSlug, a.ShopName}, Invited: a.Invited, Wishes: a.Wishes,
			FromVillage: a.FromVillage, WomenLed: a.WomenLed, YouthLed: a.YouthLed, FirstTimer: a.FirstTimer, HalalNumber: a.HalalNumber, Fee: a.Fee,
			DueAt: instant(a.DueAt), HeldUntil: instant(a.HeldUntil), Ahead: a.Ahead, Stall: a.Stall, Reason: festivals.ReasonText(language, a.Reason), Appeal: a.Appeal,
			AppealBy: instant(a.AppealBy), AskedAt: a.AskedAt.UTC(),
		}
		if a.Score != nil {
			points := float64(*a.Score) / 100
			out.Score = &points
		}
		return out
	}
}

func shownApplication(ctx context.Context, a festivals.Application, err error) (*answer[ApplicationShown], error) {
	return ok(applicationShown(i18n.Language(ctx))(a), err)
}

func (f *face) applyForStall(ctx context.Context, in *struct {
	FestivalNamed
	Body StallWish
},
) (*answer[ApplicationShown], error) {
	a, err := f.Festivals.Apply(ctx, web.Actor(ctx), in.Festival, festivals.NewApplication(in.Body))
	return shownApplication(ctx, a, err)
}

func (f *face) payStall(ctx context.Context, in *struct {
	ApplicationPath
	Body PaymentWish
},
) (*answer[paymentShown], error) {
	id, err := in.id()
	if err != nil {
		return nil, err
	}
	payment, err := f.Checkout.PayStall(ctx, web.Actor(ctx), checkout.StallFee{Festival: in.Festival, Application: id, Method: in.Body.PaymentMethod})
	if err != nil {
		return nil, err
	}
	shown := f.paymentOf(payment)
	if payment.URL == "" {
		shown.URL = payment.ReturnURL
	}
	return &answer[paymentShown]{shown}, nil
}

func (f *face) withdrawApplication(ctx context.Context, in *ApplicationPath) (*answer[ApplicationShown], error) {
	id, err := in.id()
	if err != nil {
		return nil, err
	}
	a, err := f.Festivals.Withdraw(ctx, web.Actor(ctx), in.Festival, id)
	return shownApplication(ctx, a, err)
}

// AppealText is why a rejection should be looked at again.
type AppealText struct {
	Text string `json:"text" maxLength:"1000"`
}

func (f *face) appealApplication(ctx context.Context, in *struct {
	ApplicationPath
	Body AppealText
},
) (*answer[ApplicationShown], error) {
	id, err := in.id()
	if err != nil {
		return nil, err
	}
	a, err := f.Festivals.Appeal(ctx, web.Actor(ctx), in.Festival, id, in.Body.Text)
	return shownApplication(ctx, a, err)
}

func (f *face) listShopApplications(ctx context.Context, in *ShopPath) (*answer[Page[ApplicationShown]], error) {
	found, err := f.Festivals.ListShopApplications(ctx, web.Actor(ctx), in.Shop)
	return ok(pageOf(found, "", applicationShown(i18n.Language(ctx))), err)
}

func (f *face) listApplications(ctx context.Context, in *struct {
	FestivalNamed
	Paging
	State string `query:"state" enum:"invited,submitted,accepted,confirmed,waitlisted,rejected,withdrawn,lapsed,cancelled"`
	Zone  string `query:"zone" maxLength:"60" doc:"Slug."`
	Sort  string `query:"sort" enum:"asked,ranking" default:"asked"`
},
) (*answer[Page[ApplicationShown]], error) {
	found, err := f.Festivals.ListApplications(ctx, web.Actor(ctx), in.Festival, festivals.ApplicationFilter{
		State: festivals.ApplicationState(in.State), Zone: in.Zone, Ranked: in.Sort == "ranking", Limit: in.Limit, Cursor: in.Cursor,
	})
	return ok(pageOf(found.Items, found.Next, applicationShown(i18n.Language(ctx))), err)
}

// ApplicationRead is an application with its goods and history.
type ApplicationRead struct {
	ApplicationShown
	Products []string          `json:"products" doc:"Slugs."`
	Scores   map[string]int    `json:"scores" doc:"The reader's own, by criterion."`
	History  []ApplicationStep `json:"history"`
}

// ApplicationStep is a step of an application's history.
type ApplicationStep struct {
	Verb   string    `json:"verb"`
	State  string    `json:"state" doc:"After it."`
	Reason string    `json:"reason"`
	At     time.Time `json:"at"`
}

func (f *face) findApplication(ctx context.Context, in *ApplicationPath) (*answer[ApplicationRead], error) {
	id, err := in.id()
	if err != nil {
		return nil, err
	}
	found, err := f.Festivals.FindForSelection(ctx, web.Actor(ctx), in.Festival, id)
	if err != nil {
		return nil, err
	}
	language := i18n.Language(ctx)
	out := ApplicationRead{ApplicationShown: applicationShown(language)(found.Application), Products: []string{}, Scores: found.Points, History: []ApplicationStep{}}
	for _, p := range found.Products {
		out.Products = append(out.Products, p.Slug)
	}
	for _, s := range found.Steps {
		out.History = append(out.History, ApplicationStep{string(s.Verb), string(s.To), festivals.ReasonText(language, s.Reason), s.At.UTC()})
	}
	return &answer[ApplicationRead]{out}, nil
}

// DecisionReason is why an application is decided so; an acceptance needs none.
type DecisionReason struct {
	Reason string `json:"reason,omitempty" maxLength:"500"`
}

type decisionRequest struct {
	ApplicationPath
	Body DecisionReason
}

func (f *face) decideWith(decide decider) func(context.Context, *decisionRequest) (*answer[ApplicationShown], error) {
	return func(ctx context.Context, in *decisionRequest) (*answer[ApplicationShown], error) {
		id, err := in.id()
		if err != nil {
			return nil, err
		}
		a, err := decide(ctx, web.Actor(ctx), festivals.Decided{Festival: in.Festival, ID: id, Reason: in.Body.Reason})
		return shownApplication(ctx, a, err)
	}
}
