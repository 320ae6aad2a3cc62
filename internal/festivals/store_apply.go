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

// applicationRow is an application as it is written.
type applicationRow struct {
	ID          uuid.UUID        `db:"id"`
	FestivalID  uuid.UUID        `db:"festival_id"`
	ZoneID      uuid.UUID        `db:"zone_id"`
	ShopID      uuid.UUID        `db:"shop_id"`
	State       ApplicationState `db:"state"`
	Invited     bool             `db:"invited"`
	Wishes      string           `db:"wishes"`
	FromVillage bool             `db:"from_village"`
	WomenLed    bool             `db:"women_led"`
	YouthLed    bool             `db:"youth_led"`
	FirstTimer  bool             `db:"first_timer"`
	HalalNumber string           `db:"halal_number"`
	Fee         int64            `db:"fee"`
	Reason      string           `db:"reason"`
	AskedBy     uuid.UUID        `db:"asked_by"`
	AskedAt     time.Time        `db:"asked_at"`
	products    []listedProduct
}

type listedProduct struct {
	ID       uuid.UUID `db:"id"`
	Category string    `db:"category"`
}

// zoneToApply is what an application needs to know of its zone.
type zoneToApply struct {
	ID         uuid.UUID `db:"id"`
	Fee        int64     `db:"fee"`
	NeedsHalal bool      `db:"needs_halal"`
}

func findZoneToApply(ctx context.Context, q sqlx.QueryerContext, festival uuid.UUID, zone string) (z zoneToApply, found bool, err error) {
	const query = `
		SELECT z.id, z.fee, EXISTS (SELECT FROM festival_halal_zones h WHERE h.zone_id = z.id) AS needs_halal
		FROM festival_zones z WHERE z.festival_id = $1 AND z.zone = $2`
	err = sqlx.GetContext(ctx, q, &z, query, festival, zone)
	if postgres.IsNoRows(err) {
		return z, false, nil
	}
	return z, err == nil, err
}

// listOwnListed gives those of the named products that are the shop's and that buyers see, in the order of naming.
func listOwnListed(ctx context.Context, q sqlx.QueryerContext, shop uuid.UUID, slugs []string) (found []listedProduct, err error) {
	const query = `
		SELECT p.id, p.category FROM products p JOIN unnest($2::text[]) WITH ORDINALITY AS named (slug, position) ON named.slug = p.slug
		WHERE p.shop_id = $1 AND p.listed ORDER BY named.position`
	return found, sqlx.SelectContext(ctx, q, &found, query, shop, pq.Array(slugs))
}

func isFirstTimer(ctx context.Context, q sqlx.QueryerContext, shop uuid.UUID, f Festival) (isFirst bool, err error) {
	const query = `
		SELECT NOT EXISTS (
			SELECT FROM festival_stalls t JOIN festivals f ON f.id = t.festival_id
			WHERE t.shop_id = $1 AND f.id <> $2 AND f.starts_on < $3 AND f.state <> 'cancelled')`
	return isFirst, sqlx.GetContext(ctx, q, &isFirst, query, shop, f.ID, f.StartsOn)
}

// shareFestival finds a festival that the account may see and keeps it as it is until tx ends; others may hold it so at the same time.
func shareFestival(ctx context.Context, tx *sqlx.Tx, slug string, account uuid.UUID) (Festival, error) {
	const query = `
		SELECT ` + festivalColumns + ` FROM ` + festivalTables + `
		WHERE f.slug = $1 AND (f.published_at IS NOT NULL
			OR EXISTS (SELECT FROM festival_members m WHERE m.festival_id = f.id AND m.account_id = $2))
		FOR SHARE OF f`
	return oneFestival(ctx, tx, query, slug, account)
}

// shareFestivalByID is shareFestival for the platform itself.
func shareFestivalByID(ctx context.Context, tx *sqlx.Tx, id uuid.UUID) (Festival, error) {
	const query = `SELECT ` + festivalColumns + ` FROM ` + festivalTables + ` WHERE f.id = $1 FOR SHARE OF f`
	return oneFestival(ctx, tx, query, id)
}

