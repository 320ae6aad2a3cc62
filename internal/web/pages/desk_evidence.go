package pages

import (
	"net/http"
	"slices"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"lapak/internal/apperr"
	"lapak/internal/catalog"
	"lapak/internal/exportready"
	"lapak/internal/exportready/rulebook"
	"lapak/internal/i18n"
	"lapak/internal/web/pages/templates"
	"lapak/internal/web/pages/view"
)

func (s *Site) evidencePage(c *gin.Context) error {
	d, err := s.openDesk(c, "more")
	if err != nil {
		return err
	}
	return s.showEvidence(c, d, nil)
}

// handIn takes a paper, a number or a statement for a rule.
func (s *Site) handIn(c *gin.Context) error {
	ctx := c.Request.Context()
	d, err := s.openDesk(c, "more")
	if err != nil {
		return err
	}
	if _, _, err := s.ruleOfDesk(c, d); err != nil {
		return err
	}
	if err := s.submitEvidence(c, d); err != nil {
		if !refused(err) {
			return err
		}
		return s.showEvidence(c, d, err)
	}
	s.sayText(ctx, "exportdesk.done_hand_in")
	return redirect(c, d.view.Base+"/export/evidence/"+c.Param("rule")+queryOfProduct(c))
}

func queryOfProduct(c *gin.Context) string {
	if product := c.Query("product"); product != "" {
		return "?product=" + product
	}
	return ""
}

func (s *Site) submitEvidence(c *gin.Context, d desk) error {
	in := exportready.NewEvidence{
		Rule: c.Param("rule"), Product: c.Query("product"), Number: c.PostForm("number"), ValidUntil: c.PostForm("valid_until"),
		Statement: c.PostForm("statement"),
	}
	files, err := readFiles(c, "file")
	if c.Request.MultipartForm != nil {
		defer func() { _ = c.Request.MultipartForm.RemoveAll() }() // the system empties its folder otherwise
	}
	switch {
	case err == nil:
		file, err := files[0].Open()
		if err != nil {
			return apperr.Wrap(err, apperr.Invalid, "upload_incomplete").At("file")
		}
		defer func() { _ = file.Close() }() // it was only read
		in.File = file
	case apperr.KindOf(err) == apperr.TooLarge || c.Request.MultipartForm == nil && len(c.Request.PostForm) == 0:
		return atField(err, "file")
	}
	_, err = s.Exports.Submit(c.Request.Context(), d.actor, d.shop.Slug, in)
	return err
}

// ruleOfDesk finds the rule of the address and whom it is about; what cannot be handed in for is not found.
func (s *Site) ruleOfDesk(c *gin.Context, d desk) (rulebook.Rule, subject, error) {
	rule, known := s.Exports.Book().FindRule(c.Param("rule"), s.Exports.Today())
	if !known || !rule.IsJudged() {
		return rule, subject{}, apperr.NewNotFound("rule_not_found")
	}
	if rule.Axis == rulebook.Shop {
		return rule, subject{}, nil
	}
	product, err := s.productOfDesk(c, d)
	return rule, subject{product.Slug, product.Title}, err
}

// productOfDesk finds the shop's product that the query names.
func (s *Site) productOfDesk(c *gin.Context, d desk) (catalog.Product, error) {
	return s.Catalog.FindForMember(c.Request.Context(), d.actor, catalog.Ref{Shop: d.shop.Slug, Product: c.Query("product")})
}

func (s *Site) showEvidence(c *gin.Context, d desk, problem error) error {
	ctx := c.Request.Context()
	rule, of, err := s.ruleOfDesk(c, d)
	if err != nil {
		return err
	}
	list, err := s.Exports.ListEvidence(ctx, d.actor, d.shop.Slug)
	if err != nil {
		return err
	}
	w := s.exportWords(ctx, d.view.Base)
	m := view.Evidence{Rule: w.plainRule(rule), Product: of.slug, Lasts: rule.ValidityMonths, Back: view.Link{Text: w.say("back_shop"), URL: d.view.Base + "/export"}}
	m.Rule.About = of.title
	if of.slug != "" {
		m.Back = view.Link{Text: of.title, URL: d.view.Base + "/products/" + of.slug + "/export"}
	}
	for _, key := range rule.Numbers {
		id, _ := w.book.FindIdentifier(key)
		m.Numbers = append(m.Numbers, view.Fact{Name: id.Name, Value: w.form(id)})
		m.Secret = m.Secret || id.Secret
	}
	i := slices.IndexFunc(list, func(e exportready.Evidence) bool { return e.Rule == rule.Key && e.ProductSlug == of.slug })
	if i >= 0 {
		m.Before = w.handedIn(list[i])
	}
	status := http.StatusOK
	if problem != nil {
		m.Form, status = formOf(c, problem, nil), statusOf(c, problem)
	}
	p, err := s.deskPage(c, "exportdesk.paper_title")
	if err != nil {
		return err
	}
	return render(c, status, templates.Evidence(p, d.view, m))
}

func (w exportWords) handedIn(e exportready.Evidence) *view.HandedIn {
	m := view.HandedIn{
		State: string(e.State), At: i18n.Date(w.lang, e.SubmittedAt), Number: e.Number, Statement: e.Statement, Reason: e.Reason,
	}
	if e.ValidUntil != nil {
		m.Until = w.date(e.ValidUntil.Format(time.DateOnly))
	}
	if e.DocumentID != nil {
		m.File = w.base + "/export/papers/" + e.ID.String()
	}
	if id, ok := w.book.FindIdentifier(e.NumberKind); ok && id.Secret {
		m.Number = "•••• " + e.Number
	}
	return &m
}

// openPaper leads to the file of one of the shop's own papers, by a link that soon ends.
func (s *Site) openPaper(c *gin.Context) error {
	ctx := c.Request.Context()
	d, err := s.openDesk(c, "more")
	if err != nil {
		return err
	}
	id, err := uuid.Parse(c.Param("evidence"))
	if err != nil {
		return apperr.NewNotFound("evidence_not_found")
	}
	list, err := s.Exports.ListEvidence(ctx, d.actor, d.shop.Slug)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(list, func(e exportready.Evidence) bool { return e.ID == id }) {
		return apperr.NewNotFound("evidence_not_found")
	}
	link, err := s.Exports.Link(ctx, d.actor, id)
	if err != nil {
		return err
	}
	return redirect(c, link)
}
