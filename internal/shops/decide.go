package shops

import (
	"context"
	"fmt"

	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/audit"
	"lapak/internal/i18n"
	"lapak/internal/identity"
	"lapak/internal/jobs"
	"lapak/internal/notify"
	"lapak/internal/postgres"
)

// Decision is the office's word on a shop.
type Decision struct {
	Verdict Verdict
	Reason  string // told to the owner; needed for every verdict but Approve
}

// Decide approves, rejects or suspends a shop; a verifier of VerifierOffice or an admin may, but never on a shop of their own.
// Errors: Unauthenticated, Forbidden forbidden and own_shop, NotFound, Invalid at reason, Conflict shop_already_decided where the
// shop's state does not allow the verdict.
func (s *Service) Decide(ctx context.Context, actor identity.Actor, slug string, d Decision) (Shop, error) {
	if err := mayDecide(actor); err != nil {
		return Shop{}, err
	}
	d, err := checkDecision(d)
	if err != nil {
		return Shop{}, err
	}
	var shop Shop
	err = postgres.Transact(ctx, s.db, func(tx *sqlx.Tx) error {
		shop, err = s.decideTx(ctx, tx, actor, slug, d)
		return err
	})
	return shop, err
}

func checkDecision(d Decision) (Decision, error) {
	var fields apperr.Fields
	if transitions[d.Verdict] == nil {
		fields.Add("verdict", "unknown_value")
	}
	needed := 3
	if d.Verdict == Approve {
		needed = 0
	}
	d.Reason = fields.Text("reason", d.Reason, needed, 500)
	return d, fields.Err()
}

func (s *Service) decideTx(ctx context.Context, tx *sqlx.Tx, actor identity.Actor, slug string, d Decision) (Shop, error) {
	shop, err := lockShop(ctx, tx, slug)
	if err != nil {
		return Shop{}, err
	}
	mine, err := isMember(ctx, tx, shop.ID, actor.AccountID)
	if err != nil {
		return Shop{}, err
	}
	if mine {
		return Shop{}, apperr.New(apperr.Forbidden, "own_shop")
	}
	next, allowed := transitions[d.Verdict][shop.State]
	if !allowed {
		return Shop{}, apperr.New(apperr.Conflict, "shop_already_decided")
	}
	if err := setState(ctx, tx, shop.ID, next, d.Reason); err != nil {
		return Shop{}, err
	}
	if shop, err = findShop(ctx, tx, shop.ID); err != nil {
		return Shop{}, err
	}
	if err := s.queue.EnqueueTx(ctx, tx, Changed{ShopID: shop.ID}, jobs.Options{}); err != nil {
		return Shop{}, err
	}
	if err := s.tellOwnersTx(ctx, tx, shop); err != nil {
		return Shop{}, err
	}
	return shop, audit.RecordTx(ctx, tx, audit.Entry{
		Actor: actor.String(), Action: "shop." + string(d.Verdict), Subject: subject(shop.ID), Data: map[string]string{"reason": d.Reason},
	})
}

// tellOwnersTx sends the decision to every owner who can be reached.
func (s *Service) tellOwnersTx(ctx context.Context, tx *sqlx.Tx, shop Shop) error {
	members, err := listMembers(ctx, tx, shop.ID)
	if err != nil {
		return err
	}
	for _, m := range members {
		channel, recipient, ok := s.notify.To(m.Phone, m.Email)
		if m.Role != Owner || !ok {
			continue
		}
		err := s.notify.SendTx(ctx, tx, notify.Message{
			DedupeKey: fmt.Sprintf("shop:%s:%s:%d:%s", shop.ID, shop.State, shop.DecidedAt.UnixMicro(), m.AccountID),
			Channel:   channel, Recipient: recipient, Language: m.Language, Template: "shop_" + string(shop.State),
			Params: i18n.Args{"Shop": shop.Name, "Reason": shop.Reason, "URL": s.baseURL + "/seller"},
		})
		if err != nil {
			return err
		}
	}
	return nil
}
