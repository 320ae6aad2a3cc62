package pages

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"lapak/internal/festivals"
	"lapak/internal/i18n"
	"lapak/internal/web/pages/templates"
	"lapak/internal/web/pages/view"
)

// emptyRows are offered below what is saved, so that the form needs no script.
const (
	emptyCriteria   = 2
	emptyCategories = 1
	emptySources    = 1
)

func (s *Site) festivalTerms(c *gin.Context) error {
	return s.showFestivalTerms(c, view.Form{}, http.StatusOK)
}

func (s *Site) showFestivalTerms(c *gin.Context, form view.Form, status int) error {
	ctx := c.Request.Context()
	d, err := s.openFestival(c, "terms")
	if err != nil {
		return err
	}
	terms, err := s.Festivals.FindTerms(ctx, d.festival.ID)
	if err != nil {
		return err
	}
	zones, err := s.Festivals.ListZones(ctx, s.DB, d.festival.ID)
	if err != nil {
		return err
	}
	if form.Values == nil {
		form.Values = termsValues(terms)
	}
	lang, now := i18n.Language(ctx), time.Now()
	m := view.FestivalTermsDesk{
		Form: form, IsDraw: d.festival.Selection == festivals.ByDraw, HasOpened: d.festival.HasOpenedAt(now),
		Criteria: rowsOf(form, "criterion_id", len(terms.Criteria), emptyCriteria), Sources: rowsOf(form, "source_name", len(terms.Sources), emptySources),
	}
	all, err := s.readFestival(ctx, d.festival)
	if err != nil {
		return err
	}
	shown := festivalView(ctx, all, now)
	m.Facts = facts(ctx, "organizer.fact_applications", shown.Applications, "organizer.fact_selection", text(ctx, "organizer.selection_"+shown.Selection))
	for _, z := range zones {
		zone := view.ZoneQuotas{
			Slug: z.Slug, Name: z.Name.In(lang), About: text(ctx, "stall.stalls", "Count", z.Stalls) + " · " + feeWords(ctx, z.Fee),
		}
		saved := 0
		for _, q := range terms.Quotas {
			if q.Zone == z.Slug && q.Kind == festivals.ForCategory {
				saved++
			}
		}
		for row := range rowsOf(form, "category_"+z.Slug, saved, emptyCategories) {
			zone.Categories = append(zone.Categories, s.categoryOptions(ctx, form.Value(fmt.Sprintf("category_%s_%d", z.Slug, row), "")))
		}
		m.Zones = append(m.Zones, zone)
	}
	p, err := s.private(c, text(ctx, "organizer.tab_terms"))
	if err != nil {
		return err
	}
	return render(c, status, templates.FestivalTermsDesk(p, d.view, m))
}

// rowsOf is how many rows a part of the form has: what is saved with some empty ones, and never fewer than were sent.
func rowsOf(form view.Form, name string, saved, empty int) int {
	rows := saved + empty
	for i := rows; form.Value(fmt.Sprintf("%s_%d", name, i), "") != ""; i++ {
		rows = i + 1
	}
	return rows
}

// asideKinds are the quotas of which a zone has one number.
var asideKinds = []festivals.QuotaKind{festivals.ForVillage, festivals.ForWomenLed, festivals.ForYouthLed, festivals.ForFirstTimer}

// termsValues are the form's fields for what is saved.
func termsValues(t festivals.Terms) map[string]string {
	values := map[string]string{
		"appeal_hours": strconv.Itoa(t.AppealHours), "full_refund_days": strconv.Itoa(t.FullRefundDays), "half_refund_days": strconv.Itoa(t.HalfRefundDays),
		"release_at": momentValue(t.ReleaseAt), "draw_at": momentValue(t.DrawAt),
	}
	for i, c := range t.Criteria {
		row := strconv.Itoa(i)
		values["criterion_id_"+row], values["criterion_en_"+row], values["weight_"+row] = c.NameID, c.NameEN, strconv.Itoa(c.Weight)
	}
	for i, source := range t.Sources {
		row := strconv.Itoa(i)
		values["source_name_"+row], values["source_url_"+row] = source.Name, source.URL
	}
	for _, zone := range t.HalalZones {
		values["halal_"+zone] = "1"
	}
	rows := map[string]int{}
	for _, q := range t.Quotas {
		if q.Kind != festivals.ForCategory {
			values["seats_"+q.Zone+"_"+string(q.Kind)] = strconv.Itoa(q.Seats)
			continue
		}
		row := q.Zone + "_" + strconv.Itoa(rows[q.Zone])
		values["category_"+row], values["seats_"+row], values["mode_"+row] = q.Category, strconv.Itoa(q.Seats), "aside"
		if q.IsCap {
			values["mode_"+row] = "cap"
		}
		rows[q.Zone]++
	}
	return values
}

// momentValue is a moment as a form's field has it, in the region's time.
func momentValue(at *time.Time) string {
	if at == nil {
		return ""
	}
	return at.In(i18n.WIB).Format("2006-01-02T15:04")
}

// sentTerms are terms as the form sends them, and the names of its fields by the service's paths.
type sentTerms struct {
	festivals.Terms
	names map[string]string
}

func (t *sentTerms) name(path string) string {
	if name, known := t.names[path]; known {
		return name
	}
	return strings.ReplaceAll(path, ".", "_")
}

