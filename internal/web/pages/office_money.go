package pages

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"lapak/internal/apperr"
	"lapak/internal/checkout"
	"lapak/internal/festivals"
	"lapak/internal/i18n"
	"lapak/internal/identity"
	"lapak/internal/payments"
	"lapak/internal/regions"
	"lapak/internal/web"
	"lapak/internal/web/pages/templates"
	"lapak/internal/web/pages/view"
)

func (s *Site) officePayments(c *gin.Context) error {
	actor, err := web.RequireAccount(c.Request.Context())
	if err != nil {
		return err
	}
	return s.showPayments(c, actor, view.OfficePayments{}, http.StatusOK)
}

func (s *Site) showPayments(c *gin.Context, actor identity.Actor, m view.OfficePayments, status int) error {
	ctx := c.Request.Context()
	waiting, err := s.Checkout.ListTransfers(ctx, actor, payments.Page{Limit: officePageSize, Cursor: c.Query("cursor")})
	if err != nil {
		return err
	}
	m.Pages = officePages(c, "/office/payments", waiting.Next)
	for _, w := range waiting.Items {
		m.Payments = append(m.Payments, waitingPayment(ctx, w))
	}
	p, err := s.private(c, text(ctx, "office.payments"))
	if err != nil {
		return err
	}
	return render(c, status, templates.OfficePayments(p, m))
}

func orderLink(number string) view.Link {
	return view.Link{Text: number, URL: "/office/orders/" + number}
}

// stallFeeLink says which festival's stall is paid for.
func stallFeeLink(ctx context.Context, a festivals.Application) view.Link {
	name := regions.Text{ID: a.NameID, EN: a.NameEN}.In(i18n.Language(ctx))
	return view.Link{Text: text(ctx, "office.stall_fee", "Festival", name), URL: festivalsPath + "/" + a.Festival}
}

func waitingPayment(ctx context.Context, w checkout.WaitingTransfer) view.WaitingPayment {
	row := view.WaitingPayment{
		ID: w.Payment.ID.String(), For: orderLink(w.Order.Number), Amount: view.Money{Amount: w.Payment.Due(), Currency: w.Payment.Currency},
		Buyer: w.Order.ContactName,
	}
	if w.Payment.ExpiresAt != nil {
		row.Until = *w.Payment.ExpiresAt
	}
	if a := w.Stall; a.Festival != "" {
		row.IsStall, row.For, row.Buyer = true, stallFeeLink(ctx, a), a.ShopName
		if a.DueAt != nil {
			row.Until = *a.DueAt
		}
		if a.HeldUntil != nil {
			row.Late, row.Until = !time.Now().Before(*a.DueAt), *a.HeldUntil
		}
	}
	if w.Payment.ProofID.Valid {
		row.ProofURL = "/office/payments/" + row.ID + "/proof"
	}
	if w.Payment.ProofAt != nil {
		row.ProofAt, row.Hours = *w.Payment.ProofAt, int(time.Since(*w.Payment.ProofAt).Hours())
	}
	return row
}

// refuseTransfer is finance's word that the transfer of a stall fee has not come.
func (s *Site) refuseTransfer(c *gin.Context) error {
	ctx := c.Request.Context()
	actor, err := web.RequireAccount(ctx)
	if err != nil {
		return err
	}
	id, err := uuid.Parse(c.Param("payment"))
	if err != nil {
		return apperr.NewNotFound("payment_not_found")
	}
	if err := s.Checkout.RefuseStallTransfer(ctx, actor, id, c.PostForm("reason")); err != nil {
		if !refused(err) || apperr.CodeOf(err) == "forbidden" {
			return err
		}
		return s.showPayments(c, actor, view.OfficePayments{Form: formOf(c, err, nil), Refused: id.String()}, statusOf(c, err))
	}
	s.sayText(ctx, "office.done_refuse")
	return redirect(c, "/office/payments")
}

