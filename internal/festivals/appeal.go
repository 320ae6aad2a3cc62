package festivals

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/audit"
	"lapak/internal/i18n"
	"lapak/internal/identity"
	"lapak/internal/notify"
	"lapak/internal/postgres"
	"lapak/internal/shops"
)

const maxAppeal = 1000

// Appeal asks that somebody else look at a rejection, once and within the published time. Errors: NotFound; Forbidden owner_only; Invalid
// at text; Conflict application_moved, appealed_already, appeal_closed.
func (s *Service) Appeal(ctx context.Context, actor identity.Actor, slug string, id uuid.UUID, text string) (Application, error) {
	return s.onOwn(ctx, actor, slug, id, func(tx *sqlx.Tx, _ Festival, a Application, now time.Time) (Application, error) {
		var fields apperr.Fields
		text := fields.Text("text", text, 10, maxAppeal)
		if err := fields.Err(); err != nil {
			return a, err
		}
		switch {
		case a.State != Rejected:
			return a, apperr.New(apperr.Conflict, "application_moved")
		case a.Appeal != "":
			return a, apperr.New(apperr.Conflict, "appealed_already")
		case a.AppealBy == nil || !now.Before(*a.AppealBy):
			return a, apperr.New(apperr.Conflict, "appeal_closed")
		}
		if err := openAppeal(ctx, tx, a.ID, text, now); err != nil {
			return a, err
		}
		if err := insertEvent(ctx, tx, event{a.ID, VerbAppeal, Rejected, Rejected, actor.String(), "", now}); err != nil {
			return a, err
		}
		if err := s.tellJudgesTx(ctx, tx, a); err != nil {
			return a, err
		}
		return findApplication(ctx, tx, a.ID)
	})
}

