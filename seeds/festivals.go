package seeds

import (
	"context"
	_ "embed"
	"fmt"
	"slices"
	"time"

	"github.com/BurntSushi/toml"
	"github.com/jmoiron/sqlx"

	"lapak/internal/festivals"
	"lapak/internal/i18n"
	"lapak/internal/identity"
	"lapak/internal/postgres"
	"lapak/internal/regions"
)

//go:embed festivals.toml
var festivalPlan string

// celebration is a festival of the demo. Days are counted from the demo's.
type celebration struct {
	Organizer                string
	Name, Text               regions.Text
	Place, District, Village string
	Starts, Days             int
	Opens, Closes            string
	Apply                    *int // the day on which applications close
	State                    festivals.State
	Zones                    []struct {
		Name               regions.Text
		Stalls, Fee, Watts int64
	}
	Quotas       []festivals.Quota
	Applications []hope
	Shops        [][]string // who has stalls, by zone
	Programme    []struct {
		Day      int
		From, To string
		Title    regions.Text
		Place    string
	}
	Change struct{ Place, Reason string } // after publishing
}

// planned is how many days before its applications close, or before it begins, a festival of the demo is planned.
const planned = 30

// loadFestivals has the demo's organizers plan their festivals, each in its time, and shops apply for their stalls. What is there of an
// interrupted run stays.
func (l *loader) loadFestivals(ctx context.Context) error {
	var file struct {
		Festivals []celebration `toml:"festival"`
	}
	if _, err := toml.Decode(festivalPlan, &file); err != nil {
		return fmt.Errorf("festivals.toml: %w", err)
	}
	for i, c := range file.Festivals {
		if err := l.loadFestival(ctx, c); err != nil {
			return fmt.Errorf("festival %q: %w", c.Name.ID, err)
		}
		if err := l.loadHopes(ctx, c); err != nil {
			return fmt.Errorf("applications for festival %q: %w", c.Name.ID, err)
		}
		l.progress.tell(StepFestivals, i+1, len(file.Festivals))
	}
	return nil
}

// organizerOf is who runs a festival of the demo.
func (l *loader) organizerOf(c celebration) identity.Actor {
	organizer := l.actors[c.Organizer+mailDomain]
	organizer.Roles = []identity.Role{identity.RoleOrganizer}
	return organizer
}

func (l *loader) loadFestival(ctx context.Context, c celebration) error {
	organizer := l.organizerOf(c)
	own, err := l.Festivals.ListOwn(ctx, organizer)
	if err != nil || slices.ContainsFunc(own, func(f festivals.Festival) bool { return f.Name.ID == c.Name.ID }) {
		return err
	}
	starts := l.date(c.Starts)
	plan := festivals.Plan{
		Name: c.Name, Text: c.Text, Place: c.Place, District: c.District, Village: c.Village, StartsOn: starts, EndsOn: starts.AddDate(0, 0, c.Days-1),
		Phone: samplePhone(900),
	}
	for day := range c.Days {
		plan.Hours = append(plan.Hours, festivals.Hours{Date: starts.AddDate(0, 0, day), Opens: c.Opens, Closes: c.Closes})
	}
	first := min(c.Starts, 0)
	if c.Apply != nil {
		closes := l.date(*c.Apply).Add(10 * time.Hour) // 17.00 in the region
		plan.CloseAt, first = &closes, min(*c.Apply, 0)
	}
	zones := make([]festivals.NewZone, len(c.Zones))
	for i, z := range c.Zones {
		zones[i] = festivals.NewZone{Name: z.Name, Stalls: z.Stalls, Fee: z.Fee, PowerWatts: z.Watts}
	}
	then := l.asOf.AddDate(0, 0, first-planned)
	if c.State == festivals.Draft {
		then = l.asOf.AddDate(0, 0, -2)
	}
	past := l.Festivals.At(then)
	made, err := past.Create(ctx, organizer, plan, zones)
	if err != nil {
		return err
	}
	if len(c.Quotas) > 0 {
		terms, err := past.FindTerms(ctx, made.ID)
		if err != nil {
			return err
		}
		terms.Quotas = c.Quotas
		if _, err := past.SetTerms(ctx, organizer, made.Slug, festivals.Edition{}, terms); err != nil {
			return err
		}
	}
	if err := l.loadProgramme(ctx, past, organizer, made.Slug, c); err != nil || c.State == festivals.Draft {
		return err
	}
	if _, err := past.Publish(ctx, organizer, made.Slug, 0); err != nil {
		return err
	}
	if err := l.giveStalls(ctx, l.Festivals.At(l.asOf.AddDate(0, 0, first-10)), organizer, made.Slug, c); err != nil {
		return err
	}
	if c.Change.Reason != "" {
		_, err = l.Festivals.At(l.asOf.AddDate(0, 0, -6)).Update(ctx, organizer, made.Slug, festivals.Edition{Reason: c.Change.Reason}, func(p *festivals.Plan) {
			p.Place = c.Change.Place
		})
	}
	if err == nil && c.State == festivals.Closed {
		err = l.Festivals.At(l.date(c.Starts + c.Days)).Watch(ctx)
	}
	return err
}

// date is the date so many days from the demo's, midnight UTC.
func (l *loader) date(days int) time.Time {
	at := l.asOf.In(i18n.WIB).AddDate(0, 0, days)
	return time.Date(at.Year(), at.Month(), at.Day(), 0, 0, 0, 0, time.UTC)
}

func (l *loader) loadProgramme(ctx context.Context, past *festivals.Service, organizer identity.Actor, slug string, c celebration) error {
	for _, e := range c.Programme {
		at := func(clock string) time.Time {
			hour, err := time.Parse("15:04", clock)
			if err != nil {
				return time.Time{} // the service refuses it
			}
			d := l.date(c.Starts + e.Day)
			return time.Date(d.Year(), d.Month(), d.Day(), hour.Hour(), hour.Minute(), 0, 0, i18n.WIB)
		}
		entry := festivals.Entry{Title: e.Title, StartsAt: at(e.From), EndsAt: at(e.To), Place: e.Place}
		if _, err := past.AddEntry(ctx, organizer, slug, festivals.Edition{}, entry); err != nil {
			return fmt.Errorf("%s: %w", e.Title.ID, err)
		}
	}
	return nil
}

// giveStalls gives the demo's shops their stalls.
func (l *loader) giveStalls(ctx context.Context, then *festivals.Service, organizer identity.Actor, slug string, c celebration) error {
	return postgres.Transact(ctx, l.DB, func(tx *sqlx.Tx) error {
		f, err := then.LockOwnTx(ctx, tx, organizer, slug)
		if err != nil {
			return err
		}
		zones, err := then.ListZones(ctx, tx, f.ID)
		if err != nil {
			return err
		}
		for i, list := range c.Shops {
			for _, key := range list {
				if _, known := l.demoShop(key); !known {
					continue
				}
				shop, err := l.Shops.FindBySlug(ctx, l.slugs[key])
				if err != nil {
					return err
				}
				if _, err := then.GiveStallTx(ctx, tx, zones[i].ID, shop.ID); err != nil {
					return err
				}
			}
		}
		return nil
	})
}
