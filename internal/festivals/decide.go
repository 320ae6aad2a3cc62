package festivals

import (
	"context"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/identity"
	"lapak/internal/jobs"
	"lapak/internal/postgres"
)

// FeeToSettle is the news that an application with a fee ended after money may have come: checkout gives back what the terms say.
type FeeToSettle struct {
	ApplicationID uuid.UUID `json:"application_id"`
	Refund        int64     `json:"refund"` // rupiah of the fee that go back
	Cause         string    `json:"cause"`  // "withdraw", "cancel"
}

// Kind names the job.
func (FeeToSettle) Kind() string { return "festivals.fee_to_settle" }

// Freed is the news that a place of a zone is free: the reserve list moves up.
type Freed struct {
	FestivalID uuid.UUID `json:"festival_id"`
	ZoneID     uuid.UUID `json:"zone_id"`
}

// Kind names the job.
func (Freed) Kind() string { return "festivals.freed" }

// decision is who decides what, when and why.
type decision struct {
	actor   identity.Actor
	now     time.Time
	verb    ApplicationVerb
	reason  string
	isFirst bool  // of the reserve list
	rank    int64 // on the reserve list; 0: at its end
	refund  int64 // rupiah of the fee that go back; -1: as the terms say
}

const maxDecision = 500

// Accept gives an application a place of its zone, if its quotas leave one; the fee is due within 48 hours, and without a fee it is
// confirmed at once. The reason may be empty. Errors: NotFound; Conflict application_moved, selection_by_draw, zone_full, quota_full.
func (s *Service) Accept(ctx context.Context, actor identity.Actor, of Decided) (Application, error) {
	return s.decide(ctx, actor, of, decision{verb: VerbAccept})
}

// Waitlist puts an application at the end of its zone's reserve list. Errors: NotFound; Invalid at reason; Conflict application_moved,
// selection_by_draw.
func (s *Service) Waitlist(ctx context.Context, actor identity.Actor, of Decided) (Application, error) {
	return s.decide(ctx, actor, of, decision{verb: VerbWaitlist})
}

// Reject refuses an application with a reason, against which its shop may appeal. Errors: NotFound; Invalid at reason; Conflict
// application_moved, list_published.
func (s *Service) Reject(ctx context.Context, actor identity.Actor, of Decided) (Application, error) {
	return s.decide(ctx, actor, of, decision{verb: VerbReject})
}

// CancelApplication takes a vendor's place away, with a reason; all of the fee goes back. Errors: NotFound; Invalid at reason; Conflict
// application_moved.
func (s *Service) CancelApplication(ctx context.Context, actor identity.Actor, of Decided) (Application, error) {
	return s.decide(ctx, actor, of, decision{verb: VerbCancel})
}

// Decided names an application of a festival, by the festival's slug, and why it is decided so.
type Decided struct {
	Festival string
	ID       uuid.UUID
	Reason   string
}

func (s *Service) decide(ctx context.Context, actor identity.Actor, of Decided, d decision) (Application, error) {
	least := 3
	if d.verb == VerbAccept {
		least = 0
	}
	var out Application
	err := postgres.Transact(ctx, s.DB, func(tx *sqlx.Tx) error {
		f, err := shareOwn(ctx, tx, of.Festival, actor.AccountID)
		if err != nil {
			return err
		}
		a, err := lockApplication(ctx, tx, of.ID)
		if err != nil {
			return err
		}
		if a.FestivalID != f.ID {
			return errNoApplication()
		}
		if err := s.refuseOwnShopTx(ctx, tx, actor, a); err != nil {
			return err
		}
		var fields apperr.Fields
		reason := fields.Text("reason", strings.TrimLeft(of.Reason, "@ "), least, maxDecision) // a stroke of that kind is the platform's own
		if err := fields.Err(); err != nil {
			return err
		}
		own := d // the transaction may run again
		own.actor, own.reason = actor, reason
		if own.now, err = s.nowTx(ctx, tx); err != nil {
			return err
		}
		if err := ensurePools(ctx, tx, f.ID); err != nil {
			return err
		}
		if err := s.mayDecideTx(ctx, tx, f, a, own.verb); err != nil {
			return err
		}
		out, err = s.decideTx(ctx, tx, a, own)
		return err
	})
	return out, err
}

