package shops

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/postgres"
)

// columns are those of Shop, of "shops s" joined with its district and village.
const columns = `
	s.id, s.slug, s.name, s.story_id, s.story_en, s.district, d.name AS district_name, s.village_code, v.name AS village_name,
	s.address_line, s.phone, s.licence_number, s.image_id, s.image_alt, s.state, s.reason, s.accepts_cash, s.accepts_pickup,
	s.closed_from, s.closed_until, s.created_at, s.decided_at`

const tables = `
	shops s JOIN districts d ON d.slug = s.district JOIN areas v ON v.code = s.village_code`

func one[T any](ctx context.Context, q sqlx.QueryerContext, query string, args ...any) (T, error) {
	var out T
	err := sqlx.GetContext(ctx, q, &out, query, args...)
	if postgres.IsNoRows(err) {
		return out, errNotFound()
	}
	return out, postgres.Translate(err)
}

func many[T any](ctx context.Context, q sqlx.QueryerContext, query string, args ...any) ([]T, error) {
	out := []T{}
	err := sqlx.SelectContext(ctx, q, &out, query, args...)
	return out, postgres.Translate(err)
}

func findShop(ctx context.Context, q sqlx.QueryerContext, id uuid.UUID) (Shop, error) {
	const query = `SELECT ` + columns + ` FROM ` + tables + ` WHERE s.id = $1`
	return one[Shop](ctx, q, query, id)
}

func findApproved(ctx context.Context, q sqlx.QueryerContext, slug string) (Shop, error) {
	const query = `SELECT ` + columns + ` FROM ` + tables + ` WHERE s.slug = $1 AND s.state = 'approved'`
	return bySlug[Shop](ctx, q, query, slug)
}

func findAny(ctx context.Context, q sqlx.QueryerContext, slug string) (Shop, error) {
	const query = `SELECT ` + columns + ` FROM ` + tables + ` WHERE s.slug = $1`
	return bySlug[Shop](ctx, q, query, slug)
}

func lockShop(ctx context.Context, tx *sqlx.Tx, slug string) (Shop, error) {
	const query = `SELECT ` + columns + ` FROM ` + tables + ` WHERE s.slug = $1 FOR UPDATE OF s`
	return bySlug[Shop](ctx, tx, query, slug)
}

const memberQuery = `SELECT ` + columns + `, m.role AS member_role FROM ` + tables + `
	JOIN shop_members m ON m.shop_id = s.id WHERE s.slug = $1 AND m.account_id = $2`

func findForMember(ctx context.Context, q sqlx.QueryerContext, slug string, account uuid.UUID) (Membership, error) {
	return bySlug[Membership](ctx, q, memberQuery, slug, account)
}

func shareForMember(ctx context.Context, tx *sqlx.Tx, slug string, account uuid.UUID) (Membership, error) {
	const query = memberQuery + ` FOR SHARE OF s`
	return bySlug[Membership](ctx, tx, query, slug, account)
}

func lockForMember(ctx context.Context, tx *sqlx.Tx, slug string, account uuid.UUID) (Membership, error) {
	const query = memberQuery + ` FOR UPDATE OF s`
	return bySlug[Membership](ctx, tx, query, slug, account)
}

// bySlug runs a query whose first argument is a slug; what cannot be a slug is not asked for.
func bySlug[T any](ctx context.Context, q sqlx.QueryerContext, query, slug string, args ...any) (T, error) {
	if !apperr.IsPlainText(slug) {
		var none T
		return none, errNotFound()
	}
	return one[T](ctx, q, query, append([]any{slug}, args...)...)
}

func listMine(ctx context.Context, q sqlx.QueryerContext, account uuid.UUID) ([]Membership, error) {
	const query = `SELECT ` + columns + `, m.role AS member_role FROM ` + tables + `
		JOIN shop_members m ON m.shop_id = s.id WHERE m.account_id = $1 ORDER BY s.name, s.id`
	return many[Membership](ctx, q, query, account)
}

