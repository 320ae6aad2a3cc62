package festivals

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/audit"
	"lapak/internal/i18n"
	"lapak/internal/identity"
	"lapak/internal/postgres"
	"lapak/internal/regions"
)

// Plan is what an organizer says of a festival.
type Plan struct {
	Name      regions.Text // a missing language takes the other's words
	Text      regions.Text
	Rules     regions.Text // of taking part; empty: the mall's own
	Place     string
	District  string // slug
	Village   string // the name of the village that holds it; empty: of no one village
	StartsOn  time.Time
	EndsOn    time.Time
	Hours     []Hours // one a day of opening; empty: every day from 08.00 to 22.00
	OpenAt    *time.Time
	CloseAt   *time.Time
	Selection Selection // empty: by the committee
	DateRule  DateRule  // empty: fixed
	HijriRule string
	Phone     string
	// Expectation is the key of what the festival fulfils in the region's calendar; empty: of nothing.
	Expectation string
}

// Hours are one day's opening hours, each "15:04" where the festival is. A day that closes at its opening hour or before closes after
// midnight.
type Hours struct {
	Date          time.Time // midnight UTC of the date
	Opens, Closes string
}

const (
	longestDays   = 60
	planAhead     = 3 * 365 * 24 * time.Hour
	defaultOpens  = "08:00"
	defaultCloses = "22:00"
	clockForm     = "15:04"
)

// Create makes a draft, which only its organizers see; the actor becomes its organizer. Errors: Forbidden; Invalid at the names of the
// wrong fields (starts_before_now, ends_before_start, closes_after_start, …); Conflict festival_exists where the district has one of
// this name on that day.
func (s *Service) Create(ctx context.Context, actor identity.Actor, in Plan, zones []NewZone) (Festival, error) {
	if !actor.Has(identity.RoleOrganizer) {
		return Festival{}, apperr.New(apperr.Forbidden, "forbidden")
	}
	id, err := uuid.NewV7()
	if err != nil {
		return Festival{}, err
	}
	var made Festival
	err = postgres.Transact(ctx, s.DB, func(tx *sqlx.Tx) error {
		now, err := s.nowTx(ctx, tx)
		if err != nil {
			return err
		}
		var fields apperr.Fields
		row, err := s.checkPlan(ctx, checking{tx, &fields, now}, completed(in))
		if err != nil {
			return err
		}
		checkZones(&fields, zones)
		if in.StartsOn.Before(today(now)) && !in.StartsOn.IsZero() {
			fields.Add("starts_on", "starts_before_now")
		}
		if row.CloseAt != nil && !row.CloseAt.After(now) {
			fields.Add("applications_close_at", "time_past")
		}
		if err := fields.Err(); err != nil {
			return err
		}
		row.ID, row.By, row.At = id, actor.AccountID, now
		if made, err = s.insertTx(ctx, tx, row); err != nil {
			return err
		}
		for _, zone := range zones {
			if _, err := s.addZoneTx(ctx, tx, made, zone); err != nil {
				return err
			}
		}
		return audit.RecordTx(ctx, tx, entryOf(actor, "create", id, nil))
	})
	return made, err
}

// insertTx writes a new draft with its days and its first organizer.
func (s *Service) insertTx(ctx context.Context, tx *sqlx.Tx, row planRow) (made Festival, err error) {
	if row.Slug, err = freeSlug(ctx, tx, slugOf(row.NameID, row.StartsOn)); err != nil {
		return made, err
	}
	if err := insertFestival(ctx, tx, row); err != nil {
		if postgres.Violates(err, "festivals_named") {
			err = apperr.New(apperr.Conflict, "festival_exists").At("name")
		}
		return made, err
	}
	if err := replaceDays(ctx, tx, row.ID, row.Days); err != nil {
		return made, err
	}
	if err := insertMember(ctx, tx, row.ID, row.By, Organizer); err != nil {
		return made, err
	}
	return findByID(ctx, tx, row.ID)
}