// mayDecideTx refuses what the way of selection or the festival's end forbids.
func (s *Service) mayDecideTx(ctx context.Context, tx *sqlx.Tx, f Festival, a Application, verb ApplicationVerb) error {
	if f.State != Published {
		return apperr.New(apperr.Conflict, "selection_not_open")
	}
	if f.Selection != ByDraw || a.State != Submitted {
		return nil
	}
	if verb == VerbAccept || verb == VerbWaitlist {
		return apperr.New(apperr.Conflict, "selection_by_draw")
	}
	published, err := hasDrawList(ctx, tx, a.ZoneID)
	if err == nil && published {
		err = apperr.New(apperr.Conflict, "list_published")
	}
	return err
}

func (s *Service) decideTx(ctx context.Context, tx *sqlx.Tx, a Application, d decision) (Application, error) {
	switch d.verb {
	case VerbAccept, VerbMoveUp:
		return s.acceptTx(ctx, tx, a, d)
	case VerbWaitlist, VerbGrant:
		return s.waitlistTx(ctx, tx, a, d)
	case VerbReject:
		return s.rejectTx(ctx, tx, a, d)
	}
	d.refund = a.Fee
	return s.releaseTx(ctx, tx, a, d)
}

// acceptTx takes a place by conditional updates of the counters: whatever the caller believes, none is given twice.
func (s *Service) acceptTx(ctx context.Context, tx *sqlx.Tx, a Application, d decision) (Application, error) {
	to, err := a.State.next(d.verb)
	if err != nil {
		return a, err
	}
	pool, err := takePlace(ctx, tx, a.ID)
	if err != nil {
		return a, err
	}
	if err := markAccepted(ctx, tx, a.ID, pool, d); err != nil {
		return a, err
	}
	if err := insertEvent(ctx, tx, event{a.ID, d.verb, a.State, to, d.actor.String(), d.reason, d.now}); err != nil {
		return a, err
	}
	if a.Fee == 0 {
		a.State = Accepted
		return s.confirmTx(ctx, tx, a, decision{actor: d.actor, now: d.now, verb: VerbConfirm})
	}
	template := "festival_accepted"
	if d.verb == VerbMoveUp {
		template = "festival_moved_up"
	}
	return s.tellAndFindTx(ctx, tx, a.ID, template)
}

func (s *Service) waitlistTx(ctx context.Context, tx *sqlx.Tx, a Application, d decision) (Application, error) {
	to, err := a.State.next(d.verb)
	if err != nil {
		return a, err
	}
	if err := markWaitlisted(ctx, tx, a, d); err != nil {
		return a, err
	}
	if err := insertEvent(ctx, tx, event{a.ID, d.verb, a.State, to, d.actor.String(), d.reason, d.now}); err != nil {
		return a, err
	}
	if err := s.Queue.EnqueueTx(ctx, tx, Freed{a.FestivalID, a.ZoneID}, jobs.Options{}); err != nil { // a place may be free already
		return a, err
	}
	template := "festival_waitlisted"
	if d.verb == VerbGrant {
		template = "festival_appeal_granted"
	}
	return s.tellAndFindTx(ctx, tx, a.ID, template)
}

func (s *Service) rejectTx(ctx context.Context, tx *sqlx.Tx, a Application, d decision) (Application, error) {
	to, err := a.State.next(d.verb)
	if err != nil {
		return a, err
	}
	if err := markRejected(ctx, tx, a.ID, d); err != nil {
		return a, err
	}
	if err := insertEvent(ctx, tx, event{a.ID, d.verb, a.State, to, d.actor.String(), d.reason, d.now}); err != nil {
		return a, err
	}
	return s.tellAndFindTx(ctx, tx, a.ID, "festival_rejected")
}

// releaseTx ends an application; its place and stall are free, the reserve list moves up, and checkout hears of the fee.
func (s *Service) releaseTx(ctx context.Context, tx *sqlx.Tx, a Application, d decision) (Application, error) {
	to, err := a.State.next(d.verb)
	if err != nil {
		return a, err
	}
	if a.State.HoldsPlace() {
		if err := freePlace(ctx, tx, a); err != nil {
			return a, err
		}
		if err := s.Queue.EnqueueTx(ctx, tx, Freed{a.FestivalID, a.ZoneID}, jobs.Options{}); err != nil {
			return a, err
		}
		if err := s.settleFeeTx(ctx, tx, a, d); err != nil {
			return a, err
		}
	}
	if err := markEnded(ctx, tx, a.ID, to, d); err != nil {
		return a, err
	}
	if err := insertEvent(ctx, tx, event{a.ID, d.verb, a.State, to, d.actor.String(), d.reason, d.now}); err != nil {
		return a, err
	}
	return s.tellAndFindTx(ctx, tx, a.ID, releaseMessages[to])
}

