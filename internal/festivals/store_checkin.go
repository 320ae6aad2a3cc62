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

// printed is a code with what it stands for.
type printed struct {
	Code       string        `db:"code"`
	FestivalID uuid.UUID     `db:"festival_id"`
	Festival   string        `db:"festival"` // name
	Purpose    string        `db:"purpose"`
	StallID    uuid.NullUUID `db:"stall_id"`
	ShopID     uuid.NullUUID `db:"shop_id"`
	Holds      bool          `db:"holds"` // the shop of the code has the stall still
	Target
}

func findCode(ctx context.Context, q sqlx.QueryerContext, code string) (of printed, err error) {
	const query = `
		SELECT c.code, c.festival_id, f.name_id AS festival, c.purpose, c.stall_id, c.shop_id, coalesce(t.shop_id = c.shop_id, false) AS holds,
			f.slug AS festival_slug, coalesce(s.slug, '') AS shop_slug
		FROM festival_codes c JOIN festivals f ON f.id = c.festival_id
		LEFT JOIN festival_stalls t ON t.id = c.stall_id LEFT JOIN shops s ON s.id = t.shop_id
		WHERE c.code = $1`
	if err = sqlx.GetContext(ctx, q, &of, query, code); postgres.IsNoRows(err) {
		return printed{}, apperr.NewNotFound("code_not_found")
	}
	return of, err
}

// makeCodes makes the codes that are missing: the entrance's, each stall's for visitors, and each vendor's for checking in.
func makeCodes(ctx context.Context, tx *sqlx.Tx, festival uuid.UUID) error {
	const missing = `
		SELECT w.purpose, w.stall_id, w.shop_id FROM (
			SELECT 'entrance' AS purpose, NULL::uuid AS stall_id, NULL::uuid AS shop_id
			UNION ALL SELECT 'visit', id, NULL FROM festival_stalls WHERE festival_id = $1
			UNION ALL SELECT 'check_in', id, shop_id FROM festival_stalls WHERE festival_id = $1 AND shop_id IS NOT NULL
		) w WHERE NOT EXISTS (
			SELECT FROM festival_codes c WHERE c.festival_id = $1 AND c.purpose = w.purpose
				AND coalesce(c.stall_id, $2) = coalesce(w.stall_id, $2) AND coalesce(c.shop_id, $2) = coalesce(w.shop_id, $2))`
	const insert = `
		INSERT INTO festival_codes (code, festival_id, purpose, stall_id, shop_id)
		SELECT n.code, $1, n.purpose, n.stall_id, n.shop_id FROM unnest($2::text[], $3::text[], $4::uuid[], $5::uuid[]) AS n (code, purpose, stall_id, shop_id)
		ON CONFLICT DO NOTHING`
	var want []printed
	if err := tx.SelectContext(ctx, &want, missing, festival, uuid.Nil); err != nil || len(want) == 0 {
		return err
	}
	codes, purposes := make([]string, len(want)), make([]string, len(want))
	stalls, shops := make([]uuid.NullUUID, len(want)), make([]uuid.NullUUID, len(want))
	for i, w := range want {
		codes[i], purposes[i], stalls[i], shops[i] = newCode(), w.Purpose, w.StallID, w.ShopID
	}
	_, err := tx.ExecContext(ctx, insert, festival, pq.Array(codes), pq.Array(purposes), pq.Array(stalls), pq.Array(shops))
	return err
}

// readSheets reads what is printed for the stalls that are taken, of one shop or of all.
func readSheets(ctx context.Context, tx *sqlx.Tx, festival uuid.UUID, shop uuid.NullUUID) (out Sheets, err error) {
	const frame = `
		SELECT f.rules_id, f.rules_en, f.contact_phone, coalesce((SELECT code FROM festival_codes c WHERE c.festival_id = f.id AND purpose = 'entrance'), '') AS entrance
		FROM festivals f WHERE f.id = $1`
	const taken = `
		SELECT t.id AS stall_id, t.shop_id, t.number, z.name_id AS zone_name_id, z.name_en AS zone_name_en, z.width_cm, z.depth_cm, z.power_watts,
			s.slug AS shop_slug, s.name AS shop_name, s.phone AS shop_phone, coalesce(i.code, '') AS check_in, coalesce(v.code, '') AS visit,
			(SELECT k.at FROM festival_checkins k WHERE k.stall_id = t.id AND k.shop_id = t.shop_id) AS checked_at
		FROM festival_stalls t JOIN festival_zones z ON z.id = t.zone_id JOIN shops s ON s.id = t.shop_id
		LEFT JOIN festival_codes i ON i.festival_id = t.festival_id AND i.purpose = 'check_in' AND i.stall_id = t.id AND i.shop_id = t.shop_id
		LEFT JOIN festival_codes v ON v.festival_id = t.festival_id AND v.purpose = 'visit' AND v.stall_id = t.id
		WHERE t.festival_id = $1 AND ($2::uuid IS NULL OR t.shop_id = $2) ORDER BY z.position, length(t.number), t.number`
	var of struct {
		RulesID      string `db:"rules_id"`
		RulesEN      string `db:"rules_en"`
		ContactPhone string `db:"contact_phone"`
		Entrance     string `db:"entrance"`
	}
	if err = tx.GetContext(ctx, &of, frame, festival); err != nil {
		return out, err
	}
	out.RulesID, out.RulesEN, out.ContactPhone, out.Entrance = of.RulesID, of.RulesEN, of.ContactPhone, of.Entrance
	if err = tx.SelectContext(postgres.PlanAnew(ctx), &out.Passes, taken, festival, shop); err != nil {
		return out, err
	}
	out.Days, err = listDays(ctx, tx, festival)
	return out, err
}

func insertCheckIn(ctx context.Context, tx *sqlx.Tx, of printed, by uuid.UUID, at time.Time) (isFirst bool, err error) {
	const query = `
		INSERT INTO festival_checkins (stall_id, shop_id, festival_id, checked_by, at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`
	n, err := affected(tx.ExecContext(ctx, query, of.StallID, of.ShopID, of.FestivalID, by, at))
	return n == 1, err
}

// visit is somebody at a code.
type visit struct {
	Code    string    `db:"code"`
	Visitor []byte    `db:"visitor"`
	At      time.Time `db:"at"`
	Zone    string    `db:"zone"` // IANA name of the region's time
}

// insertVisit counts a visitor once a day, by the region's days.
func insertVisit(ctx context.Context, tx *sqlx.Tx, v visit) error {
	const query = `
		INSERT INTO festival_visits (code, day, visitor, at) VALUES (:code, CAST(CAST(:at AS timestamptz) AT TIME ZONE :zone AS date), :visitor, :at) ON CONFLICT DO NOTHING`
	_, err := tx.NamedExecContext(ctx, query, v)
	return err
}
