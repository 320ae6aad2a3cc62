package festivals

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/identity"
	"lapak/internal/postgres"
)

// StallSpot is where a stall stands on the grid and its number.
type StallSpot struct {
	Number     string
	X, Y, W, H int64 // cells
}

const (
	rowLength = 12 // stalls side by side
	gridCells = 200
	maxCells  = 20 // of a stall's side
)

var stallNumber = regexp.MustCompile(`^[A-Z0-9]{1,6}(-[A-Z0-9]{1,4})?$`)

// AddStalls adds stalls to a zone, numbered on and laid out below those that are there. After publishing it needs a reason. Errors:
// NotFound festival_not_found, zone_not_found; Invalid at quota or reason; Conflict festival_changed, festival_ended.
func (s *Service) AddStalls(ctx context.Context, actor identity.Actor, at ZoneAt, e Edition, count int64) (Festival, error) {
	return s.edit(ctx, actor, at.Festival, e, func(tx *sqlx.Tx, f Festival, _ time.Time) ([]Change, error) {
		var fields apperr.Fields
		fields.Between("quota", count, 1, maxStalls)
		if err := fields.Err(); err != nil {
			return nil, err
		}
		zone, err := findZone(ctx, tx, f.ID, at.Zone)
		if err != nil {
			return nil, err
		}
		after := zone
		after.Stalls += int(count)
		return []Change{{"zone." + zone.Slug, zone.words(), after.words()}}, s.layTx(ctx, tx, f, zone, int(count))
	})
}

// layTx puts new stalls of a zone on the grid, in rows below everything that is there.
func (s *Service) layTx(ctx context.Context, tx *sqlx.Tx, f Festival, zone Zone, count int) error {
	there, err := listStalls(ctx, tx, f.ID)
	if err != nil || count == 0 {
		return err
	}
	if len(there)+count > maxStalls {
		return apperr.NewInvalid(apperr.Field{Path: "quota", Code: "too_many_stalls", Params: map[string]any{"Max": maxStalls}})
	}
	spots := layOut(there, zone, count)
	if last := spots[len(spots)-1]; last.Y >= gridCells {
		return apperr.NewInvalid(apperr.Field{Path: "quota", Code: "grid_full"})
	}
	return insertStalls(ctx, tx, f.ID, zone.ID, spots)
}

// layOut numbers stalls after those of the zone and places them: rows of at most twelve, two rows back to back, then an aisle; a zone
// begins two cells below what is there, or goes on in its own last row.
func layOut(there []Stall, zone Zone, count int) []StallSpot {
	letter, top, next := letterOf(zone.Position), 0, 1
	used := map[string]bool{}
	for _, t := range there {
		top = max(top, t.Y+t.H+1)
		used[t.Number] = true
		if n, err := strconv.Atoi(strings.TrimPrefix(t.Number, letter)); err == nil && t.ZoneID == zone.ID {
			next = max(next, n+1)
		}
	}
	spots := make([]StallSpot, 0, count)
	for i := range count {
		row := i / rowLength
		for used[letter+strconv.Itoa(next)] {
			next++
		}
		spots = append(spots, StallSpot{Number: letter + strconv.Itoa(next), X: int64(i % rowLength), Y: int64(top + row + row/2), W: 1, H: 1})
		next++
	}
	return spots
}

func letterOf(position int) string { return string(rune('A' + position%maxZones)) }

// StallAt names a stall by its festival's slug and its number.
type StallAt struct{ Festival, Number string }

