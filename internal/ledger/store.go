package ledger

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"lapak/internal/apperr"
	"lapak/internal/postgres"
)

// booking is what became of one try to book.
type booking struct {
	Complete bool `db:"complete"` // every account exists
	Booked   bool `db:"booked"`   // the transfer is new, and all of it is booked
}

// bookTransfer books a transfer with its entries and each account's balance, where every account exists and the transfer is new; otherwise it
// changes nothing. One statement for all of it: the provider's account, for which all its payments wait, is held no longer than that and
// the commit. The accounts are locked in the order of their codes. The codes are in sub-selects because a planner that sees how many they
// are plans anew each time.
func bookTransfer(ctx context.Context, tx *sqlx.Tx, t Transfer, entries []Entry) (b booking, err error) {
	const query = `
		WITH entry AS (
			SELECT code, amount FROM unnest((SELECT $5::text[]), (SELECT $6::bigint[])) AS e (code, amount)
		), locked AS (
			SELECT id, code FROM ledger_accounts
			WHERE code = ANY ((SELECT $5::text[])::text[]) AND currency = $4
			ORDER BY code COLLATE "C" FOR UPDATE
		), complete AS (
			SELECT (SELECT count(*) FROM locked) = cardinality($5::text[]) AS is_so
		), transfer AS (
			INSERT INTO ledger_transfers (id, kind, reference) SELECT $1, $2, $3 FROM complete WHERE is_so
			ON CONFLICT (kind, reference) DO NOTHING RETURNING id
		), booked AS (
			INSERT INTO ledger_entries (transfer_id, account_id, amount)
			SELECT transfer.id, locked.id, entry.amount FROM transfer, locked JOIN entry USING (code)
			RETURNING account_id, amount
		), balanced AS (
			UPDATE ledger_accounts a SET balance = a.balance + booked.amount FROM booked WHERE a.id = booked.account_id
		)
		SELECT is_so AS complete, EXISTS (SELECT FROM transfer) AS booked FROM complete`
	id, err := uuid.NewV7()
	if err != nil {
		return b, err
	}
	codes, amounts := make([]string, len(entries)), make([]int64, len(entries))
	for i, e := range entries {
		codes[i], amounts[i] = e.Account, e.Amount
	}
	err = tx.GetContext(ctx, &b, query, id, t.Kind, t.Reference, t.Currency, pq.Array(codes), pq.Array(amounts))
	if postgres.Violates(err, "ledger_accounts_funded") {
		return b, apperr.New(apperr.Conflict, "account_overdrawn")
	}
	if err != nil {
		return b, fmt.Errorf("book %s %s: %w", t.Kind, t.Reference, err)
	}
	return b, nil
}

// openAccounts opens those accounts that are not there yet.
func openAccounts(ctx context.Context, tx *sqlx.Tx, currency string, entries []Entry) error {
	const query = `
		INSERT INTO ledger_accounts (id, code, currency, shop_id, may_be_negative)
		SELECT a.id, a.code, $2, CASE WHEN a.code LIKE 'shop:%' THEN substr(a.code, 6)::uuid END, a.may_be_negative
		FROM unnest($1::text[], $3::uuid[], $4::boolean[]) AS a (code, id, may_be_negative)
		WHERE NOT EXISTS (SELECT FROM ledger_accounts known WHERE known.code = a.code AND known.currency = $2)
		ORDER BY a.code COLLATE "C"
		ON CONFLICT (code, currency) DO NOTHING`
	codes, ids, negative := make([]string, len(entries)), make([]string, len(entries)), make([]bool, len(entries))
	for i, e := range entries {
		id, err := uuid.NewV7()
		if err != nil {
			return err
		}
		codes[i], ids[i], negative[i] = e.Account, id.String(), mayBeNegative(e.Account)
	}
	if _, err := tx.ExecContext(ctx, query, pq.Array(codes), currency, pq.Array(ids), pq.Array(negative)); err != nil {
		return fmt.Errorf("open ledger accounts: %w", err)
	}
	return nil
}

func findEntries(ctx context.Context, tx *sqlx.Tx, t Transfer) ([]Entry, error) {
	const query = `
		SELECT a.code AS account, e.amount
		FROM ledger_transfers t JOIN ledger_entries e ON e.transfer_id = t.id JOIN ledger_accounts a ON a.id = e.account_id
		WHERE t.kind = $1 AND t.reference = $2 AND a.currency = $3
		ORDER BY a.code COLLATE "C"`
	entries := []Entry{}
	if err := tx.SelectContext(ctx, &entries, query, t.Kind, t.Reference, t.Currency); err != nil {
		return nil, fmt.Errorf("read %s %s: %w", t.Kind, t.Reference, err)
	}
	return entries, nil
}

func balanceOf(ctx context.Context, q sqlx.QueryerContext, code, currency string) (int64, error) {
	const query = `SELECT balance FROM ledger_accounts WHERE code = $1 AND currency = $2`
	var balance int64
	err := sqlx.GetContext(ctx, q, &balance, query, code, currency)
	if postgres.IsNoRows(err) {
		return 0, nil // no entry yet
	}
	return balance, postgres.Translate(err)
}

// sumOfNewer is what has been booked on the account since the page begins.
func sumOfNewer(ctx context.Context, tx *sqlx.Tx, q statementQuery) (int64, error) {
	const query = `
		SELECT coalesce(sum(e.amount), 0) FROM ledger_entries e JOIN ledger_accounts a ON a.id = e.account_id
		WHERE a.code = $1 AND a.currency = $2 AND e.transfer_id >= $3`
	if q.at.Before == uuid.Nil {
		return 0, nil
	}
	var sum int64
	if err := tx.GetContext(ctx, &sum, query, q.at.Account, q.page.Currency, q.at.Before); err != nil {
		return 0, fmt.Errorf("sum newer entries: %w", err)
	}
	return sum, nil
}

// listLines reads a page and one line more, which tells that another page follows.
func listLines(ctx context.Context, tx *sqlx.Tx, q statementQuery) ([]Line, error) {
	const query = `
		SELECT e.transfer_id, t.at, t.kind, t.reference, e.amount
		FROM ledger_accounts a JOIN ledger_entries e ON e.account_id = a.id JOIN ledger_transfers t ON t.id = e.transfer_id
		WHERE a.code = $1 AND a.currency = $2 AND ($3::uuid IS NULL OR e.transfer_id < $3)
		ORDER BY e.transfer_id DESC LIMIT $4`
	before := uuid.NullUUID{UUID: q.at.Before, Valid: q.at.Before != uuid.Nil}
	lines := []Line{}
	if err := tx.SelectContext(ctx, &lines, query, q.at.Account, q.page.Currency, before, q.page.Limit+1); err != nil {
		return nil, fmt.Errorf("list the statement: %w", err)
	}
	return lines, nil
}
