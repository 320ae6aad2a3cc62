package festivals

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/audit"
	"lapak/internal/identity"
	"lapak/internal/jobs"
	"lapak/internal/postgres"
)

var noOptions jobs.Options

// Ended is the news that a festival is over. Early says before its last day was; what follows for money, orders and stalls is done above.
type Ended struct {
	FestivalID uuid.UUID `json:"festival_id"`
	Early      bool      `json:"early"`
	Cancelled  bool      `json:"cancelled"` // called off, with what was promised at it
}

// Kind names the job.
func (Ended) Kind() string { return "festivals.ended" }

// Missing names what a draft still needs before it can be published, as wrong fields.
func (s *Service) Missing(ctx context.Context, q sqlx.QueryerContext, f Festival) ([]apperr.Field, error) {
	now, err := s.nowTx(ctx, q)
	if err != nil {
		return nil, err
	}
	days, err := listDays(ctx, q, f.ID)
	if err != nil {
		return nil, err
	}
	zones, err := listZones(ctx, q, f.ID)
	if err != nil {
		return nil, err
	}
	var missing []apperr.Field
	need := func(ok bool, path, code string) {
		if !ok {
			missing = append(missing, apperr.Field{Path: path, Code: code})
		}
	}
	need(len(days) > 0, "days", "required")
	need(!f.StartsOn.Before(today(now)), "starts_on", "starts_before_now")
	stalls := 0
	for _, z := range zones {
		stalls += z.Stalls
		need(z.Stalls > 0, "stalls", "zone_without_stalls")
	}
	if stalls == 0 {
		need(f.CloseAt == nil, "stalls", "no_stalls")
		return missing, nil
	}
	need(f.Rules.ID != "", "rules", "required")
	terms, err := findTerms(ctx, q, f.ID)
	if err != nil {
		return nil, err
	}
	hasSource := terms.DrawAt != nil && len(terms.Sources) > 0
	need(f.Selection != ByDraw || hasSource, "draw", "draw_source_missing")
	switch {
	case f.CloseAt == nil:
		need(false, "applications_close_at", "required")
	default:
		need(f.CloseAt.After(now), "applications_close_at", "time_past")
		need(len(days) == 0 || f.CloseAt.Before(days[0].OpensAt), "applications_close_at", "closes_after_start")
		need(f.Selection == ByDraw && !hasSource || s.checkTerms(f, zones, terms) == nil, "terms", "terms_outdated")
	}
	return missing, nil
}

// Publish makes dates, tariff and zones of a draft a promise that everybody sees. Errors: NotFound; Conflict festival_published,
// festival_ended; Invalid at what is missing; Conflict festival_changed.
func (s *Service) Publish(ctx context.Context, actor identity.Actor, slug string, version int64) (Festival, error) {
	return s.edit(ctx, actor, slug, Edition{Version: version}, func(tx *sqlx.Tx, f Festival, now time.Time) ([]Change, error) {
		if f.State == Published {
			return nil, apperr.New(apperr.Conflict, "festival_published")
		}
		missing, err := s.Missing(ctx, tx, f)
		if err != nil {
			return nil, err
		}
		if err := apperr.NewInvalid(missing...); err != nil {
			return nil, err
		}
		if err := setPublished(ctx, tx, f.ID, now); err != nil {
			return nil, err
		}
		return nil, audit.RecordTx(ctx, tx, entryOf(actor, "publish", f.ID, nil))
	})
}

// Close ends a festival that has begun. Before its last day is over it needs a reason, everybody concerned is told, and the news leads
// to refunds in proportion. Errors: NotFound; Invalid at reason; Conflict festival_draft, festival_not_started, festival_ended.
func (s *Service) Close(ctx context.Context, actor identity.Actor, slug, reason string) (Festival, error) {
	return s.end(ctx, actor, slug, reason, func(tx *sqlx.Tx, f Festival, now time.Time) (ending, error) {
		first, last, err := s.spanTx(ctx, tx, f)
		switch {
		case err != nil:
			return ending{}, err
		case f.State == Draft:
			return ending{}, apperr.New(apperr.Conflict, "festival_draft")
		case now.Before(first):
			return ending{}, apperr.New(apperr.Conflict, "festival_not_started")
		}
		return ending{state: Closed, early: now.Before(last)}, nil
	})
}

// Cancel calls off a festival that is not over, with a reason that everybody concerned is told; what was promised at it ends. Errors:
// NotFound; Invalid at reason; Conflict festival_ended.
func (s *Service) Cancel(ctx context.Context, actor identity.Actor, slug, reason string) (Festival, error) {
	return s.end(ctx, actor, slug, reason, func(*sqlx.Tx, Festival, time.Time) (ending, error) {
		return ending{state: Cancelled, early: true}, nil
	})
}

// ending is how a festival ends.
type ending struct {
	state  State
	early  bool
	reason string
	at     time.Time
}

func (s *Service) end(
	ctx context.Context, actor identity.Actor, slug, reason string, how func(*sqlx.Tx, Festival, time.Time) (ending, error),
) (Festival, error) {
	return s.edit(ctx, actor, slug, Edition{Reason: reason}, func(tx *sqlx.Tx, f Festival, now time.Time) ([]Change, error) {
		e, err := how(tx, f, now)
		if err != nil {
			return nil, err
		}
		e.at = now
		if !e.early {
			return nil, s.endTx(ctx, tx, f.ID, e)
		}
		var fields apperr.Fields
		e.reason = fields.Text("reason", reason, 3, 500)
		if err := fields.Err(); err != nil {
			return nil, err
		}
		if err := s.endTx(ctx, tx, f.ID, e); err != nil {
			return nil, err
		}
		return []Change{{"state", string(f.State), string(e.state)}}, nil
	})
}

// endTx writes the end down and sends the news to those above.
func (s *Service) endTx(ctx context.Context, tx *sqlx.Tx, id uuid.UUID, e ending) error {
	if err := setEnded(ctx, tx, id, endRow{string(e.state), e.reason, e.at}); err != nil {
		return err
	}
	return s.Queue.EnqueueTx(ctx, tx, Ended{FestivalID: id, Early: e.early, Cancelled: e.state == Cancelled}, noOptions)
}

// spanTx is when a festival's first day opens and its last one closes.
func (s *Service) spanTx(ctx context.Context, tx *sqlx.Tx, f Festival) (first, last time.Time, err error) {
	days, err := listDays(ctx, tx, f.ID)
	if err != nil {
		return first, last, err
	}
	if len(days) == 0 {
		return f.StartsOn, f.EndsOn.AddDate(0, 0, 1), nil
	}
	return days[0].OpensAt, days[len(days)-1].ClosesAt, nil
}

const closeBatch = 50

// closeEnded closes the published festivals whose last day is over.
func (s *Service) closeEnded(ctx context.Context) error {
	for {
		done := 0
		err := postgres.Transact(ctx, s.DB, func(tx *sqlx.Tx) error {
			done = 0
			now, err := s.nowTx(ctx, tx)
			if err != nil {
				return err
			}
			over, err := lockOver(ctx, tx, now, closeBatch)
			if err != nil {
				return err
			}
			for _, id := range over {
				if err := s.endTx(ctx, tx, id, ending{state: Closed, at: now}); err != nil {
					return err
				}
			}
			done = len(over)
			return nil
		})
		if err != nil || done < closeBatch {
			return err
		}
	}
}
