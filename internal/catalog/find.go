package catalog

import (
	"context"
	"time"

	"github.com/jmoiron/sqlx"

	"lapak/internal/i18n"
	"lapak/internal/identity"
	"lapak/internal/postgres"
)

// FindBySlug finds a product that buyers may see, in the language of the context; any other is NotFound.
func (s *Service) FindBySlug(ctx context.Context, slug string) (Product, error) {
	p, err := s.findListed(ctx, slug, i18n.Language(ctx))
	p.English = nil
	return p, err
}

// FindForMember finds a product of a shop that the actor acts for, in whatever state, in Indonesian and with its English texts.
// Anybody else's is NotFound.
func (s *Service) FindForMember(ctx context.Context, actor identity.Actor, ref Ref) (Product, error) {
	return s.findOwn(ctx, ref, actor.AccountID)
}

// CountSold brings the popularity of every product of which something was sold or came back since a time up to date: the units sold
// less those returned, over all times. It says how many products changed. A sale itself writes no product, so that buyers of the same
// thing wait neither for each other nor for the product's indexes.
func (s *Service) CountSold(ctx context.Context, since time.Time) (changed int64, err error) {
	err = postgres.Transact(ctx, s.DB, func(tx *sqlx.Tx) error {
		changed, err = countSold(ctx, tx, since)
		return err
	})
	return changed, err
}

// CountByDistrict says how many products of each district, by slug, buyers see.
func (s *Service) CountByDistrict(ctx context.Context) (map[string]int, error) {
	return countByDistrict(ctx, s.DB)
}

// Address is where a product is found, for search engines.
type Address struct {
	Slug      string    `db:"slug"`
	UpdatedAt time.Time `db:"updated_at"`
}

// ListAddresses gives the products that buyers see, the newest first, at most limit.
func (s *Service) ListAddresses(ctx context.Context, limit int) ([]Address, error) {
	list, err := listAddresses(ctx, s.DB, limit)
	return list, postgres.Translate(err)
}
