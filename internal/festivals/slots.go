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
	"lapak/internal/postgres"
	"lapak/internal/regions"
)

// Slot is a time in which buyers collect at the stalls what they ordered ahead.
type Slot struct {
	ID       uuid.UUID `db:"id"`
	StartsAt time.Time `db:"starts_at"`
	EndsAt   time.Time `db:"ends_at"`
	Capacity int       `db:"capacity"` // orders that one stall may take at most
}

// SlotPlan divides a festival's days into slots. Zero values take the defaults.
type SlotPlan struct {
	Minutes  int64 // of a slot, 10 to 240; 0: 30
	Capacity int64 // orders a stall and slot, 1 to 500; 0: 10
}

// The defaults of a plan, and how long before its beginning a slot can be chosen.
const (
	defaultSlotMinutes  = 30
	defaultSlotCapacity = 10
	slotLead            = 15 * time.Minute
	maxSlots            = 2000
)

// SlotsOf divides opening hours into whole slots; what is left at the end of a day is none.
func SlotsOf(days []Day, plan SlotPlan) []Slot {
	var slots []Slot
	length := time.Duration(plan.Minutes) * time.Minute
	for _, day := range days {
		for at := day.OpensAt; !at.Add(length).After(day.ClosesAt); at = at.Add(length) {
			slots = append(slots, Slot{StartsAt: at, EndsAt: at.Add(length), Capacity: int(plan.Capacity)})
		}
	}
	return slots
}

// SetSlots divides the days of the actor's festival into slots, in place of those before. Errors: NotFound; Invalid at minutes and
// capacity; Conflict slots_booked where a slot that orders are booked in would go, or would hold fewer than it has.
func (s *Service) SetSlots(ctx context.Context, actor identity.Actor, festival string, plan SlotPlan) ([]Slot, error) {
	if plan.Minutes == 0 {
		plan.Minutes = defaultSlotMinutes
	}
	if plan.Capacity == 0 {
		plan.Capacity = defaultSlotCapacity
	}
	var fields apperr.Fields
	fields.Between("minutes", plan.Minutes, 10, 240)
	fields.Between("capacity", plan.Capacity, 1, 500)
	if err := fields.Err(); err != nil {
		return nil, err
	}
	var slots []Slot
	err := postgres.Transact(ctx, s.DB, func(tx *sqlx.Tx) error {
		f, err := s.LockOwnTx(ctx, tx, actor, festival)
		if err != nil {
			return err
		}
		days, err := s.ListDays(ctx, tx, f.ID)
		if err != nil {
			return err
		}
		if slots = SlotsOf(days, plan); len(slots) > maxSlots {
			return apperr.NewInvalid(apperr.Field{Path: "minutes", Code: "too_many", Params: map[string]any{"Max": maxSlots}})
		}
		if err := saveSlots(ctx, tx, f.ID, slots); err != nil {
			return err
		}
		if slots, err = listSlots(ctx, tx, f.ID); err != nil {
			return err
		}
		return audit.RecordTx(ctx, tx, audit.Entry{Actor: actor.String(), Action: "festival.slots", Subject: "festival:" + f.ID.String()})
	})
	return slots, err
}

// ListSlots gives a festival's slots in order.
func (s *Service) ListSlots(ctx context.Context, festival uuid.UUID) ([]Slot, error) {
	return listSlots(ctx, s.DB, festival)
}

// SetCollection lets a shop take orders ahead, at most capacity a slot, or no longer with 0; what is booked stays. Any member may. Errors:
// NotFound; Invalid at capacity; Conflict festival_ended.
func (s *Service) SetCollection(ctx context.Context, actor identity.Actor, shop, festival string, capacity int64) error {
	var fields apperr.Fields
	fields.Between("capacity", capacity, 0, 500)
	if err := fields.Err(); err != nil {
		return err
	}
	return postgres.Transact(ctx, s.DB, func(tx *sqlx.Tx) error {
		stand, err := s.lockStandTx(ctx, tx, actor, shop, festival)
		if err != nil {
			return err
		}
		if err := s.needOpenTx(ctx, tx, stand); err != nil {
			return err
		}
		return saveCollection(ctx, tx, stand, capacity)
	})
}

// FindCollection gives how many orders a slot a shop takes ahead; 0: none.
func (s *Service) FindCollection(ctx context.Context, stand Stand) (int, error) {
	return findCollection(ctx, s.DB, stand)
}

