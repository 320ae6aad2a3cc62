package exportready

import (
	"context"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/postgres"
)

type storedSnapshot struct {
	Hash        string `db:"hash"`
	RuleVersion string `db:"rule_version"`
	Content     string `db:"content"`
	ResultHash  string `db:"result_hash"`
}

// findSnapshot finds what the last standing up to a day rested on; no row where it was out by then, or not in yet.
func findSnapshot(ctx context.Context, db *sqlx.DB, shop, product uuid.UUID, day string) (storedSnapshot, error) {
	const (
		ofShop = `
			SELECT s.hash, s.rule_version, s.content, s.result_hash
			FROM (SELECT snapshot FROM export_changes WHERE shop_id = $1 AND product_id IS NULL AND on_day <= $2::date ORDER BY id DESC LIMIT 1) c
			JOIN export_snapshots s ON s.hash = c.snapshot`
		ofProduct = `
			SELECT s.hash, s.rule_version, s.content, s.result_hash
			FROM (SELECT snapshot FROM export_changes WHERE product_id = $1 AND on_day <= $2::date ORDER BY id DESC LIMIT 1) c
			JOIN export_snapshots s ON s.hash = c.snapshot`
	)
	var stored storedSnapshot
	if product != uuid.Nil {
		return stored, db.GetContext(ctx, &stored, ofProduct, product, day)
	}
	return stored, db.GetContext(ctx, &stored, ofShop, shop, day)
}

func listChanges(ctx context.Context, db *sqlx.DB, scope Scope) ([]Change, error) {
	const (
		ofShop = `
			SELECT DISTINCT ON (on_day) on_day, level, score_bp FROM export_changes
			WHERE shop_id = $1 AND product_id IS NULL ORDER BY on_day, id DESC`
		ofProduct = `
			SELECT DISTINCT ON (on_day) on_day, level, score_bp FROM export_changes WHERE product_id = $1 ORDER BY on_day, id DESC`
	)
	changes := []Change{}
	query, id := ofShop, scope.ShopID
	if scope.ProductID != uuid.Nil {
		query, id = ofProduct, scope.ProductID
	}
	return changes, postgres.Translate(db.SelectContext(ctx, &changes, query, id))
}

func listSnapshots(ctx context.Context, db *sqlx.DB, after string) ([]storedSnapshot, error) {
	const query = `SELECT hash, rule_version, content, result_hash FROM export_snapshots WHERE hash > $1 ORDER BY hash LIMIT 1000`
	var stored []storedSnapshot
	return stored, postgres.Translate(db.SelectContext(ctx, &stored, query, after))
}
