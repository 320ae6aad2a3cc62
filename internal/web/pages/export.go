package pages

import (
	"encoding/json"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"lapak/internal/identity"
	"lapak/internal/orders"
)

// personalData is the copy that a person gets of what the mall knows of them.
type personalData struct {
	MadeAt   time.Time       `json:"made_at"`
	Account  personalAccount `json:"account"`
	Roles    []identity.Role `json:"roles"`
	Consents []personalEntry `json:"consents"`
	Sessions []personalEntry `json:"sessions"`
	Tokens   []personalEntry `json:"tokens"`
	Shops    []personalShop  `json:"shops"`
	Orders   []personalOrder `json:"orders"`

	Inquiries []personalInquiry `json:"inquiries"`
}

type personalAccount struct {
	Name          string     `json:"name"`
	Email         string     `json:"email"`
	Phone         string     `json:"phone"`
	Language      string     `json:"language"`
	CreatedAt     time.Time  `json:"created_at"`
	EmailVerified *time.Time `json:"email_verified_at"`
	PhoneVerified *time.Time `json:"phone_verified_at"`
}

type personalEntry struct {
	Name    string     `json:"name"`
	From    time.Time  `json:"from"`
	Until   *time.Time `json:"until"`
	Version string     `json:"version,omitempty"`
}

type personalShop struct {
	Slug string     `json:"slug"`
	Name string     `json:"name"`
	Role string     `json:"role"`
	From *time.Time `json:"approved_at"`
}

type personalOrder struct {
	Number   string          `json:"number"`
	State    string          `json:"state"`
	PlacedAt time.Time       `json:"placed_at"`
	Name     string          `json:"contact_name"`
	Email    string          `json:"contact_email"`
	Phone    string          `json:"contact_phone"`
	Address  json.RawMessage `json:"address"`
	Total    int64           `json:"total"`
	Currency string          `json:"currency"`
	Goods    json.RawMessage `json:"goods"`
}

// dataCopy hands out the copy as a file.
func (s *Site) dataCopy(c *gin.Context, actor identity.Actor) error {
	ctx := c.Request.Context()
	known, err := s.Accounts.ExportData(ctx, actor)
	if err != nil {
		return err
	}
	out := personalDataOf(known)
	bought, err := s.Orders.ListRecords(ctx, actor)
	if err != nil {
		return err
	}
	for _, o := range bought {
		out.Orders = append(out.Orders, personalOrderOf(o))
	}
	asked, err := s.Trade.ListRecords(ctx, actor)
	if err != nil {
		return err
	}
	for _, t := range asked {
		out.Inquiries = append(out.Inquiries, personalInquiryOf(t))
	}
	mine, err := s.Shops.ListMine(ctx, actor)
	if err != nil {
		return err
	}
	for _, shop := range mine {
		out.Shops = append(out.Shops, personalShop{Slug: shop.Slug, Name: shop.Name, Role: string(shop.MemberRole), From: shop.DecidedAt})
	}
	c.Header("Cache-Control", "private, no-store")
	c.Header("Content-Disposition", `attachment; filename="data.json"`)
	c.IndentedJSON(http.StatusOK, out)
	return nil
}

func personalDataOf(known identity.Export) personalData {
	a := known.Account
	out := personalData{
		MadeAt: time.Now().UTC().Truncate(time.Second), Roles: known.Roles,
		Account: personalAccount{
			Name: a.Name, Email: a.Email, Phone: a.Phone, Language: a.Language, CreatedAt: a.CreatedAt,
			EmailVerified: a.EmailVerifiedAt, PhoneVerified: a.PhoneVerifiedAt,
		},
	}
	for _, consent := range known.Consents {
		out.Consents = append(out.Consents, personalEntry{Name: string(consent.Kind), From: consent.GivenAt, Until: consent.WithdrawnAt, Version: consent.TextVersion})
	}
	for _, session := range known.Sessions {
		out.Sessions = append(out.Sessions, personalEntry{Name: session.UserAgent, From: session.CreatedAt, Until: &session.ExpiresAt})
	}
	for _, token := range known.Tokens {
		out.Tokens = append(out.Tokens, personalEntry{Name: token.Name, From: token.CreatedAt, Until: token.ExpiresAt})
	}
	return out
}

func personalOrderOf(o orders.Record) personalOrder {
	return personalOrder{
		Number: o.Number, State: string(o.State), PlacedAt: o.CreatedAt, Name: o.ContactName, Email: o.ContactEmail, Phone: o.ContactPhone,
		Address: o.Address, Total: o.Total, Currency: o.Currency, Goods: o.Goods,
	}
}
