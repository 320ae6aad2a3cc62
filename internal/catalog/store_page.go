package catalog

import (
	"strconv"
	"strings"
	"time"

	"github.com/lib/pq"
)

// maxRanked is how many matches are ranked: of a word that fits more products than that, the newest. It bounds the cost of a search
// for a word that is everywhere.
const maxRanked = 2000

// statement is a query in the making: what stands in it is ours, what people enter is an argument.
type statement struct {
	where []string
	args  []any
}

// bind adds an argument and returns its placeholder.
func (s *statement) bind(value any) string {
	s.args = append(s.args, value)
	return "$" + strconv.Itoa(len(s.args))
}

func (s *statement) and(condition string) { s.where = append(s.where, condition) }

// order is how a sort reads: its column, its direction, and the column as the number that a cursor keeps.
type order struct{ column, direction, key string }

var orders = map[string]order{
	Newest:     {"p.published_at", "DESC", "(extract(epoch FROM p.published_at) * 1000000)::bigint"},
	Cheapest:   {"p.price", "ASC", "p.price"},
	Dearest:    {"p.price", "DESC", "p.price"},
	MostBought: {"p.popularity", "DESC", "p.popularity"},
}

func (s *statement) filter(q search) {
	s.and("p.listed")
	switch len(q.categories) {
	case 0:
	case 1: // an equality is read from the index in the order of the list
		s.and("p.category = " + s.bind(q.categories[0]))
	default:
		s.and("p.category = ANY (" + s.bind(pq.Array(q.categories)) + ")")
	}
	if q.District != "" {
		s.and("p.district = " + s.bind(q.District))
	}
	if q.Shop != "" {
		s.and("p.shop_id = (SELECT id FROM shops WHERE slug = " + s.bind(q.Shop) + ")")
	}
	if q.level > 0 {
		s.and("p.export_level >= " + s.bind(q.level))
		s.and("p.export_level > 0") // names the partial index
	}
	if q.Destination != "" {
		s.and("p.export_destinations @> ARRAY[" + s.bind(q.Destination) + "]")
	}
	if q.MinPrice != nil {
		s.and("p.price >= " + s.bind(*q.MinPrice))
	}
	if q.MaxPrice != nil {
		s.and("p.price <= " + s.bind(*q.MaxPrice))
	}
	if q.Festival != "" {
		festival := s.bind(q.Festival)
		s.and("p.id IN (SELECT g.id FROM catalog_festival_shops m JOIN products g ON g.shop_id = m.shop_id WHERE m.festival = " + festival +
			" UNION SELECT product_id FROM catalog_festival_products WHERE festival = " + festival + ")")
	}
	if q.InStock {
		s.and("EXISTS (" + inStock + ")")
	}
}

// pageQuery finds the products of one page, and one more: their ids, and the keys that they are sorted by.
func pageQuery(q search) (string, []any) {
	var s statement
	words, query := "p.search_id", ""
	if q.language == "en" {
		words = "p.search_en"
	}
	if q.words != "" {
		query = tsquery(q.language, s.bind(q.words))
	}
	s.filter(q)
	if query != "" {
		s.and(words + " @@ " + query)
	}
	limit := " LIMIT " + strconv.Itoa(q.limit+1)
	if q.Sort == Relevance {
		after := ""
		if q.after != nil {
			after = " WHERE (r.key, r.id) < (" + s.bind(q.after.Key) + "::bigint, " + s.bind(q.after.ID) + "::uuid)"
		}
		return `SELECT r.id, r.key FROM (
				SELECT m.id, (ts_rank(m.words, ` + query + `, 1) * 1000000)::bigint AS key FROM (
					SELECT p.id, ` + words + ` AS words FROM products p WHERE ` + strings.Join(s.where, " AND ") + `
					ORDER BY p.published_at DESC, p.id DESC LIMIT ` + strconv.Itoa(maxRanked) + `) m
			) r` + after + ` ORDER BY r.key DESC, r.id DESC` + limit, s.args
	}
	by := orders[q.Sort]
	if q.after != nil {
		compare, key := " < ", s.bind(q.after.Key)+"::bigint"
		if by.direction == "ASC" {
			compare = " > "
		}
		if q.Sort == Newest {
			s.args[len(s.args)-1] = time.UnixMicro(q.after.Key).UTC()
			key = strings.TrimSuffix(key, "bigint") + "timestamptz"
		}
		s.and("(" + by.column + ", p.id)" + compare + "(" + key + ", " + s.bind(q.after.ID) + "::uuid)")
	}
	return `SELECT p.id, ` + by.key + ` AS key FROM products p WHERE ` + strings.Join(s.where, " AND ") +
		` ORDER BY ` + by.column + ` ` + by.direction + `, p.id ` + by.direction + limit, s.args
}

// tsquery reads a cleaned query, which is an argument, in the words of a language.
func tsquery(language, placeholder string) string {
	if language == "en" {
		return "websearch_to_tsquery('english', " + placeholder + ")"
	}
	return "websearch_to_tsquery('indonesian', " + placeholder + ")"
}
