package sheet

import "io"

// Entrance is the sheet that hangs at a festival's entrance: one page with the code that leads visitors to the festival's page.
type Entrance struct {
	Festival, Days, Place string
	Visit                 Code
	Lines                 []Line // hours, contact
}

// WriteEntrance draws the page.
func WriteEntrance(w io.Writer, paper Paper, e Entrance) error {
	const square = 116.0
	p := begin(paper)
	p.AddPage()
	p.band(width, e.Festival, e.Days, e.Place)
	p.SetXY(margin, 64)
	p.SetTextColor(ijen[0], ijen[1], ijen[2])
	p.fit(width, e.Visit.Title, "B", fitting{24, 14, 2})
	at := p.GetY() + 2
	if err := p.qrCode(e.Visit.Address, margin, at, square); err != nil {
		return err
	}
	p.SetXY(margin, at+square+4)
	p.write(dark, "", 11)
	p.lines(width, 5.4, e.Visit.Text, 3)
	p.SetX(margin)
	p.write(mute, "", 9)
	p.lines(width, 4.6, e.Visit.Address, 2)
	p.listed(e.Lines, p.GetY()+4)
	p.sign(paper)
	return p.end(w)
}

// band is the dark band at the top, with the festival in the given width.
func (p page) band(room float64, festival, days, place string) {
	p.SetFillColor(night[0], night[1], night[2])
	p.Rect(0, 0, 210, 54, "F")
	p.SetFillColor(sun[0], sun[1], sun[2])
	p.Rect(0, 54, 210, 1.4, "F")
	white := ink{255, 255, 255}
	p.SetXY(margin, 12)
	p.SetTextColor(white[0], white[1], white[2])
	p.fit(room, festival, "B", fitting{22, 12, 2})
	p.SetX(margin)
	p.write(white, "", 10.5)
	p.lines(room, 5.4, days, 1)
	p.SetX(margin)
	p.lines(room, 5.4, place, 2)
}

// listed are rows of a name and what it is, from a height on; it gives where they end.
func (p page) listed(lines []Line, y float64) float64 {
	p.SetDrawColor(0xe4, 0xdc, 0xcd)
	for _, line := range lines {
		p.SetXY(margin, y)
		p.write(mute, "", 10)
		p.lines(46, 5.2, line.Name, 1)
		p.SetXY(margin+50, y)
		p.write(dark, "B", 10)
		p.lines(width-50, 5.2, line.Value, 8)
		y = p.GetY() + 2
		p.Line(margin, y-0.6, 210-margin, y-0.6)
	}
	return y
}

// sign names the mall at the bottom.
func (p page) sign(paper Paper) {
	p.SetXY(margin, 286)
	p.write(mute, "", 8)
	p.CellFormat(width, 4, paper.Mall, "", 0, "L", false, 0, "")
}
