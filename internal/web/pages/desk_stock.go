package pages

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"lapak/internal/apperr"
	"lapak/internal/catalog"
	"lapak/internal/stock"
	"lapak/internal/web/pages/templates"
	"lapak/internal/web/pages/view"
)

const movesShown = 12

func (s *Site) stockPage(c *gin.Context) error {
	d, err := s.openDesk(c, "products")
	if err != nil {
		return err
	}
	return s.showStock(c, d, view.Form{}, http.StatusOK)
}

func (s *Site) adjustStock(c *gin.Context) error {
	d, err := s.openDesk(c, "products")
	if err != nil {
		return err
	}
	product, variant, err := s.variantOfDesk(c, d)
	if err != nil {
		return err
	}
	delta, err := strconv.ParseInt(strings.TrimSpace(c.PostForm("delta")), 10, 64)
	if err != nil {
		err = apperr.NewInvalid(apperr.Field{Path: "delta", Code: "bad_number"})
	} else {
		ref := catalog.VariantRef{Ref: catalog.Ref{Shop: d.shop.Slug, Product: product.Slug}, ID: variant.ID}
		_, err = s.Catalog.AdjustStock(c.Request.Context(), d.actor, ref, catalog.StockChange{
			Delta: delta, Reason: stock.Reason(c.PostForm("reason")), Reference: formReference(c.PostForm("reference")),
		})
	}
	if err != nil {
		if !refused(err) {
			return err
		}
		return s.showStock(c, d, formOf(c, atField(err, "delta"), nil), statusOf(c, err))
	}
	s.sayText(c.Request.Context(), "desk.done_stock")
	return redirect(c, d.view.Base+"/products/"+product.Slug)
}

// formReference is the name of a form's showing, which makes a form that is sent twice count once; anything else is left out.
func formReference(sent string) string {
	if id, err := uuid.Parse(sent); err == nil {
		return id.String()
	}
	return ""
}

// variantOfDesk finds the product and the variant of the address.
func (s *Site) variantOfDesk(c *gin.Context, d desk) (catalog.Product, catalog.Variant, error) {
	p, err := s.Catalog.FindForMember(c.Request.Context(), d.actor, catalog.Ref{Shop: d.shop.Slug, Product: c.Param("product")})
	if err != nil {
		return p, catalog.Variant{}, err
	}
	for _, v := range p.Variants {
		if v.ID.String() == c.Param("variant") {
			return p, v, nil
		}
	}
	return p, catalog.Variant{}, apperr.NewNotFound("variant_not_found")
}

func (s *Site) showStock(c *gin.Context, d desk, f view.Form, status int) error {
	ctx := c.Request.Context()
	product, variant, err := s.variantOfDesk(c, d)
	if err != nil {
		return err
	}
	moves, err := s.Stock.ListMovements(ctx, variant.ID, movesShown)
	if err != nil {
		return err
	}
	m := view.Stock{
		Slug: product.Slug, VariantID: variant.ID.String(), Title: product.Title, Variant: variant.Title, Reference: uuid.NewString(),
		OnHand: int(variant.OnHand), Reserved: int(variant.OnHand - variant.Available), Form: f,
	}
	for _, reason := range []stock.Reason{stock.ReasonRestock, stock.ReasonCorrection, stock.ReasonDamaged} {
		m.Reasons = append(m.Reasons, view.Option{Value: string(reason), Label: reasonWords(ctx, reason)})
	}
	m.Reasons = choose(m.Reasons, f.Value("reason", string(stock.ReasonRestock)))
	for _, move := range moves {
		m.Moves = append(m.Moves, view.StockMove{At: move.At, Delta: int(move.Delta), Text: reasonWords(ctx, move.Reason)})
	}
	p, err := s.deskPage(c, "stock.title")
	if err != nil {
		return err
	}
	return render(c, status, templates.Stock(p, d.view, m))
}

func reasonWords(ctx context.Context, reason stock.Reason) string {
	return text(ctx, "stock.reason_"+string(reason))
}
