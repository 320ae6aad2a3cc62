package api

import (
	"context"
	"encoding/json"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"lapak/internal/festivals"
	"lapak/internal/regions"
	"lapak/internal/web"
)

func (f *face) registerFestivalPlans() {
	f.tag = "Festivals"
	handle(f, open("GET /festivals", "listFestivals", "List the festivals, by their first day"), f.listFestivals)
	handle(f, open("GET /festivals/{festival}", "findFestival", "Read a festival: days, programme, stalls, rules and what was changed"), f.findFestival)

	organizer := func(route, id, summary string) call { return member(underFestivals(route), id, summary) }
	handle(f, member("GET /organizer/festivals", "listOwnFestivals", "List one's own festivals, the latest first"), f.listOwnFestivals)
	handle(f, member("POST /organizer/festivals", "createFestival", "Make a draft of a festival").answers(201), f.createFestival)
	handle(f, organizer("GET", "findOwnFestival", "Read one's own festival, and what a draft still needs"), f.findOwnFestival)
	handle(f, organizer("PATCH", "updateFestival", "Change a festival; after publishing with a reason that everybody sees"), f.updateFestival)
	handle(f, organizer("POST /publish", "publishFestival", "Publish: dates, tariff and zones become a promise"), f.publishFestival)
	handle(f, organizer("POST /image", "setFestivalImage", "Upload the festival's picture, in place of the one before"), f.setFestivalImage)
	handle(f, organizer("DELETE /image", "deleteFestivalImage", "Remove the festival's picture"), f.deleteFestivalImage)
	handle(f, organizer("POST /copy", "copyFestival", "Make a draft like this festival for another first day").answers(201), f.copyFestival)
	handle(f, organizer("POST /close", "closeFestival", "Close a festival that has begun; before its last day is over with a reason"), f.closeFestival)
	handle(f, organizer("POST /cancel", "cancelFestival", "Call a festival off; everybody concerned is told why"), f.cancelFestival)
	handle(f, organizer("POST /zones", "addZone", "Add a zone with its stalls").answers(201), f.addZone)
	handle(f, organizer("PATCH /zones/{zone}", "updateZone", "Change a zone"), f.updateZone)
	handle(f, organizer("DELETE /zones/{zone}", "removeZone", "Take a zone away"), f.removeZone)
	handle(f, organizer("POST /zones/{zone}/stalls", "addStalls", "Add stalls to a zone").answers(201), f.addStalls)
	handle(f, organizer("PATCH /stalls/{stall}", "moveStall", "Move, resize or renumber a stall"), f.moveStall)
	handle(f, organizer("DELETE /stalls/{stall}", "removeStall", "Take a free stall away"), f.removeStall)
	handle(f, organizer("POST /programme", "addEntry", "Add a point to the programme").answers(201), f.addEntry)
	handle(f, organizer("PATCH /programme/{entry}", "updateEntry", "Change a point of the programme"), f.updateEntry)
	handle(f, organizer("DELETE /programme/{entry}", "removeEntry", "Take a point out of the programme"), f.removeEntry)
	handle(f, organizer("GET /members", "listFestivalMembers", "List who acts for a festival"), f.listFestivalMembers)
	handle(f, organizer("POST /members", "addFestivalMember", "Let an account act for a festival"), f.addFestivalMember)
	handle(f, organizer("DELETE /members/{account}", "removeFestivalMember", "Take somebody out"), f.removeFestivalMember)
}

// underFestivals puts a route under an own festival.
func underFestivals(route string) string {
	const under = "/organizer/festivals/{festival}"
	for i, r := range route {
		if r == ' ' {
			return route[:i+1] + under + route[i+1:]
		}
	}
	return route + " " + under
}

// Wording are a text: one string for both languages, or both.
type Wording struct{ regions.Text }

// UnmarshalJSON reads either shape.
func (w *Wording) UnmarshalJSON(data []byte) error {
	var one string
	if json.Unmarshal(data, &one) == nil {
		w.ID, w.EN = one, one
		return nil
	}
	return json.Unmarshal(data, &w.Text)
}

// Schema describes either shape.
func (Wording) Schema(huma.Registry) *huma.Schema {
	text := func(doc string) *huma.Schema { return &huma.Schema{Type: huma.TypeString, Description: doc} }
	both := &huma.Schema{
		Type: huma.TypeObject, Properties: map[string]*huma.Schema{"id": text("In Indonesian."), "en": text("In English.")}, AdditionalProperties: false,
		Required: []string{"id"},
	}
	both.PrecomputeMessages()
	return &huma.Schema{OneOf: []*huma.Schema{text("In both languages."), both}, Description: "One string for both languages, or both."}
}

