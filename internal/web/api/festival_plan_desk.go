package api

import (
	"context"
	"time"

	"lapak/internal/apperr"
	"lapak/internal/festivals"
	"lapak/internal/regions"
	"lapak/internal/web"
)

// OwnFestival is a festival as its organizer sees it.
type OwnFestival struct {
	FestivalDetail
	Version int64    `json:"version" doc:"Grows with each change; send it back to change only what you have seen."`
	Missing []string `json:"missing" doc:"Fields that a draft still needs before it can be published."`
}

func (f *face) own(ctx context.Context, at festivals.Festival, err error) (*answer[OwnFestival], error) {
	if err != nil {
		return nil, err
	}
	detail, err := f.detailOf(ctx, at)
	if err != nil {
		return nil, err
	}
	out := OwnFestival{FestivalDetail: detail, Version: at.Version, Missing: []string{}}
	if at.State == festivals.Draft {
		missing, err := f.Festivals.Missing(ctx, f.DB, at)
		if err != nil {
			return nil, err
		}
		for _, field := range missing {
			out.Missing = append(out.Missing, field.Path)
		}
	}
	return &answer[OwnFestival]{out}, nil
}

func (f *face) listOwnFestivals(ctx context.Context, _ *struct{ Language }) (*answer[Page[FestivalShown]], error) {
	list, err := f.Festivals.ListOwn(ctx, web.Actor(ctx))
	if err != nil {
		return nil, err
	}
	pictures, err := f.picturesOfFestivals(ctx, list...)
	return ok(pageOf(list, "", func(at festivals.Festival) FestivalShown { return f.festivalShown(at, pictures, time.Now()) }), err)
}

func (f *face) findOwnFestival(ctx context.Context, in *FestivalPath) (*answer[OwnFestival], error) {
	at, err := f.Festivals.FindOwn(ctx, web.Actor(ctx), in.Festival)
	return f.own(ctx, at, err)
}

// FestivalHours are one day's opening hours, where the festival is.
type FestivalHours struct {
	Date   string `json:"date" format:"date"`
	Opens  string `json:"opens" example:"08:00"`
	Closes string `json:"closes" example:"22:00" doc:"At the opening hour or before: after midnight."`
}

// FestivalFields are what may be left out of a festival.
type FestivalFields struct {
	Text        *Wording         `json:"text,omitempty"`
	Rules       *Wording         `json:"rules,omitempty" doc:"Of taking part; without them the mall's own."`
	Village     *string          `json:"village,omitempty" doc:"Name of the village that holds it."`
	Days        *[]FestivalHours `json:"days,omitempty" maxItems:"60" doc:"Without them every day from 08:00 to 22:00."`
	OpenAt      *time.Time       `json:"applications_open_at,omitempty" doc:"Without it from publishing on."`
	CloseAt     *time.Time       `json:"applications_close_at,omitempty"`
	Selection   *string          `json:"selection,omitempty" enum:"committee,draw"`
	DateRule    *string          `json:"date_rule,omitempty" enum:"fixed,hijri"`
	HijriRule   *string          `json:"hijri_rule,omitempty" example:"10 Syawal"`
	Phone       *string          `json:"contact_phone,omitempty"`
	Expectation *string          `json:"expectation,omitempty" doc:"Key of what it fulfils in the region's calendar."`
}

func set[T any](to *T, from *T) {
	if from != nil {
		*to = *from
	}
}

func (d FestivalFields) plan(fields *apperr.Fields, p *festivals.Plan) {
	words := func(to *regions.Text, from *Wording) {
		if from != nil {
			*to = from.Text
		}
	}
	words(&p.Text, d.Text)
	words(&p.Rules, d.Rules)
	set(&p.Village, d.Village)
	if d.OpenAt != nil {
		p.OpenAt = d.OpenAt
	}
	if d.CloseAt != nil {
		p.CloseAt = d.CloseAt
	}
	set((*string)(&p.Selection), d.Selection)
	set((*string)(&p.DateRule), d.DateRule)
	set(&p.HijriRule, d.HijriRule)
	set(&p.Phone, d.Phone)
	set(&p.Expectation, d.Expectation)
	if d.Days != nil {
		p.Hours = nil
		for _, h := range *d.Days {
			p.Hours = append(p.Hours, festivals.Hours{Date: dateIn(fields, "days", h.Date), Opens: h.Opens, Closes: h.Closes})
		}
	}
}

// dateIn reads a date; what is none is named.
func dateIn(fields *apperr.Fields, path, text string) time.Time {
	at, err := time.Parse(time.DateOnly, text)
	if err != nil {
		fields.Add(path, "bad_date")
	}
	return at
}

// ZoneDraft is a zone to make.
type ZoneDraft struct {
	Zone       Wording `json:"zone" doc:"Its name."`
	Quota      int64   `json:"quota" example:"20" doc:"How many stalls; they number and lay themselves out."`
	Fee        int64   `json:"fee" example:"250000" doc:"Rupiah a stall for the whole festival."`
	WidthCM    int64   `json:"width_cm,omitempty" doc:"Of a stall; 300 without it."`
	DepthCM    int64   `json:"depth_cm,omitempty"`
	PowerWatts int64   `json:"power_watts,omitempty"`
}

func (z ZoneDraft) zone() festivals.NewZone {
	return festivals.NewZone{Name: z.Zone.Text, Stalls: z.Quota, Fee: z.Fee, WidthCM: z.WidthCM, DepthCM: z.DepthCM, PowerWatts: z.PowerWatts}
}

