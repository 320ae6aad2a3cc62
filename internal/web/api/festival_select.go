package api

import (
	"context"
	"time"

	"github.com/google/uuid"

	"lapak/internal/festivals"
	"lapak/internal/identity"
	"lapak/internal/web"
)

// decider decides on an application.
type decider func(context.Context, identity.Actor, festivals.Decided) (festivals.Application, error)

// AppealDecision answers an appeal.
type AppealDecision struct {
	Granted bool   `json:"granted"`
	Reason  string `json:"reason" maxLength:"500"`
}

func (f *face) decideAppeal(ctx context.Context, in *struct {
	ApplicationPath
	Body AppealDecision
},
) (*answer[ApplicationShown], error) {
	id, err := in.id()
	if err != nil {
		return nil, err
	}
	of := festivals.Decided{Festival: in.Festival, ID: id, Reason: in.Body.Reason}
	a, err := f.Festivals.DecideAppeal(ctx, web.Actor(ctx), of, in.Body.Granted)
	return shownApplication(ctx, a, err)
}

// Scores are a member's points by the keys of the festival's criteria.
type Scores struct {
	Scores map[string]int `json:"scores" example:"{\"mutu\": 80}" doc:"0 to 100 for each criterion."`
}

func (f *face) scoreApplication(ctx context.Context, in *struct {
	ApplicationPath
	Body Scores
},
) (*answer[ApplicationShown], error) {
	id, err := in.id()
	if err != nil {
		return nil, err
	}
	a, err := f.Festivals.Score(ctx, web.Actor(ctx), festivals.ScoreOf{Festival: in.Festival, ID: id, Points: in.Body.Scores})
	return shownApplication(ctx, a, err)
}

// ZoneNamed names a zone.
type ZoneNamed struct {
	Zone string `json:"zone" example:"kuliner" doc:"Slug."`
}

func (f *face) acceptByRanking(ctx context.Context, in *struct {
	FestivalNamed
	Body ZoneNamed
},
) (*empty, error) {
	return done(f.Festivals.AcceptByRanking(ctx, web.Actor(ctx), in.Festival, in.Body.Zone))
}

// InvitationDraft names whom an organizer asks, and where to.
type InvitationDraft struct {
	Shop string `json:"shop" example:"kopi-lerek" doc:"Slug."`
	Zone string `json:"zone" example:"kuliner" doc:"Slug."`
	Note string `json:"note,omitempty" maxLength:"500"`
}

func (f *face) inviteShop(ctx context.Context, in *struct {
	FestivalNamed
	Body InvitationDraft
},
) (*answer[ApplicationShown], error) {
	a, err := f.Festivals.Invite(ctx, web.Actor(ctx), in.Festival, festivals.Invitation(in.Body))
	return shownApplication(ctx, a, err)
}

// DrawnValues are what the named sources gave.
type DrawnValues struct {
	Values []string `json:"values" minItems:"1" maxItems:"5" example:"[\"2 5 8 10 12\"]" doc:"The numbers of each source, in the order of the sources."`
	URL    string   `json:"url" maxLength:"300" doc:"Where anybody can look them up."`
}

func (f *face) drawStalls(ctx context.Context, in *struct {
	FestivalNamed
	Body DrawnValues
},
) (*empty, error) {
	return done(f.Festivals.DrawStalls(ctx, web.Actor(ctx), in.Festival, festivals.Drawing(in.Body)))
}

// StallSwap names two stalls by their numbers.
type StallSwap struct {
	From string `json:"from" maxLength:"20" example:"A1"`
	To   string `json:"to" maxLength:"20" example:"A2"`
}

func (f *face) swapStalls(ctx context.Context, in *struct {
	FestivalNamed
	Body StallSwap
},
) (*empty, error) {
	return done(f.Festivals.SwapStalls(ctx, web.Actor(ctx), in.Festival, in.Body.From, in.Body.To))
}

