package festivals

import (
	"context"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/postgres"
)

func listMembers(ctx context.Context, q sqlx.QueryerContext, festival uuid.UUID) (list []Member, err error) {
	const query = `
		SELECT m.account_id, a.name, coalesce(a.email, '') AS email, coalesce(a.phone, '') AS phone, m.role, m.added_at
		FROM festival_members m JOIN accounts a ON a.id = m.account_id
		WHERE m.festival_id = $1 ORDER BY m.role DESC, m.added_at, m.account_id`
	err = sqlx.SelectContext(ctx, q, &list, query, festival)
	return list, err
}

// findAccount finds who signs in with an e-mail address or a phone.
func findAccount(ctx context.Context, tx *sqlx.Tx, email, phone string) (id uuid.UUID, err error) {
	const query = `
		SELECT id FROM accounts
		WHERE (email = $1 AND $1 <> '' OR phone = $2 AND $2 <> '') AND disabled_at IS NULL AND erased_at IS NULL LIMIT 1`
	err = tx.GetContext(ctx, &id, query, email, phone)
	if postgres.IsNoRows(err) {
		err = apperr.NewInvalid(apperr.Field{Path: "contact", Code: "account_unknown"})
	}
	return id, err
}

func insertMember(ctx context.Context, tx *sqlx.Tx, festival, account uuid.UUID, role MemberRole) error {
	const query = `
		INSERT INTO festival_members (festival_id, account_id, role) VALUES ($1, $2, $3)
		ON CONFLICT (festival_id, account_id) DO UPDATE SET role = excluded.role WHERE festival_members.role <> excluded.role`
	_, err := tx.ExecContext(ctx, query, festival, account, string(role))
	return err
}

func deleteMember(ctx context.Context, tx *sqlx.Tx, festival, account uuid.UUID) (bool, error) {
	const query = `DELETE FROM festival_members WHERE festival_id = $1 AND account_id = $2`
	done, err := tx.ExecContext(ctx, query, festival, account)
	if err != nil {
		return false, err
	}
	rows, err := done.RowsAffected()
	return rows > 0, err
}

func countOrganizers(ctx context.Context, tx *sqlx.Tx, festival uuid.UUID) (count int, err error) {
	const query = `SELECT count(*) FROM festival_members WHERE festival_id = $1 AND role = 'organizer'`
	err = tx.GetContext(ctx, &count, query, festival)
	return count, err
}

// copyMembers lets those who act for one festival act for another.
func copyMembers(ctx context.Context, tx *sqlx.Tx, from, to uuid.UUID) error {
	const query = `
		INSERT INTO festival_members (festival_id, account_id, role) SELECT $2, account_id, role FROM festival_members WHERE festival_id = $1
		ON CONFLICT (festival_id, account_id) DO NOTHING`
	_, err := tx.ExecContext(ctx, query, from, to)
	return err
}

// listCommittee gives those who act for a festival, its organizers among them: they see what the others were told.
func listCommittee(ctx context.Context, tx *sqlx.Tx, festival uuid.UUID) (found []Reader, err error) {
	const query = `
		SELECT a.id AS account_id, coalesce(a.email, '') AS email, coalesce(a.phone, '') AS phone, a.language
		FROM festival_members m JOIN accounts a ON a.id = m.account_id
		WHERE m.festival_id = $1 AND a.disabled_at IS NULL AND a.erased_at IS NULL
		ORDER BY account_id`
	return found, tx.SelectContext(ctx, &found, query, festival)
}
