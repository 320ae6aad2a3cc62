package api

import (
	"context"

	"github.com/google/uuid"

	"lapak/internal/apperr"
	"lapak/internal/catalog"
	"lapak/internal/web"
)

// ProductFilter is what a list of products may be asked for.
type ProductFilter struct {
	Paging
	Unchanged
	Q           string `query:"q" maxLength:"200" doc:"Words to find; \"phrases\" and -exclusions are understood."`
	Category    string `query:"category" example:"kopi" doc:"Slug; includes what lies below it."`
	District    string `query:"district" example:"glagah" doc:"Slug of the shop's district."`
	Shop        string `query:"shop" doc:"Slug."`
	Festival    string `query:"festival" doc:"Slug."`
	ExportLevel string `query:"export_level" enum:"not_assessed,belum_siap,potensial,siap,teruji" doc:"At least."`
	Destination string `query:"destination" example:"EU" doc:"Market where the product is ready, or ready with conditions; a code of /export/rules."`
	MinPrice    int64  `query:"min_price" minimum:"0" maximum:"1000000000000" doc:"Rupiah, of the cheapest variant."`
	MaxPrice    int64  `query:"max_price" minimum:"0" maximum:"1000000000000" default:"1000000000000" doc:"Rupiah, of the cheapest variant."`
	InStock     bool   `query:"in_stock" doc:"Only what can be ordered now."`
	Sort        string `query:"sort" enum:"relevance,newest,price,-price,popular" doc:"relevance is for searches; otherwise it means newest."`
}

func (f *face) listProducts(ctx context.Context, in *ProductFilter) (*cached, error) {
	filter := catalog.Filter{
		Query: in.Q, Category: in.Category, District: in.District, Shop: in.Shop, Festival: in.Festival, ExportLevel: in.ExportLevel,
		Destination: in.Destination, InStock: in.InStock, Sort: in.Sort,
	}
	if in.MinPrice > 0 {
		filter.MinPrice = &in.MinPrice
	}
	if in.MaxPrice < maxPriceFilter {
		filter.MaxPrice = &in.MaxPrice
	}
	found, err := f.Catalog.List(ctx, filter, catalog.Page{Limit: in.Limit, Cursor: in.Cursor})
	if err != nil {
		return nil, err
	}
	return cache(ctx, in.Unchanged, productList{pageOf(found.Items, found.Next, cardOf), found.Corrected})
}

const maxPriceFilter = 1_000_000_000_000

type productRequest struct {
	Unchanged
	Language
	Product string `path:"product" example:"kopi-robusta-lerek" doc:"Slug."`
}

func (f *face) findProduct(ctx context.Context, in *productRequest) (*cached, error) {
	p, err := f.Catalog.FindBySlug(ctx, in.Product)
	if err != nil {
		return nil, err
	}
	owns := false
	if actor := web.Actor(ctx); !actor.IsAnonymous() {
		_, _, err := f.Shops.FindForMember(ctx, actor, p.Shop.Slug)
		if err != nil && apperr.KindOf(err) != apperr.NotFound {
			return nil, err
		}
		owns = err == nil
	}
	out := productOf(p, owns)
	if out.Export, err = f.findExport(ctx, p); err != nil {
		return nil, err
	}
	return cache(ctx, in.Unchanged, out)
}

type productList struct {
	Page[ProductCard]
	Corrected string `json:"corrected_query,omitempty" doc:"The query that was answered, where the one asked for held typing errors."`
}

// ProductCard is a product in a list.
type ProductCard struct {
	Slug     string      `json:"slug" example:"kopi-robusta-lerek"`
	Title    string      `json:"title" example:"Kopi robusta Lerek"`
	Price    int64       `json:"price" example:"45000" doc:"Of the cheapest variant, in the smallest circulating unit of currency."`
	Currency string      `json:"currency" example:"IDR"`
	Usual    *int64      `json:"usual_price,omitempty" doc:"What it costs when no festival price holds; left out where that is the same."`
	Festival *atFestival `json:"festival,omitempty" doc:"The running festival that it belongs to."`
	InStock  bool        `json:"in_stock"`
	Image    *Picture    `json:"image"`
	Shop     shopRef     `json:"shop"`
	Category string      `json:"category" example:"kopi"`
	Export   exportRef   `json:"export"`
	Excerpt  []segment   `json:"excerpt,omitempty" doc:"Where a search's words were found."`
}

// Picture is a picture with its renditions.
type Picture struct {
	URL        string      `json:"url" example:"/media/3fd0c2.jpg" doc:"The widest rendition, under the mall's address."`
	Alt        string      `json:"alt"`
	Width      int         `json:"width" doc:"Of the rendition at url, pixels."`
	Height     int         `json:"height"`
	Renditions []rendition `json:"renditions" doc:"Narrowest first."`
}

