package pages

import (
	"context"
	"fmt"
	"time"

	"github.com/gin-gonic/gin"

	"lapak/internal/apperr"
	"lapak/internal/orders"
	"lapak/internal/web/pages/templates"
	"lapak/internal/web/pages/view"
)

const deskPageSize = 24

// deskTabs are the parts of a shop's orders; the first is what it has to work on.
var deskTabs = []struct {
	name   string
	states []orders.State
}{
	{"", []orders.State{orders.StateNew, orders.StateAccepted, orders.StatePacked, orders.StateReady}},
	{"shipped", []orders.State{orders.StateShipped}},
	{"completed", []orders.State{orders.StateCompleted}},
	{"cancelled", []orders.State{orders.StateCancelled, orders.StateRefunded}},
}

func (s *Site) deskOrders(c *gin.Context) error {
	ctx := c.Request.Context()
	d, err := s.openDesk(c, "orders")
	if err != nil {
		return err
	}
	m, states := view.DeskOrders{}, []orders.State(nil)
	for _, tab := range deskTabs {
		chosen := tab.name == c.Query("state")
		if chosen {
			states = tab.states
		}
		m.Tabs = append(m.Tabs, view.Option{Value: tab.name, Label: text(ctx, "desk.tab_orders_"+tab.name), Chosen: chosen})
	}
	if states == nil {
		return apperr.NewNotFound("not_found")
	}
	work, err := s.Orders.FindDesk(ctx, d.shop.ID)
	if err != nil {
		return err
	}
	m.Tabs[0].Hint = hint(work.New + work.ToPack + work.ToSend + work.ToCollect)
	list, err := s.Orders.ListForShop(ctx, d.shop.ID, orders.Page{Limit: deskPageSize, Cursor: c.Query("cursor"), States: states})
	if err != nil {
		return err
	}
	m.NextURL = nextURL(c, list.NextCursor)
	for _, o := range list.Items {
		m.Orders = append(m.Orders, deskOrderRow(ctx, o, time.Now()))
	}
	p, err := s.deskPage(c, "desk.orders")
	if err != nil {
		return err
	}
	return show(c, templates.DeskOrders(p, d.view, m))
}

func deskOrderRow(ctx context.Context, o orders.Summary, now time.Time) view.DeskOrderRow {
	goods := goodsOf(o)
	row := view.DeskOrderRow{
		Number: o.Number, State: o.State, PlacedAt: o.CreatedAt,
		Total: view.Money{Amount: o.Total, Currency: o.Currency}, Note: o.Buyer,
	}
	if o.DueAt != nil {
		row.Deadline, row.Late = *o.DueAt, o.DueAt.Before(now)
	}
	if len(goods) > 0 {
		row.Line, row.Picture = fmt.Sprintf("%d × %s", goods[0].Quantity, goods[0].Title), thumbOf(goods[0].ImageKey)
	}
	if len(goods) > 1 {
		row.Line = text(ctx, "desk.line_more", "Line", row.Line, "Count", len(goods)-1)
	}
	if o.Pickup {
		row.Note = text(ctx, "desk.line_pickup", "Buyer", o.Buyer)
	}
	return row
}
