package pages

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"lapak/internal/festivals"
	"lapak/internal/i18n"
	"lapak/internal/web"
	"lapak/internal/web/pages/sheet"
)

// sendPDF sends a file that was drawn for its reader.
func sendPDF(c *gin.Context, name string, file *bytes.Buffer) error {
	c.Header("Cache-Control", "private, no-store")
	c.Header("Content-Disposition", fmt.Sprintf(`inline; filename="%s.pdf"`, name))
	c.Header("Content-Length", strconv.Itoa(file.Len()))
	c.Data(http.StatusOK, "application/pdf", file.Bytes())
	return nil
}

func (s *Site) paper(ctx context.Context, title string) sheet.Paper {
	lang := i18n.Language(ctx)
	return sheet.Paper{Mall: s.brand(lang).Name, Title: title, Language: lang, Day: time.Now().UTC().Truncate(24 * time.Hour)}
}

// vendorSheet is the sheet of one shop's stall.
func (s *Site) vendorSheet(c *gin.Context) error {
	ctx := c.Request.Context()
	actor, err := web.RequireAccount(ctx)
	if err != nil {
		return err
	}
	sheets, err := s.Festivals.FindPass(ctx, actor, c.Param("festival"), c.Param("shop"))
	if err != nil {
		return err
	}
	return s.sendSheets(c, sheets)
}

// allSheets are the sheets of all vendors, for the organizer.
func (s *Site) allSheets(c *gin.Context) error {
	ctx := c.Request.Context()
	actor, err := web.RequireAccount(ctx)
	if err != nil {
		return err
	}
	sheets, err := s.Festivals.ListPasses(ctx, actor, c.Param("festival"))
	if err != nil {
		return err
	}
	return s.sendSheets(c, sheets)
}

// entranceSheet is what hangs at the festival's entrance.
func (s *Site) entranceSheet(c *gin.Context) error {
	ctx := c.Request.Context()
	actor, err := web.RequireAccount(ctx)
	if err != nil {
		return err
	}
	of, err := s.Festivals.ListPasses(ctx, actor, c.Param("festival"))
	if err != nil {
		return err
	}
	lang := i18n.Language(ctx)
	out := sheet.Entrance{
		Festival: of.Festival.Name.In(lang), Days: festivalDays(ctx, of.Festival), Place: of.Festival.Place + ", " + of.Festival.DistrictName,
		Visit: sheet.Code{Address: s.BaseURL + "/f/" + of.Entrance, Title: text(ctx, "sheet.entrance"), Text: text(ctx, "sheet.entrance_text")},
		Lines: []sheet.Line{{Name: text(ctx, "sheet.hours"), Value: sheetHours(ctx, of.Days)}},
	}
	if of.ContactPhone != "" {
		out.Lines = append(out.Lines, sheet.Line{Name: text(ctx, "sheet.contact"), Value: of.ContactPhone})
	}
	var file bytes.Buffer
	if err := sheet.WriteEntrance(&file, s.paper(ctx, out.Festival), out); err != nil {
		return err
	}
	return sendPDF(c, of.Festival.Slug+"-entrance", &file)
}

func (s *Site) sendSheets(c *gin.Context, sheets festivals.Sheets) error {
	ctx := c.Request.Context()
	stalls := make([]sheet.Stall, 0, len(sheets.Passes))
	for _, p := range sheets.Passes {
		stalls = append(stalls, s.stallSheet(ctx, sheets, p))
	}
	var file bytes.Buffer
	if err := sheet.WriteStalls(&file, s.paper(ctx, sheets.Festival.Name.In(i18n.Language(ctx))), stalls); err != nil {
		return err
	}
	return sendPDF(c, sheets.Festival.Slug, &file)
}

func (s *Site) stallSheet(ctx context.Context, of festivals.Sheets, p festivals.Pass) sheet.Stall {
	lang := i18n.Language(ctx)
	out := sheet.Stall{
		Festival: of.Festival.Name.In(lang), Days: festivalDays(ctx, of.Festival), Place: of.Festival.Place + ", " + of.Festival.DistrictName,
		StallWord: text(ctx, "sheet.stall"), Number: p.Number, Zone: p.ZoneID, Shop: p.ShopName,
		RulesHeading: text(ctx, "sheet.rules"), Rules: of.RulesID,
		CheckIn: sheet.Code{Address: s.BaseURL + "/check-in/" + p.CheckIn, Title: text(ctx, "sheet.check_in"), Text: text(ctx, "sheet.check_in_text")},
		Visit:   sheet.Code{Address: s.BaseURL + "/f/" + p.Visit, Title: text(ctx, "sheet.visit"), Text: text(ctx, "sheet.visit_text")},
	}
	if lang == i18n.English {
		out.Zone, out.Rules = p.ZoneEN, of.RulesEN
	}
	if strings.TrimSpace(out.Rules) == "" {
		out.Rules = text(ctx, "sheet.no_rules")
	}
	line := func(key, value string) {
		if value != "" {
			out.Lines = append(out.Lines, sheet.Line{Name: text(ctx, key), Value: value})
		}
	}
	line("sheet.hours", sheetHours(ctx, of.Days))
	line("sheet.size", text(ctx, "sheet.metres", "Width", metres(lang, p.WidthCM), "Depth", metres(lang, p.DepthCM)))
	if p.Watts > 0 {
		line("sheet.power", strconv.Itoa(p.Watts)+" W")
	}
	line("sheet.contact", of.ContactPhone)
	return out
}

// sheetHours are the days with their hours, a line each, as many as a sheet has room for.
func sheetHours(ctx context.Context, days []festivals.Day) string {
	var hours []string
	for i, day := range days {
		if i == 6 && len(days) > 7 {
			hours = append(hours, text(ctx, "sheet.more_days", "Count", len(days)-i))
			break
		}
		if isAllDay(day) {
			hours = append(hours, i18n.Weekday(i18n.Language(ctx), day.OpensAt)+", "+text(ctx, "festival.all_day"))
			continue
		}
		hours = append(hours, span(i18n.Language(ctx), day.OpensAt, day.ClosesAt))
	}
	return strings.Join(hours, "\n")
}

// priceTags are tags of everything that the shop sells, to be cut out.
func (s *Site) priceTags(c *gin.Context) error {
	ctx := c.Request.Context()
	actor, err := web.RequireAccount(ctx)
	if err != nil {
		return err
	}
	at, err := s.Festivals.FindStallDesk(ctx, actor, c.Param("festival"), c.Param("shop"))
	if err != nil {
		return err
	}
	tags := make([]sheet.Tag, 0, len(at.Goods))
	for _, g := range at.Goods {
		maker := g.Maker
		if maker == "" {
			maker = at.Stall.ShopName
		}
		if g.Village != "" {
			maker += ", " + g.Village
		}
		tag := sheet.Tag{
			Title: g.Title, Variant: g.Variant, Price: inRupiah(ctx, g.Price), Maker: maker,
			Address: s.BaseURL + "/p/" + g.Product + "?festival=" + at.Festival.Slug,
		}
		if g.Usual != g.Price {
			tag.Before = inRupiah(ctx, g.Usual)
		}
		tags = append(tags, tag)
	}
	var file bytes.Buffer
	if err := sheet.WriteTags(&file, s.paper(ctx, at.Stall.ShopName), tags); err != nil {
		return err
	}
	return sendPDF(c, at.Festival.Slug+"-"+c.Param("shop"), &file)
}
