package pages

import (
	"cmp"
	"context"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"lapak/internal/apperr"
	"lapak/internal/i18n"
	"lapak/internal/identity"
	"lapak/internal/mentoring"
	"lapak/internal/web"
	"lapak/internal/web/pages/templates"
	"lapak/internal/web/pages/view"
)

// mentorRequests lists requests by state: those that are open in the place, those that the actor took, and those that are done.
func (s *Site) mentorRequests(c *gin.Context) error {
	ctx := c.Request.Context()
	actor, err := web.RequireAccount(ctx)
	if err != nil {
		return err
	}
	state := cmp.Or(mentoring.HelpState(c.Query("state")), mentoring.Open)
	found, err := s.Help.ListForMentor(ctx, actor, state, mentoring.Page{Limit: officePageSize, Cursor: c.Query("cursor")})
	if err != nil {
		return err
	}
	m := view.MentorRequests{List: s.helpEntries(ctx, found.Items), Pages: view.Pages{NextURL: nextURL(c, found.Next)}}
	if c.Query("cursor") != "" {
		m.FirstURL = pageURL(c, "")
	}
	for _, tab := range []mentoring.HelpState{mentoring.Open, mentoring.Taken, mentoring.Done} {
		m.Tabs = append(m.Tabs, view.Option{Value: string(tab), Label: text(ctx, "mentor.tab_"+string(tab)), Chosen: tab == state})
	}
	p, err := s.private(c, text(ctx, "mentor.requests"))
	if err != nil {
		return err
	}
	return show(c, templates.MentorRequests(p, m))
}

func requestOf(c *gin.Context) (identity.Actor, uuid.UUID, error) {
	actor, err := web.RequireAccount(c.Request.Context())
	if err != nil {
		return actor, uuid.Nil, err
	}
	id, err := uuid.Parse(c.Param("request"))
	if err != nil {
		return actor, uuid.Nil, apperr.NewNotFound("help_not_found")
	}
	return actor, id, nil
}

func (s *Site) mentorRequest(c *gin.Context) error {
	actor, id, err := requestOf(c)
	if err != nil {
		return err
	}
	return s.showRequest(c, actor, id, verdictForm{status: http.StatusOK})
}

func (s *Site) showRequest(c *gin.Context, actor identity.Actor, id uuid.UUID, f verdictForm) error {
	ctx := c.Request.Context()
	found, err := s.Help.FindForMentor(ctx, actor, id)
	if err != nil {
		return err
	}
	own, err := s.Shops.IsMember(ctx, s.DB, found.ShopID, actor.AccountID)
	if err != nil {
		return err
	}
	m := s.requestOf(ctx, found)
	m.Own, m.Form, m.Refused = own, f.form, f.verdict
	m.CanTake = found.State == mentoring.Open && !own
	if m.Mine = found.State == mentoring.Taken && *found.MentorID == actor.AccountID; m.Mine {
		m.WhatsApp = writeTo(ctx, found.ShopPhone, "mentor.whatsapp_words", i18n.Args{"Shop": found.ShopName, "Rule": m.Title})
	}
	p, err := s.private(c, m.Shop)
	if err != nil {
		return err
	}
	return render(c, f.status, templates.MentorRequest(p, m))
}

func (s *Site) requestOf(ctx context.Context, r mentoring.HelpRequest) view.MentorRequest {
	rule, _ := s.Exports.Book().FindRule(r.Rule, s.Exports.Today())
	m := view.MentorRequest{HelpCard: s.helpCard(ctx, r), Rule: s.exportWords(ctx, "").plainRule(rule)}
	m.URL = mentorRequestsPath + "/" + m.ID
	raised := ""
	if m.Late {
		raised = text(ctx, "mentor.raised")
	}
	if r.VisitOn != nil {
		m.VisitOn = r.VisitOn.Format(time.DateOnly)
	}
	m.Facts = facts(ctx,
		"mentor.fact_place", r.VillageName+", "+r.DistrictName, "mentor.fact_asked", i18n.Date(i18n.Language(ctx), r.AskedAt), "mentor.fact_raised", raised,
		"mentor.fact_mentor", r.MentorName, "mentor.fact_visit", m.Visit, "mentor.fact_outcome", r.Outcome,
	)
	return m
}

// answerRequest takes a request, answers it again or ends it: the last part of the address says which.
func (s *Site) answerRequest(c *gin.Context) error {
	ctx := c.Request.Context()
	actor, id, err := requestOf(c)
	if err != nil {
		return err
	}
	verb, words := lastPart(c), mentoring.Answer{Reply: c.PostForm("reply"), VisitOn: c.PostForm("visit_on")}
	switch verb {
	case "take":
		_, err = s.Help.Take(ctx, actor, id, words)
	case "reply":
		_, err = s.Help.Reply(ctx, actor, id, words)
	default:
		_, err = s.Help.Finish(ctx, actor, id, c.PostForm("outcome"))
	}
	if err != nil {
		if kind := apperr.KindOf(err); kind != apperr.Invalid && kind != apperr.Conflict {
			return err
		}
		return s.showRequest(c, actor, id, verdictForm{verdict: verb, form: formOf(c, err, nil), status: statusOf(c, err)})
	}
	s.sayText(ctx, "mentor.done_"+verb)
	return redirect(c, mentorRequestsPath+"/"+id.String())
}

func (s *Site) helpTasks(ctx context.Context, actor identity.Actor) ([]view.Task, error) {
	raised, err := s.Help.CountRaised(ctx, actor)
	return taskOf(ctx, raised, "mentor.task", mentorRequestsPath), err
}
