package checkout

import (
	"context"
	"crypto/pbkdf2"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/festivals"
	"lapak/internal/orders"
	"lapak/internal/postgres"
)

// CodeRounds is how often a collect code is hashed before a phone keeps it. A code has few digits, so the rounds only make guessing slow; the phone
// belongs to the shop, which can see the buyer.
const CodeRounds = 20_000

// StallCollection is an order that a phone can hand over without a connection: it knows the code's hash, never the code.
type StallCollection struct {
	orders.Collectable
	Salt string // the order's number
	Hash string // PBKDF2-SHA-256 of the code, 32 bytes in hex
}

// ListStallCollections lists what a shop may have to hand over at its stall. Errors: NotFound device_not_found.
func (s *Service) ListStallCollections(ctx context.Context, told festivals.Told) ([]StallCollection, error) {
	var found []orders.Collectable
	err := postgres.Transact(ctx, s.db, func(tx *sqlx.Tx) error {
		d, err := s.festivals.LockDeviceTx(ctx, tx, told.Actor, told.Path)
		if err != nil {
			return err
		}
		found, err = s.orders.ListCollectableTx(ctx, tx, d.ShopID, d.FestivalID)
		return err
	})
	out := make([]StallCollection, 0, len(found))
	for _, o := range found {
		key, hashErr := pbkdf2.Key(sha256.New, o.Code, []byte(o.Number), CodeRounds, sha256.Size)
		if hashErr != nil {
			return nil, hashErr
		}
		o.Code = ""
		out = append(out, StallCollection{Collectable: o, Salt: o.Number, Hash: hex.EncodeToString(key)})
	}
	return out, err
}

// HandedOver is an order that was handed over at the stall against its code.
type HandedOver struct {
	ID     uuid.UUID `json:"id"` // made on the phone
	Number string    `json:"number"`
	Code   string    `json:"code"`
	At     time.Time `json:"at"` // by the phone's clock
}

// CollectionOutcome is what became of one told handing over.
type CollectionOutcome struct {
	ID       uuid.UUID
	Repeated bool
	Kept     bool
	Err      error
}

// RecordHandedOver takes in what was handed over: the order is accepted, made ready and collected as far as it was not, and its cash is taken. What
// cannot be so any more, as after a cancellation, is kept for the shop to see to. Errors: NotFound device_not_found.
func (s *Service) RecordHandedOver(ctx context.Context, told festivals.Told, given []HandedOver) ([]CollectionOutcome, error) {
	out := make([]CollectionOutcome, 0, len(given))
	for _, in := range given {
		repeated, err := s.handOver(ctx, told, in)
		outcome := CollectionOutcome{ID: in.ID, Repeated: repeated, Err: err}
		switch {
		case apperr.CodeOf(err) == "device_not_found":
			return nil, err
		case apperr.KindOf(err) == apperr.Conflict || isOtherTicket(err):
			kept := in
			kept.Code = "" // not to be read by the shop
			if outcome.Kept, err = s.keep(ctx, told, festivals.Upload{ID: in.ID, Kind: "collection", Code: apperr.CodeOf(err)}, kept); err != nil {
				return nil, err
			}
		case err != nil && apperr.KindOf(err) != apperr.Invalid:
			return nil, err
		}
		out = append(out, outcome)
	}
	return out, nil
}

// isOtherTicket says that what was shown is not the code of an order that waits at this stall.
func isOtherTicket(err error) bool {
	switch apperr.CodeOf(err) {
	case "order_not_found", "collect_code_wrong", "ticket_of_festival":
		return err != nil
	}
	return false
}

func (s *Service) handOver(ctx context.Context, told festivals.Told, in HandedOver) (repeated bool, err error) {
	if in.ID == uuid.Nil {
		return false, apperr.NewInvalid(apperr.Field{Path: "id", Code: "required"})
	}
	cash := false
	err = postgres.Transact(ctx, s.db, func(tx *sqlx.Tx) error {
		repeated, cash = false, false
		if _, err := s.festivals.LockDeviceTx(ctx, tx, told.Actor, told.Path); err != nil {
			return err
		}
		order, part, err := s.orders.LockForShopTx(ctx, tx, told.Actor, told.Path.Shop, in.Number)
		if err != nil {
			return err
		}
		if subtle.ConstantTimeCompare([]byte(part.CollectCode), []byte(strings.TrimSpace(in.Code))) != 1 {
			return apperr.New(apperr.Invalid, "collect_code_wrong").At("code")
		}
		if part.IsAtStall() {
			places, err := s.festivals.ListCollections(ctx, tx, []uuid.UUID{part.ID})
			if err != nil {
				return err
			}
			if place := places[part.ID]; place.Slug != told.Path.Festival {
				return s.otherFestival(ctx, place.Slug)
			}
		}
		cash = order.IsCash() && !part.Paid
		if repeated = part.State == orders.StateCompleted; repeated {
			return nil
		}
		var moves []orders.Move
		for _, event := range leadingTo(part.State) {
			moves = append(moves, orders.Move{ShopOrderID: part.ID, Event: event, Actor: told.Actor})
		}
		return s.moveTx(ctx, tx, &order, moves...)
	})
	if err == nil && cash {
		_, err = s.ConfirmCash(ctx, told.Actor, told.Path.Shop, in.Number)
		if apperr.CodeOf(err) == "transition_not_allowed" {
			err = nil // another phone took the cash down in this moment
		}
	}
	return repeated, err
}

// leadingTo are the events from a state to collected.
func leadingTo(from orders.State) []orders.Event {
	switch from {
	case orders.StateNew:
		return []orders.Event{orders.Accept, orders.MakeReady, orders.Collect}
	case orders.StateAccepted, orders.StatePacked:
		return []orders.Event{orders.MakeReady, orders.Collect}
	}
	return []orders.Event{orders.Collect}
}
