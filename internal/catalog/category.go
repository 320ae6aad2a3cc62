package catalog

import (
	"context"
	"slices"

	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/postgres"
)

// Category is a shelf of the mall. The roots have no Parent.
type Category struct {
	Slug        string `db:"slug"`
	Parent      string `db:"parent"`
	NameID      string `db:"name_id"`
	NameEN      string `db:"name_en"`
	ExportClass string `db:"export_class"` // the rule class of export readiness; empty on roots
	Position    int    `db:"position"`
}

// Name is the category's name in a language; any other than "en" is Indonesian.
func (c Category) Name(language string) string {
	if language == "en" {
		return c.NameEN
	}
	return c.NameID
}

type categoryTree struct {
	all    []Category
	bySlug map[string]Category
	within map[string][]string // a category and everything below it
}

func newCategoryTree(all []Category) *categoryTree {
	tree := &categoryTree{all: all, bySlug: map[string]Category{}, within: map[string][]string{}}
	for _, c := range all {
		tree.bySlug[c.Slug] = c
	}
	for _, c := range all {
		seen := map[string]bool{}
		for slug := c.Slug; slug != "" && !seen[slug]; slug = tree.bySlug[slug].Parent {
			seen[slug] = true
			tree.within[slug] = append(tree.within[slug], c.Slug)
		}
	}
	return tree
}

// Load reads the categories into memory: at start, and again after they have changed.
func (s *Service) Load(ctx context.Context) error {
	all, err := listCategories(ctx, s.DB)
	if err != nil {
		return err
	}
	s.categories.Store(newCategoryTree(all))
	return nil
}

// ListCategories gives every category in order.
func (s *Service) ListCategories() []Category { return slices.Clone(s.categories.Load().all) }

// FindCategory finds a category by its slug, or NotFound.
func (s *Service) FindCategory(slug string) (Category, error) {
	if c, ok := s.categories.Load().bySlug[slug]; ok {
		return c, nil
	}
	return Category{}, apperr.NewNotFound("category_not_found")
}

// ImportCategories writes categories over those there are, parents before children, and loads them. Running it again changes
// nothing; a category that is not named stays.
func (s *Service) ImportCategories(ctx context.Context, categories []Category) error {
	err := postgres.Transact(ctx, s.DB, func(tx *sqlx.Tx) error { return saveCategories(ctx, tx, categories) })
	if err != nil {
		return err
	}
	return s.Load(ctx)
}