// lockFestivalByID holds a festival against all who decide on its stalls.
func lockFestivalByID(ctx context.Context, tx *sqlx.Tx, id uuid.UUID) (Festival, error) {
	const query = `SELECT ` + festivalColumns + ` FROM ` + festivalTables + ` WHERE f.id = $1 FOR NO KEY UPDATE OF f`
	return oneFestival(ctx, tx, query, id)
}

func listTaking(ctx context.Context, db *sqlx.DB, now time.Time) ([]Festival, error) {
	const query = `
		SELECT ` + festivalColumns + ` FROM ` + festivalTables + `
		WHERE f.state = 'published' AND f.applications_close_at > $1 AND coalesce(f.applications_open_at, f.published_at) <= $1
		ORDER BY f.applications_close_at, f.id LIMIT $2`
	var rows []storedFestival
	err := db.SelectContext(ctx, &rows, query, now, maxOwn)
	list := make([]Festival, len(rows))
	for i, row := range rows {
		list[i] = row.festival()
	}
	return list, err
}

// ensurePools makes the pool of all for each zone that has none.
func ensurePools(ctx context.Context, tx *sqlx.Tx, festival uuid.UUID) error {
	const query = `
		INSERT INTO festival_quotas (zone_id, mode, kind, seats, published)
		SELECT z.id, 'general', 'all', 0, 0 FROM festival_zones z
		WHERE z.festival_id = $1 AND NOT EXISTS (SELECT FROM festival_quotas q WHERE q.zone_id = z.id AND q.mode = 'general')
		ORDER BY z.id
		ON CONFLICT DO NOTHING`
	_, err := tx.ExecContext(ctx, query, festival)
	return err
}

func insertApplication(ctx context.Context, tx *sqlx.Tx, row applicationRow) error {
	const query = `
		INSERT INTO festival_applications (id, festival_id, zone_id, shop_id, state, invited, wishes, from_village, women_led, youth_led, first_timer,
			halal_number, fee, reason, asked_by, asked_at)
		VALUES (:id, :festival_id, :zone_id, :shop_id, :state, :invited, :wishes, :from_village, :women_led, :youth_led, :first_timer,
			:halal_number, :fee, :reason, :asked_by, :asked_at)`
	_, err := tx.NamedExecContext(ctx, query, row)
	if postgres.Violates(err, "festival_applications_live") {
		return apperr.New(apperr.Conflict, "applied_already")
	}
	if err != nil {
		return err
	}
	return setProducts(ctx, tx, row)
}

func setProducts(ctx context.Context, tx *sqlx.Tx, row applicationRow) error {
	const (
		insert = `
			INSERT INTO festival_application_products (application_id, product_id, position)
			SELECT $1, p.id, p.position FROM unnest($2::uuid[]) WITH ORDINALITY AS p (id, position)`
		categories = `
			UPDATE festival_applications SET categories = ARRAY(
				SELECT DISTINCT p.category FROM festival_application_products a JOIN products p ON p.id = a.product_id
				WHERE a.application_id = $1 ORDER BY 1)
			WHERE id = $1`
	)
	ids := make([]string, len(row.products))
	for i, p := range row.products {
		ids[i] = p.ID.String()
	}
	if len(ids) == 0 {
		return nil
	}
	if _, err := tx.ExecContext(ctx, insert, row.ID, pq.Array(ids)); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, categories, row.ID)
	return err
}

// lockInvitation finds a shop's unanswered invitation; uuid.Nil where it has none.
func lockInvitation(ctx context.Context, tx *sqlx.Tx, festival, shop uuid.UUID) (id uuid.UUID, err error) {
	const query = `SELECT id FROM festival_applications WHERE festival_id = $1 AND shop_id = $2 AND state = 'invited' FOR UPDATE`
	if err = tx.GetContext(ctx, &id, query, festival, shop); postgres.IsNoRows(err) {
		return uuid.Nil, nil
	}
	return id, err
}

