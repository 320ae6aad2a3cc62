package seeds

import (
	"context"
	"fmt"
	"slices"
	"time"

	"lapak/internal/identity"
	"lapak/internal/trade"
	"lapak/seeds/demo"
)

// buyersDomain is where nobody can have an address.
const buyersDomain = "buyers.example.com"

// loadInquiries has buyers abroad and investors ask, and shops and office answer, each at its hour.
func (l *loader) loadInquiries(ctx context.Context) error {
	plan, err := demo.LoadInquiries()
	if err != nil {
		return err
	}
	for n, in := range plan {
		shop, offered := l.shopOf(in.Product)
		if in.Product != "" && !offered {
			continue // the small demo has not all of them
		}
		if err := l.loadInquiry(ctx, &asked{Inquiry: in, shop: shop, email: fmt.Sprintf("inquiry%d@%s", n+1, buyersDomain)}); err != nil {
			return fmt.Errorf("inquiry %d: %w", n+1, err)
		}
	}
	if _, err := l.Trade.At(l.asOf).Watch(ctx); err != nil { // what is overdue was reminded of
		return err
	}
	return moveInquiryNoticesIntoPast(ctx, l.DB)
}

// shopOf finds whose product it is.
func (l *loader) shopOf(product string) (demo.Shop, bool) {
	for _, shop := range l.demo.Shops {
		if slices.ContainsFunc(shop.Products, func(p demo.Product) bool { return p.Slug == product }) {
			return shop, true
		}
	}
	return demo.Shop{}, false
}

// asked is one inquiry of the demo; its address tells it from the others.
type asked struct {
	demo.Inquiry
	shop  demo.Shop
	email string
}

// loadInquiry asks and says what was said. What is there of an interrupted run stays.
func (l *loader) loadInquiry(ctx context.Context, in *asked) error {
	number, said, err := findInquiryOf(ctx, l.DB, in.email)
	if err != nil {
		return err
	}
	at := l.asOf.Add(-time.Duration(in.Ago) * time.Hour)
	if said == 0 {
		made, err := l.Trade.At(at).Create(ctx, l.askerOf(in), l.questionOf(in))
		if err != nil {
			return err
		}
		number, said = made.Number, 1
	}
	for i, line := range in.Say {
		at = at.Add(time.Duration(line.After) * time.Hour)
		if i+1 < said {
			continue
		}
		if err := l.say(ctx, in, line, sayAt{number, at}); err != nil {
			return err
		}
	}
	return nil
}

// sayAt is where and when something is said.
type sayAt struct {
	number string
	at     time.Time
}

func (l *loader) say(ctx context.Context, in *asked, line demo.Say, to sayAt) error {
	on := l.Trade.At(to.at)
	side := trade.AsOffice(l.office())
	switch trade.Party(line.By) {
	case trade.PartyShop:
		side = trade.AsShop(l.owner(in.shop), l.slugs[in.shop.Slug])
	case trade.PartyAsker:
		found, err := on.Find(ctx, side, to.number)
		if err != nil {
			return err
		}
		side = trade.AsAsker(l.askerOf(in), on.Token(found.ID))
	}
	var err error
	if line.Close == "" {
		_, err = on.Write(ctx, side, to.number, line.Text)
	} else {
		_, err = on.Close(ctx, side, to.number, trade.Closing{Outcome: trade.Outcome(line.Close), Note: line.Text})
	}
	return err
}

// askerOf is the demo account that asks; a guest has none.
func (l *loader) askerOf(in *asked) identity.Actor {
	if in.Account == "" {
		return identity.Actor{}
	}
	return l.actors[in.Account+mailDomain]
}

func (l *loader) questionOf(in *asked) trade.NewInquiry {
	out := trade.NewInquiry{
		Kind: trade.Goods, Product: in.Product, Cluster: in.Cluster, District: in.District, Language: in.Language, Destination: in.Destination,
		Incoterm: in.Incoterm, Message: in.Message,
		Asker: trade.Asker{Name: in.Name, Organisation: in.Organisation, Country: in.Country, Email: in.email},
	}
	if in.Cluster != "" {
		out.Kind = trade.Investment
	}
	if in.Quantity > 0 {
		out.Quantity = &in.Quantity
	}
	if in.Wanted > 0 {
		out.WantedBy = l.asOf.AddDate(0, in.Wanted, 0).Format("2006-01")
	}
	return out
}
