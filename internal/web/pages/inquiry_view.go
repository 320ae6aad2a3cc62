package pages

import (
	"context"
	"time"

	"lapak/internal/i18n"
	"lapak/internal/trade"
	"lapak/internal/web/pages/view"
)

// threadOf shows a thread to one side.
func (s *Site) threadOf(ctx context.Context, t trade.Thread, d door) view.Inquiry {
	lang := i18n.Language(ctx)
	m := view.Inquiry{
		Number: t.Number, Path: d.path, Back: d.back, State: string(t.State), Late: t.IsOverdue(time.Now()) && d.party != trade.PartyAsker,
		About: view.Link{Text: aboutOf(t.Inquiry, lang)}, By: byOf(ctx, t.Inquiry, d.party), Status: statusWords(ctx, t, d.party),
		Facts: s.inquiryFacts(ctx, t.Inquiry), Asking: d.party == trade.PartyAsker,
	}
	if t.Kind == trade.Goods {
		m.About.URL = "/export/products/" + t.ProductSlug
	}
	if d.party != trade.PartyAsker && t.Language != lang {
		m.Language = text(ctx, "inquiries.in_language_"+t.Language)
	}
	for _, message := range t.Messages {
		m.Messages = append(m.Messages, messageOf(ctx, t, message, d.party))
	}
	for _, outcome := range trade.Outcomes(d.party, t.State) {
		m.Outcomes = append(m.Outcomes, view.Option{Value: string(outcome), Label: text(ctx, "inquiries.outcome_"+string(outcome))})
	}
	return m
}

func messageOf(ctx context.Context, t trade.Thread, message trade.Message, reader trade.Party) view.InquiryMessage {
	lang := i18n.Language(ctx)
	m := view.InquiryMessage{Who: whoSays(ctx, t.Inquiry, message.Side, reader), Text: message.Body, Mine: message.Side == reader}
	m.At = i18n.DateTime(lang, message.At) + " WIB"
	if message.Side == trade.PartyAsker {
		m.Lang = t.Language
	}
	if message.Event == trade.Close {
		m.Closed = text(ctx, "inquiries.closed_with", "Outcome", text(ctx, "inquiries.outcome_"+string(t.Outcome)))
	}
	return m
}

// whoSays names a side to a reader.
func whoSays(ctx context.Context, i trade.Inquiry, side, reader trade.Party) string {
	switch {
	case side == reader:
		return text(ctx, "inquiries.you_"+string(side))
	case side == trade.PartyShop:
		return i.ShopName
	case side == trade.PartyOffice:
		return text(ctx, "inquiries.office")
	}
	return orText(i.Asker.Name, text(ctx, "inquiries.erased"))
}

func aboutOf(i trade.Inquiry, lang string) string {
	return joinNonEmpty(", ", i.Title(lang), i.DistrictName)
}

// byOf says who stands on the other side: to who asked the shop or the office, to the others who asks.
func byOf(ctx context.Context, i trade.Inquiry, reader trade.Party) string {
	if reader == trade.PartyAsker {
		return orText(i.ShopName, text(ctx, "inquiries.office"))
	}
	who := joinNonEmpty(", ", orText(i.Asker.Name, text(ctx, "inquiries.erased")), i.Organisation, i18n.CountryName(i18n.Language(ctx), i.Country))
	if reader == trade.PartyOffice && i.ShopName != "" {
		return who + " → " + i.ShopName
	}
	return who
}

// statusWords says what comes next.
func statusWords(ctx context.Context, t trade.Thread, reader trade.Party) string {
	side := "other"
	if reader == trade.PartyAsker {
		side = "asker"
	}
	switch {
	case t.State == trade.StateClosed:
		return text(ctx, "inquiries.closed_with", "Outcome", text(ctx, "inquiries.outcome_"+string(t.Outcome)))
	case t.State == trade.StateAnswered:
		return text(ctx, "inquiries.status_answered_"+side)
	case side == "other" && t.IsOverdue(time.Now()):
		side = "late"
	}
	return text(ctx, "inquiries.status_waiting_"+side, "At", dueAt(ctx, *t.AnswerBy), "Shop", orText(t.ShopName, text(ctx, "inquiries.office")))
}

