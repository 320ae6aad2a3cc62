package paymentstest_test

import (
	"testing"

	"lapak/internal/payments/paymentstest"
)

func TestFakeKeepsThePromisesOfThePort(t *testing.T) {
	t.Parallel()
	paymentstest.Run(t, func(*testing.T) (paymentstest.Provider, paymentstest.Company) {
		fake := paymentstest.NewFake("fake")
		return fake, fake
	})
}
