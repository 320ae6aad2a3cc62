package stock_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/postgres"
	"lapak/internal/postgres/pgtest"
	"lapak/internal/stock"
)

const actor = "account:test"

// shelf is a database with some stocked variants, and short ways to move them.
type shelf struct {
	db *sqlx.DB
	*stock.Service
}

func newShelf(t *testing.T) shelf {
	db := pgtest.New(t)
	return shelf{db: db, Service: stock.New(db)}
}

func (s shelf) do(t testing.TB, fn func(tx *sqlx.Tx) error) error {
	t.Helper()
	return postgres.Transact(t.Context(), s.db, fn)
}

func (s shelf) add(t testing.TB, units int64) uuid.UUID {
	t.Helper()
	id := newID(t)
	if err := s.do(t, func(tx *sqlx.Tx) error {
		return s.AddTx(t.Context(), tx, id, stock.Opening{OnHand: units, Actor: actor})
	}); err != nil {
		t.Fatal(err)
	}
	return id
}

func (s shelf) reserve(t testing.TB, reference uuid.UUID, demands ...stock.Demand) error {
	t.Helper()
	return s.do(t, func(tx *sqlx.Tx) error {
		return s.ReserveTx(t.Context(), tx, stock.Reservation{Reference: reference, Demands: demands})
	})
}

func (s shelf) release(t testing.TB, of stock.Lines) error {
	t.Helper()
	return s.do(t, func(tx *sqlx.Tx) error { return s.ReleaseTx(t.Context(), tx, of) })
}

func (s shelf) consume(t testing.TB, of stock.Lines) error {
	t.Helper()
	return s.do(t, func(tx *sqlx.Tx) error { return s.ConsumeTx(t.Context(), tx, of, actor) })
}

func (s shelf) giveBack(t testing.TB, of stock.Lines) error {
	t.Helper()
	return s.do(t, func(tx *sqlx.Tx) error { return s.ReturnTx(t.Context(), tx, of, actor) })
}

func (s shelf) adjust(t testing.TB, m stock.Movement) (level stock.Level, err error) {
	t.Helper()
	m.Actor = actor
	err = s.do(t, func(tx *sqlx.Tx) error {
		level, err = s.AdjustTx(t.Context(), tx, m)
		return err
	})
	return level, err
}

// want checks a level, and that both of its numbers are the sums of what they are made of.
func (s shelf) want(t testing.TB, id uuid.UUID, onHand, reserved int64) {
	t.Helper()
	const query = `
		SELECT l.variant_id, l.on_hand, l.reserved,
			(SELECT coalesce(sum(delta), 0) FROM stock_movements m WHERE m.variant_id = l.variant_id) AS moved,
			(SELECT coalesce(sum(quantity), 0) FROM stock_reservations r WHERE r.variant_id = l.variant_id AND r.state = 'held') AS held
		FROM stock_levels l WHERE l.variant_id = $1`
	var got struct {
		stock.Level
		Moved int64 `db:"moved"`
		Held  int64 `db:"held"`
	}
	if err := s.db.GetContext(t.Context(), &got, query, id); err != nil {
		t.Fatal(err)
	}
	if got.OnHand != onHand || got.Reserved != reserved {
		t.Errorf("%d on hand and %d reserved, want %d and %d", got.OnHand, got.Reserved, onHand, reserved)
	}
	if got.OnHand != got.Moved || got.Reserved != got.Held {
		t.Errorf("%d on hand of %d moved, %d reserved of %d held", got.OnHand, got.Moved, got.Reserved, got.Held)
	}
}

