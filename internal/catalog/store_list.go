package catalog

import (
	"context"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"lapak/internal/postgres"
)

// cardRow is a card as it is read.
type cardRow struct {
	Card
	Key       int64   `db:"key"`
	ImageJSON *string `db:"image"`
	Headline  string  `db:"headline"`
}

// cardsQuery completes a page, given as a SELECT of ids and keys, with what lists show. A search's words and the options of its headlines
// are $3 and $4, after a foundPage.
func cardsQuery(q search, page string) string {
	title, description, translation, config := "p.title", "p.description", "", "'indonesian'"
	if q.language == "en" {
		title, description = "coalesce(t.title, p.title)", "coalesce(nullif(t.description, ''), p.description)"
		translation = "LEFT JOIN product_translations t ON t.product_id = p.id AND t.language = 'en'"
		config = "'english'"
	}
	headline := "''"
	if q.words != "" {
		headline = "ts_headline(" + config + ", " + description + ", " + tsquery(q.language, "$3") + ", $4)"
	}
	direction := "DESC"
	if q.Sort == Cheapest {
		direction = "ASC"
	}
	return `
		SELECT p.id, p.slug, ` + title + ` AS title, p.state, p.category, coalesce(p.price, 0) AS price, coalesce(p.price_max, 0) AS price_max,
			p.currency, p.export_level, p.version, p.updated_at, (p.images -> 0)::text AS image, page.key, ` + headline + ` AS headline,
			coalesce(p.usual_price, 0) AS usual_price,
			s.id AS "shop.id", s.slug AS "shop.slug", s.name AS "shop.name", p.district AS "shop.district",
			EXISTS (` + inStock + `) AS in_stock
		FROM (` + page + `) page
		JOIN products p ON p.id = page.id
		JOIN shops s ON s.id = p.shop_id
		` + translation + `
		ORDER BY page.key ` + direction + `, page.id ` + direction
}

// foundPage is a page whose products were found before, by their ids and keys.
const foundPage = `SELECT id, key FROM unnest($1::uuid[], $2::bigint[]) AS found (id, key)`

// headlineOptions mark hits by control characters, which no stored text holds.
const headlineOptions = `StartSel="` + hitStart + `", StopSel="` + hitEnd + `", MaxWords=28, MinWords=12`

// inStock ends in OFFSET 0, so that it is asked of one product after another and never becomes a join over all of them.
const inStock = `
	SELECT FROM variants v JOIN stock_levels l ON l.variant_id = v.id
	WHERE v.product_id = p.id AND v.archived_at IS NULL AND l.on_hand > l.reserved OFFSET 0`

// listRows reads an unfiltered list by one prepared statement: it is asked most, and one plan suits it. A filtered page is found by a
// statement that is planned with its values: the one plan for every category would walk the newest products, 25,000 of them for a rare one.
// That statement is kept to one table, so that its planning is cheap; the rest, whose planning is not, is prepared.
func (from *source) listRows(ctx context.Context, q search) ([]cardRow, error) {
	page, args := pageQuery(q)
	if q.isPlain() {
		return from.selectCards(ctx, cardsQuery(q, page), args...)
	}
	var found []struct {
		ID  uuid.UUID `db:"id"`
		Key int64     `db:"key"`
	}
	if err := from.db.SelectContext(postgres.PlanAnew(ctx), &found, page, args...); err != nil || len(found) == 0 {
		return nil, postgres.Translate(err)
	}
	ids, keys := make([]uuid.UUID, len(found)), make([]int64, len(found))
	for i, f := range found {
		ids[i], keys[i] = f.ID, f.Key
	}
	args = []any{pq.Array(ids), pq.Array(keys)}
	if q.words != "" {
		args = append(args, q.words, headlineOptions)
	}
	return from.selectCards(ctx, cardsQuery(q, foundPage), args...)
}

// selectCards keeps its statement prepared.
func (from *source) selectCards(ctx context.Context, query string, args ...any) ([]cardRow, error) {
	stmt, err := from.prepared.find(ctx, query)
	if err != nil {
		return nil, postgres.Translate(err)
	}
	var rows []cardRow
	err = stmt.SelectContext(ctx, &rows, args...)
	return rows, postgres.Translate(err)
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
