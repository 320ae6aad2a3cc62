package seeds

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"lapak/internal/exportready"
	"lapak/internal/exportready/rulebook"
	"lapak/seeds/demo"
)

// exportLoader makes the way of the demo's shops towards export, each step on its day.
type exportLoader struct {
	*loader
	plan demo.Export
}

// step is one thing that somebody did on a day.
type step struct {
	ago int // days
	do  func(ctx context.Context, on *exportready.Service) error
}

// judged is evidence and when it was handed in and decided.
type judged struct {
	ID                 uuid.UUID
	Submitted, Decided time.Time // Decided is zero while it waits
}

// decidedAfter is how many days an office takes.
const decidedAfter = 2

// loadExport has the demo's shops opt in, hand in their samples of papers and get them judged over the last months.
func (l *loader) loadExport(ctx context.Context) error {
	plan, err := demo.LoadExport()
	if err != nil {
		return err
	}
	e := &exportLoader{loader: l, plan: plan}
	chosen := slices.DeleteFunc(plan.Shops, func(s demo.ExportShop) bool { return l.slugs[s.Slug] == "" })
	var done atomic.Int64
	return each(ctx, len(chosen), func(ctx context.Context, i int) error {
		if err := e.loadShop(ctx, chosen[i], i+1); err != nil {
			return fmt.Errorf("export readiness of shop %s: %w", chosen[i].Slug, err)
		}
		l.progress.tell(StepExport, int(done.Add(1)), len(chosen))
		return nil
	})
}

// loadShop walks a shop's way. What is there of an interrupted run stays.
func (e *exportLoader) loadShop(ctx context.Context, plan demo.ExportShop, number int) error {
	i := slices.IndexFunc(e.demo.Shops, func(s demo.Shop) bool { return s.Slug == plan.Slug })
	shop := e.demo.Shops[i]
	d := &desk{
		exportLoader: e, shop: shop, slug: e.slugs[shop.Slug], number: number, since: plan.Ago, handed: map[string]exportready.Evidence{},
	}
	found, err := e.Exports.ListEvidence(ctx, e.owner(shop), d.slug)
	if err != nil {
		return err
	}
	for _, ev := range found {
		d.handed[ev.Rule+" "+ev.ProductSlug] = ev
	}
	optedIn := true
	steps := []step{{plan.Ago, func(ctx context.Context, on *exportready.Service) error {
		_, err := on.SetShop(ctx, e.owner(shop), d.slug, exportready.Input{OptedIn: &optedIn, Facts: plan.Facts.Values(nil)})
		return err
	}}}
	steps = append(steps, d.papers("", e.plan.Gather(plan.Sets, plan.Papers))...)
	for _, p := range plan.Products {
		in := slices.IndexFunc(shop.Products, func(x demo.Product) bool { return x.Slug == p.Slug })
		if in < 0 {
			continue // the small demo has not all of them
		}
		d.number = 10*number + in
		steps = append(steps, step{plan.Ago, d.fill(p)})
		steps = append(steps, d.papers(p.Slug, e.plan.Gather(p.Sets, p.Papers))...)
	}
	slices.SortStableFunc(steps, func(a, b step) int { return cmp.Compare(b.ago, a.ago) })
	for _, s := range steps {
		if err := s.do(ctx, e.Exports.At(e.ago(s.ago))); err != nil {
			return err
		}
	}
	if err := moveEvidenceIntoPast(ctx, e.DB, d.judged); err != nil {
		return err
	}
	mine, err := e.Shops.FindBySlug(ctx, d.slug)
	if err != nil {
		return err
	}
	return e.Exports.Reassess(ctx, exportready.Scope{ShopID: mine.ID})
}

// ago is the moment so many days before the demo.
func (e *exportLoader) ago(days int) time.Time { return e.asOf.AddDate(0, 0, -days) }

// desk is one shop's export desk while its way is made.
type desk struct {
	*exportLoader
	shop   demo.Shop
	slug   string
	number int                             // in the numbers of samples
	since  int                             // days since the shop opted in: nothing was handed in before
	handed map[string]exportready.Evidence // by rule and product
	judged []judged
}

func (d *desk) fill(plan demo.ExportProduct) func(context.Context, *exportready.Service) error {
	return func(ctx context.Context, on *exportready.Service) error {
		ref := exportready.ProductRef{Shop: d.slug, Product: plan.Slug}
		profile, err := on.ProductProfile(ctx, d.owner(d.shop), ref)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(d.shop.Products, func(p demo.Product) bool { return p.Slug == plan.Slug })
		optedIn := true
		in := exportready.Input{OptedIn: &optedIn, Facts: d.plan.Classes[profile.Class].Values(measured(d.shop, d.shop.Products[i]).Values(plan.Facts))}
		if plan.Plots != "" {
			in.Plots = &plan.Plots
		}
		if _, err = on.SetProduct(ctx, d.owner(d.shop), ref, in); err != nil {
			return fmt.Errorf("product %s: %w", plan.Slug, err)
		}
		return nil
	}
}

