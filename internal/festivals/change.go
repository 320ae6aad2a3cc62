package festivals

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/audit"
	"lapak/internal/identity"
	"lapak/internal/postgres"
	"lapak/internal/regions"
)

// Edition says on what a change rests.
type Edition struct {
	Version int64  // that the organizer has seen; 0: whatever there is
	Reason  string // shown to everybody; needed once the festival is published
}

// Change is one thing that was changed after publishing. Values are dates "2026-11-07", moments in RFC 3339, days
// "2026-11-07 08:00-22:00" with commas between them, whole rupiah, or the words themselves.
type Change struct {
	Field  string `json:"field"`
	Before string `json:"before"`
	After  string `json:"after"`
}

// Amendment is what was changed at once after publishing, with the reason.
type Amendment struct {
	Sequence int
	Reason   string
	Changes  []Change
	At       time.Time
}

// ListChanges gives what was changed after publishing, the latest first.
func (s *Service) ListChanges(ctx context.Context, festival uuid.UUID) ([]Amendment, error) {
	return listChanges(ctx, s.DB, festival)
}

// FindPlan gives the plan of an own festival, as Update begins with it.
func (s *Service) FindPlan(ctx context.Context, actor identity.Actor, slug string) (Plan, error) {
	f, err := s.FindOwn(ctx, actor, slug)
	if err != nil {
		return Plan{}, err
	}
	days, err := listDays(ctx, s.DB, f.ID)
	return planOf(f, days), err
}

func planOf(f Festival, days []Day) Plan {
	p := Plan{
		Name: f.Name, Text: f.Text, Rules: f.Rules, Place: f.Place, District: f.District, Village: f.VillageName, StartsOn: f.StartsOn, EndsOn: f.EndsOn,
		OpenAt: f.OpenAt, CloseAt: f.CloseAt, Selection: f.Selection, DateRule: f.DateRule, HijriRule: f.HijriRule, Phone: f.Phone, Expectation: f.Expectation,
	}
	for _, d := range days {
		p.Hours = append(p.Hours, hoursOf(d))
	}
	return p
}

// Update changes what change changes of the plan. Where it moves the dates and leaves the hours, the hours move along. A draft changes
// freely; a published festival with a reason only, everybody concerned is told, and the change stays visible. change may run more than
// once. Errors: NotFound; as Create; Invalid at reason, and with code frozen at what is a promise; Conflict festival_changed where the
// version is old, festival_ended.
func (s *Service) Update(ctx context.Context, actor identity.Actor, slug string, e Edition, change func(*Plan)) (Festival, error) {
	return s.edit(ctx, actor, slug, e, func(tx *sqlx.Tx, f Festival, now time.Time) ([]Change, error) {
		days, err := listDays(ctx, tx, f.ID)
		if err != nil {
			return nil, err
		}
		before := planOf(f, days)
		after := planOf(f, days)
		change(&after)
		moveHours(before, &after)
		sameRules := after.Rules == before.Rules
		if after = completed(after); sameRules { // what was published without rules gets none by another change
			after.Rules = before.Rules
		}
		var fields apperr.Fields
		row, err := s.checkPlan(ctx, checking{tx, &fields, now}, after)
		if err != nil {
			return nil, err
		}
		checkMoved(&fields, f, before, after, now)
		changes := diff(before, after)
		if err := fields.Err(); err != nil || len(changes) == 0 {
			return nil, err
		}
		row.ID = f.ID
		if err := updateFestival(ctx, tx, row); err != nil {
			if postgres.Violates(err, "festivals_named") {
				err = apperr.New(apperr.Conflict, "festival_exists").At("name")
			}
			return nil, err
		}
		if err := replaceDays(ctx, tx, f.ID, row.Days); err != nil {
			return nil, err
		}
		return changes, s.keepProgrammeTx(ctx, tx, f, row.Days)
	})
}

// moveHours lets the hours follow the dates where only these were changed: each day keeps the hours of the same day of the festival.
func moveHours(before Plan, after *Plan) {
	sameDates := before.StartsOn.Equal(after.StartsOn) && before.EndsOn.Equal(after.EndsOn)
	if sameDates || hoursText(before.Hours) != hoursText(after.Hours) || len(before.Hours) == 0 {
		return
	}
	after.Hours = nil
	for day := after.StartsOn; !day.After(after.EndsOn) && len(after.Hours) < longestDays; day = day.AddDate(0, 0, 1) {
		like := before.Hours[min(len(after.Hours), len(before.Hours)-1)]
		after.Hours = append(after.Hours, Hours{day, like.Opens, like.Closes})
	}
}

