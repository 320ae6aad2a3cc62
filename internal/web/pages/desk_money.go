package pages

import (
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"lapak/internal/ledger"
	"lapak/internal/web/pages/templates"
	"lapak/internal/web/pages/view"
)

// moneyPage shows what was sold, what waits for buyers, what the mall owes the shop, and each booking behind it.
func (s *Site) moneyPage(c *gin.Context) error {
	ctx := c.Request.Context()
	d, err := s.openDesk(c, "more")
	if err != nil {
		return err
	}
	work, err := s.Orders.FindDesk(ctx, d.shop.ID)
	if err != nil {
		return err
	}
	statement, err := s.Ledger.FindStatement(ctx, d.shop.ID, ledger.Page{Cursor: c.Query("cursor")})
	if err != nil {
		return err
	}
	causes := make([]uuid.UUID, 0, len(statement.Lines))
	for _, l := range statement.Lines {
		if id, ok := causeOf(l); ok {
			causes = append(causes, id)
		}
	}
	numbers, err := s.Payments.FindLabels(ctx, causes)
	if err != nil {
		return err
	}
	m := view.MoneyPage{
		Sold: rupiah(work.Sold), Waiting: rupiah(work.Waiting), Ready: rupiah(ready(statement.Balance, work)), CashDue: rupiah(work.CashDue),
		NextURL: nextURL(c, statement.NextCursor),
	}
	if c.Query("cursor") != "" {
		m.FirstURL = d.view.Base + "/money"
	}
	for _, l := range statement.Lines {
		id, _ := causeOf(l)
		m.Lines = append(m.Lines, view.MoneyLine{
			At: l.At, Text: text(ctx, "money.kind_"+l.Kind), Number: numbers[id], Amount: view.Money{Amount: l.Amount, Currency: statement.Currency},
			Held: view.Money{Amount: l.Balance, Currency: statement.Currency},
		})
	}
	p, err := s.deskPage(c, "desk.money")
	if err != nil {
		return err
	}
	return show(c, templates.Money(p, d.view, m))
}

// causeOf is the payment or refund that a booking names; a second sending of a refund has its number behind a slash.
func causeOf(l ledger.Line) (uuid.UUID, bool) {
	name, _, _ := strings.Cut(l.Reference, "/")
	id, err := uuid.Parse(name)
	return id, err == nil
}
