package catalog

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"lapak/internal/apperr"
	"lapak/internal/i18n"
	"lapak/internal/identity"
	"lapak/internal/postgres/keyset"
)

// ProductPage is a part of a list. Next is the cursor of the following part, empty on the last. Corrected is the query that was
// answered where the one asked for held typing errors, else empty.
type ProductPage struct {
	Items     []Card
	Next      string
	Corrected string
}

// List finds what buyers may see, in the language of the context. The error is Invalid and names every wrong field, or has the code
// invalid_cursor for a cursor of another list.
func (s *Service) List(ctx context.Context, f Filter, page Page) (ProductPage, error) {
	q, err := s.check(i18n.Language(ctx), f, page)
	if err != nil {
		return ProductPage{}, err
	}
	if q.Query != "" && q.words == "" {
		return ProductPage{Items: []Card{}}, nil // only stop words or signs
	}
	found, err := s.run(ctx, q)
	if err != nil {
		return ProductPage{}, err
	}
	if q.after == nil && q.words != "" && len(found.Items) < fewResults {
		return s.runCorrected(ctx, q, found)
	}
	if q.Shop != "" && len(found.Items) == 0 {
		err = s.needShop(ctx, q.Shop)
	}
	if err == nil && q.Festival != "" && len(found.Items) == 0 {
		err = s.needFestival(ctx, q.Festival)
	}
	return found, err
}

// runCorrected answers the query without its typing errors where that finds more.
func (s *Service) runCorrected(ctx context.Context, q search, found ProductPage) (ProductPage, error) {
	corrected, err := s.correct(ctx, q.words)
	if err != nil || corrected == q.words {
		return found, err
	}
	q.words = corrected
	better, err := s.run(ctx, q)
	if err != nil || len(better.Items) <= len(found.Items) {
		return found, err
	}
	better.Corrected = corrected
	if better.Next != "" {
		var at position
		if err := keyset.Decode(better.Next, &at); err != nil {
			return found, err
		}
		at.Corrected = corrected
		better.Next = keyset.Encode(at)
	}
	return better, nil
}

// needShop refuses the name of a shop that buyers do not see. It is asked only where a list is empty.
func (s *Service) needShop(ctx context.Context, slug string) error {
	_, err := s.Shops.FindBySlug(ctx, slug)
	if apperr.KindOf(err) == apperr.NotFound && err != nil {
		return apperr.NewInvalid(apperr.Field{Path: "shop", Code: "unknown_value"})
	}
	return err
}

func (s *Service) run(ctx context.Context, q search) (ProductPage, error) {
	var rows []cardRow
	err := s.readList(ctx, func(from *source) (err error) {
		rows, err = from.listRows(ctx, q)
		return err
	})
	if err != nil {
		return ProductPage{}, err
	}
	page := ProductPage{}
	if len(rows) > q.limit {
		rows = rows[:q.limit]
		last := rows[q.limit-1]
		at := position{List: q.list, Key: last.Key, ID: last.ID}
		if q.after != nil {
			at.Corrected = q.after.Corrected
		}
		page.Next = keyset.Encode(at)
	}
	page.Items, err = s.cards(ctx, q.language, rows)
	return page, err
}

// cards completes rows with what is kept in memory.
func (s *Service) cards(ctx context.Context, language string, rows []cardRow) ([]Card, error) {
	marks, err := s.marks.Read(ctx, s.DB)
	if err != nil {
		return nil, err
	}
	names := map[string]string{}
	for _, d := range s.Regions.ListDistricts() {
		names[d.Slug] = d.Name
	}
	cards := make([]Card, len(rows))
	for i, r := range rows {
		card := r.Card
		if r.ImageJSON != nil {
			image, err := s.pictures.read(*r.ImageJSON, maxPictures)
			if err != nil {
				return nil, fmt.Errorf("read the picture of product %s: %w", card.ID, err)
			}
			card.Image = image
		}
		card.Excerpt = segmentsOf(r.Headline)
		card.Shop.DistrictName = names[card.Shop.District]
		card.Festival = marks.of(language, card.ID, card.Shop.ID)
		cards[i] = card
	}
	return cards, nil
}

// deskPosition is a place in a shop's own list.
type deskPosition struct {
	Shop  uuid.UUID `json:"s"`
	State State     `json:"t"`
	At    int64     `json:"k"` // microseconds since 1970
	ID    uuid.UUID `json:"i"`
}

// ListForMember gives the products of a shop in a state, or in any with "", the last changed first. Any member may ask. Errors:
// NotFound shop_not_found; Invalid at state, limit or cursor.
func (s *Service) ListForMember(ctx context.Context, actor identity.Actor, shopSlug string, state State, page Page) (ProductPage, error) {
	shop, _, err := s.Shops.FindForMember(ctx, actor, shopSlug)
	if err != nil {
		return ProductPage{}, err
	}
	var fields apperr.Fields
	if state != "" && transitions[state] == nil {
		fields.Add("state", "unknown_value")
	}
	if page.Limit == 0 {
		page.Limit = defaultLimit
	}
	fields.Between("limit", int64(page.Limit), 1, maxLimit)
	if err := fields.Err(); err != nil {
		return ProductPage{}, err
	}
	after := deskPosition{Shop: shop.ID, State: state, At: latest, ID: uuid.Max}
	if page.Cursor != "" {
		if err := keyset.Decode(page.Cursor, &after); err != nil {
			return ProductPage{}, err
		}
		if after.Shop != shop.ID || after.State != state || after.At < 0 || after.At > latest {
			return ProductPage{}, keyset.Invalid()
		}
	}
	rows, err := listForShop(ctx, s.DB, after, page.Limit+1)
	if err != nil {
		return ProductPage{}, err
	}
	var out ProductPage
	if len(rows) > page.Limit {
		rows = rows[:page.Limit]
		last := rows[page.Limit-1]
		out.Next = keyset.Encode(deskPosition{shop.ID, state, last.UpdatedAt.UnixMicro(), last.ID})
	}
	out.Items, err = s.cards(ctx, i18n.Language(ctx), rows)
	return out, err
}
