package pages

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"lapak/internal/catalog"
	"lapak/internal/festivals"
	"lapak/internal/i18n"
	"lapak/internal/web/pages/templates"
	"lapak/internal/web/pages/view"
)

// festivalDesks are a shop's pages of stalls at festivals.
func (s *Site) festivalDesks(r gin.IRouter) {
	shop := r.Group("/seller/:shop")
	shop.GET("/festivals", s.page(s.shopFestivals))
	shop.GET("/festivals/:festival/apply", s.page(s.applyForm))
	shop.POST("/festivals/:festival/apply", s.page(s.applyForStall))
	shop.GET("/applications/:application", s.page(s.ownApplication))
	shop.GET("/applications/:application/state", s.page(s.applicationState))
	shop.POST("/applications/:application/pay", s.page(s.payStall))
	shop.POST("/applications/:application/proof", s.page(s.proveStallFee))
	shop.POST("/applications/:application/withdraw", s.page(s.withdrawStall))
	shop.POST("/applications/:application/appeal", s.page(s.appealStall))
}

func (s *Site) shopFestivals(c *gin.Context) error {
	ctx := c.Request.Context()
	d, err := s.openDesk(c, "more")
	if err != nil {
		return err
	}
	mine, err := s.Festivals.ListShopApplications(ctx, d.actor, d.shop.Slug)
	if err != nil {
		return err
	}
	calls, err := s.Festivals.ListCalls(ctx)
	if err != nil {
		return err
	}
	var m view.ShopFestivals
	applied := map[uuid.UUID]bool{}
	for _, a := range mine {
		card := applicationCard(ctx, a)
		card.Title, card.URL = a.Name().In(i18n.Language(ctx)), d.view.Base+"/applications/"+a.ID.String()
		m.Mine = append(m.Mine, card)
		switch a.State {
		case festivals.Withdrawn, festivals.Lapsed, festivals.Called:
		default:
			applied[a.FestivalID] = true
		}
	}
	for _, f := range calls {
		if !applied[f.ID] {
			m.Calls = append(m.Calls, view.FestivalCall{
				Name: f.Name.In(i18n.Language(ctx)), URL: d.view.Base + "/festivals/" + f.Slug + "/apply", Days: festivalDays(ctx, f), Place: f.Place,
				Closes: text(ctx, "stall.closes", "At", wib(ctx, *f.CloseAt)),
			})
		}
	}
	p, err := s.deskPage(c, "stalls.title")
	if err != nil {
		return err
	}
	return show(c, templates.ShopFestivals(p, d.view, m))
}

func wib(ctx context.Context, at time.Time) string {
	return i18n.DateTime(i18n.Language(ctx), at) + " WIB"
}

// applicationTags are the classes of the states' tags.
var applicationTags = map[festivals.ApplicationState]string{
	festivals.Invited: "wait", festivals.Submitted: "", festivals.Accepted: "wait", festivals.Confirmed: "good", festivals.Waitlisted: "wait",
	festivals.Rejected: "bad", festivals.Lapsed: "bad", festivals.Called: "bad",
}

// applicationCard puts an application into words: where it stands, and what is due.
func applicationCard(ctx context.Context, a festivals.Application) view.ApplicationCard {
	lang := i18n.Language(ctx)
	m := view.ApplicationCard{
		Title: a.ShopName, About: a.ZoneName().In(lang), State: text(ctx, "stall.state_"+string(a.State)), Tag: applicationTags[a.State],
	}
	switch {
	case a.State == festivals.Invited:
		m.Next = text(ctx, "stall.next_answer")
	case a.HeldUntil != nil:
		m.Next = text(ctx, "stall.next_held")
	case a.State == festivals.Accepted && a.DueAt != nil:
		m.Next, m.Late = text(ctx, "stall.next_pay", "At", wib(ctx, *a.DueAt)), time.Until(*a.DueAt) < 24*time.Hour
	case a.State == festivals.Confirmed:
		m.Next = text(ctx, "stall.next_stall", "Stall", a.Stall)
	case a.State == festivals.Waitlisted:
		m.Next = text(ctx, "stall.next_ahead", "Count", a.Ahead+1)
	case a.Appeal == "open":
		m.Next = text(ctx, "stall.appeal_open")
	}
	if a.Score != nil {
		m.Score = i18n.Number(lang, int64(*a.Score/100)) + decimals(lang, *a.Score%100)
	}
	return m
}

// decimals are hundredths as they follow a number.
func decimals(lang string, n int) string {
	if n == 0 {
		return ""
	}
	digits := strconv.Itoa(100 + n)[1:]
	if lang == i18n.English {
		return "." + digits
	}
	return "," + digits
}

func (s *Site) applyForm(c *gin.Context) error { return s.showStallForm(c, nil) }

