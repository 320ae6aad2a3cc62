package api

import (
	"context"
	"time"

	"github.com/google/uuid"

	"lapak/internal/catalog"
	"lapak/internal/stock"
	"lapak/internal/web"
)

type ownProductsRequest struct {
	ShopPath
	Paging
	State string `query:"state" enum:"draft,published,archived"`
}

type ownCard struct {
	ProductCard
	State     string    `json:"state" enum:"draft,published,archived"`
	UpdatedAt time.Time `json:"updated_at"`
}

func (f *face) listOwnProducts(ctx context.Context, in *ownProductsRequest) (*answer[Page[ownCard]], error) {
	found, err := f.Catalog.ListForMember(ctx, web.Actor(ctx), in.Shop, catalog.State(in.State), catalog.Page{Limit: in.Limit, Cursor: in.Cursor})
	return ok(pageOf(found.Items, found.Next, func(c catalog.Card) ownCard {
		return ownCard{cardOf(c), string(c.State), c.UpdatedAt.UTC()}
	}), err)
}

// Words are a product's texts in one language.
type Words struct {
	Title       string `json:"title" example:"Lerek robusta coffee"`
	Description string `json:"description,omitempty"`
	Technique   string `json:"technique,omitempty"`
}

// Translations are the words in other languages.
type Translations struct {
	EN *Words `json:"en,omitempty"`
}

func (t *Translations) english() *catalog.Texts {
	if t == nil || t.EN == nil {
		return nil
	}
	return &catalog.Texts{Title: t.EN.Title, Description: t.EN.Description, Technique: t.EN.Technique}
}

// NewProduct starts as a draft; its words are Indonesian.
type NewProduct struct {
	Words
	Category     string        `json:"category" example:"kopi" doc:"Slug."`
	Variants     []NewVariant  `json:"variants,omitempty" maxItems:"50"`
	Translations *Translations `json:"translations,omitempty"`
	Maker        string        `json:"maker,omitempty"`
	Village      string        `json:"village,omitempty" example:"Gombengsari"`
}

// NewVariant is one thing that can be ordered.
type NewVariant struct {
	SKU         string `json:"sku,omitempty" example:"KOPI-250" doc:"Unique in the shop; made up where it is left out."`
	Title       string `json:"title,omitempty" example:"250 g"`
	Size        string `json:"size,omitempty"`
	Colour      string `json:"colour,omitempty"`
	Price       int64  `json:"price" minimum:"100" maximum:"1000000000000" example:"45000" doc:"Rupiah."`
	Stock       int64  `json:"stock,omitempty" minimum:"0" maximum:"1000000" example:"20" doc:"Units."`
	WeightGrams int64  `json:"weight_grams" minimum:"1" maximum:"30000" example:"290" doc:"Packed."`
	LengthMM    int64  `json:"length_mm,omitempty" minimum:"0" maximum:"10000" doc:"Packed; 0 where unknown."`
	WidthMM     int64  `json:"width_mm,omitempty" minimum:"0" maximum:"10000"`
	HeightMM    int64  `json:"height_mm,omitempty" minimum:"0" maximum:"10000"`
}

func (v NewVariant) entered() catalog.NewVariant {
	return catalog.NewVariant{
		SKU: v.SKU, Title: v.Title, Size: v.Size, Colour: v.Colour, Price: v.Price, WeightGrams: v.WeightGrams,
		LengthMM: v.LengthMM, WidthMM: v.WidthMM, HeightMM: v.HeightMM, Stock: v.Stock,
	}
}

func (f *face) createProduct(ctx context.Context, in *struct {
	ShopPath
	Body NewProduct
},
) (*answer[ownProduct], error) {
	b := in.Body
	product := catalog.NewProduct{
		Texts: catalog.Texts(b.Words), English: b.Translations.english(), Category: b.Category, Maker: b.Maker, Village: b.Village,
	}
	for _, v := range b.Variants {
		product.Variants = append(product.Variants, v.entered())
	}
	made, err := f.Catalog.Create(ctx, web.Actor(ctx), in.Shop, product)
	return ok(ownProductOf(made), err)
}

