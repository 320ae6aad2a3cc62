package festivals

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/postgres"
	"lapak/internal/postgres/keyset"
)

// Phase is where a public festival is in time.
type Phase string

// The phases of a public festival.
const (
	Coming  Phase = "coming"
	Running Phase = "running" // today is one of its days
	Past    Phase = "past"
)

// RunsAt says whether that moment lies on one of the dates of a published festival. Whether the gate is open: IsOpenTx.
func (f Festival) RunsAt(now time.Time) bool {
	date := today(now)
	return f.State == Published && !date.Before(f.StartsOn) && !date.After(f.EndsOn)
}

// PhaseAt is the festival's phase at a moment; empty for drafts and for what was called off.
func (f Festival) PhaseAt(now time.Time) Phase {
	switch {
	case f.State == Draft || f.State == Cancelled:
		return ""
	case f.RunsAt(now):
		return Running
	case f.State == Closed || today(now).After(f.EndsOn):
		return Past
	}
	return Coming
}

// Filter chooses public festivals. Zero values choose all.
type Filter struct {
	Year, Month int    // of any of its days; a month needs a year
	District    string // slug
	Phase       Phase
}

// Page is a part of a list.
type Page struct {
	Limit  int // 1 to 100
	Cursor string
}

// Listed is a part of a list of festivals. Next is the cursor of the following part, empty on the last.
type Listed struct {
	Items []Festival
	Next  string
	Now   time.Time // the moment by which phases were judged
}

// festivalCursor is a place in a list.
type festivalCursor struct {
	List string    `json:"l"`
	On   string    `json:"d"` // the first day of the last festival shown
	ID   uuid.UUID `json:"i"`
}

// List gives public festivals by their first day, what is past the latest first. Errors: Invalid at year, month, district, state, limit
// or cursor.
func (s *Service) List(ctx context.Context, filter Filter, page Page) (Listed, error) {
	var fields apperr.Fields
	fields.Between("limit", int64(page.Limit), 1, 100)
	if filter.Year != 0 {
		fields.Between("year", int64(filter.Year), 2000, 2100)
	}
	if filter.Month != 0 {
		fields.Between("month", int64(filter.Month), 1, 12)
		if filter.Year == 0 {
			fields.Add("year", "required")
		}
	}
	if _, err := s.Regions.FindDistrict(filter.District); filter.District != "" && err != nil {
		fields.Add("district", "unknown_value")
	}
	if filter.Phase != "" && filter.Phase != Coming && filter.Phase != Running && filter.Phase != Past {
		fields.Add("state", "unknown_value")
	}
	if err := fields.Err(); err != nil {
		return Listed{}, err
	}
	now, err := s.nowTx(ctx, s.DB)
	if err != nil {
		return Listed{}, err
	}
	q := listQuery{District: filter.District, Phase: string(filter.Phase), Today: today(now), Limit: page.Limit + 1, IsBack: filter.Phase == Past}
	q.From, q.To = filter.spanAt(q.Today)
	list := "festivals:" + keyset.Fingerprint(filter)
	if page.Cursor != "" {
		var after festivalCursor
		if err := keyset.Decode(page.Cursor, &after); err != nil {
			return Listed{}, err
		}
		on, err := time.Parse(time.DateOnly, after.On)
		if err != nil || after.List != list {
			return Listed{}, keyset.Invalid()
		}
		q.AfterOn, q.AfterID = &on, after.ID
	}
	found, err := listPublic(ctx, s.DB, q)
	out := Listed{Items: found, Now: now}
	if len(found) > page.Limit {
		last := found[page.Limit-1]
		out.Items, out.Next = found[:page.Limit], keyset.Encode(festivalCursor{list, last.StartsOn.Format(time.DateOnly), last.ID})
	}
	return out, err
}

// span are the first and last date that a filter asks for.
func (f Filter) span() (from, to time.Time) {
	switch {
	case f.Year == 0:
		return time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)
	case f.Month == 0:
		return time.Date(f.Year, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(f.Year, 12, 31, 0, 0, 0, 0, time.UTC)
	}
	from = time.Date(f.Year, time.Month(f.Month), 1, 0, 0, 0, 0, time.UTC)
	return from, from.AddDate(0, 1, -1)
}

