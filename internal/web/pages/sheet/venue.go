package sheet

import (
	"bytes"
	"fmt"
	"image/png"
	"io"
	"strings"
	"time"

	"codeberg.org/go-pdf/fpdf"
	"github.com/boombuler/barcode"
	"github.com/boombuler/barcode/qr"
)

// Stall is a vendor's sheet for its stall, and the poster for its customers on the next page.
type Stall struct {
	Mall, Festival, Days string
	Zone, Number, Shop   string
	Lines                []Line // days, hours, fee and contact
	RulesTitle, Rules    string
	Code                 string // that checks the vendor in
	CodeURL, CodeText    string
	VisitURL, VisitText  string
	PosterTitle          string
	Address              string // of the visitors' link, as people type it
}

// Tag is a product's price tag.
type Tag struct {
	Title, Variant string
	Price, Usual   string // Usual is struck through; empty where it is the price
	From           string // shop and place
	URL            string
}

func newPaper(title, mall, lang string, day time.Time) page {
	p := page{fpdf.New("P", "mm", "A4", "")}
	p.SetCatalogSort(true)
	p.SetCreationDate(day)
	p.SetModificationDate(day)
	p.SetTitle(title, true)
	p.SetCreator(mall, true)
	p.SetLang(lang)
	p.AddUTF8FontFromBytes("jakarta", "", regular)
	p.AddUTF8FontFromBytes("jakarta", "B", bold)
	p.SetMargins(margin, margin, margin)
	p.SetCellMargin(0)
	p.SetAutoPageBreak(false, 0)
	return p
}

// Paper says of what a document is and in which language.
type Paper struct {
	Title, Mall, Language string
	Day                   time.Time
}

// WriteStalls draws two pages for each stall.
func WriteStalls(w io.Writer, paper Paper, stalls []Stall) error {
	p := newPaper(paper.Title, paper.Mall, paper.Language, paper.Day)
	if len(stalls) == 0 {
		p.AddPage()
		p.band(paper.Mall)
	}
	for _, s := range stalls {
		if err := p.stall(s); err != nil {
			return err
		}
		if err := p.poster(s); err != nil {
			return err
		}
	}
	return p.end(w)
}

func (p page) end(w io.Writer) error {
	if err := p.Output(w); err != nil {
		return fmt.Errorf("draw a paper: %w", err)
	}
	return nil
}

func (p page) band(mall string) {
	p.SetFillColor(night[0], night[1], night[2])
	p.Rect(0, 0, 210, 11, "F")
	p.SetFillColor(sun[0], sun[1], sun[2])
	p.Rect(0, 11, 210, 1.4, "F")
	p.SetXY(margin, 3)
	p.write(ink{255, 255, 255}, "B", 10)
	p.CellFormat(width, 5, mall, "", 0, "L", false, 0, "")
}

// fit cuts a text by measuring so that it ends with an ellipsis inside the width.
func (p page) fit(text string, wide float64) string {
	text = strings.Join(strings.Fields(text), " ")
	if p.GetStringWidth(text) <= wide {
		return text
	}
	runes := []rune(text)
	for len(runes) > 0 && p.GetStringWidth(strings.TrimRight(string(runes), " ,.;-")+"…") > wide {
		runes = runes[:len(runes)-1]
	}
	return strings.TrimRight(string(runes), " ,.;-") + "…"
}

// line writes one line at a place, cut where it is too long.
func (p page) line(x, y, wide, high float64, align, text string) {
	p.SetXY(x, y)
	p.CellFormat(wide, high, p.fit(text, wide), "", 0, align, false, 0, "")
}

func (p page) square(address string, x, y, size float64) error {
	name := "qr " + address
	options := fpdf.ImageOptions{ImageType: "PNG"}
	if p.GetImageInfo(name) == nil {
		code, err := qr.Encode(address, qr.M, qr.Auto)
		if err == nil {
			code, err = barcode.Scale(code, 300, 300)
		}
		var drawn bytes.Buffer
		if err == nil {
			err = png.Encode(&drawn, code)
		}
		if err != nil {
			return fmt.Errorf("draw the QR code: %w", err)
		}
		p.RegisterImageOptionsReader(name, options, &drawn)
	}
	p.ImageOptions(name, x, y, size, size, false, options, 0, address)
	return nil
}

