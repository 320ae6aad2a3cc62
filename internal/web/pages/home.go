package pages

import (
	"context"

	"github.com/gin-gonic/gin"

	"lapak/internal/catalog"
	"lapak/internal/exportready/rulebook"
	"lapak/internal/i18n"
	"lapak/internal/web/pages/templates"
	"lapak/internal/web/pages/view"
)

const homeCards = 8

func (s *Site) home(c *gin.Context) error {
	ctx := c.Request.Context()
	newest, err := s.Catalog.List(ctx, catalog.Filter{Sort: catalog.Newest}, catalog.Page{Limit: homeCards})
	if err != nil {
		return err
	}
	products, err := s.Catalog.CountByDistrict(ctx)
	if err != nil {
		return err
	}
	shops, err := s.Shops.Count(ctx)
	if err != nil {
		return err
	}
	p, err := s.frame(c, "")
	if err != nil {
		return err
	}
	p.SearchRow = true
	p.JSONLD = []any{templates.OrganizationLD(p)}
	m := view.Home{Categories: s.shelves(ctx), New: cardsOf(ctx, newest.Items), Shops: shops}
	for _, d := range s.Regions.ListDistricts() {
		m.Districts = append(m.Districts, view.DistrictLink{Name: d.Name, Slug: d.Slug, Products: products[d.Slug]})
	}
	if m.Stripe, err = s.nextFestival(ctx); err != nil {
		return err
	}
	if len(m.New) > 0 {
		p.Image = m.New[0].Picture.URL
	}
	shareable(c, p)
	return show(c, templates.Home(p, m))
}

// shelves are the categories that stand at the top, with their pages.
func (s *Site) shelves(ctx context.Context) []view.Link {
	var links []view.Link
	for _, category := range s.Catalog.ListCategories() {
		if category.Parent == "" {
			links = append(links, view.Link{Text: category.Name(i18n.Language(ctx)), URL: "/c/" + category.Slug})
		}
	}
	return links
}

func cardsOf(ctx context.Context, items []catalog.Card) []view.Card {
	cards := make([]view.Card, 0, len(items))
	for _, item := range items {
		card := view.Card{
			Slug: item.Slug, Title: item.Title, Shop: item.Shop.Name, District: item.Shop.DistrictName,
			Price: view.Money{Amount: item.Price, Currency: item.Currency}, From: item.PriceMax > item.Price, SoldOut: !item.InStock,
			Usual: usualMoney(item.UsualPrice, item.Currency), Mark: markLink(ctx, item.Festival),
			Export: badgeOf(rulebook.Level(item.ExportLevel)),
		}
		if item.Image != nil {
			card.Picture = pictureOf(*item.Image)
		}
		for _, part := range item.Excerpt {
			card.Excerpt = append(card.Excerpt, view.Fragment(part))
		}
		cards = append(cards, card)
	}
	return cards
}

const mediaPath = "/media/"

// pictureOf takes the widest rendition where a browser chooses none.
func pictureOf(image catalog.Image) view.Picture {
	p := view.Picture{Alt: image.Alt}
	for _, r := range image.Renditions {
		p.Renditions = append(p.Renditions, view.Rendition{URL: mediaPath + r.Key, Width: r.Width})
		p.URL, p.Width, p.Height = mediaPath+r.Key, r.Width, r.Height
	}
	return p
}

// thumbOf is the smallest rendition of a picture of which only the key is known; the page draws it in a square.
func thumbOf(key string) view.Picture {
	if key == "" {
		return view.Picture{}
	}
	return view.Picture{URL: mediaPath + key, Width: thumbPixels, Height: thumbPixels}
}

const thumbPixels = 240
