package pages

import (
	"context"
	"crypto/rand"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"lapak/internal/apperr"
	"lapak/internal/i18n"
	"lapak/internal/trade"
	"lapak/internal/web/pages/templates"
	"lapak/internal/web/pages/view"
)

// purposes are what investors look for.
var purposes = []string{"buying", "capital", "processing", "cold_chain", "training", "other"}

// sendInterest registers an investor's interest in a group that is shown.
func (s *Site) sendInterest(c *gin.Context) error {
	ctx := c.Request.Context()
	group, _, err := s.Showcase.FindGroup(ctx, c.Param("group"))
	if err != nil {
		return err
	}
	purpose := c.PostForm("purpose")
	if !slices.Contains(purposes, purpose) {
		err := apperr.NewInvalid(apperr.Field{Path: "purpose", Code: "required"})
		return s.showInterest(c, formOf(c, err, nil), statusOf(c, err))
	}
	in := trade.NewInquiry{
		Kind: trade.Investment, Cluster: group.Slug, District: c.PostForm("district"), Language: i18n.Language(ctx), Address: c.ClientIP(),
		Message: strings.TrimSpace(c.PostForm("message")), Asker: askerIn(c),
	}
	if in.Message != "" { // an empty one is refused as such
		in.Message = text(ctx, "invest.purpose."+purpose) + "\n\n" + in.Message
	}
	return s.sendOnce(c, in, s.showInterest)
}

// showInterest shows the group's page with the form as it was sent.
func (s *Site) showInterest(c *gin.Context, form view.Form, status int) error {
	p, m, err := s.investGroupPage(c)
	if err != nil {
		return err
	}
	m.Interest = s.interestForm(c.Request.Context(), m, form)
	p.NoIndex = true
	return render(c, status, templates.InvestGroup(p, m))
}

func (s *Site) interestForm(ctx context.Context, m view.InvestGroup, form view.Form) view.InterestForm {
	lang := i18n.Language(ctx)
	out := view.InterestForm{
		Action: investPath + "/" + m.Slug, Key: form.Values["key"], Form: form,
		Purposes:  []view.Option{{Label: text(ctx, "inquiries.choose")}},
		Districts: []view.Option{{Label: text(ctx, "invest.whole_regency")}}, Countries: []view.Option{{Label: text(ctx, "inquiries.choose")}},
	}
	if out.Key == "" {
		out.Key = rand.Text()
	}
	for _, purpose := range purposes {
		out.Purposes = append(out.Purposes, view.Option{Value: purpose, Label: text(ctx, "invest.purpose."+purpose)})
	}
	for _, d := range s.Regions.ListDistricts() {
		if slices.ContainsFunc(m.Districts, func(l view.Link) bool { return l.Text == d.Name }) {
			out.Districts = append(out.Districts, view.Option{Value: d.Slug, Label: d.Name})
		}
	}
	for _, country := range i18n.Countries(lang) {
		out.Countries = append(out.Countries, view.Option{Value: country.Code, Label: country.Name})
	}
	for name, options := range map[string][]view.Option{"purpose": out.Purposes, "district": out.Districts, "country": out.Countries} {
		choose(options, form.Values[name])
	}
	return out
}
