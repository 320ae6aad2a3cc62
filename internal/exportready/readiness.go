package exportready

import (
	"context"
	"slices"
	"time"

	"github.com/google/uuid"

	"lapak/internal/apperr"
	"lapak/internal/exportready/rulebook"
	"lapak/internal/postgres"
)

// Readiness is how ready a product is on a day, with everything that says why.
type Readiness struct {
	rulebook.Readiness
	Class   string
	Version string         // of the rules
	Book    *rulebook.Book // of that version: shared, do not change it
	Day     string         // as_of
}

// ShopReadiness is how ready a shop is by its own papers on a day.
type ShopReadiness struct {
	rulebook.Assessment
	Version string
	Book    *rulebook.Book // of that version: shared, do not change it
}

// farthest are the days to which an as_of may reach: as far back as the platform can remember, as far ahead as rules are announced.
const (
	earliestDay = "2020-01-01"
	yearsAhead  = 3
)

// FindReadiness judges a product on a day; an empty day is today. A past day is judged by the rules and inputs of its time, a future
// one by today's. One that never opted in, or had not by then, is not assessed. Errors: Invalid at as_of.
func (s *Service) FindReadiness(ctx context.Context, product uuid.UUID, asOf string) (Readiness, error) {
	day, err := s.checkDay(asOf)
	if err != nil {
		return Readiness{}, err
	}
	if day < s.Today() {
		return s.pastReadiness(ctx, product, day)
	}
	row, err := findProductRow(ctx, s.DB, product)
	if postgres.IsNoRows(err) || err == nil && !row.OptedIn {
		return s.notAssessed(day), nil
	}
	if err != nil {
		return Readiness{}, postgres.Translate(err)
	}
	shopID, err := findShopOf(ctx, s.DB, product)
	if err != nil {
		return Readiness{}, postgres.Translate(err)
	}
	shop, err := findShopRow(ctx, s.DB, shopID)
	if err != nil {
		return Readiness{}, postgres.Translate(err)
	}
	if !shop.OptedIn {
		return s.notAssessed(day), nil
	}
	rules := s.rules.Load()
	own := rules.book.AssessShop(day, shop.subject(rules.book))
	return Readiness{
		Readiness: rules.book.AssessProduct(own, row.subject(rules.book)), Class: row.Class, Version: rules.version, Book: rules.book,
		Day: day,
	}, nil
}

// notAssessed is the readiness of what never opted in, or had not by a day.
func (s *Service) notAssessed(day string) Readiness {
	rules := s.rules.Load()
	return Readiness{Day: day, Version: rules.version, Book: rules.book}
}

// FindShopReadiness judges a shop on a day, as FindReadiness does.
func (s *Service) FindShopReadiness(ctx context.Context, shop uuid.UUID, asOf string) (ShopReadiness, error) {
	day, err := s.checkDay(asOf)
	if err != nil {
		return ShopReadiness{}, err
	}
	rules := s.rules.Load()
	none := ShopReadiness{Version: rules.version, Book: rules.book, Assessment: rulebook.Assessment{
		Axis: rulebook.Shop, Day: day, Parts: map[string]int{}, Rules: []rulebook.RuleState{}, Warnings: []rulebook.Warning{},
	}}
	if day < s.Today() {
		book, snapshot, version, err := s.remember(ctx, shop, uuid.Nil, day)
		if err != nil || book == nil {
			return none, err
		}
		return ShopReadiness{book.AssessShop(day, snapshot.Shop), version, book}, nil
	}
	row, err := findShopRow(ctx, s.DB, shop)
	if postgres.IsNoRows(err) || err == nil && !row.OptedIn {
		return none, nil
	}
	if err != nil {
		return none, postgres.Translate(err)
	}
	return ShopReadiness{rules.book.AssessShop(day, row.subject(rules.book)), rules.version, rules.book}, nil
}

// checkDay refuses a day that is none, or too far off for the answer to mean anything.
func (s *Service) checkDay(asOf string) (string, error) {
	today := s.Today()
	if asOf == "" {
		return today, nil
	}
	now, err := time.Parse(time.DateOnly, today)
	if err != nil {
		return "", err
	}
	if _, err := time.Parse(time.DateOnly, asOf); err != nil {
		return "", apperr.NewInvalid(apperr.Field{Path: "as_of", Code: "bad_date"})
	}
	if asOf < earliestDay || asOf > now.AddDate(yearsAhead, 0, 0).Format(time.DateOnly) {
		return "", apperr.NewInvalid(apperr.Field{Path: "as_of", Code: "as_of_too_far"})
	}
	return asOf, nil
}

