package trade

import (
	"context"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"lapak/internal/postgres"
)

// listOfPerson gives the inquiries of an account, in the order of their locks, and the contacts named in them.
func listOfPerson(ctx context.Context, tx *sqlx.Tx, account uuid.UUID) (ids []uuid.UUID, contacts []string, err error) {
	const query = `SELECT id, email, phone FROM inquiries WHERE account_id = $1 ORDER BY id`
	var rows []struct {
		ID    uuid.UUID `db:"id"`
		Email string    `db:"email"`
		Phone string    `db:"phone"`
	}
	if err := tx.SelectContext(ctx, &rows, query, account); err != nil {
		return nil, nil, err
	}
	for _, row := range rows {
		ids = append(ids, row.ID)
		for _, contact := range []string{row.Email, row.Phone} {
			if contact != "" {
				contacts = append(contacts, contact)
			}
		}
	}
	return ids, contacts, nil
}

func forgetAsker(ctx context.Context, tx *sqlx.Tx, account uuid.UUID) error {
	const query = `
		UPDATE inquiries SET name = '', organisation = '', email = '', phone = ''
		WHERE account_id = $1 AND (name <> '' OR organisation <> '' OR email <> '' OR phone <> '')`
	_, err := tx.ExecContext(ctx, query, account)
	return err
}

func listRecords(ctx context.Context, tx *sqlx.Tx, account uuid.UUID) ([]Thread, error) {
	const (
		inquiries = `SELECT ` + inquiryColumns + ` FROM ` + inquiryTables + ` WHERE i.account_id = $1 ORDER BY i.created_at DESC, i.id DESC`
		messages  = `
			SELECT inquiry_id, position, side, event, from_state, to_state, account_id, body, at FROM inquiry_messages
			WHERE inquiry_id = ANY ($1) ORDER BY inquiry_id, position`
	)
	var found []Inquiry
	if err := tx.SelectContext(ctx, &found, inquiries, account); err != nil {
		return nil, postgres.Translate(err)
	}
	ids, at := make([]uuid.UUID, len(found)), map[uuid.UUID]int{}
	threads := make([]Thread, len(found))
	for n, i := range found {
		ids[n], at[i.ID], threads[n] = i.ID, n, Thread{Inquiry: i}
	}
	var said []struct {
		InquiryID uuid.UUID `db:"inquiry_id"`
		Message
	}
	if err := tx.SelectContext(ctx, &said, messages, pq.Array(ids)); err != nil {
		return nil, postgres.Translate(err)
	}
	for _, m := range said {
		thread := &threads[at[m.InquiryID]]
		thread.Messages = append(thread.Messages, m.Message)
	}
	return threads, nil
}
