package pages_test

import (
	"testing"

	"lapak/internal/i18n"
	"lapak/internal/ledger"
	"lapak/internal/orders"
)

// A page that has no words for what happened shows the key of the text in their place, or nothing at all.
func TestWhatIsBookedAndWhatHappensToAnOrderHasWords(t *testing.T) {
	var keys []string
	for _, kind := range []string{
		ledger.KindPayment, ledger.KindUnapplied, ledger.KindKept, ledger.KindRefundDue, ledger.KindRefund, ledger.KindRefundReturned,
		ledger.KindStallSale, ledger.KindStallVoid,
	} {
		keys = append(keys, "money.kind_"+kind)
	}
	for _, event := range []orders.Event{
		orders.Placed, orders.Pay, orders.Expire, orders.Accept, orders.Reject, orders.Pack, orders.Ship, orders.MakeReady, orders.Collect, orders.Confirm,
		orders.Cancel, orders.PayCash, orders.Refund, orders.Revive, orders.Lapse, orders.MarkLate, orders.Leave, orders.MoveSlot, orders.Displace,
	} {
		keys = append(keys, "desk.event_"+string(event), "order.event."+string(event))
	}
	for _, lang := range i18n.Languages {
		for _, key := range keys {
			if words, found := i18n.Find(lang, key, nil); !found || words == "" {
				t.Errorf("%s has no words in %s", key, lang)
			}
		}
	}
}
