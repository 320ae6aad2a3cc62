package festivals

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"lapak/internal/apperr"
	"lapak/internal/postgres"
)

// fits says that quota q concerns application a: a pool that it may take from, or a cap that it falls under.
const fits = `
	(q.mode = 'general' OR q.kind = 'village' AND a.from_village OR q.kind = 'women_led' AND a.women_led OR q.kind = 'youth_led' AND a.youth_led
		OR q.kind = 'first_timer' AND a.first_timer OR q.kind = 'category' AND q.category = ANY (a.categories))`

// open is how many places of the pool of all there are in quota q's zone: its stalls, without those that somebody has who did not apply,
// and without what is set aside.
const openSeats = `
	((SELECT count(*) FROM festival_stalls t WHERE t.zone_id = q.zone_id AND (t.shop_id IS NULL
			OR EXISTS (SELECT FROM festival_applications h WHERE h.stall_id = t.id)))
		- (SELECT coalesce(sum(p.seats), 0) FROM festival_quotas p WHERE p.zone_id = q.zone_id AND p.mode = 'aside'))`

// quotaRow is a counter as it is taken from.
type quotaRow struct {
	ID       int64  `db:"id"`
	Mode     string `db:"mode"`
	Kind     string `db:"kind"`
	Category string `db:"category"`
	Seats    int    `db:"seats"`
	Taken    int    `db:"taken"`
}

// takePlace takes a place for an application: of the first pool set aside that it fits into, else of the pool of all; and one of each cap
// that it falls under. Everybody goes through the counters in this order, so that nobody waits in a circle.
func takePlace(ctx context.Context, tx *sqlx.Tx, application uuid.UUID) (pool int64, err error) {
	const query = `
		SELECT q.id, q.mode FROM festival_applications a JOIN festival_quotas q ON q.zone_id = a.zone_id
		WHERE a.id = $1 AND ` + fits + ` ORDER BY array_position('{aside,general,cap}', q.mode), q.id`
	var quotas []quotaRow
	if err := tx.SelectContext(ctx, &quotas, query, application); err != nil {
		return 0, err
	}
	for _, q := range quotas {
		if q.Mode != "cap" && pool != 0 {
			continue
		}
		took, err := takeFrom(ctx, tx, q)
		switch {
		case err != nil:
			return 0, err
		case took && q.Mode != "cap":
			pool = q.ID
		case q.Mode == "cap" && pool == 0:
			return 0, apperr.New(apperr.Conflict, "zone_full")
		case q.Mode == "cap" && !took:
			return 0, apperr.New(apperr.Conflict, "quota_full")
		}
	}
	if pool == 0 {
		err = apperr.New(apperr.Conflict, "zone_full")
	}
	return pool, err
}

// takeFrom counts one more where the quota leaves it. The condition holds whatever the caller believes.
func takeFrom(ctx context.Context, tx *sqlx.Tx, q quotaRow) (bool, error) {
	const (
		bounded = `UPDATE festival_quotas SET taken = taken + 1 WHERE id = $1 AND taken < seats`
		general = `UPDATE festival_quotas q SET taken = taken + 1 WHERE id = $1 AND taken < ` + openSeats
	)
	query := bounded
	if q.Mode == "general" {
		query = general
	}
	result, err := tx.ExecContext(ctx, query, q.ID)
	if err != nil {
		return false, err
	}
	n, err := result.RowsAffected()
	return n == 1, err
}

// freePlace gives an application's place and stall back.
func freePlace(ctx context.Context, tx *sqlx.Tx, a Application) error {
	const (
		lock = `
			SELECT q.id FROM festival_applications a JOIN festival_quotas q ON q.zone_id = a.zone_id
			WHERE a.id = $1 AND (q.id = a.pool_id OR q.mode = 'cap' AND ` + fits + `)
			ORDER BY array_position('{aside,general,cap}', q.mode), q.id FOR UPDATE OF q`
		free  = `UPDATE festival_quotas SET taken = taken - 1 WHERE id = ANY ($1)`
		stall = `UPDATE festival_stalls SET shop_id = NULL, taken_at = NULL WHERE id = $1 AND shop_id = $2`
	)
	var ids []int64
	if err := tx.SelectContext(ctx, &ids, lock, a.ID); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, free, pq.Array(ids)); err != nil {
		return err
	}
	if !a.StallID.Valid {
		return nil
	}
	_, err := tx.ExecContext(ctx, stall, a.StallID, a.ShopID)
	return err
}

