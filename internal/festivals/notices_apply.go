package festivals

import (
	"context"
	"strconv"
	"strings"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/i18n"
	"lapak/internal/notify"
	"lapak/internal/regions"
)

// Name is the festival's.
func (a Application) Name() regions.Text { return regions.Text{ID: a.NameID, EN: a.NameEN} }

// ZoneName is the zone's.
func (a Application) ZoneName() regions.Text { return regions.Text{ID: a.ZoneNameID, EN: a.ZoneNameEN} }

// ReasonText puts a reason into words: what people wrote stands as it is, the platform's own reasons have a text in each language.
func ReasonText(language, reason string) string {
	key, isOwn := strings.CutPrefix(reason, "@")
	if !isOwn {
		return reason
	}
	key, number, _ := strings.Cut(key, ":")
	return i18n.T(language, "festivalapply.reason_"+key, i18n.Args{"Number": number})
}

// tellAndFindTx reads an application after a step and tells the owners of its shop, each in their language. Each step is news.
func (s *Service) tellAndFindTx(ctx context.Context, tx *sqlx.Tx, id uuid.UUID, template string) (Application, error) {
	step, err := countSteps(ctx, tx, id)
	if err != nil {
		return Application{}, err
	}
	return s.tellOnceTx(ctx, tx, news{id, template, strconv.Itoa(step)})
}

// news is what the owners of an application's shop are told, once for each occasion.
type news struct {
	application        uuid.UUID
	template, occasion string
}

func (s *Service) tellOnceTx(ctx context.Context, tx *sqlx.Tx, n news) (Application, error) {
	a, err := findApplication(ctx, tx, n.application)
	if err != nil {
		return a, err
	}
	owners, err := s.Shops.ListOwnersTx(ctx, tx, a.ShopID)
	if err != nil {
		return a, err
	}
	for _, o := range owners {
		channel, recipient, ok := s.Notify.To(o.Phone, o.Email)
		if !ok {
			continue
		}
		due := ""
		if a.DueAt != nil {
			due = i18n.DateTime(o.Language, *a.DueAt) + " WIB"
		}
		err := s.Notify.SendTx(ctx, tx, notify.Message{
			DedupeKey: "application:" + a.ID.String() + ":" + n.occasion + ":" + n.template + ":" + o.AccountID.String(),
			Channel:   channel, Recipient: recipient, Language: o.Language, Template: n.template,
			Params: i18n.Args{
				"Shop": a.ShopName, "Festival": a.Name().In(o.Language), "Zone": a.ZoneName().In(o.Language), "Fee": "Rp " + i18n.Number(o.Language, a.Fee),
				"Due": due, "Stall": a.Stall, "Reason": ReasonText(o.Language, a.Reason), "Ahead": a.Ahead + 1,
				"URL": s.BaseURL + "/seller/" + a.ShopSlug + "/applications/" + a.ID.String(),
			},
		})
		if err != nil {
			return a, err
		}
	}
	return a, nil
}
