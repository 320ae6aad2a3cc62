package catalog

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/identity"
)

// Rewriting is a product's whole form: what it says replaces what there is. A variant that it does not name stays as it is.
type Rewriting struct {
	Version  *int64 // the form is refused where the product has another one by now
	Texts           // in Indonesian
	English  *Texts // nil leaves the translation as it is
	Category string // slug
	Maker    string
	Village  string // as in NewProduct
	Variants []VariantForm
}

// VariantForm is one row of the form: a change of the variant ID, its removal, or with a zero ID a new one. Of SKU, Title, Price,
// WeightGrams and Stock the last counts for a new one only.
type VariantForm struct {
	ID     uuid.UUID
	Remove bool
	NewVariant
}

// Rewrite changes a product and its variants in one transaction, all or nothing; any member of the shop may. It returns the product,
// whose address follows the title until it is first published. Errors: NotFound; Invalid with a field for each fault, those of rows as
// "variants[i].price"; Conflict sku_taken, too_many_variants and last_variant, and
// product_changed where Version is old.
func (s *Service) Rewrite(ctx context.Context, actor identity.Actor, ref Ref, in Rewriting) (Product, error) {
	slug := ref.Product
	err := s.edit(ctx, actor, ref, func(tx *sqlx.Tx, p editable) error {
		if err := p.checkVersion(in.Version); err != nil {
			return err
		}
		var fields apperr.Fields
		changed, err := s.checkProduct(ctx, &fields, p.shop, NewProduct{
			Texts: in.Texts, English: in.English, Category: in.Category, Maker: in.Maker, Village: in.Village,
		})
		if err != nil {
			return err
		}
		for i, v := range in.Variants {
			if !v.Remove {
				in.Variants[i].NewVariant = checkVariant(&fields, rowPath(i), v.NewVariant)
			}
		}
		if err := fields.Err(); err != nil {
			return err
		}
		changed.ID = p.ID
		if err := updateProduct(ctx, tx, changed); err != nil {
			return err
		}
		if err := saveTranslation(ctx, tx, p.ID, in.English); err != nil {
			return err
		}
		if err := s.rewriteVariantsTx(ctx, tx, actor, p, in.Variants); err != nil {
			return err
		}
		slug, err = s.moveTx(ctx, tx, p, Changes{Title: &in.Title})
		return err
	})
	if err != nil {
		return Product{}, err
	}
	return s.FindForMember(ctx, actor, Ref{ref.Shop, slug})
}

func rowPath(i int) string { return fmt.Sprintf("variants[%d].", i) }

// rewriteVariantsTx applies the rows in their order, so that the pieces of a SKU that moves between two rows must be freed first.
func (s *Service) rewriteVariantsTx(ctx context.Context, tx *sqlx.Tx, actor identity.Actor, p editable, rows []VariantForm) error {
	left := p.Variants
	for i, v := range rows {
		var err error
		switch {
		case v.Remove && v.ID == uuid.Nil:
		case v.Remove:
			left--
			err = archiveVariant(ctx, tx, p.ID, v.ID)
		case v.ID == uuid.Nil:
			left++
			_, err = s.insertVariantTx(ctx, tx, actor, row{ID: p.ID, ShopID: p.shop.ID}, v.NewVariant)
		default:
			err = rewriteVariant(ctx, tx, p.ID, v)
		}
		if apperr.CodeOf(err) == "sku_taken" {
			return apperr.New(apperr.Conflict, "sku_taken").At(rowPath(i) + "sku")
		}
		if err != nil {
			return err
		}
	}
	switch {
	case left > MaxVariants:
		return apperr.New(apperr.Conflict, "too_many_variants").With("Max", MaxVariants)
	case left == 0 && p.State == Published:
		return apperr.New(apperr.Conflict, "last_variant")
	}
	return nil
}

func rewriteVariant(ctx context.Context, tx *sqlx.Tx, product uuid.UUID, in VariantForm) error {
	v, err := findVariantRow(ctx, tx, product, in.ID)
	if err != nil {
		return err
	}
	v.Title, v.Price, v.WeightGrams = in.Title, in.Price, in.WeightGrams
	if in.SKU != "" {
		v.SKU = in.SKU
	}
	return updateVariant(ctx, tx, v)
}
