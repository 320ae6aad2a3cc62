package jobs

import (
	"context"

	"github.com/jmoiron/sqlx"
)

// CountByState says how many jobs are in each of River's states ("available", "retryable", …).
func CountByState(ctx context.Context, db *sqlx.DB) (map[string]int64, error) {
	const query = `SELECT state::text AS state, count(*) AS jobs FROM river_job GROUP BY state`
	var rows []struct {
		State string `db:"state"`
		Jobs  int64  `db:"jobs"`
	}
	if err := db.SelectContext(ctx, &rows, query); err != nil {
		return nil, err
	}
	counts := make(map[string]int64, len(rows))
	for _, r := range rows {
		counts[r.State] = r.Jobs
	}
	return counts, nil
}