type rendition struct {
	URL    string `json:"url"`
	Width  int    `json:"width"`
	Height int    `json:"height"`
}

type shopRef struct {
	Slug     string `json:"slug" example:"kopi-lerek"`
	Name     string `json:"name" example:"Kopi Lerek"`
	District string `json:"district" example:"kalipuro" doc:"Slug."`
}

type exportRef struct {
	Level string `json:"level" enum:"not_assessed,belum_siap,potensial,siap,teruji"`
}

type segment struct {
	Text string `json:"text"`
	Hit  bool   `json:"hit"`
}

type productDetail struct {
	ProductCard
	Description string         `json:"description"`
	Technique   string         `json:"technique"`
	Maker       string         `json:"maker"`
	Village     string         `json:"village" example:"Gombengsari"`
	Variants    []VariantShown `json:"variants"`
	Images      []Picture      `json:"images"`
	Export      ExportDetail   `json:"export"`
}

// VariantShown is one thing that can be ordered.
type VariantShown struct {
	ID          uuid.UUID `json:"id" format:"uuid"`
	SKU         string    `json:"sku" example:"KOPI-250"`
	Title       string    `json:"title" example:"250 g"`
	Size        string    `json:"size"`
	Colour      string    `json:"colour"`
	Price       int64     `json:"price" example:"45000" doc:"In the smallest circulating unit of the product's currency."`
	Usual       *int64    `json:"usual_price,omitempty" doc:"While a festival price holds: what it costs otherwise."`
	WeightGrams int64     `json:"weight_grams" example:"290"`
	InStock     bool      `json:"in_stock"`
	Stock       *int64    `json:"stock,omitempty" doc:"Units that can still be ordered; told to the shop only."`
}

func cardOf(c catalog.Card) ProductCard {
	out := ProductCard{
		Slug: c.Slug, Title: c.Title, Price: c.Price, Currency: c.Currency, InStock: c.InStock,
		Usual: usualOf(c.UsualPrice), Festival: markOf(c.Festival),
		Shop: shopRef{c.Shop.Slug, c.Shop.Name, c.Shop.District}, Category: c.Category, Export: exportOf(c.ExportLevel),
	}
	if c.Image != nil {
		shown := pictureOf(*c.Image)
		out.Image = &shown
	}
	for _, s := range c.Excerpt {
		out.Excerpt = append(out.Excerpt, segment(s))
	}
	return out
}

func productOf(p catalog.Product, owns bool) productDetail {
	out := productDetail{
		ProductCard: ProductCard{
			Slug: p.Slug, Title: p.Title, Price: p.Price, Currency: p.Currency,
			Usual: usualOf(p.UsualPrice), Festival: markOf(p.Festival),
			Shop: shopRef{p.Shop.Slug, p.Shop.Name, p.Shop.District}, Category: p.Category, Export: exportOf(p.ExportLevel),
		},
		Description: p.Description, Technique: p.Technique, Maker: p.Maker, Village: p.VillageName,
		Variants: make([]VariantShown, 0, len(p.Variants)), Images: make([]Picture, 0, len(p.Images)),
	}
	for _, v := range p.Variants {
		out.Variants = append(out.Variants, variantOf(v, owns))
		out.InStock = out.InStock || v.InStock()
	}
	for _, image := range p.Images {
		out.Images = append(out.Images, pictureOf(image))
	}
	if len(out.Images) > 0 {
		out.Image = &out.Images[0]
	}
	return out
}

func variantOf(v catalog.Variant, owns bool) VariantShown {
	out := VariantShown{
		ID: v.ID, SKU: v.SKU, Title: v.Title, Size: v.Size, Colour: v.Colour, Price: v.Price, WeightGrams: v.WeightGrams, InStock: v.InStock(),
		Usual: usualOf(v.UsualPrice),
	}
	if owns {
		out.Stock = &v.Available
	}
	return out
}

func pictureOf(image catalog.Image) Picture {
	out := Picture{Alt: image.Alt, Renditions: make([]rendition, 0, len(image.Renditions))}
	for _, r := range image.Renditions {
		out.Renditions = append(out.Renditions, rendition{mediaURL(r.Key), r.Width, r.Height})
	}
	if n := len(out.Renditions); n > 0 {
		widest := out.Renditions[n-1]
		out.URL, out.Width, out.Height = widest.URL, widest.Width, widest.Height
	}
	return out
}

func mediaURL(key string) string {
	if key == "" {
		return ""
	}
	return "/media/" + key
}

func exportOf(level int) exportRef { return exportRef{Level: catalog.ExportLevels[level]} }
