package pages

import (
	"context"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"lapak/internal/apperr"
	"lapak/internal/festivals"
	"lapak/internal/i18n"
	"lapak/internal/money"
	"lapak/internal/stock"
	"lapak/internal/web/pages/assets"
	"lapak/internal/web/pages/templates"
	"lapak/internal/web/pages/view"
)

// stalls are the pages of a shop's stall at a festival.
func (s *Site) stalls(r gin.IRouter) {
	stall := r.Group("/seller/:shop/festivals/:festival")
	stall.GET("/stall", s.page(s.stallDesk))
	stall.POST("/devices", s.page(s.registerDevice))
	stall.POST("/devices/:device/allotment", s.page(s.allotToDevice))
	stall.POST("/devices/:device/close", s.page(s.closeDevice))
	stall.POST("/stock-take/:shortfall", s.page(s.countShortfall))
	stall.POST("/uploads/:upload/settle", s.page(s.settleUpload))
	stall.GET("/sheet.pdf", s.page(s.vendorSheet))
	stall.GET("/tags.pdf", s.page(s.priceTags))
	r.GET("/stall/sw.js", s.page(s.stallWorker))
	phone := r.Group("/stall/:shop/:festival/:device")
	phone.GET("", s.page(s.sellPage))
	phone.POST("", s.page(s.sell))
	phone.GET("/app.webmanifest", s.page(s.stallManifest))
	phone.POST("/void", s.page(s.voidSale))
	phone.POST("/collect", s.page(s.handOver))
	r.GET("/f/:code", s.page(s.visit))
	r.GET("/check-in/:code", s.page(s.openCheckIn))
}

// stallWorker is the script that keeps the page of selling; it stands in the folder of that page, since it may keep no other.
func (s *Site) stallWorker(c *gin.Context) error {
	c.Header("Cache-Control", "no-cache")
	c.Data(200, "text/javascript; charset=utf-8", assets.Content("sw.js"))
	return nil
}

// inRupiah is an amount in words.
func inRupiah(ctx context.Context, amount int64) string {
	return money.Format(amount, money.IDR, i18n.Language(ctx))
}

func deviceName(ctx context.Context, number int) string {
	return text(ctx, "stall.phone", "Number", number)
}

func when(ctx context.Context, at time.Time) string { return i18n.DateTime(i18n.Language(ctx), at) }

func goodsTitle(g festivals.Goods) string { return strings.TrimSpace(g.Title + " " + g.Variant) }

func (s *Site) stallDesk(c *gin.Context) error {
	ctx := c.Request.Context()
	d, err := s.openDesk(c, "more")
	if err != nil {
		return err
	}
	at, err := s.Festivals.FindStallDesk(ctx, d.actor, c.Param("festival"), d.shop.Slug)
	if err != nil {
		return err
	}
	book, err := s.Festivals.ListStallBook(ctx, d.actor, at.Festival.Slug, d.shop.Slug)
	if err != nil {
		return err
	}
	m := view.StallDesk{
		Festival: at.Festival.Name.In(i18n.Language(ctx)), Days: festivalDays(ctx, at.Festival), Stall: at.Stall.Number,
		Base: d.view.Base + "/festivals/" + at.Festival.Slug, Total: inRupiah(ctx, book.Cash+book.QR), CanRegister: at.Festival.State == festivals.Published,
		Cash: text(ctx, "stall.in_cash", "Money", inRupiah(ctx, book.Cash)), QR: text(ctx, "stall.by_qr", "Money", inRupiah(ctx, book.QR)),
		Sales: stallSales(ctx, book.Sales),
	}
	for _, device := range at.Devices {
		m.Devices = append(m.Devices, view.StallDevice{
			ID: device.ID.String(), Name: deviceName(ctx, device.Number), Closed: device.ClosedAt != nil, Goods: stallGoods(ctx, at.Goods, device),
			URL: "/stall/" + d.shop.Slug + "/" + at.Festival.Slug + "/" + device.ID.String(),
		})
	}
	for _, f := range book.Shortfalls {
		row := view.StallShortfall{
			ID: f.ID.String(), Title: strings.TrimSpace(f.Title + " " + f.Variant), Units: f.Units, OnHand: f.OnHand, When: when(ctx, f.SoldAt), State: f.State,
		}
		if f.State == "voided" {
			row.Counted = text(ctx, "stall.voided")
		} else if f.Counted != nil {
			row.Counted = text(ctx, "stall.was_counted", "Units", *f.Counted)
		}
		m.Shortfalls = append(m.Shortfalls, row)
	}
	for _, o := range book.Displaced {
		m.GaveWay = append(m.GaveWay, view.Link{Text: o.Number, URL: d.view.Base + "/orders/" + o.Number})
	}
	for _, u := range book.Uploads {
		m.Kept = append(m.Kept, view.StallKept{
			ID: u.ID.String(), What: text(ctx, "stall.kept_"+u.Kind), Why: text(ctx, "error."+u.Code), When: when(ctx, u.ReceivedAt),
		})
	}
	p, err := s.private(c, text(ctx, "stall.title", "Number", at.Stall.Number))
	if err != nil {
		return err
	}
	return show(c, templates.StallDesk(p, d.view, m))
}