// takeStall gives a vendor the first free stall of its zone.
func takeStall(ctx context.Context, tx *sqlx.Tx, a Application, now time.Time) (id uuid.UUID, found bool, err error) {
	const query = `
		UPDATE festival_stalls SET shop_id = $2, taken_at = $3
		WHERE id = (
			SELECT id FROM festival_stalls WHERE zone_id = $1 AND shop_id IS NULL ORDER BY length(number), number, id LIMIT 1 FOR UPDATE SKIP LOCKED)
		RETURNING id`
	err = tx.GetContext(ctx, &id, query, a.ZoneID, a.ShopID, now)
	if postgres.IsNoRows(err) || postgres.Violates(err, "festival_stalls_shop") {
		return id, false, nil
	}
	return id, err == nil, err
}

func markAccepted(ctx context.Context, tx *sqlx.Tx, id uuid.UUID, pool int64, d decision) error {
	const query = `
		UPDATE festival_applications SET state = 'accepted', pool_id = $2, due_at = $3, rank = NULL, reason = $4, decided_by = $5, decided_at = $6
		WHERE id = $1`
	_, err := tx.ExecContext(ctx, query, id, pool, d.now.Add(payWithin), d.reason, decider(d), d.now)
	return err
}

// decider is the account that decided; null for the platform itself.
func decider(d decision) uuid.NullUUID {
	return uuid.NullUUID{UUID: d.actor.AccountID, Valid: d.actor.AccountID != uuid.Nil}
}

func markWaitlisted(ctx context.Context, tx *sqlx.Tx, a Application, d decision) error {
	const query = `
		UPDATE festival_applications SET state = 'waitlisted', reason = $2, decided_by = $3, decided_at = $4, rank = CASE
			WHEN $5 <> 0 THEN $5
			WHEN $6 THEN (SELECT coalesce(min(rank), 1) - 1 FROM festival_applications WHERE zone_id = $7 AND state = 'waitlisted')
			ELSE (SELECT coalesce(max(rank), 0) + 1 FROM festival_applications WHERE zone_id = $7 AND state = 'waitlisted') END
		WHERE id = $1`
	_, err := tx.ExecContext(ctx, query, a.ID, d.reason, decider(d), d.now, d.rank, d.isFirst, a.ZoneID)
	return err
}

func markRejected(ctx context.Context, tx *sqlx.Tx, id uuid.UUID, d decision) error {
	const query = `
		UPDATE festival_applications SET state = 'rejected', rank = NULL, reason = $2, decided_by = $3, decided_at = $4 WHERE id = $1`
	_, err := tx.ExecContext(ctx, query, id, d.reason, decider(d), d.now)
	return err
}

func markConfirmed(ctx context.Context, tx *sqlx.Tx, id, stall uuid.UUID) error {
	const query = `UPDATE festival_applications SET state = 'confirmed', stall_id = $2, due_at = NULL, held_until = NULL WHERE id = $1`
	_, err := tx.ExecContext(ctx, query, id, stall)
	return err
}

func markEnded(ctx context.Context, tx *sqlx.Tx, id uuid.UUID, to ApplicationState, d decision) error {
	const query = `
		UPDATE festival_applications SET state = $2, pool_id = NULL, stall_id = NULL, due_at = NULL, held_until = NULL, rank = NULL, reason = $3,
			decided_by = $4, decided_at = $5
		WHERE id = $1`
	_, err := tx.ExecContext(ctx, query, id, string(to), d.reason, decider(d), d.now)
	return err
}

// setPool notes from which pool a place was taken again.
func setPool(ctx context.Context, tx *sqlx.Tx, id uuid.UUID, pool int64) error {
	const query = `UPDATE festival_applications SET state = 'accepted', pool_id = $2, due_at = now() WHERE id = $1`
	_, err := tx.ExecContext(ctx, query, id, pool)
	return err
}

// shareOwn finds a festival for one of its organizers and keeps it as it is until tx ends; others may decide at the same time.
func shareOwn(ctx context.Context, tx *sqlx.Tx, slug string, account uuid.UUID) (Festival, error) {
	const query = `
		SELECT ` + festivalColumns + ` FROM ` + festivalTables + `
		WHERE f.slug = $1 AND EXISTS (
			SELECT FROM festival_members m WHERE m.festival_id = f.id AND m.account_id = $2 AND m.role = 'organizer')
		FOR SHARE OF f`
	return oneFestival(ctx, tx, query, slug, account)
}

func findApprovedShop(ctx context.Context, q sqlx.QueryerContext, slug string) (id uuid.UUID, found bool, err error) {
	const query = `SELECT id FROM shops WHERE slug = $1 AND state = 'approved'`
	err = sqlx.GetContext(ctx, q, &id, query, slug)
	if postgres.IsNoRows(err) {
		return id, false, nil
	}
	return id, err == nil, err
}

