// Package audit keeps the log of what people and the platform did to what matters: append-only, and chained by hashes so that a row
// that is changed, removed or moved shows.
package audit

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"
)

// Entry is one act. Data must hold no personal data, since a row can never be erased: name accounts by id.
type Entry struct {
	Actor   string // identity.Actor's String, or "provider:<name>"
	Action  string // "role.grant"
	Subject string // "account:<id>"
	Data    any    // encoded as JSON; nil for none
}

// row is an entry in its place in the chain.
type row struct {
	Seq      int64     `db:"seq"`
	At       time.Time `db:"at"`
	Actor    string    `db:"actor"`
	Action   string    `db:"action"`
	Subject  string    `db:"subject"`
	Data     string    `db:"data"`
	PrevHash []byte    `db:"prev_hash"`
	Hash     []byte    `db:"hash"`
}

// RecordTx appends an entry to the chain. Writers queue until tx ends, so call it last in a transaction.
func RecordTx(ctx context.Context, tx *sqlx.Tx, entry Entry) error {
	data := "{}"
	if entry.Data != nil {
		raw, err := json.Marshal(entry.Data)
		if err != nil {
			return fmt.Errorf("encode the audit entry %s: %w", entry.Action, err)
		}
		data = string(raw)
	}
	end, err := lockHead(ctx, tx)
	if err != nil {
		return fmt.Errorf("read the end of the audit log: %w", err)
	}
	next := row{
		Seq: end.Seq + 1, At: end.Now, Actor: entry.Actor, Action: entry.Action, Subject: entry.Subject, Data: data, PrevHash: end.Hash,
	}
	next.Hash = next.sum()
	if err := appendRow(ctx, tx, next); err != nil {
		return fmt.Errorf("append to the audit log: %w", err)
	}
	return nil
}

// RecordDailyTx appends an entry unless the actor has done the same to the subject since midnight in western Indonesia, so that looking
// twice is told once. Its Data is not compared. Writers queue until tx ends, as with RecordTx.
func RecordDailyTx(ctx context.Context, tx *sqlx.Tx, entry Entry) error {
	if _, err := lockHead(ctx, tx); err != nil { // of two at once, the second sees the first one's entry
		return fmt.Errorf("read the end of the audit log: %w", err)
	}
	done, err := isRecordedToday(ctx, tx, entry)
	if err != nil {
		return fmt.Errorf("look for the entry %s of today: %w", entry.Action, err)
	}
	if done {
		return nil
	}
	return RecordTx(ctx, tx, entry)
}

// sum is SHA-256 over every column but hash itself; each is preceded by its length, so that no two rows share their bytes.
func (r row) sum() []byte {
	hash := sha256.New()
	for _, part := range [][]byte{
		r.PrevHash,
		binary.BigEndian.AppendUint64(nil, uint64(r.Seq)), //nolint:gosec // seq counts up from 1
		binary.BigEndian.AppendUint64(nil, uint64(r.At.UnixMicro())),
		[]byte(r.Actor), []byte(r.Action), []byte(r.Subject), []byte(r.Data),
	} {
		hash.Write(binary.BigEndian.AppendUint64(nil, uint64(len(part))))
		hash.Write(part)
	}
	return hash.Sum(nil)
}
