package sheet

import (
	"bytes"
	"fmt"
	"image/png"
	"io"
	"strconv"
	"strings"
	"time"

	"codeberg.org/go-pdf/fpdf"
	"github.com/boombuler/barcode"
	"github.com/boombuler/barcode/qr"
)

// Stall is a vendor's sheet for a festival: one page to hang up, with the code by which it is checked in and the one for visitors.
type Stall struct {
	Festival, Days, Place string
	StallWord, Number     string // "Lapak", "A12"
	Zone, Shop            string
	Lines                 []Line // hours, size, power, contact
	RulesHeading, Rules   string
	CheckIn, Visit        Code
}

// Code is a QR code and what it is for.
type Code struct {
	Address, Title, Text string
}

// Tag is a price tag.
type Tag struct {
	Title, Variant, Price string
	Before                string // the usual price where the festival's is lower
	Maker, Address        string
}

// Paper is what all pages of a file share.
type Paper struct {
	Mall, Title, Language string
	Day                   time.Time
}

func begin(paper Paper) page {
	p := page{fpdf.New("P", "mm", "A4", "")}
	p.SetCatalogSort(true)
	p.SetCreationDate(paper.Day)
	p.SetModificationDate(paper.Day)
	p.SetTitle(paper.Title, true)
	p.SetCreator(paper.Mall, true)
	p.SetLang(paper.Language)
	p.AddUTF8FontFromBytes("jakarta", "", regular)
	p.AddUTF8FontFromBytes("jakarta", "B", bold)
	p.SetMargins(margin, margin, margin)
	p.SetCellMargin(0)
	p.SetAutoPageBreak(false, 0)
	return p
}

func (p page) end(w io.Writer) error {
	if err := p.Output(w); err != nil {
		return fmt.Errorf("draw a sheet: %w", err)
	}
	return nil
}

// qrCode draws a code; the same address is stored once.
func (p page) qrCode(address string, x, y, side float64) error {
	square, err := qr.Encode(address, qr.M, qr.Auto)
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
	p.RegisterImageOptionsReader(address, options, &drawn)
	p.ImageOptions(address, x, y, side, side, false, options, 0, address)
	return nil
}

// fit writes a text as large as it fits on the lines, from the size down to the least; what still does not fit is cut with an ellipsis.
func (p page) fit(width float64, text, style string, sizes fitting) {
	size := sizes.from
	for ; size > sizes.to; size-- {
		p.SetFont("jakarta", style, size)
		rows := p.SplitText(strings.TrimSpace(text), width)
		fits := len(rows) <= sizes.most
		for _, row := range rows {
			fits = fits && p.GetStringWidth(row) <= width
		}
		if fits {
			break
		}
	}
	p.SetFont("jakarta", style, size)
	p.lines(width, size*0.46, text, sizes.most)
}

// fitting bounds a text: its sizes in points, and how many lines it may take.
type fitting struct {
	from, to float64
	most     int
}

// WriteStalls draws a page for each stall.
func WriteStalls(w io.Writer, paper Paper, stalls []Stall) error {
	p := begin(paper)
	for _, s := range stalls {
		p.AddPage()
		if err := p.stall(paper, s); err != nil {
			return err
		}
	}
	if len(stalls) == 0 {
		p.AddPage()
	}
	return p.end(w)
}

func (p page) stall(paper Paper, s Stall) error {
	p.band(120, s.Festival, s.Days, s.Place)
	white := ink{255, 255, 255}
	p.SetXY(146, 10)
	p.write(white, "", 11)
	p.CellFormat(48, 6, s.StallWord, "", 2, "R", false, 0, "")
	p.write(white, "B", 44)
	for size := 44.0; size > 14 && p.GetStringWidth(s.Number) > 48; size -= 2 {
		p.SetFont("jakarta", "B", size)
	}
	p.CellFormat(48, 20, s.Number, "", 2, "R", false, 0, "")
	p.write(white, "", 11)
	p.SetX(146)
	p.CellFormat(48, 6, p.one(s.Zone, 48), "", 2, "R", false, 0, "")
	p.SetXY(margin, 66)
	p.SetTextColor(dark[0], dark[1], dark[2])
	p.fit(width, s.Shop, "B", fitting{24, 13, 2})
	y := p.listed(s.Lines, p.GetY()+5)
	at := max(y+8, 138)
	for i, code := range []Code{s.CheckIn, s.Visit} {
		x := margin + float64(i)*(width/2+4)
		if err := p.qrCode(code.Address, x-1, at, 52); err != nil {
			return err
		}
		p.SetXY(x, at+54)
		p.write(ijen, "B", 11)
		p.lines(width/2-6, 5.4, code.Title, 2)
		p.SetX(x)
		p.write(mute, "", 9)
		p.lines(width/2-6, 4.5, code.Text, 3)
		p.SetX(x)
		p.write(mute, "", 7.5)
		p.lines(width/2-6, 3.8, code.Address, 2)
	}
	p.SetXY(margin, at+88)
	p.write(ijen, "B", 10.5)
	p.lines(width, 5.4, s.RulesHeading, 1)
	p.SetX(margin)
	p.write(dark, "", 9)
	p.lines(width, 4.5, s.Rules, int((bottom-p.GetY())/4.5))
	p.sign(paper)
	return nil
}

// one is a text on one line, cut where it is too long.
func (p page) one(text string, width float64) string {
	for runes := []rune(text); p.GetStringWidth(text) > width && len(runes) > 1; {
		runes = runes[:len(runes)-1]
		text = strings.TrimRight(string(runes), " ") + "…"
	}
	return text
}

