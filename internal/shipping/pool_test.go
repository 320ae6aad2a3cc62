package shipping_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/postgres"
	"lapak/internal/postgres/pgtest"
	"lapak/internal/regions"
	"lapak/internal/regions/regionstest"
	"lapak/internal/shipping"
)

// A quote waits for a connection while an order, which holds the last one, asks for the tariff: the order does not wait for the quote.
func TestAnOrderDoesNotWaitForAQuoteThatWaitsForItsConnection(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	if err := regions.New(db).Import(t.Context(), regionstest.Pack()); err != nil {
		t.Fatal(err)
	}
	if err := shipping.New(db).Import(t.Context(), tariff()); err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	service := shipping.New(db) // which remembers nothing yet
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	parcels := []shipping.Parcel{{ShopID: uuid.New(), WeightGrams: 100}}
	quoted := make(chan error, 1)
	err := postgres.Transact(ctx, db, func(tx *sqlx.Tx) error {
		go func() {
			_, err := service.OptionsFor(ctx, db, parcels, shipping.Destination{})
			quoted <- err
		}()
		for db.Stats().WaitCount == 0 {
			time.Sleep(time.Millisecond)
		}
		_, err := service.OptionsFor(ctx, tx, parcels, shipping.Destination{})
		return err
	})
	if err != nil {
		t.Errorf("the order: %v", err)
	}
	if err := <-quoted; err != nil {
		t.Errorf("the quote: %v", err)
	}
}
