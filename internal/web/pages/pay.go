package pages

import (
	"context"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"lapak/internal/apperr"
	"lapak/internal/i18n"
	"lapak/internal/orders"
	"lapak/internal/payments"
	"lapak/internal/payments/sandbox"
	"lapak/internal/web/pages/templates"
	"lapak/internal/web/pages/view"
)

// pay shows how an order can be paid now.
func (s *Site) pay(c *gin.Context) error {
	order, err := s.findOrder(c)
	if err != nil {
		return err
	}
	if order.State != orders.GroupAwaitingPayment || order.IsCash() {
		return redirect(c, orderPath(order.Number))
	}
	return s.showPay(c, order, nil)
}

func (s *Site) showPay(c *gin.Context, order orders.Order, problem error) error {
	ctx := c.Request.Context()
	tries, err := s.Payments.ListBySubject(ctx, s.DB, payments.SubjectOrderGroup, order.Group.ID)
	if err != nil {
		return err
	}
	p, err := s.private(c, i18n.Text(ctx, "pay.title"))
	if err != nil {
		return err
	}
	m := s.payOf(ctx, order, tries)
	m.Methods = s.methods(ctx, order.PaymentMethod, false)
	status := http.StatusOK
	if problem != nil {
		m.Form, status = formOf(c, problem, nil), statusOf(c, problem)
		m.Problem = "" // the last try's; this one's stands above the form
	}
	return render(c, status, templates.Pay(p, m))
}

// payOf shows the last try: its page while it is open, or that it did not work.
func (s *Site) payOf(ctx context.Context, order orders.Order, tries []payments.Payment) view.Pay {
	m := view.Pay{Number: order.Number, Total: rupiah(order.Total), Method: order.PaymentMethod}
	if order.ExpiresAt != nil {
		m.Until = *order.ExpiresAt
	}
	if len(tries) == 0 {
		return m
	}
	last := tries[0]
	if !last.State.IsOpen() {
		m.Problem = i18n.Text(ctx, "pay.failed")
		return m
	}
	m.Silent = last.State == payments.Created && last.Method != payments.MethodTransfer
	m.URL = last.URL
	if last.Method == payments.MethodTransfer {
		account := s.Regions.Settings().Transfer
		m.Transfer = &view.Transfer{
			Bank: account.Bank, Account: account.AccountNumber, Holder: account.AccountName, Amount: rupiah(last.Due()), ProofSent: last.ProofID.Valid,
		}
	}
	return m
}

// startPayment opens a place to pay, again or by another way, and goes there.
func (s *Site) startPayment(c *gin.Context) error {
	order, err := s.findOrder(c)
	if err != nil {
		return err
	}
	payment, err := s.Checkout.StartPayment(c.Request.Context(), s.reader(c, order.Number), order.Number, c.PostForm("payment_method"))
	switch {
	case apperr.CodeOf(err) == "order_not_payable":
		return redirect(c, orderPath(order.Number))
	case refused(err) || apperr.KindOf(err) == apperr.Unavailable:
		return s.showPay(c, order, err)
	case err != nil:
		return err
	case payment.URL != "":
		return redirect(c, payment.URL)
	}
	return redirect(c, orderPath(order.Number)+"/pay")
}

// sendProof keeps the picture of a transfer for finance.
func (s *Site) sendProof(c *gin.Context) error {
	order, err := s.findOrder(c)
	if err != nil {
		return err
	}
	header, err := c.FormFile("file")
	if err != nil {
		return s.showPay(c, order, apperr.NewInvalid(apperr.Field{Path: "file", Code: "required"}))
	}
	file, err := header.Open()
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }() // it was only read
	err = s.Checkout.AttachProof(c.Request.Context(), s.reader(c, order.Number), order.Number, file)
	if err != nil && refused(err) {
		return s.showPay(c, order, atField(err, "file"))
	}
	return orRedirect(c, err, orderPath(order.Number)+"/pay")
}

// sandboxPage is the page of the demo's payment company.
func (s *Site) sandboxPage(c *gin.Context) error {
	session, err := s.Sandbox.Find(c.Request.Context(), c.Param("ref"))
	if err != nil {
		return err
	}
	m := view.Sandbox{
		URL: sandboxPath + session.Ref, Number: session.Label, Total: view.Money{Amount: session.Amount, Currency: session.Currency},
		Until: session.ExpiresAt, BackURL: session.ReturnURL,
	}
	if session.State != sandbox.Open {
		m.Outcome = string(session.State)
	}
	p := s.plainFrame(c, i18n.Text(c.Request.Context(), "sandbox.title"))
	return show(c, templates.Sandbox(p, m))
}

const sandboxPath = "/sandbox/pay/"

// sandboxEnd does what a button of the company's page says, and leads a person back to the mall.
func (s *Site) sandboxEnd(end func(ctx context.Context, ref string) (sandbox.Session, error)) handler {
	return func(c *gin.Context) error {
		session, err := end(c.Request.Context(), c.Param("ref"))
		if apperr.CodeOf(err) == "sandbox_session_closed" {
			return redirect(c, sandboxPath+c.Param("ref"))
		}
		if err == nil && !strings.Contains(c.GetHeader("Accept"), "text/html") { // a program, which has nowhere to return to
			c.JSON(http.StatusOK, gin.H{"state": session.State})
			return nil
		}
		return orRedirect(c, err, session.ReturnURL)
	}
}
