// Package ledger books money in double entry. An account is a purse: a positive entry is money that comes into it, a negative one
// money that leaves it, so each transfer sums to zero. What buyers have paid comes from a provider's account, which is therefore
// negative by what the provider holds for the mall; what the mall owes (to shops, to buyers as refunds, to itself as commission) is
// positive. All amounts are in the smallest circulating unit of their currency: rupiah for IDR.
package ledger

import (
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/money"
)

// Codes of the accounts that exist once; those of providers and shops are made by ProviderAccount and ShopAccount.
const (
	CommissionAccount = "platform:commission" // what the mall earns
	RefundsDueAccount = "refunds_due"         // what is owed to buyers until the provider has sent it
	RoundingAccount   = "rounding"            // the few rupiah that tell one bank transfer from another
)

const (
	providerPrefix = "provider:"
	shopPrefix     = "shop:"
	festivalPrefix = "festival:"
)

// ProviderAccount is the code of the account that money comes from: minus its balance is what the provider holds for the mall.
func ProviderAccount(method string) string { return providerPrefix + method }

// ShopAccount is the code of a shop's account: its balance is what the mall owes the shop.
func ShopAccount(shopID uuid.UUID) string { return shopPrefix + shopID.String() }

// FestivalAccount is the code of a festival's account: its balance is what the mall owes the festival of its stall fees. It never falls
// below zero, since refunds of fees stay within what was paid.
func FestivalAccount(festivalID uuid.UUID) string { return festivalPrefix + festivalID.String() }

// mayBeNegative says whether an account may fall below zero: a provider's always does, and a shop's does where a refund follows a
// payout. What is owed to buyers and what was earned may not.
func mayBeNegative(code string) bool {
	return strings.HasPrefix(code, providerPrefix) || strings.HasPrefix(code, shopPrefix)
}

// Entry is the change of one account.
type Entry struct {
	Account string
	Amount  int64 // positive: comes in
}

// Transfer moves money between accounts of one currency. (Kind, Reference) is its identity: it is booked once.
type Transfer struct {
	Kind      string // "payment", "refund", …
	Reference string // the id of what caused it
	Currency  string // ISO 4217
	Entries   []Entry
}

// merged returns the entries with one for each account, sorted by account (the lock order), without zeros.
func (t Transfer) merged() []Entry {
	sums := map[string]int64{}
	for _, e := range t.Entries {
		sums[e.Account] += e.Amount
	}
	out := make([]Entry, 0, len(sums))
	for account, amount := range sums {
		if amount != 0 {
			out = append(out, Entry{Account: account, Amount: amount})
		}
	}
	slices.SortFunc(out, func(a, b Entry) int { return strings.Compare(a.Account, b.Account) })
	return out
}

// isBalanced says whether the transfer is well formed: named, within money.Max, and summing to zero.
func (t Transfer) isBalanced() bool {
	if t.Kind == "" || t.Reference == "" || len(t.Currency) != 3 || len(t.Entries) < 2 {
		return false
	}
	var sum int64
	for _, e := range t.Entries {
		next, err := money.Sum(sum, e.Amount)
		if err != nil || e.Account == "" {
			return false
		}
		sum = next
	}
	return sum == 0
}

// Line is one entry of a shop's statement.
type Line struct {
	TransferID uuid.UUID `db:"transfer_id"`
	At         time.Time `db:"at"` // UTC
	Kind       string    `db:"kind"`
	Reference  string    `db:"reference"`
	Amount     int64     `db:"amount"`  // positive: owed to the shop
	Balance    int64     `db:"balance"` // after this line
}

// Statement is a page of a shop's entries.
type Statement struct {
	Currency   string
	Balance    int64 // now
	Lines      []Line
	NextCursor string // empty on the last page
}

// Page says which part of a statement is wanted.
type Page struct {
	Currency string // empty means IDR
	Cursor   string // the NextCursor of the page before; empty starts with the newest
	Limit    int    // 1 to 100; 0 means 24
}

// Service books transfers and answers balances.
type Service struct {
	db *sqlx.DB
}

// New makes the service.
func New(db *sqlx.DB) *Service { return &Service{db: db} }
