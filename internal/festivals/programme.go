package festivals

import (
	"context"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/i18n"
	"lapak/internal/identity"
	"lapak/internal/postgres"
	"lapak/internal/regions"
)

// Entry is a point of a festival's programme.
type Entry struct {
	ID       uuid.UUID    `db:"id"`
	Title    regions.Text `db:"-"`
	StartsAt time.Time    `db:"starts_at"`
	EndsAt   time.Time    `db:"ends_at"`
	Place    string       `db:"place"` // on the ground
}

const maxEntries = 300

// ListProgramme gives the programme in the order of time.
func (s *Service) ListProgramme(ctx context.Context, q sqlx.QueryerContext, festival uuid.UUID) ([]Entry, error) {
	return listProgramme(ctx, q, festival)
}

// AddEntry adds a point to the programme, within the hours of one of the festival's days; it may go on after midnight with its day.
// After publishing it needs a reason. Errors: NotFound; Invalid at title, title.en, place, starts_at, ends_at or reason; Conflict
// festival_changed, festival_ended.
func (s *Service) AddEntry(ctx context.Context, actor identity.Actor, slug string, e Edition, in Entry) (Festival, error) {
	id, err := uuid.NewV7()
	if err != nil {
		return Festival{}, err
	}
	return s.edit(ctx, actor, slug, e, func(tx *sqlx.Tx, f Festival, _ time.Time) ([]Change, error) {
		days, err := listDays(ctx, tx, f.ID)
		if err != nil {
			return nil, err
		}
		there, err := listProgramme(ctx, tx, f.ID)
		if err != nil {
			return nil, err
		}
		if len(there) >= maxEntries {
			return nil, apperr.NewInvalid(apperr.Field{Path: "title", Code: "too_many", Params: map[string]any{"Max": maxEntries}})
		}
		entry, err := checkEntry(in, days)
		if err != nil {
			return nil, err
		}
		entry.ID = id
		if err := insertEntry(ctx, tx, f.ID, entryRowOf(entry)); err != nil {
			if postgres.Violates(err, "festival_programme_once") {
				err = apperr.NewInvalid(apperr.Field{Path: "title", Code: "entry_exists"})
			}
			return nil, err
		}
		return []Change{{"programme", "", entry.words()}}, nil
	})
}

// UpdateEntry changes a point of the programme. Errors: NotFound festival_not_found, entry_not_found; as AddEntry.
func (s *Service) UpdateEntry(ctx context.Context, actor identity.Actor, at EntryAt, e Edition, change func(*Entry)) (Festival, error) {
	return s.editEntry(ctx, actor, at, e, func(tx *sqlx.Tx, f Festival, found Entry) (Change, error) {
		days, err := listDays(ctx, tx, f.ID)
		if err != nil {
			return Change{}, err
		}
		in := found
		change(&in)
		after, err := checkEntry(in, days)
		if err != nil || after == found {
			return Change{}, err
		}
		err = updateEntry(ctx, tx, f.ID, entryRowOf(after))
		if postgres.Violates(err, "festival_programme_once") {
			err = apperr.NewInvalid(apperr.Field{Path: "title", Code: "entry_exists"})
		}
		return Change{"programme", found.words(), after.words()}, err
	})
}

// EntryAt names a point of the programme of a festival, by its slug.
type EntryAt struct {
	Festival string
	ID       uuid.UUID
}

// RemoveEntry takes a point out of the programme. Errors: NotFound festival_not_found, entry_not_found; Invalid at reason; Conflict
// festival_changed, festival_ended.
func (s *Service) RemoveEntry(ctx context.Context, actor identity.Actor, at EntryAt, e Edition) (Festival, error) {
	return s.editEntry(ctx, actor, at, e, func(tx *sqlx.Tx, _ Festival, found Entry) (Change, error) {
		return Change{"programme", found.words(), ""}, deleteEntry(ctx, tx, found.ID)
	})
}

func (s *Service) editEntry(
	ctx context.Context, actor identity.Actor, at EntryAt, e Edition, change func(*sqlx.Tx, Festival, Entry) (Change, error),
) (Festival, error) {
	return s.edit(ctx, actor, at.Festival, e, func(tx *sqlx.Tx, f Festival, _ time.Time) ([]Change, error) {
		there, err := listProgramme(ctx, tx, f.ID)
		if err != nil {
			return nil, err
		}
		i := slices.IndexFunc(there, func(e Entry) bool { return e.ID == at.ID })
		if i < 0 {
			return nil, apperr.NewNotFound("entry_not_found")
		}
		done, err := change(tx, f, there[i])
		if err != nil || done == (Change{}) {
			return nil, err
		}
		return []Change{done}, nil
	})
}

// words are an entry in one line, as a change shows it.
func (e Entry) words() string {
	return e.StartsAt.In(i18n.WIB).Format("2006-01-02 15:04") + "-" + e.EndsAt.In(i18n.WIB).Format("15:04") + " " + e.Title.ID
}

// checkEntry names every wrong field. An entry lies within the hours of one day.
func checkEntry(in Entry, days []Day) (Entry, error) {
	if in.Title.EN == "" {
		in.Title.EN = in.Title.ID
	}
	var fields apperr.Fields
	in.Title.ID, in.Title.EN = fields.Text("title", in.Title.ID, 2, 160), fields.Text("title.en", in.Title.EN, 0, 160)
	in.Place, in.StartsAt, in.EndsAt = fields.Text("place", in.Place, 0, 120), in.StartsAt.UTC(), in.EndsAt.UTC()
	switch {
	case in.StartsAt.IsZero():
		fields.Add("starts_at", "required")
	case in.EndsAt.IsZero():
		fields.Add("ends_at", "required")
	case !in.EndsAt.After(in.StartsAt):
		fields.Add("ends_at", "ends_before_start")
	default:
		i := dayAt(days, in.StartsAt)
		switch {
		case i < 0:
			fields.Add("starts_at", "outside_days")
		case in.EndsAt.After(days[i].ClosesAt):
			fields.Add("ends_at", "after_closing", "Closes", i18n.Clock(i18n.Indonesian, days[i].ClosesAt))
		}
	}
	return in, fields.Err()
}

// dayAt is the place of the day whose hours a moment lies in, or below zero.
func dayAt(days []Day, at time.Time) int {
	return slices.IndexFunc(days, func(d Day) bool { return !at.Before(d.OpensAt) && at.Before(d.ClosesAt) })
}

// keepProgrammeTx moves the programme along with the days: each entry stays on the same day of the festival at the same hour. Where it
// does not fit any more, the change is refused, so that nobody reads of a show at a closed gate.
func (s *Service) keepProgrammeTx(ctx context.Context, tx *sqlx.Tx, f Festival, days []Day) error {
	there, err := listProgramme(ctx, tx, f.ID)
	if err != nil || len(there) == 0 {
		return err
	}
	after, err := findByID(ctx, tx, f.ID)
	if err != nil {
		return err
	}
	shift := after.StartsOn.Sub(f.StartsOn)
	for _, entry := range there {
		entry.StartsAt, entry.EndsAt = entry.StartsAt.Add(shift), entry.EndsAt.Add(shift)
		if _, err := checkEntry(entry, days); err != nil {
			return apperr.NewInvalid(apperr.Field{Path: "days", Code: "programme_outside", Params: map[string]any{"Title": entry.Title.ID}})
		}
	}
	return shiftProgramme(ctx, tx, f.ID, int(shift/(24*time.Hour)))
}
