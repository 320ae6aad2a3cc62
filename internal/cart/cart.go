// Package cart keeps baskets over several shops. A guest's cart is reached by its own token, an account's by its owner; every other
// cart does not exist. A line remembers the price that its buyer was last told, so that nobody pays one that they have not seen.
package cart

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/identity"
	"lapak/internal/postgres"
	"lapak/internal/regions"
)

const (
	// MaxQuantity is the most units of one line.
	MaxQuantity int64 = 9_999
	// MaxLines is the most variants of one cart.
	MaxLines = 100
	// Retention is how long an unused cart is kept.
	Retention = 60 * 24 * time.Hour
)

// Access is how somebody reaches a cart: a guest by token, an owner by who they are.
type Access struct {
	CartID uuid.UUID
	Token  string
	Actor  identity.Actor
}

// Cart is a basket.
type Cart struct {
	ID    uuid.UUID
	Lines []Line // by shop, then in the order in which they were added
}

// ItemsTotal is what the lines that can be bought cost together, in rupiah. It cannot overflow: 100 lines of 9,999 units at money.Max.
func (c Cart) ItemsTotal() int64 {
	var total int64
	for _, l := range c.Lines {
		if l.Problem() == "" {
			total += l.Total()
		}
	}
	return total
}

// Service keeps carts.
type Service struct {
	db      *sqlx.DB
	regions *regions.Service // whose calendar tells a shop's holidays
}

// New makes the service.
func New(db *sqlx.DB, regions *regions.Service) *Service { return &Service{db: db, regions: regions} }

// Create makes an empty cart and the token that a guest reaches it by. An account has one open cart: it is returned, with a new token.
func (s *Service) Create(ctx context.Context, actor identity.Actor) (id uuid.UUID, token string, err error) {
	token, err = newToken()
	if err != nil {
		return uuid.Nil, "", err
	}
	err = postgres.Transact(ctx, s.db, func(tx *sqlx.Tx) error {
		id, err = createTx(ctx, tx, actor, hash(token))
		return err
	})
	return id, token, err
}

func createTx(ctx context.Context, tx *sqlx.Tx, actor identity.Actor, tokenHash []byte) (uuid.UUID, error) {
	if actor.AccountID == uuid.Nil {
		return insertCart(ctx, tx, nil, tokenHash)
	}
	id, err := lockAccountCart(ctx, tx, actor.AccountID)
	if postgres.IsNoRows(err) {
		return insertCart(ctx, tx, &actor.AccountID, tokenHash)
	}
	if err != nil {
		return uuid.Nil, err
	}
	return id, updateToken(ctx, tx, id, tokenHash)
}

// Find returns a cart as it is sold now, and remembers its prices as told. Lines show in PriceChanged where an earlier answer differed.
// Errors: NotFound cart_not_found; Conflict cart_already_ordered.
func (s *Service) Find(ctx context.Context, access Access) (Cart, error) {
	cart, err := s.loadOpen(ctx, access)
	if err == nil && len(cart.Lines) == 0 {
		err = s.check(selectCart(ctx, s.db, access))
	}
	if err != nil {
		return Cart{}, err
	}
	return cart, s.Acknowledge(ctx, cart)
}

// FindOpen returns an account's open cart. Error: NotFound cart_not_found where it has none.
func (s *Service) FindOpen(ctx context.Context, actor identity.Actor) (Cart, error) {
	id, err := selectAccountCart(ctx, s.db, actor.AccountID)
	if postgres.IsNoRows(err) {
		return Cart{}, errNotFound()
	}
	if err != nil {
		return Cart{}, err
	}
	return s.Find(ctx, Access{CartID: id, Actor: actor})
}

// Count returns how many units an account's open cart holds, or the one that a guest's token opens; 0 where there is none.
func (s *Service) Count(ctx context.Context, access Access) (int64, error) {
	if access.Actor.AccountID == uuid.Nil && access.CartID == uuid.Nil {
		return 0, nil
	}
	return countUnits(ctx, s.db, access)
}

// Acknowledge remembers the prices of a cart as told to its buyer; it writes only where one is new.
func (s *Service) Acknowledge(ctx context.Context, cart Cart) error {
	var changed []Line
	for _, l := range cart.Lines {
		if l.PriceChanged() {
			changed = append(changed, l)
		}
	}
	if len(changed) == 0 {
		return nil
	}
	return postgres.Transact(ctx, s.db, func(tx *sqlx.Tx) error { return updateSeenPrices(ctx, tx, cart.ID, changed) })
}

// CloseTx ends a cart because it becomes an order, and returns what was in it; its prices do not count as told. An empty cart is
// returned as it is and stays open. Errors: NotFound cart_not_found; Conflict cart_already_ordered.
func (s *Service) CloseTx(ctx context.Context, tx *sqlx.Tx, access Access) (Cart, error) {
	cart, err := s.closeTx(ctx, tx, access)
	if err != nil || len(cart.Lines) > 0 {
		return cart, err
	}
	if err := s.check(lockCart(ctx, tx, access)); err != nil {
		return Cart{}, err
	}
	return s.closeTx(ctx, tx, access) // it is empty, or was changed while the first try waited for it
}

// Sweep deletes carts that nobody has changed for Retention at asOf and that became no order; it returns how many they were.
func (s *Service) Sweep(ctx context.Context, asOf time.Time) (deleted int64, err error) {
	err = postgres.Transact(ctx, s.db, func(tx *sqlx.Tx) error {
		deleted, err = deleteUnused(ctx, tx, asOf.Add(-Retention))
		return err
	})
	return deleted, err
}

// ForgetTx deletes the open basket of an erased person.
func (s *Service) ForgetTx(ctx context.Context, tx *sqlx.Tx, accountID uuid.UUID) error {
	return deleteOfAccount(ctx, tx, accountID)
}

// check turns what was read of a cart into the refusal of one that is not open.
func (s *Service) check(state string, err error) error {
	switch {
	case postgres.IsNoRows(err):
		return errNotFound()
	case err != nil:
		return err
	case state == stateOrdered:
		return errOrdered()
	case state != stateOpen:
		return errNotFound()
	}
	return nil
}

func newToken() (string, error) {
	secret := make([]byte, 32)
	if _, err := rand.Read(secret); err != nil {
		return "", err
	}
	return base64.RawURLEncoding.EncodeToString(secret), nil
}

// hash is what is stored of a token: 256 random bits need no salt.
func hash(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}

func errNotFound() error { return apperr.NewNotFound("cart_not_found") }

func errOrdered() error { return apperr.New(apperr.Conflict, "cart_already_ordered") }
