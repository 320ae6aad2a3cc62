package mentoring

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/audit"
	"lapak/internal/identity"
	"lapak/internal/postgres"
)

// Answer is what a mentor tells the shop on taking its request, and later.
type Answer struct {
	Reply   string
	VisitOn string // day of a visit, "2026-12-03"; empty for none
}

// visitWithin is how far ahead a visit may lie.
const visitWithin = 180 * 24 * time.Hour

// Take gives an open request to the actor, whose scope must cover the shop. Of two at once one has it. Errors: Forbidden forbidden and
// own_shop; NotFound help_not_found, also outside of the scope; Invalid at reply or visit_on; Conflict help_taken, help_closed.
func (s *Service) Take(ctx context.Context, actor identity.Actor, id uuid.UUID, a Answer) (HelpRequest, error) {
	return s.answer(ctx, actor, id, helpChange{verb: take, mentor: actor.AccountID, reply: a.Reply, visitOn: a.VisitOn})
}

// Reply changes what the mentor who took a request told the shop, and the day of the visit. Errors: as Take; Conflict help_not_taken,
// help_taken by another.
func (s *Service) Reply(ctx context.Context, actor identity.Actor, id uuid.UUID, a Answer) (HelpRequest, error) {
	return s.answer(ctx, actor, id, helpChange{verb: answer, mentor: actor.AccountID, reply: a.Reply, visitOn: a.VisitOn})
}

// Finish ends a request that the actor took, with what was agreed. Errors: as Reply; Invalid at outcome.
func (s *Service) Finish(ctx context.Context, actor identity.Actor, id uuid.UUID, outcome string) (HelpRequest, error) {
	return s.answer(ctx, actor, id, helpChange{verb: finish, mentor: actor.AccountID, outcome: outcome})
}

func (s *Service) answer(ctx context.Context, actor identity.Actor, id uuid.UUID, change helpChange) (HelpRequest, error) {
	scope, err := s.ScopeOf(actor)
	if err != nil {
		return HelpRequest{}, err
	}
	var after HelpRequest
	err = postgres.Transact(ctx, s.DB, func(tx *sqlx.Tx) error {
		found, err := s.lockWithin(ctx, tx, actor, scope, id)
		if err != nil {
			return err
		}
		checked, err := s.checkAnswer(ctx, tx, change)
		if err != nil {
			return err
		}
		if change.verb != take && found.State == Taken && *found.MentorID != actor.AccountID {
			return apperr.New(apperr.Conflict, "help_taken")
		}
		if after, err = s.moveTx(ctx, tx, found, checked); err != nil {
			return err
		}
		if err := s.tellAskersTx(ctx, tx, after, change.verb); err != nil {
			return err
		}
		return audit.RecordTx(ctx, tx, audit.Entry{
			Actor: actor.String(), Action: "help." + string(change.verb), Subject: "help:" + id.String(),
		})
	})
	return after, err
}

// lockWithin locks a request that the actor may work on: of the own scope, never of an own shop.
func (s *Service) lockWithin(ctx context.Context, tx *sqlx.Tx, actor identity.Actor, scope Scope, id uuid.UUID) (HelpRequest, error) {
	found, err := lockHelp(ctx, tx, id)
	if err != nil {
		return found, err
	}
	if !scope.covers(found.District, found.VillageCode) {
		return found, errNoHelp()
	}
	mine, err := s.Shops.IsMember(ctx, tx, found.ShopID, actor.AccountID)
	if err == nil && mine {
		err = apperr.New(apperr.Forbidden, "own_shop")
	}
	return found, err
}

// checkAnswer refuses a visit that is past or far off, by the region's calendar.
func (s *Service) checkAnswer(ctx context.Context, tx *sqlx.Tx, change helpChange) (helpChange, error) {
	var fields apperr.Fields
	needed := 0
	if change.verb == finish {
		needed = 3
	}
	change.reply = s.text(&fields, "reply", change.reply, 0)
	change.outcome = s.text(&fields, "outcome", change.outcome, needed)
	if change.visitOn != "" {
		now, err := s.nowTx(ctx, tx)
		if err != nil {
			return change, err
		}
		_, malformed := time.Parse(time.DateOnly, change.visitOn)
		switch {
		case malformed != nil:
			fields.Add("visit_on", "bad_date")
		case change.visitOn < s.dayOf(now):
			fields.Add("visit_on", "visit_past")
		case change.visitOn > s.dayOf(now.Add(visitWithin)):
			fields.Add("visit_on", "visit_too_far")
		}
	}
	return change, fields.Err()
}

