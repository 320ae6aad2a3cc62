package seeds

import (
	"context"
	_ "embed"
	"fmt"
	"slices"
	"time"

	"github.com/BurntSushi/toml"
	"github.com/google/uuid"

	"lapak/internal/i18n"
	"lapak/internal/mentoring"
	"lapak/internal/regions"
	"lapak/seeds/demo"
	"lapak/seeds/region"
)

//go:embed mentoring.toml
var mentoringPlan string

// mentored is what the demo's shops asked and booked.
type mentored struct {
	Asleep    []string `toml:"asleep"`    // shops without orders
	Districts []string `toml:"districts"` // of the demo's mentor
	Requests  []struct {
		Shop, Rule, Note, Reply, Outcome string
		Ago                              int // days
		State                            mentoring.HelpState
		Visit                            int // days from the demo's; 0 for none
	} `toml:"request"`
	Trainings []lesson `toml:"training"`
}

// lesson is a training of the demo.
type lesson struct {
	Title, Text     regions.Text
	Place, District string
	Rules           []string
	Seats           int64
	In, Hour, Hours int // days from the demo's, hour of the region, length
	State           mentoring.TrainingState
	Reason          string
	Shops, Came     []string
}

func loadMentored() (mentored, error) {
	var plan mentored
	_, err := toml.Decode(mentoringPlan, &plan)
	if err != nil {
		err = fmt.Errorf("mentoring.toml: %w", err)
	}
	return plan, err
}

// mentoredDistricts are those of the demo's mentor, by their slugs.
func mentoredDistricts(pack region.Pack) []string {
	var all, mine []string
	for _, d := range pack.Districts {
		all = append(all, d.Slug)
	}
	if plan, err := loadMentored(); err == nil { // the file is part of the binary, and a test reads it
		mine = slices.DeleteFunc(plan.Districts, func(slug string) bool { return !slices.Contains(all, slug) })
	}
	if len(mine) == 0 {
		mine = all[:min(3, len(all))]
	}
	return mine
}

// loadMentoring has the demo's shops ask mentors and book trainings, each on its day. What is there of an interrupted run stays.
func (l *loader) loadMentoring(ctx context.Context) error {
	plan := l.mentored
	for i := range plan.Requests {
		if err := l.loadRequest(ctx, i); err != nil {
			return fmt.Errorf("request of %s for %s: %w", plan.Requests[i].Shop, plan.Requests[i].Rule, err)
		}
	}
	if _, err := l.Help.At(l.asOf).RaiseWaiting(ctx); err != nil {
		return err
	}
	for i, t := range plan.Trainings {
		if err := l.loadTraining(ctx, t); err != nil {
			return fmt.Errorf("training %q: %w", t.Title.ID, err)
		}
		l.progress.tell(StepMentoring, i+1, len(plan.Trainings))
	}
	return moveHelpIntoPast(ctx, l.DB)
}

// day is the moment so many days from the demo's; the demo's own day is three hours ago.
func (l *loader) day(days int) time.Time {
	if days == 0 {
		return l.asOf.Add(-3 * time.Hour)
	}
	return l.asOf.AddDate(0, 0, days)
}

func (l *loader) demoShop(slug string) (demo.Shop, bool) {
	i := slices.IndexFunc(l.demo.Shops, func(s demo.Shop) bool { return s.Slug == slug })
	if i < 0 {
		return demo.Shop{}, false // the small demo has not all of them
	}
	return l.demo.Shops[i], true
}

