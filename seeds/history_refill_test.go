package seeds_test

import (
	"context"
	"testing"

	"github.com/jmoiron/sqlx"

	"lapak/internal/postgres"
	"lapak/seeds"
)

func TestAHistoryGoesOnWhereAnInterruptedBatchHasEmptiedTheShelves(t *testing.T) {
	t.Parallel()
	s := newMall(t)
	ctx, cancel := context.WithCancel(t.Context())
	opts := seeds.DemoOptions{Small: true, Progress: func(step seeds.Step, done, _ int) {
		if step == seeds.StepOrders && done > 0 {
			cancel() // as a restart would
		}
	}}
	if err := seeds.LoadDemo(ctx, s, opts); err == nil {
		t.Fatal("it did not notice the end")
	}
	before := count(t, s.DB, ordersOfHistory)
	must(t, postgres.Transact(t.Context(), s.DB, func(tx *sqlx.Tx) error {
		_, err := tx.ExecContext(t.Context(), `UPDATE stock_levels SET on_hand = reserved`)
		return err
	}))
	opts.Progress = nil
	must(t, seeds.LoadDemo(t.Context(), s, opts))
	if after := count(t, s.DB, ordersOfHistory); before == 0 || after != before+20 { // the batch whose end was not noted is placed anew
		t.Errorf("%d orders became %d", before, after)
	}
}
