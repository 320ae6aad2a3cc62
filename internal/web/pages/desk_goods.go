package pages

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"lapak/internal/apperr"
	"lapak/internal/festivals"
	"lapak/internal/i18n"
	"lapak/internal/orders"
	"lapak/internal/web/pages/templates"
	"lapak/internal/web/pages/view"
)

// standDesk are a shop's pages about its stalls.
func (s *Site) standDesk(shop gin.IRouter) {
	shop.GET("/stands", s.page(s.stands))
	goods := shop.Group("/festivals/:festival/goods")
	goods.GET("", s.page(s.standPage))
	goods.POST("/prices", s.page(s.changeStand))
	goods.POST("/capacity", s.page(s.changeStand))
	goods.POST("/collect", s.page(s.changeStand))
	goods.POST("/orders/:verb", s.page(s.workAtStand))
}

// stands lists the festivals at which the shop has a stall.
func (s *Site) stands(c *gin.Context) error {
	ctx := c.Request.Context()
	d, err := s.openDesk(c, "more")
	if err != nil {
		return err
	}
	list, err := s.Festivals.ListStands(ctx, d.actor, d.shop.Slug)
	if err != nil {
		return err
	}
	var m view.Stands
	for _, f := range list {
		m.List = append(m.List, view.FestivalEntry{
			Name: f.Name.In(i18n.Language(ctx)), URL: d.view.Base + "/festivals/" + f.Slug + "/goods", Days: festivalDays(ctx, f),
			Place: f.Place + ", " + f.DistrictName, State: stateOf(f, time.Now()),
		})
	}
	p, err := s.deskPage(c, "goods.title")
	if err != nil {
		return err
	}
	return show(c, templates.Stands(p, d.view, m))
}

// openStand finds the shop of the address and its stall.
func (s *Site) openStand(c *gin.Context) (desk, festivals.Stand, error) {
	d, err := s.openDesk(c, "more")
	if err != nil {
		return d, festivals.Stand{}, err
	}
	stand, err := s.Festivals.FindStand(c.Request.Context(), d.actor, d.shop.Slug, c.Param("festival"))
	return d, stand, err
}

func (s *Site) standPage(c *gin.Context) error {
	d, stand, err := s.openStand(c)
	if err != nil {
		return err
	}
	form := view.Form{Values: map[string]string{"code": c.Query("collect")}} // what a scanned code brought here
	return s.showStand(c, d, stand, verdictForm{status: http.StatusOK, form: form})
}

// changeStand does what the last part of the address says: hands an order over, or sets the prices or the capacity.
func (s *Site) changeStand(c *gin.Context) error {
	ctx, what := c.Request.Context(), lastPart(c)
	d, stand, err := s.openStand(c)
	if err != nil {
		return err
	}
	done := text(ctx, "goods.done_"+what)
	switch what {
	case "collect":
		var order orders.Order
		order, err = s.Checkout.CollectAtStall(ctx, d.actor, stand, c.PostForm("code"))
		done = text(ctx, "goods.done_collect", "Number", order.Number)
	case "capacity":
		capacity, wrong := strconv.ParseInt(c.PostForm("capacity"), 10, 64)
		if wrong != nil {
			capacity = -1
		}
		err = s.Festivals.SetCollection(ctx, d.actor, d.shop.Slug, stand.Festival.Slug, capacity)
	case "prices":
		err = s.setPrices(c, d, stand)
	}
	if err != nil {
		if !refused(err) {
			return err
		}
		return s.showStand(c, d, stand, verdictForm{verdict: what, form: formOf(c, err, nil), status: statusOf(c, err)})
	}
	s.say(ctx, view.Flash{Text: done})
	return redirect(c, standPath(d, stand))
}

func standPath(d desk, stand festivals.Stand) string {
	return d.view.Base + "/festivals/" + stand.Festival.Slug + "/goods"
}

const priceField = "price_"

// setPrices reads a field for each variant; an empty one keeps the usual price. What is wrong is told at the field.
func (s *Site) setPrices(c *gin.Context, d desk, stand festivals.Stand) error {
	_ = c.Request.ParseForm()
	var fields apperr.Fields
	var prices []festivals.NewPrice
	var names []string
	for name, values := range c.Request.PostForm {
		key, ok := strings.CutPrefix(name, priceField)
		id, err := uuid.Parse(key)
		words := strings.NewReplacer("Rp", "", ".", "", " ", "", "\u00a0", "").Replace(values[0])
		if !ok || words == "" {
			continue
		}
		price, wrong := strconv.ParseInt(words, 10, 64)
		if err != nil || wrong != nil {
			fields.Add(name, "not_a_number")
			continue
		}
		prices, names = append(prices, festivals.NewPrice{VariantID: id, Price: price}), append(names, name)
	}
	if err := fields.Err(); err != nil {
		return err
	}
	err := s.Festivals.SetPrices(c.Request.Context(), d.actor, d.shop.Slug, stand.Festival.Slug, prices)
	if refusal := apperr.As(err); refusal != nil {
		for i, f := range refusal.Fields {
			rest, ok := strings.CutPrefix(f.Path, "prices[")
			at, _, _ := strings.Cut(rest, "]")
			if n, wrong := strconv.Atoi(at); ok && wrong == nil && n < len(names) {
				refusal.Fields[i].Path = names[n]
			}
		}
	}
	return err
}