// checkMoved refuses what a change may not do to a promise.
func checkMoved(fields *apperr.Fields, f Festival, before, after Plan, now time.Time) {
	starts := !before.StartsOn.Equal(after.StartsOn)
	closes := !sameMoment(before.CloseAt, after.CloseAt)
	if starts && after.StartsOn.Before(today(now)) {
		fields.Add("starts_on", "starts_before_now")
	}
	if f.State != Published {
		if closes && after.CloseAt != nil && !after.CloseAt.After(now) {
			fields.Add("applications_close_at", "time_past")
		}
		return
	}
	if starts && !today(now).Before(before.StartsOn) {
		fields.Add("starts_on", "festival_started")
	}
	if before.EndsOn.After(after.EndsOn) && after.EndsOn.Before(today(now)) {
		fields.Add("ends_on", "time_past")
	}
	hasOpened := before.CloseAt != nil && (before.OpenAt == nil || !now.Before(*before.OpenAt))
	if hasOpened {
		frozen := func(path string, changed bool) {
			if changed {
				fields.Add(path, "frozen")
			}
		}
		frozen("applications_open_at", !sameMoment(before.OpenAt, after.OpenAt))
		frozen("selection", before.Selection != after.Selection)
		frozen("rules", before.Rules != after.Rules)
	}
	switch {
	case !closes:
	case before.CloseAt != nil && !now.Before(*before.CloseAt):
		fields.Add("applications_close_at", "frozen")
	case after.CloseAt == nil || before.CloseAt != nil && after.CloseAt.Before(*before.CloseAt):
		fields.Add("applications_close_at", "closes_earlier")
	case !after.CloseAt.After(now):
		fields.Add("applications_close_at", "time_past")
	}
}

func sameMoment(a, b *time.Time) bool { return momentText(a) == momentText(b) }

func momentText(at *time.Time) string {
	if at == nil {
		return ""
	}
	return at.UTC().Format(time.RFC3339)
}

func hoursText(hours []Hours) string {
	words := make([]string, len(hours))
	for i, h := range hours {
		words[i] = h.Date.Format(time.DateOnly) + " " + h.Opens + "-" + h.Closes
	}
	return strings.Join(words, ", ")
}

// diff names what differs between two plans.
func diff(before, after Plan) []Change {
	var changes []Change
	add := func(field, was, is string) {
		if was != is {
			changes = append(changes, Change{field, was, is})
		}
	}
	both := func(field string, was, is regions.Text) {
		add(field, was.ID, is.ID)
		add(field+".en", was.EN, is.EN)
	}
	both("name", before.Name, after.Name)
	add("starts_on", before.StartsOn.Format(time.DateOnly), after.StartsOn.Format(time.DateOnly))
	add("ends_on", before.EndsOn.Format(time.DateOnly), after.EndsOn.Format(time.DateOnly))
	add("days", hoursText(before.Hours), hoursText(after.Hours))
	add("place", before.Place, strings.TrimSpace(after.Place))
	add("district", before.District, after.District)
	add("village", before.Village, strings.TrimSpace(after.Village))
	add("applications_open_at", momentText(before.OpenAt), momentText(after.OpenAt))
	add("applications_close_at", momentText(before.CloseAt), momentText(after.CloseAt))
	add("selection", string(before.Selection), string(after.Selection))
	both("text", before.Text, after.Text)
	both("rules", before.Rules, after.Rules)
	add("date_rule", string(before.DateRule), string(after.DateRule))
	add("hijri_rule", before.HijriRule, strings.TrimSpace(after.HijriRule))
	add("contact_phone", before.Phone, strings.TrimSpace(after.Phone))
	add("expectation", before.Expectation, after.Expectation)
	return changes
}

// edit runs a change of an own festival under its lock. What it names is written down, and told, where the festival is published; where
// it names nothing, nothing has changed.
func (s *Service) edit(
	ctx context.Context, actor identity.Actor, slug string, e Edition, change func(*sqlx.Tx, Festival, time.Time) ([]Change, error),
) (Festival, error) {
	var after Festival
	err := postgres.Transact(ctx, s.DB, func(tx *sqlx.Tx) error {
		f, err := s.LockOwnTx(ctx, tx, actor, slug)
		if err != nil {
			return err
		}
		now, err := s.nowTx(ctx, tx)
		if err != nil {
			return err
		}
		switch {
		case e.Version != 0 && e.Version != f.Version:
			return apperr.New(apperr.Conflict, "festival_changed").At("version")
		case f.State != Draft && f.State != Published:
			return apperr.New(apperr.Conflict, "festival_ended")
		}
		changes, err := change(tx, f, now)
		if err != nil {
			return err
		}
		if len(changes) > 0 {
			if err := s.amendTx(ctx, tx, actor, f, amended{e.Reason, changes, now}); err != nil {
				return err
			}
		}
		after, err = findByID(ctx, tx, f.ID)
		return err
	})
	return after, err
}

// amended is what was done to a festival.
type amended struct {
	reason  string
	changes []Change
	at      time.Time
}

// amendTx counts a change, and where the festival is published writes it down for everybody and sends the news.
func (s *Service) amendTx(ctx context.Context, tx *sqlx.Tx, actor identity.Actor, f Festival, a amended) error {
	if f.State == Draft {
		return touchFestival(ctx, tx, f.ID, f.Sequence, a.at)
	}
	var fields apperr.Fields
	reason := fields.Text("reason", a.reason, 3, 500)
	if err := fields.Err(); err != nil {
		return err
	}
	sequence := f.Sequence + 1
	if err := touchFestival(ctx, tx, f.ID, sequence, a.at); err != nil {
		return err
	}
	if err := insertChange(ctx, tx, f.ID, actor.String(), Amendment{sequence, reason, a.changes, a.at}); err != nil {
		return err
	}
	if err := s.Queue.EnqueueTx(ctx, tx, Changed{FestivalID: f.ID, Sequence: sequence}, noOptions); err != nil {
		return err
	}
	return audit.RecordTx(ctx, tx, entryOf(actor, "change", f.ID, map[string]string{"sequence": strconv.Itoa(sequence), "reason": reason}))
}