func (s *Service) pastReadiness(ctx context.Context, product uuid.UUID, day string) (Readiness, error) {
	book, snapshot, version, err := s.remember(ctx, uuid.Nil, product, day)
	if err != nil || book == nil || snapshot.Product == nil {
		return s.notAssessed(day), err
	}
	r := book.AssessProduct(book.AssessShop(day, snapshot.Shop), *snapshot.Product)
	return Readiness{Readiness: r, Class: snapshot.Product.Class, Version: version, Book: book, Day: day}, nil
}

// remember finds what a standing rested on at the end of a past day, and the rules of that time; a nil book where it was not assessed.
func (s *Service) remember(ctx context.Context, shop, product uuid.UUID, day string) (*rulebook.Book, rulebook.Snapshot, string, error) {
	stored, err := findSnapshot(ctx, s.DB, shop, product, day)
	if postgres.IsNoRows(err) {
		return nil, rulebook.Snapshot{}, "", nil
	}
	if err != nil {
		return nil, rulebook.Snapshot{}, "", postgres.Translate(err)
	}
	snapshot, err := rulebook.DecodeSnapshot([]byte(stored.Content))
	if err != nil {
		return nil, rulebook.Snapshot{}, "", err
	}
	book := s.Book()
	if stored.RuleVersion != s.Version() {
		old, err := findRulebook(ctx, s.DB, stored.RuleVersion)
		if err != nil {
			return nil, rulebook.Snapshot{}, "", err
		}
		if book, err = old.book(); err != nil {
			return nil, rulebook.Snapshot{}, "", err
		}
	}
	return book, snapshot, stored.RuleVersion, nil
}

// Change is a step of a shop's or product's way.
type Change struct {
	OnDay time.Time      `db:"on_day"`
	Level rulebook.Level `db:"level"`
	Score int            `db:"score_bp"`
}

// Trend is the way of a shop so far, or with a product that product's, the latest standing of each day, oldest first.
func (s *Service) Trend(ctx context.Context, scope Scope) ([]Change, error) {
	return listChanges(ctx, s.DB, scope)
}

// Pair is what the rules know of a class of goods at a destination.
type Pair struct {
	Class       rulebook.Class
	Destination rulebook.Destination
	Coverage    rulebook.Coverage
}

// ListCoverage gives every pair of class and destination, by class.
func (s *Service) ListCoverage() []Pair {
	book := s.Book()
	pairs := make([]Pair, 0, len(book.Classes)*len(book.Destinations))
	for _, class := range book.Classes {
		for _, destination := range book.Destinations {
			pairs = append(pairs, Pair{class, destination, book.Coverage(class.Key, destination.Code)})
		}
	}
	return pairs
}

// KnowsDestination says whether the rules have that destination.
func (s *Service) KnowsDestination(code string) bool {
	return slices.ContainsFunc(s.Book().Destinations, func(d rulebook.Destination) bool { return d.Code == code })
}

// Replay judges every snapshot that is kept again, by the rules of its time, and gives the hashes of those whose result is not the
// same to the last byte.
func (s *Service) Replay(ctx context.Context) ([]string, error) {
	books := map[string]*rulebook.Book{}
	var broken []string
	after := ""
	for {
		stored, err := listSnapshots(ctx, s.DB, after)
		if err != nil || len(stored) == 0 {
			return broken, err
		}
		for _, kept := range stored {
			if books[kept.RuleVersion] == nil {
				rules, err := findRulebook(ctx, s.DB, kept.RuleVersion)
				if err != nil {
					return nil, err
				}
				if books[kept.RuleVersion], err = rules.book(); err != nil {
					return nil, err
				}
			}
			snapshot, err := rulebook.DecodeSnapshot([]byte(kept.Content))
			if err != nil {
				return nil, err
			}
			hash, err := resultHash(books[kept.RuleVersion].Replay(snapshot))
			if err != nil {
				return nil, err
			}
			if hash != kept.ResultHash {
				broken = append(broken, kept.Hash)
			}
		}
		after = stored[len(stored)-1].Hash
	}
}
