package pages

import (
	"cmp"
	"context"
	"net/http"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"lapak/internal/apperr"
	"lapak/internal/exportready"
	"lapak/internal/exportready/rulebook"
	"lapak/internal/i18n"
	"lapak/internal/identity"
	"lapak/internal/web"
	"lapak/internal/web/pages/templates"
	"lapak/internal/web/pages/view"
)

const officeEvidencePath = "/office/evidence"

// officeEvidence is the queue of the papers that the actor's offices judge, the longest waiting first.
func (s *Site) officeEvidence(c *gin.Context) error {
	ctx := c.Request.Context()
	actor, err := web.RequireAccount(ctx)
	if err != nil {
		return err
	}
	state := cmp.Or(rulebook.EvidenceState(c.Query("state")), rulebook.Waiting)
	found, err := s.Exports.ListQueue(ctx, actor, state, officePageSize, c.Query("cursor"))
	if err != nil {
		return err
	}
	m := view.OfficeEvidence{NextURL: nextURL(c, found.Next)}
	if c.Query("cursor") != "" {
		m.FirstURL = pageURL(c, "")
	}
	for _, tab := range []rulebook.EvidenceState{rulebook.Waiting, rulebook.Verified, rulebook.Rejected} {
		m.Tabs = append(m.Tabs, view.Option{Value: string(tab), Label: text(ctx, "officeexport.state_"+string(tab)), Chosen: tab == state})
	}
	for _, e := range found.Items {
		m.List = append(m.List, s.evidenceLine(ctx, e))
	}
	p, err := s.private(c, text(ctx, "officeexport.evidence"))
	if err != nil {
		return err
	}
	return show(c, templates.OfficeEvidence(p, m))
}

func (s *Site) evidenceLine(ctx context.Context, e exportready.Evidence) view.EvidenceLine {
	lang := i18n.Language(ctx)
	note := text(ctx, "officeexport.since", "At", i18n.DateTime(lang, e.SubmittedAt)+" WIB")
	if e.DecidedAt != nil {
		note = text(ctx, "officeexport.decided_"+string(e.State), "At", i18n.DateTime(lang, *e.DecidedAt)+" WIB")
	}
	if e.DecidedAt != nil && e.Reason != "" {
		note += " · " + e.Reason
	}
	return view.EvidenceLine{
		URL: officeEvidencePath + "/" + e.ID.String(), Title: s.ruleLink(ctx, e.Rule).Text, Shop: e.ShopName, Product: e.ProductTitle, Note: note,
	}
}

// officeCase is one paper with what it must show.
func (s *Site) officeCase(c *gin.Context) error {
	actor, id, err := evidenceOf(c)
	if err != nil {
		return err
	}
	return s.showCase(c, actor, id, verdictForm{status: http.StatusOK})
}

func evidenceOf(c *gin.Context) (identity.Actor, uuid.UUID, error) {
	actor, err := web.RequireAccount(c.Request.Context())
	if err != nil {
		return actor, uuid.Nil, err
	}
	id, err := uuid.Parse(c.Param("evidence"))
	if err != nil {
		return actor, uuid.Nil, apperr.NewNotFound("evidence_not_found")
	}
	return actor, id, nil
}

func (s *Site) showCase(c *gin.Context, actor identity.Actor, id uuid.UUID, f verdictForm) error {
	ctx := c.Request.Context()
	found, err := s.Exports.FindCase(ctx, actor, id)
	if err != nil {
		return err
	}
	m := s.caseOf(ctx, found)
	m.Form, m.Refused = f.form, f.verdict
	p, err := s.private(c, m.Title)
	if err != nil {
		return err
	}
	return render(c, f.status, templates.OfficeCase(p, m))
}

// openEvidence leads to the file by a link that soon ends and works for this reader alone; each opening is in the audit log.
func (s *Site) openEvidence(c *gin.Context) error {
	actor, id, err := evidenceOf(c)
	if err != nil {
		return err
	}
	link, err := s.Exports.Link(c.Request.Context(), actor, id)
	return orRedirect(c, err, link)
}

// decideEvidence is an office's word: the last part of the address says which.
func (s *Site) decideEvidence(c *gin.Context) error {
	ctx := c.Request.Context()
	actor, id, err := evidenceOf(c)
	if err != nil {
		return err
	}
	verdict := exportready.Verdict{State: rulebook.Verified, ValidUntil: c.PostForm("valid_until")}
	if lastPart(c) == "reject" {
		verdict = exportready.Verdict{State: rulebook.Rejected, Reason: c.PostForm("reason")}
	}
	if _, err := s.Exports.Decide(ctx, actor, id, verdict); err != nil {
		if kind := apperr.KindOf(err); kind != apperr.Invalid && kind != apperr.Conflict {
			return err
		}
		return s.showCase(c, actor, id, verdictForm{verdict: lastPart(c), form: formOf(c, err, nil), status: statusOf(c, err)})
	}
	s.sayText(ctx, "officeexport.done_"+string(verdict.State))
	return redirect(c, officeEvidencePath)
}

func (s *Site) evidenceTasks(ctx context.Context, actor identity.Actor) ([]view.Task, error) {
	waiting, err := s.Exports.ListQueue(ctx, actor, rulebook.Waiting, officePageSize, "")
	return taskOf(ctx, len(waiting.Items), "officeexport.task", officeEvidencePath), err
}

// judgesEvidence says whose work papers are; the service asks again.
func judgesEvidence(actor identity.Actor) bool {
	return actor.Has(identity.RoleVerifier) || actor.Has(identity.RoleAdmin)
}
