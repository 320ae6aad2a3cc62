package catalog

import (
	"context"
	"fmt"
	"slices"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/identity"
	"lapak/internal/jobs"
	"lapak/internal/postgres"
	"lapak/internal/shops"
)

// Ref names a product at its shop's desk, both by slug.
type Ref struct {
	Shop, Product string
}

// NewProduct is what a shop enters. It starts as a draft.
type NewProduct struct {
	Texts           // in Indonesian
	English  *Texts // where there is a translation
	Category string // slug
	Maker    string
	Village  string // its name, in the shop's district or else unique in the regency; may be empty
	Variants []NewVariant
}

// Create makes a draft; any member of the shop may. Errors: NotFound shop_not_found; Invalid with a field for each fault; Conflict
// sku_taken.
func (s *Service) Create(ctx context.Context, actor identity.Actor, shopSlug string, in NewProduct) (Product, error) {
	shop, _, err := s.Shops.FindForMember(ctx, actor, shopSlug)
	if err != nil {
		return Product{}, err
	}
	var fields apperr.Fields
	row, err := s.checkProduct(ctx, &fields, shop, in)
	if err != nil {
		return Product{}, err
	}
	if len(in.Variants) > MaxVariants {
		fields.Add("variants", "too_many_variants", "Max", MaxVariants)
	}
	variants := make([]NewVariant, len(in.Variants))
	for i, v := range in.Variants {
		variants[i] = checkVariant(&fields, fmt.Sprintf("variants[%d].", i), v)
	}
	if err := fields.Err(); err != nil {
		return Product{}, err
	}
	if row.ID, err = uuid.NewV7(); err != nil {
		return Product{}, fmt.Errorf("make a product id: %w", err)
	}
	err = postgres.Transact(ctx, s.DB, func(tx *sqlx.Tx) error {
		if _, _, err := s.Shops.FindForMemberTx(ctx, tx, actor, shopSlug); err != nil {
			return err
		}
		if row.Slug, err = freeSlug(ctx, tx, slugOf(row.Title), row.ID); err != nil {
			return err
		}
		if err := insertProduct(ctx, tx, row); err != nil {
			return err
		}
		if err := saveTranslation(ctx, tx, row.ID, in.English); err != nil {
			return err
		}
		for _, v := range variants {
			if _, err := s.insertVariantTx(ctx, tx, actor, row, v); err != nil {
				return err
			}
		}
		return s.refreshTx(ctx, tx, row.ID)
	})
	if err != nil {
		return Product{}, err
	}
	return s.FindForMember(ctx, actor, Ref{shopSlug, row.Slug})
}

// row is a checked product as it is stored.
type row struct {
	ID          uuid.UUID `db:"id"`
	ShopID      uuid.UUID `db:"shop_id"`
	Slug        string    `db:"slug"`
	Category    string    `db:"category"`
	Title       string    `db:"title"`
	Description string    `db:"description"`
	Technique   string    `db:"technique"`
	Maker       string    `db:"maker"`
	VillageCode *string   `db:"village_code"`
	District    string    `db:"district"`
}

func (s *Service) checkProduct(ctx context.Context, fields *apperr.Fields, shop shops.Shop, in NewProduct) (row, error) {
	texts := checkTexts(fields, "", in.Texts)
	if in.English != nil {
		*in.English = checkTexts(fields, "translations.en.", *in.English)
	}
	out := row{
		ShopID: shop.ID, District: shop.District, Category: in.Category,
		Title: texts.Title, Description: texts.Description, Technique: texts.Technique,
		Maker: fields.Text("maker", in.Maker, 0, 120),
	}
	switch _, err := s.FindCategory(in.Category); {
	case in.Category == "":
		fields.Add("category", "required")
	case err != nil:
		fields.Add("category", "unknown_value")
	}
	if in.Village == "" {
		return out, nil
	}
	code, err := s.villageCode(ctx, shop.District, in.Village)
	if err != nil {
		return row{}, err
	}
	if code == "" {
		fields.Add("village", "unknown_area")
		return out, nil
	}
	out.VillageCode = &code
	return out, nil
}

// villageCode finds a village near the shop first, then the only one of that name in the regency; empty where there is none.
func (s *Service) villageCode(ctx context.Context, district, name string) (string, error) {
	village, err := s.Regions.FindVillage(ctx, district, name)
	if err == nil || apperr.KindOf(err) != apperr.NotFound {
		return village.Code, err
	}
	villages, err := s.Regions.ListVillages(ctx, name)
	if err != nil || len(villages) != 1 {
		return "", err
	}
	return villages[0].Code, nil
}

