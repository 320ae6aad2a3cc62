package mentoring

import (
	"context"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/shops"
)

// reader is somebody who is told things.
type reader struct {
	AccountID uuid.UUID `db:"account_id"`
	Email     string    `db:"email"`
	Phone     string    `db:"phone"`
	Language  string    `db:"language"`
}

const readerColumns = `a.id AS account_id, coalesce(a.email, '') AS email, coalesce(a.phone, '') AS phone, a.language`

// listMentors gives who holds a district or village, but for members of the shop, who may not help it.
func listMentors(ctx context.Context, tx *sqlx.Tx, r HelpRequest) ([]reader, error) {
	const query = `
		SELECT DISTINCT ` + readerColumns + `
		FROM account_roles g JOIN accounts a ON a.id = g.account_id
		WHERE g.role = 'mentor' AND g.scope IN ($1, $2) AND a.disabled_at IS NULL AND a.erased_at IS NULL
			AND NOT EXISTS (SELECT FROM shop_members m WHERE m.shop_id = $3 AND m.account_id = a.id)
		ORDER BY account_id`
	var found []reader
	return found, tx.SelectContext(ctx, &found, query, r.District, r.VillageCode, r.ShopID)
}

// listOffice gives who runs the mall: the verifiers of its office, or the administrators where it has none.
func listOffice(ctx context.Context, tx *sqlx.Tx) ([]reader, error) {
	const query = `
		SELECT DISTINCT ` + readerColumns + `
		FROM account_roles g JOIN accounts a ON a.id = g.account_id
		WHERE (g.role = 'verifier' AND g.scope = $1 OR g.role = 'admin' AND NOT EXISTS (
				SELECT FROM account_roles v JOIN accounts o ON o.id = v.account_id
				WHERE v.role = 'verifier' AND v.scope = $1 AND o.disabled_at IS NULL AND o.erased_at IS NULL))
			AND a.disabled_at IS NULL AND a.erased_at IS NULL
		ORDER BY account_id`
	var found []reader
	return found, tx.SelectContext(ctx, &found, query, shops.VerifierOffice)
}

func listReaders(ctx context.Context, tx *sqlx.Tx, account uuid.UUID) ([]reader, error) {
	const query = `SELECT ` + readerColumns + ` FROM accounts a WHERE a.id = $1 AND a.disabled_at IS NULL AND a.erased_at IS NULL`
	var found []reader
	return found, tx.SelectContext(ctx, &found, query, account)
}
