// Package checkout is the flows that write in several domains at once: placing an order, paying it, ending, cancelling and refunding it.
// Each flow is one transaction, with no call to the network inside; the locks are taken in one order: the order group, its payments,
// the ledger's accounts, the slots at festivals' stalls by their ids, and the stock last.
package checkout

import (
	"context"
	"errors"
	"time"

	"github.com/jmoiron/sqlx"

	"lapak/internal/cart"
	"lapak/internal/festivals"
	"lapak/internal/identity"
	"lapak/internal/jobs"
	"lapak/internal/ledger"
	"lapak/internal/media"
	"lapak/internal/mentoring"
	"lapak/internal/orders"
	"lapak/internal/payments"
	"lapak/internal/regions"
	"lapak/internal/shipping"
	"lapak/internal/shops"
	"lapak/internal/stock"
	"lapak/internal/trade"
)

// Deps are what the flows are made of. BaseURL is the mall's public address without a slash at its end.
type Deps struct {
	DB        *sqlx.DB
	Queue     *jobs.Queue
	Accounts  *identity.Service
	Regions   *regions.Service
	Media     *media.Service
	Shops     *shops.Service
	Stock     *stock.Service
	Shipping  *shipping.Service
	Carts     *cart.Service
	Orders    *orders.Service
	Payments  *payments.Service
	Ledger    *ledger.Service
	Trade     *trade.Service
	Festivals *festivals.Service
	Help      *mentoring.Service
	BaseURL   string
}

// Service runs the flows.
type Service struct {
	db        *sqlx.DB
	queue     *jobs.Queue
	accounts  *identity.Service
	regions   *regions.Service
	media     *media.Service
	shops     *shops.Service
	stock     *stock.Service
	shipping  *shipping.Service
	carts     *cart.Service
	orders    *orders.Service
	payments  *payments.Service
	ledger    *ledger.Service
	trade     *trade.Service
	festivals *festivals.Service
	help      *mentoring.Service
	baseURL   string
}

// New makes the flows.
func New(d Deps) *Service {
	return &Service{
		db: d.DB, queue: d.Queue, accounts: d.Accounts, regions: d.Regions, media: d.Media, shops: d.Shops, stock: d.Stock, shipping: d.Shipping,
		carts: d.Carts, orders: d.Orders, payments: d.Payments, ledger: d.Ledger, trade: d.Trade, festivals: d.Festivals, help: d.Help, baseURL: d.BaseURL,
	}
}

// How often the platform looks for what is due.
const (
	expireEvery    = 15 * time.Second
	watchEvery     = time.Minute
	completeEvery  = time.Hour
	reconcileEvery = 5 * time.Minute
)

// RegisterWorkers registers the workers of the flows and what runs by the clock.
func RegisterWorkers(w *jobs.Workers, s *Service) {
	s.payments.WorkInbox(w, s.HandleEvent)
	jobs.Handle(w, s.HandleRefund)
	jobs.Handle(w, s.HandleErased)
	s.registerFestivals(w)
	jobs.Handle(w, s.SettleStallFee)
	jobs.Handle(w, func(ctx context.Context, _ LapseUnpaidStalls) error {
		_, err := s.LapseStalls(ctx)
		return err
	})
	jobs.Handle(w, func(ctx context.Context, job CloseSessions) error {
		return s.closeSessions(ctx, job.GroupID, job.Except)
	})
	jobs.Handle(w, func(ctx context.Context, _ ExpireUnpaid) error {
		_, err := s.Expire(ctx, time.Now())
		return err
	})
	jobs.Handle(w, func(ctx context.Context, _ WatchShops) error {
		_, err := s.Watch(ctx, time.Now())
		_, told := s.orders.RemindCollections(ctx, time.Now())
		return errors.Join(err, told)
	})
	jobs.Handle(w, s.HandleSlotVanished)
	jobs.Handle(w, func(ctx context.Context, _ CompleteArrived) error {
		_, err := s.Complete(ctx, time.Now())
		return err
	})
	jobs.Handle(w, func(ctx context.Context, _ ReconcilePayments) error {
		_, err := s.Reconcile(ctx, time.Now())
		return err
	})
	w.Every(expireEvery, ExpireUnpaid{})
	w.Every(watchEvery, WatchShops{})
	w.Every(watchEvery, LapseUnpaidStalls{})
	w.Every(completeEvery, CompleteArrived{})
	w.Every(reconcileEvery, ReconcilePayments{})
}
