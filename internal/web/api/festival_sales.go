package api

import (
	"context"
	"net/http"
	"time"

	"github.com/google/uuid"

	"lapak/internal/apperr"
	"lapak/internal/checkout"
	"lapak/internal/festivals"
	"lapak/internal/i18n"
	"lapak/internal/stock"
	"lapak/internal/web"
)

// registerStall adds what is done at a festival's stall.
func (f *face) registerStall() {
	f.tag = "Festival stalls"
	handle(f, desk("GET /festivals/{festival}/stall", "findStall", "Read a shop's stall: its phones, goods and turnover"), f.findStall)
	handle(f, desk("POST /festivals/{festival}/devices", "registerDevice", "Make a phone a device of the stall").answers(http.StatusCreated), f.registerDevice)
	handle(f, desk("PUT /festivals/{festival}/devices/{device}/allotment", "allotToDevice", "Set what a device may sell without a connection"), f.allotToDevice)
	handle(f, desk("POST /festivals/{festival}/devices/{device}/close", "closeDevice", "Close a device; its goods go back to the shelf"), f.closeDevice)
	handle(f, desk("GET /festivals/{festival}/devices/{device}/collections", "listStallCollections", "List the orders that a device may hand over, with hashes of their codes"), f.listStallCollections)
	handle(f, desk("POST /festivals/{festival}/sales", "recordStallSales", "Send what a device sold, took back and handed over; each is judged on its own"), f.recordStallSales)
	handle(f, desk("GET /festivals/{festival}/stock-take", "findStockTake", "List what was short, what gave way and what was kept aside"), f.findStockTake)
	handle(f, desk("POST /festivals/{festival}/stock-take/{id}", "countShortfall", "Say what was counted of goods that were short"), f.countShortfall)
	handle(f, desk("POST /festivals/{festival}/uploads/{id}/settle", "settleUpload", "Mark what was kept aside as seen to"), f.settleUpload)
	handle(f, member("GET /organizer/festivals/{festival}/check-in", "listCheckIns", "List who has come and who is missing"), f.listCheckIns)
	handle(f, member("POST /organizer/festivals/{festival}/check-in", "checkIn", "Note by the code of a stall's sheet that its vendor has come"), f.checkIn)
	handle(f, member("GET /organizer/festivals/{festival}/report", "findFestivalReport", "Read what a festival came to"), f.findFestivalReport)
}

// StallFestival names a festival.
type StallFestival struct {
	Festival string `path:"festival" maxLength:"200" example:"festival-kopi-2026"`
}

// StallPath names a shop's stall at a festival.
type StallPath struct {
	ShopPath
	StallFestival
}

// DevicePath names a phone at a shop's stall.
type DevicePath struct {
	StallPath
	Device string `path:"device" doc:"UUID."`
}

func (p DevicePath) device() (festivals.DevicePath, error) {
	id, err := parseID(p.Device, "device_not_found")
	return festivals.DevicePath{Festival: p.Festival, Shop: p.Shop, Device: id}, err
}

// DeviceShown is a phone at a stall.
type DeviceShown struct {
	ID        uuid.UUID        `json:"id" format:"uuid"`
	Number    int              `json:"number" doc:"\"HP 1\"."`
	ClosedAt  *time.Time       `json:"closed_at"`
	Allotment []AllotmentShown `json:"allotment"`
}

// AllotmentShown is what a device may sell of a variant without a connection, in units.
type AllotmentShown struct {
	VariantID uuid.UUID `json:"variant_id" format:"uuid"`
	Left      int64     `json:"left"`
	Sold      int64     `json:"sold"`
}

func deviceShown(d festivals.Device) DeviceShown {
	out := DeviceShown{ID: d.ID, Number: d.Number, ClosedAt: d.ClosedAt, Allotment: make([]AllotmentShown, 0, len(d.Allotments))}
	for _, a := range d.Allotments {
		out.Allotment = append(out.Allotment, AllotmentShown{a.VariantID, a.Left(), a.Consumed})
	}
	return out
}

