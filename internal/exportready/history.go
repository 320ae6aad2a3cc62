package exportready

import (
	"context"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/exportready/rulebook"
	"lapak/internal/jobs"
)

// CountHistory asks each night for what the platform's sales say of every shop and product that opted in. Whoever reads across the
// domains counts, and hands the facts to RecordFactsTx.
type CountHistory struct{}

// Kind names the job.
func (CountHistory) Kind() string { return "exportready.count_history" }

// History is what the platform's sales say of a shop, or with a product of that product. A fact without data is left out: a rule that
// reads it does not apply then.
type History struct {
	ShopID    uuid.UUID
	ProductID uuid.UUID // nil for the shop's own
	Facts     rulebook.Facts
}

// RecordFactsTx keeps histories in the place of those before, and asks for their shops to be judged again.
func (s *Service) RecordFactsTx(ctx context.Context, tx *sqlx.Tx, histories []History) error {
	changed, err := saveHistories(ctx, tx, histories)
	if err != nil {
		return err
	}
	for _, shop := range changed {
		if err := s.Queue.EnqueueTx(ctx, tx, reassess{ShopID: shop}, jobs.Options{}); err != nil {
			return err
		}
	}
	return nil
}
