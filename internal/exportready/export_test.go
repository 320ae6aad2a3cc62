package exportready

import (
	"context"
	"time"

	"github.com/google/uuid"
)

// PastReadiness is FindReadiness for a day that is taken as past.
func (s *Service) PastReadiness(ctx context.Context, product uuid.UUID, day string) (Readiness, error) {
	return s.pastReadiness(ctx, product, day)
}

// ReassessOn judges everything as on a day.
func (s *Service) ReassessOn(ctx context.Context, day string) error {
	return s.reassess(ctx, Scope{}, day)
}

// JudgeUntil judges the shops after one until a moment, as a job about everything does.
func (s *Service) JudgeUntil(ctx context.Context, after uuid.UUID, until time.Time) (uuid.UUID, error) {
	return s.reassessAfter(ctx, after, s.Today(), until)
}
