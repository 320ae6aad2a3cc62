package trade

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/postgres"
)

// inquiryColumns are those of Inquiry, of inquiryTables.
const (
	inquiryColumns = `
		i.id, i.number, i.kind, i.state, coalesce(i.outcome, '') AS outcome, i.product_id, coalesce(p.slug, '') AS product_slug,
		coalesce(p.title, c.name_id) AS title_id, CASE WHEN i.kind = 'goods' THEN coalesce(t.title, '') ELSE c.name_en END AS title_en,
		i.shop_id, coalesce(s.slug, '') AS shop_slug, coalesce(s.name, '') AS shop_name, i.category, coalesce(i.district, '') AS district,
		coalesce(d.name, '') AS district_name, i.account_id, i.name, i.organisation, i.country, i.email, i.phone, i.language, i.destination,
		i.quantity, coalesce(to_char(i.wanted_by, 'YYYY-MM'), '') AS wanted_by, i.incoterm, i.answer_by, i.reminded_at, i.created_at,
		i.updated_at, i.closed_at`
	inquiryTables = `
		inquiries i JOIN categories c ON c.slug = i.category LEFT JOIN products p ON p.id = i.product_id
		LEFT JOIN product_translations t ON t.product_id = i.product_id AND t.language = 'en'
		LEFT JOIN shops s ON s.id = i.shop_id LEFT JOIN districts d ON d.slug = i.district`
)

// insertInquiry writes an inquiry under a number that nobody has, which it returns.
func insertInquiry(ctx context.Context, tx *sqlx.Tx, i Inquiry) (number string, err error) {
	const query = `
		INSERT INTO inquiries (id, number, kind, state, product_id, shop_id, category, district, account_id, name, organisation, email, phone,
			country, language, destination, quantity, wanted_by, incoterm, came_by, answer_by, created_at, updated_at)
		VALUES (:id, :number, :kind, :state, :product_id, :shop_id, :category, nullif(:district, ''), :account_id, :name, :organisation, :email,
			:phone, :country, :language, :destination, :quantity, to_date(nullif(:wanted_by, ''), 'YYYY-MM'), :incoterm, :came_by, :answer_by,
			:created_at, :updated_at)
		ON CONFLICT (number) DO NOTHING`
	for {
		if i.Number, err = newNumber(); err != nil {
			return "", fmt.Errorf("draw the number of an inquiry: %w", err)
		}
		result, err := tx.NamedExecContext(ctx, query, i)
		if err != nil {
			return "", err
		}
		if n, err := result.RowsAffected(); err != nil || n == 1 {
			return i.Number, err
		}
	}
}

func insertMessage(ctx context.Context, tx *sqlx.Tx, id uuid.UUID, m Message) error {
	const query = `
		INSERT INTO inquiry_messages (inquiry_id, position, side, event, from_state, to_state, account_id, body, at)
		VALUES (:inquiry_id, :position, :side, :event, :from_state, :to_state, :account_id, :body, :at)`
	_, err := tx.NamedExecContext(ctx, query, struct {
		InquiryID uuid.UUID `db:"inquiry_id"`
		Message
	}{id, m})
	return err
}

func updateInquiry(ctx context.Context, tx *sqlx.Tx, i Inquiry) error {
	const query = `
		UPDATE inquiries SET state = :state, outcome = nullif(:outcome, ''), answer_by = :answer_by, reminded_at = :reminded_at,
			updated_at = :updated_at, closed_at = :closed_at
		WHERE id = :id`
	_, err := tx.NamedExecContext(ctx, query, i)
	return err
}

func lockInquiry(ctx context.Context, tx *sqlx.Tx, id uuid.UUID) error {
	const query = `SELECT 1 FROM inquiries WHERE id = $1 FOR UPDATE`
	_, err := tx.ExecContext(ctx, query, id)
	return err
}

func findInquiry(ctx context.Context, q sqlx.QueryerContext, id uuid.UUID) (Inquiry, error) {
	const query = `SELECT ` + inquiryColumns + ` FROM ` + inquiryTables + ` WHERE i.id = $1`
	var i Inquiry
	return i, postgres.Translate(sqlx.GetContext(ctx, q, &i, query, id))
}

func findByNumber(ctx context.Context, q sqlx.QueryerContext, number string) (Inquiry, error) {
	const query = `SELECT ` + inquiryColumns + ` FROM ` + inquiryTables + ` WHERE i.number = $1`
	var i Inquiry
	err := sqlx.GetContext(ctx, q, &i, query, number)
	if postgres.IsNoRows(err) {
		return i, errNotFound()
	}
	return i, postgres.Translate(err)
}

// readThread reads an inquiry and its messages.
func readThread(ctx context.Context, q sqlx.QueryerContext, id uuid.UUID) (Thread, error) {
	const query = `
		SELECT position, side, event, from_state, to_state, account_id, body, at FROM inquiry_messages WHERE inquiry_id = $1 ORDER BY position`
	found, err := findInquiry(ctx, q, id)
	if err != nil {
		return Thread{}, err
	}
	thread := Thread{Inquiry: found}
	return thread, postgres.Translate(sqlx.SelectContext(ctx, q, &thread.Messages, query, id))
}

// listUnreminded reads from inquiries_unreminded.
func listUnreminded(ctx context.Context, db *sqlx.DB, asOf time.Time, limit int) ([]uuid.UUID, error) {
	const query = `
		SELECT id FROM inquiries WHERE answer_by IS NOT NULL AND reminded_at IS NULL AND answer_by <= $1 ORDER BY answer_by, id LIMIT $2`
	var ids []uuid.UUID
	return ids, postgres.Translate(db.SelectContext(ctx, &ids, query, asOf, limit))
}

// markReminded says whether this call was the first to note it.
func markReminded(ctx context.Context, tx *sqlx.Tx, id uuid.UUID, asOf time.Time) (bool, error) {
	const query = `UPDATE inquiries SET reminded_at = $2 WHERE id = $1 AND reminded_at IS NULL AND answer_by <= $2`
	result, err := tx.ExecContext(ctx, query, id, asOf)
	if err != nil {
		return false, err
	}
	n, err := result.RowsAffected()
	return n == 1, err
}
