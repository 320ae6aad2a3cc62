package reports_test

import (
	"testing"

	"github.com/google/uuid"

	"lapak/internal/checkout/checkouttest"
	"lapak/internal/exportready"
	"lapak/internal/jobs"
	"lapak/internal/orders"
	"lapak/internal/reports"
)

func TestHistoryCountsTheOrdersWhoseOutcomeIsKnown(t *testing.T) {
	t.Parallel()
	m := checkouttest.New(t)
	queue, err := jobs.NewQueue()
	if err != nil {
		t.Fatal(err)
	}
	exports := exportready.New(exportready.Deps{DB: m.DB, Queue: queue})
	coffee, tea := m.Sell(m.Coffee, 52_000, 20), m.Sell(m.Coffee, 30_000, 20)
	m.Change(`INSERT INTO export_shops (shop_id, opted_in_at) SELECT id, now() FROM shops`)
	m.Change(`INSERT INTO export_products (product_id, shop_id, opted_in) SELECT id, shop_id, true FROM products`)
	wantHistory := func(stage, shop, coffeeFacts, teaFacts string) {
		t.Helper()
		if err := reports.CountHistory(t.Context(), m.DB, exports); err != nil {
			t.Fatal(err)
		}
		const ofShop, ofProduct = `SELECT history FROM export_shops WHERE shop_id = $1`,
			`SELECT e.history FROM export_products e JOIN variants v USING (product_id) WHERE v.id = $1`
		for _, c := range []struct {
			query string
			id    uuid.UUID
			want  string
		}{{ofShop, m.Coffee.ID, shop}, {ofProduct, coffee, coffeeFacts}, {ofProduct, tea, teaFacts}} {
			var got string
			if err := m.DB.GetContext(t.Context(), &got, c.query, c.id); err != nil || got != c.want {
				t.Errorf("%s: %s, want %s: %v", stage, got, c.want, err)
			}
		}
	}
	asked := func() (n int) {
		if err := m.DB.GetContext(t.Context(), &n, `SELECT count(*) FROM river_job WHERE kind = 'exportready.reassess'`); err != nil {
			t.Fatal(err)
		}
		return n
	}
	sell := func(variant uuid.UUID, moves ...orders.ShopMove) string {
		placed := m.Place(checkouttest.Method, []uuid.UUID{variant}, m.Coffee)
		if err := m.Company.Pay(placed.Payment.ProviderRef); err != nil {
			t.Fatal(err)
		}
		m.Deliver()
		for _, move := range moves {
			move.Shop, move.Number = m.Coffee.Slug, placed.Order.Number
			if _, err := m.Orders.Work(t.Context(), m.Coffee.Owner, move); err != nil {
				t.Fatal(err)
			}
		}
		return placed.Order.Number
	}
	sent := []orders.ShopMove{{Event: orders.Accept}, {Event: orders.Ship, Courier: "Kurir", Tracking: "1"}}

	wantHistory("before any order", "{}", "{}", "{}")
	sell(coffee)
	wantHistory("with an order that is still to be accepted", "{}", "{}", "{}")
	if n := asked(); n != 0 {
		t.Errorf("%d shops are judged again for nothing", n)
	}

	arrived := sell(coffee, sent...)
	if _, err := m.Orders.ConfirmReceipt(t.Context(), orders.Reader{Actor: m.Buyer}, arrived, m.Coffee.Slug); err != nil {
		t.Fatal(err)
	}
	wantHistory("with one that arrived", `{"orders_180d": 1, "months_active": 1, "avg_monthly_sales": 0, "fulfil_rate_180d_bp": 10000}`, `{"orders_365d": 1}`, "{}")
	if n := asked(); n != 1 {
		t.Errorf("the shop is judged again %d times", n)
	}

	rejected := sell(tea)
	if _, err := m.Checkout.RejectByShop(t.Context(), m.Coffee.Owner, m.Coffee.Slug, rejected, "Panen gagal"); err != nil {
		t.Fatal(err)
	}
	sell(tea, sent...)
	wantHistory("with one that the shop rejected and one on its way", `{"orders_180d": 3, "months_active": 1, "avg_monthly_sales": 0, "fulfil_rate_180d_bp": 6666}`, `{"orders_365d": 1}`, "{}")

	m.Change(`UPDATE shop_orders SET created_at = created_at - interval '200 days' WHERE state = 'completed'`)
	m.Change(`UPDATE order_lines SET quantity = 12, total = 12 * unit_price WHERE shop_order_id = (SELECT id FROM shop_orders WHERE state = 'shipped')`)
	wantHistory("with one that is half a year old", `{"orders_180d": 2, "months_active": 2, "avg_monthly_sales": 2, "fulfil_rate_180d_bp": 5000}`, `{"orders_365d": 1}`, "{}")

	m.Change(`UPDATE shop_orders SET created_at = created_at - interval '400 days'`)
	wantHistory("with old ones only", `{"months_active": 2}`, "{}", "{}")
}
