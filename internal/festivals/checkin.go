package festivals

import (
	"context"
	"net/url"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/audit"
	"lapak/internal/identity"
	"lapak/internal/postgres"
	"lapak/internal/signing"
)

// CheckIn is that a vendor came.
type CheckIn struct {
	ShopID uuid.UUID `db:"shop_id"`
	At     time.Time `db:"checked_at"`
	Late   bool      `db:"late"` // after the festival's first opening
	By     string    `db:"by"`   // name of who checked it in
}

// Place is a stall that a shop holds, as those at the gate see it.
type Place struct {
	StallID   uuid.UUID  `db:"stall_id"`
	Number    string     `db:"number"`
	Zone      string     `db:"zone"` // slug
	ShopID    uuid.UUID  `db:"shop_id"`
	ShopSlug  string     `db:"shop_slug"`
	ShopName  string     `db:"shop_name"`
	Phone     string     `db:"phone"`      // of the shop; may be empty
	VisitCode string     `db:"visit_code"` // end of the address that counts visitors
	At        *time.Time `db:"checked_at"` // nil: has not come yet
	Late      bool       `db:"late"`
	By        string     `db:"by"`
	Code      string     `db:"-"` // that checks it in
}

const (
	linkStall    = "stall"
	codeLetters  = "bcdfghjkmnpqrstvwxyz23456789"
	codeLength   = 6
	checkInEarly = 24 * time.Hour // before the first opening
)

// codeOf is what the stall sheet of a shop says; it belongs to that shop on that stall of that festival.
func codeOf(links signing.Signer, festival uuid.UUID, number string, shop uuid.UUID) string {
	token := links.Token(linkStall, festival.String()+":"+number+":"+shop.String())
	code := make([]byte, codeLength)
	for i := range code {
		code[i] = codeLetters[int(token[i*3]^token[i*3+1]<<1)%len(codeLetters)]
	}
	return number + "-" + strings.ToUpper(string(code))
}

// readCode takes a code as it was typed, or the whole scanned link.
func readCode(typed string) (number, code string) {
	if link, err := url.Parse(strings.TrimSpace(typed)); err == nil && link.Query().Get("code") != "" {
		typed = link.Query().Get("code")
	}
	code = strings.ToUpper(strings.Join(strings.Fields(typed), ""))
	number, _, _ = strings.Cut(code, "-")
	return number, code
}

// FindForCrew finds a festival for anybody who acts for it, committee included. Errors: NotFound festival_not_found.
func (s *Service) FindForCrew(ctx context.Context, actor identity.Actor, slug string) (Festival, error) {
	f, err := s.Find(ctx, actor, slug)
	if err != nil {
		return f, err
	}
	role, err := memberRole(ctx, s.DB, f.ID, actor.AccountID)
	if err == nil && role == "" {
		err = errNotFound()
	}
	return f, err
}

// ListPlaces gives the stalls that shops hold with who has come, by zone and number, for those who act for the festival. Errors: NotFound
// festival_not_found.
func (s *Service) ListPlaces(ctx context.Context, actor identity.Actor, slug string) (Festival, []Place, error) {
	f, err := s.FindForCrew(ctx, actor, slug)
	if err != nil {
		return f, nil, err
	}
	places, err := s.placesOf(ctx, s.DB, f)
	return f, places, err
}

// FindPlace is the stall of a shop at a festival, with its codes. Errors: NotFound festival_not_found.
func (s *Service) FindPlace(ctx context.Context, stand Stand) (Place, error) {
	places, err := s.placesOf(ctx, s.DB, stand.Festival)
	for _, p := range places {
		if p.ShopID == stand.Shop.ID {
			return p, err
		}
	}
	if err == nil {
		err = errNoStand()
	}
	return Place{}, err
}

func (s *Service) placesOf(ctx context.Context, q sqlx.QueryerContext, f Festival) ([]Place, error) {
	places, err := listPlaces(ctx, q, f.ID)
	if err != nil {
		return nil, err
	}
	links, err := signing.Load(ctx, s.DB, "links")
	for i := range places {
		places[i].Code = codeOf(links, f.ID, places[i].Number, places[i].ShopID)
	}
	return places, err
}

