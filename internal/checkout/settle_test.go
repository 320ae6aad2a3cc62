package checkout_test

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"lapak/internal/apperr"
	"lapak/internal/checkout/checkouttest"
	"lapak/internal/identity"
	"lapak/internal/orders"
	"lapak/internal/payments"
	"lapak/internal/testtools"
)

// Five events of one payment, each twice and in every order, must end alike.
func TestNewsInEveryOrderEndsAlike(t *testing.T) {
	t.Parallel()
	m := checkouttest.New(t)
	variant := m.Sell(m.Coffee, 52_000, 1_000)
	for round := range 24 {
		placed := m.Place(method, []uuid.UUID{variant}, m.Coffee)
		ref := placed.Payment.ProviderRef
		if err := m.Company.Pay(ref); err != nil {
			t.Fatal(err)
		}
		news := m.Company.Deliveries()
		for _, kind := range []string{"created", "updated", "reminder", "settled"} {
			news = append(news, m.Company.Deliver(payments.Event{ID: uuid.NewString(), Kind: kind, Object: payments.ObjectPayment, Ref: ref}))
		}
		for _, i := range testtools.Permutation(round, len(news)) {
			for range 2 {
				if err := m.Payments.Receive(t.Context(), method, news[i]); err != nil {
					t.Fatal(err)
				}
			}
		}
		m.Work()
		wantState(m, placed.Order.Number, orders.GroupPaid)
	}
	if got := balance(m, m.Coffee.ID); got != 24*61_000 {
		t.Errorf("the shop is owed %d, want %d", got, 24*61_000)
	}
	verify(m)
}

func TestLateMoneyBuysTheGoodsOrGoesBack(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		left  int64
		state orders.GroupState
		owed  int64
	}{
		"the goods are still there": {1, orders.GroupPaid, 61_000},
		"the goods are gone":        {0, orders.GroupExpired, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := checkouttest.New(t)
			variant := m.Sell(m.Coffee, 52_000, 1)
			placed := m.Place(method, []uuid.UUID{variant}, m.Coffee)
			if _, err := m.Checkout.Expire(t.Context(), time.Now().Add(36*time.Minute)); err != nil {
				t.Fatal(err)
			}
			if tt.left == 0 {
				m.Place(method, []uuid.UUID{variant}, m.Coffee)
			}
			m.Company.PayLate(placed.Payment.ProviderRef)
			m.Deliver()
			wantState(m, placed.Order.Number, tt.state)
			if got := balance(m, m.Coffee.ID); got != tt.owed {
				t.Errorf("the shop is owed %d", got)
			}
			if want := 1 - int(tt.left); m.Company.Refunds() != want {
				t.Errorf("%d refunds, want %d", m.Company.Refunds(), want)
			}
			verify(m)
		})
	}
}

// Money that went back stays back: another event of the same payment does not pay the order when the goods have come again meanwhile.
func TestMoneyThatWentBackBuysNothingLater(t *testing.T) {
	t.Parallel()
	m := checkouttest.New(t)
	variant := m.Sell(m.Coffee, 52_000, 1)
	placed := m.Place(method, []uuid.UUID{variant}, m.Coffee)
	if _, err := m.Checkout.Expire(t.Context(), time.Now().Add(36*time.Minute)); err != nil {
		t.Fatal(err)
	}
	rival := m.Place(method, []uuid.UUID{variant}, m.Coffee)
	m.Company.PayLate(placed.Payment.ProviderRef)
	m.Deliver()
	wantState(m, placed.Order.Number, orders.GroupExpired)
	if _, err := m.Checkout.Cancel(t.Context(), orders.Reader{Actor: m.Buyer}, rival.Order.Number, ""); err != nil {
		t.Fatal(err)
	}
	if got := m.Level(variant).Available(); got != 1 {
		t.Fatalf("%d available", got)
	}
	again := m.Company.Deliver(payments.Event{
		ID: uuid.NewString(), Kind: "settled", Object: payments.ObjectPayment, Ref: placed.Payment.ProviderRef,
	})
	if err := m.Payments.Receive(t.Context(), method, again); err != nil {
		t.Fatal(err)
	}
	m.Work()
	wantState(m, placed.Order.Number, orders.GroupExpired)
	if got := balance(m, m.Coffee.ID); got != 0 || m.Company.Refunds() != 1 {
		t.Errorf("the shop is owed %d, %d refunds", got, m.Company.Refunds())
	}
	verify(m)
}