// MoveStall puts a stall elsewhere on the grid, or gives it another size or number. It may not stand on another. After publishing it
// needs a reason. Errors: NotFound festival_not_found, stall_not_found; Invalid at number (stall_number_taken), x (stalls_overlap), y,
// w, h or reason; Conflict festival_changed, festival_ended.
func (s *Service) MoveStall(ctx context.Context, actor identity.Actor, at StallAt, e Edition, change func(*StallSpot)) (Festival, error) {
	return s.edit(ctx, actor, at.Festival, e, func(tx *sqlx.Tx, f Festival, _ time.Time) ([]Change, error) {
		stalls, err := listStalls(ctx, tx, f.ID)
		if err != nil {
			return nil, err
		}
		i := slices.IndexFunc(stalls, func(t Stall) bool { return t.Number == at.Number })
		if i < 0 {
			return nil, apperr.NewNotFound("stall_not_found")
		}
		before := StallSpot{stalls[i].Number, int64(stalls[i].X), int64(stalls[i].Y), int64(stalls[i].W), int64(stalls[i].H)}
		after := before
		change(&after)
		after.Number = strings.ToUpper(strings.TrimSpace(after.Number))
		if after == before {
			return nil, nil
		}
		if err := checkSpot(after, stalls, i); err != nil {
			return nil, err
		}
		err = moveStall(ctx, tx, stalls[i].ID, after)
		switch { // two organizers at once: the lock keeps this from happening, the constraint from ever mattering
		case postgres.Violates(err, "festival_stalls_apart"):
			err = apperr.NewInvalid(apperr.Field{Path: "x", Code: "stalls_overlap", Params: map[string]any{"Number": ""}})
		case postgres.Violates(err, "festival_stalls_number"):
			err = apperr.NewInvalid(apperr.Field{Path: "number", Code: "stall_number_taken"})
		}
		return []Change{{"stall." + before.Number, before.words(), after.words()}}, err
	})
}

func (p StallSpot) words() string {
	return fmt.Sprintf("%s: %d,%d %d×%d", p.Number, p.X, p.Y, p.W, p.H)
}

// checkSpot refuses what stands outside of the grid or on another stall, which it names.
func checkSpot(p StallSpot, stalls []Stall, own int) error {
	var fields apperr.Fields
	if !stallNumber.MatchString(p.Number) {
		fields.Add("number", "bad_stall_number")
	}
	fields.Between("x", p.X, 0, gridCells-1)
	fields.Between("y", p.Y, 0, gridCells-1)
	fields.Between("w", p.W, 1, maxCells)
	fields.Between("h", p.H, 1, maxCells)
	for i, t := range stalls {
		if i == own {
			continue
		}
		if t.Number == p.Number {
			fields.Add("number", "stall_number_taken")
		}
		if p.X < int64(t.X+t.W) && int64(t.X) < p.X+p.W && p.Y < int64(t.Y+t.H) && int64(t.Y) < p.Y+p.H {
			fields.Add("x", "stalls_overlap", "Number", t.Number)
		}
	}
	return fields.Err()
}

// RemoveStall takes a free stall away. After publishing it needs a reason, and once shops may have applied it stays. Errors: NotFound
// festival_not_found, stall_not_found; Invalid at reason; Conflict stall_promised, festival_changed, festival_ended.
func (s *Service) RemoveStall(ctx context.Context, actor identity.Actor, at StallAt, e Edition) (Festival, error) {
	return s.edit(ctx, actor, at.Festival, e, func(tx *sqlx.Tx, f Festival, now time.Time) ([]Change, error) {
		stalls, err := listStalls(ctx, tx, f.ID)
		if err != nil {
			return nil, err
		}
		i := slices.IndexFunc(stalls, func(t Stall) bool { return t.Number == at.Number })
		switch {
		case i < 0:
			return nil, apperr.NewNotFound("stall_not_found")
		case stalls[i].ShopID.Valid || f.HasOpenedAt(now):
			return nil, apperr.New(apperr.Conflict, "stall_promised")
		}
		return []Change{{"stall." + at.Number, stalls[i].Zone, ""}}, deleteStall(ctx, tx, stalls[i].ID)
	})
}

// GiveStallTx gives a shop the first free stall of a zone, and false where there is none. Running it again changes nothing. The
// festival is locked by the caller.
func (s *Service) GiveStallTx(ctx context.Context, tx *sqlx.Tx, zone, shop uuid.UUID) (bool, error) {
	now, err := s.nowTx(ctx, tx)
	if err != nil {
		return false, err
	}
	return giveStall(ctx, tx, givenRow{zone, shop, now})
}
