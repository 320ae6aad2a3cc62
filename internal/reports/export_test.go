package reports

import (
	"context"

	"github.com/jmoiron/sqlx"
)

// CountBroken counts within a transaction that will be rolled back, by the names of the invariants that are broken.
func CountBroken(ctx context.Context, tx *sqlx.Tx) (map[string]int, error) {
	broken := map[string]int{}
	for _, check := range checks {
		rows, err := check.count(ctx, tx)
		if err != nil {
			return nil, err
		}
		if rows > 0 {
			broken[check.name] = rows
		}
	}
	return broken, nil
}

// Names lists the invariants.
func Names() (names []string) {
	for _, check := range checks {
		names = append(names, check.name)
	}
	return names
}