func TestASecondPaymentGoesBack(t *testing.T) {
	t.Parallel()
	m := checkouttest.New(t)
	placed := m.Place("transfer", []uuid.UUID{m.Sell(m.Coffee, 52_000, 3)}, m.Coffee)
	online, err := m.Checkout.StartPayment(t.Context(), orders.Reader{Actor: m.Buyer}, placed.Order.Number, method)
	if err != nil {
		t.Fatal(err)
	}
	if err := m.Company.Pay(online.ProviderRef); err != nil {
		t.Fatal(err)
	}
	m.Deliver()
	wantState(m, placed.Order.Number, orders.GroupPaid)
	if _, err := m.Checkout.ConfirmTransfer(t.Context(), m.Finance, placed.Payment.ID); err != nil {
		t.Fatal(err)
	}
	if got := balance(m, m.Coffee.ID); got != 61_000 {
		t.Errorf("the shop is owed %d", got)
	}
	if n := count(m, "SELECT count(*) FROM refunds WHERE reference = 'unapplied'"); n != 1 {
		t.Errorf("%d refunds of the second payment", n)
	}
	verify(m)
}

func TestATransferIsConfirmedByFinanceOnly(t *testing.T) {
	t.Parallel()
	m := checkouttest.New(t)
	placed := m.Place("transfer", []uuid.UUID{m.Sell(m.Coffee, 52_000, 3)}, m.Coffee)
	owner := m.Coffee.Owner
	owner.Roles = []identity.Role{identity.RoleFinance}
	buyer := m.Buyer
	buyer.Roles = []identity.Role{identity.RoleFinance}
	for name, actor := range map[string]identity.Actor{"the buyer": m.Buyer, "the buyer, being finance": buyer, "the owner, being finance": owner, "a stranger": {}} {
		if _, err := m.Checkout.ConfirmTransfer(t.Context(), actor, placed.Payment.ID); apperr.KindOf(err) != apperr.Forbidden {
			t.Errorf("%s: %v", name, err)
		}
	}
	wantState(m, placed.Order.Number, orders.GroupAwaitingPayment)
	if _, err := m.Checkout.ConfirmTransfer(t.Context(), m.Finance, placed.Payment.ID); err != nil {
		t.Fatal(err)
	}
	wantState(m, placed.Order.Number, orders.GroupPaid)
	verify(m)
}

func TestASilentCompanyDoesNotUndoTheOrder(t *testing.T) {
	t.Parallel()
	m := checkouttest.New(t)
	m.Company.LoseAnswers(1)
	placed := m.Place(method, []uuid.UUID{m.Sell(m.Coffee, 52_000, 10)}, m.Coffee)
	if placed.Payment.URL != "" {
		t.Fatal("the lost answer was heard")
	}
	again, err := m.Checkout.StartPayment(t.Context(), orders.Reader{Actor: m.Buyer}, placed.Order.Number, method)
	if err != nil || again.URL == "" || again.ID != placed.Payment.ID {
		t.Fatalf("%+v, %v", again, err)
	}
	if m.Company.Sessions() != 1 {
		t.Errorf("%d sessions of one payment", m.Company.Sessions())
	}
	verify(m)
}

func TestLostNewsIsFoundByReconciliation(t *testing.T) {
	t.Parallel()
	m := checkouttest.New(t)
	placed := m.Place(method, []uuid.UUID{m.Sell(m.Coffee, 52_000, 10)}, m.Coffee)
	if err := m.Company.Pay(placed.Payment.ProviderRef); err != nil {
		t.Fatal(err)
	}
	m.Company.Deliveries() // lost on the way
	done, err := m.Checkout.Reconcile(t.Context(), time.Now().Add(10*time.Minute))
	if err != nil || done.Payments != 1 {
		t.Fatalf("%+v, %v", done, err)
	}
	wantState(m, placed.Order.Number, orders.GroupPaid)
	verify(m)
}
