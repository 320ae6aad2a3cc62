package orders

import (
	"context"
	"encoding/json"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/audit"
	"lapak/internal/identity"
	"lapak/internal/postgres"
	"lapak/internal/postgres/keyset"
)

// Reader is who asks for an order: its account, or a guest who holds its token or proved its phone.
type Reader struct {
	Actor identity.Actor
	Token string
	Phone string // E.164, proved by a code in this session; empty otherwise
}

func (s *Service) mayRead(r Reader, g Group) bool {
	switch {
	case !r.Actor.IsAnonymous() && g.AccountID != nil && *g.AccountID == r.Actor.AccountID:
		return true
	case r.Token != "" && s.links.Verify(linkOrder, g.ID.String(), r.Token):
		return true
	}
	return r.Phone != "" && r.Phone == g.ContactPhone
}

// Find reads one order for its buyer. Foreign and unknown numbers are both NotFound.
func (s *Service) Find(ctx context.Context, reader Reader, number string) (Order, error) {
	return s.findReadable(ctx, s.db, reader, number)
}

// LockForBuyerTx locks an order that the reader may see.
func (s *Service) LockForBuyerTx(ctx context.Context, tx *sqlx.Tx, reader Reader, number string) (Order, error) {
	order, err := s.findReadable(ctx, tx, reader, number)
	if err != nil {
		return Order{}, err
	}
	return s.LockTx(ctx, tx, order.Group.ID)
}

func (s *Service) findReadable(ctx context.Context, q sqlx.QueryerContext, reader Reader, number string) (Order, error) {
	order, err := findByNumber(ctx, q, number, byNumber)
	if err != nil {
		return Order{}, err
	}
	if !s.mayRead(reader, order.Group) {
		return Order{}, apperr.NewNotFound("order_not_found")
	}
	return order, nil
}

// findByNumber is findOrder for a number as a person writes it, which is the condition's first argument.
func findByNumber(ctx context.Context, q sqlx.QueryerContext, number, condition string, args ...any) (Order, error) {
	parsed, ok := ParseNumber(number)
	if !ok {
		return Order{}, apperr.NewNotFound("order_not_found")
	}
	return findOrder(ctx, q, condition, append([]any{parsed}, args...)...)
}

// FindForShop reads the group in which the actor's shop has a part, with that part only: a shop never sees another shop's.
func (s *Service) FindForShop(ctx context.Context, actor identity.Actor, shop, number string) (Order, error) {
	order, err := findByNumber(ctx, s.db, number, ofShop, shop, actor.AccountID)
	if err != nil {
		return Order{}, err
	}
	part := order.PartOf(shop)
	order.Shops = []ShopOrder{*part}
	var timeline []Entry
	for _, e := range order.Timeline {
		if e.ShopOrderID == nil || *e.ShopOrderID == part.ID {
			timeline = append(timeline, e)
		}
	}
	order.Timeline = timeline
	return order, nil
}

// FindForOffice reads a group by its id for finance, which settles what no provider does.
func (s *Service) FindForOffice(ctx context.Context, actor identity.Actor, groupID uuid.UUID) (Order, error) {
	if err := authoriseOffice(actor); err != nil {
		return Order{}, err
	}
	return s.Read(ctx, groupID)
}

// FindGroupsForOffice finds groups by their ids, without their parts, for lists of finance. Unknown ids are left out.
func (s *Service) FindGroupsForOffice(ctx context.Context, actor identity.Actor, ids []uuid.UUID) (map[uuid.UUID]Group, error) {
	if err := authoriseOffice(actor); err != nil {
		return nil, err
	}
	found, err := listGroupsByID(ctx, s.db, ids)
	if err != nil {
		return nil, postgres.Translate(err)
	}
	groups := make(map[uuid.UUID]Group, len(found))
	for _, g := range found {
		groups[g.ID] = g
	}
	return groups, nil
}

// FindByNumberForOffice reads a group by its number for finance and administrators, whom buyers and shops call about it. That they did
// is in the audit log before they see it, once a day for each order and reader.
func (s *Service) FindByNumberForOffice(ctx context.Context, actor identity.Actor, number string) (Order, error) {
	if err := authoriseOffice(actor); err != nil {
		return Order{}, err
	}
	order, err := findByNumber(ctx, s.db, number, byNumber)
	if err != nil {
		return Order{}, err
	}
	err = postgres.Transact(ctx, s.db, func(tx *sqlx.Tx) error {
		return audit.RecordDailyTx(ctx, tx, audit.Entry{Actor: actor.String(), Action: "order.read", Subject: "order:" + order.Group.ID.String()})
	})
	if err != nil {
		return Order{}, err
	}
	return order, nil
}

func authoriseOffice(actor identity.Actor) error {
	if !actor.Has(identity.RoleFinance) && !actor.Has(identity.RoleAdmin) {
		return apperr.New(apperr.Forbidden, "forbidden")
	}
	return nil
}

// ListUnpaidDue lists the groups whose time to pay was over at asOf, the longest over first.
func (s *Service) ListUnpaidDue(ctx context.Context, asOf time.Time, limit int) ([]uuid.UUID, error) {
	return listUnpaidDue(ctx, s.db, asOf, limit)
}

// ListArrived lists the shop orders that were sent before a time and whose buyer has not said that they came, the oldest first.
func (s *Service) ListArrived(ctx context.Context, before time.Time, limit int) ([]ShopOrder, error) {
	return listArrived(ctx, s.db, before, limit)
}

