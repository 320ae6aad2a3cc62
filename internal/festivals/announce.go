package festivals

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/i18n"
	"lapak/internal/notify"
	"lapak/internal/postgres"
)

// Changed is the news that a published festival was changed, closed early or called off.
type Changed struct {
	FestivalID uuid.UUID `json:"festival_id"`
	Sequence   int       `json:"sequence"`
}

// Kind names the job.
func (Changed) Kind() string { return "festivals.changed" }

// Reader is somebody who is told of a festival.
type Reader struct {
	AccountID uuid.UUID `db:"account_id"` // zero: a guest
	Email     string    `db:"email"`
	Phone     string    `db:"phone"`
	Language  string    `db:"language"`
}

// concerned are the lists of those who are told of changes; each part of the package adds its own.
func concerned() []func(context.Context, *sqlx.Tx, uuid.UUID) ([]Reader, error) {
	return []func(context.Context, *sqlx.Tx, uuid.UUID) ([]Reader, error){listStallHolders, listApplicants, listCommittee}
}

// Announce tells everybody concerned of a change of a published festival: the shops with stalls or with hope of one, those who run it, and
// others, whom the caller knows from above. Each person and each contact is told once a change, in how many parts they are concerned and
// however often it runs. Errors: NotFound festival_not_found.
func (s *Service) Announce(ctx context.Context, news Changed, others []Reader) error {
	return postgres.Transact(ctx, s.DB, func(tx *sqlx.Tx) error {
		f, err := findByID(ctx, tx, news.FestivalID)
		if err != nil {
			return err
		}
		list, err := listChanges(ctx, tx, f.ID)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(list, func(a Amendment) bool { return a.Sequence == news.Sequence })
		if i < 0 {
			return nil
		}
		var readers []Reader
		for _, find := range concerned() {
			found, err := find(ctx, tx, f.ID)
			if err != nil {
				return err
			}
			readers = append(readers, found...)
		}
		told := map[uuid.UUID]bool{}
		for _, reader := range append(readers, others...) {
			if reader.AccountID != uuid.Nil && told[reader.AccountID] {
				continue
			}
			told[reader.AccountID] = true
			if err := s.tellTx(ctx, tx, f, list[i], reader); err != nil {
				return err
			}
		}
		return nil
	})
}

func (s *Service) tellTx(ctx context.Context, tx *sqlx.Tx, f Festival, a Amendment, to Reader) error {
	channel, recipient, ok := s.Notify.To(to.Phone, to.Email)
	if !ok {
		return nil
	}
	contact := sha256.Sum256([]byte(recipient)) // who is erased leaves no contact in the keys
	template := "festival_changed"
	if change := a.Changes[0]; change.Field == "state" {
		template = "festival_" + change.After // festival_closed, festival_cancelled
	}
	return s.Notify.SendTx(ctx, tx, notify.Message{
		DedupeKey: "festival:" + f.ID.String() + ":" + strconv.Itoa(a.Sequence) + ":" + hex.EncodeToString(contact[:16]),
		Channel:   channel, Recipient: recipient, Language: to.Language, Template: template,
		Params: i18n.Args{
			"Festival": f.Name.In(to.Language), "Days": i18n.Days(to.Language, f.StartsOn, f.EndsOn), "Place": f.Place, "Reason": a.Reason,
			"URL": s.BaseURL + "/festivals/" + f.Slug,
		},
	})
}