// spanAt is span without the days on which no festival can be that is in the filter's phase today.
func (f Filter) spanAt(today time.Time) (from, to time.Time) {
	from, to = f.span()
	if (f.Phase == Coming || f.Phase == Running) && from.Before(today) {
		from = today
	}
	if (f.Phase == Running || f.Phase == Past) && to.After(today) {
		to = today
	}
	return from, to
}

// ListSince gives the public festivals that are not over before a date, by their first day, at most limit.
func (s *Service) ListSince(ctx context.Context, date time.Time, limit int) ([]Festival, error) {
	_, end := Filter{}.span()
	return listPublic(ctx, s.DB, listQuery{From: today(date), To: end, Today: today(date), Limit: limit})
}

// Expectation is a recurring festival of the region, as sources tell of it: no promise of a date.
type Expectation struct {
	Key        string `db:"key"`
	Name       string `db:"name"`
	Rule       string `db:"rule"`          // fixed, fixed_ish, varies or hijri
	Month      int    `db:"typical_month"` // 1 to 12; 0 where the Hijri calendar says it
	HijriRule  string `db:"hijri_rule"`
	Observed   string `db:"observed_dates"` // when it was, with semicolons between
	Place      string `db:"place"`
	Goods      string `db:"product_fit"`
	Confidence string `db:"confidence"` // sourced, partial or unverified
	Source     string `db:"source"`
}

// ImportExpectations writes the region's recurring festivals over those that are there. Running it again changes nothing.
func (s *Service) ImportExpectations(ctx context.Context, list []Expectation) error {
	return postgres.Transact(ctx, s.DB, func(tx *sqlx.Tx) error { return saveExpectations(ctx, tx, list) })
}

// ListExpectations gives the region's recurring festivals by name.
func (s *Service) ListExpectations(ctx context.Context) ([]Expectation, error) {
	return listExpectations(ctx, s.DB)
}

// Dated is a line of a year's calendar: a public festival, or what is expected and not announced yet.
type Dated struct {
	Festival *Festival
	Expected *Expectation
	From, To time.Time // dates; of what is expected they are an estimate: one day, the span of a Hijri month, or a whole month
}

// Calendar is a year of the region.
type Calendar struct {
	Year  int
	Lines []Dated // by date
	Now   time.Time
}

// maxYear bounds a year's calendar, far above the 77 events of a regency's fullest year.
const maxYear = 1000

// ListCalendar gives the public festivals of a year and what is expected in it and has not been announced. Errors: Invalid at year.
func (s *Service) ListCalendar(ctx context.Context, year int) (Calendar, error) {
	var fields apperr.Fields
	fields.Between("year", int64(year), 2000, 2100)
	if err := fields.Err(); err != nil {
		return Calendar{}, err
	}
	out := Calendar{Year: year}
	var err error
	if out.Now, err = s.nowTx(ctx, s.DB); err != nil {
		return out, err
	}
	q := listQuery{Today: today(out.Now), Limit: maxYear}
	q.From, q.To = Filter{Year: year}.span()
	found, err := listPublic(ctx, s.DB, q)
	if err != nil {
		return out, err
	}
	for i := range found {
		out.Lines = append(out.Lines, Dated{Festival: &found[i], From: found[i].StartsOn, To: found[i].EndsOn})
	}
	open, err := listUnannounced(ctx, s.DB, q.From, q.To)
	if err != nil {
		return out, err
	}
	for i := range open {
		if line, ok := expectedIn(&open[i], year); ok && !line.To.Before(q.Today) {
			out.Lines = append(out.Lines, line)
		}
	}
	slices.SortStableFunc(out.Lines, func(a, b Dated) int {
		// within a month what is announced stands before what is only expected
		return cmp.Or(cmp.Compare(a.From.Year()*12+int(a.From.Month()), b.From.Year()*12+int(b.From.Month())), cmp.Compare(rankOf(a), rankOf(b)), a.From.Compare(b.From))
	})
	return out, nil
}

func rankOf(d Dated) int {
	if d.Festival != nil {
		return 0
	}
	return 1
}

func expectedIn(e *Expectation, year int) (Dated, bool) {
	if e.Month == 0 {
		from, to, ok := EstimateHijri(e.HijriRule, year)
		return Dated{Expected: e, From: from, To: to}, ok
	}
	from := time.Date(year, time.Month(e.Month), 1, 0, 0, 0, 0, time.UTC)
	return Dated{Expected: e, From: from, To: from.AddDate(0, 1, -1)}, true
}