// StallShown is a shop's stall.
type StallShown struct {
	Festival string         `json:"festival"`
	Stall    string         `json:"stall" example:"A12"`
	Devices  []DeviceShown  `json:"devices"`
	Goods    []StallGoods   `json:"goods"`
	Turnover StallTurnover  `json:"turnover"`
	Sales    []StallSaleRow `json:"sales" doc:"The latest 50."`
}

// StallGoods is a variant that can be sold at the stall.
type StallGoods struct {
	VariantID uuid.UUID `json:"variant_id" format:"uuid"`
	Title     string    `json:"title"`
	Variant   string    `json:"variant"`
	Price     int64     `json:"price" doc:"Rupiah."`
	Free      int64     `json:"free" doc:"Units that no order and no device holds."`
}

// StallTurnover is what a shop sold over its table, in rupiah.
type StallTurnover struct {
	Sales int64 `json:"sales"`
	Cash  int64 `json:"cash"`
	QR    int64 `json:"qr"`
}

// StallSaleRow is a sale of the book.
type StallSaleRow struct {
	ID     uuid.UUID `json:"id" format:"uuid"`
	Device int       `json:"device"`
	Method string    `json:"method" enum:"cash,qr"`
	Total  int64     `json:"total"`
	SoldAt time.Time `json:"sold_at"`
	Late   bool      `json:"late"`
	Voided bool      `json:"voided"`
}

func (f *face) findStall(ctx context.Context, in *StallPath) (*answer[StallShown], error) {
	d, err := f.Festivals.FindStallDesk(ctx, web.Actor(ctx), in.Festival, in.Shop)
	if err != nil {
		return nil, err
	}
	book, err := f.Festivals.ListStallBook(ctx, web.Actor(ctx), in.Festival, in.Shop)
	if err != nil {
		return nil, err
	}
	out := StallShown{
		Festival: d.Festival.Slug, Stall: d.Stall.Number, Devices: []DeviceShown{}, Goods: []StallGoods{}, Sales: []StallSaleRow{},
		Turnover: StallTurnover{book.Count, book.Cash, book.QR},
	}
	for _, device := range d.Devices {
		out.Devices = append(out.Devices, deviceShown(device))
	}
	for _, g := range d.Goods {
		out.Goods = append(out.Goods, StallGoods{g.VariantID, g.Title, g.Variant, g.Price, g.Free})
	}
	for _, s := range book.Sales {
		out.Sales = append(out.Sales, StallSaleRow{s.ID, s.Device, string(s.Method), s.Total, s.SoldAt.UTC(), s.Late, s.VoidID != nil})
	}
	return &answer[StallShown]{out}, nil
}

func (f *face) registerDevice(ctx context.Context, in *StallPath) (*answer[DeviceShown], error) {
	d, err := f.Festivals.Register(ctx, web.Actor(ctx), in.Festival, in.Shop)
	return ok(deviceShown(d), err)
}

// AllotmentWanted sets units of variants; those that are not named stay as they are.
type AllotmentWanted struct {
	Items []AllotmentItem `json:"items" minItems:"1" maxItems:"500"`
}

// AllotmentItem is what a device should hold of a variant.
type AllotmentItem struct {
	VariantID uuid.UUID `json:"variant_id" format:"uuid"`
	Quantity  int64     `json:"quantity"`
}

func (f *face) allotToDevice(ctx context.Context, in *struct {
	DevicePath
	Body AllotmentWanted
},
) (*answer[DeviceShown], error) {
	path, err := in.device()
	if err != nil {
		return nil, err
	}
	items := make([]stock.Demand, len(in.Body.Items))
	for i, item := range in.Body.Items {
		items[i] = stock.Demand(item)
	}
	d, err := f.Festivals.Allot(ctx, web.Actor(ctx), path, items)
	return ok(deviceShown(d), err)
}

func (f *face) closeDevice(ctx context.Context, in *DevicePath) (*empty, error) {
	path, err := in.device()
	if err != nil {
		return nil, err
	}
	return done(f.Festivals.Close(ctx, web.Actor(ctx), path))
}

// Collections are what a device may hand over without a connection.
type Collections struct {
	Rounds int              `json:"rounds" doc:"Of PBKDF2 with SHA-256, 32 bytes."`
	Orders []CollectionOpen `json:"orders"`
}

