package exportready

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/exportready/rulebook"
	"lapak/internal/i18n"
	"lapak/internal/notify"
	"lapak/internal/postgres"
)

// RemindDays are the days before the end of a paper on which its shop is told.
var RemindDays = []int{60, 30, 7}

// remindedAtOnce is how many reminders one look sends.
const remindedAtOnce = 500

// Night does a day's round: it reminds of papers that end, and judges again what the day changes. A second round of the same day
// finds nothing to do. day is "2026-11-22".
func (s *Service) Night(ctx context.Context, day string) error {
	if err := s.Load(ctx); err != nil {
		return err
	}
	if s.Version() == "" {
		return nil
	}
	// The nearest first: a paper that was found late is spoken of once, not three times.
	for i := len(RemindDays) - 1; i >= 0; i-- {
		if err := s.remind(ctx, day, RemindDays[i]); err != nil {
			return err
		}
	}
	var after uuid.UUID
	for {
		due, err := listDue(ctx, s.DB, day, after)
		if err != nil || len(due) == 0 {
			return err
		}
		for _, shop := range due {
			if err := s.reassess(ctx, Scope{ShopID: shop}, day); err != nil {
				return err
			}
		}
		after = due[len(due)-1]
	}
}

func (s *Service) remind(ctx context.Context, day string, within int) error {
	for {
		found, err := listEnding(ctx, s.DB, day, within, remindedAtOnce)
		if err != nil {
			return err
		}
		for _, e := range found {
			err := postgres.Transact(ctx, s.DB, func(tx *sqlx.Tx) error {
				first, err := markReminded(ctx, tx, e.ID, within)
				if err != nil || !first {
					return err
				}
				return s.tellOwnersTx(ctx, tx, notice{
					shop: e.ShopID, key: fmt.Sprintf("evidence:%s:ending:%d", e.ID, within), template: "evidence_ending", rule: e.Rule,
					args: i18n.Args{
						"Product": e.Product, "Days": e.Days, "URL": s.deskURL(e.ShopSlug),
					},
					day: e.ValidUntil,
				})
			})
			if err != nil {
				return err
			}
		}
		if len(found) < remindedAtOnce {
			return nil
		}
	}
}

// deskURL is the owner's page of export readiness.
func (s *Service) deskURL(shop string) string { return s.BaseURL + "/seller/" + shop + "/export" }

// notice is news about one rule to the owners of a shop.
type notice struct {
	shop          uuid.UUID
	key, template string
	rule          string
	args          i18n.Args
	day           time.Time // shown as Day where it is set
}

// tellOwnersTx sends a notice to every owner who can be reached, in the language of each.
func (s *Service) tellOwnersTx(ctx context.Context, tx *sqlx.Tx, n notice) error {
	owners, err := s.Shops.ListOwnersTx(ctx, tx, n.shop)
	if err != nil {
		return err
	}
	rule, _ := s.Book().FindRule(n.rule, s.Today())
	for _, owner := range owners {
		channel, recipient, ok := s.Notify.To(owner.Phone, owner.Email)
		if !ok {
			continue
		}
		args := i18n.Args{"Rule": rule.Title.In(owner.Language)}
		for key, value := range n.args {
			args[key] = value
		}
		if !n.day.IsZero() {
			args["Day"] = i18n.Date(owner.Language, n.day)
		}
		err := s.Notify.SendTx(ctx, tx, notify.Message{
			DedupeKey: n.key + ":" + owner.AccountID.String(), Channel: channel, Recipient: recipient, Language: owner.Language,
			Template: n.template, Params: args,
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) tellVerdictTx(ctx context.Context, tx *sqlx.Tx, row evidenceRow, v Verdict) error {
	judged, err := findEvidence(ctx, tx, row.ID) // by this connection: a second one may be all that others wait for
	if err != nil {
		return err
	}
	template := "evidence_verified"
	if v.State == rulebook.Rejected {
		template = "evidence_rejected"
	}
	return s.tellOwnersTx(ctx, tx, notice{
		shop: row.ShopID, key: "evidence:" + row.ID.String() + ":" + string(v.State), template: template, rule: row.Rule,
		args: i18n.Args{"Reason": v.Reason, "URL": s.deskURL(judged.ShopSlug)},
	})
}
