package pages

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"lapak/internal/checkout"
	"lapak/internal/festivals"
	"lapak/internal/i18n"
	"lapak/internal/web"
	"lapak/internal/web/pages/assets"
	"lapak/internal/web/pages/templates"
	"lapak/internal/web/pages/view"
)

// sellWords are the sentences that the script of selling says; [n] and its like are filled by it.
var sellWords = []string{"online", "offline", "sending", "sign_in", "left", "beyond", "empty", "cash", "qr", "void", "code_wrong", "handed_over", "due", "forget"}

// sellPage is a phone's page of selling.
func (s *Site) sellPage(c *gin.Context) error {
	ctx := c.Request.Context()
	device, by, err := s.openPhone(c)
	if err != nil {
		return err
	}
	path := by.Path
	at, err := s.Festivals.FindStallDesk(ctx, by.Actor, path.Festival, path.Shop)
	if err != nil {
		return err
	}
	book, err := s.Festivals.ListStallBook(ctx, by.Actor, path.Festival, path.Shop)
	if err != nil {
		return err
	}
	id, err := uuid.NewRandom()
	if err != nil {
		return err
	}
	api := "/api/v1/seller/shops/" + path.Shop + "/festivals/" + path.Festival
	m := view.SellPage{
		Shop: at.Stall.ShopName, Festival: at.Festival.Name.In(i18n.Language(ctx)), Stall: at.Stall.Number, Device: deviceName(ctx, device.Number),
		DeviceID: device.ID.String(), Back: "/seller/" + path.Shop + "/festivals/" + path.Festival + "/stall", URL: phoneURL(path), API: api + "/sales",
		Tickets:     "/seller/" + path.Shop + "/festivals/" + path.Festival + "/goods",
		Collections: api + "/devices/" + device.ID.String() + "/collections", ID: id.String(), Goods: stallGoods(ctx, at.Goods, device),
		Today: inRupiah(ctx, book.Cash+book.QR), Sales: stallSales(ctx, book.Sales[:min(len(book.Sales), 10)]),
	}
	for _, key := range sellWords {
		m.Words = append(m.Words, view.SellWord{Key: key, Text: text(ctx, "sell."+key)})
	}
	p, err := s.private(c, text(ctx, "stall.sell_at", "Festival", m.Festival))
	if err != nil {
		return err
	}
	p.Manifest = m.URL + "/app.webmanifest"
	allowCamera(c)
	return show(c, templates.Sell(p, m))
}

// allowCamera lets a page read codes with the phone's camera; no other page may.
func allowCamera(c *gin.Context) {
	h := c.Writer.Header()
	h.Set("Permissions-Policy", strings.Replace(h.Get("Permissions-Policy"), "camera=()", "camera=(self)", 1))
}

// webManifest is what a phone must know to keep a page on its home screen.
type webManifest struct {
	ID         string    `json:"id"`
	Name       string    `json:"name"`
	ShortName  string    `json:"short_name"`
	Language   string    `json:"lang"`
	StartURL   string    `json:"start_url"`
	Scope      string    `json:"scope"`
	Display    string    `json:"display"`
	Theme      string    `json:"theme_color"`
	Background string    `json:"background_color"`
	Icons      []webIcon `json:"icons"`
}

type webIcon struct {
	Source  string `json:"src"`
	Sizes   string `json:"sizes"`
	Type    string `json:"type"`
	Purpose string `json:"purpose"`
}

// stallManifest lets a phone's page of selling be kept on the home screen; it opens without a connection, as the page does.
func (s *Site) stallManifest(c *gin.Context) error {
	ctx := c.Request.Context()
	_, by, err := s.openPhone(c)
	if err != nil {
		return err
	}
	path := by.Path
	at, err := s.Festivals.FindStallDesk(ctx, by.Actor, path.Festival, path.Shop)
	if err != nil {
		return err
	}
	lang := i18n.Language(ctx)
	m := webManifest{
		ID: phoneURL(path), Name: text(ctx, "stall.place", "Number", at.Stall.Number) + " · " + at.Festival.Name.In(lang),
		ShortName: text(ctx, "stall.place", "Number", at.Stall.Number), Language: lang, StartURL: phoneURL(path), Scope: phoneURL(path),
		Display: "standalone", Theme: templates.Paper, Background: templates.Paper,
	}
	for _, icon := range []struct{ size, purpose string }{{"192", "any"}, {"512", "any"}, {"512", "maskable"}} {
		m.Icons = append(m.Icons, webIcon{assets.Path("icon-" + icon.size + ".png"), icon.size + "x" + icon.size, "image/png", icon.purpose})
	}
	body, err := json.Marshal(m)
	if err != nil {
		return err
	}
	c.Header("Cache-Control", "private, no-cache")
	c.Data(http.StatusOK, "application/manifest+json", body)
	return nil
}

