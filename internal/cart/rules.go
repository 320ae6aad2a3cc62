package cart

import (
	"time"

	"github.com/google/uuid"
)

// The states of a cart, as stored.
const (
	stateOpen    = "open"
	stateOrdered = "ordered"
	stateMerged  = "merged"
)

// Line is one variant in a cart, as it is sold now.
type Line struct {
	VariantID     uuid.UUID `db:"variant_id"`
	ProductID     uuid.UUID `db:"product_id"`
	ShopID        uuid.UUID `db:"shop_id"`
	ShopSlug      string    `db:"shop_slug"`
	ShopName      string    `db:"shop_name"`
	ShopAddress   string    `db:"shop_address"` // where its goods are picked up
	AcceptsCash   bool      `db:"accepts_cash"`
	AcceptsPickup bool      `db:"accepts_pickup"`
	ProductSlug   string    `db:"product_slug"`
	Title         string    `db:"title"`         // in the language of the request
	VariantTitle  string    `db:"variant_title"` // "250 g"
	SKU           string    `db:"sku"`
	ImageKey      string    `db:"image_key"` // of the smallest rendition of the first picture
	Quantity      int64     `db:"quantity"`
	Price         int64     `db:"price"`       // rupiah a unit, now
	UsualPrice    int64     `db:"usual_price"` // rupiah a unit, outside festivals
	SeenPrice     int64     `db:"seen_price"`  // rupiah a unit, as last told
	WeightGrams   int64     `db:"weight_grams"`
	Available     int64     `db:"available"`   // units that can still be ordered; for the shop's eyes
	Listed        bool      `db:"listed"`      // published, and its shop is approved
	ShopClosed    bool      `db:"shop_closed"` // on holiday today
	AddedAt       time.Time `db:"added_at"`
}

// Total is the price of the line in rupiah.
func (l Line) Total() int64 { return l.Price * l.Quantity }

// PriceChanged says whether the price differs from the one last told.
func (l Line) PriceChanged() bool { return l.Price != l.SeenPrice }

// Problem is the code of why the line cannot be bought as it is, or empty: product_unavailable, shop_closed, sold_out or
// stock_insufficient. Its words are under "error.<code>".
func (l Line) Problem() string {
	switch {
	case !l.Listed:
		return "product_unavailable"
	case l.ShopClosed:
		return "shop_closed"
	case l.Available < 1:
		return "sold_out"
	case l.Available < l.Quantity:
		return "stock_insufficient"
	}
	return ""
}

// item is a line as it is stored.
type item struct {
	VariantID uuid.UUID `db:"variant_id"`
	Quantity  int64     `db:"quantity"`
	SeenPrice int64     `db:"seen_price"`
}

// merge joins a guest's items into an account's: quantities of one variant add up to MaxQuantity at most, and the price that the
// guest saw is the later one. Beyond MaxLines the guest's last items are left out.
func merge(account, guest []item) []item {
	merged := append([]item(nil), account...)
	at := make(map[uuid.UUID]int, len(merged))
	for i, it := range merged {
		at[it.VariantID] = i
	}
	for _, it := range guest {
		i, known := at[it.VariantID]
		switch {
		case known:
			merged[i].Quantity = min(merged[i].Quantity+it.Quantity, MaxQuantity)
			merged[i].SeenPrice = it.SeenPrice
		case len(merged) < MaxLines:
			at[it.VariantID] = len(merged)
			merged = append(merged, it)
		}
	}
	return merged
}
