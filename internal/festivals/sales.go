package festivals

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"slices"
	"strconv"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/identity"
	"lapak/internal/postgres"
	"lapak/internal/stock"
)

// Method is how a buyer paid at the stall; the money went to the shop at once.
type Method string

// The methods at a stall.
const (
	Cash Method = "cash"
	QR   Method = "qr"
)

// Sold is a sale as a device tells it.
type Sold struct {
	ID     uuid.UUID  `json:"id"` // made on the device
	Method Method     `json:"method"`
	SoldAt time.Time  `json:"sold_at"` // by the device's clock
	Lines  []SoldLine `json:"lines"`
}

// SoldLine is a variant of a sale.
type SoldLine struct {
	VariantID uuid.UUID `json:"variant_id"`
	Quantity  int64     `json:"quantity"`
	UnitPrice int64     `json:"unit_price"` // rupiah, as agreed at the stall
}

// Bounds of what makes sense as a sale over a table.
const (
	maxLines    = 50
	maxQuantity = 9_999
	maxPrice    = 100_000_000 // rupiah a unit
)

// Fingerprint tells contents apart: the same id with another fingerprint is no repetition. The device's times are no part of it.
func (s Sold) Fingerprint() []byte {
	lines := slices.Clone(s.Lines)
	slices.SortFunc(lines, func(a, b SoldLine) int { return slices.Compare(a.VariantID[:], b.VariantID[:]) })
	text, err := json.Marshal(struct {
		Method Method
		Lines  []SoldLine
	}{s.Method, lines})
	if err != nil {
		return nil // strings and integers always marshal
	}
	sum := sha256.Sum256(text)
	return sum[:]
}

// Total is what the buyer paid, in rupiah.
func (s Sold) Total() (total int64) {
	for _, l := range s.Lines {
		total += l.Quantity * l.UnitPrice
	}
	return total
}

// checkSold refuses nonsense only. known are the shop's variants, archived ones too.
func checkSold(in Sold, known map[uuid.UUID]Goods) error {
	var fields apperr.Fields
	if in.ID == uuid.Nil {
		fields.Add("id", "required")
	}
	if in.Method != Cash && in.Method != QR {
		fields.Add("method", "unknown_method")
	}
	if len(in.Lines) == 0 {
		fields.Add("lines", "required")
	}
	if len(in.Lines) > maxLines {
		fields.Add("lines", "out_of_range", "Min", 1, "Max", maxLines)
		return fields.Err()
	}
	seen := map[uuid.UUID]bool{}
	for i, l := range in.Lines {
		at := "lines." + number(i)
		if _, ok := known[l.VariantID]; !ok || seen[l.VariantID] {
			fields.Add(at+".variant_id", "variant_not_found")
		}
		seen[l.VariantID] = true
		fields.Between(at+".quantity", l.Quantity, 1, maxQuantity)
		fields.Between(at+".unit_price", l.UnitPrice, 0, maxPrice)
	}
	return fields.Err()
}

// soldAt corrects a device's time by how far its clock was off when it sent, and keeps it between the device's beginning and its receipt.
func soldAt(told, sentAt, received, begin time.Time) time.Time {
	at := told
	if off := received.Sub(sentAt); !sentAt.IsZero() && off.Abs() < maxClockSkew {
		at = told.Add(off)
	}
	if at.Before(begin) {
		at = begin
	}
	if at.After(received) {
		at = received
	}
	return at
}

// Sale is a sale that was taken in.
type Sale struct {
	ID          uuid.UUID   `db:"id"`
	DeviceID    uuid.UUID   `db:"device_id"`
	Device      int         `db:"device"` // its number
	FestivalID  uuid.UUID   `db:"festival_id"`
	StallID     uuid.UUID   `db:"stall_id"`
	ShopID      uuid.UUID   `db:"shop_id"`
	Method      Method      `db:"method"`
	Total       int64       `db:"total"` // rupiah
	Fingerprint []byte      `db:"fingerprint"`
	ToldAt      time.Time   `db:"told_at"`
	SoldAt      time.Time   `db:"sold_at"`
	ReceivedAt  time.Time   `db:"received_at"`
	Late        bool        `db:"late"`
	SoldBy      uuid.UUID   `db:"sold_by"`
	VoidID      *uuid.UUID  `db:"void_id"`
	VoidedAt    *time.Time  `db:"voided_at"`
	VoidReason  string      `db:"void_reason"`
	Lines       []SaleLine  `db:"-"`
	Displaced   []Displaced `db:"-"`
}