func newID(t testing.TB) uuid.UUID {
	t.Helper()
	id, err := uuid.NewV7()
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func wantCode(t testing.TB, err error, code string) {
	t.Helper()
	if got := apperr.CodeOf(err); err == nil || got != code {
		t.Errorf("got %v, want %s", err, code)
	}
}

func TestTwoLinesOfOneVariantAreAddedUp(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	id, order := s.add(t, 5), newID(t)
	wantCode(t, s.reserve(t, order, stock.Demand{VariantID: id, Quantity: 3}, stock.Demand{VariantID: id, Quantity: 3}), "stock_insufficient")
	s.want(t, id, 5, 0)
	if err := s.reserve(t, order, stock.Demand{VariantID: id, Quantity: 3}, stock.Demand{VariantID: id, Quantity: 2}); err != nil {
		t.Fatal(err)
	}
	s.want(t, id, 5, 5)
}

func TestAShortageNamesEveryShortVariantAndHoldsNothing(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	plenty, few, none := s.add(t, 10), s.add(t, 1), s.add(t, 0)
	err := s.reserve(t, newID(t), stock.Demand{VariantID: none, Quantity: 1}, stock.Demand{VariantID: plenty, Quantity: 2}, stock.Demand{VariantID: few, Quantity: 4})
	wantCode(t, err, "stock_insufficient")
	var refusal *apperr.Error
	if !errors.As(err, &refusal) {
		t.Fatal(err)
	}
	short, _ := refusal.Details.([]stock.Shortage)
	want := []stock.Shortage{{VariantID: few, Quantity: 4, Available: 1}, {VariantID: none, Quantity: 1}}
	if len(short) != 2 || short[0] != want[0] || short[1] != want[1] {
		t.Errorf("short of %v, want %v", short, want)
	}
	s.want(t, plenty, 10, 0)
	s.want(t, few, 1, 0)
	s.want(t, none, 0, 0)
}

func TestRefusedDemandsChangeNothing(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	id := s.add(t, 5)
	for name, c := range map[string]struct {
		demands []stock.Demand
		code    string
	}{
		"none":              {nil, "no_items"},
		"zero":              {[]stock.Demand{{id, 0}}, "quantity_out_of_range"},
		"negative":          {[]stock.Demand{{id, -1}}, "quantity_out_of_range"},
		"good and negative": {[]stock.Demand{{id, 3}, {id, -2}}, "quantity_out_of_range"},
		"huge":              {[]stock.Demand{{id, 1<<63 - 1}}, "quantity_out_of_range"},
		"a huge sum":        {[]stock.Demand{{id, stock.MaxQuantity}, {id, stock.MaxQuantity}}, "quantity_out_of_range"},
		"more than there":   {[]stock.Demand{{id, stock.MaxQuantity}}, "stock_insufficient"},
		"unknown variant":   {[]stock.Demand{{id, 1}, {uuid.New(), 1}}, "variant_not_found"},
	} {
		t.Run(name, func(t *testing.T) {
			wantCode(t, s.reserve(t, newID(t), c.demands...), c.code)
			s.want(t, id, 5, 0)
		})
	}
}

func TestAnOrderReservesOnceUntilItIsReleased(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	id, order := s.add(t, 5), newID(t)
	for range 2 { // the second time as late money does
		if err := s.reserve(t, order, stock.Demand{VariantID: id, Quantity: 2}); err != nil {
			t.Fatal(err)
		}
		wantCode(t, s.reserve(t, order, stock.Demand{VariantID: id, Quantity: 2}), "stock_already_reserved")
		s.want(t, id, 5, 2)
		for range 2 {
			if err := s.release(t, stock.All(order)); err != nil {
				t.Fatal(err)
			}
			s.want(t, id, 5, 0)
		}
	}
	wantCode(t, s.consume(t, stock.All(order)), "stock_not_held")
	s.want(t, id, 5, 0)
}

func TestSellingAndReturningCountOnce(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	id, order := s.add(t, 5), newID(t)
	if err := s.reserve(t, order, stock.Demand{VariantID: id, Quantity: 2}); err != nil {
		t.Fatal(err)
	}
	wantCode(t, s.giveBack(t, stock.All(order)), "stock_not_consumed")
	s.want(t, id, 5, 2)
	for range 2 {
		if err := s.consume(t, stock.All(order)); err != nil {
			t.Fatal(err)
		}
		s.want(t, id, 3, 0)
	}
	wantCode(t, s.release(t, stock.All(order)), "stock_already_consumed")
	wantCode(t, s.reserve(t, order, stock.Demand{VariantID: id, Quantity: 1}), "stock_already_reserved")
	s.want(t, id, 3, 0)
	for range 2 {
		if err := s.giveBack(t, stock.All(order)); err != nil {
			t.Fatal(err)
		}
		s.want(t, id, 5, 0)
	}
}

func TestOneShopsLinesMoveAlone(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	mine, theirs, order := s.add(t, 5), s.add(t, 5), newID(t)
	if err := s.reserve(t, order, stock.Demand{VariantID: mine, Quantity: 1}, stock.Demand{VariantID: theirs, Quantity: 2}); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(s.consume(t, stock.Some(order, []uuid.UUID{mine})), s.release(t, stock.Some(order, []uuid.UUID{theirs}))); err != nil {
		t.Fatal(err)
	}
	s.want(t, mine, 4, 0)
	s.want(t, theirs, 5, 0)
}

func TestNamingNoLinesMovesNone(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	id, order := s.add(t, 5), newID(t)
	if err := s.reserve(t, order, stock.Demand{VariantID: id, Quantity: 1}); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(s.release(t, stock.Some(order, nil)), s.consume(t, stock.Lines{}), s.release(t, stock.All(uuid.New()))); err != nil {
		t.Fatal(err)
	}
	wantCode(t, s.consume(t, stock.All(uuid.New())), "stock_not_held")
	wantCode(t, s.consume(t, stock.Some(order, []uuid.UUID{id, uuid.New()})), "stock_not_held")
	s.want(t, id, 5, 1)
}

func TestAHoldIsRenewedWhileItLasts(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	id, order := s.add(t, 5), newID(t)
	start := time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)
	later := start.Add(time.Hour)
	if err := s.do(t, func(tx *sqlx.Tx) error {
		return s.ReserveTx(t.Context(), tx, stock.Reservation{Reference: order, Demands: []stock.Demand{{id, 1}}, ExpiresAt: &start})
	}); err != nil {
		t.Fatal(err)
	}
	renew := func(until *time.Time) error {
		return s.do(t, func(tx *sqlx.Tx) error { return s.RenewTx(t.Context(), tx, order, until) })
	}
	wantEnd := func(want *time.Time) {
		t.Helper()
		var end *time.Time
		if err := s.db.GetContext(t.Context(), &end, `SELECT expires_at FROM stock_reservations WHERE reference = $1`, order); err != nil {
			t.Fatal(err)
		}
		if (end == nil) != (want == nil) || end != nil && !end.Equal(*want) {
			t.Errorf("held until %v, want %v", end, want)
		}
	}
	wantEnd(&start)
	if err := renew(&later); err != nil {
		t.Fatal(err)
	}
	wantEnd(&later)
	if err := s.release(t, stock.All(order)); err != nil {
		t.Fatal(err)
	}
	wantCode(t, renew(&start), "stock_not_held")
	wantEnd(&later)
	s.want(t, id, 5, 0)
}
