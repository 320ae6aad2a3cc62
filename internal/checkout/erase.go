package checkout

import (
	"context"

	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/identity"
	"lapak/internal/postgres"
)

// Erase removes a person's own account and everything personal with it; the books keep what was sold and paid. While orders are under
// way the shops need the contact, so it is Conflict orders_under_way.
func (s *Service) Erase(ctx context.Context, actor identity.Actor) error {
	open, err := s.orders.HasOpen(ctx, actor.AccountID)
	if err != nil {
		return err
	}
	if open {
		return apperr.New(apperr.Conflict, "orders_under_way")
	}
	if err := s.accounts.Erase(ctx, actor, actor.AccountID); err != nil {
		return err
	}
	return s.HandleErased(ctx, identity.Erased{AccountID: actor.AccountID}) // at once; the job repeats it where this fails
}

// HandleErased removes what baskets, requests for help, applications for stalls, orders and inquiries know of an erased person.
func (s *Service) HandleErased(ctx context.Context, job identity.Erased) error {
	return postgres.Transact(ctx, s.db, func(tx *sqlx.Tx) error {
		if err := s.carts.ForgetTx(ctx, tx, job.AccountID); err != nil {
			return err
		}
		if err := s.help.ForgetTx(ctx, tx, job.AccountID); err != nil {
			return err
		}
		if err := s.festivals.ForgetTx(ctx, tx, job.AccountID); err != nil {
			return err
		}
		if err := s.orders.ForgetTx(ctx, tx, job.AccountID); err != nil {
			return err
		}
		return s.trade.ForgetTx(ctx, tx, job.AccountID)
	})
}