// SaleLine is a variant of a sale and where its units came from.
type SaleLine struct {
	SaleID        uuid.UUID `db:"sale_id"`
	VariantID     uuid.UUID `db:"variant_id"`
	Title         string    `db:"title"`
	VariantTitle  string    `db:"variant_title"`
	Category      string    `db:"category"`
	Quantity      int64     `db:"quantity"`
	UnitPrice     int64     `db:"unit_price"`
	ListPrice     int64     `db:"list_price"` // when it was received
	Total         int64     `db:"total"`
	FromAllotment int64     `db:"from_allotment"`
	FromStock     int64     `db:"from_stock"`
	FromOrders    int64     `db:"from_orders"` // came free because online orders gave way
	Short         int64     `db:"short"`       // the shelf did not have them
}

// Taken is how many units left the stock.
func (l SaleLine) Taken() int64 { return l.FromAllotment + l.FromStock + l.FromOrders }

// Displaced is an online order that gave way to a sale.
type Displaced struct {
	ShopOrderID uuid.UUID `db:"shop_order_id"`
	SaleID      uuid.UUID `db:"sale_id"`
	VariantID   uuid.UUID `db:"variant_id"`
	Units       int64     `db:"units"`
	Number      string    `db:"number"` // of the order
	At          time.Time `db:"at"`
}

// Told is who tells of a sale, and when by the device's clock.
type Told struct {
	Actor  identity.Actor
	Path   DevicePath
	SentAt time.Time // zero: the device does not say
}

// BeginSaleTx takes a told sale as far as it can be judged without stock: its device is locked, its content checked. A sale that is in already
// comes back with isNew false. Errors: NotFound device_not_found; Invalid where it is nonsense; Conflict sale_differs where its id was used for
// another content, upload_window_over a week after the festival's end.
func (s *Service) BeginSaleTx(ctx context.Context, tx *sqlx.Tx, told Told, in Sold) (sale Sale, d Device, isNew bool, err error) {
	if d, err = s.LockDeviceTx(ctx, tx, told.Actor, told.Path); err != nil {
		return sale, d, false, err
	}
	variants := make([]uuid.UUID, len(in.Lines))
	for i, l := range in.Lines {
		variants[i] = l.VariantID
	}
	known, err := soldGoods(ctx, tx, d, variants)
	if err != nil {
		return sale, d, false, err
	}
	if err := checkSold(in, known); err != nil {
		return sale, d, false, err
	}
	before, found, err := findSale(ctx, tx, in.ID)
	if err != nil {
		return sale, d, false, err
	}
	if found {
		if before.ShopID != d.ShopID || before.FestivalID != d.FestivalID || !slices.Equal(before.Fingerprint, in.Fingerprint()) {
			return sale, d, false, apperr.New(apperr.Conflict, "sale_differs")
		}
		return before, d, false, nil
	}
	now, err := s.nowTx(ctx, tx)
	if err != nil {
		return sale, d, false, err
	}
	end, stall, err := saleFrame(ctx, tx, d)
	if err != nil {
		return sale, d, false, err
	}
	if now.After(end.Add(uploadWindow)) {
		return sale, d, false, apperr.New(apperr.Conflict, "upload_window_over")
	}
	sale = Sale{
		ID: in.ID, DeviceID: d.ID, Device: d.Number, FestivalID: d.FestivalID, StallID: stall, ShopID: d.ShopID, Method: in.Method, Total: in.Total(),
		Fingerprint: in.Fingerprint(), ToldAt: in.SoldAt, SoldAt: soldAt(in.SoldAt, told.SentAt, now, d.RegisteredAt), ReceivedAt: now,
		Late: now.After(end) || d.ClosedAt != nil, SoldBy: told.Actor.AccountID,
	}
	for _, l := range in.Lines {
		g := known[l.VariantID]
		sale.Lines = append(sale.Lines, SaleLine{
			SaleID: in.ID, VariantID: l.VariantID, Title: g.Title, VariantTitle: g.Variant, Category: g.Category, Quantity: l.Quantity,
			UnitPrice: l.UnitPrice, ListPrice: g.Price, Total: l.Quantity * l.UnitPrice,
		})
	}
	slices.SortFunc(sale.Lines, func(a, b SaleLine) int { return slices.Compare(a.VariantID[:], b.VariantID[:]) })
	return sale, d, true, nil
}

// ErrLookAgain asks for another try: the shelf, or the sale itself, changed between the look at it and the writing.
var ErrLookAgain = apperr.New(apperr.Internal, "stock_moved")

