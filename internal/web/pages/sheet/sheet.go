// Package sheet draws a product's facts for buyers abroad on one page of A4, in both languages, as a PDF. The same facts give the same
// bytes.
package sheet

import (
	"bytes"
	_ "embed"
	"fmt"
	"image/png"
	"io"
	"strings"
	"time"

	"codeberg.org/go-pdf/fpdf"
	"github.com/boombuler/barcode"
	"github.com/boombuler/barcode/qr"
)

// Plus Jakarta Sans, latin subset of Fontsource, under the SIL Open Font License beside it.
var (
	//go:embed fonts/plus-jakarta-sans-400.ttf
	regular []byte
	//go:embed fonts/plus-jakarta-sans-700.ttf
	bold []byte
)

// Sheet is what the page says.
type Sheet struct {
	Mall        string
	Address     string // of the product's page, in the QR code too
	Title       string
	SecondTitle string // title in the other language; may be empty
	Shop        string
	Picture     []byte // JPEG; nil for none
	Lines       []Line
	Texts       []Text
	Note        string // by which rules, as of when, and that it is no permit
	Day         time.Time
}

// Line is a row of the table of facts: its name in both languages and what it is.
type Line struct {
	Name, Second, Value string
}

// Text is a paragraph with its heading.
type Text struct {
	Heading, Body string
}

// Measures of the page, millimetres.
const (
	margin  = 16.0
	width   = 210 - 2*margin
	side    = 62.0 // of the picture
	code    = 30.0 // of the QR code
	bottom  = 297 - margin
	nameCol = 58.0
)

// ink is a colour of the mall's.
type ink [3]int

var (
	dark  = ink{0x1f, 0x1c, 0x17}
	mute  = ink{0x6d, 0x65, 0x58}
	ijen  = ink{0x0f, 0x5c, 0x5c}
	sun   = ink{0xe2, 0x62, 0x3a}
	night = ink{0x20, 0x23, 0x3d}
)

type page struct{ *fpdf.Fpdf }

// Write draws the page.
func Write(w io.Writer, s Sheet) error {
	p := page{fpdf.New("P", "mm", "A4", "")}
	p.SetCatalogSort(true)
	p.SetCreationDate(s.Day)
	p.SetModificationDate(s.Day)
	p.SetTitle(s.Title, true)
	p.SetAuthor(s.Shop, true)
	p.SetCreator(s.Mall, true)
	p.SetLang("en")
	p.AddUTF8FontFromBytes("jakarta", "", regular)
	p.AddUTF8FontFromBytes("jakarta", "B", bold)
	p.SetMargins(margin, margin, margin)
	p.SetCellMargin(0)
	p.SetAutoPageBreak(false, 0)
	p.AddPage()
	top := p.head(s)
	if err := p.pictures(s, top); err != nil {
		return err
	}
	p.facts(s, top)
	p.texts(s)
	p.foot(s)
	if err := p.Output(w); err != nil {
		return fmt.Errorf("draw a sheet: %w", err)
	}
	return nil
}

func (p page) write(color ink, style string, size float64) {
	p.SetTextColor(color[0], color[1], color[2])
	p.SetFont("jakarta", style, size)
}

// head gives the height at which what follows begins.
func (p page) head(s Sheet) float64 {
	p.SetFillColor(night[0], night[1], night[2])
	p.Rect(0, 0, 210, 11, "F")
	p.SetFillColor(sun[0], sun[1], sun[2])
	p.Rect(0, 11, 210, 1.4, "F")
	p.SetXY(margin, 3)
	p.write(ink{255, 255, 255}, "B", 10)
	p.CellFormat(width, 5, s.Mall, "", 0, "L", false, 0, "")
	p.SetXY(margin, 19)
	p.write(dark, "B", 20)
	p.lines(width, 8.4, s.Title, 2)
	if s.SecondTitle != "" && s.SecondTitle != s.Title {
		p.write(mute, "", 11.5)
		p.lines(width, 5.6, s.SecondTitle, 1)
	}
	p.write(ijen, "B", 10.5)
	p.lines(width, 6, s.Shop, 1)
	return p.GetY() + 4
}

// lines writes a text on some lines at most and cuts off the rest.
func (p page) lines(width, height float64, text string, most int) {
	rows := p.SplitText(strings.TrimSpace(text), width)
	if len(rows) > most {
		rows = rows[:most]
		rows[most-1] = strings.TrimRight(rows[most-1], " ,.;") + "…"
	}
	left := p.GetX()
	for _, row := range rows {
		p.SetX(left)
		p.CellFormat(width, height, row, "", 2, "L", false, 0, "")
	}
}

func (p page) pictures(s Sheet, top float64) error {
	at := top
	if len(s.Picture) > 0 {
		options := fpdf.ImageOptions{ImageType: "JPEG"}
		info := p.RegisterImageOptionsReader("picture", options, bytes.NewReader(s.Picture))
		if info != nil && info.Width() > 0 {
			high := min(side*info.Height()/info.Width(), side*1.25)
			p.ImageOptions("picture", margin, at, side, high, false, options, 0, "")
			at += high + 5
		}
	}
	square, err := qr.Encode(s.Address, qr.M, qr.Auto)
	if err == nil {
		square, err = barcode.Scale(square, 300, 300)
	}
	if err != nil {
		return fmt.Errorf("draw the QR code: %w", err)
	}
	var drawn bytes.Buffer
	if err := png.Encode(&drawn, square); err != nil {
		return fmt.Errorf("draw the QR code: %w", err)
	}
	options := fpdf.ImageOptions{ImageType: "PNG"}
	p.RegisterImageOptionsReader("code", options, &drawn)
	p.ImageOptions("code", margin-1, at, code, code, false, options, 0, s.Address)
	p.SetXY(margin, at+code+1)
	p.write(mute, "", 7.5)
	p.MultiCell(side, 3.6, s.Address, "", "L", false)
	return nil
}

func (p page) facts(s Sheet, top float64) {
	left := margin + side + 8
	valueCol := 210 - margin - left - nameCol
	p.SetDrawColor(0xe4, 0xdc, 0xcd)
	y := top
	for _, line := range s.Lines {
		p.SetXY(left, y+1.6)
		p.write(dark, "B", 9.5)
		p.lines(nameCol-3, 4.4, line.Name, 1)
		p.SetX(left)
		p.write(mute, "", 7.5)
		p.lines(nameCol-3, 3.6, line.Second, 1)
		end := p.GetY()
		p.SetXY(left+nameCol, y+1.6)
		p.write(dark, "", 9.5)
		p.lines(valueCol, 4.4, line.Value, 5)
		y = max(end, p.GetY()) + 1.4
		p.Line(left, y, 210-margin, y)
	}
	p.SetY(max(y, p.GetY()) + 6)
}

// texts share what is left of the page.
func (p page) texts(s Sheet) {
	y := max(p.GetY(), 170)
	for i, text := range s.Texts {
		room := (bottom - 16 - y) / float64(len(s.Texts)-i)
		p.SetXY(margin, y)
		p.write(ijen, "B", 10)
		p.lines(width, 5.4, text.Heading, 1)
		p.SetX(margin)
		p.write(dark, "", 9)
		p.lines(width, 4.5, text.Body, max(1, int((room-8)/4.5)))
		y = p.GetY() + 3
	}
}

func (p page) foot(s Sheet) {
	p.SetFillColor(0xdf, 0xf0, 0xec)
	p.Rect(0, bottom-6, 210, 297-bottom+6, "F")
	p.SetXY(margin, bottom-3)
	p.write(ijen, "", 8)
	p.MultiCell(width, 4, s.Note, "", "L", false)
}
