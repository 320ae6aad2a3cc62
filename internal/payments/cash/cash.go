// Package cash is payment in cash on delivery or at pickup: each shop takes the money for its own part and confirms it.
package cash

import (
	"context"

	"lapak/internal/payments"
)

// Provider takes cash through the shops.
type Provider struct{}

// New makes the provider.
func New() *Provider { return &Provider{} }

// Method names it.
func (*Provider) Method() string { return payments.MethodCash }

// IsLive says that the money is real.
func (*Provider) IsLive() bool { return true }

// MayConfirm lets the shop confirm, but nobody who pays.
func (*Provider) MayConfirm(by payments.Person) bool { return by.IsSeller && !by.IsPayer }

// Start needs nobody, and the payment does not expire.
func (*Provider) Start(_ context.Context, payment payments.Payment) (payments.Started, error) {
	return payments.Started{Ref: payment.ID.String()}, nil
}

// Find tells what has been confirmed.
func (*Provider) Find(_ context.Context, payment payments.Payment) (payments.Truth, error) {
	return payment.ByHandTruth(), nil
}

// Expire closes the payment, when its order is refused or cancelled.
func (*Provider) Expire(_ context.Context, payment payments.Payment) (payments.Truth, error) {
	return payment.ByHandExpired(), nil
}

// Refund waits for the shop to give the money back.
func (*Provider) Refund(_ context.Context, refund payments.Refund) (payments.RefundTruth, error) {
	return refund.ByHandTruth(), nil
}

// FindRefund tells what has been confirmed.
func (*Provider) FindRefund(_ context.Context, refund payments.Refund) (payments.RefundTruth, error) {
	return refund.ByHandTruth(), nil
}
