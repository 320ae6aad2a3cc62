package api

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"lapak/internal/apperr"
	"lapak/internal/idempotency"
	"lapak/internal/identity"
	"lapak/internal/trade"
	"lapak/internal/web"
)

// InquiryAsked asks about an offer of the export catalogue, or about a cluster of makers.
type InquiryAsked struct {
	Kind         string `json:"kind,omitempty" enum:"goods,investment" default:"goods"`
	Product      string `json:"product,omitempty" example:"kopi-robusta-lerek" doc:"Of goods: slug of an offer of the export catalogue."`
	Cluster      string `json:"cluster,omitempty" example:"kopi" doc:"Of an investment: slug of a category without a parent."`
	District     string `json:"district,omitempty" example:"kalipuro" doc:"Of an investment: slug; left out for the whole regency."`
	Name         string `json:"name" example:"Purchasing" doc:"Shown to the shop and the office."`
	Organisation string `json:"organisation,omitempty" doc:"Shown to the shop and the office."`
	Country      string `json:"country" example:"NL" doc:"ISO 3166, two letters. Shown to the shop and the office."`
	Email        string `json:"email" example:"name@example.com" doc:"For the mall's notices alone; shown to nobody else."`
	Phone        string `json:"phone,omitempty" example:"+31207940800" doc:"For the mall's notices alone; shown to nobody else."`
	Language     string `json:"language,omitempty" enum:"id,en" default:"en" doc:"Of who asks, and of the notices."`
	Destination  string `json:"destination,omitempty" example:"EU" doc:"Market of the export rules."`
	Quantity     *int64 `json:"quantity,omitempty" example:"500" doc:"Pieces."`
	WantedBy     string `json:"wanted_by,omitempty" example:"2027-03" doc:"Month."`
	Incoterm     string `json:"incoterm,omitempty" example:"FOB" doc:"Incoterms 2020."`
	Message      string `json:"message" example:"Can you send 500 packs in spring?" doc:"At most 4000 characters."`
}

func (b InquiryAsked) read(ctx context.Context) trade.NewInquiry {
	return trade.NewInquiry{
		Kind: trade.Kind(b.Kind), Product: b.Product, Cluster: b.Cluster, District: b.District,
		Asker:    trade.Asker{Name: b.Name, Organisation: b.Organisation, Country: b.Country, Email: b.Email, Phone: b.Phone},
		Language: b.Language, Destination: b.Destination, Quantity: b.Quantity, WantedBy: b.WantedBy, Incoterm: b.Incoterm, Message: b.Message,
		Address: callerOf(ctx).address,
	}
}

type asking struct {
	Key     string `header:"Idempotency-Key" doc:"Names this inquiry; the same key again answers the same. 1 to 200 visible characters, such as a UUID."`
	RawBody []byte
	Body    InquiryAsked
}

// inquirySent is the answer to a new inquiry.
type inquirySent struct {
	InquiryThread
	Token string `json:"token" doc:"Lets a guest read and write the inquiry: send it as X-Inquiry-Token."`
}

func (f *face) createInquiry(ctx context.Context, in *asking) (*replayable, error) {
	if in.Key == "" {
		return nil, apperr.NewInvalid(apperr.Field{Path: "header.Idempotency-Key", Code: "idempotency_key_required"})
	}
	actor := web.Actor(ctx)
	request := idempotency.Request{Scope: askerScope(actor, in.Body.Email), Key: in.Key, Hash: idempotency.Hash("POST /inquiries", in.RawBody)}
	answer, replayed, err := idempotency.Do(ctx, f.DB, request, func(ctx context.Context, claim *idempotency.Claim) (idempotency.Response, error) {
		return f.Trade.CreateOnce(ctx, trade.Once{Claim: claim, Answer: f.answerAsked}, actor, in.Body.read(ctx))
	})
	if err != nil {
		return nil, err
	}
	out := &replayable{Status: answer.Status, ContentType: "application/json", CacheControl: "no-store", Body: []byte(answer.Body)}
	if replayed {
		out.Replayed = "true"
	}
	return out, nil
}

// askerScope is whose key it is. A guest's is told apart by the e-mail address, of which the key's row keeps a digest only; an answer is
// given again to nobody who does not know all that was asked.
func askerScope(actor identity.Actor, email string) string {
	if !actor.IsAnonymous() {
		return actor.String()
	}
	sum := sha256.Sum256([]byte(email))
	return "asker:" + hex.EncodeToString(sum[:12])
}

// answerAsked makes the answer that is stored for the request's key.
func (f *face) answerAsked(thread trade.Thread) (idempotency.Response, error) {
	body, err := json.Marshal(inquirySent{f.threadOf(thread, trade.PartyAsker), f.Trade.Token(thread.ID)})
	if err != nil {
		return idempotency.Response{}, fmt.Errorf("marshal an inquiry: %w", err)
	}
	return idempotency.Response{Status: http.StatusCreated, Body: string(body)}, nil
}

