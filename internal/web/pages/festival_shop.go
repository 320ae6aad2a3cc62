package pages

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"lapak/internal/apperr"
	"lapak/internal/catalog"
	"lapak/internal/checkout"
	"lapak/internal/festivals"
	"lapak/internal/i18n"
	"lapak/internal/payments"
	"lapak/internal/web"
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

func applicationID(c *gin.Context) (uuid.UUID, error) {
	id, err := uuid.Parse(c.Param("application"))
	if err != nil {
		return id, apperr.NewNotFound("application_not_found")
	}
	return id, nil
}

func (s *Site) ownApplication(c *gin.Context) error { return s.showOwnApplication(c, nil) }

// applicationState lets a page that waits for a payment ask whether anything has happened; if so the page loads itself again.
func (s *Site) applicationState(c *gin.Context) error {
	ctx := c.Request.Context()
	actor, err := web.RequireAccount(ctx)
	if err != nil {
		return err
	}
	id, err := applicationID(c)
	if err != nil {
		return err
	}
	a, err := s.Festivals.FindApplication(ctx, actor, c.Param("shop"), id)
	if err != nil {
		return err
	}
	return sayMoved(c, string(a.State))
}

func (s *Site) showOwnApplication(c *gin.Context, problem error) error {
	ctx := c.Request.Context()
	d, err := s.openDesk(c, "more")
	if err != nil {
		return err
	}
	id, err := applicationID(c)
	if err != nil {
		return err
	}
	file, err := s.Festivals.FindFile(ctx, d.actor, d.shop.Slug, id)
	if err != nil {
		return err
	}
	m, err := s.ownApplicationOf(ctx, d, file)
	if err != nil {
		return err
	}
	status := http.StatusOK
	if problem != nil {
		m.Form, status = formOf(c, problem, nil), statusOf(c, problem)
	}
	p, err := s.private(c, m.Title)
	if err != nil {
		return err
	}
	return render(c, status, templates.OwnApplication(p, d.view, m))
}

func (s *Site) ownApplicationOf(ctx context.Context, d desk, file festivals.ApplicationFile) (view.OwnApplication, error) {
	a, lang := file.Application, i18n.Language(ctx)
	m := view.OwnApplication{
		ApplicationCard: applicationCard(ctx, a), Base: d.view.Base + "/applications/" + a.ID.String(), Reason: festivals.ReasonText(lang, a.Reason),
		Fee: rupiah(a.Fee), Steps: stepsOf(ctx, file.Steps), Reply: a.AppealReply, Back: view.Link{Text: text(ctx, "stalls.title"), URL: d.view.Base + "/festivals"},
		Facts: applicationFacts(ctx, file),
	}
	m.Title = a.Name().In(lang)
	if a.Appeal != "" {
		m.Appeal = text(ctx, "stall.appeal_"+a.Appeal)
	}
	if a.State == festivals.Invited {
		m.Answer = view.Link{Text: text(ctx, "stall.answer"), URL: d.view.Base + "/festivals/" + a.Festival + "/apply"}
	}
	if a.State == festivals.Confirmed {
		m.Answer = view.Link{Text: text(ctx, "stall.prepare"), URL: d.view.Base + "/festivals/" + a.Festival + "/goods"}
	}
	if a.AppealBy != nil && time.Now().Before(*a.AppealBy) {
		m.CanAppeal, m.AppealBy = true, wib(ctx, *a.AppealBy)
	}
	if a.State.Allows(festivals.VerbWithdraw) {
		m.Withdraw = text(ctx, "stall.withdraw_text")
	}
	if err := s.stallMoney(ctx, a, &m); err != nil {
		return m, err
	}
	return m, nil
}

// stallMoney is what is to be paid for a stall, and what goes back.
func (s *Site) stallMoney(ctx context.Context, a festivals.Application, m *view.OwnApplication) error {
	if a.Fee == 0 {
		return nil
	}
	if a.State == festivals.Accepted && a.DueAt != nil {
		m.CanPay, m.Due, m.Methods = true, i18n.DateTime(i18n.Language(ctx), *a.DueAt), s.methods(ctx, "", false)
		for i := range m.Methods {
			m.Methods[i].Hint = text(ctx, "stall.pay_online")
			if m.Methods[i].Value == payments.MethodTransfer {
				m.Methods[i].Hint = text(ctx, "stall.pay_transfer")
			}
		}
		tries, err := s.Checkout.ListStallPayments(ctx, a.ID)
		if err != nil {
			return err
		}
		for _, p := range tries {
			switch {
			case !p.State.IsOpen():
			case p.Method == payments.MethodTransfer && m.Transfer == nil:
				account := s.Regions.Settings().Transfer
				m.Transfer = &view.Transfer{Bank: account.Bank, Account: account.AccountNumber, Holder: account.AccountName, Amount: rupiah(p.Due()), ProofSent: p.ProofID.Valid}
			case p.URL != "" && m.PayURL == "":
				m.PayURL = p.URL
			}
		}
	}
	refunds, err := s.Checkout.ListStallRefunds(ctx, a.ID)
	if err != nil || len(refunds) == 0 {
		return err
	}
	var sum int64
	for _, r := range refunds {
		sum += r.Amount
	}
	m.Refund = text(ctx, "stall.refunded", "Amount", feeWords(ctx, sum))
	return nil
}

