package festivals

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/identity"
	"lapak/internal/postgres"
)

// The purposes of printed codes.
const (
	codeCheckIn  = "check_in"
	codeVisit    = "visit"
	codeEntrance = "entrance"
)

// Pass is what is printed for a shop's stall: where it is, and its codes.
type Pass struct {
	StallID   uuid.UUID  `db:"stall_id"`
	ShopID    uuid.UUID  `db:"shop_id"`
	Number    string     `db:"number"` // of the stall
	ZoneID    string     `db:"zone_name_id"`
	ZoneEN    string     `db:"zone_name_en"`
	WidthCM   int        `db:"width_cm"`
	DepthCM   int        `db:"depth_cm"`
	Watts     int        `db:"power_watts"`
	ShopSlug  string     `db:"shop_slug"`
	ShopName  string     `db:"shop_name"`
	Phone     string     `db:"shop_phone"` // E.164
	CheckIn   string     `db:"check_in"`   // code
	Visit     string     `db:"visit"`      // code
	CheckedAt *time.Time `db:"checked_at"`
}

// Sheets are what an organizer or a vendor prints.
type Sheets struct {
	Festival     Festival
	Days         []Day
	RulesID      string
	RulesEN      string
	ContactPhone string
	Entrance     string // code
	Passes       []Pass
}

// newCode draws a code of ten letters and digits that nobody guesses.
func newCode() string {
	var raw [7]byte
	_, _ = rand.Read(raw[:]) // it never fails
	return strings.ToLower(base32.StdEncoding.EncodeToString(raw[:]))[:10]
}

// ListPasses gives what an organizer prints for all who have a stall. Errors: NotFound festival_not_found.
func (s *Service) ListPasses(ctx context.Context, actor identity.Actor, festival string) (Sheets, error) {
	f, err := s.FindOwn(ctx, actor, festival)
	if err != nil {
		return Sheets{}, err
	}
	return s.sheets(ctx, f, uuid.NullUUID{})
}

// FindPass gives what a member prints for the shop's stall. Errors: NotFound festival_not_found, shop_not_found, stall_not_found.
func (s *Service) FindPass(ctx context.Context, actor identity.Actor, festival, shop string) (Sheets, error) {
	d, err := s.FindStallDesk(ctx, actor, festival, shop)
	if err != nil {
		return Sheets{}, err
	}
	return s.sheets(ctx, d.Festival, uuid.NullUUID{UUID: d.ShopID, Valid: true})
}

func (s *Service) sheets(ctx context.Context, f Festival, shop uuid.NullUUID) (out Sheets, err error) {
	err = postgres.Transact(ctx, s.DB, func(tx *sqlx.Tx) error {
		if err := makeCodes(ctx, tx, f.ID); err != nil {
			return err
		}
		out, err = readSheets(ctx, tx, f.ID, shop)
		return err
	})
	out.Festival = f
	return out, err
}

// CheckedIn is a vendor who has come.
type CheckedIn struct {
	Pass
	At      time.Time
	IsFirst bool // it was not checked in before
}

// CheckIn notes by its printed code that a vendor has come; late ones too, each once. Errors: NotFound festival_not_found (no member of it),
// code_not_found; Conflict code_of_other_festival, code_outdated where the stall has passed on, festival_not_selling before it is published.
func (s *Service) CheckIn(ctx context.Context, actor identity.Actor, festival, code string) (CheckedIn, error) {
	var out CheckedIn
	err := postgres.Transact(ctx, s.DB, func(tx *sqlx.Tx) error {
		f, err := findFestival(ctx, tx, festival, actor.AccountID)
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
		of, err := findCode(ctx, tx, CodeIn(code))
		if err != nil {
			return err
		}
		switch {
		case of.FestivalID != f.ID:
			return apperr.New(apperr.Conflict, "code_of_other_festival").With("Festival", of.Festival)
		case of.Purpose != codeCheckIn:
			return apperr.NewNotFound("code_not_found")
		case !of.Holds:
			return apperr.New(apperr.Conflict, "code_outdated")
		case f.State == Draft || f.State == Cancelled:
			return apperr.New(apperr.Conflict, "festival_not_selling")
		}
		now, err := s.nowTx(ctx, tx)
		if err != nil {
			return err
		}
		if out.IsFirst, err = insertCheckIn(ctx, tx, of, actor.AccountID, now); err != nil {
			return err
		}
		sheets, err := readSheets(ctx, tx, f.ID, of.ShopID)
		if err == nil && len(sheets.Passes) == 1 {
			out.Pass = sheets.Passes[0]
			out.At = *out.CheckedAt
		}
		return err
	})
	return out, err
}

// CodeIn is the code in what a scanner reads: the code itself, or an address that ends with it.
func CodeIn(text string) string {
	text = strings.ToLower(strings.TrimSpace(text))
	if i := strings.LastIndexByte(text, '/'); i >= 0 {
		text = text[i+1:]
	}
	text, _, _ = strings.Cut(text, "?")
	return text
}

// Target is where a visitor's code leads.
type Target struct {
	Festival string `db:"festival_slug"`
	Shop     string `db:"shop_slug"` // empty: the festival itself
}

// Visit counts a visitor of a day at a code and says where it leads. visitor is a number of chance that the visitor's browser keeps for a day;
// it is stored only together with this code's day and names nobody. Errors: NotFound code_not_found.
func (s *Service) Visit(ctx context.Context, code string, visitor []byte) (to Target, err error) {
	err = postgres.Transact(ctx, s.DB, func(tx *sqlx.Tx) error {
		of, err := findCode(ctx, tx, CodeIn(code))
		if err != nil {
			return err
		}
		if of.Purpose == codeCheckIn {
			return apperr.NewNotFound("code_not_found")
		}
		to = of.Target
		now, err := s.nowTx(ctx, tx)
		if err != nil {
			return err
		}
		sum := sha256.Sum256(append([]byte(of.Code), visitor...)) // apart from what the browser keeps, and from other codes
		return insertVisit(ctx, tx, visit{of.Code, sum[:], now, s.Regions.Settings().TimeZone})
	})
	return to, err
}

// FindCheckIn gives the slug of the festival of a check-in's code, for those who run it. Errors: NotFound code_not_found.
func (s *Service) FindCheckIn(ctx context.Context, actor identity.Actor, code string) (string, error) {
	of, err := findCode(ctx, s.DB, CodeIn(code))
	if err != nil {
		return "", err
	}
	role, err := memberRole(ctx, s.DB, of.FestivalID, actor.AccountID)
	if err == nil && (role == "" || of.Purpose != codeCheckIn) {
		err = apperr.NewNotFound("code_not_found")
	}
	return of.Target.Festival, err
}
