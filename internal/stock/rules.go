package stock

import (
	"bytes"
	"slices"

	"github.com/google/uuid"

	"lapak/internal/apperr"
)

// Reason says why the number on hand changed.
type Reason string

// The reasons. A shop gives one of the middle three; the others belong to the methods that record them.
const (
	ReasonInitial    Reason = "initial"
	ReasonRestock    Reason = "restock"
	ReasonCorrection Reason = "correction"
	ReasonDamaged    Reason = "damaged"
	ReasonSold       Reason = "sold"
	ReasonReturned   Reason = "returned"
)

// sumDemands adds up the lines of one variant and sorts by variant id: two lines of one variant must not pass the check one by one,
// and two orders that lock the same levels in one order cannot deadlock.
func sumDemands(demands []Demand) ([]Demand, error) {
	if len(demands) == 0 {
		return nil, apperr.New(apperr.Invalid, "no_items")
	}
	sums := make(map[uuid.UUID]int64, len(demands))
	for _, d := range demands {
		if d.Quantity < 1 || d.Quantity > MaxQuantity {
			return nil, apperr.New(apperr.Invalid, "quantity_out_of_range").With("Max", MaxQuantity)
		}
		if sums[d.VariantID] += d.Quantity; sums[d.VariantID] > MaxQuantity {
			return nil, apperr.New(apperr.Invalid, "quantity_out_of_range").With("Max", MaxQuantity)
		}
	}
	out := make([]Demand, 0, len(sums))
	for id, quantity := range sums {
		out = append(out, Demand{VariantID: id, Quantity: quantity})
	}
	slices.SortFunc(out, func(a, b Demand) int { return bytes.Compare(a.VariantID[:], b.VariantID[:]) })
	return out, nil
}

// checkAdjustment refuses what a shop may not record.
func checkAdjustment(m Movement) error {
	if m.Delta == 0 || m.Delta > MaxQuantity || m.Delta < -MaxQuantity {
		return apperr.NewInvalid(apperr.Field{Path: "delta", Code: "quantity_out_of_range", Params: map[string]any{"Max": MaxQuantity}})
	}
	switch m.Reason {
	case ReasonCorrection:
		return nil
	case ReasonRestock:
		if m.Delta > 0 {
			return nil
		}
	case ReasonDamaged:
		if m.Delta < 0 {
			return nil
		}
	default:
		return apperr.NewInvalid(apperr.Field{Path: "reason", Code: "unknown_reason"})
	}
	return apperr.NewInvalid(apperr.Field{Path: "delta", Code: "wrong_sign"})
}

// toRelease picks the lines that still hold stock. What has been sold cannot be released, only returned.
func toRelease(lines []line) ([]Demand, error) {
	var held []Demand
	for _, l := range lines {
		switch l.State {
		case stateConsumed:
			return nil, apperr.New(apperr.Conflict, "stock_already_consumed")
		case stateHeld:
			held = append(held, Demand{VariantID: l.VariantID, Quantity: l.Quantity})
		}
	}
	return held, nil
}

// toConsume picks the lines that still hold stock. Each wanted line must be held, or consumed already.
func toConsume(lines []line, of Lines) ([]Demand, error) {
	if !of.coveredBy(lines) {
		return nil, apperr.New(apperr.Conflict, "stock_not_held")
	}
	var held []Demand
	for _, l := range lines {
		switch l.State {
		case stateReleased:
			return nil, apperr.New(apperr.Conflict, "stock_not_held")
		case stateHeld:
			held = append(held, Demand{VariantID: l.VariantID, Quantity: l.Quantity})
		}
	}
	return held, nil
}

// toReturn takes all wanted lines, each of which must have been consumed.
func toReturn(lines []line, of Lines) ([]Demand, error) {
	if !of.coveredBy(lines) {
		return nil, apperr.New(apperr.Conflict, "stock_not_consumed")
	}
	sold := make([]Demand, 0, len(lines))
	for _, l := range lines {
		if l.State != stateConsumed {
			return nil, apperr.New(apperr.Conflict, "stock_not_consumed")
		}
		sold = append(sold, Demand{VariantID: l.VariantID, Quantity: l.Quantity})
	}
	return sold, nil
}
