package checkout

import (
	"context"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/cart"
	"lapak/internal/festivals"
	"lapak/internal/money"
	"lapak/internal/regions"
	"lapak/internal/shipping"
)

// Quote is what a basket costs now, shop by shop, and how each shop can send it. Amounts in rupiah.
type Quote struct {
	Cart       cart.Cart
	Shops      []ShopQuote
	ItemsTotal int64
	Currency   string
}

// ShopQuote is one shop's part. Weight in grams.
type ShopQuote struct {
	ShopID      uuid.UUID
	Slug        string
	Name        string
	Lines       []cart.Line
	ItemsTotal  int64
	WeightGrams int64
	AcceptsCash bool
	Choices     shipping.Choices
	Slots       []festivals.Choice          // at the shop's stall, by time, with those that are sold out; those with room are in Choices too
	slots       map[string]festivals.Choice // by the option's code
}

// Quote prices a basket for an address; without one only pickup is offered. Its prices count as told. An address that the region does
// not know is Invalid with the wrong field.
func (s *Service) Quote(ctx context.Context, access cart.Access, address *regions.Address) (Quote, error) {
	to, _, err := s.destination(ctx, address)
	if err != nil {
		return Quote{}, err
	}
	basket, err := s.carts.Find(ctx, access)
	if err != nil {
		return Quote{}, err
	}
	quote, err := s.price(ctx, s.db, basket, to)
	if err != nil {
		return Quote{}, err
	}
	return quote, s.offerStalls(ctx, s.db, &quote)
}

// destination resolves an address by the names that /regions spells.
func (s *Service) destination(ctx context.Context, address *regions.Address) (shipping.Destination, *regions.Address, error) {
	if address == nil {
		return shipping.Destination{}, nil, nil
	}
	resolved, err := s.regions.ResolveAddress(ctx, *address)
	if err != nil {
		return shipping.Destination{}, nil, err
	}
	return shipping.Destination{Country: resolved.Country, AreaCode: resolved.VillageCode}, &resolved.Address, nil
}

// price groups the lines that can be bought by shop and adds the ways to send them.
func (s *Service) price(ctx context.Context, q sqlx.QueryerContext, basket cart.Cart, to shipping.Destination) (Quote, error) {
	quote := Quote{Cart: basket, Currency: money.IDR}
	at := map[uuid.UUID]int{}
	for _, line := range basket.Lines {
		if line.Problem() != "" {
			continue
		}
		i, known := at[line.ShopID]
		if !known {
			i = len(quote.Shops)
			at[line.ShopID] = i
			quote.Shops = append(quote.Shops, ShopQuote{ShopID: line.ShopID, Slug: line.ShopSlug, Name: line.ShopName, AcceptsCash: line.AcceptsCash})
		}
		part := &quote.Shops[i]
		part.Lines = append(part.Lines, line)
		part.ItemsTotal += line.Total()
		part.WeightGrams += line.WeightGrams * line.Quantity
		quote.ItemsTotal += line.Total()
	}
	if quote.ItemsTotal > money.Max {
		return Quote{}, money.ErrOverflow
	}
	parcels := make([]shipping.Parcel, 0, len(quote.Shops))
	for _, part := range quote.Shops {
		shop := part.Lines[0]
		parcels = append(parcels, shipping.Parcel{
			ShopID: part.ShopID, ShopName: part.Name, ShopAddress: shop.ShopAddress, WeightGrams: part.WeightGrams, AcceptsPickup: shop.AcceptsPickup,
		})
	}
	choices, err := s.shipping.OptionsFor(ctx, q, parcels, to)
	if err != nil {
		return Quote{}, err
	}
	for i := range quote.Shops {
		quote.Shops[i].Choices = choices[quote.Shops[i].ShopID]
	}
	return quote, nil
}
