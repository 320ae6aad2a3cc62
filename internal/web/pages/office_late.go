package pages

import (
	"context"
	"time"

	"github.com/gin-gonic/gin"

	"lapak/internal/i18n"
	"lapak/internal/identity"
	"lapak/internal/orders"
	"lapak/internal/web"
	"lapak/internal/web/pages/templates"
	"lapak/internal/web/pages/view"
)

const officeLatePath = "/office/late"

// officeLate lists what the shops have not accepted or sent in time, the longest late first.
func (s *Site) officeLate(c *gin.Context) error {
	ctx := c.Request.Context()
	actor, err := web.RequireAccount(ctx)
	if err != nil {
		return err
	}
	late, err := s.Orders.ListLate(ctx, actor, time.Now(), officePageSize)
	if err != nil {
		return err
	}
	m := view.OfficeLate{}
	for _, o := range late {
		key := "office.late_send"
		if o.State == orders.StateNew {
			key = "office.late_accept"
		}
		row := view.LateOrder{
			Number: o.Number, Shop: o.ShopName, Total: view.Money{Amount: o.Total, Currency: o.Currency},
			Note:     text(ctx, key, "At", i18n.DateTime(i18n.Language(ctx), o.DueAt)+" WIB"),
			WhatsApp: writeTo(ctx, o.ShopPhone, "office.late_words", i18n.Args{"Shop": o.ShopName, "Number": o.Number}),
		}
		if readsOrders(actor) {
			row.URL = officeOrdersPath + "/" + o.Number
		}
		m.Orders = append(m.Orders, row)
	}
	p, err := s.private(c, text(ctx, "office.late"))
	if err != nil {
		return err
	}
	return show(c, templates.OfficeLate(p, m))
}

func (s *Site) lateTasks(ctx context.Context, actor identity.Actor) ([]view.Task, error) {
	late, err := s.Orders.ListLate(ctx, actor, time.Now(), officePageSize)
	return taskOf(ctx, len(late), "office.task_late", officeLatePath), err
}
