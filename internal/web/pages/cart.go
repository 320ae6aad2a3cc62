package pages

import (
	"context"
	"strconv"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"lapak/internal/apperr"
	"lapak/internal/cart"
	"lapak/internal/i18n"
	"lapak/internal/identity"
	"lapak/internal/money"
	"lapak/internal/web"
	"lapak/internal/web/pages/templates"
	"lapak/internal/web/pages/view"
)

// basket finds the person's cart: an account's own, or the guest's that the browser remembers. Where there is none, or it has become an
// order, the cart is empty.
func (s *Site) basket(c *gin.Context) (cart.Cart, cart.Access, error) {
	ctx, actor := c.Request.Context(), web.Actor(c.Request.Context())
	var found cart.Cart
	var err error
	access := cart.Access{Actor: actor}
	if actor.IsAnonymous() {
		if access.CartID, access.Token = web.CartOf(c.Request); access.CartID == uuid.Nil {
			return cart.Cart{}, access, nil
		}
		found, err = s.Carts.Find(ctx, access)
	} else {
		found, err = s.Carts.FindOpen(ctx, actor)
		access.CartID = found.ID
	}
	if code := apperr.CodeOf(err); code == "cart_not_found" || code == "cart_already_ordered" {
		return cart.Cart{}, cart.Access{Actor: actor}, nil
	}
	return found, access, err
}

// ownBasket gives access to the person's cart and makes one where there is none.
func (s *Site) ownBasket(c *gin.Context) (cart.Cart, cart.Access, error) {
	basket, access, err := s.basket(c)
	if err != nil || access.CartID != uuid.Nil {
		return basket, access, err
	}
	id, token, err := s.Carts.Create(c.Request.Context(), access.Actor)
	if err != nil {
		return basket, access, err
	}
	if access.Actor.IsAnonymous() {
		web.SetCart(c.Writer, id, token, s.secure())
	}
	return basket, cart.Access{CartID: id, Token: token, Actor: access.Actor}, nil
}

// joinBasket puts what somebody gathered as a guest into the account's own cart at sign-in.
func (s *Site) joinBasket(c *gin.Context, actor identity.Actor) error {
	ctx := c.Request.Context()
	guest := cart.Access{}
	if guest.CartID, guest.Token = web.CartOf(c.Request); guest.CartID == uuid.Nil {
		own, err := s.Carts.FindOpen(ctx, actor)
		if apperr.KindOf(err) == apperr.NotFound {
			return nil
		}
		s.count(ctx, own)
		return err
	}
	merged, err := s.Carts.Merge(ctx, guest, actor)
	if err != nil {
		return err
	}
	web.ForgetCart(c.Writer)
	s.count(ctx, merged)
	return nil
}

// count lets the session remember how many pieces are in the basket. A stranger who never gathered anything gets no session for it.
func (s *Site) count(ctx context.Context, basket cart.Cart) {
	pieces := int64(0)
	for _, line := range basket.Lines {
		pieces += line.Quantity
	}
	text := ""
	if pieces > 0 {
		text = strconv.FormatInt(pieces, 10)
	}
	if s.Sessions.GetString(ctx, keyCartCount) != text {
		s.Sessions.Put(ctx, keyCartCount, text)
	}
}

// notePrices has the next page say that a price is new: reading the basket for a change counts as having been told.
func (s *Site) notePrices(ctx context.Context, basket cart.Cart) {
	for _, line := range basket.Lines {
		if line.PriceChanged() {
			s.say(ctx, view.Flash{Text: i18n.Text(ctx, "basket.price_changed"), Problem: true})
			return
		}
	}
}

func (s *Site) cart(c *gin.Context) error { return s.showBasket(c, nil) }

// showBasket shows the cart, with what is wrong with a change to it.
func (s *Site) showBasket(c *gin.Context, problem error) error {
	ctx := c.Request.Context()
	basket, _, err := s.basket(c)
	if err != nil {
		return err
	}
	s.count(ctx, basket)
	p, err := s.private(c, i18n.Text(ctx, "basket.title"))
	if err != nil {
		return err
	}
	m := basketOf(ctx, basket)
	status := 200
	if problem != nil {
		m.Form, status = formOf(c, problem, wholeForm), statusOf(c, problem)
	}
	return render(c, status, templates.Basket(p, m))
}

// wholeForm says that no field of its own shows a problem.
func wholeForm(string) string { return "" }

