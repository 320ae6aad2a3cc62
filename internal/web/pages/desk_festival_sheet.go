package pages

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"lapak/internal/festivals"
	"lapak/internal/i18n"
	"lapak/internal/money"
	"lapak/internal/web/pages/sheet"
)

// maxTags bounds what one file holds: twenty-five pages.
const maxTags = 200

func sendPDF(c *gin.Context, name string, file *bytes.Buffer) error {
	c.Header("Cache-Control", "private, no-cache")
	c.Header("Vary", "Cookie, Accept-Language")
	c.Header("Content-Disposition", fmt.Sprintf(`inline; filename="%s.pdf"`, name))
	c.Header("Content-Length", strconv.Itoa(file.Len()))
	c.Data(http.StatusOK, "application/pdf", file.Bytes())
	return nil
}

// paperOf is a paper of a festival in the reader's language. Its date is that of the festival's last change, so that the same facts are the
// same bytes.
func (s *Site) paperOf(ctx context.Context, title string, f festivals.Festival) sheet.Paper {
	lang := i18n.Language(ctx)
	return sheet.Paper{Title: text(ctx, title) + " – " + f.Name.In(lang), Mall: s.brand(lang).Name, Language: lang, Day: f.UpdatedAt.UTC()}
}

// stallsOf makes the sheets of places of a festival.
func (s *Site) stallsOf(ctx context.Context, f festivals.Festival, places []festivals.Place) ([]sheet.Stall, error) {
	lang := i18n.Language(ctx)
	days, err := s.Festivals.ListDays(ctx, s.DB, f.ID)
	if err != nil {
		return nil, err
	}
	zones, err := s.Festivals.ListZones(ctx, s.DB, f.ID)
	if err != nil {
		return nil, err
	}
	bySlug := map[string]festivals.Zone{}
	for _, z := range zones {
		bySlug[z.Slug] = z
	}
	hours := ""
	for _, d := range hoursOf(lang, days) {
		hours = joinNonEmpty("\n", hours, d.Day+", "+d.Hours+" WIB")
	}
	out := make([]sheet.Stall, 0, len(places))
	for _, p := range places {
		zone, fee := bySlug[p.Zone], text(ctx, "venue.fee_none")
		if zone.Fee > 0 {
			fee = text(ctx, "venue.fee_paid", "Fee", money.Format(zone.Fee, money.IDR, lang))
		}
		visit := s.BaseURL + "/f/" + p.VisitCode
		st := sheet.Stall{
			Mall: s.brand(lang).Name, Festival: f.Name.In(lang), Days: festivalDays(ctx, f), Zone: zone.Name.In(lang), Number: p.Number, Shop: p.ShopName,
			RulesTitle: text(ctx, "venue.rules"), Rules: f.Rules.In(lang), Code: p.Code, CodeText: text(ctx, "venue.sheet_code"),
			CodeURL:  s.BaseURL + organizerPath + "/festivals/" + f.Slug + "/check-in?code=" + url.QueryEscape(p.Code),
			VisitURL: visit, VisitText: text(ctx, "venue.poster_text"), PosterTitle: text(ctx, "venue.poster"), Address: shortAddress(visit),
		}
		line := func(key, value string) {
			if value != "" {
				st.Lines = append(st.Lines, sheet.Line{Name: text(ctx, key), Value: value})
			}
		}
		line("venue.place", f.Place+", "+f.DistrictName)
		line("venue.hours", hours)
		line("venue.size", text(ctx, "venue.size_line", "Width", zone.WidthCM, "Depth", zone.DepthCM, "Watts", zone.PowerWatts))
		line("venue.fee", fee)
		line("venue.contact", f.Phone)
		out = append(out, st)
	}
	return out, nil
}

func shortAddress(address string) string {
	_, rest, found := strings.Cut(address, "://")
	if !found {
		return address
	}
	return rest
}

func (s *Site) sendStalls(c *gin.Context, f festivals.Festival, places []festivals.Place) error {
	ctx := c.Request.Context()
	stalls, err := s.stallsOf(ctx, f, places)
	if err != nil {
		return err
	}
	var file bytes.Buffer
	if err := sheet.WriteStalls(&file, s.paperOf(ctx, "venue.sheet_title", f), stalls); err != nil {
		return err
	}
	return sendPDF(c, f.Slug, &file)
}

// stallSheets are the sheets of all vendors, for the organizer.
func (s *Site) stallSheets(c *gin.Context) error {
	actor, f, err := s.ownFestival(c)
	if err != nil {
		return err
	}
	_, places, err := s.Festivals.ListPlaces(c.Request.Context(), actor, f.Slug)
	if err != nil {
		return err
	}
	return s.sendStalls(c, f, places)
}

// standOf finds the stall of the address for a member of its shop.
func (s *Site) standOf(c *gin.Context) (festivals.Stand, error) {
	d, err := s.openDesk(c, "more")
	if err != nil {
		return festivals.Stand{}, err
	}
	return s.Festivals.FindStand(c.Request.Context(), d.actor, d.shop.Slug, c.Param("festival"))
}

func (s *Site) stallSheet(c *gin.Context) error {
	stand, err := s.standOf(c)
	if err != nil {
		return err
	}
	place, err := s.Festivals.FindPlace(c.Request.Context(), stand)
	if err != nil {
		return err
	}
	return s.sendStalls(c, stand.Festival, []festivals.Place{place})
}

// priceTags are a tag for each variant of the shop, with its festival price where it has one.
func (s *Site) priceTags(c *gin.Context) error {
	stand, err := s.standOf(c)
	if err != nil {
		return err
	}
	ctx := c.Request.Context()
	lang := i18n.Language(ctx)
	offers, err := s.Festivals.ListOffers(ctx, stand)
	if err != nil {
		return err
	}
	if len(offers) > maxTags {
		offers = offers[:maxTags]
	}
	tags := make([]sheet.Tag, 0, len(offers))
	for _, o := range offers {
		tag := sheet.Tag{
			Title: o.Title, Variant: o.VariantTitle, Price: money.Format(o.Usual, money.IDR, lang), From: stand.Shop.Name + ", " + stand.Shop.DistrictName,
			URL: s.BaseURL + "/p/" + o.ProductSlug,
		}
		if o.Price > 0 {
			tag.Usual, tag.Price = tag.Price, money.Format(o.Price, money.IDR, lang)
		}
		tags = append(tags, tag)
	}
	var file bytes.Buffer
	if err := sheet.WriteTags(&file, s.paperOf(ctx, "venue.tags_title", stand.Festival), tags); err != nil {
		return err
	}
	return sendPDF(c, stand.Shop.Slug+"-"+stand.Festival.Slug, &file)
}