// Changes are what a shop changes of a product; a nil field stays as it is.
type Changes struct {
	Version                       *int64 // the change is refused where the product has another one by now
	Title, Description, Technique *string
	Category, Maker, Village      *string
	English                       *Texts
	State                         *State // publish, take back to draft, or archive
}

// Update changes a product and its state; any member of the shop may. The address stays as it is once published. Errors: NotFound;
// Invalid with a field for each fault, and product_not_ready naming everything that publishing still needs; Conflict
// product_changed where Version is old, and product_state.
func (s *Service) Update(ctx context.Context, actor identity.Actor, ref Ref, in Changes) (Product, error) {
	slug := ref.Product
	err := s.edit(ctx, actor, ref, func(tx *sqlx.Tx, p editable) error {
		if err := p.checkVersion(in.Version); err != nil {
			return err
		}
		if err := s.updateTx(ctx, tx, p, in); err != nil {
			return err
		}
		var err error
		slug, err = s.moveTx(ctx, tx, p, in)
		return err
	})
	if err != nil {
		return Product{}, err
	}
	return s.FindForMember(ctx, actor, Ref{ref.Shop, slug})
}

func (s *Service) updateTx(ctx context.Context, tx *sqlx.Tx, p editable, in Changes) error {
	next := NewProduct{Texts: p.Texts, Category: p.Category, Maker: p.Maker}
	if in.English != nil {
		english := *in.English
		next.English = &english
	}
	replace(&next.Title, in.Title)
	replace(&next.Description, in.Description)
	replace(&next.Technique, in.Technique)
	replace(&next.Category, in.Category)
	replace(&next.Maker, in.Maker)
	replace(&next.Village, in.Village)
	var fields apperr.Fields
	changed, err := s.checkProduct(ctx, &fields, p.shop, next)
	if err != nil {
		return err
	}
	if in.State != nil && transitions[*in.State] == nil {
		fields.Add("state", "unknown_value")
	}
	if err := fields.Err(); err != nil {
		return err
	}
	if in.Village == nil {
		changed.VillageCode = p.VillageCode
	}
	changed.ID = p.ID
	if err := updateProduct(ctx, tx, changed); err != nil {
		return err
	}
	return saveTranslation(ctx, tx, p.ID, next.English)
}

// moveTx changes the state and, until the first publication, lets the address follow the title. It returns the address.
func (s *Service) moveTx(ctx context.Context, tx *sqlx.Tx, p editable, in Changes) (string, error) {
	slug, state := p.Slug, p.State
	if in.Title != nil && p.PublishedAt == nil && slugOf(*in.Title) != slugOf(p.Title) {
		var err error
		if slug, err = freeSlug(ctx, tx, slugOf(*in.Title), p.ID); err != nil {
			return "", err
		}
	}
	if in.State != nil && *in.State != p.State {
		if !slices.Contains(transitions[p.State], *in.State) {
			return "", apperr.New(apperr.Conflict, "product_state").At("state")
		}
		if state = *in.State; state == Published {
			if err := missing(p.Images, p.Variants, p.shop.State == shops.Approved); err != nil {
				return "", err
			}
		}
	}
	return slug, moveProduct(ctx, tx, p.ID, slug, state)
}

// edit runs a change of one product for a member of its shop and derives afterwards what lists show of it. The shop's state and the
// product stay as they are until the end.
func (s *Service) edit(ctx context.Context, actor identity.Actor, ref Ref, change func(*sqlx.Tx, editable) error) error {
	return postgres.Transact(ctx, s.DB, func(tx *sqlx.Tx) error {
		shop, _, err := s.Shops.FindForMemberTx(ctx, tx, actor, ref.Shop)
		if err != nil {
			return err
		}
		p, err := lockProduct(ctx, tx, shop.ID, ref.Product)
		if err != nil {
			return err
		}
		p.shop = shop
		if err := change(tx, p); err != nil {
			return err
		}
		return s.refreshTx(ctx, tx, p.ID)
	})
}

// checkVersion refuses a change of what somebody has not seen; nil stands for whatever there is.
func (p editable) checkVersion(seen *int64) error {
	if seen != nil && *seen != p.Version {
		return apperr.New(apperr.Conflict, "product_changed").At("version")
	}
	return nil
}

// refreshTx derives what lists show of a product, and tells those above.
func (s *Service) refreshTx(ctx context.Context, tx *sqlx.Tx, id uuid.UUID) error {
	if err := refresh(ctx, tx, []uuid.UUID{id}); err != nil {
		return err
	}
	return s.Queue.EnqueueTx(ctx, tx, Changed{ProductID: id}, jobs.Options{})
}

func replace[T any](target *T, value *T) {
	if value != nil {
		*target = *value
	}
}