func (s *Site) showStallForm(c *gin.Context, problem error) error {
	ctx := c.Request.Context()
	d, err := s.openDesk(c, "more")
	if err != nil {
		return err
	}
	f, err := s.Festivals.Find(ctx, d.actor, c.Param("festival"))
	if err != nil {
		return err
	}
	m := view.ApplicationForm{
		Name: f.Name.In(i18n.Language(ctx)), Days: festivalDays(ctx, f), Back: view.Link{Text: text(ctx, "stalls.title"), URL: d.view.Base + "/festivals"},
	}
	if f.TakesApplicationsAt(time.Now()) {
		m.Closes = text(ctx, "stall.closes", "At", wib(ctx, *f.CloseAt))
	}
	if m.Terms, err = s.termsOf(ctx, f); err != nil {
		return err
	}
	zones, err := s.Festivals.CountZones(ctx, f.ID)
	if err != nil {
		return err
	}
	for _, z := range zones {
		m.Zones = append(m.Zones, view.Option{Value: z.Zone, Label: zoneName(ctx, z) + " · " + feeWords(ctx, z.Fee)})
	}
	goods, err := s.Catalog.ListForMember(ctx, d.actor, d.shop.Slug, catalog.Published, catalog.Page{Limit: 100})
	if err != nil {
		return err
	}
	chosen := map[string]bool{}
	for _, slug := range c.PostFormArray("products") {
		chosen[slug] = true
	}
	for _, g := range goods.Items {
		m.Products = append(m.Products, view.Option{Value: g.Slug, Label: g.Title, Chosen: chosen[g.Slug]})
	}
	status := http.StatusOK
	if problem != nil {
		m.Form, status = formOf(c, problem, nil), statusOf(c, problem)
	}
	choose(m.Zones, m.Form.Value("zone", ""))
	p, err := s.deskPage(c, "stall.apply")
	if err != nil {
		return err
	}
	return render(c, status, templates.ApplyForStall(p, d.view, m))
}

func (s *Site) applyForStall(c *gin.Context) error {
	ctx := c.Request.Context()
	d, err := s.openDesk(c, "more")
	if err != nil {
		return err
	}
	a, err := s.Festivals.Apply(ctx, d.actor, c.Param("festival"), festivals.NewApplication{
		Shop: d.shop.Slug, Zone: c.PostForm("zone"), Products: c.PostFormArray("products"), Wishes: c.PostForm("wishes"),
		WomenLed: c.PostForm("women_led") == "1", YouthLed: c.PostForm("youth_led") == "1", HalalNumber: c.PostForm("halal_number"),
	})
	if err != nil && refused(err) {
		return s.showStallForm(c, err)
	}
	if err != nil {
		return err
	}
	s.sayText(ctx, "stall.done_"+string(a.State))
	return redirect(c, d.view.Base+"/applications/"+a.ID.String())
}

func zoneName(ctx context.Context, z festivals.ZoneCount) string {
	if i18n.Language(ctx) == i18n.English {
		return z.NameEN
	}
	return z.NameID
}

func feeWords(ctx context.Context, fee int64) string {
	if fee == 0 {
		return text(ctx, "stall.free")
	}
	return "Rp " + i18n.Number(i18n.Language(ctx), fee)
}

// termsOf puts the published rules into words.
func (s *Site) termsOf(ctx context.Context, f festivals.Festival) (view.FestivalTerms, error) {
	terms, err := s.Festivals.FindTerms(ctx, f.ID)
	if err != nil {
		return view.FestivalTerms{}, err
	}
	zones, err := s.Festivals.CountZones(ctx, f.ID)
	if err != nil {
		return view.FestivalTerms{}, err
	}
	lang := i18n.Language(ctx)
	m := view.FestivalTerms{
		Selection: text(ctx, "stall.by_"+string(f.Selection)), Appeal: text(ctx, "stall.appeal_rule", "Days", terms.AppealHours/24),
		Refunds: []string{
			text(ctx, "stall.refund_full", "Days", terms.FullRefundDays), text(ctx, "stall.refund_half", "Days", terms.HalfRefundDays),
			text(ctx, "stall.refund_closing"), text(ctx, "stall.refund_cancelled"),
		},
	}
	m.Reserve = text(ctx, "stall.reserve_rule")
	if terms.ReleaseAt != nil {
		m.Release = text(ctx, "stall.release", "At", wib(ctx, *terms.ReleaseAt))
	}
	for _, z := range zones {
		zone := view.ZoneTerms{Name: zoneName(ctx, z), Fee: feeWords(ctx, z.Fee), Stalls: text(ctx, "stall.stalls", "Count", z.Stalls)}
		zone.Quotas = s.quotaWords(ctx, terms, z.Zone, false)
		m.Zones = append(m.Zones, zone)
	}
	if f.Selection == festivals.ByDraw {
		m.Draw = view.Link{Text: text(ctx, "stall.draw_how"), URL: "/festivals/" + f.Slug + "/draw"}
		return m, nil
	}
	for _, criterion := range terms.Criteria {
		name := criterion.NameID
		if lang == i18n.English {
			name = criterion.NameEN
		}
		m.Criteria = append(m.Criteria, view.Fact{Name: name, Value: i18n.Number(lang, int64(criterion.Weight)) + "%"})
	}
	return m, nil
}

// quotaWords are the quotas of a zone in words; counted says how many of each are taken.
func (s *Site) quotaWords(ctx context.Context, terms festivals.Terms, zone string, counted bool) (words []string) {
	for _, q := range terms.Quotas {
		if q.Zone != zone {
			continue
		}
		key := "stall.aside_" + string(q.Kind)
		if q.IsCap {
			key = "stall.cap"
		}
		name := q.Category
		if category, err := s.Catalog.FindCategory(q.Category); err == nil {
			name = category.Name(i18n.Language(ctx))
		}
		line := text(ctx, key, "Count", q.Seats, "Category", name)
		if counted {
			line += " · " + text(ctx, "stall.taken", "Count", q.Taken)
		}
		words = append(words, line)
	}
	for _, halal := range terms.HalalZones {
		if halal == zone {
			words = append(words, text(ctx, "stall.halal"))
		}
	}
	return words
}
