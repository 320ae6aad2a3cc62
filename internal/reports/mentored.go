package reports

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/exportready"
	"lapak/internal/identity"
	"lapak/internal/mentoring"
	"lapak/internal/postgres/keyset"
)

// MentorShops reads the shops of a mentor's place: how far they are, and which have fallen asleep. It holds counts and dates, never
// amounts, papers or numbers of people.
type MentorShops struct {
	db      *sqlx.DB
	help    *mentoring.Service
	exports *exportready.Service
}

// NewMentorShops makes a MentorShops.
func NewMentorShops(db *sqlx.DB, help *mentoring.Service, exports *exportready.Service) *MentorShops {
	return &MentorShops{db, help, exports}
}

// MentoredShop is an approved shop as its mentor sees it.
type MentoredShop struct {
	ID           uuid.UUID  `db:"id"`
	Slug         string     `db:"slug"`
	Name         string     `db:"name"`
	DistrictName string     `db:"district_name"`
	VillageCode  string     `db:"village_code"`
	VillageName  string     `db:"village_name"`
	Products     int        `db:"products"`    // on show
	LastSale     *time.Time `db:"last_sale"`   // nil: none yet
	LastChange   *time.Time `db:"last_change"` // of a product; nil: none yet
	NoSale       bool       `db:"no_sale"`     // in IdleDays, of a shop that is older than that
	NoChange     bool       `db:"no_change"`   // likewise, of a product
	exportready.Standing
	Before *exportready.Change // the standing a month ago; nil where it was not assessed then
}

// IsIdle says whether the shop has fallen asleep.
func (s MentoredShop) IsIdle() bool { return s.NoSale || s.NoChange }

// LastActive is when the shop last sold or changed something; nil for never.
func (s MentoredShop) LastActive() *time.Time {
	if s.LastSale != nil && (s.LastChange == nil || s.LastSale.After(*s.LastChange)) {
		return s.LastSale
	}
	return s.LastChange
}

// IdleDays is after how many days without a sale, or without a change of a product, a shop counts as asleep.
const IdleDays = 90

// monthDays is how far back progress is measured.
const monthDays = 30

// MentorFilter says which shops are meant; an empty field does not filter.
type MentorFilter struct {
	Village string `json:"v"` // code
	Idle    bool   `json:"i"` // asleep
}

// MentoredPage is a part of the list. Next is the cursor of the following part, empty on the last.
type MentoredPage struct {
	Items []MentoredShop
	Next  string
}

type mentoredCursor struct {
	List string    `json:"l"`
	Name string    `json:"n"`
	ID   uuid.UUID `json:"i"`
}

// mentoredQuery is a checked question.
type mentoredQuery struct {
	MentorFilter
	scope mentoring.Scope
	after mentoredCursor
	limit int
}

// List gives the approved shops of the actor's place by name. Errors: Forbidden; Invalid at village, limit or cursor.
func (m *MentorShops) List(ctx context.Context, actor identity.Actor, f MentorFilter, page mentoring.Page) (MentoredPage, error) {
	scope, err := m.help.ScopeOf(actor)
	if err != nil {
		return MentoredPage{}, err
	}
	q := mentoredQuery{MentorFilter: f, scope: scope, limit: page.Limit}
	if q.limit == 0 {
		q.limit = 24
	}
	var fields apperr.Fields
	fields.Between("limit", int64(q.limit), 1, 100)
	if !apperr.IsPlainText(f.Village) {
		fields.Add("village", "unknown_value")
	}
	if err := fields.Err(); err != nil {
		return MentoredPage{}, err
	}
	q.after.List = keyset.Fingerprint(f)
	if page.Cursor != "" {
		list := q.after.List
		if err := keyset.Decode(page.Cursor, &q.after); err != nil {
			return MentoredPage{}, err
		}
		if q.after.List != list {
			return MentoredPage{}, keyset.Invalid()
		}
	}
	found, err := listMentored(ctx, m.db, q)
	if err != nil {
		return MentoredPage{}, err
	}
	out := MentoredPage{Items: found}
	if len(found) > q.limit {
		last := found[q.limit-1]
		out.Items, out.Next = found[:q.limit], keyset.Encode(mentoredCursor{q.after.List, last.Name, last.ID})
	}
	return out, m.judge(ctx, out.Items)
}

// judge says of each shop how far it is today, and was a month ago.
func (m *MentorShops) judge(ctx context.Context, shops []MentoredShop) error {
	ids := make([]uuid.UUID, len(shops))
	for i, shop := range shops {
		ids[i] = shop.ID
	}
	now, err := m.exports.ListStandings(ctx, ids)
	if err != nil || len(now) == 0 {
		return err
	}
	today, err := time.Parse(time.DateOnly, m.exports.Today())
	if err != nil {
		return err
	}
	before, err := m.exports.ListPast(ctx, ids, today.AddDate(0, 0, -monthDays).Format(time.DateOnly))
	if err != nil {
		return err
	}
	for i := range shops {
		shops[i].Standing = now[shops[i].ID]
		if past, ok := before[shops[i].ID]; ok && past.Level > 0 {
			shops[i].Before = &past
		}
	}
	return nil
}

// MentoredVillage is a village of the actor's place in which shops are.
type MentoredVillage struct {
	Code     string `db:"code"`
	Name     string `db:"name"`
	District string `db:"district"` // name
	Shops    int    `db:"shops"`
}

// ListVillages gives the villages of the actor's place that have approved shops, by district and name. Errors: Forbidden.
func (m *MentorShops) ListVillages(ctx context.Context, actor identity.Actor) ([]MentoredVillage, error) {
	scope, err := m.help.ScopeOf(actor)
	if err != nil {
		return nil, err
	}
	return listMentoredVillages(ctx, m.db, scope)
}
