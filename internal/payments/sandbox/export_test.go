package sandbox

import (
	"context"
	"time"

	"github.com/jmoiron/sqlx"

	"lapak/internal/payments"
)

// Deliveries signs every event so far.
func (s *Service) Deliveries(ctx context.Context) ([]payments.Delivery, error) {
	const query = `SELECT id, kind, ref, reference FROM sandbox_events ORDER BY created_at, id`
	events, out := []Event{}, []payments.Delivery{}
	if err := sqlx.SelectContext(ctx, s.db, &events, query); err != nil {
		return nil, err
	}
	for _, event := range events {
		header, body, err := s.sign(event, time.Now())
		if err != nil {
			return nil, err
		}
		out = append(out, payments.Delivery{Header: header, Body: body})
	}
	return out, nil
}
