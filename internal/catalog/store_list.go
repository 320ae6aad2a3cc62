package catalog

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"lapak/internal/postgres"
)

// maxRanked is how many matches are ranked: of a word that fits more products than that, the newest. It bounds the cost of a search
// for a word that is everywhere.
const maxRanked = 2000

// cardRow is a card as it is read.
type cardRow struct {
	Card
	Key       int64   `db:"key"`
	ImageJSON *string `db:"image"`
	Headline  string  `db:"headline"`
}

func (r cardRow) card() (Card, error) {
	card := r.Card
	if r.ImageJSON != nil {
		card.Image = &Image{}
		if err := json.Unmarshal([]byte(*r.ImageJSON), card.Image); err != nil {
			return card, fmt.Errorf("read the picture of product %s: %w", card.ID, err)
		}
	}
	card.Excerpt = segmentsOf(r.Headline)
	return card, nil
}

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

// listQuery is the one query of a page: its products first, then what else is shown of those only.
func listQuery(q search) (string, []any) {
	var s statement
	config, vector := "'indonesian'", "p.search_id"
	title, description, translation := "p.title", "p.description", ""
	if q.language == "en" {
		config, vector = "'english'", "p.search_en"
		title, description = "coalesce(t.title, p.title)", "coalesce(nullif(t.description, ''), p.description)"
		translation = "LEFT JOIN product_translations t ON t.product_id = p.id AND t.language = 'en'"
	}
	headline, query := "''", ""
	if q.words != "" {
		query = "websearch_to_tsquery(" + config + ", " + s.bind(q.words) + ")"
		options := s.bind(`StartSel="` + hitStart + `", StopSel="` + hitEnd + `", MaxWords=28, MinWords=12`)
		headline = "ts_headline(" + config + ", " + description + ", " + query + ", " + options + ")"
	}
	s.filter(q)
	page := s.page(q, vector, query)
	direction := "DESC"
	if q.Sort == Cheapest {
		direction = "ASC"
	}
	text := `
		SELECT p.id, p.slug, ` + title + ` AS title, p.state, p.category, p.price, p.price_max, p.currency, p.export_level,
			p.version, p.updated_at, (p.images -> 0)::text AS image, p.key, ` + headline + ` AS headline,
			s.id AS "shop.id", s.slug AS "shop.slug", s.name AS "shop.name", p.district AS "shop.district",
			EXISTS (` + inStock + `) AS in_stock
		FROM (` + page + `) p
		JOIN shops s ON s.id = p.shop_id
		` + translation + `
		ORDER BY p.key ` + direction + `, p.id ` + direction
	return text, s.args
}

// inStock ends in OFFSET 0, so that it is asked of one product after another and never becomes a join over all of them.
const inStock = `
	SELECT FROM variants v JOIN stock_levels l ON l.variant_id = v.id
	WHERE v.product_id = p.id AND v.archived_at IS NULL AND l.on_hand > l.reserved OFFSET 0`

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
	if q.InStock {
		s.and("EXISTS (" + inStock + ")")
	}
}

// pageColumns are the columns of products that a page shows.
const pageColumns = `p.id, p.shop_id, p.slug, p.title, p.description, p.state, p.category, p.price, p.price_max, p.currency, p.export_level,
	p.version, p.updated_at, p.images, p.district`

