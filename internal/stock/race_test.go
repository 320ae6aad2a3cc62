package stock_test

import (
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/uuid"
	"golang.org/x/sync/errgroup"

	"lapak/internal/apperr"
	"lapak/internal/stock"
)

func TestTwoHundredBuyersForTwentyUnits(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	id := s.add(t, 20)
	var sold, refused atomic.Int64
	var buyers sync.WaitGroup
	for range 200 {
		buyers.Go(func() {
			err := s.reserve(t, uuid.New(), stock.Demand{VariantID: id, Quantity: 1})
			switch {
			case err == nil:
				sold.Add(1)
			case apperr.CodeOf(err) == "stock_insufficient":
				refused.Add(1)
			default:
				t.Error(err)
			}
		})
	}
	buyers.Wait()
	if sold.Load() != 20 || refused.Load() != 180 {
		t.Errorf("%d sold and %d refused, want 20 and 180", sold.Load(), refused.Load())
	}
	s.want(t, id, 20, 20)
}

// Each basket names the same variants in another order; without one lock order they would deadlock.
func TestCrossingBasketsAllSucceed(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	a, b, c := s.add(t, 1000), s.add(t, 1000), s.add(t, 1000)
	baskets := [][]stock.Demand{{{a, 1}, {b, 1}, {c, 1}}, {{c, 1}, {b, 1}, {a, 1}}, {{b, 1}, {a, 1}, {c, 1}}}
	var buyers errgroup.Group
	for n := range 90 {
		buyers.Go(func() error {
			order := uuid.New()
			if err := s.reserve(t, order, baskets[n%len(baskets)]...); err != nil {
				return err
			}
			if n%3 == 0 {
				return s.release(t, stock.All(order))
			}
			return s.consume(t, stock.All(order))
		})
	}
	if err := buyers.Wait(); err != nil {
		t.Fatal(err)
	}
	for _, id := range []uuid.UUID{a, b, c} {
		s.want(t, id, 940, 0)
	}
}

func TestSellingAndReleasingAtOnceDoesOneOfThem(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	for range 20 {
		id, order := s.add(t, 3), newID(t)
		if err := s.reserve(t, order, stock.Demand{VariantID: id, Quantity: 2}); err != nil {
			t.Fatal(err)
		}
		var sold, released error
		var both sync.WaitGroup
		both.Go(func() { sold = s.consume(t, stock.All(order)) })
		both.Go(func() { released = s.release(t, stock.All(order)) })
		both.Wait()
		switch {
		case sold == nil && released != nil:
			wantCode(t, released, "stock_already_consumed")
			s.want(t, id, 1, 0)
		case sold != nil && released == nil:
			wantCode(t, sold, "stock_not_held")
			s.want(t, id, 3, 0)
		default:
			t.Fatalf("sold %v, released %v", sold, released)
		}
	}
}