func (s *Site) confirmTransfer(c *gin.Context) error {
	ctx := c.Request.Context()
	actor, err := web.RequireAccount(ctx)
	if err != nil {
		return err
	}
	id, err := uuid.Parse(c.Param("payment"))
	if err != nil {
		return apperr.NewNotFound("payment_not_found")
	}
	if _, err := s.Checkout.ConfirmTransfer(ctx, actor, id); err != nil {
		if !refused(err) || apperr.CodeOf(err) == "forbidden" {
			return err
		}
		return s.showPayments(c, actor, view.OfficePayments{Form: formOf(c, err, nil)}, statusOf(c, err))
	}
	s.sayText(ctx, "office.done_confirm")
	return redirect(c, "/office/payments")
}

// openProof shows the picture of a transfer, or saves its PDF: a document of somebody else's is never drawn by the browser itself.
func (s *Site) openProof(c *gin.Context) error {
	ctx := c.Request.Context()
	actor, err := web.RequireAccount(ctx)
	if err != nil {
		return err
	}
	id, err := uuid.Parse(c.Param("payment"))
	if err != nil {
		return apperr.NewNotFound("payment_not_found")
	}
	proof, err := s.Checkout.OpenProof(ctx, actor, id)
	if err != nil {
		return err
	}
	defer func() { _ = proof.Close() }() // it was only read
	h := c.Writer.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Type", proof.ContentType)
	h.Set("X-Content-Type-Options", "nosniff")
	if !strings.HasPrefix(proof.ContentType, "image/") {
		h.Set("Content-Disposition", `attachment; filename="`+id.String()+`.pdf"`)
	}
	http.ServeContent(c.Writer, c.Request, "", proof.ModTime, proof)
	return nil
}

func (s *Site) officeRefunds(c *gin.Context) error {
	actor, err := web.RequireAccount(c.Request.Context())
	if err != nil {
		return err
	}
	return s.showRefunds(c, actor, view.Form{}, http.StatusOK)
}

func (s *Site) showRefunds(c *gin.Context, actor identity.Actor, f view.Form, status int) error {
	ctx := c.Request.Context()
	waiting, err := s.Checkout.ListRefundsByHand(ctx, actor, payments.Page{Limit: officePageSize, Cursor: c.Query("cursor")})
	if err != nil {
		return err
	}
	m := view.OfficeRefunds{Form: f, Pages: officePages(c, "/office/refunds", waiting.Next)}
	for _, w := range waiting.Items {
		row := view.WaitingRefund{
			ID: w.Refund.ID.String(), For: orderLink(w.Order.Number), Amount: view.Money{Amount: w.Refund.Amount, Currency: w.Refund.Currency},
			Buyer: w.Order.ContactName, Contact: cmp.Or(w.Order.ContactPhone, w.Order.ContactEmail), Method: methodWords(ctx, w.Refund.Method),
			Since: w.Refund.CreatedAt,
		}
		if w.Stall.Festival != "" {
			row.For, row.Buyer = stallFeeLink(ctx, w.Stall), w.Stall.ShopName
		} else if w.Refund.Reason != "unapplied" {
			row.Reason = w.Refund.Reason
		}
		if w.Order.ContactPhone != "" {
			words := text(ctx, "office.ask_account_words", "Number", w.Order.Number)
			row.WhatsApp = "https://wa.me/" + strings.TrimPrefix(w.Order.ContactPhone, "+") + "?" + url.Values{"text": {words}}.Encode()
		}
		m.Refunds = append(m.Refunds, row)
	}
	p, err := s.private(c, text(ctx, "office.refunds"))
	if err != nil {
		return err
	}
	return render(c, status, templates.OfficeRefunds(p, m))
}

func (s *Site) confirmRefund(c *gin.Context) error {
	ctx := c.Request.Context()
	actor, err := web.RequireAccount(ctx)
	if err != nil {
		return err
	}
	id, err := uuid.Parse(c.Param("refund"))
	if err != nil {
		return apperr.NewNotFound("refund_not_found")
	}
	if err := s.Checkout.GiveBack(ctx, actor, id); err != nil {
		if !refused(err) || apperr.CodeOf(err) == "forbidden" {
			return err
		}
		return s.showRefunds(c, actor, formOf(c, err, nil), statusOf(c, err))
	}
	s.sayText(ctx, "office.done_refund")
	return redirect(c, "/office/refunds")
}
