package shops

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/identity"
	"lapak/internal/postgres/keyset"
)

// FindBySlug finds an approved shop, for anybody; any other is NotFound.
func (s *Service) FindBySlug(ctx context.Context, slug string) (Shop, error) {
	return findApproved(ctx, s.db, slug)
}

// Find finds a shop in whatever state by its id, for the platform's own use.
func (s *Service) Find(ctx context.Context, id uuid.UUID) (Shop, error) {
	return findShop(ctx, s.db, id)
}

// FindForMember finds a shop that the actor acts for, and the actor's role in it. Anybody else's shop is NotFound.
func (s *Service) FindForMember(ctx context.Context, actor identity.Actor, slug string) (Shop, Role, error) {
	member, err := findForMember(ctx, s.db, slug, actor.AccountID)
	return member.Shop, member.MemberRole, err
}

// FindForMemberTx is FindForMember inside a caller's transaction. The shop's state stays as it is until the transaction ends.
func (s *Service) FindForMemberTx(ctx context.Context, tx *sqlx.Tx, actor identity.Actor, slug string) (Shop, Role, error) {
	member, err := shareForMember(ctx, tx, slug, actor.AccountID)
	return member.Shop, member.MemberRole, err
}

// IsMember says whether an account acts for a shop, as q sees it: the pool, or a caller's transaction.
func (s *Service) IsMember(ctx context.Context, q sqlx.QueryerContext, shop, account uuid.UUID) (bool, error) {
	return isMember(ctx, q, shop, account)
}

// FindForOffice finds a shop in whatever state for the office that decides on it.
func (s *Service) FindForOffice(ctx context.Context, actor identity.Actor, slug string) (Shop, error) {
	if err := mayDecide(actor); err != nil {
		return Shop{}, err
	}
	return findAny(ctx, s.db, slug)
}

func (s *Service) findAsOwner(ctx context.Context, actor identity.Actor, slug string) (Shop, error) {
	shop, role, err := s.FindForMember(ctx, actor, slug)
	if err == nil && role != Owner {
		err = apperr.New(apperr.Forbidden, "owner_only")
	}
	return shop, err
}

func (s *Service) lockAsOwner(ctx context.Context, tx *sqlx.Tx, actor identity.Actor, slug string) (Shop, error) {
	member, err := lockForMember(ctx, tx, slug, actor.AccountID)
	if err == nil && member.MemberRole != Owner {
		err = apperr.New(apperr.Forbidden, "owner_only")
	}
	return member.Shop, err
}

// Membership is a shop and what somebody is in it.
type Membership struct {
	Shop
	MemberRole Role `db:"member_role"`
}

// ListMine gives the shops that the actor acts for, by name. It is empty for an actor without an account.
func (s *Service) ListMine(ctx context.Context, actor identity.Actor) ([]Membership, error) {
	return listMine(ctx, s.db, actor.AccountID)
}

// Page is a part of a list. Limit must lie in 1..100; zero means 24. Cursor is empty for the first part.
type Page struct {
	Limit  int
	Cursor string
}

// ShopPage is a part of a list of shops. Next is the cursor of the following part, empty on the last.
type ShopPage struct {
	Items []Shop
	Next  string
}

const defaultLimit, maxLimit = 24, 100

func (p Page) limit() (int, error) {
	if p.Limit == 0 {
		return defaultLimit, nil
	}
	var fields apperr.Fields
	fields.Between("limit", int64(p.Limit), 1, maxLimit)
	return p.Limit, fields.Err()
}

// nameCursor is a place in the public list.
type nameCursor struct {
	District string    `json:"d"`
	Name     string    `json:"n"`
	ID       uuid.UUID `json:"i"`
}

