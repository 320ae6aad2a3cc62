package pages

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/gin-gonic/gin"

	"lapak/internal/apperr"
	"lapak/internal/i18n"
	"lapak/internal/identity"
	"lapak/internal/orders"
	"lapak/internal/web"
	"lapak/internal/web/pages/templates"
	"lapak/internal/web/pages/view"
)

const (
	keyFindPhone = "find_phone" // where a session keeps the phone that a code to find orders was sent to
	ordersPage   = 20
)

// myOrders leads to the list that somebody has: an account's, or a guest's by phone.
func (s *Site) myOrders(c *gin.Context) error {
	if web.Actor(c.Request.Context()).IsAnonymous() {
		return redirect(c, "/orders/find")
	}
	return redirect(c, "/account")
}

// lookup asks for a phone, then for the code that went there, then lists the phone's orders.
func (s *Site) lookup(c *gin.Context) error {
	ctx := c.Request.Context()
	if c.Query("other") != "" {
		return s.showLookup(c, view.FindOrder{}, nil)
	}
	phone := s.Sessions.GetString(ctx, keyOrderPhone)
	if phone == "" {
		return s.showLookup(c, view.FindOrder{Phone: s.Sessions.GetString(ctx, keyFindPhone)}, nil)
	}
	found, err := s.Orders.ListByPhone(ctx, phone, orders.Page{Limit: ordersPage, Cursor: c.Query("cursor")})
	if err != nil {
		return err
	}
	m := view.FindOrder{Found: true, Orders: orderRows(ctx, found.Items)}
	if found.NextCursor != "" {
		m.NextURL = pageURL(c, found.NextCursor)
	}
	return s.showLookup(c, m, nil)
}

func (s *Site) showLookup(c *gin.Context, m view.FindOrder, problem error) error {
	p, err := s.private(c, i18n.Text(c.Request.Context(), "find.title"))
	if err != nil {
		return err
	}
	status := http.StatusOK
	if problem != nil {
		m.Form, status = formOf(c, problem, nil), statusOf(c, problem)
	}
	return render(c, status, templates.FindOrder(p, m))
}

// askLookup sends the code, or takes it.
func (s *Site) askLookup(c *gin.Context) error {
	ctx, typed := c.Request.Context(), c.PostForm("phone")
	if !c.Request.PostForm.Has("code") {
		err := s.Accounts.SendCode(ctx, identity.CodeRequest{
			Phone: typed, Purpose: identity.PurposeOrders, Language: i18n.Language(ctx), Address: c.ClientIP(),
		})
		if err != nil && (refused(err) || apperr.KindOf(err) == apperr.Unavailable) {
			return s.showLookup(c, view.FindOrder{}, err)
		}
		if err == nil {
			s.Sessions.Remove(ctx, keyOrderPhone)
			s.Sessions.Put(ctx, keyFindPhone, typed)
		}
		return orRedirect(c, err, "/orders/find")
	}
	err := s.Accounts.VerifyCode(ctx, identity.CodeInput{Phone: typed, Code: c.PostForm("code"), Purpose: identity.PurposeOrders, Address: c.ClientIP()})
	if err != nil && refused(err) {
		return s.showLookup(c, view.FindOrder{Phone: typed}, err)
	}
	if phone, ok := identity.ParsePhone(typed); ok && err == nil {
		s.Sessions.Put(ctx, keyOrderPhone, phone)
		s.Sessions.Remove(ctx, keyFindPhone)
	}
	return orRedirect(c, err, "/orders/find")
}

func orderRows(ctx context.Context, items []orders.Summary) []view.OrderRow {
	rows := make([]view.OrderRow, 0, len(items))
	for _, o := range items {
		row := view.OrderRow{
			Number: o.Number, URL: orderPath(o.Number), State: o.State, PlacedAt: o.CreatedAt,
			Total: view.Money{Amount: o.Total, Currency: o.Currency},
		}
		if goods := goodsOf(o); len(goods) > 0 {
			row.Line, row.Picture = goods[0].Title, thumbOf(goods[0].ImageKey)
			if len(goods) > 1 {
				row.Line = i18n.Text(ctx, "order.and_more", i18n.Args{"Title": row.Line, "Count": len(goods) - 1})
			}
		}
		rows = append(rows, row)
	}
	return rows
}

// good is one line of an order in a list.
type good struct {
	Title    string `json:"title"`
	Quantity int64  `json:"quantity"`
	ImageKey string `json:"image_key"`
}

// goodsOf reads an order's goods; none where an order has none.
func goodsOf(o orders.Summary) (goods []good) {
	_ = json.Unmarshal(o.Goods, &goods) // written by our own query
	return goods
}