// readTerms takes the form over the saved terms: what it does not show stays as it is.
func readTerms(c *gin.Context, f festivals.Festival, saved festivals.Terms, zones []festivals.Zone) *sentTerms {
	t := &sentTerms{Terms: saved, names: map[string]string{}}
	t.AppealHours, t.FullRefundDays, t.HalfRefundDays = sentCount(c, "appeal_hours"), sentCount(c, "full_refund_days"), sentCount(c, "half_refund_days")
	if f.HasOpenedAt(time.Now()) {
		return t
	}
	t.ReleaseAt, t.HalalZones, t.Quotas = formMoment(c, "release_at"), nil, nil
	for _, z := range zones {
		t.readZone(c, z.Slug)
	}
	if f.Selection == festivals.ByDraw {
		t.DrawAt, t.Sources = formMoment(c, "draw_at"), nil
		t.names["draw.sources"] = "source_name_0"
		eachRow(c, []string{"source_name", "source_url"}, func(row string) {
			at := fmt.Sprintf("draw.sources[%d].", len(t.Sources))
			t.names[at+"name"], t.names[at+"url"] = "source_name_"+row, "source_url_"+row
			t.Sources = append(t.Sources, festivals.Source{Name: c.PostForm("source_name_" + row), URL: c.PostForm("source_url_" + row)})
		})
		return t
	}
	t.DrawAt, t.Sources, t.Criteria = nil, nil, nil
	eachRow(c, []string{"criterion_id", "criterion_en", "weight"}, func(row string) {
		at := fmt.Sprintf("criteria[%d].", len(t.Criteria))
		t.names[at+"key"], t.names[at+"name.id"], t.names[at+"name.en"] = "criterion_id_"+row, "criterion_id_"+row, "criterion_en_"+row
		t.names[at+"weight"] = "weight_" + row
		t.Criteria = append(t.Criteria, festivals.Criterion{
			NameID: c.PostForm("criterion_id_" + row), NameEN: c.PostForm("criterion_en_" + row), Weight: sentCount(c, "weight_"+row),
		})
	})
	return t
}

func (t *sentTerms) readZone(c *gin.Context, zone string) {
	if c.PostForm("halal_"+zone) == "1" {
		t.names[fmt.Sprintf("halal_zones[%d]", len(t.HalalZones))] = "halal_" + zone
		t.HalalZones = append(t.HalalZones, zone)
	}
	add := func(q festivals.Quota, seats, category string) {
		at := fmt.Sprintf("quotas[%d].", len(t.Quotas))
		t.names[at+"seats"], t.names[at+"kind"], t.names[at+"category"] = seats, category, category
		q.Zone, q.Seats = zone, sentCount(c, seats)
		t.Quotas = append(t.Quotas, q)
	}
	for _, kind := range asideKinds {
		name := "seats_" + zone + "_" + string(kind)
		if typed := c.PostForm(name); typed != "" && typed != "0" {
			add(festivals.Quota{Kind: kind}, name, name)
		}
	}
	eachRow(c, []string{"category_" + zone, "seats_" + zone}, func(row string) {
		at := zone + "_" + row
		quota := festivals.Quota{Kind: festivals.ForCategory, Category: c.PostForm("category_" + at), IsCap: c.PostForm("mode_"+at) == "cap"}
		add(quota, "seats_"+at, "category_"+at)
	})
}

// longestForm bounds the rows of a form; the service bounds what they say.
const longestForm = 60

// eachRow goes through the rows of a form of which a field is filled.
func eachRow(c *gin.Context, names []string, read func(row string)) {
	for i := range longestForm {
		row := strconv.Itoa(i)
		if slices.ContainsFunc(names, func(name string) bool { return strings.TrimSpace(c.PostForm(name+"_"+row)) != "" }) {
			read(row)
		}
	}
}

// sentCount reads a count; what is none, or far from any, is out of every range.
func sentCount(c *gin.Context, name string) int {
	n := formNumber(c, name)
	if n < 0 || n > 1_000_000 {
		return -1
	}
	return int(n)
}

func (s *Site) saveFestivalTerms(c *gin.Context) error {
	ctx := c.Request.Context()
	d, err := s.openFestival(c, "terms")
	if err != nil {
		return err
	}
	saved, err := s.Festivals.FindTerms(ctx, d.festival.ID)
	if err != nil {
		return err
	}
	zones, err := s.Festivals.ListZones(ctx, s.DB, d.festival.ID)
	if err != nil {
		return err
	}
	sent := readTerms(c, d.festival, saved, zones)
	_, err = s.Festivals.SetTerms(ctx, d.actor, d.festival.Slug, editionOf(c), sent.Terms)
	if isShownAgain(err) {
		return s.showFestivalTerms(c, formOf(c, err, sent.name), statusOf(c, err))
	}
	if err != nil {
		return err
	}
	s.sayText(ctx, "organizer.done_save")
	return redirect(c, d.view.Base+"/terms")
}

// callTerms are a festival's terms for whoever thinks of taking part; nil where there is nothing to apply for.
func (s *Site) callTerms(ctx context.Context, f festivals.Festival) (*view.FestivalTerms, error) {
	if f.CloseAt == nil || f.State == festivals.Cancelled {
		return nil, nil
	}
	m, err := s.termsOf(ctx, f)
	return &m, err
}