// releaseMessages tell a shop that its place is another's.
var releaseMessages = map[ApplicationState]string{
	Withdrawn: "festival_withdrawn", Lapsed: "festival_lapsed", Called: "festival_stall_cancelled",
}

func (s *Service) settleFeeTx(ctx context.Context, tx *sqlx.Tx, a Application, d decision) error {
	if a.Fee == 0 || d.verb == VerbLapse {
		return nil
	}
	refund := d.refund
	if d.verb == VerbWithdraw {
		terms, err := findTerms(ctx, tx, a.FestivalID)
		if err != nil {
			return err
		}
		refund = terms.RefundOf(a.Fee, daysBetween(d.now, a.StartsOn))
	}
	return s.Queue.EnqueueTx(ctx, tx, FeeToSettle{a.ID, refund, string(d.verb)}, jobs.Options{Queue: jobs.QueuePayments})
}

// confirmTx gives an accepted vendor the first free stall of its zone.
func (s *Service) confirmTx(ctx context.Context, tx *sqlx.Tx, a Application, d decision) (Application, error) {
	to, err := a.State.next(d.verb)
	if err != nil {
		return a, err
	}
	stall, found, err := takeStall(ctx, tx, a, d.now)
	if err != nil {
		return a, err
	}
	if !found {
		return a, apperr.New(apperr.Conflict, "zone_full")
	}
	if err := markConfirmed(ctx, tx, a.ID, stall); err != nil {
		return a, err
	}
	if err := insertEvent(ctx, tx, event{a.ID, d.verb, a.State, to, d.actor.String(), d.reason, d.now}); err != nil {
		return a, err
	}
	return s.tellAndFindTx(ctx, tx, a.ID, "festival_confirmed")
}

// Invite asks a shop to take part; it answers while applications are open and is not scored, but quotas and the fee hold for it too.
// Errors: NotFound festival_not_found; Invalid at shop, zone; Conflict applications_closed, applied_already.
func (s *Service) Invite(ctx context.Context, actor identity.Actor, festival string, in Invitation) (Application, error) {
	var out Application
	err := postgres.Transact(ctx, s.DB, func(tx *sqlx.Tx) error {
		f, err := shareOwn(ctx, tx, festival, actor.AccountID)
		if err != nil {
			return err
		}
		now, err := s.nowTx(ctx, tx)
		if err != nil {
			return err
		}
		var fields apperr.Fields
		note := fields.Text("note", in.Note, 0, maxWishes)
		shop, isApproved, err := findApprovedShop(ctx, tx, in.Shop)
		if err != nil {
			return err
		}
		if !isApproved {
			fields.Add("shop", "unknown_value")
		}
		zone, found, err := findZoneToApply(ctx, tx, f.ID, in.Zone)
		if err != nil {
			return err
		}
		if !found {
			fields.Add("zone", "unknown_value")
		}
		if err := fields.Err(); err != nil {
			return err
		}
		if !f.isBeforeClosing(now) {
			return apperr.New(apperr.Conflict, "applications_closed")
		}
		id, err := uuid.NewV7()
		if err != nil {
			return err
		}
		row := applicationRow{
			ID: id, FestivalID: f.ID, ZoneID: zone.ID, ShopID: shop, State: Invited, Invited: true, Fee: zone.Fee, Reason: note,
			AskedBy: actor.AccountID, AskedAt: now,
		}
		if err := insertApplication(ctx, tx, row); err != nil {
			return err
		}
		if err := insertEvent(ctx, tx, event{id, VerbInvite, "", Invited, actor.String(), note, now}); err != nil {
			return err
		}
		out, err = s.tellAndFindTx(ctx, tx, id, "festival_invited")
		return err
	})
	return out, err
}

// Invitation names whom an organizer asks, by slugs, and where to.
type Invitation struct {
	Shop, Zone string
	Note       string
}

func (f Festival) isBeforeClosing(now time.Time) bool {
	return f.State == Published && f.CloseAt != nil && now.Before(*f.CloseAt)
}