// RecordSaleTx writes a sale once the stock has said where its units came from: it uses up the allotment and opens the shortfalls. Errors:
// ErrLookAgain where the same sale came in another way at this moment.
func (s *Service) RecordSaleTx(ctx context.Context, tx *sqlx.Tx, sale Sale, d Device) error {
	if err := insertSale(ctx, tx, sale); err != nil {
		return err
	}
	for _, l := range sale.Lines {
		if l.FromAllotment > 0 {
			a := d.allotment(l.VariantID)
			a.Consumed += l.FromAllotment
			if err := saveAllotment(ctx, tx, *a); err != nil {
				return err
			}
		}
		if l.Short > 0 {
			if err := insertShortfall(ctx, tx, sale, l); err != nil {
				return err
			}
		}
	}
	return insertDisplaced(ctx, tx, sale.Displaced)
}

// Void takes a sale back by a later fact.
type Void struct {
	ID     uuid.UUID `json:"id"` // made on the device
	SaleID uuid.UUID `json:"sale_id"`
	Reason string    `json:"reason"`
}

// VoidSaleTx takes a sale of the device's shop back and gives it with its lines, whose goods the caller puts back. isNew is false where it was
// taken back before. Errors: NotFound device_not_found, sale_not_found; Invalid at reason.
func (s *Service) VoidSaleTx(ctx context.Context, tx *sqlx.Tx, told Told, in Void) (sale Sale, d Device, isNew bool, err error) {
	if d, err = s.LockDeviceTx(ctx, tx, told.Actor, told.Path); err != nil {
		return sale, d, false, err
	}
	var fields apperr.Fields
	if in.ID == uuid.Nil {
		fields.Add("id", "required")
	}
	in.Reason = fields.Text("reason", in.Reason, 3, 200)
	if err := fields.Err(); err != nil {
		return sale, d, false, err
	}
	sale, found, err := findSale(ctx, tx, in.SaleID)
	if err != nil {
		return sale, d, false, err
	}
	if !found || sale.ShopID != d.ShopID || sale.FestivalID != d.FestivalID {
		return Sale{}, d, false, apperr.NewNotFound("sale_not_found")
	}
	if sale.VoidID != nil {
		return sale, d, false, nil
	}
	now, err := s.nowTx(ctx, tx)
	if err != nil {
		return sale, d, false, err
	}
	sale.VoidID, sale.VoidedAt, sale.VoidReason = &in.ID, &now, in.Reason
	if sale.DeviceID != d.ID { // what came from another device's allotment goes back to that one
		if d, err = lockDeviceByID(ctx, tx, sale.DeviceID); err != nil {
			return sale, d, false, err
		}
	}
	return sale, d, true, voidSale(ctx, tx, sale)
}

// ReturnAllotmentTx gives the units of a sale that was taken back to its device again, or to the shelf where the device is closed.
func (s *Service) ReturnAllotmentTx(ctx context.Context, tx *sqlx.Tx, d Device, sale Sale) error {
	for _, l := range sale.Lines {
		if l.FromAllotment == 0 {
			continue
		}
		a := d.allotment(l.VariantID)
		a.Consumed -= l.FromAllotment
		if d.ClosedAt != nil {
			a.Released += l.FromAllotment
		} else if err := s.Stock.SetHoldTx(ctx, tx, d.ID, stock.Demand{VariantID: l.VariantID, Quantity: a.Left()}); err != nil {
			return err
		}
		if err := saveAllotment(ctx, tx, *a); err != nil {
			return err
		}
	}
	return nil
}

// Upload is something that could not be taken in as it was told. It is kept for the shop to see to.
type Upload struct {
	ID          uuid.UUID       `db:"id"`
	Fingerprint []byte          `db:"fingerprint"`
	Kind        string          `db:"kind"` // "sale", "void" or "collection"
	Code        string          `db:"code"` // why
	Body        json.RawMessage `db:"body"`
	ReceivedAt  time.Time       `db:"received_at"`
}

// KeepUpload keeps what was told and not taken in. The device must be the actor's shop's. Kept again, it changes nothing.
func (s *Service) KeepUpload(ctx context.Context, told Told, u Upload) error {
	sum := sha256.Sum256(append([]byte(u.Code), u.Body...))
	u.Fingerprint = sum[:]
	return postgres.Transact(ctx, s.DB, func(tx *sqlx.Tx) error {
		d, err := s.LockDeviceTx(ctx, tx, told.Actor, told.Path)
		if err != nil {
			return err
		}
		if u.ReceivedAt, err = s.nowTx(ctx, tx); err != nil {
			return err
		}
		return insertUpload(ctx, tx, d, u)
	})
}

func number(i int) string { return strconv.Itoa(i) }

func variantsOf(items []stock.Demand) []uuid.UUID {
	ids := make([]uuid.UUID, len(items))
	for i, item := range items {
		ids[i] = item.VariantID
	}
	return ids
}
