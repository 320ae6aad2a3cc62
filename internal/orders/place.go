package orders

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/identity"
	"lapak/internal/money"
)

// Placement is a priced basket that becomes an order. Amounts in rupiah, weights in grams; the caller has taken the prices from the
// catalogue and the tariffs from shipping.
type Placement struct {
	CartID        uuid.UUID
	PaymentMethod string
	Language      string
	ContactName   string
	ContactEmail  string
	ContactPhone  string     // E.164
	Address       any        // nil where everything is picked up
	ExpiresAt     *time.Time // of the unpaid order; nil for cash
	CameBy        *uuid.UUID // the festival that it is credited to; nil: none
	Shops         []PlacedShop
}

// PlacedShop is one shop's part of a Placement.
type PlacedShop struct {
	ShopID         uuid.UUID
	ShopSlug       string // for the answer; what is kept is the id
	ShopName       string
	ShippingOption string
	ShippingLabel  string
	ShippingPrice  int64
	CollectFrom    *time.Time // of a slot at a festival's stall
	CollectUntil   *time.Time
	WeightGrams    int64
	Lines          []PlacedLine
}

// PlacedLine is one variant of a PlacedShop.
type PlacedLine struct {
	VariantID    uuid.UUID
	ProductSlug  string
	Title        string
	VariantTitle string
	SKU          string
	ImageKey     string
	Quantity     int64
	UnitPrice    int64
}

// PlaceTx writes the group, its shops' orders, their lines and the first line of the history; TellPlaced then tells those who go on
// without a payment page. It reserves no stock: the caller does so last in the transaction. An amount out of range is money.ErrOverflow.
func (s *Service) PlaceTx(ctx context.Context, tx *sqlx.Tx, actor identity.Actor, p Placement) (Order, error) {
	order, err := build(actor, p)
	if err != nil {
		return Order{}, err
	}
	came := time.Now().UTC().Truncate(time.Microsecond)
	for i := range order.Shops {
		s.promise(&order.Shops[i], came) // where the shop waits for the payment, it promises anew once that is made
	}
	return order, insertOrderTx(ctx, tx, &order, actor.String())
}

func build(actor identity.Actor, p Placement) (Order, error) {
	group := Group{
		ID: uuid.Must(uuid.NewV7()), CartID: &p.CartID, Currency: money.IDR, PaymentMethod: p.PaymentMethod, Language: p.Language,
		ContactName: p.ContactName, ContactEmail: p.ContactEmail, ContactPhone: p.ContactPhone, ExpiresAt: p.ExpiresAt, CameBy: p.CameBy,
	}
	if actor.AccountID != uuid.Nil {
		group.AccountID = &actor.AccountID
	}
	if p.Address != nil {
		address, err := json.Marshal(p.Address)
		if err != nil {
			return Order{}, fmt.Errorf("encode the address: %w", err)
		}
		group.Address = address
	}
	order := Order{Group: group}
	for _, part := range p.Shops {
		shopOrder, err := buildShopOrder(group, part)
		if err != nil {
			return Order{}, err
		}
		order.Shops = append(order.Shops, shopOrder)
		order.ItemsTotal += shopOrder.ItemsTotal
		order.ShippingTotal += shopOrder.ShippingTotal
	}
	total, err := money.Sum(order.ItemsTotal, order.ShippingTotal)
	if err != nil {
		return Order{}, err
	}
	order.Total = total
	order.State = DeriveGroupState(order.Shops)
	return order, nil
}

func buildShopOrder(group Group, part PlacedShop) (ShopOrder, error) {
	code, err := newCollectCode()
	if err != nil {
		return ShopOrder{}, err
	}
	o := ShopOrder{
		ID: uuid.Must(uuid.NewV7()), GroupID: group.ID, ShopID: part.ShopID, ShopSlug: part.ShopSlug, ShopName: part.ShopName, State: StateAwaitingPayment, WeightGrams: part.WeightGrams,
		ShippingOption: part.ShippingOption, ShippingLabel: part.ShippingLabel, ShippingTotal: part.ShippingPrice,
		CollectFrom: part.CollectFrom, CollectUntil: part.CollectUntil,
	}
	if group.IsCash() {
		o.State = StateNew
	}
	if o.IsPickup() {
		o.CollectCode = code
	}
	for _, l := range part.Lines {
		total, err := money.Times(l.UnitPrice, int(l.Quantity))
		if err != nil {
			return ShopOrder{}, err
		}
		o.Lines = append(o.Lines, Line{
			ID: uuid.Must(uuid.NewV7()), ShopOrderID: o.ID, VariantID: l.VariantID, ProductSlug: l.ProductSlug, Title: l.Title,
			VariantTitle: l.VariantTitle, SKU: l.SKU, ImageKey: l.ImageKey, Quantity: l.Quantity, UnitPrice: l.UnitPrice, Total: total,
		})
		if o.ItemsTotal, err = money.Sum(o.ItemsTotal, total); err != nil {
			return ShopOrder{}, err
		}
	}
	if o.Total, err = money.Sum(o.ItemsTotal, o.ShippingTotal); err != nil {
		return ShopOrder{}, err
	}
	return o, nil
}

// SetPaymentTx records another way to pay, or a later end, for a group that LockTx has locked.
func (s *Service) SetPaymentTx(ctx context.Context, tx *sqlx.Tx, g Group) error {
	return updatePaymentTx(ctx, tx, g)
}