// CollectionOpen is an order that waits for its buyer.
type CollectionOpen struct {
	Number string `json:"number"`
	Buyer  string `json:"buyer"`
	Goods  string `json:"goods"`
	Due    int64  `json:"due" doc:"Rupiah to be taken in cash; 0: paid."`
	Salt   string `json:"salt"`
	Hash   string `json:"hash" doc:"Of the code that the buyer says, in hex."`
}

func (f *face) listStallCollections(ctx context.Context, in *DevicePath) (*answer[Collections], error) {
	path, err := in.device()
	if err != nil {
		return nil, err
	}
	list, err := f.Checkout.ListStallCollections(ctx, festivals.Told{Actor: web.Actor(ctx), Path: path})
	if err != nil {
		return nil, err
	}
	out := Collections{Rounds: checkout.CodeRounds, Orders: make([]CollectionOpen, 0, len(list))}
	for _, o := range list {
		open := CollectionOpen{Number: o.Number, Buyer: o.Buyer, Goods: o.Goods, Salt: o.Salt, Hash: o.Hash}
		if !o.Paid {
			open.Due = o.Total
		}
		out.Orders = append(out.Orders, open)
	}
	return &answer[Collections]{out}, nil
}

// StallBatch is what a device sends. Its parts are texts and numbers without bounds on purpose: one that makes no sense is refused alone.
type StallBatch struct {
	Device      string           `json:"device" doc:"UUID."`
	SentAt      string           `json:"sent_at,omitempty" doc:"By the device's clock; it tells how far that is off."`
	Sales       []ToldSale       `json:"sales,omitempty" maxItems:"200"`
	Voids       []ToldVoid       `json:"voids,omitempty" maxItems:"200"`
	Collections []ToldCollection `json:"collections,omitempty" maxItems:"200"`
}

// ToldSale is a sale as a device tells it.
type ToldSale struct {
	ID     string         `json:"id" doc:"UUID, made on the device. The same sale sent again is one sale."`
	Method string         `json:"method" example:"cash" doc:"cash or qr."`
	SoldAt string         `json:"sold_at" doc:"By the device's clock."`
	Lines  []ToldSaleLine `json:"lines" maxItems:"1000"`
}

// ToldSaleLine is a variant of a sale.
type ToldSaleLine struct {
	VariantID string `json:"variant_id" doc:"UUID."`
	Quantity  int64  `json:"quantity"`
	UnitPrice int64  `json:"unit_price" doc:"Rupiah, as agreed at the stall."`
}

// ToldVoid takes a sale back.
type ToldVoid struct {
	ID     string `json:"id" doc:"UUID, made on the device."`
	SaleID string `json:"sale_id" doc:"UUID."`
	Reason string `json:"reason"`
}

// ToldCollection is an order that was handed over.
type ToldCollection struct {
	ID     string `json:"id" doc:"UUID, made on the device."`
	Number string `json:"number"`
	Code   string `json:"code"`
	At     string `json:"at" doc:"By the device's clock."`
}

// BatchOutcome tells what became of each part of a batch, in its order.
type BatchOutcome struct {
	Sales       []PartOutcome `json:"sales"`
	Voids       []PartOutcome `json:"voids"`
	Collections []PartOutcome `json:"collections"`
}

// PartOutcome is what became of one part. Anything but an answer with its id must be sent again.
type PartOutcome struct {
	ID      string       `json:"id"`
	Outcome string       `json:"outcome" enum:"recorded,repeated,kept,refused" doc:"Kept: not taken in as told, but on the shop's list. Refused: it makes no sense."`
	Code    string       `json:"code,omitempty"`
	Detail  string       `json:"detail,omitempty" doc:"In the reader's language."`
	Fields  []string     `json:"fields,omitempty"`
	Short   []StallShort `json:"short,omitempty"`
}

// StallShort names goods of which the shelf had too few.
type StallShort struct {
	VariantID uuid.UUID `json:"variant_id" format:"uuid"`
	Units     int64     `json:"units"`
}