// completed is the plan with what it leaves to the mall.
func completed(p Plan) Plan {
	both := func(t *regions.Text) {
		if strings.TrimSpace(t.ID) == "" {
			t.ID = t.EN
		}
		if strings.TrimSpace(t.EN) == "" {
			t.EN = t.ID
		}
	}
	if strings.TrimSpace(p.Rules.ID+p.Rules.EN) == "" {
		p.Rules = regions.Text{ID: i18n.T(i18n.Indonesian, "festival.standard_rules"), EN: i18n.T(i18n.English, "festival.standard_rules")}
	}
	both(&p.Name)
	both(&p.Text)
	both(&p.Rules)
	if p.Selection == "" {
		p.Selection = ByCommittee
	}
	if p.DateRule == "" {
		p.DateRule = FixedDate
	}
	if len(p.Hours) == 0 && !p.StartsOn.IsZero() {
		for day := p.StartsOn; !day.After(p.EndsOn) && len(p.Hours) < longestDays; day = day.AddDate(0, 0, 1) {
			p.Hours = append(p.Hours, Hours{day, defaultOpens, defaultCloses})
		}
	}
	return p
}

// checking is a look at a plan: where wrong fields are collected, and the moment by which it is judged.
type checking struct {
	tx     *sqlx.Tx
	fields *apperr.Fields
	now    time.Time
}

// checkPlan names every wrong field and gives what is to be written.
func (s *Service) checkPlan(ctx context.Context, c checking, p Plan) (planRow, error) {
	fields := c.fields
	row := planRow{
		NameID: fields.Text("name", p.Name.ID, 3, 120), NameEN: fields.Text("name.en", p.Name.EN, 3, 120),
		TextID: fields.Text("text", p.Text.ID, 0, 4000), TextEN: fields.Text("text.en", p.Text.EN, 0, 4000),
		RulesID: fields.Text("rules", p.Rules.ID, 0, 6000), RulesEN: fields.Text("rules.en", p.Rules.EN, 0, 6000),
		Place: fields.Text("place", p.Place, 3, 200), District: p.District, StartsOn: p.StartsOn, EndsOn: p.EndsOn,
		OpenAt: p.OpenAt, CloseAt: p.CloseAt, Selection: p.Selection, DateRule: p.DateRule, HijriRule: fields.Text("hijri_rule", p.HijriRule, 0, 60),
		Phone: fields.Text("contact_phone", p.Phone, 0, 30),
	}
	if _, err := s.Regions.FindDistrict(p.District); err != nil {
		fields.Add("district", "unknown_value")
	} else if village := strings.TrimSpace(p.Village); village != "" {
		found, err := s.Regions.FindVillage(ctx, p.District, village)
		switch {
		case apperr.KindOf(err) == apperr.NotFound && err != nil:
			fields.Add("village", "unknown_value")
		case err != nil:
			return row, err
		default:
			row.Village = &found.Code
		}
	}
	if p.Selection != ByCommittee && p.Selection != ByDraw {
		fields.Add("selection", "unknown_value")
	}
	if p.DateRule != FixedDate && p.DateRule != HijriDate {
		fields.Add("date_rule", "unknown_value")
	}
	if _, known := parseHijri(row.HijriRule); p.DateRule == HijriDate && !known {
		fields.Add("hijri_rule", "hijri_unknown")
	}
	if p.Expectation != "" {
		known, err := expectationExists(ctx, c.tx, p.Expectation)
		if err != nil {
			return row, err
		}
		if !known {
			fields.Add("expectation", "unknown_value")
		}
		row.Expectation = &p.Expectation
	}
	checkDates(fields, p, c.now)
	row.Days = checkHours(fields, p)
	checkApplications(fields, p, row.Days)
	return row, nil
}