// nextOfReserve finds the first on a zone's reserve list for whom a place is free; the caller holds the festival.
func nextOfReserve(ctx context.Context, tx *sqlx.Tx, zone uuid.UUID) (id uuid.UUID, found bool, err error) {
	const query = `
		SELECT a.id FROM festival_applications a
		WHERE a.zone_id = $1 AND a.state = 'waitlisted'
			AND EXISTS (SELECT FROM festival_quotas q WHERE q.zone_id = a.zone_id AND q.mode <> 'cap' AND ` + fits + `
				AND q.taken < CASE q.mode WHEN 'general' THEN ` + openSeats + ` ELSE q.seats END)
			AND NOT EXISTS (SELECT FROM festival_quotas q WHERE q.zone_id = a.zone_id AND q.mode = 'cap' AND ` + fits + ` AND q.taken >= q.seats)
		ORDER BY a.rank LIMIT 1`
	err = tx.GetContext(ctx, &id, query, zone)
	if postgres.IsNoRows(err) {
		return id, false, nil
	}
	return id, err == nil, err
}

// waitsForDecision says whether a zone has applications that nobody has decided on.
func waitsForDecision(ctx context.Context, tx *sqlx.Tx, zone uuid.UUID) (waits bool, err error) {
	const query = `SELECT EXISTS (SELECT FROM festival_applications WHERE zone_id = $1 AND state = 'submitted')`
	return waits, tx.GetContext(ctx, &waits, query, zone)
}

// releaseSeats gives to all what was set aside in a zone and not taken, once the published moment has come.
func releaseSeats(ctx context.Context, tx *sqlx.Tx, zone uuid.UUID, now time.Time) error {
	const query = `
		UPDATE festival_quotas SET seats = taken
		WHERE id IN (
			SELECT q.id FROM festival_quotas q JOIN festival_zones z ON z.id = q.zone_id JOIN festival_terms r ON r.festival_id = z.festival_id
			WHERE q.zone_id = $1 AND q.mode = 'aside' AND q.taken < q.seats AND r.release_at <= $2)`
	_, err := tx.ExecContext(ctx, query, zone, now)
	return err
}

// listReserves gives the zones whose reserve list may move up.
func listReserves(ctx context.Context, db *sqlx.DB, now time.Time) ([]Freed, error) {
	const query = `
		SELECT f.id AS festival_id, z.id AS zone_id FROM festivals f JOIN festival_zones z ON z.festival_id = f.id
		WHERE f.state = 'published' AND f.applications_close_at <= $1 AND f.ends_on >= $1::date
			AND EXISTS (SELECT FROM festival_applications a WHERE a.zone_id = z.id AND a.state = 'waitlisted')`
	var rows []struct {
		Festival uuid.UUID `db:"festival_id"`
		Zone     uuid.UUID `db:"zone_id"`
	}
	err := db.SelectContext(ctx, &rows, query, now)
	list := make([]Freed, len(rows))
	for i, row := range rows {
		list[i] = Freed{row.Festival, row.Zone}
	}
	return list, err
}

// listEnded gives applications that nobody answered before the closing, and live ones of festivals that were cancelled.
func listEnded(ctx context.Context, db *sqlx.DB, now time.Time) (ids []uuid.UUID, err error) {
	const query = `
		SELECT id FROM (
			SELECT a.id, a.turn FROM festival_applications a JOIN festivals f ON f.id = a.festival_id
			WHERE a.state = 'invited' AND f.applications_close_at <= $1
			UNION SELECT a.id, a.turn FROM festivals f CROSS JOIN LATERAL (
				SELECT id, turn FROM festival_applications WHERE festival_id = f.id AND state IN ('invited', 'submitted', 'waitlisted', 'accepted', 'confirmed')
				LIMIT 1000) a
			WHERE f.state = 'cancelled'
		) AS ended ORDER BY turn LIMIT 1000`
	return ids, db.SelectContext(ctx, &ids, query, now)
}

// setHeld keeps an accepted application's place until a moment past its fee's; nil: no longer.
func setHeld(ctx context.Context, tx *sqlx.Tx, id uuid.UUID, until *time.Time) error {
	_, err := tx.ExecContext(ctx, `UPDATE festival_applications SET held_until = $2 WHERE id = $1`, id, until)
	return err
}

// listDue gives applications whose fee was not paid in time.
func listDue(ctx context.Context, db *sqlx.DB, now time.Time, limit int) (ids []uuid.UUID, err error) {
	const query = `
		SELECT id FROM festival_applications
		WHERE state = 'accepted' AND coalesce(held_until, due_at) <= $1 ORDER BY coalesce(held_until, due_at) LIMIT $2`
	return ids, db.SelectContext(ctx, &ids, query, now, limit)
}
