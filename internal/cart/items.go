package cart

import (
	"context"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/identity"
	"lapak/internal/postgres"
)

// Item is a number of units of a variant.
type Item struct {
	VariantID uuid.UUID
	Quantity  int64
}

// SetItem puts a variant into a cart, or changes how many of it there are, and returns the cart as Find does. More than a shop has
// may be wished: the line then says so. Errors: those of Find; Invalid quantity_out_of_range at "quantity"; NotFound
// variant_not_found for what is not listed; Conflict cart_full.
func (s *Service) SetItem(ctx context.Context, access Access, wanted Item) (Cart, error) {
	if wanted.Quantity < 1 || wanted.Quantity > MaxQuantity {
		return Cart{}, apperr.NewInvalid(apperr.Field{Path: "quantity", Code: "quantity_out_of_range", Params: map[string]any{"Max": MaxQuantity}})
	}
	return s.change(ctx, access, func(tx *sqlx.Tx) error {
		price, err := selectListedPrice(ctx, tx, wanted.VariantID)
		if postgres.IsNoRows(err) {
			return apperr.NewNotFound("variant_not_found")
		}
		if err != nil {
			return err
		}
		items, err := selectItems(ctx, tx, access.CartID)
		if err != nil {
			return err
		}
		known := false
		for _, it := range items {
			known = known || it.VariantID == wanted.VariantID
		}
		if !known && len(items) >= MaxLines {
			return apperr.New(apperr.Conflict, "cart_full").With("Max", MaxLines)
		}
		return saveItems(ctx, tx, access.CartID, []item{{VariantID: wanted.VariantID, Quantity: wanted.Quantity, SeenPrice: price}})
	})
}

// RemoveItem takes a variant out of a cart and returns the cart as Find does; one that is not in it is no error. Errors: those of Find.
func (s *Service) RemoveItem(ctx context.Context, access Access, variantID uuid.UUID) (Cart, error) {
	return s.change(ctx, access, func(tx *sqlx.Tx) error { return deleteItem(ctx, tx, access.CartID, variantID) })
}

func (s *Service) change(ctx context.Context, access Access, fn func(tx *sqlx.Tx) error) (Cart, error) {
	var cart Cart
	err := postgres.Transact(ctx, s.db, func(tx *sqlx.Tx) error {
		if err := s.check(lockCart(ctx, tx, access)); err != nil {
			return err
		}
		if err := fn(tx); err != nil {
			return err
		}
		if err := touch(ctx, tx, access.CartID); err != nil {
			return err
		}
		var err error
		cart, err = s.load(ctx, tx, access.CartID)
		return err
	})
	if err != nil {
		return Cart{}, err
	}
	return cart, s.Acknowledge(ctx, cart)
}

// Merge joins a guest's cart into its buyer's own at log-in and returns that. A guest's cart that is not there, or was merged before,
// adds nothing, so that a log-in may be repeated.
func (s *Service) Merge(ctx context.Context, guest Access, actor identity.Actor) (Cart, error) {
	if actor.AccountID == uuid.Nil {
		return Cart{}, apperr.New(apperr.Unauthenticated, "unauthenticated")
	}
	token, err := newToken()
	if err != nil {
		return Cart{}, err
	}
	var cart Cart
	err = postgres.Transact(ctx, s.db, func(tx *sqlx.Tx) error {
		own, err := mergeTx(ctx, tx, guest, actor.AccountID, hash(token))
		if err != nil {
			return err
		}
		cart, err = s.load(ctx, tx, own)
		return err
	})
	if err != nil {
		return Cart{}, err
	}
	return cart, s.Acknowledge(ctx, cart)
}

// mergeTx locks the account's cart before the guest's, so that two log-ins cannot lock each other out.
func mergeTx(ctx context.Context, tx *sqlx.Tx, guest Access, accountID uuid.UUID, tokenHash []byte) (uuid.UUID, error) {
	own, err := lockAccountCart(ctx, tx, accountID)
	if postgres.IsNoRows(err) {
		own, err = insertCart(ctx, tx, &accountID, tokenHash)
	}
	if err != nil {
		return uuid.Nil, err
	}
	state, err := lockCart(ctx, tx, Access{CartID: guest.CartID, Token: guest.Token})
	if postgres.IsNoRows(err) || err == nil && state != stateOpen {
		return own, nil
	}
	if err != nil {
		return uuid.Nil, err
	}
	theirs, err := selectItems(ctx, tx, guest.CartID)
	if err != nil {
		return uuid.Nil, err
	}
	mine, err := selectItems(ctx, tx, own)
	if err != nil {
		return uuid.Nil, err
	}
	if err := saveItems(ctx, tx, own, merge(mine, theirs)); err != nil {
		return uuid.Nil, err
	}
	if _, err := updateState(ctx, tx, guest.CartID, stateMerged); err != nil {
		return uuid.Nil, err
	}
	return own, touch(ctx, tx, own)
}