func checkDates(fields *apperr.Fields, p Plan, now time.Time) {
	switch {
	case p.StartsOn.IsZero():
		fields.Add("starts_on", "required")
	case p.StartsOn.After(now.Add(planAhead)):
		fields.Add("starts_on", "time_too_far")
	}
	switch {
	case p.EndsOn.IsZero():
		fields.Add("ends_on", "required")
	case p.EndsOn.Before(p.StartsOn):
		fields.Add("ends_on", "ends_before_start")
	case !p.StartsOn.IsZero() && p.EndsOn.Sub(p.StartsOn) >= longestDays*24*time.Hour:
		fields.Add("ends_on", "festival_too_long", "Max", longestDays)
	}
}

// checkHours reads the days in order. Each lies within the festival's dates, and none begins before the one before it has closed.
func checkHours(fields *apperr.Fields, p Plan) []Day {
	hours := slices.Clone(p.Hours)
	if len(hours) > longestDays {
		fields.Add("days", "too_many", "Max", longestDays)
		return nil
	}
	slices.SortStableFunc(hours, func(a, b Hours) int { return a.Date.Compare(b.Date) })
	days := make([]Day, 0, len(hours))
	for _, h := range hours {
		day, code := dayOf(h)
		switch {
		case code != "":
		case h.Date.Before(p.StartsOn) || h.Date.After(p.EndsOn):
			code = "day_outside"
		case len(days) > 0 && day.Date.Equal(days[len(days)-1].Date):
			code = "day_twice"
		case len(days) > 0 && day.OpensAt.Before(days[len(days)-1].ClosesAt):
			code = "days_overlap"
		}
		if code != "" {
			fields.Add("days", code, "Day", h.Date.Format(time.DateOnly))
			return nil
		}
		days = append(days, day)
	}
	return days
}

// dayOf is when a day opens and closes; the code says what is wrong with its hours.
func dayOf(h Hours) (Day, string) {
	opens, errOpens := time.Parse(clockForm, h.Opens)
	closes, errCloses := time.Parse(clockForm, h.Closes)
	if errOpens != nil || errCloses != nil {
		return Day{}, "not_a_clock"
	}
	at := func(clock time.Time) time.Time {
		return time.Date(h.Date.Year(), h.Date.Month(), h.Date.Day(), clock.Hour(), clock.Minute(), 0, 0, i18n.WIB).UTC()
	}
	day := Day{Date: h.Date, OpensAt: at(opens), ClosesAt: at(closes)}
	if !day.ClosesAt.After(day.OpensAt) { // over midnight
		day.ClosesAt = day.ClosesAt.Add(24 * time.Hour)
	}
	return day, ""
}

// hoursOf are a day's hours as they are written down.
func hoursOf(d Day) Hours {
	return Hours{d.Date, d.OpensAt.In(i18n.WIB).Format(clockForm), d.ClosesAt.In(i18n.WIB).Format(clockForm)}
}

func checkApplications(fields *apperr.Fields, p Plan, days []Day) {
	if p.OpenAt != nil && p.CloseAt != nil && !p.OpenAt.Before(*p.CloseAt) {
		fields.Add("applications_close_at", "ends_before_start")
	}
	if p.OpenAt != nil && p.CloseAt == nil {
		fields.Add("applications_close_at", "required")
	}
	if p.CloseAt != nil && len(days) > 0 && !p.CloseAt.Before(days[0].OpensAt) {
		fields.Add("applications_close_at", "closes_after_start")
	}
}

// today is midnight UTC of the date that it is where the festival is.
func today(now time.Time) time.Time {
	at := now.In(i18n.WIB)
	return time.Date(at.Year(), at.Month(), at.Day(), 0, 0, 0, 0, time.UTC)
}

func entryOf(actor identity.Actor, verb string, id uuid.UUID, data any) audit.Entry {
	return audit.Entry{Actor: actor.String(), Action: "festival." + verb, Subject: "festival:" + id.String(), Data: data}
}
