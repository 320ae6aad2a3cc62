package pages

import (
	"context"
	"net/http"

	"github.com/gin-gonic/gin"

	"lapak/internal/apperr"
	"lapak/internal/festivals"
	"lapak/internal/i18n"
	"lapak/internal/identity"
	"lapak/internal/web"
	"lapak/internal/web/pages/templates"
	"lapak/internal/web/pages/view"
)

const officeAppealsPath = "/office/appeals"

// officeAppeals lists the appeals against rejections at festivals that the office may decide.
func (s *Site) officeAppeals(c *gin.Context) error {
	return s.showAppeals(c, verdictForm{status: http.StatusOK})
}

func (s *Site) showAppeals(c *gin.Context, f verdictForm) error {
	ctx := c.Request.Context()
	actor, err := web.RequireAccount(ctx)
	if err != nil {
		return err
	}
	if !decidesShops(actor) {
		return apperr.New(apperr.Forbidden, "forbidden")
	}
	open, err := s.Festivals.ListAppeals(ctx, actor)
	if err != nil {
		return err
	}
	m := view.OfficeAppeals{Form: f.form, Refused: f.verdict}
	lang := i18n.Language(ctx)
	for _, a := range open {
		row := view.AppealCase{
			ID: a.ID.String(), Shop: a.ShopName, ShopURL: "/s/" + a.ShopSlug, Festival: a.Name().In(lang), FestivalURL: festivalsPath + "/" + a.Festival,
			Base: officeAppealsPath + "/" + a.Festival + "/" + a.ID.String(), Text: a.AppealText, Reason: festivals.ReasonText(lang, a.Reason),
			About: a.ZoneName().In(lang) + " · " + a.District + " · " + spanOf(lang, a.StartsOn, a.StartsOn),
		}
		if a.DecidedAt != nil {
			row.RejectedAt = *a.DecidedAt
		}
		m.List = append(m.List, row)
	}
	p, err := s.private(c, text(ctx, "appeals.title"))
	if err != nil {
		return err
	}
	return render(c, f.status, templates.OfficeAppeals(p, m))
}

// decideAppeal grants or refuses an appeal: the last part of the address says which.
func (s *Site) decideAppeal(c *gin.Context) error {
	ctx := c.Request.Context()
	actor, err := web.RequireAccount(ctx)
	if err != nil {
		return err
	}
	if !decidesShops(actor) {
		return apperr.New(apperr.Forbidden, "forbidden")
	}
	id, err := applicationID(c)
	if err != nil {
		return err
	}
	verb := lastPart(c)
	of := festivals.Decided{Festival: c.Param("festival"), ID: id, Reason: c.PostForm("reason")}
	if _, err := s.Festivals.DecideAppeal(ctx, actor, of, verb == "grant"); err != nil {
		if !refused(err) {
			return err
		}
		return s.showAppeals(c, verdictForm{verdict: id.String(), form: formOf(c, err, nil), status: statusOf(c, err)})
	}
	s.sayText(ctx, "stall.decided_"+verb)
	return redirect(c, officeAppealsPath)
}

func (s *Site) appealTasks(ctx context.Context, actor identity.Actor) ([]view.Task, error) {
	open, err := s.Festivals.ListAppeals(ctx, actor)
	return taskOf(ctx, len(open), "office.task_appeals", officeAppealsPath), err
}
