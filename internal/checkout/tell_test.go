package checkout_test

import (
	"sync"
	"testing"

	"github.com/google/uuid"

	"lapak/internal/checkout/checkouttest"
	"lapak/internal/orders"
)

// told counts the notices about an order: the buyer's and, where the shop works before it is paid, its owner's.
func told(m *checkouttest.Mall, number string) (n int) {
	m.Helper()
	const query = `SELECT count(*) FROM messages WHERE template IN ('order_placed', 'shop_order_new') AND body LIKE '%' || $1 || '%'`
	if err := m.DB.GetContext(m.Context(), &n, query, number); err != nil {
		m.Fatal(err)
	}
	return n
}

func tell(m *checkouttest.Mall) error {
	_, err := m.Orders.TellPlaced(m.Context())
	return err
}

func TestAnOrderThatCannotBeToldOfKeepsNoOtherWaiting(t *testing.T) {
	t.Parallel()
	m := checkouttest.New(t)
	variant := m.Sell(m.Coffee, 52_000, 9)
	broken := m.Place(orders.MethodCash, []uuid.UUID{variant}, m.Coffee).Order
	whole := m.Place(orders.MethodCash, []uuid.UUID{variant}, m.Coffee).Order
	m.Change(`CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'full'; END $$`)
	m.Change(`CREATE TRIGGER refuse BEFORE INSERT ON messages FOR EACH ROW WHEN (NEW.dedupe_key = 'order_placed:` + broken.Group.ID.String() + `')
		EXECUTE FUNCTION refuse()`)
	if err := tell(m); err == nil {
		t.Error("a failure is not told to the log")
	}
	if told(m, broken.Number) != 0 || told(m, whole.Number) != 2 {
		t.Errorf("told %d times of the broken one and %d of the whole one", told(m, broken.Number), told(m, whole.Number))
	}
	m.Change(`DROP TRIGGER refuse ON messages`)
	if err := tell(m); err != nil || told(m, broken.Number) != 0 {
		t.Errorf("it is tried again at once: %v", err)
	}
	m.Change(`UPDATE order_groups SET tell_at = tell_at - interval '1 minute'`)
	if err := tell(m); err != nil || told(m, broken.Number) != 2 {
		t.Errorf("told %d times of the order that could not be told of: %v", told(m, broken.Number), err)
	}
}

func TestSeveralProcessesTellOfAnOrderOnce(t *testing.T) {
	t.Parallel()
	m := checkouttest.New(t)
	variant := m.Sell(m.Coffee, 52_000, 50)
	var placed []orders.Order
	for range 6 {
		placed = append(placed, m.Place(orders.MethodCash, []uuid.UUID{variant}, m.Coffee).Order)
	}
	var processes sync.WaitGroup
	for range 4 {
		processes.Go(func() {
			for range 3 { // what one finds locked is left for the next look
				if err := tell(m); err != nil {
					t.Error(err)
				}
			}
		})
	}
	processes.Wait()
	if err := tell(m); err != nil {
		t.Error(err)
	}
	for _, order := range placed {
		if n := told(m, order.Number); n != 2 {
			t.Errorf("told %d times of %s", n, order.Number)
		}
	}
	var waiting int
	if err := m.DB.GetContext(m.Context(), &waiting, `SELECT count(*) FROM order_groups WHERE tell_at IS NOT NULL`); err != nil || waiting > 0 {
		t.Errorf("%d orders still wait: %v", waiting, err)
	}
}
