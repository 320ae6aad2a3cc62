package pgtest

import (
	"testing"

	"github.com/jmoiron/sqlx"
)

// Reads runs some work and gives how many rows of each table it looked at, by the server's own count: rows of tables that were read whole, and
// entries of indexes. Plans may change their form; what they read is what must not grow. The work has one connection, and no other work may
// run on the database meanwhile.
func Reads(t testing.TB, db *sqlx.DB, work func()) map[string]int64 {
	t.Helper()
	defer db.SetMaxOpenConns(db.Stats().MaxOpenConnections)
	db.SetMaxOpenConns(1)
	before := readSoFar(t, db)
	work()
	read := readSoFar(t, db)
	for table, rows := range before {
		if read[table] -= rows; read[table] == 0 {
			delete(read, table)
		}
	}
	return read
}

func readSoFar(t testing.TB, db *sqlx.DB) map[string]int64 {
	t.Helper()
	const flush = `SELECT pg_stat_force_next_flush()::text`
	const query = `
		SELECT s.relname, s.seq_tup_read + coalesce((SELECT sum(i.idx_tup_read) FROM pg_stat_user_indexes i WHERE i.relid = s.relid), 0) AS rows
		FROM pg_stat_user_tables s`
	var done string
	if err := db.GetContext(t.Context(), &done, flush); err != nil {
		t.Fatal(err)
	}
	var tables []struct {
		Name string `db:"relname"`
		Rows int64  `db:"rows"`
	}
	if err := db.SelectContext(t.Context(), &tables, query); err != nil {
		t.Fatal(err)
	}
	read := make(map[string]int64, len(tables))
	for _, table := range tables {
		read[table.Name] = table.Rows
	}
	return read
}
