package pages

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"lapak/internal/apperr"
	"lapak/internal/catalog"
	"lapak/internal/exportready/rulebook"
	"lapak/internal/i18n"
	"lapak/internal/web"
	"lapak/internal/web/pages/templates"
	"lapak/internal/web/pages/view"
)

// listPage is how many products a page of a list shows.
const listPage = 24

func (s *Site) search(c *gin.Context) error {
	filter, badPrice := filterOf(c)
	filter.Category, filter.Festival = c.Query("category"), c.Query("festival")
	m := view.Listing{Action: "/search", Query: filter.Query, Categories: s.categoryOptions(c.Request.Context(), filter.Category)}
	m.Filtered = filter.Category != ""
	title := i18n.Text(c.Request.Context(), "listing.all")
	if filter.Query != "" {
		title = i18n.Text(c.Request.Context(), "listing.found", i18n.Args{"Query": filter.Query})
	}
	p, err := s.frame(c, title)
	if err != nil {
		return err
	}
	p.Search, p.SearchRow = filter.Query, true
	p.NoIndex = c.Request.URL.RawQuery != "" && c.Query("lang") == "" // results are not pages of their own
	return s.list(c, listed{Page: p, Listing: m, Filter: filter, BadPrice: badPrice})
}

func (s *Site) category(c *gin.Context) error {
	category, err := s.Catalog.FindCategory(c.Param("category"))
	if err != nil {
		return err
	}
	filter, badPrice := filterOf(c)
	filter.Category = category.Slug
	name := category.Name(i18n.Language(c.Request.Context()))
	p, err := s.frame(c, name)
	if err != nil {
		return err
	}
	p.Description = i18n.Text(c.Request.Context(), "listing.about", i18n.Args{"Category": name, "Regency": p.Brand.Regency})
	p.Search, p.SearchRow = filter.Query, true
	p.Trail = s.trail(c.Request.Context(), category.Parent, view.Link{Text: name})
	p.JSONLD = []any{templates.TrailLD(p)}
	m := view.Listing{Action: "/c/" + category.Slug, Heading: name, Intro: p.Description, Query: filter.Query}
	return s.list(c, listed{Page: p, Listing: m, Filter: filter, BadPrice: badPrice})
}

// listed is a list on its way to the page.
type listed struct {
	view.Page
	view.Listing
	Filter   catalog.Filter
	BadPrice error
}

// list asks the catalogue and shows the answer; a filter that makes no sense is shown with what is wrong and no products.
func (s *Site) list(c *gin.Context, l listed) error {
	ctx := c.Request.Context()
	found, err := s.Catalog.List(ctx, l.Filter, catalog.Page{Limit: listPage, Cursor: c.Query("cursor")})
	if err == nil {
		err = l.BadPrice
	}
	if err != nil && apperr.KindOf(err) != apperr.Invalid {
		return err
	}
	m, status := l.Listing, http.StatusOK
	m.Form = queryForm(c, err)
	if err != nil {
		status, found = http.StatusUnprocessableEntity, catalog.ProductPage{}
	}
	m.Cards = cardsOf(ctx, found.Items)
	m.Districts = s.districtOptions(l.Filter.District)
	m.Sorts = sortOptions(ctx, l.Filter)
	m.Levels, m.Markets = s.exportOptions(ctx, l.Filter)
	m.Filtered = m.Filtered || l.Filter.District != "" || l.Filter.InStock || l.Filter.ExportLevel != "" || l.Filter.Destination != "" || c.Query("min_price") != "" || c.Query("max_price") != ""
	m.Corrected = found.Corrected
	if l.Filter.Festival != "" && err == nil {
		if m.Festival, err = s.festivalLink(ctx, l.Filter.Festival); err != nil {
			return err
		}
		m.FestivalKey, m.Filtered = l.Filter.Festival, true
	}
	if found.Next != "" {
		m.NextURL = pageURL(c, found.Next)
	}
	if c.Query("cursor") != "" {
		m.FirstURL = pageURL(c, "")
	}
	if len(m.Cards) > 0 {
		l.Page.Image = m.Cards[0].Picture.URL
	}
	shareable(c, l.Page)
	return render(c, status, templates.Listing(l.Page, m))
}