// dayOf is the day of a moment in the region's time.
func (s *Service) dayOf(t time.Time) string { return t.In(s.zone()).Format(time.DateOnly) }

func (s *Service) zone() *time.Location { return s.Regions.Settings().Location() }

// FindForMentor finds a request within the actor's scope. Errors: Forbidden; NotFound help_not_found.
func (s *Service) FindForMentor(ctx context.Context, actor identity.Actor, id uuid.UUID) (HelpRequest, error) {
	scope, err := s.ScopeOf(actor)
	if err != nil {
		return HelpRequest{}, err
	}
	found, err := findHelp(ctx, s.DB, id)
	if err == nil && !scope.covers(found.District, found.VillageCode) {
		return HelpRequest{}, errNoHelp()
	}
	return found, err
}

// ListForMentor gives the requests of the actor's scope in a state, the longest waiting first: open ones of every shop there, taken
// and done ones that the actor took. Errors: Forbidden; Invalid at state, limit or cursor.
func (s *Service) ListForMentor(ctx context.Context, actor identity.Actor, state HelpState, page Page) (HelpPage, error) {
	scope, err := s.ScopeOf(actor)
	if err != nil {
		return HelpPage{}, err
	}
	if state != Open && state != Taken && state != Done {
		return HelpPage{}, apperr.NewInvalid(apperr.Field{Path: "state", Code: "unknown_value"})
	}
	limit, err := page.limit()
	if err != nil {
		return HelpPage{}, err
	}
	list := "mentor:" + string(state)
	var after helpCursor
	if err := readCursor(page.Cursor, list, &after); err != nil {
		return HelpPage{}, err
	}
	var found []HelpRequest
	if state == Open {
		found, err = listOpenHelp(ctx, s.DB, scope, after, limit+1)
	} else {
		found, err = listTakenHelp(ctx, s.DB, takenQuery{actor.AccountID, state, scope}, after, limit+1)
	}
	return cutHelp(found, limit, list), err
}

// ListVisits gives the visits that the actor has promised until a day, the next first. Errors: Forbidden.
func (s *Service) ListVisits(ctx context.Context, actor identity.Actor, until time.Time) ([]HelpRequest, error) {
	scope, err := s.ScopeOf(actor)
	if err != nil {
		return nil, err
	}
	return listVisits(ctx, s.DB, takenQuery{actor.AccountID, Taken, scope}, s.dayOf(until))
}

// RaiseWaiting tells the office of requests that nobody has taken in time, each once, and gives how many those were.
func (s *Service) RaiseWaiting(ctx context.Context) (int, error) {
	now, err := s.nowTx(ctx, s.DB)
	if err != nil {
		return 0, err
	}
	raised := 0
	for {
		due, err := listUnraised(ctx, s.DB, now)
		if err != nil || len(due) == 0 {
			return raised, err
		}
		for _, id := range due {
			err := postgres.Transact(ctx, s.DB, func(tx *sqlx.Tx) error {
				first, err := markRaised(ctx, tx, id, now)
				if err != nil || !first {
					return err
				}
				found, err := findHelp(ctx, tx, id)
				if err != nil {
					return err
				}
				return s.tellOfficeTx(ctx, tx, found, "help_raised")
			})
			if err != nil {
				return raised, err
			}
			raised++
		}
	}
}

// ReopenAbandoned gives the taken requests back whose mentor has left the role, its place or the mall, and tells the office and the
// owners. It gives how many there were.
func (s *Service) ReopenAbandoned(ctx context.Context) (int, error) {
	now, err := s.nowTx(ctx, s.DB)
	if err != nil {
		return 0, err
	}
	left, err := listAbandoned(ctx, s.DB)
	if err != nil {
		return 0, err
	}
	for i, id := range left {
		err := postgres.Transact(ctx, s.DB, func(tx *sqlx.Tx) error {
			first, err := reopen(ctx, tx, id, now)
			if err != nil || !first {
				return err
			}
			found, err := findHelp(ctx, tx, id)
			if err != nil {
				return err
			}
			return errors.Join(s.tellOfficeTx(ctx, tx, found, "help_abandoned"), s.tellAskersTx(ctx, tx, found, abandon))
		})
		if err != nil {
			return i, err
		}
	}
	return len(left), nil
}

// CountRaised is how many open requests were raised to the office and still wait. Errors: Forbidden.
func (s *Service) CountRaised(ctx context.Context, actor identity.Actor) (int, error) {
	if !runsTrainings(actor) {
		return 0, apperr.New(apperr.Forbidden, "forbidden")
	}
	return countRaised(ctx, s.DB)
}