// workAtStand accepts an order, marks it as ready, or gives it up after the festival.
func (s *Site) workAtStand(c *gin.Context) error {
	ctx, verb, number := c.Request.Context(), c.Param("verb"), c.PostForm("number")
	d, stand, err := s.openStand(c)
	if err != nil {
		return err
	}
	switch verb {
	case "accept", "ready":
		_, err = s.Orders.Work(ctx, d.actor, orders.ShopMove{Shop: d.shop.Slug, Number: number, Event: orders.Event(verb)})
	case "left":
		_, err = s.Checkout.ReturnUncollected(ctx, d.actor, d.shop.Slug, number)
	default:
		return apperr.NewNotFound("not_found")
	}
	if err != nil {
		return s.sayRefused(c, err, standPath(d, stand))
	}
	s.sayText(ctx, "goods.done_"+verb)
	return redirect(c, standPath(d, stand))
}

func (s *Site) showStand(c *gin.Context, d desk, stand festivals.Stand, f verdictForm) error {
	ctx := c.Request.Context()
	offers, err := s.Festivals.ListOffers(ctx, stand)
	if err != nil {
		return err
	}
	from, until := stand.Span()
	waiting, err := s.Orders.ListAtStall(ctx, d.shop.ID, from, until)
	if err != nil {
		return err
	}
	m := view.StandDesk{
		Name: stand.Festival.Name.In(i18n.Language(ctx)), Base: standPath(d, stand), URL: fairPath(stand.Festival.Slug), Form: f.form, Refused: f.verdict,
		Line:  text(ctx, "goods.stall", "Number", stand.Stall.Number, "Days", festivalDays(ctx, stand.Festival)),
		Slots: standSlots(ctx, waiting, stand, d.view.Base), Offers: standOffers(offers, f.form),
	}
	m.Open = stand.Festival.State == festivals.Published && (len(stand.Days) == 0 || time.Now().Before(stand.Days[len(stand.Days)-1].ClosesAt))
	if m.Capacity, err = s.Festivals.FindCollection(ctx, stand); err != nil {
		return err
	}
	slots, err := s.Festivals.ListSlots(ctx, stand.Festival.ID)
	if err != nil {
		return err
	}
	if len(slots) > 0 {
		m.MaxCapacity = slots[0].Capacity
	}
	p, err := s.deskPage(c, "goods.title")
	if err != nil {
		return err
	}
	allowCamera(c)
	return render(c, f.status, templates.StandDesk(p, d.view, m))
}

func standOffers(offers []festivals.Offer, form view.Form) []view.StandOffer {
	list := make([]view.StandOffer, len(offers))
	for i, o := range offers {
		saved := ""
		if o.Price > 0 {
			saved = strconv.FormatInt(o.Price, 10)
		}
		name := priceField + o.VariantID.String()
		list[i] = view.StandOffer{
			ID: o.VariantID.String(), Title: joinLine(", ", o.Title, o.VariantTitle), Usual: rupiah(o.Usual), Price: form.Value(name, saved), Problem: form.Errors[name],
		}
	}
	return list
}

// standSlots are the orders by slot; what is due today stands first by itself, since the list is by time.
func standSlots(ctx context.Context, waiting []orders.AtStall, stand festivals.Stand, base string) []view.StandSlot {
	var slots []view.StandSlot
	now, over := time.Now(), len(stand.Days) > 0 && !time.Now().Before(stand.Days[len(stand.Days)-1].ClosesAt)
	for _, o := range waiting {
		when := festivals.When(i18n.Language(ctx), o.CollectFrom, o.Until)
		if n := len(slots); n == 0 || slots[n-1].When != when {
			slots = append(slots, view.StandSlot{When: when, Today: sameDay(o.CollectFrom, now)})
		}
		slot := &slots[len(slots)-1]
		shown := view.StandOrder{Number: o.Number, URL: base + "/orders/" + o.Number, Buyer: o.Buyer, State: string(o.State), Verb: standVerb(o.State, over)}
		if !o.Paid {
			shown.Cash = text(ctx, "goods.cash", "Amount", i18nMoney(ctx, o.Total))
		}
		var goods []struct {
			Title    string `json:"title"`
			Quantity int64  `json:"quantity"`
		}
		_ = json.Unmarshal(o.Goods, &goods) // written by our own query
		var lines []string
		for _, g := range goods {
			lines = append(lines, strconv.FormatInt(g.Quantity, 10)+" × "+g.Title)
		}
		shown.Goods = strings.Join(lines, ", ")
		slot.Orders = append(slot.Orders, shown)
	}
	return slots
}

func standVerb(state orders.State, over bool) string {
	switch {
	case state == orders.StateNew:
		return "accept"
	case state == orders.StateAccepted || state == orders.StatePacked:
		return "ready"
	case state == orders.StateReady && over:
		return "left"
	}
	return ""
}
