package pages

import (
	"bytes"
	"context"
	"fmt"
	"net/http"

	"github.com/gin-gonic/gin"

	"lapak/internal/i18n"
	"lapak/internal/reports"
	"lapak/internal/web/pages/sheet"
	"lapak/internal/web/pages/templates"
	"lapak/internal/web/pages/view"
	"lapak/internal/web/tables"
)

// festivalReport is what a festival came to, for its organizer.
func (s *Site) festivalReport(c *gin.Context) error {
	ctx := c.Request.Context()
	d, err := s.openFestival(c, "report")
	if err != nil {
		return err
	}
	r, err := reports.FindFestival(ctx, s.DB, d.festival.ID)
	if err != nil {
		return err
	}
	m := view.FestivalReport{Base: d.view.Base, Note: text(ctx, "report.note"), Figures: reportFigures(ctx, r), Chart: hoursChart(ctx, r)}
	for _, t := range reportTables(ctx, r) {
		m.Tables = append(m.Tables, view.ReportTable{Title: t.Title, Columns: t.Columns, Rows: t.Rows, Empty: t.Empty})
	}
	p, err := s.private(c, text(ctx, "report.title"))
	if err != nil {
		return err
	}
	return show(c, templates.FestivalReport(p, d.view, m))
}

func reportFigures(ctx context.Context, r reports.FestivalReport) []view.Fact {
	lang := i18n.Language(ctx)
	count := func(n int64) string { return i18n.Number(lang, n) }
	return []view.Fact{
		{Name: text(ctx, "report.turnover"), Value: inRupiah(ctx, r.Total())},
		{Name: text(ctx, "report.cash"), Value: inRupiah(ctx, r.Cash)},
		{Name: text(ctx, "report.qr"), Value: inRupiah(ctx, r.QR)},
		{Name: text(ctx, "report.ahead"), Value: inRupiah(ctx, r.Ahead)},
		{Name: text(ctx, "report.sales"), Value: count(r.Sales)},
		{Name: text(ctx, "report.shops"), Value: count(r.Shops)},
		{Name: text(ctx, "report.visits"), Value: count(r.Visits)},
		{Name: text(ctx, "report.entrance"), Value: count(r.Entrance)},
		{Name: text(ctx, "report.came_orders"), Value: text(ctx, "report.came_of", "Count", count(r.Came.Orders), "Money", inRupiah(ctx, r.Came.Goods))},
		{Name: text(ctx, "report.came_inquiries"), Value: count(r.Came.Inquiries)},
		{Name: text(ctx, "report.short"), Value: text(ctx, "report.short_of", "Units", count(r.Short), "Open", count(r.ShortOpen))},
		{Name: text(ctx, "report.gave_way"), Value: count(r.GaveWay)},
	}
}

// reportTables are the parts of a report; amounts are in words.
func reportTables(ctx context.Context, r reports.FestivalReport) []sheet.Table {
	lang := i18n.Language(ctx)
	name := func(id, en string) string {
		if lang == i18n.English {
			return en
		}
		return id
	}
	row := func(first string, t reports.Turnover, more ...int64) []string {
		cells := []string{first, inRupiah(ctx, t.Total()), inRupiah(ctx, t.Cash), inRupiah(ctx, t.QR), inRupiah(ctx, t.Ahead)}
		for _, n := range more {
			cells = append(cells, i18n.Number(lang, n))
		}
		return cells
	}
	table := func(key, last string) sheet.Table {
		t := sheet.Table{Title: text(ctx, "report.by_"+key), Empty: text(ctx, "report.nothing"), Columns: []string{
			text(ctx, "report.column_"+key), text(ctx, "report.total"), text(ctx, "report.cash"), text(ctx, "report.qr"), text(ctx, "report.ahead"),
		}}
		if last != "" {
			t.Columns = append(t.Columns, text(ctx, last))
		}
		return t
	}
	zones, stalls, categories, hours := table("zone", "report.stalls"), table("stall", "report.visits"), table("category", "report.units"), table("hour", "")
	for _, z := range r.Zones {
		zones.Rows = append(zones.Rows, row(name(z.ZoneID, z.ZoneEN), z.Turnover, z.Stalls))
	}
	for _, s := range r.Stalls {
		stalls.Rows = append(stalls.Rows, row(s.Stall+" "+s.Shop, s.Turnover, s.Visits))
	}
	for _, c := range r.Categories {
		categories.Rows = append(categories.Rows, row(name(c.NameID, c.NameEN), c.Turnover, c.Units))
	}
	for _, h := range r.Hours {
		hours.Rows = append(hours.Rows, row(i18n.DateTime(lang, h.Hour), h.Turnover))
	}
	return []sheet.Table{zones, stalls, categories, hours}
}

