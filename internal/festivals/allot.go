package festivals

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/audit"
	"lapak/internal/identity"
	"lapak/internal/postgres"
)

// candidate is an application that many are chosen from at once.
type candidate struct {
	ID          uuid.UUID `db:"id"`
	Number      int       `db:"number"` // on the published list
	Score       *int      `db:"score"`
	FromVillage bool      `db:"from_village"`
	WomenLed    bool      `db:"women_led"`
	YouthLed    bool      `db:"youth_led"`
	FirstTimer  bool      `db:"first_timer"`
	Categories  string    `db:"categories"` // slugs with spaces between them
	place       int       // in the order of choosing, from 1
}

func (c candidate) fits(q quotaRow) bool {
	switch q.Kind {
	case "village":
		return c.FromVillage
	case "women_led":
		return c.WomenLed
	case "youth_led":
		return c.YouthLed
	case "first_timer":
		return c.FirstTimer
	case "category":
		return slices.Contains(strings.Fields(c.Categories), q.Category)
	}
	return true
}

// allot chooses pools for candidates in their order: each pool set aside is filled first from those whom it is for, then the pool of all;
// whoever falls under a full cap is passed over. It gives the pool of each, 0 for those who get none. The pool of all is last in quotas.
func allot(quotas []quotaRow, candidates []candidate) []int64 {
	pools := make([]int64, len(candidates))
	left := map[int64]int{}
	for _, q := range quotas {
		left[q.ID] = q.Seats - q.Taken
	}
	for _, q := range quotas {
		if q.Mode == "cap" {
			continue
		}
		for i, c := range candidates {
			if left[q.ID] <= 0 {
				break
			}
			if pools[i] != 0 || !c.fits(q) || !withinCaps(quotas, left, c) {
				continue
			}
			pools[i] = q.ID
			left[q.ID]--
			for _, limit := range quotas {
				if limit.Mode == "cap" && c.fits(limit) {
					left[limit.ID]--
				}
			}
		}
	}
	return pools
}

func withinCaps(quotas []quotaRow, left map[int64]int, c candidate) bool {
	for _, q := range quotas {
		if q.Mode == "cap" && c.fits(q) && left[q.ID] <= 0 {
			return false
		}
	}
	return true
}

// allotTx gives the places of a zone to candidates in their order, and puts the others on the reserve list in that order. The caller
// holds the festival; the counters are taken by their conditional updates all the same.
func (s *Service) allotTx(ctx context.Context, tx *sqlx.Tx, zone uuid.UUID, candidates []candidate, d decision) error {
	quotas, err := lockQuotas(ctx, tx, zone)
	if err != nil {
		return err
	}
	base, err := lastRank(ctx, tx, zone)
	if err != nil {
		return err
	}
	for i, pool := range allot(quotas, candidates) {
		a, err := lockApplication(ctx, tx, candidates[i].ID)
		if err != nil {
			return err
		}
		own := d
		own.reason = d.reason + ":" + strconv.Itoa(candidates[i].place)
		if pool == 0 {
			own.verb, own.rank = VerbWaitlist, base+int64(i)+1
			if _, err := s.waitlistTx(ctx, tx, a, own); err != nil {
				return err
			}
			continue
		}
		if _, err := s.acceptTx(ctx, tx, a, own); err != nil {
			return err
		}
	}
	return nil
}

// AcceptByRanking gives the places of a zone to its scored applications, the highest score first and at equal scores who asked first,
// within its quotas; the others are put on the reserve list in that order. Errors: NotFound; Invalid at zone; Conflict
// selection_by_draw, applications_open, scores_missing, selection_not_open.
func (s *Service) AcceptByRanking(ctx context.Context, actor identity.Actor, slug, zone string) error {
	return postgres.Transact(ctx, s.DB, func(tx *sqlx.Tx) error {
		f, err := s.LockOwnTx(ctx, tx, actor, slug)
		if err != nil {
			return err
		}
		now, err := s.nowTx(ctx, tx)
		if err != nil {
			return err
		}
		z, found, err := findZoneToApply(ctx, tx, f.ID, zone)
		switch {
		case err != nil:
			return err
		case !found:
			return apperr.NewInvalid(apperr.Field{Path: "zone", Code: "unknown_value"})
		case f.State != Published:
			return apperr.New(apperr.Conflict, "selection_not_open")
		case f.Selection == ByDraw:
			return apperr.New(apperr.Conflict, "selection_by_draw")
		case f.CloseAt != nil && now.Before(*f.CloseAt):
			return apperr.New(apperr.Conflict, "applications_open")
		}
		candidates, err := listCandidates(ctx, tx, z.ID, true)
		if err != nil {
			return err
		}
		for i := range candidates {
			if candidates[i].Score == nil {
				return apperr.New(apperr.Conflict, "scores_missing")
			}
			candidates[i].place = i + 1
		}
		d := decision{actor: actor, now: now, verb: VerbAccept, reason: reasonRanking}
		if err := s.allotTx(ctx, tx, z.ID, candidates, d); err != nil {
			return err
		}
		return audit.RecordTx(ctx, tx, audit.Entry{
			Actor: actor.String(), Action: "festival.accept_by_ranking", Subject: "festival:" + f.ID.String(),
			Data: map[string]any{"zone": zone, "applications": len(candidates)},
		})
	})
}
