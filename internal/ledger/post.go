package ledger

import (
	"context"
	"fmt"
	"slices"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/money"
	"lapak/internal/postgres"
	"lapak/internal/postgres/keyset"
)

// PostTx books a transfer: the entries and each account's cached balance, with the accounts locked in the order of their codes.
// booked is false where a transfer of this kind and reference was booked before: nothing changes then. Post last in the
// transaction, since every payment of a provider waits for its account. Errors: ledger_unbalanced (internal, a fault of the caller),
// ledger_reference_reused (another transfer has this reference), account_overdrawn (conflict).
func (s *Service) PostTx(ctx context.Context, tx *sqlx.Tx, t Transfer) (booked bool, err error) {
	if !t.isBalanced() {
		return false, apperr.Wrap(fmt.Errorf("%s %s: %v", t.Kind, t.Reference, t.Entries), apperr.Internal, "ledger_unbalanced")
	}
	entries := t.merged()
	b, err := bookTransfer(ctx, tx, t, entries)
	if err == nil && !b.Complete { // opened only after a look, since an insert that meets an account waits for all who change it
		if err = openAccounts(ctx, tx, t.Currency, entries); err == nil {
			b, err = bookTransfer(ctx, tx, t, entries)
		}
	}
	switch {
	case err != nil:
		return false, err
	case !b.Complete:
		return false, fmt.Errorf("book %s %s: not all of %d ledger accounts exist", t.Kind, t.Reference, len(entries))
	case !b.Booked:
		return false, checkSame(ctx, tx, t, entries)
	}
	return true, nil
}

// checkSame refuses a second transfer under a used reference whose entries differ: that is two causes with one name, not a repetition.
func checkSame(ctx context.Context, tx *sqlx.Tx, t Transfer, entries []Entry) error {
	before, err := findEntries(ctx, tx, t)
	if err != nil {
		return err
	}
	if !slices.Equal(before, entries) {
		return apperr.Wrap(fmt.Errorf("%s %s: booked %v, asked %v", t.Kind, t.Reference, before, entries), apperr.Internal, "ledger_reference_reused")
	}
	return nil
}

// Balance is what the mall owes the shop in a currency (empty means IDR); negative where the shop owes the mall.
func (s *Service) Balance(ctx context.Context, shopID uuid.UUID, currency string) (int64, error) {
	return balanceOf(ctx, s.db, ShopAccount(shopID), orIDR(currency))
}

// position is where a page of a statement ends.
type position struct {
	Account string    `json:"a"`
	Before  uuid.UUID `json:"b"`
}

// FindStatement lists a shop's entries, newest first, each with the balance after it. The caller has checked that the reader may see
// it. A cursor of another list is invalid_cursor.
func (s *Service) FindStatement(ctx context.Context, shopID uuid.UUID, page Page) (Statement, error) {
	page.Currency = orIDR(page.Currency)
	if page.Limit <= 0 || page.Limit > 100 {
		page.Limit = 24
	}
	account := ShopAccount(shopID)
	at := position{Account: account}
	if page.Cursor != "" {
		if err := keyset.Decode(page.Cursor, &at); err != nil {
			return Statement{}, err
		}
		if at.Account != account {
			return Statement{}, keyset.Invalid()
		}
	}
	out := Statement{Currency: page.Currency}
	err := postgres.Snapshot(ctx, s.db, func(tx *sqlx.Tx) error { return readStatement(ctx, tx, &out, statementQuery{at, page}) })
	return out, err
}

type statementQuery struct {
	at   position
	page Page
}

func readStatement(ctx context.Context, tx *sqlx.Tx, out *Statement, q statementQuery) error {
	var err error
	if out.Balance, err = balanceOf(ctx, tx, q.at.Account, q.page.Currency); err != nil {
		return err
	}
	newer, err := sumOfNewer(ctx, tx, q)
	if err != nil {
		return err
	}
	lines, err := listLines(ctx, tx, q)
	if err != nil {
		return err
	}
	if len(lines) > q.page.Limit {
		lines = lines[:q.page.Limit]
		out.NextCursor = keyset.Encode(position{q.at.Account, lines[len(lines)-1].TransferID})
	}
	balance := out.Balance - newer
	for i := range lines {
		lines[i].Balance = balance
		balance -= lines[i].Amount
	}
	out.Lines = lines
	return nil
}

func orIDR(currency string) string {
	if currency == "" {
		return money.IDR
	}
	return currency
}
