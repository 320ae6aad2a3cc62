package festivals_test

import (
	"testing"

	"lapak/internal/apperr"
	"lapak/internal/festivals"
	"lapak/internal/festivals/festivalstest"
	"lapak/internal/identity"
	"lapak/internal/postgres/pgtest"
	"lapak/internal/shops/shopstest"
)

func TestAFestivalIsSeenByWhomItConcerns(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	_, region := shopstest.New(t, db)
	organizer, other := shopstest.Account(t, db, "organizer"), shopstest.Account(t, db, "organizer2")
	service := festivals.New(festivals.Deps{DB: db, Regions: region})
	draft := festivalstest.Coming(organizer)
	draft.Slug, draft.State = "rahasia", festivals.Draft
	festivalstest.Make(t, db, draft)
	festivalstest.Make(t, db, festivalstest.Running(organizer))
	for _, tt := range []struct {
		slug          string
		actor         identity.Actor
		isSeen, isOwn bool
	}{
		{"rahasia", organizer, true, true},
		{"rahasia", other, false, false},
		{"rahasia", identity.Actor{}, false, false},
		{"festival-berjalan", organizer, true, true},
		{"festival-berjalan", other, true, false},
		{"festival-berjalan", identity.Actor{}, true, false},
		{"tidak-ada", organizer, false, false},
	} {
		_, err := service.Find(t.Context(), tt.actor, tt.slug)
		if (err == nil) != tt.isSeen || err != nil && apperr.CodeOf(err) != "festival_not_found" {
			t.Errorf("%s seen by %s: %v", tt.slug, tt.actor, err)
		}
		_, err = service.FindOwn(t.Context(), tt.actor, tt.slug)
		if (err == nil) != tt.isOwn || err != nil && apperr.CodeOf(err) != "festival_not_found" {
			t.Errorf("%s is the own of %s: %v", tt.slug, tt.actor, err)
		}
	}
}
