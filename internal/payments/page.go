package payments

import (
	"time"

	"github.com/google/uuid"

	"lapak/internal/postgres/keyset"
)

// Page is a part of a list of finance's: at most Limit rows after Cursor, which is empty for the first part.
type Page struct {
	Limit  int
	Cursor string
}

// position is a place in a list, the oldest first; Punctual ones come after those that are late as of a moment.
type position struct {
	List     string    `json:"l"`
	AsOf     time.Time `json:"o,omitzero"`
	Punctual bool      `json:"p,omitempty"`
	At       time.Time `json:"t"`
	ID       uuid.UUID `json:"i"`

	limit int // rows to read: one more than are shown
}

// from reads the cursor of a list of this name.
func (p Page) from(list string) (position, error) {
	at := position{List: list}
	if p.Cursor != "" {
		if err := keyset.Decode(p.Cursor, &at); err != nil {
			return at, err
		}
		if at.List != list {
			return at, keyset.Invalid()
		}
	}
	at.limit = p.Limit + 1
	return at, nil
}

// cut drops the row that only told whether there is more.
func cut[T any](rows []T, from position, place func(T) position) (part []T, next string) {
	if len(rows) < from.limit {
		return rows, ""
	}
	part = rows[:from.limit-1]
	last := place(part[len(part)-1])
	last.List = from.List
	return part, keyset.Encode(last)
}