// FestivalShown is a festival in a list.
type FestivalShown struct {
	Slug        string     `json:"slug" example:"festival-kopi-2026"`
	Name        Bilingual  `json:"name"`
	State       string     `json:"state" enum:"draft,published,closed,cancelled"`
	Phase       *string    `json:"phase" enum:"coming,running,past" doc:"Null for drafts and for what was cancelled."`
	Place       string     `json:"place" example:"Lapangan Gombengsari"`
	District    string     `json:"district" example:"kalipuro" doc:"Slug."`
	Village     string     `json:"village" example:"Gombengsari" doc:"That holds it; empty: of no one village."`
	StartsOn    day        `json:"starts_on" format:"date"`
	EndsOn      day        `json:"ends_on" format:"date"`
	OpenAt      *time.Time `json:"applications_open_at" doc:"Null: from publishing on."`
	CloseAt     *time.Time `json:"applications_close_at" doc:"Null: no stalls to apply for."`
	Sequence    int        `json:"sequence" doc:"How often it was changed after publishing."`
	Reason      string     `json:"reason" doc:"Of a cancellation or of closing early."`
	PublishedAt *time.Time `json:"published_at"`
	EndedAt     *time.Time `json:"ended_at"`
	Image       *Picture   `json:"image" doc:"Null without one."`
	URL         string     `json:"url" doc:"Its page."`
	Calendar    string     `json:"calendar" doc:"As an iCalendar file."`
}

// festivalPictures are the pictures of festivals by the festivals' ids; those without one are left out.
type festivalPictures map[uuid.UUID]*Picture

// picturesOfFestivals reads the pictures of festivals in one query.
func (f *face) picturesOfFestivals(ctx context.Context, list ...festivals.Festival) (festivalPictures, error) {
	var ids []uuid.UUID
	for _, at := range list {
		if at.ImageID.Valid {
			ids = append(ids, at.ImageID.UUID)
		}
	}
	images, err := f.Media.FindImages(ctx, ids)
	if err != nil {
		return nil, err
	}
	out := festivalPictures{}
	for _, at := range list {
		if image, found := images[at.ImageID.UUID]; found && at.ImageID.Valid {
			out[at.ID] = new(uploadedPicture(image, at.ImageAlt))
		}
	}
	return out, nil
}

func (f *face) festivalShown(at festivals.Festival, pictures festivalPictures, now time.Time) FestivalShown {
	out := FestivalShown{
		Slug: at.Slug, Name: Bilingual(at.Name), State: string(at.State), Place: at.Place, District: at.District, Village: at.VillageName,
		StartsOn: *dayOf(&at.StartsOn), EndsOn: *dayOf(&at.EndsOn), OpenAt: instant(at.OpenAt), CloseAt: instant(at.CloseAt), Sequence: at.Sequence,
		Reason: at.Reason, PublishedAt: instant(at.PublishedAt), EndedAt: instant(at.EndedAt), URL: f.BaseURL + "/festivals/" + at.Slug,
		Calendar: f.BaseURL + "/festivals/" + at.Slug + "/calendar.ics", Image: pictures[at.ID],
	}
	if phase := string(at.PhaseAt(now)); phase != "" {
		out.Phase = &phase
	}
	return out
}

// FestivalDay is one day's opening hours.
type FestivalDay struct {
	Date     day       `json:"date" format:"date"`
	OpensAt  time.Time `json:"opens_at"`
	ClosesAt time.Time `json:"closes_at" doc:"May lie after midnight."`
}

// ProgrammeEntry is a point of the programme.
type ProgrammeEntry struct {
	ID       uuid.UUID `json:"id" format:"uuid"`
	Title    Bilingual `json:"title"`
	StartsAt time.Time `json:"starts_at"`
	EndsAt   time.Time `json:"ends_at"`
	Place    string    `json:"place"`
}

// ZoneShown is a zone with what a stall costs there.
type ZoneShown struct {
	Zone       string    `json:"zone" example:"kuliner" doc:"Slug."`
	Name       Bilingual `json:"name"`
	Quota      int       `json:"quota" doc:"Stalls in all."`
	Free       int       `json:"free" doc:"Stalls that no shop has."`
	Fee        int64     `json:"fee" example:"250000" doc:"For the whole festival."`
	Currency   string    `json:"currency" enum:"IDR"`
	WidthCM    int       `json:"width_cm"`
	DepthCM    int       `json:"depth_cm"`
	PowerWatts int       `json:"power_watts" doc:"Of a stall; 0: none."`
}

// StallShown is a numbered stall on the grid.
type StallShown struct {
	Number string     `json:"number" example:"A12"`
	Zone   string     `json:"zone" doc:"Slug."`
	X      int        `json:"x" doc:"Cells from the left."`
	Y      int        `json:"y" doc:"Cells from the top."`
	W      int        `json:"w"`
	H      int        `json:"h"`
	Shop   *ShopNamed `json:"shop" doc:"Who has it; null: nobody yet."`
}

// FestivalChange is what was changed at once after publishing.
type FestivalChange struct {
	Sequence int       `json:"sequence"`
	At       time.Time `json:"at"`
	Reason   string    `json:"reason"`
	Changes  []struct {
		Field  string `json:"field"`
		Before string `json:"before"`
		After  string `json:"after"`
	} `json:"changes"`
}