// measured are the facts that a listing says already: what the goods weigh and measure, and their label.
func measured(shop demo.Shop, p demo.Product) demo.Facts {
	v := p.Variants[0]
	return demo.Facts{
		"net_grams": int64(v.Grams) * 85 / 100, "gross_grams": int64(v.Grams), "length_mm": int64(v.Size[0]), "width_mm": int64(v.Size[1]), "height_mm": int64(v.Size[2]),
		"carton_units": int64(20), "carton_length_mm": int64(520), "carton_width_mm": int64(420), "carton_height_mm": int64(360), "carton_gross_grams": 20*int64(v.Grams) + 900,
		"export_price_minor": v.Price * 100 / rupiahPerDollar * 5 / 4, "label_name": p.Title.EN, "label_net": v.Title.EN, "label_producer": shop.Name + ", Banyuwangi, Indonesia",
	}
}

// rupiahPerDollar turns the demo's prices into export prices; it is no rate of any day.
const rupiahPerDollar = 16_000

func (d *desk) papers(product string, all []demo.Paper) []step {
	var steps []step
	number := d.number
	for _, p := range all {
		p.Ago = min(p.Ago, d.since)
		key := p.Rule + " " + product
		steps = append(steps, step{p.Ago, func(ctx context.Context, on *exportready.Service) error {
			if _, known := d.handed[key]; known {
				return nil
			}
			in := d.sample(on, p, number)
			in.Product = product
			ev, err := on.Submit(ctx, d.owner(d.shop), d.slug, in)
			if err != nil {
				return fmt.Errorf("evidence for %s: %w", key, err)
			}
			d.handed[key] = ev
			d.judged = append(d.judged, judged{ID: ev.ID, Submitted: d.ago(p.Ago)})
			return nil
		}})
		if p.State != string(rulebook.Waiting) {
			steps = append(steps, step{max(p.Ago-decidedAfter, 0), d.verdict(key, p)})
		}
	}
	return steps
}

// verdict has the rule's office decide on what was handed in.
func (d *desk) verdict(key string, p demo.Paper) func(context.Context, *exportready.Service) error {
	return func(ctx context.Context, on *exportready.Service) error {
		ev := d.handed[key]
		if ev.State != rulebook.Waiting {
			return nil
		}
		judge := d.office()
		if ev.Office == curators {
			judge = d.actors["curator"+mailDomain]
		}
		v := exportready.Verdict{State: rulebook.Verified, Reason: p.Reason}
		if p.State != "" {
			v.State = rulebook.EvidenceState(p.State)
		}
		if _, err := on.Decide(ctx, judge, ev.ID, v); err != nil {
			return fmt.Errorf("verdict on %s: %w", key, err)
		}
		i := slices.IndexFunc(d.judged, func(j judged) bool { return j.ID == ev.ID })
		if i < 0 {
			d.judged = append(d.judged, judged{ID: ev.ID, Submitted: d.ago(p.Ago)})
			i = len(d.judged) - 1
		}
		d.judged[i].Decided = d.ago(max(p.Ago-decidedAfter, 0))
		return nil
	}
}

// sample is what is handed in for a rule: a number or a statement, and a sheet that says that it is a sample where a paper is asked for.
func (d *desk) sample(on *exportready.Service, p demo.Paper, number int) exportready.NewEvidence {
	in := exportready.NewEvidence{
		Rule: p.Rule, Number: numbered(p.Number, number), Statement: "CONTOH / SAMPLE. Bukan dokumen resmi; dibuat untuk demo.",
	}
	if p.Until != 0 {
		in.ValidUntil = d.asOf.AddDate(0, 0, p.Until).Format(time.DateOnly)
	}
	rule, _ := on.Book().FindRule(p.Rule, on.Today())
	if rule.Kind == rulebook.Document {
		in.File = samplePaper(rule.Title.EN, d.shop.Name, in.Number)
	}
	return in
}

// numbered puts a number in the place of a form's #s, with zeros before it.
func numbered(form string, n int) string {
	width := strings.Count(form, "#")
	if width == 0 {
		return form
	}
	return strings.Replace(form, strings.Repeat("#", width), fmt.Sprintf("%0*d", width, n), 1)
}
