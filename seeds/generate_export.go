package seeds

import (
	"context"
	"encoding/json"
	"fmt"
	"sync/atomic"
	"unicode/utf8"

	"github.com/google/uuid"

	"lapak/internal/exportready"
	"lapak/internal/exportready/rulebook"
	"lapak/seeds/demo"
)

// exportPlan is what a load's shops and goods hand in, after the demo's.
type exportPlan struct {
	demo.Export
	classes map[string]string   // of a category
	further map[string][]string // sets of a class beside "goods"
	day     string
}

// makeExports opts the first shops in, every second product of theirs with verified papers, and has them judged.
func (g *generator) makeExports(ctx context.Context) error {
	shops := g.load.Shops * g.load.Export / 100
	if shops == 0 || g.load.Products == 0 {
		return nil
	}
	content, err := demo.LoadExport()
	if err != nil {
		return err
	}
	plan := &exportPlan{Export: content, classes: map[string]string{}, day: g.Exports.Today(), further: map[string][]string{
		"COFFEE_PROC": {"food", "coffee"}, "FOOD_DRY": {"food"}, "FISH": {"food", "fish"}, "TEXTILE": {"textile"}, "BAMBOO": {"bamboo"},
	}}
	for _, c := range g.Catalog.ListCategories() {
		plan.classes[c.Slug] = c.ExportClass
	}
	judge := g.id(ofJudge, 0)
	if err := insertJudge(ctx, g.DB, judge, g.name(0)+"-juri"); err != nil {
		return err
	}
	var done atomic.Int64
	return each(ctx, shops, func(ctx context.Context, shop int) error {
		rows := exportRows{judge: judge}
		if err := g.exportShop(&rows, plan, shop); err != nil {
			return err
		}
		for n := shop; n < g.load.Products; n += g.load.Shops {
			if err := g.exportProduct(&rows, plan, n); err != nil {
				return err
			}
		}
		if err := insertExports(ctx, g.DB, rows); err != nil {
			return err
		}
		if err := g.Exports.Reassess(ctx, exportready.Scope{ShopID: g.id(ofShop, shop)}); err != nil {
			return err
		}
		g.load.Progress.tell(StepExport, int(done.Add(1)), shops)
		return nil
	})
}

func (g *generator) exportShop(rows *exportRows, plan *exportPlan, shop int) error {
	facts := plan.Shops[0].Facts.Values(nil)
	content, err := json.Marshal(facts)
	if err != nil {
		return fmt.Errorf("facts of a load's shop: %w", err)
	}
	rows.shop, rows.facts = g.id(ofShop, shop), string(content)
	g.papers(rows, plan, papersOf{
		number: shop, facts: facts, papers: plan.Gather([]string{"identity", "first_papers", "curated"}, nil),
	})
	return nil
}

func (g *generator) exportProduct(rows *exportRows, plan *exportPlan, n int) error {
	model := g.models[n%len(g.models)]
	class := plan.classes[model.product.Category]
	facts := plan.Classes[class].Values(measured(model.shop, model.product))
	content, err := json.Marshal(facts)
	if err != nil {
		return fmt.Errorf("facts of a load's product: %w", err)
	}
	product := g.id(ofProduct, n)
	rows.products, rows.productFacts = append(rows.products, product), append(rows.productFacts, string(content))
	if n/len(g.models)%2 > 0 {
		return nil
	}
	place := g.villages[g.rng(ofProduct, n).IntN(len(g.villages))]
	facts["title_en_length"] = int64(utf8.RuneCountInString(fmt.Sprintf("%s %s %d", model.product.Title.EN, place.Name, n)))
	facts["description_en_length"] = int64(utf8.RuneCountInString(model.product.Description.EN))
	facts["plots_count"], facts["plots_valid"] = int64(0), int64(0)
	g.papers(rows, plan, papersOf{
		number: g.load.Shops + n, product: product, facts: facts,
		papers: plan.Gather(append([]string{"goods"}, plan.further[class]...), []demo.Paper{{Rule: "P-PRD-02"}}),
	})
	return nil
}

// papersOf are the papers of one shop or product.
type papersOf struct {
	number  int
	product uuid.UUID // nil for the shop's
	facts   rulebook.Facts
	papers  []demo.Paper
}

func (g *generator) papers(rows *exportRows, plan *exportPlan, of papersOf) {
	for i, p := range of.papers {
		rule, _ := g.Exports.Book().FindRule(p.Rule, plan.day)
		rows.papers = append(rows.papers, g.id(ofPaper, 64*of.number+i))
		rows.subjects, rows.rules = append(rows.subjects, of.product), append(rows.rules, p.Rule)
		rows.offices, rows.attested = append(rows.offices, rule.Office), append(rows.attested, exportready.Attested(rule, of.facts))
	}
}
