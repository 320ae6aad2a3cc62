package festivals

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/audit"
	"lapak/internal/identity"
	"lapak/internal/notify"
	"lapak/internal/postgres"
)

// SwapStalls exchanges who has two stalls of a zone, by their numbers; one of them may be empty. Vendors are told their new number. Errors:
// NotFound festival_not_found; Invalid at from, to; Conflict stalls_of_two_zones, stalls_empty, festival_draft, festival_ended.
func (s *Service) SwapStalls(ctx context.Context, actor identity.Actor, slug, from, to string) error {
	swap, err := uuid.NewV7()
	if err != nil {
		return err
	}
	return postgres.Transact(ctx, s.DB, func(tx *sqlx.Tx) error {
		f, err := s.LockOwnTx(ctx, tx, actor, slug)
		if err != nil {
			return err
		}
		if f.State == Draft {
			return apperr.New(apperr.Conflict, "festival_draft")
		}
		days, err := s.ListDays(ctx, tx, f.ID)
		if err != nil {
			return err
		}
		if err := s.needOpenTx(ctx, tx, Stand{Festival: f, Days: days}); err != nil {
			return err
		}
		var fields apperr.Fields
		a, found, err := lockStall(ctx, tx, f.ID, from)
		if err != nil {
			return err
		}
		if !found {
			fields.Add("from", "unknown_value")
		}
		b, found, err := lockStall(ctx, tx, f.ID, to)
		if err != nil {
			return err
		}
		if !found || from == to {
			fields.Add("to", "unknown_value")
		}
		if err := fields.Err(); err != nil {
			return err
		}
		switch {
		case a.ZoneID != b.ZoneID:
			return apperr.New(apperr.Conflict, "stalls_of_two_zones") // each zone has its own fee and quotas
		case !a.ShopID.Valid && !b.ShopID.Valid:
			return apperr.New(apperr.Conflict, "stalls_empty")
		}
		if err := swapStalls(ctx, tx, a, b); err != nil {
			return err
		}
		moved, err := swapApplications(ctx, tx, a.ID, b.ID)
		if err != nil {
			return err
		}
		for _, id := range moved {
			if _, err := s.tellOnceTx(ctx, tx, news{id, "festival_stall_moved", swap.String()}); err != nil {
				return err
			}
		}
		return audit.RecordTx(ctx, tx, audit.Entry{
			Actor: actor.String(), Action: "festival.swap", Subject: "festival:" + f.ID.String(), Data: map[string]string{"from": from, "to": to},
		})
	})
}

// Call is a message to all vendors of a festival.
type Call struct {
	ID         uuid.UUID `db:"id"`
	Text       string    `db:"text"`
	Recipients int       `db:"recipients"`
	SentAt     time.Time `db:"sent_at"`
}

const (
	maxCall      = 300
	callsInADay  = 20
	maxCallsSeen = 100
)

// CallVendors writes to the owners of all shops that have a stall, by phone where one is known. Errors: NotFound festival_not_found;
// Invalid at text; Conflict no_vendors; RateLimited.
func (s *Service) CallVendors(ctx context.Context, actor identity.Actor, slug, text string) (Call, error) {
	f, err := s.FindOwn(ctx, actor, slug)
	if err != nil {
		return Call{}, err
	}
	var fields apperr.Fields
	text = fields.Text("text", text, 3, maxCall)
	if err := fields.Err(); err != nil {
		return Call{}, err
	}
	limit := identity.Try{Kind: "festival:call", Subject: f.ID.String(), Hits: callsInADay, Per: 24 * time.Hour}
	if err := identity.NewLimiter(s.DB).Allow(ctx, limit); err != nil {
		return Call{}, err
	}
	id, err := uuid.NewV7()
	if err != nil {
		return Call{}, err
	}
	call := Call{ID: id, Text: text}
	err = postgres.Transact(ctx, s.DB, func(tx *sqlx.Tx) error {
		people, err := listVendorOwners(ctx, tx, f.ID)
		if err != nil {
			return err
		}
		call.Recipients = 0
		for _, person := range people {
			channel, recipient, ok := s.Notify.To(person.Phone, person.Email)
			if !ok {
				continue
			}
			call.Recipients++
			err := s.Notify.SendTx(ctx, tx, notify.Message{
				DedupeKey: "call:" + id.String() + ":" + person.AccountID.String(), Channel: channel, Recipient: recipient, Language: person.Language,
				Template: "festival_call", Params: map[string]any{"Festival": f.Name.In(person.Language), "Text": text},
			})
			if err != nil {
				return err
			}
		}
		if call.Recipients == 0 {
			return apperr.New(apperr.Conflict, "no_vendors")
		}
		if call.SentAt, err = s.nowTx(ctx, tx); err != nil {
			return err
		}
		return insertCall(ctx, tx, f.ID, actor.AccountID, call)
	})
	return call, err
}

// ListVendorCalls gives what an organizer told the vendors, the newest first. Errors: NotFound festival_not_found.
func (s *Service) ListVendorCalls(ctx context.Context, actor identity.Actor, slug string) ([]Call, error) {
	f, err := s.FindOwn(ctx, actor, slug)
	if err != nil {
		return nil, err
	}
	return listVendorCalls(ctx, s.DB, f.ID, maxCallsSeen)
}