func answerInvitation(ctx context.Context, tx *sqlx.Tx, row applicationRow) error {
	const query = `
		UPDATE festival_applications SET state = 'submitted', wishes = :wishes, zone_id = :zone_id, fee = :fee, from_village = :from_village,
			women_led = :women_led, youth_led = :youth_led, first_timer = :first_timer, halal_number = :halal_number, asked_by = :asked_by,
			asked_at = :asked_at
		WHERE id = :id`
	if _, err := tx.NamedExecContext(ctx, query, row); err != nil {
		return err
	}
	return setProducts(ctx, tx, row)
}

// applicationColumns and aheadColumn are those of Application, of applicationTables; aheadColumn counts once an application.
const (
	applicationColumns = `
		a.id, a.turn, a.festival_id, f.slug AS festival, f.name_id AS festival_name_id, f.name_en AS festival_name_en, f.starts_on, a.zone_id, z.zone,
		z.name_id AS zone_name_id, z.name_en AS zone_name_en, a.shop_id, s.slug AS shop_slug, s.name AS shop_name, d.name AS district, a.state,
		a.invited, a.wishes, a.from_village, a.women_led, a.youth_led, a.first_timer, a.halal_number, a.fee, a.pool_id, a.due_at, a.held_until, a.rank, a.score,
		a.scorers, a.draw_number, a.reason, a.decided_by, a.decided_at, a.stall_id, coalesce(t.number, '') AS stall, a.appeal, a.appeal_text,
		a.appeal_reply, a.asked_at,
		CASE WHEN a.state = 'rejected' AND a.appeal = '' THEN a.decided_at + make_interval(hours => coalesce(
			(SELECT appeal_hours FROM festival_terms r WHERE r.festival_id = a.festival_id), 72)) END AS appeal_by`
	aheadColumn = `,
		CASE WHEN a.state = 'waitlisted' THEN (
			SELECT count(*) FROM festival_applications o WHERE o.zone_id = a.zone_id AND o.state = 'waitlisted' AND o.rank < a.rank
		) ELSE 0 END AS ahead`
	applicationTables = `
		festival_applications a JOIN festivals f ON f.id = a.festival_id JOIN festival_zones z ON z.id = a.zone_id
		JOIN shops s ON s.id = a.shop_id JOIN districts d ON d.slug = s.district LEFT JOIN festival_stalls t ON t.id = a.stall_id`
)

func findApplication(ctx context.Context, q sqlx.QueryerContext, id uuid.UUID) (Application, error) {
	const query = `SELECT ` + applicationColumns + aheadColumn + ` FROM ` + applicationTables + ` WHERE a.id = $1`
	var a Application
	err := sqlx.GetContext(ctx, q, &a, query, id)
	if postgres.IsNoRows(err) {
		return a, errNoApplication()
	}
	return a, err
}

// lockApplication reads in a second statement, since the first may have waited for a change that its own snapshot does not see.
func lockApplication(ctx context.Context, tx *sqlx.Tx, id uuid.UUID) (Application, error) {
	const lock = `SELECT 1 FROM festival_applications WHERE id = $1 FOR UPDATE`
	if _, err := tx.ExecContext(ctx, lock, id); err != nil {
		return Application{}, err
	}
	return findApplication(ctx, tx, id)
}

// maxOfShop bounds a shop's list; it holds many years of applications.
const maxOfShop = 200

func listShopApplications(ctx context.Context, db *sqlx.DB, shop uuid.UUID) ([]Application, error) {
	const query = `SELECT ` + applicationColumns + aheadColumn + ` FROM ` + applicationTables + ` WHERE a.shop_id = $1 ORDER BY a.turn DESC LIMIT $2`
	list := []Application{}
	return list, db.SelectContext(ctx, &list, query, shop, maxOfShop)
}

// event is a step of an application's history.
type event struct {
	application uuid.UUID
	verb        ApplicationVerb
	from, to    ApplicationState
	actor       string
	reason      string
	at          time.Time
}