func basketOf(ctx context.Context, basket cart.Cart) view.Basket {
	m := view.Basket{Items: rupiah(basket.ItemsTotal())}
	at := map[string]int{}
	for _, line := range basket.Lines {
		i, known := at[line.ShopSlug]
		if !known {
			i = len(m.Shops)
			at[line.ShopSlug] = i
			m.Shops = append(m.Shops, view.BasketShop{Shop: view.ShopCard{Slug: line.ShopSlug, Name: line.ShopName}, Items: rupiah(0)})
		}
		shown := basketLineOf(ctx, line)
		shop := &m.Shops[i]
		shop.Lines = append(shop.Lines, shown)
		if line.Problem() == "" {
			shop.Items.Amount += line.Total()
		} else {
			m.Blocked = true
		}
		m.PriceChanged = m.PriceChanged || line.PriceChanged()
	}
	return m
}

func basketLineOf(ctx context.Context, line cart.Line) view.BasketLine {
	shown := view.BasketLine{
		VariantID: line.VariantID.String(), ProductSlug: line.ProductSlug, Title: line.Title, Variant: line.VariantTitle,
		Picture: thumbOf(line.ImageKey), Price: rupiah(line.Price), Total: rupiah(line.Total()), Quantity: int(line.Quantity),
		Max: int(min(max(line.Available, 0), mostPieces)), Gone: !line.Listed,
	}
	if line.PriceChanged() {
		shown.WasPrice = new(rupiah(line.SeenPrice))
	}
	switch code := line.Problem(); code {
	case "":
		shown.Max = max(shown.Max, shown.Quantity)
	case "stock_insufficient":
		shown.Problem = i18n.Text(ctx, "basket.only_left", i18n.Args{"Count": shown.Max})
	default:
		shown.Problem = i18n.Text(ctx, "error."+code)
	}
	return shown
}

func rupiah(amount int64) view.Money { return view.Money{Amount: amount, Currency: money.IDR} }

// addItem puts pieces of a variant into the basket, beside those that are there.
func (s *Site) addItem(c *gin.Context) error {
	variant, err := uuid.Parse(c.PostForm("variant"))
	if err != nil {
		return apperr.NewNotFound("variant_not_found")
	}
	quantity := quantityIn(c)
	if quantity < 1 || quantity > cart.MaxQuantity { // refused, so that no basket is made for it
		return s.change(c, cart.Access{}, cart.Item{VariantID: variant, Quantity: quantity})
	}
	basket, access, err := s.ownBasket(c)
	if err != nil {
		return err
	}
	s.notePrices(c.Request.Context(), basket)
	for _, line := range basket.Lines {
		if line.VariantID == variant {
			quantity = min(line.Quantity+quantity, cart.MaxQuantity)
		}
	}
	return s.change(c, access, cart.Item{VariantID: variant, Quantity: quantity})
}

// setItem says how many pieces of a variant are wanted; none takes it out.
func (s *Site) setItem(c *gin.Context) error {
	variant, err := uuid.Parse(c.Param("variant"))
	if err != nil {
		return apperr.NewNotFound("variant_not_found")
	}
	before, access, err := s.basket(c)
	if err != nil || access.CartID == uuid.Nil {
		return orRedirect(c, err, "/cart")
	}
	s.notePrices(c.Request.Context(), before)
	if c.PostForm("quantity") == "0" {
		basket, err := s.Carts.RemoveItem(c.Request.Context(), access, variant)
		if err == nil {
			s.count(c.Request.Context(), basket)
		}
		return orRedirect(c, err, "/cart")
	}
	return s.change(c, access, cart.Item{VariantID: variant, Quantity: quantityIn(c)})
}

func (s *Site) change(c *gin.Context, access cart.Access, wanted cart.Item) error {
	basket, err := s.Carts.SetItem(c.Request.Context(), access, wanted)
	if err != nil && refused(err) {
		return s.showBasket(c, err)
	}
	if err != nil {
		return err
	}
	s.count(c.Request.Context(), basket)
	return redirect(c, "/cart")
}

// quantityIn reads a number of pieces; what is no number is 0, which the basket refuses.
func quantityIn(c *gin.Context) int64 {
	n, _ := strconv.ParseInt(c.PostForm("quantity"), 10, 64)
	return n
}

// orRedirect ends a write: its error, or the next page.
func orRedirect(c *gin.Context, err error, to string) error {
	if err != nil {
		return err
	}
	return redirect(c, to)
}
