package api

import (
	"context"
	"time"

	"github.com/google/uuid"

	"lapak/internal/festivals"
	"lapak/internal/web"
)

// ZonePath names a zone of a festival.
type ZonePath struct {
	FestivalPath
	Zone string `path:"zone" maxLength:"100" doc:"Slug."`
}

func (p ZonePath) at() festivals.ZoneAt { return festivals.ZoneAt{Festival: p.Festival, Zone: p.Zone} }

// StallPath names a stall of a festival.
type StallPath struct {
	FestivalPath
	Stall string `path:"stall" maxLength:"20" doc:"Number."`
}

func (p StallPath) at() festivals.StallAt {
	return festivals.StallAt{Festival: p.Festival, Number: p.Stall}
}

// EntryPath names a point of the programme.
type EntryPath struct {
	FestivalPath
	Entry string `path:"entry" doc:"UUID."`
}

// FestivalEditionQuery says on what a removal rests.
type FestivalEditionQuery struct {
	Reason  string `query:"reason" maxLength:"500" doc:"Needed once the festival is published."`
	Version int64  `query:"version" minimum:"0" maximum:"9007199254740991"`
}

func (e FestivalEditionQuery) edition() festivals.Edition {
	return festivals.Edition{Version: e.Version, Reason: e.Reason}
}

func (f *face) addZone(ctx context.Context, in *struct {
	FestivalPath
	Body struct {
		ZoneDraft
		FestivalEdition
	}
},
) (*answer[OwnFestival], error) {
	after, err := f.Festivals.AddZone(ctx, web.Actor(ctx), in.Festival, in.Body.edition(), in.Body.zone())
	return f.own(ctx, after, err)
}

// ZoneUpdate changes what it names.
type ZoneUpdate struct {
	Zone       *Wording `json:"zone,omitempty" doc:"Its name; the address stays."`
	Fee        *int64   `json:"fee,omitempty"`
	WidthCM    *int64   `json:"width_cm,omitempty"`
	DepthCM    *int64   `json:"depth_cm,omitempty"`
	PowerWatts *int64   `json:"power_watts,omitempty"`
	FestivalEdition
}

func (f *face) updateZone(ctx context.Context, in *struct {
	ZonePath
	Body ZoneUpdate
},
) (*answer[OwnFestival], error) {
	after, err := f.Festivals.UpdateZone(ctx, web.Actor(ctx), in.at(), in.Body.edition(), func(z *festivals.NewZone) {
		if in.Body.Zone != nil {
			z.Name = in.Body.Zone.Text
		}
		set(&z.Fee, in.Body.Fee)
		set(&z.WidthCM, in.Body.WidthCM)
		set(&z.DepthCM, in.Body.DepthCM)
		set(&z.PowerWatts, in.Body.PowerWatts)
	})
	return f.own(ctx, after, err)
}

func (f *face) removeZone(ctx context.Context, in *struct {
	ZonePath
	FestivalEditionQuery
},
) (*answer[OwnFestival], error) {
	after, err := f.Festivals.RemoveZone(ctx, web.Actor(ctx), in.at(), in.edition())
	return f.own(ctx, after, err)
}

func (f *face) addStalls(ctx context.Context, in *struct {
	ZonePath
	Body struct {
		Quota int64 `json:"quota" doc:"How many more."`
		FestivalEdition
	}
},
) (*answer[OwnFestival], error) {
	after, err := f.Festivals.AddStalls(ctx, web.Actor(ctx), in.at(), in.Body.edition(), in.Body.Quota)
	return f.own(ctx, after, err)
}

// StallUpdate changes what it names.
type StallUpdate struct {
	Number *string `json:"number,omitempty" example:"A12"`
	X      *int64  `json:"x,omitempty" doc:"Cells from the left."`
	Y      *int64  `json:"y,omitempty" doc:"Cells from the top."`
	W      *int64  `json:"w,omitempty" doc:"Cells."`
	H      *int64  `json:"h,omitempty" doc:"Cells."`
	FestivalEdition
}

func (f *face) moveStall(ctx context.Context, in *struct {
	StallPath
	Body StallUpdate
},
) (*answer[OwnFestival], error) {
	after, err := f.Festivals.MoveStall(ctx, web.Actor(ctx), in.at(), in.Body.edition(), func(s *festivals.StallSpot) {
		set(&s.Number, in.Body.Number)
		set(&s.X, in.Body.X)
		set(&s.Y, in.Body.Y)
		set(&s.W, in.Body.W)
		set(&s.H, in.Body.H)
	})
	return f.own(ctx, after, err)
}

func (f *face) removeStall(ctx context.Context, in *struct {
	StallPath
	FestivalEditionQuery
},
) (*answer[OwnFestival], error) {
	after, err := f.Festivals.RemoveStall(ctx, web.Actor(ctx), in.at(), in.edition())
	return f.own(ctx, after, err)
}

