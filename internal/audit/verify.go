package audit

import (
	"bytes"
	"context"
	"fmt"

	"github.com/jmoiron/sqlx"
)

// Verify reads the whole log and counts the rows that do not fit: changed, missing, moved, or cut off at the end. Run it in
// postgres.Snapshot, so that a row being written meanwhile is not taken for a missing one.
func Verify(ctx context.Context, tx *sqlx.Tx) (broken int, err error) {
	var previous row
	err = eachRow(ctx, tx, func(r row) {
		if r.Seq != previous.Seq+1 || !bytes.Equal(r.PrevHash, previous.Hash) || !bytes.Equal(r.Hash, r.sum()) {
			broken++
		}
		previous = r
	})
	if err != nil {
		return 0, fmt.Errorf("read the audit log: %w", err)
	}
	end, err := findHead(ctx, tx)
	if err != nil {
		return 0, fmt.Errorf("read the end of the audit log: %w", err)
	}
	if end.Seq != previous.Seq || !bytes.Equal(end.Hash, previous.Hash) {
		broken++
	}
	return broken, nil
}
