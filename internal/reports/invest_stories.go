package reports

import (
	"context"
	"encoding/json"
	"fmt"

	"lapak/internal/catalog"
	"lapak/internal/exportready/rulebook"
)

// Story is a maker of a group and a product of theirs.
type Story struct {
	Group    string // slug
	Shop     catalog.ShopRef
	Text     rulebook.Text // what the owner says of the shop
	Village  string
	District string // its name
	Product  string // slug
	Title    rulebook.Text
	Maker    string // as the listing names it; may be empty
	Level    rulebook.Level
	Image    *catalog.Image // of the product
}

// ListStories gives makers of a group, or with an empty slug of all, with their words and pictures: only shops that are named in the export catalogue now, since they
// opted in knowing that goods which are ready are shown with their shop.
func (s *Showcase) ListStories(ctx context.Context, counted Counted, group string) ([]Story, error) {
	rows, err := listStories(ctx, s.DB, counted, group)
	if err != nil {
		return nil, err
	}
	stories := make([]Story, len(rows))
	for i, row := range rows {
		stories[i] = Story{
			Group: row.Group, Shop: catalog.ShopRef{Slug: row.Shop, Name: row.Name}, Text: rulebook.Text{ID: row.StoryID, EN: row.StoryEN}, Village: row.Village,
			District: row.District, Product: row.Product, Title: rulebook.Text{ID: row.TitleID, EN: row.TitleEN}, Maker: row.Maker,
			Level: rulebook.Level(row.Level),
		}
		if row.Image == nil {
			continue
		}
		stories[i].Image = &catalog.Image{}
		if err := json.Unmarshal([]byte(*row.Image), stories[i].Image); err != nil {
			return nil, fmt.Errorf("read the picture of product %s: %w", row.Product, err)
		}
	}
	return stories, nil
}
