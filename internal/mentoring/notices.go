package mentoring

import (
	"context"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/i18n"
	"lapak/internal/notify"
)

// news is one message to some people, in the language of each.
type news struct {
	key, template string
	words         func(language string) i18n.Args
}

func (s *Service) tellTx(ctx context.Context, tx *sqlx.Tx, to []reader, n news) error {
	for _, person := range to {
		channel, recipient, ok := s.Notify.To(person.Phone, person.Email)
		if !ok {
			continue
		}
		err := s.Notify.SendTx(ctx, tx, notify.Message{
			DedupeKey: n.key + ":" + person.AccountID.String(), Channel: channel, Recipient: recipient, Language: person.Language,
			Template: n.template, Params: n.words(person.Language),
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// ownersTx are the owners of a shop.
func (s *Service) ownersTx(ctx context.Context, tx *sqlx.Tx, shop uuid.UUID) ([]reader, error) {
	owners, err := s.Shops.ListOwnersTx(ctx, tx, shop)
	to := make([]reader, len(owners))
	for i, o := range owners {
		to[i] = reader{o.AccountID, o.Email, o.Phone, o.Language}
	}
	return to, err
}

// ofHelp are the words about a request that a template may use. What the shop wrote is not among them: it is read where it can be erased.
func (s *Service) ofHelp(r HelpRequest, url string) func(string) i18n.Args {
	return func(language string) i18n.Args {
		rule, _ := s.Exports.Book().FindRule(r.Rule, s.Exports.Today())
		args := i18n.Args{
			"Shop": r.ShopName, "Place": r.VillageName, "Rule": rule.Title.In(language), "Product": r.ProductTitle,
			"Mentor": r.MentorName, "Reply": r.Reply, "Outcome": r.Outcome, "Day": "", "URL": s.BaseURL + url,
		}
		if r.VisitOn != nil {
			args["Day"] = i18n.Date(language, *r.VisitOn)
		}
		return args
	}
}

// tellMentorsTx tells those who may take a request; where nobody holds its place, the office.
func (s *Service) tellMentorsTx(ctx context.Context, tx *sqlx.Tx, r HelpRequest) error {
	mentors, err := listMentors(ctx, tx, r)
	if err != nil {
		return err
	}
	if len(mentors) == 0 {
		return s.tellOfficeTx(ctx, tx, r, "help_unmentored")
	}
	return s.tellTx(ctx, tx, mentors, news{"help:" + r.ID.String() + ":asked", "help_asked", s.ofHelp(r, "/mentor/requests/"+r.ID.String())})
}

func (s *Service) tellOfficeTx(ctx context.Context, tx *sqlx.Tx, r HelpRequest, template string) error {
	office, err := listOffice(ctx, tx)
	if err != nil {
		return err
	}
	return s.tellTx(ctx, tx, office, news{"help:" + r.ID.String() + ":" + template, template, s.ofHelp(r, "/mentor/requests/"+r.ID.String())})
}

// tellMentorTx tells the mentor who took a request.
func (s *Service) tellMentorTx(ctx context.Context, tx *sqlx.Tx, r HelpRequest, template string) error {
	mentor, err := listReaders(ctx, tx, *r.MentorID)
	if err != nil {
		return err
	}
	return s.tellTx(ctx, tx, mentor, news{"help:" + r.ID.String() + ":" + template, template, s.ofHelp(r, "/mentor")})
}

// tellAskersTx tells the owners of the shop what its mentor did. An answer that changes is told each time that it does.
func (s *Service) tellAskersTx(ctx context.Context, tx *sqlx.Tx, r HelpRequest, verb helpVerb) error {
	owners, err := s.ownersTx(ctx, tx, r.ShopID)
	if err != nil {
		return err
	}
	key := "help:" + r.ID.String() + ":" + string(verb)
	if verb == answer || verb == abandon {
		now, err := databaseTime(ctx, tx)
		if err != nil {
			return err
		}
		key += ":" + now.UTC().Format("20060102T150405.000000")
	}
	template := map[helpVerb]string{take: "help_taken", answer: "help_taken", finish: "help_done", abandon: "help_reopened"}[verb]
	return s.tellTx(ctx, tx, owners, news{key, template, s.ofHelp(r, "/seller/"+r.ShopSlug+"/export")})
}

// tellSeatTx tells the owners of a shop what became of its seat. A shop may book, give back and book again, so each time is news.
func (s *Service) tellSeatTx(ctx context.Context, tx *sqlx.Tx, t Training, shop uuid.UUID, template string) error {
	owners, err := s.ownersTx(ctx, tx, shop)
	if err != nil {
		return err
	}
	now, err := databaseTime(ctx, tx)
	if err != nil {
		return err
	}
	words := func(language string) i18n.Args {
		return i18n.Args{
			"Training": t.Title.In(language), "Day": i18n.DateTime(language, t.StartsAt) + " WIB", "Place": t.Place, "Reason": t.Reason,
			"URL": s.BaseURL + "/seller",
		}
	}
	key := "training:" + t.ID.String() + ":" + template + ":" + shop.String() + ":" + now.UTC().Format("20060102T150405.000000")
	return s.tellTx(ctx, tx, owners, news{key, template, words})
}
