package trade

import (
	"context"
	"slices"
	"time"

	"github.com/google/uuid"

	"lapak/internal/apperr"
	"lapak/internal/identity"
	"lapak/internal/postgres/keyset"
)

// StateOpen is no state of an inquiry but a filter: those whose asker waits, new and again.
const StateOpen State = "open"

// Filter says which inquiries a list has. Those whose asker waits come by the time at which an answer is due, so that the overdue are
// first; the others by their last change, the newest first.
type Filter struct {
	State  State // empty is StateOpen
	Kind   Kind  // empty for both
	Limit  int   // 1 to 100
	Cursor string
}

// Page is a part of a list. Next is the cursor of the following part, empty on the last.
type Page struct {
	Items []Inquiry
	Next  string
}

type position struct {
	List string    `json:"l"`
	At   time.Time `json:"t"`
	ID   uuid.UUID `json:"i"`
}

// listQuery is a checked filter.
type listQuery struct {
	Shop    *uuid.UUID // nil: of all shops
	Account *uuid.UUID
	States  []State
	Kind    Kind
	after   position
	limit   int
}

// ListMine gives the inquiries of the actor's account, the newest first. Errors: Unauthenticated; Invalid at limit or cursor.
func (s *Service) ListMine(ctx context.Context, actor identity.Actor, limit int, cursor string) (Page, error) {
	if actor.AccountID == uuid.Nil {
		return Page{}, apperr.New(apperr.Unauthenticated, "unauthenticated")
	}
	return s.list(ctx, listQuery{Account: &actor.AccountID}, Filter{Limit: limit, Cursor: cursor}, lastAsked)
}

// ListForShop gives the inquiries to a shop; any member may ask. Errors: NotFound shop_not_found; Invalid at state, kind, limit or cursor.
func (s *Service) ListForShop(ctx context.Context, actor identity.Actor, slug string, f Filter) (Page, error) {
	shop, _, err := s.Shops.FindForMember(ctx, actor, slug)
	if err != nil {
		return Page{}, err
	}
	return s.listByState(ctx, listQuery{Shop: &shop.ID}, f)
}

// ListForOffice gives all inquiries to the office. Errors: Forbidden; Invalid at state, kind, limit or cursor.
func (s *Service) ListForOffice(ctx context.Context, actor identity.Actor, f Filter) (Page, error) {
	if !isOffice(actor) {
		return Page{}, apperr.New(apperr.Forbidden, "forbidden")
	}
	return s.listByState(ctx, listQuery{}, f)
}

func (s *Service) listByState(ctx context.Context, q listQuery, f Filter) (Page, error) {
	if f.State == "" {
		f.State = StateOpen
	}
	var fields apperr.Fields
	if !slices.Contains([]State{StateOpen, StateNew, StateWaiting, StateAnswered, StateClosed}, f.State) {
		fields.Add("state", "unknown_value")
	}
	if f.Kind != "" && f.Kind != Goods && f.Kind != Investment {
		fields.Add("kind", "unknown_value")
	}
	if err := fields.Err(); err != nil {
		return Page{}, err
	}
	q.Kind = f.Kind
	if f.State == StateAnswered || f.State == StateClosed {
		q.States = []State{f.State}
		return s.list(ctx, q, f, lastChanged)
	}
	q.States = []State{StateNew, StateWaiting}
	if f.State != StateOpen {
		q.States = []State{f.State}
	}
	return s.list(ctx, q, f, firstDue)
}

// order is how a list runs: where it begins, by which time, and how it is asked for.
type order struct {
	first position
	at    func(Inquiry) time.Time
	query func(listQuery) (text string, args []any)
}

var (
	firstDue    = order{position{At: time.Unix(0, 0).UTC()}, func(i Inquiry) time.Time { return *i.AnswerBy }, unansweredQuery}
	lastChanged = order{position{At: farOff, ID: uuid.Max}, func(i Inquiry) time.Time { return i.UpdatedAt }, settledQuery}
	lastAsked   = order{position{At: farOff, ID: uuid.Max}, func(i Inquiry) time.Time { return i.CreatedAt }, accountQuery}
	farOff      = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)
)

func (s *Service) list(ctx context.Context, q listQuery, f Filter, by order) (Page, error) {
	var fields apperr.Fields
	fields.Between("limit", int64(f.Limit), 1, 100)
	if err := fields.Err(); err != nil {
		return Page{}, err
	}
	q.after, q.limit = by.first, f.Limit+1
	q.after.List = keyset.Fingerprint(q)
	if f.Cursor != "" {
		var given position
		if err := keyset.Decode(f.Cursor, &given); err != nil {
			return Page{}, err
		}
		if given.List != q.after.List || given.At.Year() < 1970 || given.At.Year() > 9999 {
			return Page{}, keyset.Invalid()
		}
		q.after = given
	}
	text, args := by.query(q)
	found, err := listInquiries(ctx, s.DB, text, args)
	if err != nil || len(found) <= f.Limit {
		return Page{Items: found}, err
	}
	found = found[:f.Limit]
	last := found[f.Limit-1]
	return Page{Items: found, Next: keyset.Encode(position{q.after.List, by.at(last), last.ID})}, nil
}

// Desk is what a shop owes its askers.
type Desk struct {
	Unanswered int        `db:"unanswered"`
	AnswerBy   *time.Time `db:"answer_by"` // of the first
}

// FindDesk counts the inquiries that wait for a shop; the caller has checked that the shop is the actor's.
func (s *Service) FindDesk(ctx context.Context, shop uuid.UUID) (Desk, error) {
	return findDesk(ctx, s.DB, shop)
}

// CountOverdue counts what was not answered in time at asOf, for the office. Errors: Forbidden.
func (s *Service) CountOverdue(ctx context.Context, actor identity.Actor, asOf time.Time) (int, error) {
	if !isOffice(actor) {
		return 0, apperr.New(apperr.Forbidden, "forbidden")
	}
	return countOverdue(ctx, s.DB, asOf)
}
