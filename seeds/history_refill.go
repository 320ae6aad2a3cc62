package seeds

import (
	"context"
	"fmt"

	"lapak/internal/catalog"
	"lapak/internal/stock"
)

// refill puts back what the orders of an interrupted batch have bought: that batch is placed anew, and the plan counts on shelves that
// nobody else has bought from. It does nothing before the first order.
func (l *loader) refill(ctx context.Context) error {
	begun, err := hasOrders(ctx, l.DB)
	if err != nil || !begun {
		return err
	}
	all := l.listings()
	return each(ctx, len(all), func(ctx context.Context, i int) error {
		if err := l.refillProduct(ctx, all[i]); err != nil {
			return fmt.Errorf("refill product %s: %w", all[i].product.Slug, err)
		}
		return nil
	})
}

func (l *loader) refillProduct(ctx context.Context, x listing) error {
	owner, ref := l.owner(x.shop), l.ref(x)
	product, err := l.Catalog.FindForMember(ctx, owner, ref)
	if err != nil {
		return err
	}
	planned := map[string]int64{}
	for _, v := range x.product.Variants {
		planned[v.SKU] = int64(mostSold(v))
	}
	for _, v := range product.Variants {
		missing := planned[v.SKU] - v.Available
		if missing <= 0 {
			continue
		}
		restock := catalog.StockChange{Delta: missing, Reason: stock.ReasonRestock}
		if _, err := l.Catalog.AdjustStock(ctx, owner, catalog.VariantRef{Ref: ref, ID: v.ID}, restock); err != nil {
			return err
		}
	}
	return nil
}
