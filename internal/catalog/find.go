package catalog

import (
	"context"
	"time"

	"github.com/google/uuid"
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

// Priced is what a basket and an order need of a variant.
type Priced struct {
	VariantID    uuid.UUID `db:"variant_id"`
	ProductID    uuid.UUID `db:"product_id"`
	ShopID       uuid.UUID `db:"shop_id"`
	ShopSlug     string    `db:"shop_slug"`
	ShopName     string    `db:"shop_name"`
	Slug         string    `db:"slug"`
	Title        string    `db:"title"` // in the language of the context where translated
	VariantTitle string    `db:"variant_title"`
	SKU          string    `db:"sku"`
	Price        int64     `db:"price"` // rupiah
	Currency     string    `db:"currency"`
	WeightGrams  int64     `db:"weight_grams"`
	ImageKey     string    `db:"image_key"` // of the smallest rendition of the first picture; empty without one
	Listed       bool      `db:"listed"`    // buyers see the product and the variant is on sale
}

// PricesTx gives the variants that exist among ids, on sale or not, as they are now; it locks nothing.
func (s *Service) PricesTx(ctx context.Context, tx sqlx.QueryerContext, ids []uuid.UUID) (map[uuid.UUID]Priced, error) {
	rows, err := priceRows(ctx, tx, ids, i18n.Language(ctx))
	if err != nil {
		return nil, err
	}
	priced := make(map[uuid.UUID]Priced, len(rows))
	for _, r := range rows {
		priced[r.VariantID] = r
	}
	return priced, nil
}

// SoldTx counts units sold, by variant, towards the popularity of their products; negative units take back.
func (s *Service) SoldTx(ctx context.Context, tx *sqlx.Tx, units map[uuid.UUID]int64) error {
	return countSold(ctx, tx, units)
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
