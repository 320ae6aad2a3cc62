package ledger

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"lapak/internal/postgres"
)

type account struct {
	ID            uuid.UUID `db:"id"`
	MayBeNegative bool      `db:"may_be_negative"`
	Balance       int64     `db:"balance"`
}

func insertTransfer(ctx context.Context, tx *sqlx.Tx, t Transfer) (uuid.UUID, bool, error) {
	const query = `
		INSERT INTO ledger_transfers (id, kind, reference) VALUES ($1, $2, $3)
		ON CONFLICT (kind, reference) DO NOTHING`
	id, err := uuid.NewV7()
	if err != nil {
		return id, false, err
	}
	result, err := tx.ExecContext(ctx, query, id, t.Kind, t.Reference)
	if err != nil {
		return id, false, fmt.Errorf("book %s %s: %w", t.Kind, t.Reference, err)
	}
	n, err := result.RowsAffected()
	return id, n == 1, err
}

// lockAccounts locks the accounts of the entries, in their order. It opens missing ones only after it has looked, since an insert that
// meets an account waits for all who change it.
func lockAccounts(ctx context.Context, tx *sqlx.Tx, currency string, entries []Entry) ([]account, error) {
	const lock = `
		SELECT id, may_be_negative, balance FROM ledger_accounts
		WHERE code = ANY ($1::text[]) AND currency = $2
		ORDER BY code COLLATE "C" FOR UPDATE`
	codes := make([]string, len(entries))
	for i, e := range entries {
		codes[i] = e.Account
	}
	for opened := false; ; opened = true {
		var accounts []account
		if err := tx.SelectContext(ctx, &accounts, lock, pq.Array(codes), currency); err != nil {
			return nil, fmt.Errorf("lock ledger accounts: %w", err)
		}
		if len(accounts) == len(entries) {
			return accounts, nil
		}
		if opened {
			return nil, fmt.Errorf("%d of %d ledger accounts exist", len(accounts), len(entries))
		}
		if err := openAccounts(ctx, tx, currency, codes); err != nil {
			return nil, err
		}
	}
}

// openAccounts opens those accounts that are not there yet.
func openAccounts(ctx context.Context, tx *sqlx.Tx, currency string, codes []string) error {
	const query = `
		INSERT INTO ledger_accounts (id, code, currency, shop_id, may_be_negative)
		SELECT a.id, a.code, $2, CASE WHEN a.code LIKE 'shop:%' THEN substr(a.code, 6)::uuid END, a.may_be_negative
		FROM unnest($1::text[], $3::uuid[], $4::boolean[]) AS a (code, id, may_be_negative)
		WHERE NOT EXISTS (SELECT FROM ledger_accounts known WHERE known.code = a.code AND known.currency = $2)
		ORDER BY a.code COLLATE "C"
		ON CONFLICT (code, currency) DO NOTHING`
	ids, negative := make([]string, len(codes)), make([]bool, len(codes))
	for i, code := range codes {
		id, err := uuid.NewV7()
		if err != nil {
			return err
		}
		ids[i], negative[i] = id.String(), mayBeNegative(code)
	}
	if _, err := tx.ExecContext(ctx, query, pq.Array(codes), currency, pq.Array(ids), pq.Array(negative)); err != nil {
		return fmt.Errorf("open ledger accounts: %w", err)
	}
	return nil
}

// insertEntries books the entries and each account's balance, in one statement.
func insertEntries(ctx context.Context, tx *sqlx.Tx, transferID uuid.UUID, accounts []account, entries []Entry) error {
	const query = `
		WITH booked AS (
			INSERT INTO ledger_entries (transfer_id, account_id, amount)
			SELECT $1, e.account_id, e.amount FROM unnest($2::uuid[], $3::bigint[]) AS e (account_id, amount)
			RETURNING account_id, amount
		)
		UPDATE ledger_accounts a SET balance = a.balance + booked.amount FROM booked WHERE a.id = booked.account_id`
	ids, amounts := make([]string, len(entries)), make([]int64, len(entries))
	for i := range entries {
		ids[i], amounts[i] = accounts[i].ID.String(), entries[i].Amount
	}
	if _, err := tx.ExecContext(ctx, query, transferID, pq.Array(ids), pq.Array(amounts)); err != nil {
		return fmt.Errorf("book entries: %w", err)
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
