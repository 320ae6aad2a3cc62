package pages

import (
	"crypto/rand"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"lapak/internal/apperr"
	"lapak/internal/cart"
	"lapak/internal/checkout"
	"lapak/internal/i18n"
	"lapak/internal/regions"
	"lapak/internal/web"
	"lapak/internal/web/pages/templates"
	"lapak/internal/web/pages/view"
)

// checkout shows the page between the basket and the order for the first time.
func (s *Site) checkout(c *gin.Context) error {
	basket, access, err := s.basket(c)
	if err != nil {
		return err
	}
	if len(basket.Lines) == 0 || basketOf(c.Request.Context(), basket).Blocked {
		return redirect(c, "/cart")
	}
	form := view.Form{Values: s.knownContact(c)}
	form.Values["key"], form.Values["cart"] = rand.Text(), access.CartID.String()
	return s.showCheckout(c, asked{Access: access, Form: form})
}

// knownContact fills in what the account says of itself.
func (s *Site) knownContact(c *gin.Context) map[string]string {
	values := map[string]string{}
	actor := web.Actor(c.Request.Context())
	if actor.IsAnonymous() {
		return values
	}
	if account, err := s.Accounts.FindAccount(c.Request.Context(), actor.AccountID); err == nil {
		values["name"], values["email"], values["phone"] = account.Name, account.Email, account.Phone
	}
	return values
}

// asked is a checkout as somebody has filled it in so far.
type asked struct {
	Access  cart.Access
	Form    view.Form
	Status  int
	Changed bool // prices differ from those last shown
}

// placeOrder orders, or with update=1 only shows what follows from the answers so far.
func (s *Site) placeOrder(c *gin.Context) error {
	in := asked{Access: formAccess(c), Form: formOf(c, nil, nil)}
	if c.PostForm("update") != "" {
		return s.showCheckout(c, in)
	}
	placed, err := s.placeOnce(c, in)
	switch code := apperr.CodeOf(err); {
	case err == nil:
		s.rememberOrder(c, in.Form.Values["key"], placed)
		return redirect(c, placed.Next)
	case code == "cart_not_found" && s.placedBefore(c, in.Form.Values["key"]) != "":
		return redirect(c, s.placedBefore(c, in.Form.Values["key"]))
	case code == "cart_not_found" || code == "cart_empty" || code == "cart_already_ordered":
		return redirect(c, "/cart")
	case code == "stock_insufficient" || code == "item_unavailable":
		s.say(c.Request.Context(), view.Flash{Text: web.NewProblem(c.Request.Context(), err).Detail, Problem: true})
		return redirect(c, "/cart")
	case !refused(err):
		return err
	case code == "price_changed":
		in.Changed = true
	default:
		in.Form = formOf(c, err, checkoutField)
	}
	in.Status = statusOf(c, err)
	return s.showCheckout(c, in)
}

// formAccess reaches the basket that the form names: reading it as the page does would count its new prices as told.
func formAccess(c *gin.Context) cart.Access {
	access := cart.Access{Actor: web.Actor(c.Request.Context())}
	access.CartID, _ = uuid.Parse(c.PostForm("cart"))
	if id, token := web.CartOf(c.Request); id == access.CartID {
		access.Token = token
	}
	return access
}

// checkoutField names the field of the form for the path of an error.
func checkoutField(path string) string {
	if shop, ok := strings.CutPrefix(path, "shipping."); ok {
		return "shipping_" + shop
	}
	if path == "address" {
		return "province"
	}
	return path[strings.LastIndexByte(path, '.')+1:]
}

// placing reads the form. An address that nobody began to write is none: everything is then to be collected.
func (s *Site) placing(c *gin.Context, access cart.Access) checkout.Placing {
	in := checkout.Placing{
		Access: access, Name: c.PostForm("name"), Email: c.PostForm("email"), Phone: c.PostForm("phone"),
		Method: c.PostForm("payment_method"), Language: i18n.Language(c.Request.Context()), CameBy: s.cameBy(c),
	}
	if address := addressIn(c.PostForm); !isBlank(address) {
		in.Address = &address
	}
	for name, values := range c.Request.PostForm {
		if shop, ok := strings.CutPrefix(name, "shipping_"); ok && values[0] != "" {
			in.Shipping = append(in.Shipping, checkout.Choice{Shop: shop, Option: values[0]})
		}
	}
	return in
}

func addressIn(value func(name string) string) regions.Address {
	return regions.Address{
		Line: value("line"), Village: value("village"), District: value("district"), Regency: value("regency"),
		Province: value("province"), PostalCode: value("postal_code"), Country: value("country"),
	}
}

// isBlank says that no part of an address was filled in; the country alone says nothing.
func isBlank(a regions.Address) bool {
	return a.Line+a.Village+a.District+a.Regency+a.Province+a.PostalCode == "" && (a.Country == "" || a.Country == regions.Home)
}

// showCheckout prices the basket for the address so far and shows the page.
func (s *Site) showCheckout(c *gin.Context, in asked) error {
	ctx := c.Request.Context()
	places, err := s.placesOf(ctx, addressIn(func(name string) string { return in.Form.Values[name] }))
	if err != nil {
		return err
	}
	quote, err := s.Checkout.Quote(ctx, in.Access, places.known)
	if code := apperr.CodeOf(err); code == "cart_not_found" || code == "cart_already_ordered" {
		return redirect(c, "/cart")
	}
	if err != nil {
		return err
	}
	if len(quote.Shops) == 0 {
		return redirect(c, "/cart")
	}
	p, err := s.private(c, i18n.Text(ctx, "checkout.title"))
	if err != nil {
		return err
	}
	m := checkoutOf(ctx, quote, in)
	m.Countries, m.Provinces, m.Regencies, m.Districts, m.Villages = places.Countries, places.Provinces, places.Regencies, places.Districts, places.Villages
	m.Abroad = places.abroad
	m.Methods = s.methodOptions(ctx, quote, in.Form.Values["payment_method"])
	status := in.Status
	if status == 0 {
		status = http.StatusOK
	}
	return render(c, status, templates.Checkout(p, m))
}
