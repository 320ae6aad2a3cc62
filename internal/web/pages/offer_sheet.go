package pages

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"lapak/internal/catalog"
	"lapak/internal/exportready"
	"lapak/internal/i18n"
	"lapak/internal/web/pages/sheet"
)

const (
	maxSheetPicture = 4 << 20 // bytes
	sheetPixels     = 600     // of the picture: enough for 62 mm in print
)

// offerSheet is an offer's page for print, in both languages; the reader's stands first.
func (s *Site) offerSheet(c *gin.Context) error {
	ctx := c.Request.Context()
	offer, err := s.Exports.FindOffer(ctx, c.Param("product"))
	if err != nil {
		return err
	}
	first, second := i18n.English, i18n.Indonesian
	if i18n.Language(ctx) == i18n.Indonesian {
		first, second = second, first
	}
	out := s.sheetOf(offer, first, second)
	if offer.Image != nil {
		if out.Picture, err = s.sheetPicture(c, *offer.Image); err != nil {
			return err
		}
	}
	var file bytes.Buffer
	if err := sheet.Write(&file, out); err != nil {
		return err
	}
	c.Header("Cache-Control", "private, no-cache")
	c.Header("Vary", "Cookie, Accept-Language")
	c.Header("Content-Disposition", fmt.Sprintf(`inline; filename="%s.pdf"`, offer.Slug))
	c.Header("Content-Length", strconv.Itoa(file.Len()))
	c.Data(http.StatusOK, "application/pdf", file.Bytes())
	return nil
}

func (s *Site) sheetOf(o exportready.Offer, first, second string) sheet.Sheet {
	judged := s.judged()
	out := sheet.Sheet{
		Mall: s.brand(first).Name, Address: s.BaseURL + offersPath + "/products/" + o.Slug, Title: o.Title.In(first), SecondTitle: o.Title.In(second),
		Shop: o.Shop.Name, Day: judged.AsOf,
	}
	line := func(key, value string) {
		if value != "" {
			out.Lines = append(out.Lines, sheet.Line{Name: i18n.T(first, key), Second: i18n.T(second, key), Value: value})
		}
	}
	line("offers.fact.price", priceOf(o, first))
	values := s.factValues(o, first)
	for _, key := range factKeys {
		line("offers.fact."+key, values[key])
	}
	papers := ""
	for _, paper := range o.Certificates {
		papers = joinNonEmpty("\n", papers, paper.Title.In(first))
	}
	line("offers.papers", papers)
	for _, lang := range []string{first, second} {
		body := o.Description.ID
		if lang == i18n.English {
			body = o.Description.EN
		}
		if body != "" {
			out.Texts = append(out.Texts, sheet.Text{Heading: i18n.T(lang, "offers.about"), Body: body})
		}
	}
	for _, lang := range []string{first, second} {
		out.Note = joinNonEmpty("\n", out.Note, i18n.T(lang, "offers.judged", i18n.Args{"Version": judged.Version, "Day": i18n.Date(lang, judged.AsOf)}))
	}
	return out
}

// sheetPicture reads the smallest rendition that prints well.
func (s *Site) sheetPicture(c *gin.Context, image catalog.Image) ([]byte, error) {
	key := ""
	for _, r := range image.Renditions {
		key = r.Key
		if r.Width >= sheetPixels {
			break
		}
	}
	file, err := s.Media.Open(c.Request.Context(), key)
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }()
	return io.ReadAll(io.LimitReader(file, maxSheetPicture))
}
