package shops

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/audit"
	"lapak/internal/identity"
	"lapak/internal/postgres"
)

// Member is an account that acts for a shop.
type Member struct {
	AccountID uuid.UUID `db:"account_id"`
	Name      string    `db:"name"`
	Email     string    `db:"email"`
	Phone     string    `db:"phone"`
	Language  string    `db:"language"`
	Role      Role      `db:"role"`
	CreatedAt time.Time `db:"created_at"`
}

// ListMembers gives the members of a shop, owners first. Any member may ask; for others the shop is NotFound.
func (s *Service) ListMembers(ctx context.Context, actor identity.Actor, slug string) ([]Member, error) {
	shop, _, err := s.FindForMember(ctx, actor, slug)
	if err != nil {
		return nil, err
	}
	return listMembers(ctx, s.db, shop.ID)
}

// NewMember names somebody by phone or e-mail address.
type NewMember struct {
	Contact string
	Role    Role
}

// AddMember makes an account a member. Only an owner may. Adding somebody again changes the role. Errors: NotFound, Forbidden
// owner_only, Invalid at contact (account_unknown) or role, Conflict last_owner.
func (s *Service) AddMember(ctx context.Context, actor identity.Actor, slug string, in NewMember) error {
	email, phone := "", ""
	if strings.Contains(in.Contact, "@") {
		email = strings.ToLower(strings.TrimSpace(in.Contact))
	} else {
		phone = normalisePhone(in.Contact, s.regions.Settings().PhoneCountry)
	}
	var fields apperr.Fields
	if in.Role != Owner && in.Role != Staff {
		fields.Add("role", "unknown_value")
	}
	if !apperr.IsPlainText(in.Contact) || email == "" && phone == "" {
		fields.Add("contact", "account_unknown")
	}
	return s.changeMembers(ctx, desk{actor: actor, slug: slug}, func(tx *sqlx.Tx, shop Shop) (*audit.Entry, error) {
		if err := fields.Err(); err != nil {
			return nil, err
		}
		account, err := findAccount(ctx, tx, email, phone)
		if err != nil {
			return nil, err
		}
		changed, err := insertMember(ctx, tx, shop.ID, account, in.Role)
		if err != nil || !changed {
			return nil, err
		}
		if err := needOwner(ctx, tx, shop.ID); err != nil {
			return nil, err
		}
		return &audit.Entry{Action: "shop.member.add", Data: map[string]string{"account": account.String(), "role": string(in.Role)}}, nil
	})
}

// RemoveMember takes a member out. An owner may remove anybody, and anybody may leave. Errors: NotFound shop_not_found and
// member_not_found, Forbidden owner_only, Conflict last_owner.
func (s *Service) RemoveMember(ctx context.Context, actor identity.Actor, slug string, account uuid.UUID) error {
	by := desk{actor: actor, slug: slug, anyMember: account == actor.AccountID}
	return s.changeMembers(ctx, by, func(tx *sqlx.Tx, shop Shop) (*audit.Entry, error) {
		removed, err := deleteMember(ctx, tx, shop.ID, account)
		if err != nil {
			return nil, err
		}
		if !removed {
			return nil, apperr.NewNotFound("member_not_found")
		}
		if err := needOwner(ctx, tx, shop.ID); err != nil {
			return nil, err
		}
		return &audit.Entry{Action: "shop.member.remove", Data: map[string]string{"account": account.String()}}, nil
	})
}

// needOwner refuses a change that leaves a shop without an owner.
func needOwner(ctx context.Context, tx *sqlx.Tx, shop uuid.UUID) error {
	owners, err := countOwners(ctx, tx, shop)
	if err == nil && owners == 0 {
		err = apperr.New(apperr.Conflict, "last_owner")
	}
	return err
}

// desk says who changes the members of which shop; anyMember lets staff do it too.
type desk struct {
	actor     identity.Actor
	slug      string
	anyMember bool
}

// changeMembers runs a change under the shop's lock, so that two owners cannot remove each other, and records what it returns.
func (s *Service) changeMembers(ctx context.Context, by desk, change func(*sqlx.Tx, Shop) (*audit.Entry, error)) error {
	return postgres.Transact(ctx, s.db, func(tx *sqlx.Tx) error {
		shop, err := lockForMember(ctx, tx, by.slug, by.actor.AccountID)
		if err != nil {
			return err
		}
		if shop.MemberRole != Owner && !by.anyMember {
			return apperr.New(apperr.Forbidden, "owner_only")
		}
		entry, err := change(tx, shop.Shop)
		if err != nil || entry == nil {
			return err
		}
		entry.Actor, entry.Subject = by.actor.String(), subject(shop.ID)
		return audit.RecordTx(ctx, tx, *entry)
	})
}

// ListOwnersTx gives the owners of a shop inside a caller's transaction, for news to them.
func (s *Service) ListOwnersTx(ctx context.Context, tx *sqlx.Tx, shopID uuid.UUID) ([]Member, error) {
	members, err := listMembers(ctx, tx, shopID)
	return slices.DeleteFunc(members, func(m Member) bool { return m.Role != Owner }), err
}