func insertEvent(ctx context.Context, tx *sqlx.Tx, e event) error {
	const query = `
		INSERT INTO festival_application_events (application_id, verb, from_state, to_state, actor, reason, at) VALUES ($1, $2, $3, $4, $5, $6, $7)`
	_, err := tx.ExecContext(ctx, query, e.application, string(e.verb), string(e.from), string(e.to), e.actor, e.reason, e.at)
	return err
}

// Step is one line of an application's history. The words of an appeal stand in the application, where they can be erased.
type Step struct {
	Verb   ApplicationVerb  `db:"verb"`
	To     ApplicationState `db:"to_state"`
	Reason string           `db:"reason"`
	At     time.Time        `db:"at"`
}

func listSteps(ctx context.Context, q sqlx.QueryerContext, application uuid.UUID) ([]Step, error) {
	const query = `
		SELECT e.verb, e.to_state, CASE WHEN e.verb = 'appeal' THEN a.appeal_text ELSE e.reason END AS reason, e.at
		FROM festival_application_events e JOIN festival_applications a ON a.id = e.application_id WHERE e.application_id = $1 ORDER BY e.id`
	steps := []Step{}
	return steps, sqlx.SelectContext(ctx, q, &steps, query, application)
}

// ProductNamed is a product of an application.
type ProductNamed struct {
	Slug  string `db:"slug"`
	Title string `db:"title"`
}

func listApplicationProducts(ctx context.Context, q sqlx.QueryerContext, application uuid.UUID) ([]ProductNamed, error) {
	const query = `
		SELECT p.slug, p.title FROM festival_application_products a JOIN products p ON p.id = a.product_id
		WHERE a.application_id = $1 ORDER BY a.position`
	list := []ProductNamed{}
	return list, sqlx.SelectContext(ctx, q, &list, query, application)
}

func findApplications(ctx context.Context, q sqlx.QueryerContext, ids []uuid.UUID) (map[uuid.UUID]Application, error) {
	const query = `SELECT ` + applicationColumns + aheadColumn + ` FROM ` + applicationTables + ` WHERE a.id = ANY ($1)`
	var list []Application
	if err := sqlx.SelectContext(ctx, q, &list, query, pq.Array(ids)); err != nil {
		return nil, err
	}
	found := make(map[uuid.UUID]Application, len(list))
	for _, a := range list {
		found[a.ID] = a
	}
	return found, nil
}

func countSteps(ctx context.Context, tx *sqlx.Tx, application uuid.UUID) (n int, err error) {
	const query = `SELECT count(*) FROM festival_application_events WHERE application_id = $1`
	return n, tx.GetContext(ctx, &n, query, application)
}

// listApplicants gives the members of the shops that wait for a stall or have been promised one, and of those that lost it with the festival.
func listApplicants(ctx context.Context, tx *sqlx.Tx, festival uuid.UUID) (found []Reader, err error) {
	const query = `
		SELECT DISTINCT a.id AS account_id, coalesce(a.email, '') AS email, coalesce(a.phone, '') AS phone, a.language
		FROM festival_applications p JOIN shop_members m ON m.shop_id = p.shop_id JOIN accounts a ON a.id = m.account_id
		WHERE p.festival_id = $1 AND a.disabled_at IS NULL AND a.erased_at IS NULL
			AND (p.state IN ('invited', 'submitted', 'accepted', 'waitlisted') OR p.state = 'cancelled' AND p.reason = $2)
		ORDER BY account_id`
	return found, tx.SelectContext(ctx, &found, query, festival, reasonFestival)
}

func listConfirmed(ctx context.Context, db *sqlx.DB, festival uuid.UUID) (ids []uuid.UUID, err error) {
	const query = `SELECT id FROM festival_applications WHERE festival_id = $1 AND state = 'confirmed' ORDER BY turn`
	return ids, db.SelectContext(ctx, &ids, query, festival)
}