// CallDraft is a message to all vendors.
type CallDraft struct {
	Text string `json:"text" maxLength:"300"`
}

// CallShown is a message that was sent to all vendors.
type CallShown struct {
	ID         uuid.UUID `json:"id" format:"uuid"`
	Text       string    `json:"text"`
	Recipients int       `json:"recipients" doc:"People who were written to."`
	SentAt     time.Time `json:"sent_at"`
}

func callShown(c festivals.Call) CallShown {
	return CallShown{c.ID, c.Text, c.Recipients, c.SentAt.UTC()}
}

func (f *face) callVendors(ctx context.Context, in *struct {
	FestivalNamed
	Body CallDraft
},
) (*answer[CallShown], error) {
	call, err := f.Festivals.CallVendors(ctx, web.Actor(ctx), in.Festival, in.Body.Text)
	return ok(callShown(call), err)
}

func (f *face) listVendorCalls(ctx context.Context, in *FestivalNamed) (*answer[Page[CallShown]], error) {
	found, err := f.Festivals.ListVendorCalls(ctx, web.Actor(ctx), in.Festival)
	return ok(pageOf(found, "", callShown), err)
}

// TermsShown are the rules by which stalls are given.
type TermsShown struct {
	AppealHours    int              `json:"appeal_hours" minimum:"24" maximum:"720"`
	ReleaseAt      *time.Time       `json:"release_at" doc:"When seats set aside that nobody took go to all; null: never."`
	FullRefundDays int              `json:"full_refund_days" minimum:"0" maximum:"365" doc:"A vendor that withdraws so long before gets all of the fee back."`
	HalfRefundDays int              `json:"half_refund_days" minimum:"0" maximum:"365" doc:"And half; later nothing."`
	Quotas         []QuotaShown     `json:"quotas" maxItems:"60"`
	Criteria       []CriterionShown `json:"criteria" maxItems:"12" doc:"Their weights sum to 100."`
	HalalZones     []string         `json:"halal_zones" maxItems:"60" doc:"Zones where vendors must give the number of a halal certificate."`
	DrawAt         *time.Time       `json:"draw_at" doc:"When the public source of a draw falls."`
	DrawSources    []SourceShown    `json:"draw_sources" maxItems:"5"`
}

// QuotaShown is a number of places of a zone.
type QuotaShown struct {
	Zone     string `json:"zone" doc:"Slug."`
	Cap      bool   `json:"cap" doc:"True: at most so many of a category. False: so many are set aside."`
	Kind     string `json:"kind" enum:"village,women_led,youth_led,first_timer,category"`
	Category string `json:"category,omitempty" doc:"Slug."`
	Seats    int    `json:"seats"`
}

// CriterionShown is what a committee scores.
type CriterionShown struct {
	Key    string    `json:"key" example:"mutu"`
	Name   Bilingual `json:"name"`
	Weight int       `json:"weight"`
}

// SourceShown is a public source of a draw.
type SourceShown struct {
	Name string `json:"name"`
	URL  string `json:"url"`
}

func termsShown(t festivals.Terms) TermsShown {
	out := TermsShown{
		AppealHours: t.AppealHours, ReleaseAt: instant(t.ReleaseAt), FullRefundDays: t.FullRefundDays, HalfRefundDays: t.HalfRefundDays,
		Quotas: []QuotaShown{}, Criteria: []CriterionShown{}, HalalZones: append([]string{}, t.HalalZones...), DrawAt: instant(t.DrawAt), DrawSources: []SourceShown{},
	}
	for _, q := range t.Quotas {
		out.Quotas = append(out.Quotas, QuotaShown{q.Zone, q.IsCap, string(q.Kind), q.Category, q.Seats})
	}
	for _, c := range t.Criteria {
		out.Criteria = append(out.Criteria, CriterionShown{c.Key, Bilingual{c.NameID, c.NameEN}, c.Weight})
	}
	for _, s := range t.Sources {
		out.DrawSources = append(out.DrawSources, SourceShown(s))
	}
	return out
}

