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
	ctx, access := c.Request.Context(), cartAccess(c)
	var found cart.Cart
	var err error
	switch {
	case !access.Actor.IsAnonymous():
		found, err = s.Carts.FindOpen(ctx, access.Actor)
		access.CartID = found.ID
	case access.CartID == uuid.Nil:
		return cart.Cart{}, access, nil
	default:
		found, err = s.Carts.Find(ctx, access)
	}
	if code := apperr.CodeOf(err); code == "cart_not_found" || code == "cart_already_ordered" {
		return cart.Cart{}, cart.Access{Actor: access.Actor}, nil
	}
	return found, access, err
}

// joinBasket puts what somebody gathered as a guest into the account's own cart at sign-in.
func (s *Site) joinBasket(c *gin.Context, actor identity.Actor) error {
	ctx := c.Request.Context()
	guest := cart.Access{}
	if guest.CartID, guest.Token = web.CartOf(c.Request); guest.CartID == uuid.Nil {
		return nil
	}
	if _, err := s.Carts.Merge(ctx, guest, actor); err != nil {
		return err
	}
	web.ForgetCart(c.Writer)
	return nil
}

// cartAccess is how the person reaches a cart, whether there is one or not.
func cartAccess(c *gin.Context) cart.Access {
	access := cart.Access{Actor: web.Actor(c.Request.Context())}
	if access.Actor.IsAnonymous() {
		access.CartID, access.Token = web.CartOf(c.Request)
	}
	return access
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
	ctx := c.Request.Context()
	basket, token, err := s.Carts.Add(ctx, cartAccess(c), cart.Item{VariantID: variant, Quantity: quantityIn(c)})
	if err != nil && refused(err) {
		return s.showBasket(c, err)
	}
	if err != nil {
		return err
	}
	if token != "" {
		web.SetCart(c.Writer, basket.ID, token, s.secure())
	}
	s.notePrices(ctx, basket)
	return redirect(c, "/cart")
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
		_, err := s.Carts.RemoveItem(c.Request.Context(), access, variant)
		return orRedirect(c, err, "/cart")
	}
	return s.change(c, access, cart.Item{VariantID: variant, Quantity: quantityIn(c)})
}

func (s *Site) change(c *gin.Context, access cart.Access, wanted cart.Item) error {
	_, err := s.Carts.SetItem(c.Request.Context(), access, wanted)
	if err != nil && refused(err) {
		return s.showBasket(c, err)
	}
	if err != nil {
		return err
	}
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
