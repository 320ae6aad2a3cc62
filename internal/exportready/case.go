package exportready

import (
	"context"

	"github.com/google/uuid"

	"lapak/internal/exportready/rulebook"
	"lapak/internal/identity"
	"lapak/internal/postgres"
)

// Case is evidence before the office that judges it.
type Case struct {
	Evidence
	Facts   rulebook.Facts // those that it attests, as they are today
	Earlier []Evidence     // what the shop handed in before for the same rule, the newest first, at most earlierCases
}

const earlierCases = 10

// FindCase finds evidence that the actor may judge, with the facts that it speaks about and what was decided before. Errors: NotFound
// evidence_not_found; Forbidden own_shop.
func (s *Service) FindCase(ctx context.Context, actor identity.Actor, id uuid.UUID) (Case, error) {
	e, err := s.FindForOffice(ctx, actor, id)
	if err != nil {
		return Case{}, err
	}
	found := Case{Evidence: e}
	if found.Earlier, err = listEarlier(ctx, s.DB, e.ID, earlierCases); err != nil {
		return Case{}, err
	}
	facts, err := s.factsOf(ctx, e)
	if err != nil {
		return Case{}, err
	}
	if rule, known := s.Book().FindRule(e.Rule, s.Today()); known {
		found.Facts = facts.Pick(rule.Attests)
	}
	return found, nil
}

// factsOf are the facts of the shop or product that evidence is about; none where its data were never filled in.
func (s *Service) factsOf(ctx context.Context, e Evidence) (rulebook.Facts, error) {
	if e.ProductID == nil {
		row, err := findShopRow(ctx, s.DB, e.ShopID)
		if postgres.IsNoRows(err) {
			return nil, nil
		}
		return row.subject(s.Book()).Facts, postgres.Translate(err)
	}
	row, err := findProductRow(ctx, s.DB, *e.ProductID)
	if postgres.IsNoRows(err) {
		return nil, nil
	}
	return row.subject(s.Book()).Facts, postgres.Translate(err)
}
