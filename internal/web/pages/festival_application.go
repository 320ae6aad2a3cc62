package pages

import (
	"context"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"lapak/internal/apperr"
	"lapak/internal/checkout"
	"lapak/internal/festivals"
	"lapak/internal/i18n"
	"lapak/internal/payments"
	"lapak/internal/web"
	"lapak/internal/web/pages/templates"
	"lapak/internal/web/pages/view"
)

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
	tries, err := s.Checkout.ListStallPayments(ctx, id) // before the application, which then is not older: a fee that is paid is not asked for
	if err != nil {
		return err
	}
	file, err := s.Festivals.FindFile(ctx, d.actor, d.shop.Slug, id)
	if err != nil {
		return err
	}
	m, err := s.ownApplicationOf(ctx, d, file, tries)
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

func (s *Site) ownApplicationOf(ctx context.Context, d desk, file festivals.ApplicationFile, tries []payments.Payment) (view.OwnApplication, error) {
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
	if err := s.stallMoney(ctx, a, tries, &m); err != nil {
		return m, err
	}
	return m, nil
}

// stallMoney is what is to be paid for a stall, and what goes back.
func (s *Site) stallMoney(ctx context.Context, a festivals.Application, tries []payments.Payment, m *view.OwnApplication) error {
	if a.Fee == 0 {
		return nil
	}
	if a.State == festivals.Accepted && a.DueAt != nil {
		m.CanPay, m.Due, m.IsOver = true, i18n.DateTime(i18n.Language(ctx), *a.DueAt), !time.Now().Before(*a.DueAt)
		m.Methods = s.methods(ctx, "", false)
		if a.HeldUntil != nil {
			m.Held = text(ctx, "stall.held", "At", wib(ctx, *a.HeldUntil))
		}
		for i := range m.Methods {
			m.Methods[i].Hint = text(ctx, "stall.pay_online")
			if m.Methods[i].Value == payments.MethodTransfer {
				m.Methods[i].Hint = text(ctx, "stall.pay_transfer")
			}
		}
		for _, p := range tries {
			switch {
			case p.Method == payments.MethodTransfer && p.State == payments.Failed && m.Missed == "" && m.Transfer == nil:
				m.Missed = text(ctx, "stall.transfer_missed", "Amount", feeWords(ctx, p.Due()), "Reason", p.Failure)
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
		err = s.Checkout.AttachStallProof(ctx, d.actor, checkout.StallFee{Festival: a.Festival, Application: a.ID}, file)
		return "", atField(err, "file")
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