// hoursChart shows the turnover of each hour; nil where nothing was sold.
func hoursChart(ctx context.Context, r reports.FestivalReport) *view.Chart {
	if len(r.Hours) == 0 {
		return nil
	}
	lang := i18n.Language(ctx)
	c := view.Chart{
		Title: text(ctx, "report.by_hour"), Fold: text(ctx, "report.as_table"), Columns: []string{text(ctx, "report.column_hour"), text(ctx, "report.total")},
		Legend: []view.ChartKey{{Class: "supply", Text: text(ctx, "report.at_table")}, {Class: "gap", Text: text(ctx, "report.ahead")}},
	}
	var columns [][]shade
	top := int64(0)
	for _, h := range r.Hours {
		top = max(top, h.Total())
		columns = append(columns, []shade{{"supply", h.Cash + h.QR}, {"gap", h.Ahead}})
		c.Rows = append(c.Rows, []string{i18n.DateTime(lang, h.Hour), inRupiah(ctx, h.Total())})
	}
	c.Top = i18n.Number(lang, top/1000) + text(ctx, "report.thousand")
	drawColumns(&c, columns)
	first, last := r.Hours[0].Hour, r.Hours[len(r.Hours)-1].Hour
	c.Labels = []view.ChartLabel{{X: chartLeft, Text: i18n.DateTime(lang, first), Anchor: "start"}}
	if len(r.Hours) > 2 {
		c.Labels = append(c.Labels, view.ChartLabel{X: chartRight, Text: i18n.DateTime(lang, last), Anchor: "end"})
	}
	return &c
}

// festivalReportPDF is the same for print.
func (s *Site) festivalReportPDF(c *gin.Context) error {
	ctx := c.Request.Context()
	d, err := s.openFestival(c, "report")
	if err != nil {
		return err
	}
	r, err := reports.FindFestival(ctx, s.DB, d.festival.ID)
	if err != nil {
		return err
	}
	out := sheet.Report{
		Heading: text(ctx, "report.of", "Festival", d.view.Name), Sub: d.view.Days + " · " + d.festival.Place + ", " + d.festival.DistrictName,
		Tables: reportTables(ctx, r), Note: text(ctx, "report.note"),
	}
	for _, f := range reportFigures(ctx, r) {
		out.Figures = append(out.Figures, sheet.Line{Name: f.Name, Value: f.Value})
	}
	var file bytes.Buffer
	if err := sheet.WriteReport(&file, s.paper(ctx, out.Heading), out); err != nil {
		return err
	}
	return sendPDF(c, d.festival.Slug+"-report", &file)
}

// festivalReportXLSX is each stall in figures, for a spreadsheet.
func (s *Site) festivalReportXLSX(c *gin.Context) error {
	ctx := c.Request.Context()
	d, err := s.openFestival(c, "report")
	if err != nil {
		return err
	}
	r, err := reports.FindFestival(ctx, s.DB, d.festival.ID)
	if err != nil {
		return err
	}
	var file bytes.Buffer
	out, err := tables.NewXLSX(&file, text(ctx, "report.title"), 10, 30, 20, 14, 14, 14, 14, 10, 10)
	if err != nil {
		return err
	}
	head := []any{}
	for _, key := range []string{"column_stall", "column_shop", "column_zone", "cash", "qr", "ahead", "total", "sales", "visits"} {
		head = append(head, text(ctx, "report."+key))
	}
	if err := out.Write(head...); err != nil {
		return err
	}
	for _, row := range r.Stalls {
		zone := row.ZoneID
		if i18n.Language(ctx) == i18n.English {
			zone = row.ZoneEN
		}
		err := out.Write(row.Stall, row.Shop, zone, new(row.Cash), new(row.QR), new(row.Ahead), new(row.Total()), new(row.Sales), new(row.Visits))
		if err != nil {
			return err
		}
	}
	var none *int64
	for _, row := range [][]any{ // sums that belong to no stall, apart from the turnover
		{"", text(ctx, "report.entrance"), "", none, none, none, none, none, new(r.Entrance)},
		{"", text(ctx, "report.came_orders"), "", none, none, none, new(r.Came.Goods), new(r.Came.Orders), none},
		{"", text(ctx, "report.came_inquiries"), "", none, none, none, none, new(r.Came.Inquiries), none},
	} {
		if err := out.Write(row...); err != nil {
			return err
		}
	}
	if err := out.Close(); err != nil {
		return err
	}
	c.Header("Cache-Control", "private, no-store")
	c.Header("Content-Disposition", fmt.Sprintf(`attachment; filename="%s.xlsx"`, d.festival.Slug))
	c.Data(http.StatusOK, tables.XLSXType, file.Bytes())
	return nil
}
