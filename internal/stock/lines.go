package stock

import (
	"github.com/google/uuid"
)

// The states of a reserved line, as stored.
const (
	stateHeld     = "held"
	stateConsumed = "consumed"
	stateReleased = "released"
)

// line is one reserved variant of an order.
type line struct {
	VariantID uuid.UUID `db:"variant_id"`
	Quantity  int64     `db:"quantity"`
	State     string    `db:"state"`
}

// Lines names reserved lines of one order. The zero value names none.
type Lines struct {
	reference uuid.UUID
	all       bool
	variants  []uuid.UUID
}

// All names every line of an order.
func All(reference uuid.UUID) Lines { return Lines{reference: reference, all: true} }

// Some names an order's lines of these variants, as those of one shop; without variants it names none.
func Some(reference uuid.UUID, variants []uuid.UUID) Lines {
	return Lines{reference: reference, variants: variants}
}

// coveredBy says whether the lines that were found are all that were named.
func (l Lines) coveredBy(found []line) bool {
	if l.all {
		return len(found) > 0
	}
	have := make(map[uuid.UUID]bool, len(found))
	for _, f := range found {
		have[f.VariantID] = true
	}
	for _, id := range l.variants {
		if !have[id] {
			return false
		}
	}
	return true
}
