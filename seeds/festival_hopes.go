package seeds

import (
	"context"
	"fmt"
	"slices"

	"lapak/internal/catalog"
	"lapak/internal/checkout"
	"lapak/internal/festivals"
	"lapak/internal/identity"
	"lapak/internal/payments"
)

// hope is a shop's application for a stall at a festival of the demo, and what becomes of it.
type hope struct {
	Shop, Zone string
	Wishes     string
	Women      bool   // led by women, as the shop declares
	Fate       string // waiting, scored, waitlisted, rejected, appealed, accepted, paid_by_hand (finance looks for it) or paid
	Reason     string // of a decision
	Appeal     string
}

// Days before the demo's own on which shops apply, are scored, decided on, and appeal.
const (
	appliedBefore  = 9
	scoredBefore   = 4
	decidedBefore  = 2
	acceptedBefore = 1 // a day is left to pay
)

// loadHopes has the shops of a festival apply for its stalls. Those of an interrupted run stay as they are.
func (l *loader) loadHopes(ctx context.Context, c celebration) error {
	if len(c.Applications) == 0 {
		return nil
	}
	organizer := l.organizerOf(c)
	own, err := l.Festivals.ListOwn(ctx, organizer)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(own, func(f festivals.Festival) bool { return f.Name.ID == c.Name.ID })
	if at < 0 {
		return nil
	}
	for i, h := range c.Applications {
		shop, known := l.demoShop(h.Shop)
		if !known {
			continue
		}
		if err := l.loadHope(ctx, applicant{hope: h, owner: l.owner(shop), shop: l.slugs[h.Shop], festival: own[at].Slug, organizer: organizer, turn: i}); err != nil {
			return fmt.Errorf("%s: %w", h.Shop, err)
		}
	}
	return nil
}

// applicant is a hope with those whom it concerns, by the mall's slugs.
type applicant struct {
	hope
	owner, organizer identity.Actor
	shop, festival   string
	turn             int
}

func (l *loader) loadHope(ctx context.Context, a applicant) error {
	mine, err := l.Festivals.ListShopApplications(ctx, a.owner, a.shop)
	if err != nil || slices.ContainsFunc(mine, func(m festivals.Application) bool { return m.Festival == a.festival }) {
		return err
	}
	goods, err := l.Catalog.ListForMember(ctx, a.owner, a.shop, catalog.Published, catalog.Page{Limit: 3})
	if err != nil {
		return err
	}
	in := festivals.NewApplication{Shop: a.shop, Zone: a.Zone, Wishes: a.Wishes, WomenLed: a.Women}
	for _, g := range goods.Items {
		in.Products = append(in.Products, g.Slug)
	}
	made, err := l.daysBefore(appliedBefore).Apply(ctx, a.owner, a.festival, in)
	if err != nil || a.Fate == "waiting" {
		return err
	}
	if err := l.score(ctx, a, made); err != nil || a.Fate == "scored" {
		return err
	}
	return l.decide(ctx, a, made)
}

// daysBefore are the festivals as they were so many days before the demo's own.
func (l *loader) daysBefore(days int) *festivals.Service {
	return l.Festivals.At(l.asOf.AddDate(0, 0, -days))
}

// score gives each criterion some points, others for each applicant.
func (l *loader) score(ctx context.Context, a applicant, made festivals.Application) error {
	terms, err := l.Festivals.FindTerms(ctx, made.FestivalID)
	if err != nil {
		return err
	}
	points := map[string]int{}
	for i, c := range terms.Criteria {
		points[c.Key] = 62 + (a.turn*17+i*11)%34
	}
	_, err = l.daysBefore(scoredBefore).Score(ctx, a.organizer, festivals.ScoreOf{Festival: a.festival, ID: made.ID, Points: points})
	return err
}

func (l *loader) decide(ctx context.Context, a applicant, made festivals.Application) error {
	of := festivals.Decided{Festival: a.festival, ID: made.ID, Reason: a.Reason}
	decided := l.daysBefore(decidedBefore)
	switch a.Fate {
	case "waitlisted":
		_, err := decided.Waitlist(ctx, a.organizer, of)
		return err
	case "rejected", "appealed":
		if _, err := decided.Reject(ctx, a.organizer, of); err != nil || a.Fate == "rejected" {
			return err
		}
		_, err := l.daysBefore(acceptedBefore).Appeal(ctx, a.owner, a.festival, made.ID, a.Appeal)
		return err
	}
	if _, err := l.daysBefore(acceptedBefore).Accept(ctx, a.organizer, of); err != nil || a.Fate == "accepted" {
		return err
	}
	fee := checkout.StallFee{Festival: a.festival, Application: made.ID, Method: payments.MethodTransfer}
	payment, err := l.Checkout.PayStall(ctx, a.owner, fee)
	if err != nil || a.Fate == "paid_by_hand" {
		return err
	}
	_, err = l.Checkout.ConfirmTransfer(ctx, l.actors["finance"+mailDomain], payment.ID)
	return err
}
