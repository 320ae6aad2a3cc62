package orders

import (
	"context"
	"time"

	"github.com/google/uuid"

	"lapak/internal/apperr"
	"lapak/internal/identity"
	"lapak/internal/postgres"
	"lapak/internal/shops"
)

// ReasonUnanswered is the reason of an order that ended because its shop did not accept it in time; its words are the text
// "order.reason.unanswered".
const ReasonUnanswered = "unanswered"

// ReasonDisplaced is the reason of an order whose goods were sold at the shop's stall; its words are the text "order.reason.displaced".
const ReasonDisplaced = "displaced"

// lastNotice is how long before its end a shop must have been reminded of an order: after an outage of the mall, no order ends unannounced.
const lastNotice = time.Hour

// slotNotice is the same for goods that are collected at a festival, where hours count.
const slotNotice = 5 * time.Minute

// promise sets what the shop owes the buyer from the moment at which the order came to it.
func (s *Service) promise(o *ShopOrder, came time.Time) {
	settings := s.regions.Settings()
	o.AcceptBy, o.RemindAt = settings.AcceptBy(came)
	o.SendBy = settings.SendBy(came)
	o.promiseSlot(came)
}

// promiseSlot keeps the promises before the slot in which the goods are collected: ready when it begins, accepted after half of the time
// until then at the latest.
func (o *ShopOrder) promiseSlot(came time.Time) {
	if o.CollectFrom == nil {
		return
	}
	left := max(o.CollectFrom.Sub(came), 0)
	o.SendBy = *o.CollectFrom
	o.AcceptBy = earlier(o.AcceptBy, came.Add(left/2))
	o.RemindAt = earlier(o.RemindAt, came.Add(left/4))
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

// notice is how long before its end the shop must have been reminded.
func (o ShopOrder) notice() time.Duration {
	if o.CollectFrom != nil {
		return slotNotice
	}
	return lastNotice
}

// Due is when the shop should have done what comes next; zero where nothing is due.
func (o ShopOrder) Due() time.Time {
	switch o.State {
	case StateNew:
		return o.AcceptBy
	case StateAccepted, StatePacked:
		return o.SendBy
	}
	return time.Time{}
}

// IsLate says whether what comes next should have been done by asOf.
func (o ShopOrder) IsLate(asOf time.Time) bool {
	due := o.Due()
	return !due.IsZero() && !due.After(asOf)
}

// NextByClock is what the clock does to a shop's order at asOf: Remind, Lapse or MarkLate, or nothing.
func (o ShopOrder) NextByClock(asOf time.Time, cash bool) Event {
	switch {
	case !o.Allows(Lapse, cash):
		if o.Allows(MarkLate, cash) && o.LateAt == nil && o.IsLate(asOf) {
			return MarkLate
		}
	case o.RemindedAt == nil && !o.RemindAt.After(asOf):
		return Remind
	case o.RemindedAt != nil && o.IsLate(asOf) && !o.RemindedAt.After(asOf.Add(-o.notice())):
		return Lapse
	}
	return ""
}

// Waiting is a shop's order for which the clock has something to do.
type Waiting struct {
	ID      uuid.UUID `db:"id"`
	GroupID uuid.UUID `db:"group_id"`
}

// ListByClock lists the shop orders for which the clock may have something to do at asOf (see NextByClock), the longest due first.
func (s *Service) ListByClock(ctx context.Context, asOf time.Time, limit int) ([]Waiting, error) {
	found, err := listByClock(ctx, s.db, asOf, limit)
	return found, postgres.Translate(err)
}

// Late is a shop's order that should have been accepted or sent by now.
type Late struct {
	Number    string    `db:"number"`
	ShopSlug  string    `db:"shop_slug"`
	ShopName  string    `db:"shop_name"`
	ShopPhone string    `db:"shop_phone"` // E.164
	State     State     `db:"state"`
	Total     int64     `db:"total"`
	Currency  string    `db:"currency"`
	DueAt     time.Time `db:"due_at"`
}

// ListLate lists what is late in all shops at asOf, the longest late first, for those who look after the shops. Others are Forbidden.
func (s *Service) ListLate(ctx context.Context, actor identity.Actor, asOf time.Time, limit int) ([]Late, error) {
	if !actor.Has(identity.RoleAdmin) && !actor.Has(identity.RoleFinance) && !actor.HasScoped(identity.RoleVerifier, shops.VerifierOffice) {
		return nil, apperr.New(apperr.Forbidden, "forbidden")
	}
	found, err := listLate(ctx, s.db, asOf, limit)
	return found, postgres.Translate(err)
}