// FestivalDraft is a festival to make.
type FestivalDraft struct {
	Name     Wording     `json:"name"`
	StartsOn string      `json:"starts_on" format:"date"`
	EndsOn   string      `json:"ends_on" format:"date"`
	Place    string      `json:"place" example:"Lapangan Gombengsari"`
	District string      `json:"district" example:"kalipuro" doc:"Slug."`
	Stalls   []ZoneDraft `json:"stalls,omitempty" maxItems:"26" doc:"By zone."`
	FestivalFields
}

func (f *face) createFestival(ctx context.Context, in *struct{ Body FestivalDraft }) (*answer[OwnFestival], error) {
	var fields apperr.Fields
	plan := festivals.Plan{Name: in.Body.Name.Text, Place: in.Body.Place, District: in.Body.District}
	plan.StartsOn, plan.EndsOn = dateIn(&fields, "starts_on", in.Body.StartsOn), dateIn(&fields, "ends_on", in.Body.EndsOn)
	in.Body.plan(&fields, &plan)
	if err := fields.Err(); err != nil {
		return nil, err
	}
	zones := make([]festivals.NewZone, len(in.Body.Stalls))
	for i, zone := range in.Body.Stalls {
		zones[i] = zone.zone()
	}
	made, err := f.Festivals.Create(ctx, web.Actor(ctx), plan, zones)
	return f.own(ctx, made, err)
}

// FestivalEdition says on what a change rests.
type FestivalEdition struct {
	Reason  string `json:"reason,omitempty" doc:"Shown to everybody; needed once the festival is published."`
	Version int64  `json:"version,omitempty" minimum:"0" maximum:"9007199254740991" doc:"Refuses the change where the festival has another one by now."`
}

func (e FestivalEdition) edition() festivals.Edition {
	return festivals.Edition{Version: e.Version, Reason: e.Reason}
}

// FestivalUpdate changes what it names.
type FestivalUpdate struct {
	Name     *Wording `json:"name,omitempty"`
	StartsOn *string  `json:"starts_on,omitempty" format:"date"`
	EndsOn   *string  `json:"ends_on,omitempty" format:"date"`
	Place    *string  `json:"place,omitempty"`
	District *string  `json:"district,omitempty"`
	FestivalFields
	FestivalEdition
}

func (f *face) updateFestival(ctx context.Context, in *struct {
	FestivalPath
	Body FestivalUpdate
},
) (*answer[OwnFestival], error) {
	var fields apperr.Fields
	var dates festivals.Plan
	in.Body.plan(&fields, &dates)
	if in.Body.StartsOn != nil {
		dates.StartsOn = dateIn(&fields, "starts_on", *in.Body.StartsOn)
	}
	if in.Body.EndsOn != nil {
		dates.EndsOn = dateIn(&fields, "ends_on", *in.Body.EndsOn)
	}
	if err := fields.Err(); err != nil {
		return nil, err
	}
	after, err := f.Festivals.Update(ctx, web.Actor(ctx), in.Festival, in.Body.edition(), func(p *festivals.Plan) {
		if in.Body.Name != nil {
			p.Name = in.Body.Name.Text
		}
		if in.Body.StartsOn != nil {
			p.StartsOn = dates.StartsOn
		}
		if in.Body.EndsOn != nil {
			p.EndsOn = dates.EndsOn
		}
		set(&p.Place, in.Body.Place)
		set(&p.District, in.Body.District)
		in.Body.plan(&apperr.Fields{}, p)
	})
	return f.own(ctx, after, err)
}

func (f *face) publishFestival(ctx context.Context, in *struct {
	FestivalPath
	Body *FestivalEdition `required:"false"`
},
) (*answer[OwnFestival], error) {
	var version int64
	if in.Body != nil {
		version = in.Body.Version
	}
	at, err := f.Festivals.Publish(ctx, web.Actor(ctx), in.Festival, version)
	return f.own(ctx, at, err)
}

// CopyTo says when the copy begins.
type CopyTo struct {
	StartsOn string `json:"starts_on,omitempty" format:"date" doc:"Without it a year after the one that is copied."`
}

func (f *face) copyFestival(ctx context.Context, in *struct {
	FestivalPath
	Body *CopyTo `required:"false"`
},
) (*answer[OwnFestival], error) {
	var fields apperr.Fields
	from, err := f.Festivals.FindOwn(ctx, web.Actor(ctx), in.Festival)
	if err != nil {
		return nil, err
	}
	startsOn := from.StartsOn.AddDate(1, 0, 0)
	if in.Body != nil && in.Body.StartsOn != "" {
		startsOn = dateIn(&fields, "starts_on", in.Body.StartsOn)
	}
	if err := fields.Err(); err != nil {
		return nil, err
	}
	made, err := f.Festivals.Copy(ctx, web.Actor(ctx), in.Festival, startsOn)
	return f.own(ctx, made, err)
}

// Ending says why a festival ends.
type Ending struct {
	Reason string `json:"reason,omitempty"`
}

type endPath struct {
	FestivalPath
	Body *Ending `required:"false"`
}

func (in endPath) reason() string {
	if in.Body == nil {
		return ""
	}
	return in.Body.Reason
}

func (f *face) closeFestival(ctx context.Context, in *endPath) (*answer[OwnFestival], error) {
	at, err := f.Festivals.Close(ctx, web.Actor(ctx), in.Festival, in.reason())
	return f.own(ctx, at, err)
}

func (f *face) cancelFestival(ctx context.Context, in *endPath) (*answer[OwnFestival], error) {
	at, err := f.Festivals.Cancel(ctx, web.Actor(ctx), in.Festival, in.reason())
	return f.own(ctx, at, err)
}