func applicationFacts(ctx context.Context, file festivals.ApplicationFile) []view.Fact {
	a := file.Application
	list := []view.Fact{{Name: text(ctx, "stall.zone"), Value: a.ZoneName().In(i18n.Language(ctx))}, {Name: text(ctx, "stall.fee"), Value: feeWords(ctx, a.Fee)}}
	if a.Stall != "" {
		list = append(list, view.Fact{Name: text(ctx, "stall.stall"), Value: a.Stall})
	}
	marks := ""
	for _, mark := range []struct {
		holds bool
		key   string
	}{{a.FromVillage, "stall.is_village"}, {a.WomenLed, "stall.is_women_led"}, {a.YouthLed, "stall.is_youth_led"}, {a.FirstTimer, "stall.is_first_timer"}} {
		if mark.holds {
			if marks != "" {
				marks += ", "
			}
			marks += text(ctx, mark.key)
		}
	}
	if marks != "" {
		list = append(list, view.Fact{Name: text(ctx, "stall.marks"), Value: marks})
	}
	if a.HalalNumber != "" {
		list = append(list, view.Fact{Name: text(ctx, "stall.halal_number"), Value: a.HalalNumber})
	}
	return list
}

func stepsOf(ctx context.Context, steps []festivals.Step) []view.Step {
	list := make([]view.Step, len(steps))
	for i, step := range steps {
		list[i] = view.Step{Text: text(ctx, "stall.step_"+string(step.Verb)), Note: festivals.ReasonText(i18n.Language(ctx), step.Reason), At: step.At, State: "done"}
	}
	return list
}

// payStall opens a place to pay the stall fee and goes there.
func (s *Site) payStall(c *gin.Context) error {
	return s.onOwnApplication(c, func(ctx context.Context, d desk, a festivals.Application) (string, error) {
		p, err := s.Checkout.PayStall(ctx, d.actor, checkout.StallFee{Festival: a.Festival, Application: a.ID, Method: c.PostForm("payment_method")})
		return p.URL, err
	})
}

// proveStallFee keeps the picture of the transfer of a stall fee for finance.
func (s *Site) proveStallFee(c *gin.Context) error {
	return s.onOwnApplication(c, func(ctx context.Context, d desk, a festivals.Application) (string, error) {
		header, err := c.FormFile("file")
		if err != nil {
			return "", apperr.NewInvalid(apperr.Field{Path: "file", Code: "required"})
		}
		file, err := header.Open()
		if err != nil {
			return "", err
		}
		defer func() { _ = file.Close() }() // it was only read
		return "", s.Checkout.AttachStallProof(ctx, d.actor, checkout.StallFee{Festival: a.Festival, Application: a.ID}, file)
	})
}

func (s *Site) withdrawStall(c *gin.Context) error {
	return s.onOwnApplication(c, func(ctx context.Context, d desk, a festivals.Application) (string, error) {
		_, err := s.Festivals.Withdraw(ctx, d.actor, a.Festival, a.ID)
		return "", err
	})
}

func (s *Site) appealStall(c *gin.Context) error {
	return s.onOwnApplication(c, func(ctx context.Context, d desk, a festivals.Application) (string, error) {
		_, err := s.Festivals.Appeal(ctx, d.actor, a.Festival, a.ID, c.PostForm("text"))
		return "", err
	})
}

// onOwnApplication does something with a shop's application; what it gives is where to go, empty for the application's page.
func (s *Site) onOwnApplication(c *gin.Context, act func(context.Context, desk, festivals.Application) (string, error)) error {
	ctx := c.Request.Context()
	d, err := s.openDesk(c, "more")
	if err != nil {
		return err
	}
	id, err := applicationID(c)
	if err != nil {
		return err
	}
	a, err := s.Festivals.FindApplication(ctx, d.actor, d.shop.Slug, id)
	if err != nil {
		return err
	}
	to, err := act(ctx, d, a)
	if err != nil && (refused(err) || apperr.KindOf(err) == apperr.Unavailable) && apperr.CodeOf(err) != "owner_only" {
		return s.showOwnApplication(c, err)
	}
	if err != nil {
		return err
	}
	if to == "" {
		to = d.view.Base + "/applications/" + a.ID.String()
		s.sayText(ctx, "stall.done")
	}
	return redirect(c, to)
}
