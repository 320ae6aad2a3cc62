package reports

import (
	"context"
	"fmt"
	"slices"

	"github.com/jmoiron/sqlx"

	"lapak/internal/exportready"
	"lapak/internal/jobs"
	"lapak/internal/postgres"
)

// historiesAtOnce is how many facts one transaction keeps.
const historiesAtOnce = 1000

// RegisterWorkers registers what is counted across the domains for those that need it.
func RegisterWorkers(w *jobs.Workers, db *sqlx.DB, exports *exportready.Service) {
	jobs.Handle(w, func(ctx context.Context, _ exportready.CountHistory) error { return CountHistory(ctx, db, exports) })
}

// CountHistory counts what the platform's sales say of each shop and product in export readiness, and hands over what has changed.
func CountHistory(ctx context.Context, db *sqlx.DB, exports *exportready.Service) error {
	counted, err := listHistories(ctx, db)
	if err != nil {
		return fmt.Errorf("count the history of sales: %w", err)
	}
	for chunk := range slices.Chunk(counted, historiesAtOnce) {
		err := postgres.Transact(ctx, db, func(tx *sqlx.Tx) error { return exports.RecordFactsTx(ctx, tx, chunk) })
		if err != nil {
			return fmt.Errorf("keep the history of sales: %w", err)
		}
	}
	return nil
}
