package pages

import (
	"context"
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"

	"lapak/internal/apperr"
	"lapak/internal/exportready/rulebook"
	"lapak/internal/i18n"
	"lapak/internal/web"
	"lapak/internal/web/pages/templates"
	"lapak/internal/web/pages/view"
)

const officeRulesPath = "/office/export/rules"

// officeRules lists the rows of destinations that decide nothing until an operator has checked them against a source.
func (s *Site) officeRules(c *gin.Context) error {
	return s.showOfficeRules(c, verdictForm{status: http.StatusOK})
}

func (s *Site) showOfficeRules(c *gin.Context, f verdictForm) error {
	ctx := c.Request.Context()
	actor, err := web.RequireAccount(ctx)
	if err != nil {
		return err
	}
	if !decidesShops(actor) {
		return apperr.New(apperr.Forbidden, "forbidden")
	}
	m := view.OfficeRules{Groups: s.openRules(ctx), Form: f.form, Refused: f.verdict}
	p, err := s.private(c, text(ctx, "officeexport.rules"))
	if err != nil {
		return err
	}
	return render(c, f.status, templates.OfficeRules(p, m))
}

func (s *Site) openRules(ctx context.Context) []view.OpenRules {
	book, lang := s.Exports.Book(), i18n.Language(ctx)
	var groups []view.OpenRules
	for _, d := range slices.Concat(book.Destinations, []rulebook.Destination{{Code: rulebook.AnyDestination}}) {
		group := view.OpenRules{Destination: s.whereOf(ctx, d.Code)}
		for i := range book.Requirements {
			row := &book.Requirements[i]
			if row.Destination != d.Code || row.Confirmed() {
				continue
			}
			group.Rules = append(group.Rules, view.OpenRule{
				Key: row.Key, Title: titleOf(row.Title.In(lang), row.Key), Needs: row.Needs.In(lang),
				Facts: facts(ctx,
					"rules.how", text(ctx, "rules.kind_"+string(row.Kind)), "rules.classes", s.classNames(ctx, row.Classes),
					"rules.source", row.Source, "rules.confidence", text(ctx, "rules.confidence_"+string(row.Confidence)),
				),
			})
		}
		if len(group.Rules) > 0 {
			groups = append(groups, group)
		}
	}
	return groups
}

// confirmRule is an operator's word that a row is right, with the source that says so.
func (s *Site) confirmRule(c *gin.Context) error {
	ctx := c.Request.Context()
	actor, err := web.RequireAccount(ctx)
	if err != nil {
		return err
	}
	if err := s.Exports.Confirm(ctx, actor, c.Param("rule"), c.PostForm("source")); err != nil {
		if kind := apperr.KindOf(err); kind != apperr.Invalid && kind != apperr.Conflict {
			return err
		}
		return s.showOfficeRules(c, verdictForm{verdict: c.Param("rule"), form: formOf(c, err, nil), status: statusOf(c, err)})
	}
	s.sayText(ctx, "officeexport.done_confirm")
	return redirect(c, officeRulesPath)
}