// Choice is a slot that a buyer can choose at a shop's stall.
type Choice struct {
	SlotID   uuid.UUID    `db:"slot_id"`
	ShopID   uuid.UUID    `db:"shop_id"`
	Stall    string       `db:"stall"` // number
	StartsAt time.Time    `db:"starts_at"`
	EndsAt   time.Time    `db:"ends_at"`
	Slug     string       `db:"slug"` // the festival's
	Festival regions.Text `db:"-"`
	Place    string       `db:"place"`
	Left     int          `db:"left_over"` // orders that still fit; 0: sold out
}

// When is the slot's time in words: "Sabtu, 5 Des, 10.00–10.30".
func When(language string, from, until time.Time) string {
	return i18n.Weekday(language, from) + ", " + i18n.Clock(language, from) + "–" + i18n.Clock(language, until)
}

// maxChoices bounds the slots with room that a basket is offered at one stall: the next two or three days.
const maxChoices = 60

// ListChoices gives the slots to come at the stalls of some shops, by shop and time, those that are sold out between the others. q is the
// database or a transaction.
func (s *Service) ListChoices(ctx context.Context, q sqlx.QueryerContext, shops []uuid.UUID) ([]Choice, error) {
	return listChoices(ctx, q, shops, s.moment)
}

// Booking asks for a place in a slot for a shop's part of an order.
type Booking struct {
	OrderID uuid.UUID
	ShopID  uuid.UUID
	SlotID  uuid.UUID
}

func errSlotGone() *apperr.Error { return apperr.New(apperr.Conflict, "slot_gone") }

// BookTx takes places in slots, in one order of locks: after the order and its payments, before the stock. An order that has its place
// keeps it. Errors: Conflict slot_full, and slot_gone where the slot has begun, was taken out of the plan, or is not at the shop's stall.
func (s *Service) BookTx(ctx context.Context, tx *sqlx.Tx, bookings []Booking) error {
	now, err := s.nowTx(ctx, tx)
	if err != nil {
		return err
	}
	for _, b := range sorted(bookings) {
		if err := book(ctx, tx, b, now); err != nil {
			return err
		}
	}
	return nil
}

// ReleaseTx gives the places of orders back; what has none stays as it is.
func (s *Service) ReleaseTx(ctx context.Context, tx *sqlx.Tx, orders []uuid.UUID) error {
	return release(ctx, tx, orders)
}

// RebookTx gives an order another slot. Errors as BookTx; then it keeps the one that it has.
func (s *Service) RebookTx(ctx context.Context, tx *sqlx.Tx, b Booking) error {
	if err := lockLoads(ctx, tx, b); err != nil {
		return err
	}
	if err := release(ctx, tx, []uuid.UUID{b.OrderID}); err != nil {
		return err
	}
	return s.BookTx(ctx, tx, []Booking{b})
}

// Collection is where and when an order is collected, as it is now: the stall may have been swapped since.
type Collection struct {
	OrderID    uuid.UUID    `db:"order_id"`
	SlotID     uuid.UUID    `db:"slot_id"`
	ShopID     uuid.UUID    `db:"shop_id"`
	Slug       string       `db:"slug"` // the festival's
	Festival   regions.Text `db:"-"`
	Place      string       `db:"place"`
	Stall      string       `db:"stall"` // number; empty where the shop has none any more
	StartsAt   time.Time    `db:"starts_at"`
	EndsAt     time.Time    `db:"ends_at"`
	LastCloses time.Time    `db:"last_closes"` // the festival's end
	State      State        `db:"state"`       // of the festival
	Reason     string       `db:"reason"`      // of its cancellation or early closing
	VanishedAt *time.Time   `db:"vanished_at"`
}

// Vanished says that the slot is no more: the buyer may choose another, or have the money back.
func (c Collection) Vanished() bool { return c.VanishedAt != nil }

// ListCollections gives the collections of orders, of those that have one.
func (s *Service) ListCollections(ctx context.Context, q sqlx.QueryerContext, orders []uuid.UUID) (map[uuid.UUID]Collection, error) {
	return listCollections(ctx, q, orders)
}

// SlotVanished is the news that the slot of an order is no more: its festival was moved, ended early or called off, or the shop lost its stall.
type SlotVanished struct {
	OrderID uuid.UUID `json:"order_id"` // the shop's part
}

// Kind names the job.
func (SlotVanished) Kind() string { return "festivals.slot_vanished" }
