package exportready

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"lapak/internal/exportready/rulebook"
	"lapak/internal/postgres"
)

// evidenceRow is evidence as it is written and judged.
type evidenceRow struct {
	ID          uuid.UUID              `db:"id"`
	ShopID      uuid.UUID              `db:"shop_id"`
	ProductID   *uuid.UUID             `db:"product_id"`
	Rule        string                 `db:"rule"`
	Office      string                 `db:"office"`
	State       rulebook.EvidenceState `db:"state"`
	NumberKind  string                 `db:"number_kind"`
	Number      string                 `db:"number"`
	NumberHash  []byte                 `db:"number_hash"`
	Statement   string                 `db:"statement"`
	DocumentID  *uuid.UUID             `db:"document_id"`
	Attested    string                 `db:"attested"`
	ValidUntil  *time.Time             `db:"valid_until"`
	SubmittedBy uuid.UUID              `db:"submitted_by"`
	ReplacedAt  *time.Time             `db:"replaced_at"`
}

// evidenceColumns are those of Evidence, of evidenceTables.
const (
	evidenceColumns = `
		v.id, v.shop_id, s.slug AS shop_slug, s.name AS shop_name, v.product_id, coalesce(p.slug, '') AS product_slug,
		coalesce(p.title, '') AS product_title, v.rule, v.office, v.state, v.number_kind, v.number, v.statement, v.document_id,
		coalesce(d.content_type, '') AS content_type, v.valid_until, v.submitted_at, v.decided_at, v.reason`
	evidenceTables = `
		export_evidence v JOIN shops s ON s.id = v.shop_id LEFT JOIN products p ON p.id = v.product_id
		LEFT JOIN documents d ON d.id = v.document_id`
)

// replaceEvidence retires what was handed in before for the rule, and writes the new.
func replaceEvidence(ctx context.Context, tx *sqlx.Tx, row evidenceRow) error {
	const (
		retire = `
			UPDATE export_evidence SET replaced_at = now()
			WHERE shop_id = $1 AND rule = $2 AND product_id IS NOT DISTINCT FROM $3 AND replaced_at IS NULL`
		insert = `
			INSERT INTO export_evidence (id, shop_id, product_id, rule, office, state, number_kind, number, number_hash, statement,
				document_id, attested, valid_until, submitted_by)
			VALUES (:id, :shop_id, :product_id, :rule, :office, 'waiting', :number_kind, :number, :number_hash, :statement,
				:document_id, :attested, :valid_until, :submitted_by)`
	)
	if _, err := tx.ExecContext(ctx, retire, row.ShopID, row.Rule, row.ProductID); err != nil {
		return err
	}
	_, err := tx.NamedExecContext(ctx, insert, row)
	return err
}

func findEvidence(ctx context.Context, q sqlx.QueryerContext, id uuid.UUID) (Evidence, error) {
	const query = `SELECT ` + evidenceColumns + ` FROM ` + evidenceTables + ` WHERE v.id = $1`
	var e Evidence
	err := sqlx.GetContext(ctx, q, &e, query, id)
	if postgres.IsNoRows(err) {
		return e, errNoEvidence()
	}
	return e, postgres.Translate(err)
}

func listEvidence(ctx context.Context, db *sqlx.DB, shop uuid.UUID) ([]Evidence, error) {
	const query = `
		SELECT ` + evidenceColumns + ` FROM ` + evidenceTables + `
		WHERE v.shop_id = $1 AND v.replaced_at IS NULL ORDER BY v.submitted_at DESC, v.id DESC`
	found := []Evidence{}
	return found, postgres.Translate(db.SelectContext(ctx, &found, query, shop))
}

// queue asks for what waits for some offices, the longest first; nil offices are all.
func listQueue(ctx context.Context, db *sqlx.DB, q queueQuery) ([]Evidence, error) {
	const query = `
		SELECT ` + evidenceColumns + ` FROM ` + evidenceTables + `
		WHERE v.replaced_at IS NULL AND v.state = $1 AND ($2::text[] IS NULL OR v.office = ANY ($2))
			AND (v.submitted_at, v.id) > ($3, $4)
		ORDER BY v.submitted_at, v.id LIMIT $5`
	found := []Evidence{}
	err := db.SelectContext(ctx, &found, query, q.State, pq.Array(q.Offices), q.After.SubmittedAt, q.After.ID, q.Limit)
	return found, postgres.Translate(err)
}

