package mentoring

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/exportready"
	"lapak/internal/identity"
	"lapak/internal/postgres"
	"lapak/internal/postgres/keyset"
	"lapak/internal/shops"
)

// HelpRequest is a shop's wish for a mentor about one rule.
type HelpRequest struct {
	ID           uuid.UUID  `db:"id"`
	ShopID       uuid.UUID  `db:"shop_id"`
	ShopSlug     string     `db:"shop_slug"`
	ShopName     string     `db:"shop_name"`
	ShopPhone    string     `db:"shop_phone"` // E.164
	District     string     `db:"district"`   // slug
	DistrictName string     `db:"district_name"`
	VillageCode  string     `db:"village_code"`
	VillageName  string     `db:"village_name"`
	ProductSlug  string     `db:"product_slug"` // empty for a rule about the shop
	ProductTitle string     `db:"product_title"`
	Rule         string     `db:"rule"`
	Note         string     `db:"note"`
	State        HelpState  `db:"state"`
	AskedAt      time.Time  `db:"asked_at"`
	RaiseAt      time.Time  `db:"raise_at"` // open by then, it is raised to the office
	RaisedAt     *time.Time `db:"raised_at"`
	MentorID     *uuid.UUID `db:"mentor_id"`
	MentorName   string     `db:"mentor_name"`
	TakenAt      *time.Time `db:"taken_at"`
	Reply        string     `db:"reply"`
	VisitOn      *time.Time `db:"visit_on"` // midnight UTC of that date
	Outcome      string     `db:"outcome"`  // what was agreed
	ClosedAt     *time.Time `db:"closed_at"`
}

// NewHelp is what a shop asks.
type NewHelp struct {
	Rule    string
	Product string // slug, for a rule about a product
	Note    string
}

// raiseAfter is how many working days a request may lie before the office is told.
const raiseAfter = 3

// Ask asks for a mentor; any member of an approved shop may. The mentors of its place are told, or the office where there is none.
// Errors: NotFound shop_not_found, product_not_found; Invalid at criterion, product or note; Conflict shop_not_approved, help_asked.
func (s *Service) Ask(ctx context.Context, actor identity.Actor, slug string, in NewHelp) (HelpRequest, error) {
	var fields apperr.Fields
	in.Note = s.text(&fields, "note", in.Note, 0)
	var made HelpRequest
	err := postgres.Transact(ctx, s.DB, func(tx *sqlx.Tx) error {
		shop, _, err := s.Shops.FindForMemberTx(ctx, tx, actor, slug)
		if err != nil {
			return err
		}
		if err := fields.Err(); err != nil {
			return err
		}
		if shop.State != shops.Approved {
			return apperr.New(apperr.Conflict, "shop_not_approved")
		}
		product, err := s.Exports.CheckConcernTx(ctx, tx, exportready.Concern{Rule: in.Rule, ShopID: shop.ID, Product: in.Product})
		if err != nil {
			return err
		}
		made, err = s.askTx(ctx, tx, helpRow{ShopID: shop.ID, ProductID: product, Rule: in.Rule, Note: in.Note, AskedBy: actor.AccountID})
		return err
	})
	return made, err
}

func (s *Service) askTx(ctx context.Context, tx *sqlx.Tx, row helpRow) (HelpRequest, error) {
	var err error
	if row.ID, err = uuid.NewV7(); err != nil {
		return HelpRequest{}, err
	}
	if row.AskedAt, err = s.nowTx(ctx, tx); err != nil {
		return HelpRequest{}, err
	}
	row.RaiseAt = s.Regions.Settings().WorkdaysAfter(row.AskedAt, raiseAfter)
	if err := insertHelp(ctx, tx, row); err != nil {
		return HelpRequest{}, err
	}
	made, err := findHelp(ctx, tx, row.ID)
	if err != nil {
		return HelpRequest{}, err
	}
	return made, s.tellMentorsTx(ctx, tx, made)
}

// Withdraw takes a live request back; any member of the shop may, also once a mentor has taken it, who is told. Errors: NotFound
// shop_not_found, help_not_found; Conflict help_closed.
func (s *Service) Withdraw(ctx context.Context, actor identity.Actor, slug string, id uuid.UUID) (HelpRequest, error) {
	var closed HelpRequest
	err := postgres.Transact(ctx, s.DB, func(tx *sqlx.Tx) error {
		shop, _, err := s.Shops.FindForMemberTx(ctx, tx, actor, slug)
		if err != nil {
			return err
		}
		found, err := lockHelp(ctx, tx, id)
		if err != nil {
			return err
		}
		if found.ShopID != shop.ID {
			return errNoHelp()
		}
		closed, err = s.moveTx(ctx, tx, found, helpChange{verb: withdraw})
		if err != nil || closed.MentorID == nil {
			return err
		}
		return s.tellMentorTx(ctx, tx, closed, "help_withdrawn")
	})
	return closed, err
}

