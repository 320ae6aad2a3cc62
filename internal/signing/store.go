package signing

import (
	"context"

	"github.com/jmoiron/sqlx"
)

func selectSecret(ctx context.Context, db *sqlx.DB, name string) (key []byte, err error) {
	const query = `SELECT value FROM secrets WHERE name = $1`
	err = db.GetContext(ctx, &key, query, name)
	return key, err
}