// InquiryShown is an inquiry in a list.
type InquiryShown struct {
	Number      string          `json:"number" example:"T-4827-1936"`
	Kind        string          `json:"kind" enum:"goods,investment"`
	State       string          `json:"state" enum:"new,answered,waiting,closed"`
	Outcome     string          `json:"outcome" enum:",agreed,no_capacity,no_answer,not_suitable,withdrawn" doc:"Empty while it is open."`
	About       Bilingual       `json:"about" doc:"The product's title, or the cluster's name."`
	Product     *ProductNamed   `json:"product,omitempty" doc:"Of goods."`
	Shop        *ShopNamed      `json:"shop,omitempty" doc:"Of goods."`
	Category    string          `json:"category" example:"kopi" doc:"Slug: of goods the product's, of an investment the cluster."`
	District    string          `json:"district,omitempty" doc:"Slug, of an investment."`
	Asker       askerShown      `json:"asker"`
	Contact     *inquiryContact `json:"contact,omitempty" doc:"To who asked only."`
	Language    string          `json:"language" enum:"id,en" doc:"Of who asks."`
	Destination string          `json:"destination"`
	Quantity    *int64          `json:"quantity" doc:"Pieces."`
	WantedBy    string          `json:"wanted_by" example:"2027-03"`
	Incoterm    string          `json:"incoterm"`
	AnswerBy    *time.Time      `json:"answer_by" doc:"While who asked waits."`
	Overdue     bool            `json:"overdue"`
	CreatedAt   time.Time       `json:"created_at"`
	UpdatedAt   time.Time       `json:"updated_at"`
	ClosedAt    *time.Time      `json:"closed_at"`
}

type askerShown struct {
	Name         string `json:"name" doc:"Empty once the person's data is erased."`
	Organisation string `json:"organisation"`
	Country      string `json:"country" example:"NL"`
}

type inquiryContact struct {
	Email string `json:"email"`
	Phone string `json:"phone"`
}

// InquiryThread is an inquiry with all that was said.
type InquiryThread struct {
	InquiryShown
	Messages []InquiryMessage `json:"messages" doc:"The oldest first."`
	Outcomes []string         `json:"outcomes" doc:"With which of these the reader may close it; empty once it is closed."`
}

// InquiryMessage is one entry of a thread.
type InquiryMessage struct {
	At    time.Time `json:"at"`
	From  string    `json:"from" enum:"asker,shop,office"`
	Event string    `json:"event" enum:"ask,answer,reply,close"`
	Body  string    `json:"body" doc:"Plain text; may be empty where event is close."`
}

// inquiryOf shows an inquiry to a party: its own contact to who asked, and to nobody else.
func inquiryOf(i trade.Inquiry, reader trade.Party) InquiryShown {
	out := InquiryShown{
		Number: i.Number, Kind: string(i.Kind), State: string(i.State), Outcome: string(i.Outcome), About: Bilingual{i.TitleID, i.TitleEN},
		Category: i.Category, District: i.District, Asker: askerShown{i.Name, i.Organisation, i.Country}, Language: i.Language,
		Destination: i.Destination, Quantity: i.Quantity, WantedBy: i.WantedBy, Incoterm: i.Incoterm, AnswerBy: instant(i.AnswerBy),
		Overdue: i.IsOverdue(time.Now()), CreatedAt: i.CreatedAt.UTC(), UpdatedAt: i.UpdatedAt.UTC(), ClosedAt: instant(i.ClosedAt),
	}
	if i.Kind == trade.Goods {
		out.Product, out.Shop = &ProductNamed{i.ProductSlug, i.TitleID}, &ShopNamed{i.ShopSlug, i.ShopName}
	}
	if reader == trade.PartyAsker {
		out.Contact = &inquiryContact{i.Email, i.Phone}
	}
	return out
}

func (f *face) threadOf(t trade.Thread, reader trade.Party) InquiryThread {
	out := InquiryThread{InquiryShown: inquiryOf(t.Inquiry, reader), Messages: make([]InquiryMessage, 0, len(t.Messages)), Outcomes: []string{}}
	for _, m := range t.Messages {
		out.Messages = append(out.Messages, InquiryMessage{m.At.UTC(), string(m.Side), string(m.Event), m.Body})
	}
	for _, outcome := range trade.Outcomes(reader, t.State) {
		out.Outcomes = append(out.Outcomes, string(outcome))
	}
	return out
}

func inquiriesOf(found trade.Page, reader trade.Party) Page[InquiryShown] {
	return pageOf(found.Items, found.Next, func(i trade.Inquiry) InquiryShown { return inquiryOf(i, reader) })
}