func stallGoods(ctx context.Context, goods []festivals.Goods, device festivals.Device) []view.StallGoods {
	var out []view.StallGoods
	for _, g := range goods {
		row := view.StallGoods{Variant: g.VariantID.String(), Title: goodsTitle(g), Price: g.Price, Money: inRupiah(ctx, g.Price)}
		for _, a := range device.Allotments {
			if a.VariantID == g.VariantID {
				row.Left = a.Left()
			}
		}
		row.Most = g.Free + row.Left
		out = append(out, row)
	}
	return out
}

func stallSales(ctx context.Context, list []festivals.Sale) []view.StallSale {
	var out []view.StallSale
	for _, sale := range list {
		out = append(out, view.StallSale{
			ID: sale.ID.String(), When: when(ctx, sale.SoldAt), Device: deviceName(ctx, sale.Device), Method: text(ctx, "stall.method_"+string(sale.Method)),
			Total: inRupiah(ctx, sale.Total), Void: sale.VoidID != nil, Late: sale.Late,
		})
	}
	return out
}

// atStall does something at a stall's desk and leads back to it; what it gives is the key of what was done.
func (s *Site) atStall(c *gin.Context, act func(context.Context, desk) (string, error)) error {
	ctx := c.Request.Context()
	d, err := s.openDesk(c, "more")
	if err != nil {
		return err
	}
	back := d.view.Base + "/festivals/" + c.Param("festival") + "/stall"
	done, err := act(ctx, d)
	if err != nil {
		return s.sayRefused(c, err, back)
	}
	s.sayText(ctx, done)
	return redirect(c, back)
}

func (s *Site) registerDevice(c *gin.Context) error {
	return s.atStall(c, func(ctx context.Context, d desk) (string, error) {
		_, err := s.Festivals.Register(ctx, d.actor, c.Param("festival"), d.shop.Slug)
		return "stall.done_registered", err
	})
}

func devicePathOf(c *gin.Context) (festivals.DevicePath, error) {
	id, err := uuid.Parse(c.Param("device"))
	if err != nil {
		return festivals.DevicePath{}, apperr.NewNotFound("device_not_found")
	}
	return festivals.DevicePath{Festival: c.Param("festival"), Shop: c.Param("shop"), Device: id}, nil
}

func (s *Site) allotToDevice(c *gin.Context) error {
	return s.atStall(c, func(ctx context.Context, d desk) (string, error) {
		path, err := devicePathOf(c)
		if err != nil {
			return "", err
		}
		var items []stock.Demand
		for name := range postForm(c) {
			variant, err := uuid.Parse(strings.TrimPrefix(name, "a-"))
			if err != nil || !strings.HasPrefix(name, "a-") {
				continue
			}
			items = append(items, stock.Demand{VariantID: variant, Quantity: countField(c, name)})
		}
		_, err = s.Festivals.Allot(ctx, d.actor, path, items)
		return "stall.done_allotted", err
	})
}

// postForm are the fields of a form; gin reads it when it is first asked for one.
func postForm(c *gin.Context) url.Values {
	c.PostForm("")
	return c.Request.PostForm
}

func (s *Site) closeDevice(c *gin.Context) error {
	return s.atStall(c, func(ctx context.Context, d desk) (string, error) {
		path, err := devicePathOf(c)
		if err != nil {
			return "", err
		}
		return "stall.done_closed", s.Festivals.CloseDevice(ctx, d.actor, path)
	})
}

func (s *Site) countShortfall(c *gin.Context) error {
	return s.atStall(c, func(ctx context.Context, d desk) (string, error) {
		id, err := uuid.Parse(c.Param("shortfall"))
		if err != nil {
			return "", apperr.NewNotFound("shortfall_not_found")
		}
		_, err = s.Festivals.Count(ctx, d.actor, d.shop.Slug, id, countField(c, "counted"))
		return "stall.done_counted", err
	})
}

func (s *Site) settleUpload(c *gin.Context) error {
	return s.atStall(c, func(ctx context.Context, d desk) (string, error) {
		id, err := uuid.Parse(c.Param("upload"))
		if err != nil {
			return "", apperr.NewNotFound("upload_not_found")
		}
		return "stall.done_seen", s.Festivals.SettleUpload(ctx, d.actor, d.shop.Slug, id)
	})
}

// countField is a whole number of a form; −1 where it is none or empty, which the rules refuse.
func countField(c *gin.Context, name string) int64 {
	n, err := strconv.ParseInt(strings.TrimSpace(c.PostForm(name)), 10, 64)
	if err != nil {
		return -1
	}
	return n
}
