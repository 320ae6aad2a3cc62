package festivals

import (
	"context"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/nyaruka/phonenumbers"

	"lapak/internal/apperr"
	"lapak/internal/audit"
	"lapak/internal/identity"
	"lapak/internal/postgres"
)

// Member is an account that acts for a festival.
type Member struct {
	AccountID uuid.UUID  `db:"account_id"`
	Name      string     `db:"name"`
	Email     string     `db:"email"`
	Phone     string     `db:"phone"`
	Role      MemberRole `db:"role"`
	AddedAt   time.Time  `db:"added_at"`
}

// NewMember names somebody by phone or e-mail address.
type NewMember struct {
	Contact string
	Role    MemberRole
}

// ListMembers gives those who act for an own festival, organizers first. Errors: NotFound festival_not_found.
func (s *Service) ListMembers(ctx context.Context, actor identity.Actor, slug string) ([]Member, error) {
	f, err := s.FindOwn(ctx, actor, slug)
	if err != nil {
		return nil, err
	}
	return listMembers(ctx, s.DB, f.ID)
}

// AddMember lets an account act for an own festival. Adding somebody again changes the role. Errors: NotFound festival_not_found;
// Invalid at contact (account_unknown) or role; Conflict last_organizer.
func (s *Service) AddMember(ctx context.Context, actor identity.Actor, slug string, in NewMember) error {
	email, phone := "", ""
	if strings.Contains(in.Contact, "@") {
		email = strings.ToLower(strings.TrimSpace(in.Contact))
	} else if n, err := phonenumbers.Parse(in.Contact, s.Regions.Settings().PhoneCountry); err == nil && phonenumbers.IsValidNumber(n) {
		phone = phonenumbers.Format(n, phonenumbers.E164)
	}
	var fields apperr.Fields
	if in.Role != Organizer && in.Role != Committee {
		fields.Add("role", "unknown_value")
	}
	if !apperr.IsPlainText(in.Contact) || email == "" && phone == "" {
		fields.Add("contact", "account_unknown")
	}
	return s.changeMembers(ctx, actor, slug, func(tx *sqlx.Tx, f Festival) (*audit.Entry, error) {
		if err := fields.Err(); err != nil {
			return nil, err
		}
		account, err := findAccount(ctx, tx, email, phone)
		if err != nil {
			return nil, err
		}
		if err := insertMember(ctx, tx, f.ID, account, in.Role); err != nil {
			return nil, err
		}
		entry := entryOf(actor, "member.add", f.ID, map[string]string{"account": account.String(), "role": string(in.Role)})
		return &entry, nil
	})
}

// RemoveMember takes somebody out. Errors: NotFound festival_not_found, member_not_found; Conflict last_organizer.
func (s *Service) RemoveMember(ctx context.Context, actor identity.Actor, slug string, account uuid.UUID) error {
	return s.changeMembers(ctx, actor, slug, func(tx *sqlx.Tx, f Festival) (*audit.Entry, error) {
		removed, err := deleteMember(ctx, tx, f.ID, account)
		if err == nil && !removed {
			err = apperr.NewNotFound("member_not_found")
		}
		entry := entryOf(actor, "member.remove", f.ID, map[string]string{"account": account.String()})
		return &entry, err
	})
}

// changeMembers runs a change under the festival's lock, so that two organizers cannot remove each other.
func (s *Service) changeMembers(ctx context.Context, actor identity.Actor, slug string, change func(*sqlx.Tx, Festival) (*audit.Entry, error)) error {
	return postgres.Transact(ctx, s.DB, func(tx *sqlx.Tx) error {
		f, err := s.LockOwnTx(ctx, tx, actor, slug)
		if err != nil {
			return err
		}
		entry, err := change(tx, f)
		if err != nil {
			return err
		}
		left, err := countOrganizers(ctx, tx, f.ID)
		if err != nil {
			return err
		}
		if left == 0 {
			return apperr.New(apperr.Conflict, "last_organizer")
		}
		return audit.RecordTx(ctx, tx, *entry)
	})
}
