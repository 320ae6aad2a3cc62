package festivals

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/audit"
	"lapak/internal/identity"
	"lapak/internal/postgres"
)

// copier copies a part of a festival to its copy. Zones have the same slugs and stalls the same numbers in both.
type copier func(ctx context.Context, tx *sqlx.Tx, from, to uuid.UUID) error

// copiers are the parts that a copy has, in order; each part of the package adds its own.
func copiers() []copier { return []copier{copyZones, copyStalls, copyMembers, copyTerms} }

// Copy makes a draft of an own festival for another first day: words, rules, zones, stalls, hours, programme and members are the same,
// every date is as far from the first day as it was. Nobody has a stall yet. A year in the name is that of the copy. Errors: NotFound;
// Invalid at starts_on; Conflict festival_exists.
func (s *Service) Copy(ctx context.Context, actor identity.Actor, slug string, startsOn time.Time) (Festival, error) {
	id, err := uuid.NewV7()
	if err != nil {
		return Festival{}, err
	}
	var made Festival
	err = postgres.Transact(ctx, s.DB, func(tx *sqlx.Tx) error {
		from, err := s.LockOwnTx(ctx, tx, actor, slug)
		if err != nil {
			return err
		}
		now, err := s.nowTx(ctx, tx)
		if err != nil {
			return err
		}
		days, err := listDays(ctx, tx, from.ID)
		if err != nil {
			return err
		}
		var fields apperr.Fields
		row, err := s.checkPlan(ctx, checking{tx, &fields, now}, completed(movedPlan(planOf(from, days), startsOn, now)))
		if err != nil {
			return err
		}
		if startsOn.Before(today(now)) {
			fields.Add("starts_on", "starts_before_now")
		}
		if err := fields.Err(); err != nil {
			return err
		}
		row.ID, row.By, row.At, row.CopiedFrom = id, actor.AccountID, now, &from.ID
		if made, err = s.insertTx(ctx, tx, row); err != nil {
			return err
		}
		for _, part := range copiers() {
			if err := part(ctx, tx, from.ID, made.ID); err != nil {
				return err
			}
		}
		if err := copyProgramme(ctx, tx, from.ID, made.ID, int(startsOn.Sub(from.StartsOn)/(24*time.Hour))); err != nil {
			return err
		}
		return audit.RecordTx(ctx, tx, entryOf(actor, "copy", id, map[string]string{"from": from.ID.String()}))
	})
	return made, err
}

// movedPlan is a plan for another first day. Applications that would have closed by now have no time yet.
func movedPlan(p Plan, startsOn, now time.Time) Plan {
	shift := startsOn.Sub(p.StartsOn)
	year := func(name string) string {
		return strings.ReplaceAll(name, strconv.Itoa(p.StartsOn.Year()), strconv.Itoa(startsOn.Year()))
	}
	p.Name.ID, p.Name.EN = year(p.Name.ID), year(p.Name.EN)
	p.StartsOn, p.EndsOn = startsOn, p.EndsOn.Add(shift)
	for i := range p.Hours {
		p.Hours[i].Date = p.Hours[i].Date.Add(shift)
	}
	if p.CloseAt == nil {
		return p
	}
	closes := p.CloseAt.Add(shift)
	p.CloseAt = &closes
	if p.OpenAt != nil {
		opens := p.OpenAt.Add(shift)
		p.OpenAt = &opens
	}
	if !closes.After(now) {
		p.OpenAt, p.CloseAt = nil, nil
	}
	return p
}