func dueAt(ctx context.Context, at time.Time) string {
	lang := i18n.Language(ctx)
	return i18n.Weekday(lang, at) + ", " + i18n.Clock(lang, at) + " WIB"
}

// inquiryFacts are what was asked for beside the words.
func (s *Site) inquiryFacts(ctx context.Context, i trade.Inquiry) []view.Fact {
	lang := i18n.Language(ctx)
	quantity, month, destination := "", "", ""
	if i.Quantity != nil {
		quantity = i18n.T(lang, "offers.pieces", i18n.Args{"Count": int(*i.Quantity)})
	}
	if at, err := time.ParseInLocation("2006-01", i.WantedBy, i18n.WIB); err == nil {
		month = i18n.Month(lang, at)
	}
	for _, d := range s.Exports.Book().Destinations {
		if d.Code == i.Destination {
			destination = orText(d.Name.In(lang), d.Code)
		}
	}
	return facts(ctx,
		"inquiries.fact_quantity", quantity, "inquiries.wanted_by", month, "inquiries.destination", destination, "inquiries.incoterm", i.Incoterm,
		"inquiries.asked_on", i18n.DateTime(lang, i.CreatedAt)+" WIB",
	)
}

func inquiryRow(ctx context.Context, i trade.Inquiry, reader trade.Party, path string) view.InquiryRow {
	row := view.InquiryRow{
		URL: path + "/" + i.Number, Title: aboutOf(i, i18n.Language(ctx)), By: byOf(ctx, i, reader),
		Late: reader != trade.PartyAsker && i.IsOverdue(time.Now()), Note: i.Number,
	}
	if reader == trade.PartyAsker {
		row.State = string(i.State)
	}
	switch {
	case i.Outcome != "":
		row.Next = text(ctx, "inquiries.closed_with", "Outcome", text(ctx, "inquiries.outcome_"+string(i.Outcome)))
	case i.AnswerBy != nil:
		row.Next = text(ctx, dueWords(i, reader), "At", dueAt(ctx, *i.AnswerBy))
	}
	if i.Quantity != nil {
		row.Note += " · " + i18n.T(i18n.Language(ctx), "offers.pieces", i18n.Args{"Count": int(*i.Quantity)})
	}
	return row
}

// dueWords is the key of the words about a deadline: who answers is told to, who asked is told when.
func dueWords(i trade.Inquiry, reader trade.Party) string {
	switch {
	case reader != trade.PartyAsker:
		return "inquiries.before"
	case i.IsOverdue(time.Now()):
		return "inquiries.overdue_asker"
	}
	return "inquiries.before_asker"
}

// personalInquiry is an inquiry in the copy of a person's data.
type personalInquiry struct {
	Number       string            `json:"number"`
	State        string            `json:"state"`
	AskedAt      time.Time         `json:"asked_at"`
	About        string            `json:"about"`
	Name         string            `json:"name"`
	Organisation string            `json:"organisation"`
	Country      string            `json:"country"`
	Email        string            `json:"email"`
	Phone        string            `json:"phone"`
	Quantity     *int64            `json:"quantity"`
	Messages     []personalMessage `json:"messages"`
}

type personalMessage struct {
	At   time.Time `json:"at"`
	From string    `json:"from"`
	Body string    `json:"body"`
}

func personalInquiryOf(t trade.Thread) personalInquiry {
	out := personalInquiry{
		Number: t.Number, State: string(t.State), AskedAt: t.CreatedAt, About: t.TitleID, Name: t.Asker.Name, Organisation: t.Organisation,
		Country: t.Country, Email: t.Email, Phone: t.Phone, Quantity: t.Quantity,
	}
	for _, m := range t.Messages {
		out.Messages = append(out.Messages, personalMessage{m.At, string(m.Side), m.Body})
	}
	return out
}