// helpChange is what a verb writes.
type helpChange struct {
	verb    helpVerb
	mentor  uuid.UUID
	reply   string
	visitOn string // "2026-12-03"; empty for none
	outcome string
}

// moveTx applies a verb to a request that is locked.
func (s *Service) moveTx(ctx context.Context, tx *sqlx.Tx, found HelpRequest, change helpChange) (HelpRequest, error) {
	next, allowed := helpMoves[found.State][change.verb]
	switch {
	case !allowed && found.State == Taken:
		return found, apperr.New(apperr.Conflict, "help_taken")
	case !allowed && found.State == Open:
		return found, apperr.New(apperr.Conflict, "help_not_taken")
	case !allowed:
		return found, apperr.New(apperr.Conflict, "help_closed")
	}
	now, err := s.nowTx(ctx, tx)
	if err != nil {
		return found, err
	}
	if err := updateHelp(ctx, tx, found.ID, moved{next, now, change}); err != nil {
		return found, err
	}
	return findHelp(ctx, tx, found.ID)
}

// Page is a part of a list. Limit must lie in 1..100; zero means 24. Cursor is empty for the first part.
type Page struct {
	Limit  int
	Cursor string
}

func (p Page) limit() (int, error) {
	if p.Limit == 0 {
		return 24, nil
	}
	var fields apperr.Fields
	fields.Between("limit", int64(p.Limit), 1, 100)
	return p.Limit, fields.Err()
}

// HelpPage is a part of a list of requests. Next is the cursor of the following part, empty on the last.
type HelpPage struct {
	Items []HelpRequest
	Next  string
}

// helpCursor is a place in a list of requests.
type helpCursor struct {
	List string    `json:"l"`
	At   time.Time `json:"t"`
	ID   uuid.UUID `json:"i"`
}

// ListForShop gives what a shop asked for, the newest first; any member may ask. Errors: NotFound shop_not_found; Invalid at limit or cursor.
func (s *Service) ListForShop(ctx context.Context, actor identity.Actor, slug string, page Page) (HelpPage, error) {
	shop, _, err := s.Shops.FindForMember(ctx, actor, slug)
	if err != nil {
		return HelpPage{}, err
	}
	limit, err := page.limit()
	if err != nil {
		return HelpPage{}, err
	}
	list := "shop:" + shop.ID.String()
	before := helpCursor{At: endOfTime, ID: uuid.Max}
	if err := readCursor(page.Cursor, list, &before); err != nil {
		return HelpPage{}, err
	}
	found, err := listShopHelp(ctx, s.DB, shop.ID, before, limit+1)
	return cutHelp(found, limit, list), err
}

// ListLive gives the requests of a shop that are still to be answered or finished; any member may ask. A shop has few of them.
func (s *Service) ListLive(ctx context.Context, actor identity.Actor, slug string) ([]HelpRequest, error) {
	shop, _, err := s.Shops.FindForMember(ctx, actor, slug)
	if err != nil {
		return nil, err
	}
	return listLiveHelp(ctx, s.DB, shop.ID)
}

// endOfTime is later than anything that is listed.
var endOfTime = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)

func readCursor(cursor, list string, into *helpCursor) error {
	if cursor == "" {
		return nil
	}
	if err := keyset.Decode(cursor, into); err != nil {
		return err
	}
	if into.List != list {
		return keyset.Invalid()
	}
	return nil
}

func cutHelp(found []HelpRequest, limit int, list string) HelpPage {
	if len(found) <= limit {
		return HelpPage{Items: found}
	}
	last := found[limit-1]
	return HelpPage{Items: found[:limit], Next: keyset.Encode(helpCursor{list, last.AskedAt, last.ID})}
}

const maxText = 1000 // characters of a note, reply or outcome

// text checks what somebody writes to the other side; a number that must not be kept in clear has no place in it.
func (s *Service) text(fields *apperr.Fields, path, value string, min int) string {
	value = fields.Text(path, value, min, maxText)
	if s.Exports.NamesSecret(value) {
		fields.Add(path, "secret_number")
	}
	return value
}

// ForgetTx empties what a person wrote, when that person is erased.
func (s *Service) ForgetTx(ctx context.Context, tx *sqlx.Tx, account uuid.UUID) error {
	return forgetHelp(ctx, tx, account)
}

func errNoHelp() *apperr.Error { return apperr.NewNotFound("help_not_found") }