// ProductPath names a product at its shop's desk.
type ProductPath struct {
	ShopPath
	Product string `path:"product" doc:"Slug."`
}

func (p ProductPath) ref() catalog.Ref { return catalog.Ref{Shop: p.Shop, Product: p.Product} }

// ownProduct is a product as its shop sees it.
type ownProduct struct {
	Slug         string        `json:"slug"`
	State        string        `json:"state" enum:"draft,published,archived"`
	Listed       bool          `json:"listed" doc:"Buyers see it."`
	Version      int64         `json:"version" doc:"Grows with each change; send it back to change only what you have seen."`
	Title        string        `json:"title" doc:"In Indonesian."`
	Description  string        `json:"description"`
	Technique    string        `json:"technique"`
	Translations *Translations `json:"translations"`
	Category     string        `json:"category"`
	Maker        string        `json:"maker"`
	Village      string        `json:"village"`
	Price        int64         `json:"price" doc:"Of the cheapest variant; 0 without one."`
	Currency     string        `json:"currency" example:"IDR"`
	Variants     []ownVariant  `json:"variants"`
	Images       []ownImage    `json:"images"`
	Export       exportRef     `json:"export"`
	CreatedAt    time.Time     `json:"created_at"`
	UpdatedAt    time.Time     `json:"updated_at"`
	PublishedAt  *time.Time    `json:"published_at"`
}

type ownVariant struct {
	VariantShown
	OnHand   int64 `json:"on_hand" doc:"Units in the shop, those held for orders too."`
	LengthMM int64 `json:"length_mm"`
	WidthMM  int64 `json:"width_mm"`
	HeightMM int64 `json:"height_mm"`
}

type ownImage struct {
	ID uuid.UUID `json:"id" format:"uuid"`
	Picture
}

func ownVariantOf(v catalog.Variant) ownVariant {
	return ownVariant{variantOf(v, true), v.OnHand, v.LengthMM, v.WidthMM, v.HeightMM}
}

func ownProductOf(p catalog.Product) ownProduct {
	out := ownProduct{
		Slug: p.Slug, State: string(p.State), Listed: p.Listed, Version: p.Version, Title: p.Title, Description: p.Description,
		Technique: p.Technique, Category: p.Category, Maker: p.Maker, Village: p.VillageName, Price: p.Price, Currency: p.Currency,
		Variants: make([]ownVariant, 0, len(p.Variants)), Images: make([]ownImage, 0, len(p.Images)), Export: exportOf(p.ExportLevel),
		CreatedAt: p.CreatedAt.UTC(), UpdatedAt: p.UpdatedAt.UTC(), PublishedAt: instant(p.PublishedAt),
	}
	if p.English != nil {
		words := Words(*p.English)
		out.Translations = &Translations{EN: &words}
	}
	for _, v := range p.Variants {
		out.Variants = append(out.Variants, ownVariantOf(v))
	}
	for _, image := range p.Images {
		out.Images = append(out.Images, ownImage{image.ID, pictureOf(image)})
	}
	return out
}

func (f *face) findOwnProduct(ctx context.Context, in *ProductPath) (*answer[ownProduct], error) {
	p, err := f.Catalog.FindForMember(ctx, web.Actor(ctx), in.ref())
	return ok(ownProductOf(p), err)
}

// ProductChanges are the fields to change; what is left out stays.
type ProductChanges struct {
	Version      *int64        `json:"version,omitempty" minimum:"1" maximum:"9007199254740991" doc:"Refuses the change where the product has another one by now."`
	Title        *string       `json:"title,omitempty"`
	Description  *string       `json:"description,omitempty"`
	Technique    *string       `json:"technique,omitempty"`
	Category     *string       `json:"category,omitempty"`
	Maker        *string       `json:"maker,omitempty"`
	Village      *string       `json:"village,omitempty"`
	Translations *Translations `json:"translations,omitempty"`
	State        *string       `json:"state,omitempty" enum:"draft,published,archived"`
}