func (f *face) recordStallSales(ctx context.Context, in *struct {
	StallPath
	Body StallBatch
},
) (*answer[BatchOutcome], error) {
	device, err := parseID(in.Body.Device, "device_not_found")
	if err != nil {
		return nil, err
	}
	told := festivals.Told{
		Actor: web.Actor(ctx), Path: festivals.DevicePath{Festival: in.Festival, Shop: in.Shop, Device: device}, SentAt: toldTime(in.Body.SentAt),
	}
	if _, err := f.Festivals.FindDevice(ctx, told.Actor, told.Path); err != nil {
		return nil, err
	}
	out := BatchOutcome{Sales: []PartOutcome{}, Voids: []PartOutcome{}, Collections: []PartOutcome{}}
	// What was handed over comes first, so that no sale of the same hour takes its goods away.
	given := make([]checkout.HandedOver, len(in.Body.Collections))
	for i, c := range in.Body.Collections {
		given[i] = checkout.HandedOver{ID: toldID(c.ID), Number: c.Number, Code: c.Code, At: toldTime(c.At)}
	}
	collected, err := f.Checkout.RecordHandedOver(ctx, told, given)
	if err != nil {
		return nil, err
	}
	for i, c := range collected {
		out.Collections = append(out.Collections, partOutcome(ctx, in.Body.Collections[i].ID, c.Repeated, c.Kept, c.Err))
	}
	sales := make([]festivals.Sold, len(in.Body.Sales))
	for i, s := range in.Body.Sales {
		sales[i] = soldOf(s)
	}
	recorded, err := f.Checkout.RecordStallSales(ctx, told, sales)
	if err != nil {
		return nil, err
	}
	for i, r := range recorded {
		part := partOutcome(ctx, in.Body.Sales[i].ID, r.Repeated, r.Kept, r.Err)
		for _, l := range r.Sale.Lines {
			if r.Err == nil && l.Short > 0 {
				part.Short = append(part.Short, StallShort{l.VariantID, l.Short})
			}
		}
		out.Sales = append(out.Sales, part)
	}
	for _, v := range in.Body.Voids {
		_, err := f.Checkout.VoidStallSale(ctx, told, festivals.Void{ID: toldID(v.ID), SaleID: toldID(v.SaleID), Reason: v.Reason})
		if apperr.CodeOf(err) == "device_not_found" || apperr.KindOf(err) == apperr.Internal && err != nil {
			return nil, err
		}
		out.Voids = append(out.Voids, partOutcome(ctx, v.ID, false, false, err))
	}
	return &answer[BatchOutcome]{out}, nil
}

func soldOf(s ToldSale) festivals.Sold {
	sold := festivals.Sold{ID: toldID(s.ID), Method: festivals.Method(s.Method), SoldAt: toldTime(s.SoldAt)}
	for _, l := range s.Lines {
		sold.Lines = append(sold.Lines, festivals.SoldLine{VariantID: toldID(l.VariantID), Quantity: l.Quantity, UnitPrice: l.UnitPrice})
	}
	return sold
}

// toldID is an id as a device wrote it; one that is none is the zero id, which the rules refuse.
func toldID(text string) uuid.UUID {
	id, err := uuid.Parse(text)
	if err != nil || len(text) != 36 {
		return uuid.Nil
	}
	return id
}

// toldTime is a time as a device wrote it; one that is none is the zero time, which counts as the device's beginning.
func toldTime(text string) time.Time {
	at, err := time.Parse(time.RFC3339, text)
	if err != nil || at.Year() < 1 || at.Year() > 9999 {
		return time.Time{}
	}
	return at
}

func partOutcome(ctx context.Context, id string, repeated, kept bool, err error) PartOutcome {
	part := PartOutcome{ID: id, Outcome: "recorded"}
	switch {
	case err == nil && repeated:
		part.Outcome = "repeated"
	case err != nil && kept:
		part.Outcome = "kept"
	case err != nil:
		part.Outcome = "refused"
	}
	if err == nil {
		return part
	}
	part.Code = apperr.CodeOf(err)
	if e := apperr.As(err); e != nil {
		part.Detail = i18n.Text(ctx, "error."+e.Code, e.Params)
		for _, field := range e.Fields {
			part.Fields = append(part.Fields, field.Path)
		}
	}
	return part
}
