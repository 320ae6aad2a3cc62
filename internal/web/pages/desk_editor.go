package pages

import (
	"context"
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"lapak/internal/apperr"
	"lapak/internal/catalog"
	"lapak/internal/i18n"
	"lapak/internal/shops"
	"lapak/internal/web/pages/templates"
	"lapak/internal/web/pages/view"
)

// editorForm is what an editor shows again: what was typed and why it was refused. The zero value shows what is saved.
type editorForm struct {
	posted bool // the form itself was sent, so that its values are shown instead of the saved ones
	err    error
}

func (s *Site) newProduct(c *gin.Context) error {
	d, err := s.openDesk(c, "products")
	if err != nil {
		return err
	}
	return s.showNewProduct(c, d, editorForm{})
}

func (s *Site) createProduct(c *gin.Context) error {
	d, err := s.openDesk(c, "products")
	if err != nil {
		return err
	}
	if c.PostForm("add") != "" {
		return s.showNewProduct(c, d, editorForm{posted: true})
	}
	in, err := readProduct(c)
	if err == nil {
		var p catalog.Product
		if p, err = s.Catalog.Create(c.Request.Context(), d.actor, d.shop.Slug, in.asNew()); err == nil {
			s.sayText(c.Request.Context(), "desk.done_create")
			return redirect(c, d.view.Base+"/products/"+p.Slug+"#pictures-part")
		}
	}
	if !refused(err) {
		return err
	}
	return s.showNewProduct(c, d, editorForm{posted: true, err: in.named(err)})
}

func (s *Site) editProduct(c *gin.Context) error {
	d, err := s.openDesk(c, "products")
	if err != nil {
		return err
	}
	return s.showEditor(c, d, editorForm{})
}

func (s *Site) saveProduct(c *gin.Context) error {
	d, err := s.openDesk(c, "products")
	if err != nil {
		return err
	}
	if c.PostForm("add") != "" {
		return s.showEditor(c, d, editorForm{posted: true})
	}
	in, err := readProduct(c)
	if err == nil {
		var p catalog.Product
		ref := catalog.Ref{Shop: d.shop.Slug, Product: c.Param("product")}
		if p, err = s.Catalog.Rewrite(c.Request.Context(), d.actor, ref, in.Rewriting); err == nil {
			s.sayText(c.Request.Context(), "desk.done_save")
			return redirect(c, d.view.Base+"/products/"+p.Slug)
		}
	}
	if !refused(err) {
		return err
	}
	return s.showEditor(c, d, editorForm{posted: true, err: in.named(err)})
}

func (s *Site) showNewProduct(c *gin.Context, d desk, f editorForm) error {
	m := view.Editor{}
	m.Form, m.Rows = postedForm(c, f), postedRows(c, f, nil)
	if len(m.Rows) == 0 {
		m.Rows = []view.VariantRow{{}}
	}
	return s.renderEditor(c, d, m, f)
}

// showEditor shows a saved product: a form that was refused keeps what was typed.
func (s *Site) showEditor(c *gin.Context, d desk, f editorForm) error {
	saved, err := s.Catalog.FindForMember(c.Request.Context(), d.actor, catalog.Ref{Shop: d.shop.Slug, Product: c.Param("product")})
	if err != nil {
		return err
	}
	m := view.Editor{Slug: saved.Slug, State: string(saved.State), Form: postedForm(c, f), Rows: postedRows(c, f, saved.Variants)}
	m.Version = strconv.FormatInt(saved.Version, 10)
	switch {
	case !f.posted:
		m.Form.Values = productValues(saved)
	case apperr.CodeOf(f.err) == "product_changed": // sent again, the form replaces what it now shows beside its fields
		m.Form.Heading = text(c.Request.Context(), "editor.conflict_title")
		m.Form.Errors = map[string]string{"": text(c.Request.Context(), "editor.conflict")}
		m.Rows = withSavedRows(m.Rows, saved.Variants)
		m.Form.Saved = savedBeside(m, saved)
	default:
		m.Version = c.PostForm("version")
	}
	for _, image := range saved.Images {
		pic := pictureOf(image)
		pic.ID = image.ID.String()
		m.Pictures = append(m.Pictures, pic)
	}
	if saved.State != catalog.Published {
		m.Missing = missingOf(c.Request.Context(), saved, d.shop.State == shops.Approved)
	}
	return s.renderEditor(c, d, m, f)
}

// editorParts are the parts of the page in which what is missing can be added.
var editorParts = map[string]string{"images": "#pictures-part", "variants": "#variants-part"}

func missingOf(ctx context.Context, p catalog.Product, shopApproved bool) []view.Link {
	var missing []view.Link
	for _, f := range p.Missing(shopApproved) {
		missing = append(missing, view.Link{Text: text(ctx, "error."+f.Code), URL: editorParts[f.Path]})
	}
	return missing
}

func (s *Site) renderEditor(c *gin.Context, d desk, m view.Editor, f editorForm) error {
	ctx := c.Request.Context()
	villages, err := s.villagesFor(ctx, d.shop.District)
	if err != nil {
		return err
	}
	m.Villages = choose(villages, m.Form.Value("village", ""))
	m.Categories = choose(s.shelfOptions(ctx), m.Form.Value("category", ""))
	nameSaved(m.Form.Saved, "category", m.Categories)
	p, err := s.deskPage(c, "desk.products")
	if err != nil {
		return err
	}
	if title := m.Form.Value("title", ""); title != "" && m.Slug != "" {
		p.Title = title
	}
	status := http.StatusOK
	if f.err != nil {
		status = statusOf(c, f.err)
	}
	return render(c, status, templates.Editor(p, d.view, m))
}

// shelfOptions are the shelves that hold products, under the names of those above them.
func (s *Site) shelfOptions(ctx context.Context) []view.Option {
	all, lang := s.Catalog.ListCategories(), i18n.Language(ctx)
	names, parents := map[string]string{}, map[string]bool{}
	for _, category := range all {
		names[category.Slug] = category.Name(lang)
		parents[category.Parent] = true
	}
	options := []view.Option{{Label: text(ctx, "editor.choose_category")}}
	for _, category := range all {
		if !parents[category.Slug] {
			options = append(options, view.Option{Value: category.Slug, Label: category.Name(lang), Group: names[category.Parent]})
		}
	}
	return options
}

// villagesFor are the villages that a product may come from: those of the shop's district first, then every other whose name is
// the only one of its kind in the regency.
func (s *Site) villagesFor(ctx context.Context, home string) ([]view.Option, error) {
	villages, err := s.Regions.ListOwnVillages(ctx)
	if err != nil {
		return nil, err
	}
	times := map[string]int{}
	for _, list := range villages {
		for _, v := range list {
			times[v.Name]++
		}
	}
	options := []view.Option{{Label: text(ctx, "editor.no_village")}}
	add := func(slug, name string) {
		for _, v := range villages[slug] {
			if slug == home || times[v.Name] == 1 {
				options = append(options, view.Option{Value: v.Name, Label: v.Name, Group: name})
			}
		}
	}
	districts := s.Regions.ListDistricts()
	for _, d := range districts {
		if d.Slug == home {
			add(d.Slug, d.Name)
		}
	}
	for _, d := range districts {
		if d.Slug != home {
			add(d.Slug, d.Name)
		}
	}
	return options, nil
}
