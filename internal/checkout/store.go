package checkout

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

// shopFacts is what placing needs to know of a shop.
type shopFacts struct {
	ID            uuid.UUID `db:"id"`
	Address       string    `db:"address"`
	AcceptsCash   bool      `db:"accepts_cash"`
	AcceptsPickup bool      `db:"accepts_pickup"`
}

func selectShopFacts(ctx context.Context, q sqlx.QueryerContext, ids []uuid.UUID) (map[uuid.UUID]shopFacts, error) {
	const query = `
		SELECT s.id, concat_ws(', ', NULLIF(s.address_line, ''), v.name, d.name) AS address, s.accepts_cash, s.accepts_pickup
		FROM shops s JOIN areas v ON v.code = s.village_code JOIN districts d ON d.slug = s.district
		WHERE s.id = ANY($1)`
	var rows []shopFacts
	if err := sqlx.SelectContext(ctx, q, &rows, query, pq.Array(ids)); err != nil {
		return nil, fmt.Errorf("read the shops of a basket: %w", err)
	}
	facts := make(map[uuid.UUID]shopFacts, len(rows))
	for _, row := range rows {
		facts[row.ID] = row
	}
	return facts, nil
}
