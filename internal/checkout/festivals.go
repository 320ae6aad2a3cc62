package checkout

import (
	"context"
	"errors"

	"github.com/jmoiron/sqlx"

	"lapak/internal/festivals"
	"lapak/internal/jobs"
)

// registerFestivals registers what follows the news of festivals.
func (s *Service) registerFestivals(w *jobs.Workers) {
	jobs.Handle(w, s.HandleFestivalChanged)
	jobs.Handle(w, s.HandleFestivalEnded)
}

// HandleFestivalChanged tells everybody concerned of a change of a published festival: its vendors, and those whom the parts above know
// (festivalReaders).
func (s *Service) HandleFestivalChanged(ctx context.Context, news festivals.Changed) error {
	var others []festivals.Reader
	for _, list := range s.festivalReaders() {
		found, err := list(ctx, s.db, news)
		if err != nil {
			return err
		}
		others = append(others, found...)
	}
	return s.festivals.Announce(ctx, news, others)
}

// festivalReaders are the lists of those who are told of a festival's changes beside its vendors; each flow adds its own.
func (s *Service) festivalReaders() []func(context.Context, sqlx.QueryerContext, festivals.Changed) ([]festivals.Reader, error) {
	return nil
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
	return nil
}
