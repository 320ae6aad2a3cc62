package trade

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/i18n"
	"lapak/internal/notify"
)

// Notices say that there is something to read and where. They carry no words of the other side, so that nobody can use the mall to write
// to strangers.

// tellNewTx confirms a new inquiry to its asker and tells those who are to answer it.
func (s *Service) tellNewTx(ctx context.Context, tx *sqlx.Tx, id uuid.UUID) error {
	i, err := findInquiry(ctx, tx, id)
	if err != nil {
		return err
	}
	if err := s.tellAskerTx(ctx, tx, i, "inquiry_received", 1); err != nil {
		return err
	}
	if err := s.tellShopTx(ctx, tx, i, "shop_inquiry_new", 1); err != nil {
		return err
	}
	return s.tellOfficeTx(ctx, tx, i, "office_inquiry_new", 1)
}

// tellMovedTx tells the other side of the last message. The office follows goods by its list and is not told of each word.
func (s *Service) tellMovedTx(ctx context.Context, tx *sqlx.Tx, t Thread) error {
	last := t.Messages[len(t.Messages)-1]
	if last.Side == PartyAsker {
		template := "inquiry_reply"
		if last.Event == Close {
			template = "inquiry_ended"
		}
		if t.Kind == Investment {
			return s.tellOfficeTx(ctx, tx, t.Inquiry, "office_"+template, last.Position)
		}
		return s.tellShopTx(ctx, tx, t.Inquiry, "shop_"+template, last.Position)
	}
	template := "inquiry_answered"
	if last.Event == Close {
		template = "inquiry_closed"
	}
	if last.Side == PartyOffice {
		if err := s.tellShopTx(ctx, tx, t.Inquiry, "shop_"+template, last.Position); err != nil {
			return err
		}
	}
	return s.tellAskerTx(ctx, tx, t.Inquiry, template, last.Position)
}

// tellOverdueTx reminds those who should have answered.
func (s *Service) tellOverdueTx(ctx context.Context, tx *sqlx.Tx, id uuid.UUID) error {
	t, err := readThread(ctx, tx, id)
	if err != nil {
		return err
	}
	if err := s.tellShopTx(ctx, tx, t.Inquiry, "shop_inquiry_reminder", len(t.Messages)); err != nil {
		return err
	}
	return s.tellOfficeTx(ctx, tx, t.Inquiry, "office_inquiry_overdue", len(t.Messages))
}

func (s *Service) tellAskerTx(ctx context.Context, tx *sqlx.Tx, i Inquiry, template string, position int) error {
	channel, recipient, ok := s.Notices.To(i.Phone, i.Email)
	if !ok {
		return nil
	}
	return s.sendTx(ctx, tx, i, notify.Message{
		DedupeKey: key(template, i, position), Channel: channel, Recipient: recipient, Language: i.Language, Template: template,
		Params: i18n.Args{"Link": s.Link(i)},
	})
}

func (s *Service) tellShopTx(ctx context.Context, tx *sqlx.Tx, i Inquiry, template string, position int) error {
	if i.ShopID == nil {
		return nil
	}
	owners, err := s.Shops.ListOwnersTx(ctx, tx, *i.ShopID)
	if err != nil {
		return err
	}
	for _, owner := range owners {
		channel, recipient, ok := s.Notices.To(owner.Phone, owner.Email)
		if !ok {
			continue
		}
		err := s.sendTx(ctx, tx, i, notify.Message{
			DedupeKey: key(template, i, position) + ":" + owner.AccountID.String(), Channel: channel, Recipient: recipient,
			Language: owner.Language, Template: template,
			Params: i18n.Args{"Link": s.BaseURL + "/seller/" + i.ShopSlug + "/inquiries/" + i.Number},
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) tellOfficeTx(ctx context.Context, tx *sqlx.Tx, i Inquiry, template string, position int) error {
	contact := s.Regions.Settings().Contact
	channel, recipient, ok := s.Notices.To(contact.WhatsApp, contact.Email)
	if !ok {
		return nil
	}
	return s.sendTx(ctx, tx, i, notify.Message{
		DedupeKey: key(template, i, position), Channel: channel, Recipient: recipient, Language: i18n.Indonesian, Template: template,
		Params: i18n.Args{"Link": s.BaseURL + "/office/inquiries/" + i.Number},
	})
}

// key names the news of a message once, whichever job or retry tells it.
func key(template string, i Inquiry, position int) string {
	return fmt.Sprintf("%s:%s:%d", template, i.ID, position)
}

func (s *Service) sendTx(ctx context.Context, tx *sqlx.Tx, i Inquiry, m notify.Message) error {
	m.Params["Number"], m.Params["About"], m.Params["Shop"] = i.Number, i.Title(m.Language), i.ShopName
	m.Params["Country"] = i18n.CountryName(m.Language, i.Country)
	if i.AnswerBy != nil {
		m.Params["AnswerBy"] = i18n.Weekday(m.Language, *i.AnswerBy) + ", " + i18n.Clock(m.Language, *i.AnswerBy) + " WIB"
	}
	if i.DistrictName != "" {
		m.Params["About"] = i.Title(m.Language) + ", " + i.DistrictName
	}
	return s.Notices.SendTx(ctx, tx, m)
}