func listApproved(ctx context.Context, q sqlx.QueryerContext, district string, after nameCursor, limit int) ([]Shop, error) {
	const (
		all = `SELECT ` + columns + ` FROM ` + tables + `
			WHERE s.state = 'approved' AND (s.name, s.id) > ($1, $2) ORDER BY s.name, s.id LIMIT $3`
		some = `SELECT ` + columns + ` FROM ` + tables + `
			WHERE s.state = 'approved' AND s.district = $4 AND (s.name, s.id) > ($1, $2) ORDER BY s.name, s.id LIMIT $3`
	)
	if district == "" {
		return many[Shop](ctx, q, all, after.Name, after.ID, limit)
	}
	return many[Shop](ctx, q, some, after.Name, after.ID, limit, district)
}

func countApproved(ctx context.Context, q sqlx.QueryerContext) (int, error) {
	const query = `SELECT count(*) FROM shops WHERE state = 'approved'`
	return one[int](ctx, q, query)
}

func listByState(ctx context.Context, q sqlx.QueryerContext, state State, after stateCursor, limit int) ([]Shop, error) {
	const query = `SELECT ` + columns + ` FROM ` + tables + `
		WHERE s.state = $1 AND (s.created_at, s.id) > ($2, $3) ORDER BY s.created_at, s.id LIMIT $4`
	return many[Shop](ctx, q, query, state, after.At, after.ID, limit)
}

// listByName reads every shop, of which a regency has some hundreds.
func listByName(ctx context.Context, q sqlx.QueryerContext, part string, after foundCursor, limit int) ([]Shop, error) {
	const query = `SELECT ` + columns + ` FROM ` + tables + `
		WHERE position(lower($1) IN lower(s.name)) > 0 AND (s.name, s.id) > ($2, $3) ORDER BY s.name, s.id LIMIT $4`
	return many[Shop](ctx, q, query, part, after.Name, after.ID, limit)
}

// lockApplicant makes two applications of one account wait for each other.
func lockApplicant(ctx context.Context, tx *sqlx.Tx, account uuid.UUID) error {
	const query = `SELECT pg_advisory_xact_lock(hashtextextended('shops.apply:' || $1::text, 0))`
	_, err := tx.ExecContext(ctx, query, account)
	return err
}

func countOwned(ctx context.Context, tx *sqlx.Tx, account uuid.UUID, name string) (owned, sameName int, err error) {
	const query = `
		SELECT count(*), count(*) FILTER (WHERE lower(s.name) = lower($2))
		FROM shop_members m JOIN shops s ON s.id = m.shop_id WHERE m.account_id = $1 AND m.role = 'owner'`
	err = tx.QueryRowxContext(ctx, query, account, name).Scan(&owned, &sameName)
	return owned, sameName, err
}

// freeSlug gives the base, or the base with the lowest free number. Names that meet in the same moment wait for each other.
func freeSlug(ctx context.Context, tx *sqlx.Tx, base string) (string, error) {
	const (
		lock  = `SELECT pg_advisory_xact_lock(hashtextextended('shops.slug:' || $1::text, 0))`
		query = `SELECT slug FROM shops WHERE slug = $1 OR slug ~ ('^' || $1 || '-[0-9]+$')`
	)
	if _, err := tx.ExecContext(ctx, lock, base); err != nil {
		return "", err
	}
	taken, err := many[string](ctx, tx, query, base)
	if err != nil {
		return "", err
	}
	slug := base
	for n := 2; slices.Contains(taken, slug); n++ {
		slug = fmt.Sprintf("%s-%d", base, n)
	}
	return slug, nil
}

func insertShop(ctx context.Context, tx *sqlx.Tx, r row) error {
	const query = `
		INSERT INTO shops (id, slug, name, story_id, story_en, district, village_code, address_line, phone, licence_number,
			accepts_cash, accepts_pickup, state)
		VALUES (:id, :slug, :name, :story_id, :story_en, :district, :village_code, :address_line, :phone, :licence_number,
			:accepts_cash, :accepts_pickup, 'pending')`
	_, err := tx.NamedExecContext(ctx, query, r)
	return err
}