func (l *loader) loadRequest(ctx context.Context, i int) error {
	want, mentor := l.mentored.Requests[i], l.actors["mentor"+mailDomain]
	shop, known := l.demoShop(want.Shop)
	if !known {
		return nil
	}
	slug, owner := l.slugs[shop.Slug], l.owner(shop)
	made, err := l.Help.ListForShop(ctx, owner, slug, mentoring.Page{})
	if err != nil || slices.ContainsFunc(made.Items, func(r mentoring.HelpRequest) bool { return r.Rule == want.Rule }) {
		return err
	}
	asked := l.day(-want.Ago)
	r, err := l.Help.At(asked).Ask(ctx, owner, slug, mentoring.NewHelp{Rule: want.Rule, Note: want.Note})
	if err != nil {
		return err
	}
	if want.State == mentoring.Withdrawn {
		_, err = l.Help.At(asked.AddDate(0, 0, 2)).Withdraw(ctx, owner, slug, r.ID)
	}
	if err != nil || want.State != mentoring.Taken && want.State != mentoring.Done {
		return err
	}
	answer := mentoring.Answer{Reply: want.Reply}
	if want.Visit != 0 {
		answer.VisitOn = l.day(want.Visit).In(i18n.WIB).Format(time.DateOnly)
	}
	if _, err = l.Help.At(asked.Add(20*time.Hour)).Take(ctx, mentor, r.ID, answer); err != nil || want.State == mentoring.Taken {
		return err
	}
	_, err = l.Help.At(asked.AddDate(0, 0, 8)).Finish(ctx, mentor, r.ID, want.Outcome)
	return err
}

// announced is how many days before its start a training of the past was announced, and cancelled is how long ago one was called off.
const (
	announced = 25
	calledOff = 2
)

func (l *loader) loadTraining(ctx context.Context, t lesson) error {
	office := l.office()
	for _, state := range mentoring.TrainingStates {
		made, err := l.Help.ListByState(ctx, office, state, mentoring.Page{Limit: 100})
		if err != nil || slices.ContainsFunc(made.Items, func(m mentoring.Training) bool { return m.Title.ID == t.Title.ID }) {
			return err
		}
	}
	day := l.day(t.In).In(i18n.WIB)
	start := time.Date(day.Year(), day.Month(), day.Day(), t.Hour, 0, 0, 0, i18n.WIB)
	first := l.day(min(t.In-announced, -calledOff-1))
	made, err := l.Help.At(first).Create(ctx, office, mentoring.NewTraining{
		TitleID: t.Title.ID, TitleEN: t.Title.EN, TextID: t.Text.ID, TextEN: t.Text.EN, Place: t.Place, District: t.District, StartsAt: start,
		EndsAt: start.Add(time.Duration(t.Hours) * time.Hour), ClosesAt: start.AddDate(0, 0, -1), Seats: t.Seats, Rules: t.Rules,
	})
	if err != nil || t.State == mentoring.Draft {
		return err
	}
	if _, err = l.Help.At(first).Publish(ctx, office, made.ID); err != nil {
		return err
	}
	if err := l.fillSeats(ctx, made.ID, t, first); err != nil {
		return err
	}
	switch {
	case t.State == mentoring.Cancelled:
		_, err = l.Help.At(l.day(-calledOff)).Cancel(ctx, office, made.ID, t.Reason)
	case t.In < 0:
		_, err = l.Help.At(start.Add(6*time.Hour)).MarkAttendance(ctx, office, made.ID, l.slugsOf(t.Came))
	}
	return err
}

// fillSeats books for the shops in their order, some hours after each other.
func (l *loader) fillSeats(ctx context.Context, training uuid.UUID, t lesson, first time.Time) error {
	for i, name := range t.Shops {
		shop, known := l.demoShop(name)
		if !known {
			continue
		}
		if _, err := l.Help.At(first.Add(time.Duration(i+1)*5*time.Hour)).Book(ctx, l.owner(shop), l.slugs[shop.Slug], training); err != nil {
			return fmt.Errorf("seat of %s: %w", name, err)
		}
	}
	return nil
}

func (l *loader) slugsOf(names []string) []string {
	var slugs []string
	for _, name := range names {
		if slug := l.slugs[name]; slug != "" {
			slugs = append(slugs, slug)
		}
	}
	return slugs
}
