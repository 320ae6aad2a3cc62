package checkouttest

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"

	"lapak/internal/festivals"
	"lapak/internal/payments"
	"lapak/internal/postgres"
)

// workOnce tells of new orders, then works the oldest event of the inbox or, where none waits, the oldest job of the flows, as the runner
// would, only in a fixed order; other jobs are left alone.
func (m *Mall) workOnce() (ran bool, err error) {
	if _, err := m.Orders.TellPlaced(m.Context()); err != nil {
		return false, err
	}
	events, err := m.Payments.ListUnfinishedEvents(m.Context(), time.Now().Add(time.Hour), 1)
	if err != nil {
		return false, err
	}
	for _, event := range events {
		return true, m.Checkout.HandleEvent(m.Context(), event)
	}
	const query = `
		SELECT id, kind, args FROM river_job
		WHERE state = 'available' AND kind = ANY(ARRAY['refund_requested', 'refund_changed', 'festivals.fee_to_settle', 'festivals.slot_vanished']) ORDER BY id LIMIT 1`
	var job struct {
		ID   int64           `db:"id"`
		Kind string          `db:"kind"`
		Args json.RawMessage `db:"args"`
	}
	if err := m.DB.GetContext(m.Context(), &job, query); err != nil {
		if postgres.IsNoRows(err) {
			return false, nil
		}
		return false, err
	}
	if err := m.run(m.Context(), job.Kind, job.Args); err != nil {
		return false, fmt.Errorf("%s %s: %w", job.Kind, job.Args, err)
	}
	return true, postgres.Transact(m.Context(), m.DB, func(tx *sqlx.Tx) error {
		_, err := tx.ExecContext(m.Context(), `UPDATE river_job SET state = 'completed', finalized_at = now() WHERE id = $1`, job.ID)
		return err
	})
}

func (m *Mall) run(ctx context.Context, kind string, args json.RawMessage) error {
	switch kind {
	case payments.RefundRequested{}.Kind():
		return runAs(ctx, args, m.Payments.SendRefund)
	case festivals.FeeToSettle{}.Kind():
		return runAs(ctx, args, m.Checkout.SettleStallFee)
	case festivals.SlotVanished{}.Kind():
		return runAs(ctx, args, m.Checkout.HandleSlotVanished)
	default:
		return runAs(ctx, args, m.Checkout.HandleRefund)
	}
}

func runAs[T any](ctx context.Context, args json.RawMessage, work func(context.Context, T) error) error {
	var job T
	if err := json.Unmarshal(args, &job); err != nil {
		return err
	}
	return work(ctx, job)
}