// List gives the approved shops by name, of one district (a slug) or of all with "". Errors: Invalid at district, limit or cursor.
func (s *Service) List(ctx context.Context, district string, page Page) (ShopPage, error) {
	if district != "" {
		if _, err := s.regions.FindDistrict(district); err != nil {
			return ShopPage{}, apperr.NewInvalid(apperr.Field{Path: "district", Code: "unknown_value"})
		}
	}
	limit, err := page.limit()
	if err != nil {
		return ShopPage{}, err
	}
	var after nameCursor
	if page.Cursor != "" {
		if err := keyset.Decode(page.Cursor, &after); err != nil {
			return ShopPage{}, err
		}
		if after.District != district {
			return ShopPage{}, keyset.Invalid()
		}
	}
	shops, err := listApproved(ctx, s.db, district, after, limit+1)
	if err != nil {
		return ShopPage{}, err
	}
	return cut(shops, limit, func(last Shop) any { return nameCursor{district, last.Name, last.ID} }), nil
}

// stateCursor is a place in the office's queue.
type stateCursor struct {
	State State     `json:"s"`
	At    time.Time `json:"t"`
	ID    uuid.UUID `json:"i"`
}

// Count is how many shops are approved.
func (s *Service) Count(ctx context.Context) (int, error) {
	return countApproved(ctx, s.db)
}

// ListByState gives the shops in a state, the longest waiting first, for the office that decides on them. Errors: Unauthenticated,
// Forbidden, Invalid at state, limit or cursor.
func (s *Service) ListByState(ctx context.Context, actor identity.Actor, state State, page Page) (ShopPage, error) {
	if err := mayDecide(actor); err != nil {
		return ShopPage{}, err
	}
	switch state {
	case Pending, Approved, Rejected, Suspended:
	default:
		return ShopPage{}, apperr.NewInvalid(apperr.Field{Path: "state", Code: "unknown_value"})
	}
	limit, err := page.limit()
	if err != nil {
		return ShopPage{}, err
	}
	var after stateCursor
	if page.Cursor != "" {
		if err := keyset.Decode(page.Cursor, &after); err != nil {
			return ShopPage{}, err
		}
		if after.State != state {
			return ShopPage{}, keyset.Invalid()
		}
	}
	shops, err := listByState(ctx, s.db, state, after, limit+1)
	if err != nil {
		return ShopPage{}, err
	}
	return cut(shops, limit, func(last Shop) any { return stateCursor{state, last.CreatedAt, last.ID} }), nil
}

// foundCursor is a place in what the office has found.
type foundCursor struct {
	Asked string    `json:"q"`
	Name  string    `json:"n"`
	ID    uuid.UUID `json:"i"`
}

// Search gives the shops whose name contains a text, whatever their state, by name, for the office that decides on them. Errors:
// Unauthenticated, Forbidden, Invalid at q, limit or cursor.
func (s *Service) Search(ctx context.Context, actor identity.Actor, name string, page Page) (ShopPage, error) {
	if err := mayDecide(actor); err != nil {
		return ShopPage{}, err
	}
	var fields apperr.Fields
	name = fields.Text("q", name, 1, 100)
	if err := fields.Err(); err != nil {
		return ShopPage{}, err
	}
	limit, err := page.limit()
	if err != nil {
		return ShopPage{}, err
	}
	var after foundCursor
	if page.Cursor != "" {
		if err := keyset.Decode(page.Cursor, &after); err != nil {
			return ShopPage{}, err
		}
		if after.Asked != name {
			return ShopPage{}, keyset.Invalid()
		}
	}
	shops, err := listByName(ctx, s.db, name, after, limit+1)
	if err != nil {
		return ShopPage{}, err
	}
	return cut(shops, limit, func(last Shop) any { return foundCursor{name, last.Name, last.ID} }), nil
}

// cut drops the row that only told whether there is more.
func cut(shops []Shop, limit int, cursor func(Shop) any) ShopPage {
	if len(shops) <= limit {
		return ShopPage{Items: shops}
	}
	return ShopPage{Items: shops[:limit], Next: keyset.Encode(cursor(shops[limit-1]))}
}
