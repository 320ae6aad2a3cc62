package pages

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"lapak/internal/apperr"
	"lapak/internal/catalog"
	"lapak/internal/exportready"
	"lapak/internal/exportready/rulebook"
	"lapak/internal/i18n"
	"lapak/internal/money"
	"lapak/internal/web/pages/templates"
	"lapak/internal/web/pages/view"
)

const offersPath = "/export"

// offers is the export catalogue. A filter that makes no sense is shown with what is wrong and no products.
func (s *Site) offers(c *gin.Context) error {
	ctx := c.Request.Context()
	filter, err := offerFilter(c)
	var found exportready.OfferPage
	if err == nil {
		found, err = s.Exports.ListOffers(ctx, filter, catalog.Page{Limit: listPage, Cursor: c.Query("cursor")})
	}
	if err != nil && apperr.KindOf(err) != apperr.Invalid {
		return err
	}
	m, status := s.offersView(c, filter), http.StatusOK
	m.Form = queryForm(c, err)
	if err != nil {
		status = http.StatusUnprocessableEntity
	}
	for _, offer := range found.Items {
		m.Cards = append(m.Cards, s.offerCard(ctx, offer))
	}
	if found.Next != "" {
		m.NextURL = pageURL(c, found.Next)
	}
	if c.Query("cursor") != "" {
		m.FirstURL = pageURL(c, "")
	}
	p, err := s.frame(c, text(ctx, "offers.title"))
	if err != nil {
		return err
	}
	p.Description = text(ctx, "offers.intro", "Regency", p.Brand.Regency)
	p.NoIndex = queryWithout(c.Request.URL, "lang") != ""
	shareable(c, p)
	return render(c, status, templates.Offers(p, m))
}

func offerFilter(c *gin.Context) (exportready.CatalogueFilter, error) {
	f := exportready.CatalogueFilter{Destination: c.Query("destination"), Category: c.Query("category"), District: c.Query("district")}
	var fields apperr.Fields
	if level := c.Query("level"); level != "" {
		f.Level = rulebook.Level(slices.Index(catalog.ExportLevels, level))
		if f.Level < rulebook.Siap {
			fields.Add("level", "unknown_value")
		}
	}
	return f, fields.Err()
}

func (s *Site) offersView(c *gin.Context, f exportready.CatalogueFilter) view.Offers {
	ctx := c.Request.Context()
	m := view.Offers{
		Categories: s.categoryOptions(ctx, f.Category), Districts: s.districtOptions(f.District), Judged: s.judged(),
		CSVURL: fileURL(c, "csv"), XLSXURL: fileURL(c, "xlsx"),
	}
	for _, d := range s.Exports.Book().Destinations {
		m.Destinations = append(m.Destinations, view.Option{Value: d.Code, Label: d.Name.In(i18n.Language(ctx)), Chosen: d.Code == f.Destination})
	}
	for _, level := range []rulebook.Level{rulebook.Siap, rulebook.Teruji} {
		m.Levels = append(m.Levels, view.Option{Value: level.String(), Label: text(ctx, "offers.at_least_"+level.String()), Chosen: level == f.Level})
	}
	for _, name := range []string{"destination", "level", "category", "district"} {
		m.Filtered = m.Filtered || c.Query(name) != ""
	}
	return m
}

// fileURL is the address of the filtered catalogue as a file.
func fileURL(c *gin.Context, format string) string {
	query := url.Values{"format": {format}}
	for _, name := range []string{"destination", "level", "category", "district"} {
		if value := c.Query(name); value != "" {
			query.Set(name, value)
		}
	}
	return "/api/v1/export/catalogue?" + query.Encode()
}

func (s *Site) judged() view.Judged {
	day, _ := time.Parse(time.DateOnly, s.Exports.Today()) // it writes it so
	return view.Judged{Version: s.Exports.Version(), AsOf: day}
}

// offer is one product for buyers abroad.
func (s *Site) offer(c *gin.Context) error {
	ctx := c.Request.Context()
	found, err := s.Exports.FindOffer(ctx, c.Param("product"))
	if err != nil {
		return err
	}
	m := s.offerCard(ctx, found)
	m.Facts = s.offerFacts(found, i18n.Language(ctx))
	m.Description = paragraphs(found.Description.In(i18n.Language(ctx)))
	p, err := s.frame(c, m.Title)
	if err != nil {
		return err
	}
	p.Description = summary(found.Description.In(i18n.Language(ctx)))
	p.Image = m.Picture.URL
	p.Trail = []view.Link{{Text: text(ctx, "layout.front"), URL: "/"}, {Text: text(ctx, "offers.title"), URL: offersPath}, {Text: m.Title}}
	shareable(c, p)
	return show(c, templates.Offer(p, m))
}

// offerCard shows of an offer what buyers compare first.
func (s *Site) offerCard(ctx context.Context, o exportready.Offer) view.Offer {
	lang := i18n.Language(ctx)
	m := view.Offer{
		Slug: o.Slug, Title: o.Title.In(lang), Shop: o.Shop.Name, Proven: o.Level == rulebook.Teruji, Price: priceOf(o, lang), Judged: s.judged(),
	}
	if m.Price == "" {
		m.Price = text(ctx, "offers.price_asked")
	}
	if o.Image != nil {
		m.Picture = pictureOf(*o.Image)
	}
	for _, paper := range o.Certificates {
		m.Papers = append(m.Papers, paper.Title.In(lang))
	}
	m.Facts = append(s.offerFacts(o, lang), view.Fact{Name: i18n.T(lang, "offers.papers"), Value: strconv.Itoa(len(m.Papers))})
	return m
}

// factKeys are the facts of an offer, in their order.
var factKeys = []string{"hs", "moq", "capacity", "lead", "weight", "origin", "ready"}

// offerFacts are what is known of an offer, in words of a language.
func (s *Site) offerFacts(o exportready.Offer, lang string) []view.Fact {
	values := s.factValues(o, lang)
	var facts []view.Fact
	for _, key := range factKeys {
		if values[key] != "" {
			facts = append(facts, view.Fact{Name: i18n.T(lang, "offers.fact."+key), Value: values[key]})
		}
	}
	return facts
}

func (s *Site) factValues(o exportready.Offer, lang string) map[string]string {
	count := func(key string, n *int64) string {
		if n == nil {
			return ""
		}
		return i18n.T(lang, key, i18n.Args{"Number": *n, "Count": int(*n)})
	}
	values := map[string]string{
		"hs": strings.TrimSpace(o.HS.Code + " " + o.HS.Version), "moq": count("offers.pieces", o.MOQ), "capacity": count("offers.pieces_month", o.Capacity),
		"lead": count("offers.days", o.LeadDays), "origin": joinNonEmpty(", ", o.Village, o.District, s.Regions.Settings().RegencyName, "Indonesia"),
		"weight": joinNonEmpty(" · ", count("offers.net", o.NetGrams), count("offers.gross", o.GrossGrams)),
	}
	var names []string
	for _, d := range s.Exports.Book().Destinations {
		if slices.Contains(o.Destinations, d.Code) {
			names = append(names, orText(d.Name.In(lang), d.Code))
		}
	}
	values["ready"] = strings.Join(names, ", ")
	return values
}

func orText(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}

func joinNonEmpty(separator string, parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(part string) bool { return part == "" }), separator)
}

// priceOf is the export price with its Incoterm; empty where none is given.
func priceOf(o exportready.Offer, lang string) string {
	if o.Price == nil {
		return ""
	}
	return joinNonEmpty(" ", money.Format(o.Price.Amount, o.Price.Currency, lang), o.Price.Incoterm, o.Price.Place)
}
