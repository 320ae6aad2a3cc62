package exportready

import (
	"context"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/postgres"
)

// storedRules is a rulebook as it is kept.
type storedRules struct {
	Version string `db:"version"`
	Content string `db:"content"`
}

func findActive(ctx context.Context, q sqlx.QueryerContext) (storedRules, error) {
	const query = `SELECT version, content FROM export_rulebooks WHERE active`
	var stored storedRules
	return stored, sqlx.GetContext(ctx, q, &stored, query)
}

func lockActive(ctx context.Context, tx *sqlx.Tx) (storedRules, error) {
	const query = `SELECT version, content FROM export_rulebooks WHERE active FOR UPDATE`
	var stored storedRules
	err := tx.GetContext(ctx, &stored, query)
	if postgres.IsNoRows(err) {
		return stored, errNotFound()
	}
	return stored, err
}

func findRulebook(ctx context.Context, db *sqlx.DB, version string) (storedRules, error) {
	const query = `SELECT version, content FROM export_rulebooks WHERE version = $1`
	var stored storedRules
	return stored, postgres.Translate(db.GetContext(ctx, &stored, query, version))
}

// activate puts a rulebook in force; it says whether another was before.
func activate(ctx context.Context, tx *sqlx.Tx, rules storedRules) (bool, error) {
	const (
		lock   = `LOCK TABLE export_rulebooks IN SHARE ROW EXCLUSIVE MODE`
		before = `SELECT EXISTS (SELECT 1 FROM export_rulebooks WHERE active AND version = $1)`
		retire = `UPDATE export_rulebooks SET active = false WHERE active`
		insert = `
			INSERT INTO export_rulebooks (version, content, active) VALUES ($1, $2, true)
			ON CONFLICT (version) DO UPDATE SET active = true`
	)
	if _, err := tx.ExecContext(ctx, lock); err != nil {
		return false, err
	}
	var same bool
	if err := tx.GetContext(ctx, &same, before, rules.Version); err != nil || same {
		return false, err
	}
	if _, err := tx.ExecContext(ctx, retire); err != nil {
		return false, err
	}
	_, err := tx.ExecContext(ctx, insert, rules.Version, rules.Content)
	return true, err
}

func listConfirmations(ctx context.Context, tx *sqlx.Tx) ([]confirmation, error) {
	const query = `SELECT rule, row_digest, source, confirmed_on FROM export_confirmations ORDER BY rule`
	var all []confirmation
	return all, tx.SelectContext(ctx, &all, query)
}

func saveConfirmation(ctx context.Context, tx *sqlx.Tx, c confirmation, by uuid.UUID) error {
	const query = `
		INSERT INTO export_confirmations (rule, row_digest, source, confirmed_on, confirmed_by) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (rule) DO UPDATE SET row_digest = excluded.row_digest, source = excluded.source,
			confirmed_on = excluded.confirmed_on, confirmed_by = excluded.confirmed_by`
	_, err := tx.ExecContext(ctx, query, c.Rule, c.RowDigest, c.Source, c.ConfirmedOn, by)
	return err
}

func replaceHSCodes(ctx context.Context, tx *sqlx.Tx, codes []HSCode) error {
	const (
		clear  = `DELETE FROM export_hs_codes`
		insert = `
			INSERT INTO export_hs_codes (key, name_id, name_en, class, hs6, description, hs_version, confidence, checked, note, words)
			VALUES (:key, :name_id, :name_en, :class, :hs6, :description, :hs_version, :confidence, :checked, :note,
				to_tsvector('indonesian', :name_id) || to_tsvector('english', :name_en || ' ' || :description) || to_tsvector('simple', :note))`
	)
	if _, err := tx.ExecContext(ctx, clear); err != nil || len(codes) == 0 {
		return err
	}
	for _, code := range codes {
		if _, err := tx.NamedExecContext(ctx, insert, code); err != nil {
			return err
		}
	}
	return nil
}

func searchHSCodes(ctx context.Context, db *sqlx.DB, words, class string) ([]HSCode, error) {
	const query = `
		SELECT key, name_id, name_en, class, hs6, description, hs_version, confidence, checked, note
		FROM export_hs_codes c,
			LATERAL (SELECT websearch_to_tsquery('indonesian', $1) || websearch_to_tsquery('english', $1) AS query) q
		WHERE CASE
			WHEN $1 = '' THEN $2 = '' OR class = $2
			WHEN $1 ~ '^[0-9]{2,6}$' THEN hs6 LIKE $1 || '%'
			ELSE c.words @@ q.query OR name_id ILIKE '%' || $1 || '%' OR name_en ILIKE '%' || $1 || '%' END
		ORDER BY (class = $2) DESC, ts_rank(c.words, q.query) DESC, hs6, key
		LIMIT 20`
	found := []HSCode{}
	return found, postgres.Translate(db.SelectContext(ctx, &found, query, words, class))
}