// EntryDraft is a point of the programme to make.
type EntryDraft struct {
	Title    Wording   `json:"title"`
	StartsAt time.Time `json:"starts_at"`
	EndsAt   time.Time `json:"ends_at"`
	Place    string    `json:"place,omitempty" doc:"On the ground."`
	FestivalEdition
}

func (f *face) addEntry(ctx context.Context, in *struct {
	FestivalPath
	Body EntryDraft
},
) (*answer[OwnFestival], error) {
	entry := festivals.Entry{Title: in.Body.Title.Text, StartsAt: in.Body.StartsAt, EndsAt: in.Body.EndsAt, Place: in.Body.Place}
	after, err := f.Festivals.AddEntry(ctx, web.Actor(ctx), in.Festival, in.Body.edition(), entry)
	return f.own(ctx, after, err)
}

// EntryUpdate changes what it names.
type EntryUpdate struct {
	Title    *Wording   `json:"title,omitempty"`
	StartsAt *time.Time `json:"starts_at,omitempty"`
	EndsAt   *time.Time `json:"ends_at,omitempty"`
	Place    *string    `json:"place,omitempty"`
	FestivalEdition
}

func (f *face) updateEntry(ctx context.Context, in *struct {
	EntryPath
	Body EntryUpdate
},
) (*answer[OwnFestival], error) {
	at, err := in.at(ctx, f)
	if err != nil {
		return nil, err
	}
	after, err := f.Festivals.UpdateEntry(ctx, web.Actor(ctx), at, in.Body.edition(), func(e *festivals.Entry) {
		if in.Body.Title != nil {
			e.Title = in.Body.Title.Text
		}
		set(&e.StartsAt, in.Body.StartsAt)
		set(&e.EndsAt, in.Body.EndsAt)
		set(&e.Place, in.Body.Place)
	})
	return f.own(ctx, after, err)
}

// at names the entry. One that is malformed names nothing, and no more is told of another's festival by it.
func (p EntryPath) at(ctx context.Context, f *face) (festivals.EntryAt, error) {
	if _, err := f.Festivals.FindOwn(ctx, web.Actor(ctx), p.Festival); err != nil {
		return festivals.EntryAt{}, err
	}
	id, err := parseID(p.Entry, "entry_not_found")
	return festivals.EntryAt{Festival: p.Festival, ID: id}, err
}

func (f *face) removeEntry(ctx context.Context, in *struct {
	EntryPath
	FestivalEditionQuery
},
) (*answer[OwnFestival], error) {
	at, err := in.at(ctx, f)
	if err != nil {
		return nil, err
	}
	after, err := f.Festivals.RemoveEntry(ctx, web.Actor(ctx), at, in.edition())
	return f.own(ctx, after, err)
}

// FestivalMember is an account that acts for a festival.
type FestivalMember struct {
	Account uuid.UUID `json:"account" format:"uuid"`
	Name    string    `json:"name"`
	Email   string    `json:"email"`
	Phone   string    `json:"phone"`
	Role    string    `json:"role" enum:"organizer,committee" doc:"The committee scores applications only."`
}

func (f *face) listFestivalMembers(ctx context.Context, in *FestivalPath) (*answer[Page[FestivalMember]], error) {
	list, err := f.Festivals.ListMembers(ctx, web.Actor(ctx), in.Festival)
	return ok(pageOf(list, "", func(m festivals.Member) FestivalMember {
		return FestivalMember{m.AccountID, m.Name, m.Email, m.Phone, string(m.Role)}
	}), err)
}

// NewFestivalMember names somebody by e-mail address or phone.
type NewFestivalMember struct {
	Contact string `json:"contact" maxLength:"200" example:"panitia@lapak.test"`
	Role    string `json:"role" enum:"organizer,committee"`
}

func (f *face) addFestivalMember(ctx context.Context, in *struct {
	FestivalPath
	Body NewFestivalMember
},
) (*empty, error) {
	return done(f.Festivals.AddMember(ctx, web.Actor(ctx), in.Festival, festivals.NewMember{Contact: in.Body.Contact, Role: festivals.MemberRole(in.Body.Role)}))
}

func (f *face) removeFestivalMember(ctx context.Context, in *struct {
	FestivalPath
	Account string `path:"account" doc:"UUID."`
},
) (*empty, error) {
	if _, err := f.Festivals.FindOwn(ctx, web.Actor(ctx), in.Festival); err != nil {
		return nil, err
	}
	id, err := parseID(in.Account, "member_not_found")
	if err != nil {
		return nil, err
	}
	return done(f.Festivals.RemoveMember(ctx, web.Actor(ctx), in.Festival, id))
}
