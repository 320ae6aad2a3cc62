package stock_test

import (
	"testing"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/stock"
)

func TestAShopCountsItsShelf(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	id := s.add(t, 5)
	for _, m := range []stock.Movement{
		{Delta: 3, Reason: stock.ReasonRestock},
		{Delta: -2, Reason: stock.ReasonDamaged},
		{Delta: -1, Reason: stock.ReasonCorrection},
		{Delta: 4, Reason: stock.ReasonCorrection},
	} {
		m.VariantID, m.Reference = id, uuid.NewString()
		if _, err := s.adjust(t, m); err != nil {
			t.Fatal(err)
		}
	}
	s.want(t, id, 9, 0)
}

func TestTheSameAdjustmentCountsOnce(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	m := stock.Movement{VariantID: s.add(t, 5), Delta: 3, Reason: stock.ReasonRestock, Reference: "request-1"}
	for range 2 {
		level, err := s.adjust(t, m)
		if err != nil || level.OnHand != 8 {
			t.Fatalf("%+v, %v", level, err)
		}
	}
	m.Delta = 4
	_, err := s.adjust(t, m)
	wantCode(t, err, "stock_movement_differs")
	s.want(t, m.VariantID, 8, 0)
}

func TestRefusedAdjustmentsChangeNothing(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	id := s.add(t, 5)
	if err := s.reserve(t, newID(t), stock.Demand{VariantID: id, Quantity: 3}); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		movement stock.Movement
		code     string
	}{
		"below what is reserved": {stock.Movement{VariantID: id, Delta: -3, Reason: stock.ReasonDamaged}, "stock_below_reserved"},
		"below zero":             {stock.Movement{VariantID: id, Delta: -6, Reason: stock.ReasonCorrection}, "stock_below_reserved"},
		"zero":                   {stock.Movement{VariantID: id, Reason: stock.ReasonCorrection}, "quantity_out_of_range"},
		"huge":                   {stock.Movement{VariantID: id, Delta: 1<<63 - 1, Reason: stock.ReasonRestock}, "quantity_out_of_range"},
		"the smallest integer":   {stock.Movement{VariantID: id, Delta: -1 << 63, Reason: stock.ReasonDamaged}, "quantity_out_of_range"},
		"above the most":         {stock.Movement{VariantID: id, Delta: stock.MaxQuantity, Reason: stock.ReasonRestock}, "quantity_out_of_range"},
		"negative restock":       {stock.Movement{VariantID: id, Delta: -1, Reason: stock.ReasonRestock}, "wrong_sign"},
		"positive damage":        {stock.Movement{VariantID: id, Delta: 1, Reason: stock.ReasonDamaged}, "wrong_sign"},
		"a sale by hand":         {stock.Movement{VariantID: id, Delta: -1, Reason: stock.ReasonSold}, "unknown_reason"},
		"no reason":              {stock.Movement{VariantID: id, Delta: 1}, "unknown_reason"},
		"unknown variant":        {stock.Movement{VariantID: uuid.New(), Delta: 1, Reason: stock.ReasonRestock}, "variant_not_found"},
	} {
		t.Run(name, func(t *testing.T) {
			c.movement.Reference = name
			_, err := s.adjust(t, c.movement)
			code := apperr.CodeOf(err)
			if e := apperr.As(err); e != nil && len(e.Fields) > 0 {
				code = e.Fields[0].Code
			}
			if code != c.code {
				t.Errorf("got %v, want %s", err, c.code)
			}
			s.want(t, id, 5, 3)
		})
	}
}

func TestALevelIsMadeOnce(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	id := s.add(t, 5)
	open := func(id uuid.UUID, units int64) error {
		return s.do(t, func(tx *sqlx.Tx) error {
			return s.AddTx(t.Context(), tx, id, stock.Opening{OnHand: units, Actor: actor})
		})
	}
	wantCode(t, open(id, 7), "stock_level_exists")
	s.want(t, id, 5, 0)
	for _, units := range []int64{-1, stock.MaxQuantity + 1} {
		wantCode(t, open(uuid.New(), units), "invalid_input")
	}
	levels, err := s.Levels(t.Context(), s.db, []uuid.UUID{id, uuid.New()})
	if err != nil || len(levels) != 1 || levels[id].Available() != 5 {
		t.Errorf("%v, %v", levels, err)
	}
}