// Summary is one order in a list. Total in rupiah.
type Summary struct {
	ID        uuid.UUID       `db:"id"`
	Number    string          `db:"number"`
	State     string          `db:"state"` // of the group, or of the shop's part in a shop's list
	Method    string          `db:"payment_method"`
	Paid      bool            `db:"paid"`
	Pickup    bool            `db:"pickup"`
	Total     int64           `db:"total"`
	Currency  string          `db:"currency"`
	Buyer     string          `db:"buyer"`
	CreatedAt time.Time       `db:"created_at"`
	DueAt     *time.Time      `db:"due_at"` // in a shop's list: when it should have done what comes next
	Goods     json.RawMessage `db:"goods"`  // [{"title", "quantity", "image_key"}], for the list's second line
}

// Page asks for a part of a list: at most Limit rows after Cursor.
type Page struct {
	Limit  int
	Cursor string
	States []State // of a shop's list: only these; none means all
}

// SummaryPage is a part of a list; NextCursor is empty on the last.
type SummaryPage struct {
	Items      []Summary
	NextCursor string
}

type position struct {
	At time.Time `json:"at"`
	ID uuid.UUID `json:"id"`

	limit int // rows to read
}

// List reads the orders of the actor's account, newest first.
func (s *Service) List(ctx context.Context, actor identity.Actor, page Page) (SummaryPage, error) {
	return s.list(page, func(from position) ([]Summary, error) {
		return listOfAccount(ctx, s.db, actor.AccountID, from)
	})
}

// Record is an order as its buyer's copy of their data tells it: what was bought, without the shops' work on it.
type Record struct {
	Group
	Goods json.RawMessage `db:"goods"` // [{"title", "quantity", "total"}], totals in rupiah
}

// ListRecords reads every order of the actor's account, newest first.
func (s *Service) ListRecords(ctx context.Context, actor identity.Actor) ([]Record, error) {
	records, err := listRecords(ctx, s.db, actor.AccountID)
	return records, postgres.Translate(err)
}

// ListByPhone reads the orders of a phone that was proved by a code, newest first.
func (s *Service) ListByPhone(ctx context.Context, phone string, page Page) (SummaryPage, error) {
	return s.list(page, func(from position) ([]Summary, error) { return listOfPhone(ctx, s.db, phone, from) })
}

// ListForShop reads the orders of a shop that the caller has checked to be the actor's, newest first; what waits for its payment is left out.
func (s *Service) ListForShop(ctx context.Context, shopID uuid.UUID, page Page) (SummaryPage, error) {
	return s.list(page, func(from position) ([]Summary, error) {
		return listOfShop(ctx, s.db, shopID, page.States, from)
	})
}

func (s *Service) list(page Page, read func(from position) ([]Summary, error)) (SummaryPage, error) {
	from := position{At: time.Now().Add(24 * time.Hour), ID: uuid.Max}
	if page.Cursor != "" {
		if err := keyset.Decode(page.Cursor, &from); err != nil {
			return SummaryPage{}, err
		}
	}
	from.limit = page.Limit + 1
	items, err := read(from)
	if err != nil {
		return SummaryPage{}, postgres.Translate(err)
	}
	out := SummaryPage{Items: items}
	if len(items) > page.Limit {
		out.Items = items[:page.Limit]
		last := out.Items[page.Limit-1]
		out.NextCursor = keyset.Encode(position{At: last.CreatedAt, ID: last.ID})
	}
	return out, nil
}

// Desk is what a shop must do now and what it has sold. Amounts in rupiah.
type Desk struct {
	New       int        `db:"new"`        // to accept
	ToPack    int        `db:"to_pack"`    // accepted
	ToSend    int        `db:"to_send"`    // packed
	ToCollect int        `db:"to_collect"` // waiting for the buyer at the shop
	CashDue   int64      `db:"cash_due"`   // handed over or on the way, not yet paid in cash
	Sold      int64      `db:"sold"`       // completed in the last 30 days
	Waiting   int64      `db:"waiting"`    // paid to the mall, not completed
	AcceptBy  *time.Time `db:"accept_by"`  // of the first to accept
	SendBy    *time.Time `db:"send_by"`    // of the first to pack or to send
}

// FindDesk counts a shop's work; the caller has checked that the shop is the actor's.
func (s *Service) FindDesk(ctx context.Context, shopID uuid.UUID) (Desk, error) {
	d, err := findDesk(ctx, s.db, shopID)
	return d, postgres.Translate(err)
}

// Read reads a group by its id for a caller that has established who asks.
func (s *Service) Read(ctx context.Context, groupID uuid.UUID) (Order, error) {
	return findOrder(ctx, s.db, byID, groupID)
}

// HasOpen says whether an account still has orders under way, whose contact the shops need.
func (s *Service) HasOpen(ctx context.Context, accountID uuid.UUID) (bool, error) {
	open, err := hasOpen(ctx, s.db, accountID)
	return open, postgres.Translate(err)
}

// ForgetTx takes the name, contact and address of an erased person out of their orders; what was sold and paid stays in the books.
func (s *Service) ForgetTx(ctx context.Context, tx *sqlx.Tx, accountID uuid.UUID) error {
	return forgetBuyerTx(ctx, tx, accountID)
}