// FestivalDetail is a festival with everything that is public about it.
type FestivalDetail struct {
	FestivalShown
	Text      Bilingual        `json:"text"`
	Rules     Bilingual        `json:"rules" doc:"Of taking part with a stall."`
	Selection string           `json:"selection" enum:"committee,draw" doc:"How stalls are given where more shops apply than there are."`
	DateRule  string           `json:"date_rule" enum:"fixed,hijri"`
	HijriRule string           `json:"hijri_rule" example:"10 Syawal"`
	Phone     string           `json:"contact_phone"`
	Days      []FestivalDay    `json:"days"`
	Programme []ProgrammeEntry `json:"programme"`
	Stalls    []ZoneShown      `json:"stalls" doc:"By zone."`
	Plan      []StallShown     `json:"plan" doc:"Every stall on the grid."`
	Changes   []FestivalChange `json:"changes" doc:"After publishing, the latest first."`
}

func (f *face) detailOf(ctx context.Context, at festivals.Festival) (out FestivalDetail, err error) {
	days, err := f.Festivals.ListDays(ctx, f.DB, at.ID)
	if err != nil {
		return out, err
	}
	programme, err := f.Festivals.ListProgramme(ctx, f.DB, at.ID)
	if err != nil {
		return out, err
	}
	zones, err := f.Festivals.ListZones(ctx, f.DB, at.ID)
	if err != nil {
		return out, err
	}
	stalls, err := f.Festivals.ListStalls(ctx, f.DB, at.ID)
	if err != nil {
		return out, err
	}
	changes, err := f.Festivals.ListChanges(ctx, at.ID)
	if err != nil {
		return out, err
	}
	pictures, err := f.picturesOfFestivals(ctx, at)
	if err != nil {
		return out, err
	}
	out = FestivalDetail{
		FestivalShown: f.festivalShown(at, pictures, time.Now()), Text: Bilingual(at.Text), Rules: Bilingual(at.Rules), Selection: string(at.Selection),
		DateRule: string(at.DateRule), HijriRule: at.HijriRule, Phone: at.Phone, Days: []FestivalDay{}, Programme: []ProgrammeEntry{},
		Stalls: []ZoneShown{}, Plan: []StallShown{}, Changes: []FestivalChange{},
	}
	for _, d := range days {
		out.Days = append(out.Days, FestivalDay{*dayOf(&d.Date), d.OpensAt.UTC(), d.ClosesAt.UTC()})
	}
	for _, e := range programme {
		out.Programme = append(out.Programme, ProgrammeEntry{e.ID, Bilingual(e.Title), e.StartsAt.UTC(), e.EndsAt.UTC(), e.Place})
	}
	for _, z := range zones {
		out.Stalls = append(out.Stalls, ZoneShown{z.Slug, Bilingual(z.Name), z.Stalls, z.Free, z.Fee, "IDR", z.WidthCM, z.DepthCM, z.PowerWatts})
	}
	for _, t := range stalls {
		shown := StallShown{Number: t.Number, Zone: t.Zone, X: t.X, Y: t.Y, W: t.W, H: t.H}
		if t.ShopID.Valid {
			shown.Shop = &ShopNamed{t.ShopSlug, t.ShopName}
		}
		out.Plan = append(out.Plan, shown)
	}
	for _, a := range changes {
		change := FestivalChange{Sequence: a.Sequence, At: a.At.UTC(), Reason: a.Reason}
		for _, c := range a.Changes {
			change.Changes = append(change.Changes, struct {
				Field  string `json:"field"`
				Before string `json:"before"`
				After  string `json:"after"`
			}(c))
		}
		out.Changes = append(out.Changes, change)
	}
	return out, nil
}

// FestivalFilter chooses festivals.
type FestivalFilter struct {
	Year     int    `query:"year" minimum:"2000" maximum:"2100" doc:"Of any of its days."`
	Month    int    `query:"month" minimum:"1" maximum:"12" doc:"Of any of its days; needs a year."`
	District string `query:"district" maxLength:"100" doc:"Slug."`
	State    string `query:"state" enum:"coming,running,past"`
}

func (f *face) listFestivals(ctx context.Context, in *struct {
	Paging
	FestivalFilter
},
) (*answer[Page[FestivalShown]], error) {
	filter := festivals.Filter{Year: in.Year, Month: in.Month, District: in.District, Phase: festivals.Phase(in.State)}
	found, err := f.Festivals.List(ctx, filter, festivals.Page{Limit: in.Limit, Cursor: in.Cursor})
	if err != nil {
		return nil, err
	}
	pictures, err := f.picturesOfFestivals(ctx, found.Items...)
	return ok(pageOf(found.Items, found.Next, func(at festivals.Festival) FestivalShown { return f.festivalShown(at, pictures, found.Now) }), err)
}

// FestivalPath names a festival.
type FestivalPath struct {
	Festival string `path:"festival" maxLength:"100" example:"festival-kopi" doc:"Slug."`
}

func (f *face) findFestival(ctx context.Context, in *struct {
	FestivalPath
	Language
},
) (*answer[FestivalDetail], error) {
	at, err := f.Festivals.Find(ctx, web.Actor(ctx), in.Festival)
	if err != nil {
		return nil, err
	}
	return ok(f.detailOf(ctx, at))
}