func updateShop(ctx context.Context, tx *sqlx.Tx, r row) error {
	const query = `
		UPDATE shops SET name = :name, story_id = :story_id, story_en = :story_en, district = :district, village_code = :village_code,
			address_line = :address_line, phone = :phone, licence_number = :licence_number, accepts_cash = :accepts_cash,
			accepts_pickup = :accepts_pickup
		WHERE id = :id`
	_, err := tx.NamedExecContext(ctx, query, r)
	return err
}

func setState(ctx context.Context, tx *sqlx.Tx, id uuid.UUID, state State, reason string) error {
	const query = `
		UPDATE shops SET state = $2, reason = $3, decided_at = CASE WHEN $2 = 'pending' THEN NULL ELSE now() END WHERE id = $1`
	_, err := tx.ExecContext(ctx, query, id, string(state), reason)
	return err
}

func setHoliday(ctx context.Context, tx *sqlx.Tx, id uuid.UUID, from, until *time.Time) error {
	const query = `
		UPDATE shops SET closed_from = ($2::timestamptz AT TIME ZONE 'UTC')::date,
			closed_until = ($3::timestamptz AT TIME ZONE 'UTC')::date WHERE id = $1`
	_, err := tx.ExecContext(ctx, query, id, from, until)
	return err
}

func setImage(ctx context.Context, tx *sqlx.Tx, id uuid.UUID, image *uuid.UUID, alt string) error {
	const query = `UPDATE shops SET image_id = $2, image_alt = $3 WHERE id = $1`
	_, err := tx.ExecContext(ctx, query, id, image, alt)
	return err
}

func isMember(ctx context.Context, q sqlx.QueryerContext, shop, account uuid.UUID) (bool, error) {
	const query = `SELECT EXISTS (SELECT FROM shop_members WHERE shop_id = $1 AND account_id = $2)`
	return one[bool](ctx, q, query, shop, account)
}

// findAccount finds who can sign in under an address or number. It is Invalid at contact where there is nobody.
func findAccount(ctx context.Context, tx *sqlx.Tx, email, phone string) (uuid.UUID, error) {
	const query = `
		SELECT id FROM accounts
		WHERE (email = nullif($1, '') OR phone = nullif($2, '')) AND disabled_at IS NULL AND erased_at IS NULL`
	id, err := one[uuid.UUID](ctx, tx, query, email, phone)
	if apperr.KindOf(err) == apperr.NotFound {
		return id, apperr.NewInvalid(apperr.Field{Path: "contact", Code: "account_unknown"})
	}
	return id, err
}

func listMembers(ctx context.Context, q sqlx.QueryerContext, shop uuid.UUID) ([]Member, error) {
	const query = `
		SELECT m.account_id, a.name, coalesce(a.email, '') AS email, coalesce(a.phone, '') AS phone, a.language, m.role, m.created_at
		FROM shop_members m JOIN accounts a ON a.id = m.account_id
		WHERE m.shop_id = $1 ORDER BY m.role, m.created_at, m.account_id`
	return many[Member](ctx, q, query, shop)
}

// insertMember says whether anything changed.
func insertMember(ctx context.Context, tx *sqlx.Tx, shop, account uuid.UUID, role Role) (bool, error) {
	const query = `
		INSERT INTO shop_members AS m (shop_id, account_id, role) VALUES ($1, $2, $3)
		ON CONFLICT (shop_id, account_id) DO UPDATE SET role = excluded.role WHERE m.role <> excluded.role`
	result, err := tx.ExecContext(ctx, query, shop, account, string(role))
	if err != nil {
		return false, err
	}
	n, err := result.RowsAffected()
	return n > 0, err
}

func deleteMember(ctx context.Context, tx *sqlx.Tx, shop, account uuid.UUID) (bool, error) {
	const query = `DELETE FROM shop_members WHERE shop_id = $1 AND account_id = $2`
	result, err := tx.ExecContext(ctx, query, shop, account)
	if err != nil {
		return false, err
	}
	n, err := result.RowsAffected()
	return n > 0, err
}

func countOwners(ctx context.Context, tx *sqlx.Tx, shop uuid.UUID) (int, error) {
	const query = `SELECT count(*) FROM shop_members WHERE shop_id = $1 AND role = 'owner'`
	return one[int](ctx, tx, query, shop)
}