func (t TermsShown) terms() festivals.Terms {
	out := festivals.Terms{
		AppealHours: t.AppealHours, ReleaseAt: t.ReleaseAt, FullRefundDays: t.FullRefundDays, HalfRefundDays: t.HalfRefundDays, DrawAt: t.DrawAt,
		HalalZones: t.HalalZones,
	}
	for _, q := range t.Quotas {
		out.Quotas = append(out.Quotas, festivals.Quota{Zone: q.Zone, IsCap: q.Cap, Kind: festivals.QuotaKind(q.Kind), Category: q.Category, Seats: q.Seats})
	}
	for _, c := range t.Criteria {
		out.Criteria = append(out.Criteria, festivals.Criterion{Key: c.Key, NameID: c.Name.ID, NameEN: c.Name.EN, Weight: c.Weight})
	}
	for _, s := range t.DrawSources {
		out.Sources = append(out.Sources, festivals.Source(s))
	}
	return out
}

func (f *face) findTerms(ctx context.Context, in *FestivalNamed) (*answer[TermsShown], error) {
	festival, err := f.Festivals.Find(ctx, web.Actor(ctx), in.Festival)
	if err != nil {
		return nil, err
	}
	terms, err := f.Festivals.FindTerms(ctx, festival.ID)
	return ok(termsShown(terms), err)
}

// TermsChange are all rules as they shall be.
type TermsChange struct {
	TermsShown
	Version int64  `json:"version,omitempty" doc:"Of the festival, as it was seen."`
	Reason  string `json:"reason,omitempty" maxLength:"500" doc:"Shown to everybody; needed once the festival is published."`
}

func (f *face) updateTerms(ctx context.Context, in *struct {
	FestivalNamed
	Body TermsChange
},
) (*answer[TermsShown], error) {
	edition := festivals.Edition{Version: in.Body.Version, Reason: in.Body.Reason}
	terms, err := f.Festivals.SetTerms(ctx, web.Actor(ctx), in.Festival, edition, in.Body.terms())
	return ok(termsShown(terms), err)
}

// DrawShown is a festival's draw as far as it is.
type DrawShown struct {
	At      *time.Time      `json:"at" doc:"When the named sources fall."`
	Sources []SourceShown   `json:"sources"`
	Key     string          `json:"key" doc:"Of RFC 3797, 4.1; empty before the draw." example:"9319./2.5.8.10.12./"`
	URL     string          `json:"url" doc:"Where anybody can look the values up."`
	DrawnAt *time.Time      `json:"drawn_at"`
	Lists   []DrawListShown `json:"lists" doc:"Empty before applications closed."`
}

// DrawListShown is the numbered list of a zone's applicants.
type DrawListShown struct {
	Zone   string   `json:"zone" doc:"Slug."`
	List   string   `json:"list" doc:"As it was published: a line an applicant."`
	SHA256 string   `json:"sha256"`
	Order  []string `json:"order" doc:"The shops in the order drawn; empty before the draw."`
}

func (f *face) findDraw(ctx context.Context, in *FestivalNamed) (*answer[DrawShown], error) {
	festival, err := f.Festivals.Find(ctx, web.Actor(ctx), in.Festival)
	if err != nil {
		return nil, err
	}
	draw, err := f.Festivals.FindDraw(ctx, festival.ID)
	if err != nil {
		return nil, err
	}
	out := DrawShown{At: instant(draw.At), Sources: []SourceShown{}, Key: draw.Key, URL: draw.URL, DrawnAt: instant(draw.DrawnAt), Lists: []DrawListShown{}}
	for _, s := range draw.Sources {
		out.Sources = append(out.Sources, SourceShown(s))
	}
	for _, l := range draw.Lists {
		out.Lists = append(out.Lists, DrawListShown{l.Zone, l.List, l.SHA256, append([]string{}, draw.Drawn(l)...)})
	}
	return &answer[DrawShown]{out}, nil
}
