package ledger

import (
	"strconv"

	"github.com/google/uuid"

	"lapak/internal/money"
)

// The kinds of transfer.
const (
	KindPayment        = "payment"         // a payment was applied to what it pays
	KindUnapplied      = "unapplied"       // a payment came for something already paid or gone; it is owed back in full
	KindKept           = "kept"            // a shop kept the cash that it took
	KindRefundDue      = "refund_due"      // a refund was decided
	KindRefund         = "refund"          // the provider sent it
	KindRefundReturned = "refund_returned" // a refund that had been sent came back: it is owed again
	KindStallSale      = "stall_sale"      // a shop sold over the table of its stall
	KindStallVoid      = "stall_void"      // it took such a sale back
)

// Share is what one shop gets of a payment.
type Share struct {
	ShopID     uuid.UUID
	Amount     int64 // what the buyer pays for the shop's part, shipping included
	Commission int64 // of it, what the mall keeps
}

// Payment is a payment received through a method.
type Payment struct {
	ID       uuid.UUID
	Method   string
	Currency string
}

func (p Payment) transfer(kind string, entries ...Entry) Transfer {
	return Transfer{Kind: kind, Reference: p.ID.String(), Currency: p.Currency, Entries: entries}
}

// Applied books a payment that pays its subject: each shop is owed its share without commission. rounding is what came above the
// shares, the unique rupiah of a bank transfer.
func (p Payment) Applied(shares []Share, rounding int64) Transfer {
	t := p.transfer(KindPayment)
	var total int64
	for _, s := range shares {
		total += s.Amount
		t.Entries = append(t.Entries, Entry{ShopAccount(s.ShopID), s.Amount - s.Commission}, Entry{CommissionAccount, s.Commission})
	}
	t.Entries = append(t.Entries, Entry{RoundingAccount, rounding}, Entry{ProviderAccount(p.Method), -total - rounding})
	return t
}

// AppliedTo books a payment that pays for one thing, such as a stall: its amount is owed to the account. rounding is as in Applied.
func (p Payment) AppliedTo(account string, amount, rounding int64) Transfer {
	return p.transfer(KindPayment, Entry{account, amount}, Entry{RoundingAccount, rounding}, Entry{ProviderAccount(p.Method), -amount - rounding})
}

// Unapplied books a payment that pays nothing: all of it is due back to the payer.
func (p Payment) Unapplied(amount int64) Transfer {
	return p.transfer(KindUnapplied, Entry{ProviderAccount(p.Method), -amount}, Entry{RefundsDueAccount, amount})
}

// Kept books that a shop holds the cash of this payment itself, so that the mall owes it nothing for it.
func (p Payment) Kept(shopID uuid.UUID, amount int64) Transfer {
	return p.transfer(KindKept, Entry{ShopAccount(shopID), -amount}, Entry{ProviderAccount(p.Method), amount})
}

// Refund is money on its way back to a buyer.
type Refund struct {
	ID       uuid.UUID
	Attempt  int // which sending of it, from 0
	Method   string
	Currency string
	Amount   int64
}

// Due books that a shop's part is owed back to the buyer; the mall returns its commission of it.
func (r Refund) Due(shopID uuid.UUID, commission int64) Transfer {
	return Transfer{Kind: KindRefundDue, Reference: r.ID.String(), Currency: r.Currency, Entries: []Entry{
		{ShopAccount(shopID), commission - r.Amount}, {CommissionAccount, -commission}, {RefundsDueAccount, r.Amount},
	}}
}

// DueFrom books that an account owes the refund's amount back to who paid it.
func (r Refund) DueFrom(account string) Transfer {
	return Transfer{Kind: KindRefundDue, Reference: r.ID.String(), Currency: r.Currency, Entries: []Entry{{account, -r.Amount}, {RefundsDueAccount, r.Amount}}}
}

// Sent books that the provider has sent the refund.
func (r Refund) Sent() Transfer {
	return Transfer{Kind: KindRefund, Reference: r.reference(), Currency: r.Currency, Entries: []Entry{
		{RefundsDueAccount, -r.Amount}, {ProviderAccount(r.Method), r.Amount},
	}}
}

// Returned books that a refund booked as sent has failed after all: the liability is open again.
func (r Refund) Returned() Transfer {
	return Transfer{Kind: KindRefundReturned, Reference: r.reference(), Currency: r.Currency, Entries: []Entry{
		{RefundsDueAccount, r.Amount}, {ProviderAccount(r.Method), -r.Amount},
	}}
}

// reference names one sending: each is booked once, and a later sending of the same refund is another.
func (r Refund) reference() string {
	if r.Attempt == 0 {
		return r.ID.String()
	}
	return r.ID.String() + "/" + strconv.Itoa(r.Attempt)
}

// StallSale is a sale over a stall's table: the shop was paid at once and keeps all of it.
type StallSale struct {
	ID     uuid.UUID
	ShopID uuid.UUID
	Method string // "cash" or "qr"
	Amount int64
}

// Sold books the sale and that the shop kept its money, so that the mall owes nothing for it and the shop reads it in its statement.
func (s StallSale) Sold() []Transfer { return s.transfers(KindStallSale, s.ID.String(), s.Amount) }

// Voided books that a sale was taken back and its money returned by the shop.
func (s StallSale) Voided() []Transfer {
	return s.transfers(KindStallVoid, s.ID.String()+"/void", -s.Amount)
}

func (s StallSale) transfers(kind, reference string, amount int64) []Transfer {
	if amount == 0 {
		return nil // given away
	}
	shop, table := ShopAccount(s.ShopID), ProviderAccount("stall_"+s.Method)
	return []Transfer{
		{Kind: kind, Reference: reference, Currency: money.IDR, Entries: []Entry{{shop, amount}, {table, -amount}}},
		{Kind: KindKept, Reference: reference, Currency: money.IDR, Entries: []Entry{{shop, -amount}, {table, amount}}},
	}
}
