package catalog

import (
	"context"
	"fmt"
	"strings"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/identity"
	"lapak/internal/postgres"
	"lapak/internal/stock"
)

// NewVariant is what a shop enters of a variant. Without a SKU it gets one.
type NewVariant struct {
	SKU         string // unique among the shop's variants
	Title       string
	Size        string
	Colour      string
	Price       int64 // rupiah, MinPrice to MaxPrice
	WeightGrams int64 // packed, 1 to MaxWeight
	LengthMM    int64 // packed; 0 where unknown
	WidthMM     int64
	HeightMM    int64
	Stock       int64 // units at the start, 0 to MaxStock
}

// VariantRef names a variant at its shop's desk.
type VariantRef struct {
	Ref
	ID uuid.UUID
}

// AddVariant adds a variant with its first stock; any member of the shop may. Errors: NotFound; Invalid with a field for each fault;
// Conflict sku_taken and too_many_variants.
func (s *Service) AddVariant(ctx context.Context, actor identity.Actor, ref Ref, in NewVariant) (Variant, error) {
	var fields apperr.Fields
	in = checkVariant(&fields, "", in)
	var id uuid.UUID
	err := s.edit(ctx, actor, ref, func(tx *sqlx.Tx, p editable) error {
		if err := fields.Err(); err != nil {
			return err
		}
		if p.Variants >= MaxVariants {
			return apperr.New(apperr.Conflict, "too_many_variants").With("Max", MaxVariants)
		}
		var err error
		id, err = s.insertVariantTx(ctx, tx, actor, row{ID: p.ID, ShopID: p.shop.ID}, in)
		return err
	})
	if err != nil {
		return Variant{}, err
	}
	return s.findVariant(ctx, actor, VariantRef{ref, id})
}

func (s *Service) insertVariantTx(ctx context.Context, tx *sqlx.Tx, actor identity.Actor, p row, v NewVariant) (uuid.UUID, error) {
	id, err := uuid.NewV7()
	if err != nil {
		return id, fmt.Errorf("make a variant id: %w", err)
	}
	if v.SKU == "" {
		v.SKU = "SKU-" + strings.ToUpper(id.String()[24:])
	}
	if err := insertVariant(ctx, tx, variantRow{ID: id, ProductID: p.ID, ShopID: p.ShopID, NewVariant: v}); err != nil {
		return id, err
	}
	return id, s.Stock.AddTx(ctx, tx, id, stock.Opening{OnHand: v.Stock, Actor: actor.String()})
}

// VariantChanges are what a shop changes of a variant; a nil field stays as it is. Stock has its own method.
type VariantChanges struct {
	SKU, Title, Size, Colour                        *string
	Price, WeightGrams, LengthMM, WidthMM, HeightMM *int64
}

// UpdateVariant changes a variant; any member of the shop may. Orders that were placed keep their price. Errors as AddVariant, and
// NotFound variant_not_found.
func (s *Service) UpdateVariant(ctx context.Context, actor identity.Actor, ref VariantRef, in VariantChanges) (Variant, error) {
	err := s.edit(ctx, actor, ref.Ref, func(tx *sqlx.Tx, p editable) error {
		v, err := findVariantRow(ctx, tx, p.ID, ref.ID)
		if err != nil {
			return err
		}
		replace(&v.SKU, in.SKU)
		replace(&v.Title, in.Title)
		replace(&v.Size, in.Size)
		replace(&v.Colour, in.Colour)
		replace(&v.Price, in.Price)
		replace(&v.WeightGrams, in.WeightGrams)
		replace(&v.LengthMM, in.LengthMM)
		replace(&v.WidthMM, in.WidthMM)
		replace(&v.HeightMM, in.HeightMM)
		var fields apperr.Fields
		v.NewVariant = checkVariant(&fields, "", v.NewVariant)
		if v.SKU == "" {
			fields.Add("sku", "required")
		}
		if err := fields.Err(); err != nil {
			return err
		}
		return updateVariant(ctx, tx, v)
	})
	if err != nil {
		return Variant{}, err
	}
	return s.findVariant(ctx, actor, ref)
}

// RemoveVariant takes a variant off sale for good; orders keep it. Errors: NotFound; Conflict last_variant where the product is
// published.
func (s *Service) RemoveVariant(ctx context.Context, actor identity.Actor, ref VariantRef) error {
	return s.edit(ctx, actor, ref.Ref, func(tx *sqlx.Tx, p editable) error {
		if err := archiveVariant(ctx, tx, p.ID, ref.ID); err != nil {
			return err
		}
		if p.State == Published && p.Variants == 1 {
			return apperr.New(apperr.Conflict, "last_variant")
		}
		return nil
	})
}

// StockChange is a shop's own correction of its shelf.
type StockChange struct {
	Delta     int64 // units; negative takes away
	Reason    stock.Reason
	Reference string // names the request; the same one again changes nothing
}

// AdjustStock records a correction; any member of the shop may. Errors: NotFound, and those of stock.AdjustTx.
func (s *Service) AdjustStock(ctx context.Context, actor identity.Actor, ref VariantRef, in StockChange) (stock.Level, error) {
	if in.Reference == "" {
		in.Reference = uuid.NewString()
	}
	var level stock.Level
	err := postgres.Transact(ctx, s.DB, func(tx *sqlx.Tx) error {
		shop, _, err := s.Shops.FindForMemberTx(ctx, tx, actor, ref.Shop)
		if err != nil {
			return err
		}
		product, err := shareProduct(ctx, tx, shop.ID, ref.Product)
		if err != nil {
			return err
		}
		if _, err := findVariantRow(ctx, tx, product, ref.ID); err != nil {
			return err
		}
		level, err = s.Stock.AdjustTx(ctx, tx, stock.Movement{
			VariantID: ref.ID, Delta: in.Delta, Reason: in.Reason, Reference: in.Reference, Actor: actor.String(),
		})
		return err
	})
	return level, err
}

func (s *Service) findVariant(ctx context.Context, actor identity.Actor, ref VariantRef) (Variant, error) {
	p, err := s.FindForMember(ctx, actor, ref.Ref)
	if err != nil {
		return Variant{}, err
	}
	for _, v := range p.Variants {
		if v.ID == ref.ID {
			return v, nil
		}
	}
	return Variant{}, apperr.NewNotFound("variant_not_found")
}
