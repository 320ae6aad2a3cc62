// Package transfer is payment by bank transfer: the payer sends a unique amount (the price and 1 to 999 rupiah more, which tell the
// transfer apart and are booked as rounding) to the mall's account, and finance confirms it on the bank's statement.
package transfer

import (
	"context"
	"time"

	"lapak/internal/payments"
)

// Hold is how long a payer may take.
const Hold = 24 * time.Hour

// Account is where the payer sends the money, from the region's settings.
type Account struct {
	Bank   string
	Number string
	Holder string
}

// Provider takes transfers to one account.
type Provider struct {
	account Account
}

// New makes the provider.
func New(account Account) *Provider { return &Provider{account: account} }

// Account is what the payer is told.
func (p *Provider) Account() Account { return p.account }

// Method names it.
func (p *Provider) Method() string { return payments.MethodTransfer }

// IsLive says that the money is real.
func (p *Provider) IsLive() bool { return true }

// MayConfirm lets a person confirm who neither pays nor is paid; that it is finance, the caller has checked.
func (p *Provider) MayConfirm(by payments.Person) bool { return !by.IsPayer && !by.IsSeller }

// Start needs nobody: our own page tells the account and the amount.
func (p *Provider) Start(_ context.Context, payment payments.Payment) (payments.Started, error) {
	return payments.Started{Ref: payment.ID.String(), ExpiresAt: payment.CreatedAt.Add(Hold)}, nil
}

// Find tells what has been confirmed.
func (p *Provider) Find(_ context.Context, payment payments.Payment) (payments.Truth, error) {
	return payment.ByHandTruth(), nil
}

// Expire closes the payment; one that is confirmed later is late money.
func (p *Provider) Expire(_ context.Context, payment payments.Payment) (payments.Truth, error) {
	return payment.ByHandExpired(), nil
}

// Refund waits for finance to send the money back.
func (p *Provider) Refund(_ context.Context, refund payments.Refund) (payments.RefundTruth, error) {
	return refund.ByHandTruth(), nil
}

// FindRefund tells what has been confirmed.
func (p *Provider) FindRefund(_ context.Context, refund payments.Refund) (payments.RefundTruth, error) {
	return refund.ByHandTruth(), nil
}
