package checkout

import (
	"context"
	"errors"

	"lapak/internal/festivals"
	"lapak/internal/jobs"
)

// registerFestivals registers what follows the news of festivals.
func (s *Service) registerFestivals(w *jobs.Workers) {
	jobs.Handle(w, s.HandleFestivalChanged)
	jobs.Handle(w, s.HandleFestivalEnded)
}

// HandleFestivalChanged tells everybody concerned of a change of a published festival: those whom it knows, and the buyers who wait to
// collect at it what they ordered ahead.
func (s *Service) HandleFestivalChanged(ctx context.Context, news festivals.Changed) error {
	buyers, err := s.orders.ListBuyersAhead(ctx, s.db, news.FestivalID)
	if err != nil {
		return err
	}
	return s.festivals.Announce(ctx, news, buyers)
}

// HandleFestivalEnded does what follows for money and orders when a festival is over, early or called off. A flow that fails keeps no
// other from running; each may run again.
func (s *Service) HandleFestivalEnded(ctx context.Context, news festivals.Ended) error {
	var failed []error
	for _, follow := range s.festivalEndings() {
		failed = append(failed, follow(ctx, news))
	}
	return errors.Join(failed...)
}

// festivalEndings are what each flow does when a festival is over.
func (s *Service) festivalEndings() []func(context.Context, festivals.Ended) error {
	return []func(context.Context, festivals.Ended) error{
		func(ctx context.Context, news festivals.Ended) error { return s.RefundStalls(ctx, news.FestivalID) },
	}
}
