package seeds

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/csv"
	"fmt"
	"strconv"

	"lapak/internal/apperr"
	"lapak/internal/cart"
	"lapak/internal/checkout"
	"lapak/internal/festivals"
	"lapak/internal/identity"
	"lapak/internal/orders"
)

//go:embed region/facts/permits.csv
var permitFacts []byte

// loadPermits tells what festivals usually need. Lines without a source say so wherever they are shown.
func loadPermits(ctx context.Context, s Services) error {
	rows, err := csv.NewReader(bytes.NewReader(permitFacts)).ReadAll()
	if err != nil {
		return fmt.Errorf("read the usual permits: %w", err)
	}
	var list []festivals.PermitTemplate
	for _, r := range rows[1:] {
		days, err := strconv.Atoi(r[4])
		if err != nil {
			return fmt.Errorf("read the usual permits: %w", err)
		}
		list = append(list, festivals.PermitTemplate{Key: r[0], TitleID: r[1], TitleEN: r[2], Office: r[3], DaysBefore: days, Confidence: r[5], Source: r[6]})
	}
	return s.Festivals.ImportPermitTemplates(ctx, list)
}

// loadFestivalGoods fills the festivals of the demo's organizer that run, as far as their stalls are given.
func (l *loader) loadFestivalGoods(ctx context.Context) error {
	organizer, ok := l.actors["organizer"+mailDomain]
	if !ok {
		return nil
	}
	members := map[string]identity.Actor{}
	for _, shop := range l.demo.Shops {
		members[l.slugs[shop.Slug]] = l.owner(shop)
	}
	own, err := l.Festivals.ListOwn(ctx, organizer)
	if err != nil {
		return err
	}
	for _, f := range own {
		phase, err := l.Festivals.Phase(ctx, f)
		if err != nil {
			return err
		}
		if f.State != festivals.Published || phase != "during" {
			continue
		}
		if err := seedFestivalGoods(ctx, l.Services, organizer, f.Slug, members); err != nil {
			return fmt.Errorf("the goods of festival %s: %w", f.Slug, err)
		}
		if err := l.sellMorning(ctx, organizer, f, members); err != nil {
			return fmt.Errorf("the morning of festival %s: %w", f.Slug, err)
		}
	}
	return nil
}

// How much the demo's festival features and sells.
const (
	featuredAtFair = 12
	pricesAtFair   = 12
	ordersAtFair   = 6
	slotsAtFair    = 20 // orders a slot
)

// seedFestivalGoods fills a festival that runs and whose stalls are given: what it features, festival prices, slots, orders to collect,
// and permits in several states. members act for the shops at its stalls, by the shop's slug. Run again, it changes nothing but orders.
func seedFestivalGoods(ctx context.Context, s Services, organizer identity.Actor, slug string, members map[string]identity.Actor) error {
	f, err := s.Festivals.FindOwn(ctx, organizer, slug)
	if err != nil {
		return err
	}
	if _, err := s.Festivals.SetSlots(ctx, organizer, slug, festivals.SlotPlan{Capacity: slotsAtFair}); err != nil && apperr.CodeOf(err) != "slots_booked" {
		return err
	}
	stalls, err := s.Festivals.ListStalls(ctx, s.DB, f.ID)
	if err != nil {
		return err
	}
	wish, priced, ordered := festivals.Features{}, 0, 0
	for _, stall := range stalls {
		member, known := members[stall.ShopSlug]
		if stall.ShopSlug == "" || !known {
			continue
		}
		offers, err := fillStand(ctx, s, standOf{member, stall.ShopSlug, slug, priced < pricesAtFair})
		if err != nil {
			return fmt.Errorf("stall %s: %w", stall.Number, err)
		}
		if len(offers) == 0 {
			continue
		}
		priced++
		if len(wish.Shops) < featuredAtFair {
			wish.Shops, wish.Products = append(wish.Shops, stall.ShopSlug), append(wish.Products, offers[0].ProductSlug)
		}
		if ordered < ordersAtFair {
			if err := orderAhead(ctx, s, stall.ShopSlug, offers[0]); err != nil {
				return fmt.Errorf("order ahead at stall %s: %w", stall.Number, err)
			}
			ordered++
		}
	}
	if _, err := s.Festivals.SetFeatures(ctx, organizer, slug, wish); err != nil {
		return err
	}
	return seedPermits(ctx, s, organizer, slug)
}

// standOf is a shop at the festival, by slugs, and whether it lowers a price.
type standOf struct {
	member         identity.Actor
	shop, festival string
	lowers         bool
}

// fillStand has a shop take orders ahead and, where it shall, lowers the price of its first variant by a tenth.
func fillStand(ctx context.Context, s Services, at standOf) ([]festivals.Offer, error) {
	member, shop, festival := at.member, at.shop, at.festival
	if err := s.Festivals.SetCollection(ctx, member, shop, festival, slotsAtFair/2); err != nil {
		return nil, err
	}
	stand, err := s.Festivals.FindStand(ctx, member, shop, festival)
	if err != nil {
		return nil, err
	}
	offers, err := s.Festivals.ListOffers(ctx, stand)
	if err != nil || len(offers) == 0 || !at.lowers {
		return offers, err
	}
	price := offers[0].Usual * 9 / 10 / 500 * 500
	if price < 1 {
		return offers, nil
	}
	return offers, s.Festivals.SetPrices(ctx, member, shop, festival, []festivals.NewPrice{{VariantID: offers[0].VariantID, Price: price}})
}

// orderAhead orders one piece in cash, to be collected in the next slot of the shop's stall.
func orderAhead(ctx context.Context, s Services, shop string, offer festivals.Offer) error {
	id, token, err := s.Carts.Create(ctx, identity.Actor{})
	if err != nil {
		return err
	}
	access := cart.Access{CartID: id, Token: token}
	if _, err := s.Carts.SetItem(ctx, access, cart.Item{VariantID: offer.VariantID, Quantity: 1}); err != nil {
		return err
	}
	quote, err := s.Checkout.Quote(ctx, access, nil)
	if err != nil || len(quote.Shops) == 0 || !quote.Shops[0].AcceptsCash {
		return err
	}
	for _, option := range quote.Shops[0].Choices.Options {
		if len(option.Code) > len(orders.StallPrefix) && option.Code[:len(orders.StallPrefix)] == orders.StallPrefix {
			_, err := s.Checkout.Place(ctx, checkout.Placing{
				Access: access, Name: "Pengunjung festival", Phone: "0812-0000-0077", Method: orders.MethodCash, Language: "id",
				Shipping: []checkout.Choice{{Shop: shop, Option: option.Code}},
			})
			return err
		}
	}
	return nil // the festival's last slot has begun
}

// seedPermits puts the usual list into several states.
func seedPermits(ctx context.Context, s Services, organizer identity.Actor, slug string) error {
	list, err := s.Festivals.AddUsualPermits(ctx, organizer, slug)
	if err != nil {
		return err
	}
	for i, p := range list {
		move := festivals.PermitMove{State: festivals.PermitSubmitted}
		switch {
		case p.State != festivals.PermitOpen || i%4 == 3:
			continue
		case p.Office == "" && i%2 == 0:
			move.State = festivals.PermitGranted
		case i%5 == 2:
			move.State = festivals.PermitNotNeeded
		}
		if _, err := s.Festivals.MovePermit(ctx, organizer, slug, p.ID, move); err != nil {
			return err
		}
	}
	return nil
}