// page gives the products of one page with their keys, and one more.
func (s *statement) page(q search, vector, query string) string {
	if query != "" {
		s.and(vector + " @@ " + query)
	}
	limit := " LIMIT " + strconv.Itoa(q.limit+1)
	if q.Sort == Relevance {
		after := ""
		if q.after != nil {
			after = " WHERE (r.key, r.id) < (" + s.bind(q.after.Key) + "::bigint, " + s.bind(q.after.ID) + "::uuid)"
		}
		return `SELECT ` + pageColumns + `, best.key FROM (SELECT r.id, r.key FROM (
				SELECT m.id, (ts_rank(m.words, ` + query + `, 1) * 1000000)::bigint AS key FROM (
					SELECT p.id, ` + vector + ` AS words FROM products p WHERE ` + strings.Join(s.where, " AND ") + `
					ORDER BY p.published_at DESC, p.id DESC LIMIT ` + strconv.Itoa(maxRanked) + `) m
			) r` + after + ` ORDER BY r.key DESC, r.id DESC` + limit + `) best JOIN products p ON p.id = best.id`
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
	return `SELECT ` + pageColumns + `, ` + by.key + ` AS key FROM products p WHERE ` + strings.Join(s.where, " AND ") +
		` ORDER BY ` + by.column + ` ` + by.direction + `, p.id ` + by.direction + limit
}

// listRows keeps the statements of unfiltered lists prepared: they are asked most and one plan suits them. A filtered list is planned
// with its values, since the best plan differs between a rare and a common one.
func (s *Service) listRows(ctx context.Context, q search) ([]cardRow, error) {
	text, args := listQuery(q)
	rows := []cardRow{}
	if q.isPlain() {
		stmt, err := s.prepared.find(ctx, text)
		if err != nil {
			return nil, postgres.Translate(err)
		}
		return rows, postgres.Translate(stmt.SelectContext(ctx, &rows, args...))
	}
	return rows, postgres.Translate(s.DB.SelectContext(postgres.PlanAnew(ctx), &rows, text, args...))
}

func (q search) isPlain() bool {
	plain := q.Filter
	plain.Sort = ""
	return plain == Filter{} && q.limit == defaultLimit
}

// prepared keeps statements by their text. Only texts of a closed set may be asked for.
type prepared struct {
	db     *sqlx.DB
	byText sync.Map // text to *sqlx.Stmt
}

func (p *prepared) find(ctx context.Context, text string) (*sqlx.Stmt, error) {
	if stmt, ok := p.byText.Load(text); ok {
		return stmt.(*sqlx.Stmt), nil //nolint:errcheck // nothing else is ever stored
	}
	stmt, err := p.db.PreparexContext(ctx, text)
	if err != nil {
		return nil, err
	}
	if earlier, ok := p.byText.LoadOrStore(text, stmt); ok {
		_ = stmt.Close()
		return earlier.(*sqlx.Stmt), nil //nolint:errcheck // nothing else is ever stored
	}
	return stmt, nil
}

func listForShop(ctx context.Context, db *sqlx.DB, after deskPosition, limit int) ([]cardRow, error) {
	const query = `
		SELECT p.id, p.slug, p.title, p.state, p.category, coalesce(p.price, 0) AS price, coalesce(p.price_max, 0) AS price_max, p.currency,
			p.export_level, p.version, p.updated_at, (p.images -> 0)::text AS image, 0 AS key, '' AS headline,
			s.id AS "shop.id", s.slug AS "shop.slug", s.name AS "shop.name", p.district AS "shop.district",
			EXISTS (` + inStock + `) AS in_stock
		FROM products p JOIN shops s ON s.id = p.shop_id
		WHERE p.shop_id = $1 AND (p.updated_at, p.id) < ($2, $3) AND ($4 = '' OR p.state = $4)
		ORDER BY p.updated_at DESC, p.id DESC LIMIT $5`
	rows := []cardRow{}
	err := db.SelectContext(ctx, &rows, query, after.Shop, time.UnixMicro(after.At).UTC(), after.ID, string(after.State), limit)
	return rows, postgres.Translate(err)
}

// nearWords gives, for each word that is not known, known words that share most trigrams with it, the nearest first.
func nearWords(ctx context.Context, db *sqlx.DB, words []string) (map[string][]string, error) {
	const query = `
		SELECT q.word AS asked, n.word AS known
		FROM unnest($1::text[]) AS q (word)
		CROSS JOIN LATERAL (SELECT word, word <-> q.word AS far FROM search_words ORDER BY word <-> q.word LIMIT $2) n
		WHERE NOT EXISTS (SELECT FROM search_words k WHERE k.word = q.word)
		ORDER BY asked, far, known`
	var rows []struct {
		Asked string `db:"asked"`
		Known string `db:"known"`
	}
	err := db.SelectContext(ctx, &rows, query, pq.Array(words), nearestWords)
	near := map[string][]string{}
	for _, r := range rows {
		near[r.Asked] = append(near[r.Asked], r.Known)
	}
	return near, postgres.Translate(err)
}