func (f *face) updateProduct(ctx context.Context, in *struct {
	ProductPath
	Body ProductChanges
},
) (*answer[ownProduct], error) {
	b := in.Body
	p, err := f.Catalog.Update(ctx, web.Actor(ctx), in.ref(), catalog.Changes{
		Version: b.Version, Title: b.Title, Description: b.Description, Technique: b.Technique, Category: b.Category, Maker: b.Maker,
		Village: b.Village, English: b.Translations.english(), State: (*catalog.State)(b.State),
	})
	return ok(ownProductOf(p), err)
}

func (f *face) createVariant(ctx context.Context, in *struct {
	ProductPath
	Body NewVariant
},
) (*answer[ownVariant], error) {
	v, err := f.Catalog.AddVariant(ctx, web.Actor(ctx), in.ref(), in.Body.entered())
	return ok(ownVariantOf(v), err)
}

// VariantPath names a variant at its shop's desk.
type VariantPath struct {
	ProductPath
	ID string `path:"id" doc:"UUID."`
}

func (p VariantPath) ref() (catalog.VariantRef, error) {
	id, err := parseID(p.ID, "variant_not_found")
	return catalog.VariantRef{Ref: p.ProductPath.ref(), ID: id}, err
}

// VariantChanges are the fields to change; what is left out stays.
type VariantChanges struct {
	SKU         *string `json:"sku,omitempty"`
	Title       *string `json:"title,omitempty"`
	Size        *string `json:"size,omitempty"`
	Colour      *string `json:"colour,omitempty"`
	Price       *int64  `json:"price,omitempty" minimum:"100" maximum:"1000000000000"`
	WeightGrams *int64  `json:"weight_grams,omitempty" minimum:"1" maximum:"30000"`
	LengthMM    *int64  `json:"length_mm,omitempty" minimum:"0" maximum:"10000"`
	WidthMM     *int64  `json:"width_mm,omitempty" minimum:"0" maximum:"10000"`
	HeightMM    *int64  `json:"height_mm,omitempty" minimum:"0" maximum:"10000"`
}

func (f *face) updateVariant(ctx context.Context, in *struct {
	VariantPath
	Body VariantChanges
},
) (*answer[ownVariant], error) {
	ref, err := in.ref()
	if err != nil {
		return nil, err
	}
	v, err := f.Catalog.UpdateVariant(ctx, web.Actor(ctx), ref, catalog.VariantChanges(in.Body))
	return ok(ownVariantOf(v), err)
}

func (f *face) deleteVariant(ctx context.Context, in *VariantPath) (*empty, error) {
	ref, err := in.ref()
	if err != nil {
		return nil, err
	}
	return done(f.Catalog.RemoveVariant(ctx, web.Actor(ctx), ref))
}

// StockChange corrects a shelf.
type StockChange struct {
	Delta  int64  `json:"delta" minimum:"-1000000000" maximum:"1000000000" example:"5" doc:"Units; negative takes away."`
	Reason string `json:"reason" enum:"restock,correction,damaged"`
}

type stockLevel struct {
	OnHand    int64 `json:"on_hand" doc:"Units in the shop, those held for orders too."`
	Available int64 `json:"available" doc:"Units that can still be ordered."`
}

func (f *face) adjustStock(ctx context.Context, in *struct {
	VariantPath
	Key  string `header:"Idempotency-Key" maxLength:"200" doc:"The same key again changes nothing."`
	Body StockChange
},
) (*answer[stockLevel], error) {
	ref, err := in.ref()
	if err != nil {
		return nil, err
	}
	level, err := f.Catalog.AdjustStock(ctx, web.Actor(ctx), ref, catalog.StockChange{
		Delta: in.Body.Delta, Reason: stock.Reason(in.Body.Reason), Reference: in.Key,
	})
	return ok(stockLevel{level.OnHand, level.Available()}, err)
}
