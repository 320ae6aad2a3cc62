package catalog_test

import (
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/postgres"
	"lapak/internal/stock"
)

func (m *mall) variantOf(title string) (id uuid.UUID) {
	m.t.Helper()
	const query = `SELECT v.id FROM variants v JOIN products p ON p.id = v.product_id WHERE p.title = $1 ORDER BY v.position LIMIT 1`
	if err := m.db.GetContext(m.t.Context(), &id, query, title); err != nil {
		m.t.Fatal(err)
	}
	return id
}

// sell restocks a product and sells as many units of it; what it returns gives them back.
func (m *mall) sell(title string, units int64) (giveBack func()) {
	m.t.Helper()
	variant, order, shelf := m.variantOf(title), uuid.New(), stock.New(m.db)
	goods := stock.Some(order, []uuid.UUID{variant})
	m.change(func(tx *sqlx.Tx) error {
		restock := stock.Movement{VariantID: variant, Delta: units, Reason: stock.ReasonRestock, Reference: order.String(), Actor: "test"}
		if _, err := shelf.AdjustTx(m.t.Context(), tx, restock); err != nil {
			return err
		}
		hold := stock.Reservation{Reference: order, Demands: []stock.Demand{{VariantID: variant, Quantity: units}}}
		if err := shelf.ReserveTx(m.t.Context(), tx, hold); err != nil {
			return err
		}
		return shelf.ConsumeTx(m.t.Context(), tx, goods, "test")
	})
	return func() {
		m.t.Helper()
		m.change(func(tx *sqlx.Tx) error { return shelf.ReturnTx(m.t.Context(), tx, goods, "test") })
	}
}

func (m *mall) change(fn func(tx *sqlx.Tx) error) {
	m.t.Helper()
	if err := postgres.Transact(m.t.Context(), m.db, fn); err != nil {
		m.t.Fatal(err)
	}
}

func TestPopularityIsWhatWasSoldLessWhatCameBack(t *testing.T) {
	t.Parallel()
	m := newMall(t)
	m.shelf()
	count := func(since time.Time, wantChanged int64) {
		t.Helper()
		if changed, err := m.CountSold(t.Context(), since); err != nil || changed != wantChanged {
			t.Errorf("%d products changed, want %d: %v", changed, wantChanged, err)
		}
	}
	want := func(title string, units int64) {
		t.Helper()
		var got int64
		if err := m.db.GetContext(t.Context(), &got, `SELECT popularity FROM products WHERE title = $1`, title); err != nil || got != units {
			t.Errorf("%s: %d units, want %d: %v", title, got, units, err)
		}
	}
	lately := time.Now().Add(-time.Hour)

	m.sell(oling, 3)
	giveBack := m.sell(oling, 4)
	m.sell(arabica, 2)
	want(oling, 0) // nobody has counted yet
	count(lately, 2)
	want(oling, 7)
	want(arabica, 2)
	want(scarf, 0)
	count(lately, 0) // counted again, nothing is counted twice

	giveBack()
	count(lately, 1)
	want(oling, 3)

	m.sell(arabica, 5)
	count(time.Now().Add(time.Hour), 0) // nothing was sold since then
	want(arabica, 2)
}
