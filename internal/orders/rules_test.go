package orders

import (
	"testing"
)

func TestEveryStateAndEvent(t *testing.T) {
	states := []State{StateAwaitingPayment, StateNew, StateAccepted, StatePacked, StateShipped, StateReady, StateCompleted, StateCancelled, StateExpired, StateRefunded}
	// Written out a second time on purpose: what a buyer or shop may do in each state.
	allowed := map[State]string{
		StateAwaitingPayment: "paid expire cancel slot displace",
		StateNew:             "accept reject cancel paid_cash remind lapse slot displace",
		StateAccepted:        "reject pack ship ready cancel paid_cash late slot displace",
		StatePacked:          "reject ship ready cancel paid_cash late slot",
		StateShipped:         "confirm paid_cash",
		StateReady:           "collect confirm paid_cash slot left",
		StateCompleted:       "paid_cash",
		StateCancelled:       "refund",
		StateExpired:         "revive",
		StateRefunded:        "",
	}
	for _, from := range states {
		got := map[Event]bool{}
		for event := range transitions {
			if _, err := Next(from, event); err == nil {
				got[event] = true
			}
		}
		want := words(allowed[from])
		for event := range transitions {
			if got[event] != want[event] {
				t.Errorf("%s in %s: allowed %v, want %v", event, from, got[event], want[event])
			}
		}
	}
}

func words(text string) map[Event]bool {
	out := map[Event]bool{}
	word := ""
	for _, r := range text + " " {
		if r != ' ' {
			word += string(r)
			continue
		}
		if word != "" {
			out[Event(word)] = true
		}
		word = ""
	}
	return out
}

func TestTheWayAnOrderTravelsAndIsPaidLimitsIt(t *testing.T) {
	for _, tt := range []struct {
		name  string
		order ShopOrder
		event Event
		cash  bool
		want  bool
	}{
		{"a parcel is shipped", ShopOrder{State: StatePacked, ShippingOption: "reguler"}, Ship, false, true},
		{"a pickup is not shipped", ShopOrder{State: StatePacked, ShippingOption: "pickup:shop"}, Ship, false, false},
		{"a parcel is not collected", ShopOrder{State: StateReady, ShippingOption: "reguler"}, Collect, false, false},
		{"cash is taken once", ShopOrder{State: StateShipped, ShippingOption: "reguler", Paid: true}, PayCash, true, false},
		{"cash is not taken for a prepaid order", ShopOrder{State: StateShipped, ShippingOption: "reguler"}, PayCash, false, false},
		{"an order whose cash was taken is not cancelled", ShopOrder{State: StateNew, Paid: true}, Cancel, true, false},
		{"a paid order is cancelled before shipping", ShopOrder{State: StatePacked, Paid: true}, Cancel, false, true},
		{"what was never paid is not refunded", ShopOrder{State: StateCancelled}, Refund, false, false},
	} {
		if got := tt.order.Allows(tt.event, tt.cash); got != tt.want {
			t.Errorf("%s: %v", tt.name, got)
		}
	}
}

func TestAGroupFollowsItsShops(t *testing.T) {
	paid := func(states ...State) []ShopOrder {
		var out []ShopOrder
		for _, s := range states {
			out = append(out, ShopOrder{State: s, Paid: s != StateAwaitingPayment && s != StateExpired})
		}
		return out
	}
	for _, tt := range []struct {
		shops []ShopOrder
		want  GroupState
	}{
		{paid(StateAwaitingPayment, StateAwaitingPayment), GroupAwaitingPayment},
		{[]ShopOrder{{State: StateShipped}, {State: StateNew}}, GroupAwaitingPayment}, // cash under way
		{[]ShopOrder{{State: StateShipped, Paid: true}, {State: StateNew}}, GroupAwaitingPayment},
		{paid(StateNew, StatePacked), GroupPaid},
		{paid(StateReady, StateNew), GroupPaid},
		{paid(StateShipped, StateNew), GroupPartlyShipped},
		{paid(StateShipped, StateCompleted), GroupShipped},
		{paid(StateCompleted, StateCompleted), GroupCompleted},
		{paid(StateCancelled, StateNew), GroupPaid},
		{paid(StateRefunded, StateNew), GroupPartlyRefunded},
		{paid(StateRefunded, StateCompleted), GroupPartlyRefunded},
		{paid(StateRefunded, StateRefunded), GroupRefunded},
		{paid(StateCancelled, StateCancelled), GroupCancelled},
		{paid(StateExpired, StateExpired), GroupExpired},
	} {
		if got := DeriveGroupState(tt.shops); got != tt.want {
			t.Errorf("%v: %s, want %s", tt.shops, got, tt.want)
		}
	}
}

func TestNumbersAreSaidOnThePhone(t *testing.T) {
	seen := map[string]bool{}
	for range 2000 {
		number, err := newNumber()
		if err != nil {
			t.Fatal(err)
		}
		if seen[number] {
			t.Fatalf("%s was drawn twice in two thousand", number)
		}
		seen[number] = true
		if got, ok := ParseNumber(" " + number[:3] + " " + number[4:7] + number[8:]); !ok || got != number {
			t.Fatalf("%s typed without hyphens is %q, %v", number, got, ok)
		}
		for i := range number {
			if number[i] == '-' {
				continue
			}
			wrong := []byte(number)
			wrong[i] = '0' + (wrong[i]-'0'+1)%10
			if _, ok := ParseNumber(string(wrong)); ok {
				t.Fatalf("%s with a wrong digit is accepted as %s", number, wrong)
			}
			if i > 0 && number[i-1] != '-' && number[i-1] != number[i] {
				swapped := []byte(number)
				swapped[i-1], swapped[i] = swapped[i], swapped[i-1]
				if _, ok := ParseNumber(string(swapped)); ok {
					t.Fatalf("%s with swapped digits is accepted as %s", number, swapped)
				}
			}
		}
	}
	for _, bad := range []string{"", "abc-def-ghij", "123", "４８２-719-3604", "1234567890123", "123-456-789'"} {
		if _, ok := ParseNumber(bad); ok {
			t.Errorf("%q is accepted", bad)
		}
	}
}
