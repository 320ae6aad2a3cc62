package orders

import (
	"strings"

	"lapak/internal/apperr"
)

// State is where one shop's order stands.
type State string

// The states of a shop's order.
const (
	StateAwaitingPayment State = "awaiting_payment"
	StateNew             State = "new"
	StateAccepted        State = "accepted"
	StatePacked          State = "packed"
	StateShipped         State = "shipped"
	StateReady           State = "ready"
	StateCompleted       State = "completed"
	StateCancelled       State = "cancelled"
	StateExpired         State = "expired"
	StateRefunded        State = "refunded"
)

// GroupState is where the whole group stands; it follows from its shops' orders.
type GroupState string

// The states of a group.
const (
	GroupAwaitingPayment GroupState = "awaiting_payment"
	GroupPaid            GroupState = "paid"
	GroupPartlyShipped   GroupState = "partly_shipped"
	GroupShipped         GroupState = "shipped"
	GroupCompleted       GroupState = "completed"
	GroupCancelled       GroupState = "cancelled"
	GroupExpired         GroupState = "expired"
	GroupPartlyRefunded  GroupState = "partly_refunded"
	GroupRefunded        GroupState = "refunded"
)

// Event is what moves a shop's order.
type Event string

// The events. Placed opens the history; PaidCash changes who was paid, not the state.
const (
	Placed    Event = "placed"
	Pay       Event = "paid"
	Expire    Event = "expire"
	Accept    Event = "accept"
	Reject    Event = "reject"
	Pack      Event = "pack"
	Ship      Event = "ship"
	MakeReady Event = "ready"
	Collect   Event = "collect"
	Confirm   Event = "confirm"
	Cancel    Event = "cancel"
	PayCash   Event = "paid_cash"
	Refund    Event = "refund"
	Revive    Event = "revive"   // money came after the order had expired, and the goods are still there
	Remind    Event = "remind"   // half of the time to accept is over
	Lapse     Event = "lapse"    // the shop did not accept in time
	MarkLate  Event = "late"     // the goods are not on their way in time
	Leave     Event = "left"     // nobody collected at the festival's stall, or the stall is no more
	MoveSlot  Event = "slot"     // the buyer chose another slot
	Displace  Event = "displace" // the goods were sold over the table of the shop's stall
)

// transitions is the one table by which a shop's order moves: event → from → to.
var transitions = map[Event]map[State]State{
	Pay:       {StateAwaitingPayment: StateNew},
	Expire:    {StateAwaitingPayment: StateExpired},
	Revive:    {StateExpired: StateAwaitingPayment},
	Accept:    {StateNew: StateAccepted},
	Reject:    {StateNew: StateCancelled, StateAccepted: StateCancelled, StatePacked: StateCancelled},
	Pack:      {StateAccepted: StatePacked},
	Ship:      {StateAccepted: StateShipped, StatePacked: StateShipped},
	MakeReady: {StateAccepted: StateReady, StatePacked: StateReady},
	Collect:   {StateReady: StateCompleted},
	Confirm:   {StateShipped: StateCompleted, StateReady: StateCompleted},
	Cancel:    {StateAwaitingPayment: StateCancelled, StateNew: StateCancelled, StateAccepted: StateCancelled, StatePacked: StateCancelled},
	PayCash:   {StateNew: StateNew, StateAccepted: StateAccepted, StatePacked: StatePacked, StateShipped: StateShipped, StateReady: StateReady, StateCompleted: StateCompleted},
	Refund:    {StateCancelled: StateRefunded},
	Remind:    {StateNew: StateNew},
	Lapse:     {StateNew: StateCancelled},
	MarkLate:  {StateAccepted: StateAccepted, StatePacked: StatePacked},
	Leave:     {StateReady: StateCancelled},
	MoveSlot:  {StateAwaitingPayment: StateAwaitingPayment, StateNew: StateNew, StateAccepted: StateAccepted, StatePacked: StatePacked, StateReady: StateReady},
	Displace:  {StateAwaitingPayment: StateCancelled, StateNew: StateCancelled, StateAccepted: StateCancelled},
}

// Next says where an event leads. An event that the state does not allow is Conflict transition_not_allowed.
func Next(from State, event Event) (State, error) {
	if to, ok := transitions[event][from]; ok {
		return to, nil
	}
	return "", apperr.New(apperr.Conflict, "transition_not_allowed").With("State", string(from)).With("Event", string(event))
}

// Allows says whether an event may happen to a shop's order, looking at its state, the way it travels and whether it is paid.
func (o ShopOrder) Allows(event Event, cash bool) bool {
	if _, err := Next(o.State, event); err != nil {
		return false
	}
	switch event {
	case Ship:
		return !o.IsPickup()
	case MakeReady, Collect:
		return o.IsPickup()
	case PayCash:
		return cash && !o.Paid
	case Cancel, Reject, Lapse, Displace:
		return !cash || !o.Paid // cash that was handed over is settled by hand
	case Leave:
		return o.IsAtStall() && (!cash || !o.Paid)
	case MoveSlot:
		return o.IsAtStall()
	case Refund:
		return o.Paid
	}
	return true
}

func isPickup(option string) bool {
	return strings.HasPrefix(option, "pickup:") || strings.HasPrefix(option, StallPrefix)
}

// stockEffect is what an event does to the goods of a shop's order.
type stockEffect int

const (
	keepStock stockEffect = iota
	consumeStock
	releaseStock
	returnStock
)

// effectOf: paid goods leave the stock when they are paid, cash goods when they are handed over; what never left is released,
// what had left comes back.
func effectOf(event Event, o ShopOrder, cash bool) stockEffect {
	switch event {
	case Pay:
		return consumeStock
	case Ship, Collect, Confirm:
		if cash {
			return consumeStock
		}
	case Expire:
		return releaseStock
	case Cancel, Reject, Lapse, Leave, Displace:
		if o.State == StateAwaitingPayment || cash {
			return releaseStock
		}
		return returnStock
	}
	return keepStock
}

// DeriveGroupState says where a group stands. An order without payment waits; a part that was refunded shows before what was shipped.
func DeriveGroupState(orders []ShopOrder) GroupState {
	var live, refunded, expired, paid, sent, done int
	for _, o := range orders {
		switch o.State {
		case StateRefunded:
			refunded++
			continue
		case StateExpired:
			expired++
			continue
		case StateCancelled:
			continue
		case StateShipped:
			sent++
		case StateCompleted:
			sent++
			done++
		}
		live++
		if o.Paid {
			paid++
		}
	}
	switch {
	case live == 0 && refunded > 0:
		return GroupRefunded
	case live == 0 && expired > 0:
		return GroupExpired
	case live == 0:
		return GroupCancelled
	case refunded > 0:
		return GroupPartlyRefunded
	case paid < live:
		return GroupAwaitingPayment
	case done == live:
		return GroupCompleted
	case sent == live:
		return GroupShipped
	case sent > 0:
		return GroupPartlyShipped
	}
	return GroupPaid
}

// Rule is one line of the table of transitions, for those who check the history against it.
type Rule struct {
	Event    Event
	From, To State
}

// Rules lists the table of transitions.
func Rules() []Rule {
	var rules []Rule
	for event, states := range transitions {
		for from, to := range states {
			rules = append(rules, Rule{event, from, to})
		}
	}
	return rules
}