// filterOf reads a list's query. A price that is no number is an error for its field; all else is checked by the catalogue.
func filterOf(c *gin.Context) (catalog.Filter, error) {
	f := catalog.Filter{Query: strings.TrimSpace(c.Query("q")), District: c.Query("district"), InStock: c.Query("in_stock") == "1", Sort: c.Query("sort")}
	var fields apperr.Fields
	f.ExportLevel, f.Destination = c.Query("export_level"), c.Query("destination")
	if level := rulebook.Level(slices.Index(catalog.ExportLevels, f.ExportLevel)); f.ExportLevel != "" && badgeOf(level) == "" {
		fields.Add("export_level", "unknown_value") // a list below siap would tell of products what no page tells
		f.ExportLevel = ""
	}
	f.MinPrice = priceIn(c, "min_price", &fields)
	f.MaxPrice = priceIn(c, "max_price", &fields)
	return f, fields.Err()
}

// priceIn reads rupiah as people write them: "52.000", "Rp 52000".
func priceIn(c *gin.Context, name string, fields *apperr.Fields) *int64 {
	text := strings.NewReplacer("Rp", "", ".", "", " ", "", "\u00a0", "").Replace(c.Query(name))
	if text == "" {
		return nil
	}
	amount, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		fields.Add(name, "not_a_number")
		return nil
	}
	return &amount
}

// queryForm carries a filter back to its form.
func queryForm(c *gin.Context, err error) view.Form {
	f := view.Form{Values: map[string]string{}, Errors: map[string]string{}}
	for name := range c.Request.URL.Query() {
		f.Values[name] = c.Query(name)
	}
	if err == nil {
		return f
	}
	f.Errors = web.FieldMessages(c.Request.Context(), err)
	if len(f.Errors) == 0 {
		f.Errors[""] = web.NewProblem(c.Request.Context(), err).Detail
	}
	return f
}

// pageURL is this list's address at a cursor.
func pageURL(c *gin.Context, cursor string) string {
	query := queryWithout(c.Request.URL, "cursor", "lang")
	if cursor != "" {
		values, _ := url.ParseQuery(query) // it was made by Encode
		values.Set("cursor", cursor)
		query = values.Encode()
	}
	if query == "" {
		return c.Request.URL.EscapedPath()
	}
	return c.Request.URL.EscapedPath() + "?" + query
}

// trail is the way from the front page to a page within a category.
func (s *Site) trail(ctx context.Context, category string, last ...view.Link) []view.Link {
	var links []view.Link
	for category != "" {
		found, err := s.Catalog.FindCategory(category)
		if err != nil {
			break
		}
		links = append([]view.Link{{Text: found.Name(i18n.Language(ctx)), URL: "/c/" + found.Slug}}, links...)
		category = found.Parent
	}
	links = append([]view.Link{{Text: i18n.Text(ctx, "layout.front"), URL: "/"}}, links...)
	return append(links, last...)
}

// categoryOptions lists the categories, those below another one after it.
func (s *Site) categoryOptions(ctx context.Context, chosen string) []view.Option {
	all := s.Catalog.ListCategories()
	var options []view.Option
	add := func(category catalog.Category, indent string) {
		options = append(options, view.Option{
			Value: category.Slug, Label: indent + category.Name(i18n.Language(ctx)), Chosen: category.Slug == chosen,
		})
	}
	for _, root := range all {
		if root.Parent != "" {
			continue
		}
		add(root, "")
		for _, below := range all {
			if below.Parent == root.Slug {
				add(below, "– ")
			}
		}
	}
	return options
}

func (s *Site) districtOptions(chosen string) []view.Option {
	var options []view.Option
	for _, d := range s.Regions.ListDistricts() {
		options = append(options, view.Option{Value: d.Slug, Label: d.Name, Chosen: d.Slug == chosen})
	}
	return options
}

// exportOptions are the levels and destinations that a buyer abroad may ask for; none where no rules are known.
func (s *Site) exportOptions(ctx context.Context, f catalog.Filter) (levels, markets []view.Option) {
	for _, d := range s.Exports.Book().Destinations {
		markets = append(markets, view.Option{Value: d.Code, Label: d.Name.In(i18n.Language(ctx)), Chosen: d.Code == f.Destination})
	}
	if len(markets) == 0 {
		return nil, nil
	}
	for _, level := range []rulebook.Level{rulebook.Siap, rulebook.Teruji} {
		name := level.String()
		levels = append(levels, view.Option{Value: name, Label: i18n.Text(ctx, "badge.filter_"+name), Chosen: name == f.ExportLevel})
	}
	return levels, markets
}

func sortOptions(ctx context.Context, f catalog.Filter) []view.Option {
	sorts := []string{catalog.Newest, catalog.MostBought, catalog.Cheapest, catalog.Dearest}
	if f.Query != "" {
		sorts = append([]string{catalog.Relevance}, sorts...)
	}
	var options []view.Option
	for _, sort := range sorts {
		options = append(options, view.Option{Value: sort, Label: i18n.Text(ctx, "listing.sort."+sort), Chosen: sort == f.Sort})
	}
	return options
}
