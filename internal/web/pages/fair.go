package pages

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"github.com/boombuler/barcode/qr"
	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"lapak/internal/apperr"
	"lapak/internal/catalog"
	"lapak/internal/checkout"
	"lapak/internal/festivals"
	"lapak/internal/i18n"
	"lapak/internal/identity"
	"lapak/internal/orders"
	"lapak/internal/web/pages/templates"
	"lapak/internal/web/pages/view"
)

// How much of what is featured the first page of a shop window shows.
const (
	fairFeatured = 8
	fairShops    = 12
)

// usualMoney is a usual price beside the one that holds now; nil where both are the same.
func usualMoney(amount int64, currency string) *view.Money {
	if amount == 0 {
		return nil
	}
	return &view.Money{Amount: amount, Currency: currency}
}

func markLink(ctx context.Context, m *catalog.Mark) *view.Mark {
	if m == nil {
		return nil
	}
	return &view.Mark{Text: text(ctx, "mark.at", "Festival", m.Name), URL: fairPath(m.Slug), Name: m.Name}
}

func fairPath(festival string) string { return "/festivals/" + festival + "/shop" }

// festivalLink names a public festival and leads to its shop window.
func (s *Site) festivalLink(ctx context.Context, slug string) (*view.Link, error) {
	f, err := s.Festivals.Find(ctx, identity.Actor{}, slug)
	if err != nil {
		return nil, err
	}
	return &view.Link{Text: f.Name.In(i18n.Language(ctx)), URL: fairPath(f.Slug)}, nil
}

// stallLink says which stall a shop has at the festival whose code led to its page; nil where it has none there.
func (s *Site) stallLink(ctx context.Context, slug string, shop uuid.UUID) (*view.Link, error) {
	if slug == "" {
		return nil, nil
	}
	f, stall, err := s.Festivals.FindStallOf(ctx, slug, shop)
	switch {
	case err == nil:
		words := text(ctx, "fair.stall_at", "Number", stall.Number, "Festival", f.Name.In(i18n.Language(ctx)))
		return &view.Link{Text: words, URL: fairPath(f.Slug)}, nil
	case apperr.KindOf(err) == apperr.NotFound:
		return nil, nil
	}
	return nil, err
}

// fair is a festival's shop window before, while and after it runs.
func (s *Site) fair(c *gin.Context) error {
	ctx := c.Request.Context()
	f, err := s.Festivals.Find(ctx, identity.Actor{}, c.Param("festival"))
	if err != nil {
		return err
	}
	name := f.Name.In(i18n.Language(ctx))
	p, err := s.frame(c, text(ctx, "fair.title", "Festival", name))
	if err != nil {
		return err
	}
	m := view.Fair{Name: name, Back: view.Link{Text: text(ctx, "fair.back", "Festival", name), URL: "/festivals/" + f.Slug}}
	if m.State, err = s.fairState(ctx, f); err != nil {
		return err
	}
	m.Lead = text(ctx, "fair."+m.State, "Days", festivalDays(ctx, f), "Place", f.Place)
	if err := s.fillFair(c, f, &m); err != nil {
		return err
	}
	p.Description = m.Lead
	if len(m.Cards) > 0 {
		p.Image = m.Cards[0].Picture.URL
	}
	shareable(c, p)
	return render(c, http.StatusOK, templates.Fair(p, m))
}

// fairState says before, during, after or cancelled.
func (s *Site) fairState(ctx context.Context, f festivals.Festival) (string, error) {
	switch f.State {
	case festivals.Cancelled:
		return "cancelled", nil
	case festivals.Closed:
		return "after", nil
	}
	return s.Festivals.Phase(ctx, f)
}

func (s *Site) fillFair(c *gin.Context, f festivals.Festival, m *view.Fair) error {
	ctx := c.Request.Context()
	if c.Query("cursor") == "" && c.Query("shops") == "" {
		shelf, err := s.Festivals.FindShelf(ctx, f)
		if err != nil {
			return err
		}
		featured, err := s.Catalog.ListBySlug(ctx, shelf.Products[:min(fairFeatured, len(shelf.Products))])
		if err != nil {
			return err
		}
		m.Featured = cardsOf(ctx, featured)
		for _, v := range shelf.Vendors[:min(fairFeatured, len(shelf.Vendors))] {
			m.Vendors = append(m.Vendors, fairVendor(v))
		}
	} else {
		m.FirstURL = fairPath(f.Slug)
	}
	if c.Query("cursor") == "" {
		shops, err := s.Festivals.ListVendors(ctx, f.Slug, festivals.VendorFilter{}, catalog.Page{Limit: fairShops, Cursor: c.Query("shops")})
		if err != nil {
			return err
		}
		for _, v := range shops.Items {
			m.Shops = append(m.Shops, fairVendor(v))
		}
		if shops.Next != "" {
			m.ShopsNext = fairPath(f.Slug) + "?shops=" + shops.Next
		}
	}
	if c.Query("shops") != "" {
		return nil
	}
	goods, err := s.Catalog.List(ctx, catalog.Filter{Festival: f.Slug}, catalog.Page{Limit: listPage, Cursor: c.Query("cursor")})
	if apperr.KindOf(err) == apperr.Invalid && err != nil && c.Query("cursor") == "" {
		return nil // published a moment ago: the catalogue knows of it within a minute
	}
	if err != nil {
		return err
	}
	m.Cards = cardsOf(ctx, goods.Items)
	if goods.Next != "" {
		m.NextURL = pageURL(c, goods.Next)
	}
	return nil
}

