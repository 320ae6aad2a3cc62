package seeds

import (
	"context"
	"fmt"

	"lapak/internal/orders"
)

// makeOrders writes paid orders, each of one or two products of one shop, as checkout would have left them.
func (g *generator) makeOrders(ctx context.Context) error {
	for from := 0; from < g.load.Orders; from += rowsAtOnce {
		to := min(from+rowsAtOnce, g.load.Orders)
		var rows orderRows
		for n := from; n < to; n++ {
			if err := g.order(&rows, n); err != nil {
				return err
			}
		}
		if err := insertOrders(ctx, g.DB, rows); err != nil {
			return err
		}
		g.load.Progress.tell(StepLoad, to, g.load.Orders)
	}
	return nil
}

// Of ten orders of a load, how many have come how far.
var loadStates = [10]orders.State{
	orders.StateCompleted, orders.StateCompleted, orders.StateCompleted, orders.StateCompleted, orders.StateCompleted,
	orders.StateCompleted, orders.StateCompleted, orders.StateShipped, orders.StateShipped, orders.StateNew,
}

func (g *generator) order(rows *orderRows, n int) error {
	rng := g.rng(ofOrder, n)
	number, err := loadNumber(rng.IntN(900_000_000) + 100_000_000)
	if err != nil {
		return err
	}
	shop := n % g.load.Shops
	days := 8 + rng.IntN(300) // long enough for parcels to arrive
	state := loadStates[rng.IntN(len(loadStates))]
	if state != orders.StateCompleted {
		days = 5
	}
	rows.add(orderRow{
		id: g.id(ofOrder, n), part: g.id(ofPart, n), shop: g.id(ofShop, shop), payment: g.id(ofPayment, n), transfer: g.id(ofTransfer, n),
		number: number, state: string(state), age: int64(days*24*3600 + rng.IntN(24*3600)),
	})
	goods := g.productsOf(shop)
	first := rng.IntN(goods)
	for i, k := range []int{first, (first + 1 + rng.IntN(goods)) % goods} {
		if i > 0 && (k == first || rng.IntN(2) == 0) {
			break
		}
		rows.addLine(lineRow{
			id: g.id(ofLine, 2*n+i), order: g.id(ofOrder, n), variant: g.id(ofVariant, g.variant(shop+k*g.load.Shops, 0)),
			quantity: int64(1 + rng.IntN(3)),
		})
	}
	return nil
}

// loadNumber gives nine digits the check digit with which they are an order number.
func loadNumber(digits int) (string, error) {
	for check := range 10 {
		if number, ok := orders.ParseNumber(fmt.Sprintf("%d%d", digits, check)); ok {
			return number, nil
		}
	}
	return "", fmt.Errorf("%d begins no order number", digits)
}
