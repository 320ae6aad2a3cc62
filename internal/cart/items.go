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
	if err := wanted.check(); err != nil {
		return Cart{}, err
	}
	return s.change(ctx, access, func(tx *sqlx.Tx) error {
		return setTx(ctx, tx, access.CartID, wanted, func(int64) int64 { return wanted.Quantity })
	})
}

// Add puts units of a variant into a cart beside those that are there, up to MaxQuantity, and returns the cart as Find does. Where access
// opens no cart, it makes one: an account's own, or a guest's that token opens. A refusal makes none. Errors: those of SetItem.
func (s *Service) Add(ctx context.Context, access Access, more Item) (cart Cart, token string, err error) {
	if err := more.check(); err != nil {
		return Cart{}, "", err
	}
	fresh, err := newToken()
	if err != nil {
		return Cart{}, "", err
	}
	err = postgres.Transact(ctx, s.db, func(tx *sqlx.Tx) error {
		var id uuid.UUID
		if id, token, err = openTx(ctx, tx, access, fresh); err != nil {
			return err
		}
		if err := setTx(ctx, tx, id, more, func(held int64) int64 { return min(held+more.Quantity, MaxQuantity) }); err != nil {
			return err
		}
		if err := touch(ctx, tx, id); err != nil {
			return err
		}
		cart, err = s.load(ctx, tx, id)
		return err
	})
	if err != nil {
		return Cart{}, "", err
	}
	return cart, token, s.Acknowledge(ctx, cart)
}

// openTx locks the account's cart, or the guest's, and makes it where there is none that is open. Only a new guest's cart takes the fresh
// token, and returns it.
func openTx(ctx context.Context, tx *sqlx.Tx, access Access, fresh string) (id uuid.UUID, token string, err error) {
	if account := access.Actor.AccountID; account != uuid.Nil {
		if id, err = lockAccountCart(ctx, tx, account); postgres.IsNoRows(err) {
			id, err = insertCart(ctx, tx, &account, hash(fresh))
		}
		return id, "", err
	}
	state, err := lockCart(ctx, tx, access)
	if err == nil && state == stateOpen {
		return access.CartID, "", nil
	}
	if err != nil && !postgres.IsNoRows(err) {
		return uuid.Nil, "", err
	}
	id, err = insertCart(ctx, tx, nil, hash(fresh))
	return id, fresh, err
}

func (i Item) check() error {
	if i.Quantity < 1 || i.Quantity > MaxQuantity {
		return apperr.NewInvalid(apperr.Field{Path: "quantity", Code: "quantity_out_of_range", Params: map[string]any{"Max": MaxQuantity}})
	}
	return nil
}

// setTx saves how many units of a variant a locked cart holds; quantity tells it from how many it held.
func setTx(ctx context.Context, tx *sqlx.Tx, cartID uuid.UUID, wanted Item, quantity func(held int64) int64) error {
	offer, err := selectOffer(ctx, tx, cartID, wanted.VariantID)
	if postgres.IsNoRows(err) {
		return apperr.NewNotFound("variant_not_found")
	}
	if err != nil {
		return err
	}
	if offer.Held == 0 && offer.Lines >= MaxLines {
		return apperr.New(apperr.Conflict, "cart_full").With("Max", MaxLines)
	}
	return saveItems(ctx, tx, cartID, []item{{VariantID: wanted.VariantID, Quantity: quantity(offer.Held), SeenPrice: offer.Price}})
}

// RemoveItem takes a variant out of a cart and returns the cart as Find does; one that is not in it is no error. Errors: those of Find.
func (s *Service) RemoveItem(ctx context.Context, access Access, variantID uuid.UUID) (Cart, error) {
	return s.change(ctx, access, func(tx *sqlx.Tx) error { return deleteItem(ctx, tx, access.CartID, variantID) })
}

func (s *Service) change(ctx context.Context, access Access, fn func(tx *sqlx.Tx) error) (Cart, error) {
	var cart Cart
	err := postgres.Transact(ctx, s.db, func(tx *sqlx.Tx) error {
		if err := s.check(touchCart(ctx, tx, access)); err != nil {
			return err
		}
		if err := fn(tx); err != nil {
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