// FindByCode gives the place that a code checks in, without doing it. Errors as of CheckIn.
func (s *Service) FindByCode(ctx context.Context, actor identity.Actor, slug, code string) (Place, error) {
	f, err := s.FindForCrew(ctx, actor, slug)
	if err != nil {
		return Place{}, err
	}
	place, _, err := s.placeByCode(ctx, s.DB, f, code)
	return place, err
}

// placeByCode also gives the moment by which it was judged.
func (s *Service) placeByCode(ctx context.Context, q sqlx.QueryerContext, f Festival, typed string) (Place, time.Time, error) {
	now, err := s.nowTx(ctx, q)
	if err != nil {
		return Place{}, now, err
	}
	number, code := readCode(typed)
	places, err := s.placesOf(ctx, q, f)
	if err != nil {
		return Place{}, now, err
	}
	found := -1
	for i, p := range places {
		if p.Code == code {
			found = i
		}
	}
	if found < 0 {
		return Place{}, now, s.whyUnknown(ctx, f, number, code, places)
	}
	days, err := s.ListDays(ctx, q, f.ID)
	switch {
	case err != nil:
		return Place{}, now, err
	case f.State != Published || len(days) == 0 || !now.Before(days[len(days)-1].ClosesAt):
		return Place{}, now, apperr.New(apperr.Conflict, "checkin_over")
	case now.Before(days[0].OpensAt.Add(-checkInEarly)):
		return Place{}, now, apperr.New(apperr.Conflict, "checkin_too_early")
	}
	if places[found].At == nil {
		places[found].Late = now.After(days[0].OpensAt)
	}
	return places[found], now, nil
}

// whyUnknown tells a stall that changed hands and a code of another festival from one that never was.
func (s *Service) whyUnknown(ctx context.Context, f Festival, number, code string, places []Place) error {
	links, err := signing.Load(ctx, s.DB, "links")
	if err != nil {
		return err
	}
	for _, p := range places {
		if codeOf(links, f.ID, number, p.ShopID) == code {
			return &apperr.Error{Kind: apperr.Conflict, Code: "checkin_moved", Params: map[string]any{"Shop": p.ShopName, "Stall": p.Number}}
		}
	}
	others, err := listElsewhere(ctx, s.DB, f.ID, number)
	if err != nil {
		return err
	}
	for _, o := range others {
		if codeOf(links, o.FestivalID, number, o.ShopID) == code {
			return apperr.New(apperr.Conflict, "checkin_other_festival")
		}
	}
	return apperr.NewInvalid(apperr.Field{Path: "code", Code: "checkin_unknown"})
}

// CheckIn says that the vendor whose code it is has come. Again, it gives when that was. Errors: NotFound festival_not_found; Invalid at
// code (checkin_unknown); Conflict checkin_moved, checkin_other_festival, checkin_too_early, checkin_over.
func (s *Service) CheckIn(ctx context.Context, actor identity.Actor, slug, code string) (place Place, again bool, err error) {
	err = postgres.Transact(ctx, s.DB, func(tx *sqlx.Tx) error {
		f, err := shareFestival(ctx, tx, slug, actor.AccountID)
		if err != nil {
			return err
		}
		role, err := memberRole(ctx, tx, f.ID, actor.AccountID)
		if err != nil {
			return err
		}
		if role == "" {
			return errNotFound()
		}
		var now time.Time
		if place, now, err = s.placeByCode(ctx, tx, f, code); err != nil {
			return err
		}
		first, err := insertCheckIn(ctx, tx, f.ID, place, CheckIn{At: now}, actor.AccountID)
		if err != nil {
			return err
		}
		again = !first
		if again {
			kept, err := findCheckIn(ctx, tx, f.ID, place.ShopID)
			place.At, place.Late, place.By = &kept.At, kept.Late, kept.By
			return err
		}
		place.At = &now
		return audit.RecordTx(ctx, tx, audit.Entry{
			Actor: actor.String(), Action: "festival.check_in", Subject: "festival:" + f.ID.String(), Data: map[string]string{"shop": place.ShopSlug, "stall": place.Number},
		})
	})
	return place, again, err
}

// ListCheckIns gives the vendors that came, in that order. q is the database or a transaction.
func (s *Service) ListCheckIns(ctx context.Context, q sqlx.QueryerContext, festival uuid.UUID) ([]CheckIn, error) {
	return listCheckIns(ctx, q, festival)
}