// Tags stand in two columns of five on a page of A4, to be cut out.
const (
	tagColumns, tagRows  = 2, 5
	tagWidth, tagHeight  = 89.0, 53.0
	tagTop, tagLeft, pad = 16.0, 16.0, 4.0
)

// WriteTags draws price tags.
func WriteTags(w io.Writer, paper Paper, tags []Tag) error {
	p := begin(paper)
	for i, tag := range tags {
		at := i % (tagColumns * tagRows)
		if at == 0 {
			p.AddPage()
		}
		x, y := tagLeft+float64(at%tagColumns)*tagWidth, tagTop+float64(at/tagColumns)*tagHeight
		if err := p.tag(tag, x, y); err != nil {
			return err
		}
	}
	if len(tags) == 0 {
		p.AddPage()
	}
	return p.end(w)
}

func (p page) tag(t Tag, x, y float64) error {
	p.SetDrawColor(0xe4, 0xdc, 0xcd)
	p.SetDashPattern([]float64{1.2, 1.2}, 0)
	p.Rect(x, y, tagWidth, tagHeight, "D")
	p.SetDashPattern(nil, 0)
	p.SetFillColor(sun[0], sun[1], sun[2])
	p.Rect(x, y, 1.4, tagHeight, "F")
	room := tagWidth - 2*pad
	p.SetXY(x+pad, y+pad)
	p.SetTextColor(dark[0], dark[1], dark[2])
	p.fit(room, t.Title, "B", fitting{13, 8, 2})
	if t.Variant != "" {
		p.SetX(x + pad)
		p.write(mute, "", 9.5)
		p.lines(room, 4.8, t.Variant, 1)
	}
	beside := room - 26
	p.SetXY(x+pad, y+tagHeight-24)
	if t.Before != "" {
		p.write(mute, "S", 9) // struck through: paper has no words for a price that was
		p.lines(beside, 4.4, t.Before, 1)
		p.SetX(x + pad)
	}
	p.SetTextColor(ijen[0], ijen[1], ijen[2])
	p.fit(beside, t.Price, "B", fitting{20, 10, 1})
	p.SetXY(x+pad, y+tagHeight-9)
	p.write(mute, "", 8)
	p.lines(beside, 3.8, t.Maker, 2)
	return p.qrCode(t.Address, x+tagWidth-pad-23, y+tagHeight-pad-23, 23)
}

// Table is a report's table.
type Table struct {
	Title   string
	Columns []string // the first is words, the others are numbers
	Rows    [][]string
	Empty   string // said where there is no row
}

// Report is figures for print.
type Report struct {
	Heading, Sub string
	Figures      []Line
	Tables       []Table
	Note         string
}

// WriteReport draws a report on as many pages as it needs.
func WriteReport(w io.Writer, paper Paper, r Report) error {
	p := begin(paper)
	p.SetFooterFunc(func() {
		p.SetXY(margin, 287)
		p.write(mute, "", 8)
		p.CellFormat(width/2, 4, p.one(paper.Mall+" · "+r.Heading, width/2), "", 0, "L", false, 0, "")
		p.CellFormat(width/2, 4, strconv.Itoa(p.PageNo()), "", 0, "R", false, 0, "")
	})
	p.AddPage()
	p.SetXY(margin, margin)
	p.SetTextColor(dark[0], dark[1], dark[2])
	p.fit(width, r.Heading, "B", fitting{20, 12, 2})
	p.SetX(margin)
	p.write(mute, "", 10.5)
	p.lines(width, 5.4, r.Sub, 2)
	y := p.GetY() + 5
	for i, f := range r.Figures {
		x := margin + float64(i%3)*width/3
		if i > 0 && i%3 == 0 {
			y += 17
		}
		p.SetXY(x, y)
		p.write(mute, "", 9)
		p.lines(width/3-4, 4.4, f.Name, 1)
		p.SetX(x)
		p.SetTextColor(ijen[0], ijen[1], ijen[2])
		p.fit(width/3-4, f.Value, "B", fitting{15, 8, 1})
	}
	p.SetY(y + 18)
	for _, table := range r.Tables {
		p.table(table)
	}
	p.SetX(margin)
	p.write(mute, "", 8.5)
	p.lines(width, 4.2, r.Note, 6)
	return p.end(w)
}

func (p page) table(t Table) {
	const row, head = 6.4, 22.0
	room := func(needed float64) {
		if p.GetY()+needed > 280 {
			p.AddPage()
			p.SetY(margin)
		}
	}
	room(head + 2*row)
	p.SetX(margin)
	p.write(dark, "B", 12)
	p.lines(width, 7, t.Title, 1)
	columns := max(len(t.Columns), 1)
	first := width * 0.34
	rest := (width - first) / float64(max(columns-1, 1))
	line := func(cells []string, style string, color ink) {
		p.SetX(margin)
		p.write(color, style, 9)
		for i, cell := range cells {
			if i == 0 {
				p.CellFormat(first, row, p.one(cell, first-2), "B", 0, "L", false, 0, "")
				continue
			}
			p.CellFormat(rest, row, p.one(cell, rest-1), "B", 0, "R", false, 0, "")
		}
		p.Ln(row)
	}
	p.SetDrawColor(0xe4, 0xdc, 0xcd)
	line(t.Columns, "B", mute)
	for _, cells := range t.Rows {
		room(row)
		line(cells, "", dark)
	}
	if len(t.Rows) == 0 {
		line([]string{t.Empty}, "", mute)
	}
	p.SetY(p.GetY() + 6)
}