func phoneURL(path festivals.DevicePath) string {
	return "/stall/" + path.Shop + "/" + path.Festival + "/" + path.Device.String()
}

// openPhone finds the phone that an address of the page of selling names, and who acts on it.
func (s *Site) openPhone(c *gin.Context) (device festivals.Device, by festivals.Told, err error) {
	ctx := c.Request.Context()
	if by.Actor, err = web.RequireAccount(ctx); err != nil {
		return device, by, err
	}
	if by.Path, err = devicePathOf(c); err != nil {
		return device, by, err
	}
	device, err = s.Festivals.FindDevice(ctx, by.Actor, by.Path)
	return device, by, err
}

// onPhone does what a plain form of the page of selling asks; what it gives is said.
func (s *Site) onPhone(c *gin.Context, act func(context.Context, festivals.Told) (string, error)) error {
	ctx := c.Request.Context()
	_, by, err := s.openPhone(c)
	if err != nil {
		return err
	}
	done, err := act(ctx, by)
	if err != nil {
		return s.sayRefused(c, err, phoneURL(by.Path))
	}
	s.say(ctx, view.Flash{Text: done})
	return redirect(c, phoneURL(by.Path))
}

// sell takes a sale from a plain form. The page gave it its number, so that the form sent twice is one sale.
func (s *Site) sell(c *gin.Context) error {
	return s.onPhone(c, func(ctx context.Context, told festivals.Told) (string, error) {
		in := festivals.Sold{ID: formID(c, "id"), Method: festivals.Method(c.PostForm("method")), SoldAt: time.Now()}
		for name := range postForm(c) {
			variant, err := uuid.Parse(strings.TrimPrefix(name, "q-"))
			if err != nil || !strings.HasPrefix(name, "q-") || strings.TrimSpace(c.PostForm(name)) == "" || countField(c, name) == 0 {
				continue
			}
			in.Lines = append(in.Lines, festivals.SoldLine{
				VariantID: variant, Quantity: countField(c, name), UnitPrice: countField(c, "p-"+variant.String()),
			})
		}
		out, err := s.Checkout.RecordStallSales(ctx, told, []festivals.Sold{in})
		if err != nil {
			return "", err
		}
		return text(ctx, "stall.done_sold", "Money", inRupiah(ctx, in.Total())), out[0].Err
	})
}

func formID(c *gin.Context, name string) uuid.UUID {
	id, err := uuid.Parse(c.PostForm(name))
	if err != nil {
		return uuid.Nil
	}
	return id
}

func (s *Site) voidSale(c *gin.Context) error {
	return s.onPhone(c, func(ctx context.Context, told festivals.Told) (string, error) {
		sale, err := s.Checkout.VoidStallSale(ctx, told, festivals.Void{ID: uuid.New(), SaleID: formID(c, "sale"), Reason: c.PostForm("reason")})
		return text(ctx, "stall.done_void", "Money", inRupiah(ctx, sale.Total)), err
	})
}

func (s *Site) handOver(c *gin.Context) error {
	return s.onPhone(c, func(ctx context.Context, told festivals.Told) (string, error) {
		out, err := s.Checkout.RecordHandedOver(ctx, told, []checkout.HandedOver{{ID: formID(c, "id"), Number: c.PostForm("number"), Code: c.PostForm("code"), At: time.Now()}})
		if err != nil {
			return "", err
		}
		return text(ctx, "stall.done_handed_over"), out[0].Err
	})
}
