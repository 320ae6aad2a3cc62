package catalog

import (
	"slices"

	"github.com/google/uuid"

	"lapak/internal/apperr"
	"lapak/internal/money"
	"lapak/internal/postgres/keyset"
)

// The orders of a list. Relevance is for searches; without one it means Newest.
const (
	Relevance  = "relevance"
	Newest     = "newest"
	Cheapest   = "price"
	Dearest    = "-price"
	MostBought = "popular"
)

// Filter says which products a list holds and in which order; an empty or nil field does not filter.
type Filter struct {
	Query       string // words; "phrases" and -exclusions are understood
	Category    string // slug; a category includes those below it
	District    string // slug, of the shop
	Shop        string // slug
	Festival    string // slug; what shops at it list, and what it features
	ExportLevel string // at least; one of ExportLevels
	Destination string // one that KnowDestinations named: ready there, or with conditions
	MinPrice    *int64 // rupiah, of the cheapest variant
	MaxPrice    *int64
	InStock     bool   // only what can be ordered now
	Sort        string // empty: Relevance for a search, else Newest
}

// Page is a part of a list. Limit must lie in 1..100; zero means 24. Cursor is empty for the first part.
type Page struct {
	Limit  int
	Cursor string
}

const defaultLimit, maxLimit = 24, 100

// position is where a page ended. Key is what the list is sorted by: a price, a count, a rank, or microseconds since 1970.
type position struct {
	List      string    `json:"l"`           // the list's fingerprint
	Corrected string    `json:"q,omitempty"` // the query that was answered instead
	Key       int64     `json:"k"`
	ID        uuid.UUID `json:"i"`
}

// latest is the last moment that a cursor may name, in microseconds: beyond it Postgres knows no time.
const latest = 32_503_680_000_000_000

// search is a checked filter.
type search struct {
	Filter
	language   string
	words      string   // the query, safe and without stop words
	categories []string // slugs
	level      int
	limit      int
	list       string // fingerprint
	after      *position
}

// check reads a filter; the error is Invalid and names every wrong field.
func (s *Service) check(language string, f Filter, page Page) (search, error) {
	var fields apperr.Fields
	f.Query = checkQuery(&fields, f.Query)
	q := search{Filter: f, language: language, limit: page.Limit}
	if f.Category != "" {
		if q.categories = s.categories.Load().within[f.Category]; q.categories == nil {
			fields.Add("category", "unknown_value")
		}
	}
	if f.District != "" {
		if _, err := s.Regions.FindDistrict(f.District); err != nil {
			fields.Add("district", "unknown_value")
		}
	}
	if f.Shop != "" && !apperr.IsPlainText(f.Shop) {
		fields.Add("shop", "unknown_value")
	}
	if f.Festival != "" && !apperr.IsPlainText(f.Festival) {
		fields.Add("festival", "unknown_value")
	}
	if f.ExportLevel != "" {
		if q.level = slices.Index(ExportLevels, f.ExportLevel); q.level < 0 {
			fields.Add("export_level", "unknown_value")
		}
	}
	if f.Destination != "" && !slices.Contains(*s.destinations.Load(), f.Destination) {
		fields.Add("destination", "unknown_value")
	}
	checkPrices(&fields, f)
	q.checkSort(&fields)
	if page.Limit == 0 {
		q.limit = defaultLimit
	}
	fields.Between("limit", int64(q.limit), 1, maxLimit)
	if err := fields.Err(); err != nil {
		return search{}, err
	}
	q.words = cleanQuery(f.Query, s.Regions.StopWords(language))
	q.list = keyset.Fingerprint(struct {
		Filter   Filter
		Language string
	}{q.Filter, language})
	return q, q.readCursor(page.Cursor)
}

func checkPrices(fields *apperr.Fields, f Filter) {
	if f.MinPrice != nil {
		fields.Between("min_price", *f.MinPrice, 0, money.Max)
	}
	if f.MaxPrice != nil {
		fields.Between("max_price", *f.MaxPrice, 0, money.Max)
	}
	if f.MinPrice != nil && f.MaxPrice != nil && *f.MinPrice > *f.MaxPrice {
		fields.Add("max_price", "price_range")
	}
}

func (q *search) checkSort(fields *apperr.Fields) {
	switch q.Sort {
	case "":
		q.Sort = Relevance
	case Relevance, Newest, Cheapest, Dearest, MostBought:
	default:
		fields.Add("sort", "unknown_value")
	}
	if q.Sort == Relevance && q.Query == "" {
		q.Sort = Newest
	}
}

func (q *search) readCursor(cursor string) error {
	if cursor == "" {
		return nil
	}
	var after position
	if err := keyset.Decode(cursor, &after); err != nil {
		return err
	}
	if after.List != q.list || after.Key < 0 || after.Key > latest {
		return keyset.Invalid()
	}
	if after.Corrected != "" {
		if q.words = cleanQuery(after.Corrected, nil); q.words != after.Corrected {
			return keyset.Invalid()
		}
	}
	q.after = &after
	return nil
}

// KnowDestinations says which destinations a filter may name: those of the export rules in force.
func (s *Service) KnowDestinations(codes []string) { s.destinations.Store(&codes) }
