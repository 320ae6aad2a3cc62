package festivals

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"lapak/internal/postgres"
)

// shareForMember finds a festival for one of its organizers or committee, and keeps it as it is until tx ends.
func shareForMember(ctx context.Context, tx *sqlx.Tx, slug string, account uuid.UUID) (Festival, error) {
	const query = `
		SELECT ` + festivalColumns + ` FROM ` + festivalTables + `
		WHERE f.slug = $1 AND EXISTS (SELECT FROM festival_members m WHERE m.festival_id = f.id AND m.account_id = $2)
		FOR SHARE OF f`
	return oneFestival(ctx, tx, query, slug, account)
}

func saveScores(ctx context.Context, tx *sqlx.Tx, of ScoreOf, member uuid.UUID, now time.Time) error {
	const query = `
		INSERT INTO festival_scores (application_id, account_id, criterion, points, at)
		SELECT $1, $2, g.criterion, g.points, $5 FROM unnest($3::text[], $4::int[]) AS g (criterion, points)
		ON CONFLICT (application_id, account_id, criterion) DO UPDATE SET points = EXCLUDED.points, at = EXCLUDED.at`
	keys := slices.Sorted(maps.Keys(of.Points))
	points := make([]int64, len(keys))
	for i, key := range keys {
		points[i] = int64(of.Points[key])
	}
	_, err := tx.ExecContext(ctx, query, of.ID, member, pq.Array(keys), pq.Array(points), now)
	return err
}

// averageScores counts the members' weighted scores together, in hundredths of a point.
func averageScores(ctx context.Context, tx *sqlx.Tx, id uuid.UUID, criteria []Criterion) error {
	const query = `
		UPDATE festival_applications SET (score, scorers) = (
			SELECT round(avg(m.weighted)), count(*) FROM (
				SELECT sum(s.points * c.weight) AS weighted FROM festival_scores s JOIN unnest($2::text[], $3::int[]) AS c (key, weight) ON c.key = s.criterion
				WHERE s.application_id = $1 GROUP BY s.account_id) m)
		WHERE id = $1`
	keys, weights := make([]string, len(criteria)), make([]int64, len(criteria))
	for i, c := range criteria {
		keys[i], weights[i] = c.Key, int64(c.Weight)
	}
	_, err := tx.ExecContext(ctx, query, id, pq.Array(keys), pq.Array(weights))
	return err
}

func findPoints(ctx context.Context, q sqlx.QueryerContext, application, member uuid.UUID) (map[string]int, error) {
	const query = `SELECT criterion, points FROM festival_scores WHERE application_id = $1 AND account_id = $2`
	var rows []struct {
		Criterion string `db:"criterion"`
		Points    int    `db:"points"`
	}
	if err := sqlx.SelectContext(ctx, q, &rows, query, application, member); err != nil {
		return nil, err
	}
	points := map[string]int{}
	for _, r := range rows {
		points[r.Criterion] = r.Points
	}
	return points, nil
}

func listApplications(ctx context.Context, db *sqlx.DB, festival uuid.UUID, in ApplicationFilter, after applicationCursor) ([]Application, error) {
	// The page is chosen first, by an index, and only then joined with what is shown of it; each reserve list is counted through once.
	const (
		page = `
			SELECT a.id, a.zone_id, a.state FROM festival_applications a
			WHERE a.festival_id = $1 AND ($2 = '' OR a.state = $2) AND ($4 = '' OR a.appeal = $4)
				AND ($3 = '' OR a.zone_id = (SELECT id FROM festival_zones WHERE festival_id = $1 AND zone = $3))`
		shown = `), reserve AS (
			SELECT o.id, rank() OVER (PARTITION BY o.zone_id ORDER BY o.rank) - 1 AS ahead FROM festival_applications o
			WHERE o.state = 'waitlisted' AND o.zone_id IN (SELECT zone_id FROM page WHERE state = 'waitlisted')
		)
		SELECT ` + applicationColumns + `, coalesce(r.ahead, 0) AS ahead
		FROM page JOIN (` + applicationTables + `) ON a.id = page.id LEFT JOIN reserve r ON r.id = page.id`
		byTurn = `WITH page AS (` + page + ` AND a.turn > $5 ORDER BY a.turn LIMIT $6` + shown + ` ORDER BY a.turn`
		byRank = `WITH page AS (` + page + `
			AND (-coalesce(a.score, -1), a.turn) > (-$7::int, $5) ORDER BY -coalesce(a.score, -1), a.turn LIMIT $6` + shown + `
			ORDER BY -coalesce(a.score, -1), a.turn`
	)
	args := []any{festival, string(in.State), in.Zone, in.Appeal, after.Turn, in.Limit + 1}
	query := byTurn
	if in.Ranked {
		query, args = byRank, append(args, after.Score)
	}
	list := []Application{}
	return list, db.SelectContext(postgres.PlanAnew(ctx), &list, query, args...)
}

// listJudged counts what waits for a member's score; the applications of an own shop are for the others.
func listJudged(ctx context.Context, q sqlx.QueryerContext, account uuid.UUID) ([]Judged, error) {
	const query = `
		SELECT ` + festivalColumns + `, (
			SELECT count(*) FROM festival_applications a
			WHERE a.festival_id = f.id AND a.state = 'submitted' AND NOT a.invited
				AND NOT EXISTS (SELECT FROM festival_scores s WHERE s.application_id = a.id AND s.account_id = m.account_id)
				AND NOT EXISTS (SELECT FROM shop_members o WHERE o.shop_id = a.shop_id AND o.account_id = m.account_id)) AS unscored
		FROM festival_members m JOIN ` + festivalTables + ` ON f.id = m.festival_id
		WHERE m.account_id = $1 AND m.role = 'committee' AND f.state = 'published' AND f.selection = 'committee'
		ORDER BY f.starts_on, f.id LIMIT $2`
	var rows []struct {
		storedFestival
		Unscored int `db:"unscored"`
	}
	err := sqlx.SelectContext(ctx, q, &rows, query, account, maxOwn)
	list := make([]Judged, len(rows))
	for i, row := range rows {
		list[i] = Judged{row.festival(), row.Unscored}
	}
	return list, err
}

func countZones(ctx context.Context, q sqlx.QueryerContext, festival uuid.UUID) ([]ZoneCount, error) {
	const query = `
		SELECT z.zone, z.name_id, z.name_en, z.fee, (SELECT count(*) FROM festival_stalls t WHERE t.zone_id = z.id) AS stalls,
			count(a.id) FILTER (WHERE a.state = 'submitted') AS submitted, count(a.id) FILTER (WHERE a.state = 'accepted') AS accepted,
			count(a.id) FILTER (WHERE a.state = 'confirmed') AS confirmed, count(a.id) FILTER (WHERE a.state = 'waitlisted') AS waitlisted,
			count(a.id) FILTER (WHERE a.state = 'submitted' AND a.score IS NULL) AS unscored
		FROM festival_zones z LEFT JOIN festival_applications a ON a.festival_id = z.festival_id AND a.zone_id = z.id
		WHERE z.festival_id = $1 GROUP BY z.id ORDER BY z.position`
	list := []ZoneCount{}
	return list, sqlx.SelectContext(ctx, q, &list, query, festival)
}
