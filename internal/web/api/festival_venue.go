package api

import (
	"context"
	"time"

	"lapak/internal/festivals"
	"lapak/internal/web"
)

// registerFestivalVenue adds what happens at a festival's gate.
func (f *face) registerFestivalVenue() {
	handle(f, member("POST /organizer/festivals/{festival}/check-ins", "createCheckIn", "Check a vendor in by the code of its stall sheet"), f.createCheckIn)
	handle(f, member("GET /organizer/festivals/{festival}/check-ins", "listCheckIns", "List the vendors with a stall, and who has come"), f.listCheckIns)
}

// CheckInShown is a vendor with a stall.
type CheckInShown struct {
	Shop        string     `json:"shop" doc:"Slug."`
	Name        string     `json:"name"`
	Zone        string     `json:"zone" doc:"Slug."`
	Stall       string     `json:"stall" example:"A12"`
	CheckedInAt *time.Time `json:"checked_in_at" doc:"Null: has not come yet."`
	Late        bool       `json:"late" doc:"Came after the first opening."`
	Again       bool       `json:"again,omitempty" doc:"Was checked in before."`
}

type checkInList struct {
	Items []CheckInShown `json:"items"`
}

func checkInOf(p festivals.Place) CheckInShown {
	out := CheckInShown{Shop: p.ShopSlug, Name: p.ShopName, Zone: p.Zone, Stall: p.Number, Late: p.Late && p.At != nil}
	if p.At != nil {
		at := p.At.UTC()
		out.CheckedInAt = &at
	}
	return out
}

func (f *face) createCheckIn(ctx context.Context, in *struct {
	FestivalPath
	Body struct {
		Code string `json:"code" maxLength:"500" example:"A12-BCDFGH" doc:"Of the stall sheet, or the link that its QR code holds."`
	}
},
) (*answer[CheckInShown], error) {
	place, again, err := f.Festivals.CheckIn(ctx, web.Actor(ctx), in.Festival, in.Body.Code)
	out := checkInOf(place)
	out.Again = again
	return ok(out, err)
}

func (f *face) listCheckIns(ctx context.Context, in *FestivalPath) (*answer[checkInList], error) {
	_, places, err := f.Festivals.ListPlaces(ctx, web.Actor(ctx), in.Festival)
	out := checkInList{Items: []CheckInShown{}}
	for _, p := range places {
		out.Items = append(out.Items, checkInOf(p))
	}
	return ok(out, err)
}