// listEarlier gives what the same shop handed in for the same rule and product before some evidence.
func listEarlier(ctx context.Context, db *sqlx.DB, id uuid.UUID, limit int) ([]Evidence, error) {
	const query = `
		SELECT ` + evidenceColumns + ` FROM export_evidence this, ` + evidenceTables + `
		WHERE this.id = $1 AND (v.submitted_at, v.id) < (this.submitted_at, this.id) AND v.shop_id = this.shop_id AND v.rule = this.rule
			AND v.product_id IS NOT DISTINCT FROM this.product_id
		ORDER BY v.submitted_at DESC, v.id DESC LIMIT $2`
	found := []Evidence{}
	return found, postgres.Translate(db.SelectContext(ctx, &found, query, id, limit))
}

func lockEvidence(ctx context.Context, tx *sqlx.Tx, id uuid.UUID) (evidenceRow, error) {
	const query = `
		SELECT id, shop_id, product_id, rule, office, state, number_kind, number, number_hash, statement, document_id, attested,
			valid_until, submitted_by, replaced_at
		FROM export_evidence WHERE id = $1 FOR UPDATE`
	var row evidenceRow
	err := tx.GetContext(ctx, &row, query, id)
	if postgres.IsNoRows(err) {
		return row, errNoEvidence()
	}
	return row, err
}

type verdictRow struct {
	state, reason, until string
	by                   uuid.UUID
}

func decideEvidence(ctx context.Context, tx *sqlx.Tx, id uuid.UUID, v verdictRow) error {
	const query = `
		UPDATE export_evidence SET state = $2, reason = $3, valid_until = nullif($4, '')::date, decided_by = $5, decided_at = now()
		WHERE id = $1`
	_, err := tx.ExecContext(ctx, query, id, v.state, v.reason, v.until, v.by)
	return err
}

// ending is verified evidence whose shop is to be told that it ends.
type ending struct {
	ID         uuid.UUID `db:"id"`
	ShopID     uuid.UUID `db:"shop_id"`
	ShopSlug   string    `db:"shop_slug"`
	ShopName   string    `db:"shop_name"`
	Product    string    `db:"product_title"`
	Rule       string    `db:"rule"`
	ValidUntil time.Time `db:"valid_until"`
	Days       int       `db:"days"` // left on the day that is asked about
}

// listEnding gives evidence that ends within some days and of which its shop was not told since it was that near.
func listEnding(ctx context.Context, db *sqlx.DB, day string, within, limit int) ([]ending, error) {
	const query = `
		SELECT v.id, v.shop_id, s.slug AS shop_slug, s.name AS shop_name, coalesce(p.title, '') AS product_title, v.rule, v.valid_until,
			v.valid_until - $1::date AS days
		FROM export_evidence v JOIN shops s ON s.id = v.shop_id LEFT JOIN products p ON p.id = v.product_id
		WHERE v.replaced_at IS NULL AND v.state = 'verified' AND v.valid_until >= $1::date AND v.valid_until <= $1::date + $2::int
			AND (v.reminded = 0 OR v.reminded > $2)
		ORDER BY v.valid_until, v.id LIMIT $3`
	var found []ending
	return found, postgres.Translate(db.SelectContext(ctx, &found, query, day, within, limit))
}

// markReminded says whether this call was the first to note it.
func markReminded(ctx context.Context, tx *sqlx.Tx, id uuid.UUID, within int) (bool, error) {
	const query = `UPDATE export_evidence SET reminded = $2 WHERE id = $1 AND (reminded = 0 OR reminded > $2)`
	result, err := tx.ExecContext(ctx, query, id, within)
	if err != nil {
		return false, err
	}
	n, err := result.RowsAffected()
	return n == 1, err
}

// listDue gives the shops of which something may change by a day.
func listDue(ctx context.Context, db *sqlx.DB, day string, after uuid.UUID) ([]uuid.UUID, error) {
	const query = `
		SELECT shop_id FROM (
			SELECT shop_id FROM export_shops WHERE changes_on <= $1::date
			UNION SELECT shop_id FROM export_products WHERE changes_on <= $1::date
		) due WHERE shop_id > $2 ORDER BY shop_id LIMIT 1000`
	var ids []uuid.UUID
	return ids, postgres.Translate(db.SelectContext(ctx, &ids, query, day, after))
}
