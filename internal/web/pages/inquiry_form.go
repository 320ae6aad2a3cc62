package pages

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"lapak/internal/apperr"
	"lapak/internal/i18n"
	"lapak/internal/idempotency"
	"lapak/internal/trade"
	"lapak/internal/web"
	"lapak/internal/web/pages/templates"
	"lapak/internal/web/pages/view"
)

// askInquiry shows the form that asks about an offer.
func (s *Site) askInquiry(c *gin.Context) error {
	form := view.Form{Values: s.knownContact(c)}
	return s.showInquiryForm(c, form, http.StatusOK)
}

func (s *Site) showInquiryForm(c *gin.Context, form view.Form, status int) error {
	ctx := c.Request.Context()
	offer, err := s.Exports.FindOffer(ctx, c.Param("product"))
	if err != nil {
		return err
	}
	p, err := s.private(c, text(ctx, "inquiries.ask"))
	if err != nil {
		return err
	}
	lang := i18n.Language(ctx)
	m := view.InquiryForm{
		Offer: s.offerCard(ctx, offer), Key: form.Values["key"], Form: form, Months: monthOptions(lang, time.Now()),
		Countries: []view.Option{{Label: text(ctx, "inquiries.choose")}},
	}
	m.Offer.Facts = s.offerFacts(offer, lang)
	if m.Key == "" {
		m.Key = rand.Text()
	}
	for _, country := range i18n.Countries(lang) {
		m.Countries = append(m.Countries, view.Option{Value: country.Code, Label: country.Name})
	}
	for _, d := range s.Exports.Book().Destinations {
		m.Destinations = append(m.Destinations, view.Option{Value: d.Code, Label: d.Name.In(lang)})
	}
	for _, incoterm := range trade.Incoterms {
		m.Incoterms = append(m.Incoterms, view.Option{Value: incoterm, Label: incoterm})
	}
	for name, options := range map[string][]view.Option{
		"country": m.Countries, "destination": m.Destinations, "incoterm": m.Incoterms, "wanted_by": m.Months,
	} {
		choose(options, form.Values[name])
	}
	return render(c, status, templates.InquiryForm(p, m))
}

// monthsAhead is for how many months a buyer may choose.
const monthsAhead = 24

func monthOptions(lang string, from time.Time) []view.Option {
	var months []view.Option
	at := from.In(i18n.WIB)
	for n := range monthsAhead {
		month := time.Date(at.Year(), at.Month()+time.Month(n), 1, 12, 0, 0, 0, i18n.WIB)
		months = append(months, view.Option{Value: month.Format("2006-01"), Label: i18n.Month(lang, month)})
	}
	return months
}

// sentInquiry is what the browser needs of an inquiry once it is sent; it is kept as the answer to the form's key.
type sentInquiry struct {
	Number string `json:"number"`
	Token  string `json:"token"`
}

// sendInquiry sends the form.
func (s *Site) sendInquiry(c *gin.Context) error {
	return s.sendOnce(c, inquiryIn(c), s.showInquiryForm)
}

// sendOnce sends what was asked, or shows the form again. Sent twice it is one inquiry; changed and sent again it is another.
func (s *Site) sendOnce(c *gin.Context, in trade.NewInquiry, show func(*gin.Context, view.Form, int) error) error {
	ctx := c.Request.Context()
	in.CameBy = s.cameBy(c)
	request := idempotency.Request{
		Scope: "page:inquiry:" + web.Actor(ctx).String(), Key: inquiryKey(c.PostForm("key"), in), Hash: idempotency.Hash("POST inquiry", nil),
	}
	answer, _, err := idempotency.Do(ctx, s.DB, request, func(ctx context.Context, claim *idempotency.Claim) (idempotency.Response, error) {
		return s.Trade.CreateOnce(ctx, trade.Once{Claim: claim, Answer: s.answerSent}, web.Actor(ctx), in)
	})
	if err != nil {
		if !refused(err) {
			return err
		}
		return show(c, formOf(c, err, nil), statusOf(c, err))
	}
	var sent sentInquiry
	if err := json.Unmarshal([]byte(answer.Body), &sent); err != nil {
		return fmt.Errorf("read a sent inquiry: %w", err)
	}
	if web.Actor(ctx).IsAnonymous() {
		s.Sessions.Put(ctx, keyInquiry+sent.Number, sent.Token)
	}
	s.sayText(ctx, "inquiries.sent")
	return redirect(c, inquiriesPath+"/"+sent.Number)
}

func (s *Site) answerSent(thread trade.Thread) (idempotency.Response, error) {
	body, err := json.Marshal(sentInquiry{thread.Number, s.Trade.Token(thread.ID)})
	if err != nil {
		return idempotency.Response{}, fmt.Errorf("marshal an inquiry: %w", err)
	}
	return idempotency.Response{Status: http.StatusSeeOther, Body: string(body)}, nil
}

// inquiryKey names a form by what was rendered in it and what it asks.
func inquiryKey(rendered string, in trade.NewInquiry) string {
	in.Address, in.CameBy = "", nil
	asked, err := json.Marshal(in)
	if err != nil {
		return "" // texts and numbers always marshal
	}
	sum := sha256.Sum256(append([]byte(rendered+"\n"), asked...))
	return hex.EncodeToString(sum[:])
}

func inquiryIn(c *gin.Context) trade.NewInquiry {
	in := trade.NewInquiry{
		Kind: trade.Goods, Product: c.Param("product"), Language: i18n.Language(c.Request.Context()), Destination: c.PostForm("destination"),
		WantedBy: c.PostForm("wanted_by"), Incoterm: c.PostForm("incoterm"), Message: c.PostForm("message"), Address: c.ClientIP(),
		Asker: askerIn(c),
	}
	if typed := strings.TrimSpace(c.PostForm("quantity")); typed != "" {
		n, err := strconv.ParseInt(typed, 10, 64)
		if err != nil {
			n = 0 // no number is out of every range
		}
		in.Quantity = &n
	}
	return in
}

// askerIn is who asks, as typed.
func askerIn(c *gin.Context) trade.Asker {
	return trade.Asker{
		Name: c.PostForm("name"), Organisation: c.PostForm("organisation"), Country: c.PostForm("country"), Email: c.PostForm("email"),
		Phone: c.PostForm("phone"),
	}
}

// inquiryLink reads the token of a link, takes it out of the address and into the session.
func (s *Site) inquiryLink(c *gin.Context) error {
	ctx := c.Request.Context()
	found, err := s.Trade.Find(ctx, trade.AsAsker(web.Actor(ctx), c.Query("token")), c.Param("number"))
	if err != nil {
		return err
	}
	s.Sessions.Put(ctx, keyInquiry+found.Number, c.Query("token"))
	c.Header("Referrer-Policy", "no-referrer")
	return redirect(c, inquiriesPath+"/"+found.Number)
}

// keyInquiry begins the name under which a session holds the token of a guest's inquiry.
const keyInquiry = "inquiry:"

// asker is the side of who asked: the account, or a guest whose session holds the token.
func (s *Site) asker(c *gin.Context) (trade.Side, error) {
	number, ok := trade.ParseNumber(c.Param("number"))
	if !ok {
		return trade.Side{}, apperr.NewNotFound("inquiry_not_found")
	}
	ctx := c.Request.Context()
	return trade.AsAsker(web.Actor(ctx), s.Sessions.GetString(ctx, keyInquiry+number)), nil
}