func (p page) stall(s Stall) error {
	p.AddPage()
	p.band(s.Mall)
	p.write(dark, "B", 20)
	p.line(margin, 19, width, 9, "L", s.Festival)
	p.write(mute, "", 11.5)
	p.line(margin, 29, width, 6, "L", s.Days)
	p.SetFillColor(0xf5, 0xef, 0xe4)
	p.Rect(margin, 42, width, 62, "F")
	p.write(mute, "", 12)
	p.line(margin+8, 48, width-72, 6, "L", s.Zone)
	size := 68.0
	p.write(ijen, "B", size)
	for size > 20 && p.GetStringWidth(s.Number) > width-76 {
		size -= 2
		p.write(ijen, "B", size)
	}
	p.line(margin+8, 56, width-74, 28, "L", s.Number)
	p.write(dark, "B", 14)
	p.line(margin+8, 91, width-74, 7, "L", s.Shop)
	if err := p.square(s.CodeURL, 210-margin-52, 45, 46); err != nil {
		return err
	}
	p.write(dark, "B", 12)
	p.line(210-margin-52, 92, 46, 6, "C", s.Code)
	p.write(mute, "", 8)
	p.line(210-margin-52, 98, 46, 4, "C", s.CodeText)
	y := 112.0
	p.SetDrawColor(0xe4, 0xdc, 0xcd)
	for _, l := range s.Lines {
		p.write(mute, "", 10)
		p.line(margin, y, 44, 5, "L", l.Name)
		p.write(dark, "", 10.5)
		p.SetXY(margin+46, y)
		p.lines(width-46, 5, l.Value, 8)
		y = max(y+5, p.GetY()) + 2
		p.Line(margin, y, 210-margin, y)
		y += 2
	}
	if s.Rules != "" && y < bottom-24 {
		p.SetXY(margin, y+3)
		p.write(ijen, "B", 11)
		p.lines(width, 6, s.RulesTitle, 1)
		p.write(dark, "", 9)
		p.SetX(margin)
		p.lines(width, 4.6, s.Rules, max(1, int((bottom-p.GetY())/4.6)))
	}
	return nil
}

func (p page) poster(s Stall) error {
	p.AddPage()
	p.band(s.Mall)
	p.write(mute, "", 14)
	p.line(margin, 24, width, 7, "C", s.Festival)
	p.write(dark, "B", 34)
	rows := p.SplitText(s.Shop, width)
	if len(rows) > 2 {
		rows = []string{rows[0], p.fit(strings.Join(rows[1:], " "), width)}
	}
	for i, row := range rows {
		p.line(margin, 38+float64(i)*14, width, 14, "C", row)
	}
	p.write(ijen, "B", 18)
	p.line(margin, 72, width, 9, "C", s.PosterTitle)
	if err := p.square(s.VisitURL, 50, 88, 110); err != nil {
		return err
	}
	p.write(dark, "", 14)
	p.SetXY(margin, 208)
	for _, row := range p.SplitText(s.VisitText, width) {
		p.SetX(margin)
		p.CellFormat(width, 7, row, "", 2, "C", false, 0, "")
	}
	p.write(mute, "", 11)
	p.line(margin, 250, width, 6, "C", s.Address)
	return nil
}

// Measures of a tag, millimetres: two beside each other, four below.
const (
	tagWide, tagHigh = 105.0, 297.0 / 4
	tagEdge          = 8.0
	tagCode          = 26.0
	tagsOnPage       = 8
)

// WriteTags draws eight tags on a page, with lines to cut along.
func WriteTags(w io.Writer, paper Paper, tags []Tag) error {
	p := newPaper(paper.Title, paper.Mall, paper.Language, paper.Day)
	if len(tags) == 0 {
		p.AddPage()
	}
	for i, t := range tags {
		spot := i % tagsOnPage
		if spot == 0 {
			p.AddPage()
			p.SetDrawColor(0xd0, 0xc8, 0xb8)
			p.Line(tagWide, 0, tagWide, 297)
			for row := 1; row < 4; row++ {
				p.Line(0, float64(row)*tagHigh, 210, float64(row)*tagHigh)
			}
		}
		if err := p.tag(t, float64(spot%2)*tagWide+tagEdge, float64(spot/2)*tagHigh+tagEdge); err != nil {
			return err
		}
	}
	return p.end(w)
}

func (p page) tag(t Tag, x, y float64) error {
	wide := tagWide - 2*tagEdge
	p.write(dark, "B", 15)
	rows := p.SplitText(strings.TrimSpace(t.Title), wide)
	if len(rows) > 2 {
		rows = []string{rows[0], strings.Join(rows[1:], " ")}
	}
	for i, row := range rows {
		p.line(x, y+float64(i)*6.6, wide, 6.6, "L", row)
	}
	p.write(mute, "", 10.5)
	p.line(x, y+14.5, wide, 5, "L", t.Variant)
	text := wide - tagCode - 3
	low := y + tagHigh - 2*tagEdge
	if t.Usual != "" {
		p.write(mute, "", 11)
		p.line(x, low-27, text, 5, "L", t.Usual)
		p.SetDrawColor(mute[0], mute[1], mute[2])
		p.Line(x, low-24.3, x+p.GetStringWidth(p.fit(t.Usual, text)), low-24.3)
		p.SetDrawColor(0xd0, 0xc8, 0xb8)
	}
	color, size := ijen, 24.0
	if t.Usual != "" {
		color = sun
	}
	p.write(color, "B", size)
	for size > 12 && p.GetStringWidth(t.Price) > text {
		size--
		p.write(color, "B", size)
	}
	p.line(x, low-21, text, 10, "L", t.Price)
	p.write(mute, "", 8.5)
	p.line(x, low-4.5, text, 4.5, "L", t.From)
	return p.square(t.URL, x+wide-tagCode, low-tagCode, tagCode)
}