func fairVendor(v festivals.Vendor) view.FairVendor {
	return view.FairVendor{ShopCard: view.ShopCard{Slug: v.Slug, Name: v.Name, District: v.District}, Stall: v.Stall, Collects: v.Collects}
}

// addTickets adds to the parts of an order that are collected at a stall where that is now, and what to show there.
func (s *Site) addTickets(ctx context.Context, order orders.Order, m *view.Order) error {
	var ids []uuid.UUID
	for _, part := range order.Shops {
		if part.IsAtStall() {
			ids = append(ids, part.ID)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	places, err := s.Festivals.ListCollections(ctx, s.DB, ids)
	if err != nil {
		return err
	}
	for i, part := range order.Shops {
		place, ok := places[part.ID]
		if !ok || part.State == orders.StateCompleted || !part.Allows(orders.MoveSlot, order.IsCash()) {
			continue
		}
		if m.Shops[i].Ticket, err = s.ticketOf(ctx, order, part, place); err != nil {
			return err
		}
		m.CanCancel = m.CanCancel || place.Vanished() && part.Allows(orders.Leave, order.IsCash())
	}
	return nil
}

func (s *Site) ticketOf(ctx context.Context, order orders.Order, part orders.ShopOrder, place festivals.Collection) (*view.Ticket, error) {
	lang := i18n.Language(ctx)
	t := &view.Ticket{
		Stall: place.Stall, Vanished: place.Vanished(), URL: orderPath(order.Number) + "/shops/" + part.ShopSlug + "/slot",
		When: text(ctx, "collect.when", "When", festivals.When(lang, place.StartsAt, place.EndsAt), "Festival", place.Festival.In(lang), "Place", place.Place),
	}
	choices, err := s.Checkout.ListSlotsFor(ctx, part)
	if err != nil {
		return nil, err
	}
	for _, c := range choices {
		option := checkout.StallCode(c)
		if c.Left == 0 && option != part.ShippingOption {
			continue
		}
		t.Change = append(t.Change, view.Option{Value: option, Label: festivals.When(lang, c.StartsAt, c.EndsAt), Chosen: option == part.ShippingOption})
	}
	if part.State == orders.StateAwaitingPayment || t.Vanished {
		return t, nil
	}
	t.Code = part.CollectCode
	t.QR, err = qrOf(s.Checkout.TicketURL(checkout.Ticket{Festival: place.Slug, Shop: part.ShopSlug, Number: order.Number, Code: part.CollectCode}))
	return t, err
}

// qrQuiet is the empty border that a reader needs, in squares.
const qrQuiet = 4

// qrOf draws a QR code.
func qrOf(content string) (view.QR, error) {
	code, err := qr.Encode(content, qr.M, qr.Auto)
	if err != nil {
		return view.QR{}, fmt.Errorf("draw a QR code: %w", err)
	}
	size := code.Bounds().Dx()
	var path strings.Builder
	for y := range size {
		for x := range size {
			if r, _, _, _ := code.At(x, y).RGBA(); r == 0 {
				fmt.Fprintf(&path, "M%d %dh1v1h-1z", x+qrQuiet, y+qrQuiet)
			}
		}
	}
	return view.QR{Path: path.String(), Size: size + 2*qrQuiet}, nil
}

// changeSlot chooses another slot for a part of an order.
func (s *Site) changeSlot(c *gin.Context) error {
	order, err := s.findOrder(c)
	if err != nil {
		return err
	}
	_, err = s.Checkout.ChangeSlot(c.Request.Context(), s.reader(c, order.Number), order.Number, c.Param("shop"), c.PostForm("option"))
	if apperr.KindOf(err) == apperr.Invalid && err != nil {
		err = apperr.New(apperr.Conflict, "slot_gone") // it was offered a moment ago
	}
	return s.afterStep(c, err, "collect.done_slot")
}
