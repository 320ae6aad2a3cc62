package exportready

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/catalog"
	"lapak/internal/exportready/rulebook"
	"lapak/internal/jobs"
	"lapak/internal/postgres"
)

// Scope names what is judged again: a product, a shop with all its products, or with neither everything.
type Scope struct {
	ProductID, ShopID uuid.UUID
}

// productsAtOnce is how many products one transaction judges, so that it stays short.
const productsAtOnce = 500

// Reassess judges again by today's rules, and writes what has changed. It may be repeated.
func (s *Service) Reassess(ctx context.Context, scope Scope) error {
	if err := s.Load(ctx); err != nil {
		return err
	}
	if s.Version() == "" {
		return nil
	}
	return s.reassess(ctx, scope, s.Today())
}

func (s *Service) reassess(ctx context.Context, scope Scope, day string) error {
	switch {
	case scope.ProductID != uuid.Nil:
		shop, err := findShopOf(ctx, s.DB, scope.ProductID)
		if postgres.IsNoRows(err) {
			return nil // the shop never asked
		}
		if err != nil {
			return postgres.Translate(err)
		}
		return s.reassessShop(ctx, round{day: day, shop: shop, product: scope.ProductID})
	case scope.ShopID != uuid.Nil:
		return s.reassessShop(ctx, round{day: day, shop: scope.ShopID})
	}
	_, err := s.reassessAfter(ctx, uuid.Nil, day, time.Time{})
	return err
}

// reassessAfter judges the shops after one, until a moment where it is set. It gives the last that it judged; nil when none is left.
func (s *Service) reassessAfter(ctx context.Context, after uuid.UUID, day string, until time.Time) (uuid.UUID, error) {
	for {
		ids, err := listShopsAfter(ctx, s.DB, after)
		if err != nil || len(ids) == 0 {
			return uuid.Nil, err
		}
		for _, id := range ids {
			if err := s.reassessShop(ctx, round{day: day, shop: id}); err != nil {
				return uuid.Nil, err
			}
			if after = id; !until.IsZero() && time.Now().After(until) {
				return after, nil
			}
		}
	}
}

// everythingFor is how long one job judges everything, well under the time that a job has. Another job goes on.
const everythingFor = 20 * time.Second

// work does a job; one that is about everything asks for another where its time is over.
func (s *Service) work(ctx context.Context, job reassess) error {
	if job.ProductID != uuid.Nil || job.ShopID != uuid.Nil {
		return s.Reassess(ctx, Scope{ProductID: job.ProductID, ShopID: job.ShopID})
	}
	if err := s.Load(ctx); err != nil || s.Version() == "" {
		return err
	}
	last, err := s.reassessAfter(ctx, job.After, s.Today(), time.Now().Add(everythingFor))
	if err != nil || last == uuid.Nil {
		return err
	}
	return postgres.Transact(ctx, s.DB, func(tx *sqlx.Tx) error {
		return s.Queue.EnqueueTx(ctx, tx, reassess{After: last}, jobs.Options{})
	})
}

// round is one judging of a shop, and of one of its products or all.
type round struct {
	day           string
	shop, product uuid.UUID
}

func (s *Service) reassessShop(ctx context.Context, r round) error {
	var after uuid.UUID
	for {
		more := false
		err := postgres.Transact(ctx, s.DB, func(tx *sqlx.Tx) error {
			var last uuid.UUID
			var err error
			last, more, err = s.reassessTx(ctx, tx, r, after)
			if err == nil {
				after = last
			}
			return err
		})
		if err != nil || !more {
			return err
		}
	}
}

