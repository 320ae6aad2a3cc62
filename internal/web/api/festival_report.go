package api

import (
	"context"
	"time"

	"lapak/internal/reports"
	"lapak/internal/web"
)

// TurnoverShown is what was sold, in rupiah.
type TurnoverShown struct {
	Total int64 `json:"total"`
	Cash  int64 `json:"cash"`
	QR    int64 `json:"qr"`
	Ahead int64 `json:"ordered_ahead" doc:"Ordered ahead and collected at the stall."`
	Sales int64 `json:"sales"`
}

func turnoverShown(t reports.Turnover) TurnoverShown {
	return TurnoverShown{t.Total(), t.Cash, t.QR, t.Ahead, t.Sales}
}

// FestivalReportShown is what a festival came to.
type FestivalReportShown struct {
	Turnover        TurnoverShown    `json:"turnover"`
	Shops           int64            `json:"shops" doc:"That sold."`
	StallVisitors   int64            `json:"stall_visitors" doc:"By QR; one a stall, visitor and day."`
	EntranceVisits  int64            `json:"entrance_visitors" doc:"By QR; one a visitor and day."`
	CameOrders      int64            `json:"visitor_orders" doc:"Placed elsewhere in the mall within 7 days after the festival's page or a printed code, by whoever; without what is collected at stalls, was not paid in time, cancelled or refunded."`
	CameGoods       int64            `json:"visitor_orders_total" doc:"Their goods in rupiah, without shipping. It is no part of the turnover."`
	CameInquiries   int64            `json:"visitor_inquiries" doc:"Asked within the same days."`
	ShortUnits      int64            `json:"short_units" doc:"Sold though the shelf did not have them."`
	ShortOpen       int64            `json:"short_open" doc:"Lines of them that nobody counted yet."`
	OrdersDisplaced int64            `json:"orders_displaced"`
	LateSales       int64            `json:"late_sales"`
	Stalls          []ReportStall    `json:"stalls"`
	Zones           []ReportZone     `json:"zones"`
	Categories      []ReportCategory `json:"categories"`
	Hours           []ReportHour     `json:"hours"`
}

// ReportStall is one stall's turnover.
type ReportStall struct {
	Stall    string        `json:"stall"`
	Zone     Bilingual     `json:"zone"`
	Shop     string        `json:"shop"`
	Visitors int64         `json:"visitors"`
	Turnover TurnoverShown `json:"turnover"`
}

// ReportZone is one zone's turnover.
type ReportZone struct {
	Zone     Bilingual     `json:"zone"`
	Stalls   int64         `json:"stalls" doc:"That sold."`
	Turnover TurnoverShown `json:"turnover"`
}

// ReportCategory is the turnover of one kind of goods.
type ReportCategory struct {
	Category Bilingual     `json:"category"`
	Units    int64         `json:"units"`
	Turnover TurnoverShown `json:"turnover"`
}

// ReportHour is an hour's turnover.
type ReportHour struct {
	From     time.Time     `json:"from"`
	Turnover TurnoverShown `json:"turnover"`
}

func (f *face) findFestivalReport(ctx context.Context, in *StallFestival) (*answer[FestivalReportShown], error) {
	of, err := f.Festivals.FindOwn(ctx, web.Actor(ctx), in.Festival)
	if err != nil {
		return nil, err
	}
	r, err := reports.FindFestival(ctx, f.DB, of.ID)
	if err != nil {
		return nil, err
	}
	out := FestivalReportShown{
		Turnover: turnoverShown(r.Turnover), Shops: r.Shops, StallVisitors: r.Visits, EntranceVisits: r.Entrance,
		CameOrders: r.Came.Orders, CameGoods: r.Came.Goods, CameInquiries: r.Came.Inquiries, ShortUnits: r.Short, ShortOpen: r.ShortOpen,
		OrdersDisplaced: r.GaveWay, LateSales: r.Late, Stalls: []ReportStall{}, Zones: []ReportZone{}, Categories: []ReportCategory{}, Hours: []ReportHour{},
	}
	for _, s := range r.Stalls {
		out.Stalls = append(out.Stalls, ReportStall{s.Stall, Bilingual{ID: s.ZoneID, EN: s.ZoneEN}, s.Shop, s.Visits, turnoverShown(s.Turnover)})
	}
	for _, z := range r.Zones {
		out.Zones = append(out.Zones, ReportZone{Bilingual{ID: z.ZoneID, EN: z.ZoneEN}, z.Stalls, turnoverShown(z.Turnover)})
	}
	for _, c := range r.Categories {
		out.Categories = append(out.Categories, ReportCategory{Bilingual{ID: c.NameID, EN: c.NameEN}, c.Units, turnoverShown(c.Turnover)})
	}
	for _, h := range r.Hours {
		out.Hours = append(out.Hours, ReportHour{h.Hour.UTC(), turnoverShown(h.Turnover)})
	}
	return &answer[FestivalReportShown]{out}, nil
}
