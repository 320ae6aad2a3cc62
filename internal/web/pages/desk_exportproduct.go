package pages

import (
	"cmp"
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"

	"lapak/internal/catalog"
	"lapak/internal/exportready"
	"lapak/internal/exportready/rulebook"
	"lapak/internal/web/pages/templates"
	"lapak/internal/web/pages/view"
)

func (s *Site) productExport(c *gin.Context) error {
	d, err := s.openDesk(c, "products")
	if err != nil {
		return err
	}
	return s.showProductExport(c, d, exportAsk{})
}

// saveProductExport changes a product's export data, opts it in or out, or looks for HS codes, which saves nothing.
func (s *Site) saveProductExport(c *gin.Context) error {
	ctx := c.Request.Context()
	d, err := s.openDesk(c, "products")
	if err != nil {
		return err
	}
	in, err := readExport(c, s.Exports.Book())
	if c.PostForm("find") != "" {
		return s.showProductExport(c, d, exportAsk{posted: true})
	}
	if err == nil {
		_, err = s.Exports.SetProduct(ctx, d.actor, exportready.ProductRef{Shop: d.shop.Slug, Product: c.Param("product")}, in)
	}
	if err != nil {
		if !refused(err) {
			return err
		}
		return s.showProductExport(c, d, exportAsk{err: err, posted: true})
	}
	s.sayText(ctx, doneExport(in))
	return redirect(c, d.view.Base+"/products/"+c.Param("product")+"/export")
}

func (s *Site) showProductExport(c *gin.Context, d desk, ask exportAsk) error {
	ctx := c.Request.Context()
	product, err := s.Catalog.FindForMember(ctx, d.actor, catalog.Ref{Shop: d.shop.Slug, Product: c.Param("product")})
	if err != nil {
		return err
	}
	ref := exportready.ProductRef{Shop: d.shop.Slug, Product: product.Slug}
	if ask.profile, err = s.Exports.ProductProfile(ctx, d.actor, ref); err != nil {
		return err
	}
	m := view.ExportProduct{Slug: product.Slug, Title: product.Title, OptedIn: ask.profile.OptedIn}
	if m.OptedIn {
		if err := s.fillProductExport(c, d, product, &m); err != nil {
			return err
		}
	}
	w := s.exportWords(ctx, d.view.Base)
	ask.axis, ask.action = rulebook.Product, d.view.Base+"/products/"+product.Slug+"/export"
	m.Data = w.data(c, ask)
	m.Data.Classes = w.classes(m.Data.Form.Value("class", ""), ask.profile)
	if err := s.searchHS(ctx, c, &m.Data, ask.profile.Class); err != nil {
		return err
	}
	openProblems(&m.Data)
	p, err := s.deskPage(c, "exportdesk.title")
	if err != nil {
		return err
	}
	status := http.StatusOK
	if ask.err != nil {
		status = statusOf(c, ask.err)
	}
	return render(c, status, templates.ExportProduct(p, d.view, m))
}

// lastOf puts what lies with an office behind what the shop can do itself.
func lastOf(r view.ExportRule) int {
	if r.Waits {
		return 1
	}
	return 0
}

// openProblems opens the part in which a map was refused.
func openProblems(d *view.ExportData) {
	for i := range d.Groups {
		if d.Groups[i].Plotsy && d.Form.Errors["plots"] != "" {
			d.Groups[i].Open = true
		}
	}
}

// classes are the groups of goods whose rules a product may follow instead of its category's.
func (w exportWords) classes(chosen string, profile exportready.Profile) []view.Option {
	own := w.say("class_of_category")
	if profile.Chosen == "" {
		for _, class := range w.book.Classes {
			if class.Key == profile.Class {
				own = w.say("class_followed", "Class", class.Name.In(w.lang))
			}
		}
	}
	options := []view.Option{{Label: own}}
	for _, class := range w.book.Classes {
		options = append(options, view.Option{Value: class.Key, Label: class.Name.In(w.lang)})
	}
	return choose(options, chosen)
}

func (s *Site) fillProductExport(c *gin.Context, d desk, product catalog.Product, m *view.ExportProduct) error {
	ctx := c.Request.Context()
	r, err := s.Exports.FindReadiness(ctx, product.ID, "")
	if err != nil {
		return err
	}
	evidence, err := s.Exports.ListEvidence(ctx, d.actor, d.shop.Slug)
	if err != nil {
		return err
	}
	way, err := s.Exports.Trend(ctx, exportready.Scope{ProductID: product.ID})
	if err != nil {
		return err
	}
	w, of := s.exportWords(ctx, d.view.Base), subject{product.Slug, ""}
	if w.live, err = s.liveHelp(ctx, d); err != nil {
		return err
	}
	mine, shops := handedIn(evidence, product.Slug), handedIn(evidence, "")
	m.Standing = w.standing(r.Level, r.Product.Score, r.Version)
	for _, state := range r.Next {
		whose, handed := of, mine
		if state.Axis == rulebook.Shop {
			whose, handed = subject{}, shops
		}
		waits := state.Why == rulebook.WhyWaiting && handed[state.Rule] == rulebook.Waiting
		m.Next = append(m.Next, w.rule(state, whose, waits))
	}
	slices.SortStableFunc(m.Next, func(a, b view.ExportRule) int { return cmp.Compare(lastOf(a), lastOf(b)) })
	if m.Beside, err = s.beside(ctx, w, d, m.Next); err != nil {
		return err
	}
	m.Parts, m.Markets = w.parts(r.Product, of, mine), w.markets(r.Markets, of)
	m.Warnings, m.Chart = w.warnings(r.Warnings, of), w.chart(way)
	return nil
}