// reassessTx judges the shop and its next products under the shop's lock, so that two judgings of one shop never cross.
func (s *Service) reassessTx(ctx context.Context, tx *sqlx.Tx, r round, after uuid.UUID) (last uuid.UUID, more bool, err error) {
	rules := s.rules.Load()
	shop, err := lockShopRow(ctx, tx, r.shop)
	if postgres.IsNoRows(err) {
		return after, false, nil
	}
	if err != nil {
		return after, false, err
	}
	own := rules.book.AssessShop(r.day, shop.subject(rules.book))
	if err := s.saveShopTx(ctx, tx, shop, own); err != nil {
		return after, false, err
	}
	products, err := listProductRows(ctx, tx, r, after)
	if err != nil || len(products) == 0 {
		return after, false, err
	}
	if err := s.saveProductsTx(ctx, tx, shop, own, products); err != nil {
		return after, false, err
	}
	return products[len(products)-1].ProductID, len(products) == productsAtOnce, nil
}

// standing is what is stored of one judged subject.
type standing struct {
	ShopID    uuid.UUID
	ProductID uuid.UUID // nil for the shop's own
	Own       rulebook.Level
	Level     rulebook.Level
	Score     int
	ReadyAt   []string
	Gaps      []string
	ChangesOn string
	day       string
	snapshot  rulebook.Snapshot
	result    any
}

func (s *Service) saveShopTx(ctx context.Context, tx *sqlx.Tx, shop shopRow, a rulebook.Assessment) error {
	if !shop.OptedIn {
		a = rulebook.Assessment{Day: a.Day}
	}
	next := standing{
		ShopID: shop.ShopID, Level: a.Level, Score: a.Score, ChangesOn: a.ChangesOn, ReadyAt: []string{}, day: a.Day,
		snapshot: rulebook.Snapshot{Version: s.Version(), Day: a.Day, Shop: shop.subject(s.Book())}, result: a,
	}
	if err := updateShop(ctx, tx, next, s.Version(), a.Day); err != nil {
		return err
	}
	if shop.Level == next.Level && shop.Score == next.Score {
		return nil
	}
	return recordChanges(ctx, tx, []standing{next})
}

func (s *Service) saveProductsTx(ctx context.Context, tx *sqlx.Tx, shop shopRow, own rulebook.Assessment, products []productRow) error {
	book := s.Book()
	var all, changed []standing
	var flags []catalog.ExportFlag
	for i := range products {
		p := &products[i]
		next := standing{ShopID: shop.ShopID, ProductID: p.ProductID, ReadyAt: []string{}, Gaps: []string{}, day: own.Day}
		if shop.OptedIn && p.OptedIn {
			subject := p.subject(book)
			r := book.AssessProduct(own, subject)
			next.Own, next.Level, next.Score, next.ReadyAt, next.ChangesOn = r.Product.Level, r.Level, r.Product.Score, r.ReadyAt(), r.ChangesOn()
			for _, rule := range r.Next {
				next.Gaps = append(next.Gaps, rule.Rule)
			}
			next.snapshot = rulebook.Snapshot{Version: s.Version(), Day: own.Day, Shop: shop.subject(book), Product: &subject}
			next.result = r
		}
		all = append(all, next)
		flags = append(flags, catalog.ExportFlag{ProductID: p.ProductID, Level: int(next.Level), Destinations: next.ReadyAt})
		if p.Level != next.Level || p.Score != next.Score || !slices.Equal(p.ReadyAt.Value, next.ReadyAt) {
			changed = append(changed, next)
		}
	}
	if err := updateProducts(ctx, tx, all, s.Version(), own.Day); err != nil {
		return err
	}
	if err := recordChanges(ctx, tx, changed); err != nil {
		return err
	}
	return s.Catalog.SetExportTx(ctx, tx, flags)
}

// kept is a snapshot ready to be stored; the zero kept is of something that opted out.
type kept struct {
	hash, content, result string
}

func (st standing) keep() (kept, error) {
	if st.Level == rulebook.NotAssessed {
		return kept{}, nil
	}
	content, hash, err := st.snapshot.Encode()
	if err != nil {
		return kept{}, err
	}
	result, err := resultHash(st.result)
	return kept{hash, string(content), result}, err
}

// resultHash names a result by its bytes, so that a replay can be compared.
func resultHash(result any) (string, error) {
	data, err := json.Marshal(result)
	if err != nil {
		return "", fmt.Errorf("encode a result of export readiness: %w", err)
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:]), nil
}