// tellJudgesTx tells those who may decide an appeal that it waits, each where they decide it: the festival's people but the one who
// rejected, and the office.
func (s *Service) tellJudgesTx(ctx context.Context, tx *sqlx.Tx, a Application) error {
	judges, err := listJudges(ctx, tx, a)
	if err != nil {
		return err
	}
	for _, j := range judges {
		channel, recipient, ok := s.Notify.To(j.Phone, j.Email)
		if !ok {
			continue
		}
		url := s.BaseURL + "/office/appeals"
		if j.IsMember {
			url = s.BaseURL + "/organizer/festivals/" + a.Festival + "/applications/" + a.ID.String()
		}
		err := s.Notify.SendTx(ctx, tx, notify.Message{
			DedupeKey: "appeal:" + a.ID.String() + ":" + j.AccountID.String(), Channel: channel, Recipient: recipient, Language: j.Language,
			Template: "festival_appealed",
			Params:   i18n.Args{"Shop": a.ShopName, "Festival": a.Name().In(j.Language), "URL": url},
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// ListAppeals gives the open appeals that the actor may decide, the oldest first: of all festivals for the office, else of those that the
// actor acts for; none against a rejection of the actor's own, and none of a shop of the actor's.
func (s *Service) ListAppeals(ctx context.Context, actor identity.Actor) ([]Application, error) {
	return listAppeals(ctx, s.DB, actor.AccountID, judgesForOffice(actor))
}

// CountAppeals counts the open appeals at a festival, for those who may see its applications.
func (s *Service) CountAppeals(ctx context.Context, festival uuid.UUID) (int, error) {
	return countAppeals(ctx, s.DB, festival)
}

// judgesForOffice says whether the actor decides appeals for the office that runs the mall.
func judgesForOffice(actor identity.Actor) bool {
	return actor.HasScoped(identity.RoleVerifier, shops.VerifierOffice) || actor.Has(identity.RoleAdmin)
}

// DecideAppeal answers an appeal with a reason: somebody else than who rejected, of the festival's people or the office that runs the
// mall. Granted, the application gets a free place, or heads the reserve list. Errors: NotFound; Invalid at reason; Forbidden own_application,
// own_decision; Conflict appeal_not_open.
func (s *Service) DecideAppeal(ctx context.Context, actor identity.Actor, of Decided, grant bool) (Application, error) {
	var out Application
	err := postgres.Transact(ctx, s.DB, func(tx *sqlx.Tx) error {
		f, a, now, err := s.lockAppealTx(ctx, tx, actor, of)
		if err != nil {
			return err
		}
		var fields apperr.Fields
		reason := fields.Text("reason", of.Reason, 3, maxDecision)
		if err := fields.Err(); err != nil {
			return err
		}
		switch {
		case a.Appeal != "open" || a.State != Rejected:
			return apperr.New(apperr.Conflict, "appeal_not_open")
		case a.DecidedBy.Valid && a.DecidedBy.UUID == actor.AccountID:
			return apperr.New(apperr.Forbidden, "own_decision")
		case f.State != Published:
			return apperr.New(apperr.Conflict, "selection_not_open")
		}
		if err := closeAppeal(ctx, tx, a.ID, grant, reason); err != nil {
			return err
		}
		if err := audit.RecordTx(ctx, tx, audit.Entry{
			Actor: actor.String(), Action: "application.appeal", Subject: "application:" + a.ID.String(), Data: map[string]bool{"granted": grant},
		}); err != nil {
			return err
		}
		if !grant {
			if err := insertEvent(ctx, tx, event{a.ID, VerbRefuse, Rejected, Rejected, actor.String(), reason, now}); err != nil {
				return err
			}
			out, err = s.tellAndFindTx(ctx, tx, a.ID, "festival_appeal_refused")
			return err
		}
		out, err = s.grantTx(ctx, tx, a, decision{actor: actor, now: now, verb: VerbGrant, reason: reason, isFirst: true})
		return err
	})
	return out, err
}

// grantTx puts an application at the head of the reserve list, and gives it a place at once where one is free.
func (s *Service) grantTx(ctx context.Context, tx *sqlx.Tx, a Application, d decision) (Application, error) {
	a, err := s.waitlistTx(ctx, tx, a, d)
	if err != nil {
		return a, err
	}
	free, found, err := nextOfReserve(ctx, tx, a.ZoneID)
	if err != nil || !found || free != a.ID {
		return a, err
	}
	d.verb = VerbAccept
	return s.acceptTx(ctx, tx, a, d)
}

// lockAppealTx finds an application for those who may decide an appeal, holding the festival against other decisions.
func (s *Service) lockAppealTx(ctx context.Context, tx *sqlx.Tx, actor identity.Actor, of Decided) (Festival, Application, time.Time, error) {
	f, err := s.findAppealedTx(ctx, tx, actor, of.Festival)
	if err != nil {
		return f, Application{}, time.Time{}, err
	}
	a, err := lockApplication(ctx, tx, of.ID)
	if err == nil && a.FestivalID != f.ID {
		err = errNoApplication()
	}
	if err != nil {
		return f, a, time.Time{}, err
	}
	if err := s.refuseOwnShopTx(ctx, tx, actor, a); err != nil {
		return f, a, time.Time{}, err
	}
	now, err := s.nowTx(ctx, tx)
	return f, a, now, err
}

func (s *Service) findAppealedTx(ctx context.Context, tx *sqlx.Tx, actor identity.Actor, slug string) (Festival, error) {
	f, err := findFestival(ctx, tx, slug, actor.AccountID)
	if err != nil {
		return f, err
	}
	role, err := memberRole(ctx, tx, f.ID, actor.AccountID)
	if err == nil && role == "" && !judgesForOffice(actor) {
		err = errNotFound()
	}
	if err != nil {
		return f, err
	}
	return lockFestivalByID(ctx, tx, f.ID)
}

// ForgetTx empties what an erased person wrote in applications for stalls; the applications, their decisions and fees stay.
func (s *Service) ForgetTx(ctx context.Context, tx *sqlx.Tx, account uuid.UUID) error {
	return forgetApplicant(ctx, tx, account)
}
