package reports

// Each query selects the rows that break an invariant of planned festivals.
const (
	festivalDaysWithin = `
		SELECT 1 FROM festivals f
		WHERE f.published_at IS NOT NULL AND (
			NOT EXISTS (SELECT FROM festival_days d WHERE d.festival_id = f.id)
			OR EXISTS (SELECT FROM festival_days d WHERE d.festival_id = f.id AND d.day NOT BETWEEN f.starts_on AND f.ends_on))`

	festivalDaysApart = `
		SELECT 1 FROM (SELECT opens_at, lag(closes_at) OVER (PARTITION BY festival_id ORDER BY day) AS closed FROM festival_days) AS d
		WHERE d.opens_at < d.closed`

	festivalChangesCounted = `
		SELECT 1 FROM festivals f
		LEFT JOIN (SELECT festival_id, count(*) AS changes, max(sequence) AS last FROM festival_changes GROUP BY festival_id) c ON c.festival_id = f.id
		WHERE f.sequence <> coalesce(c.changes, 0) OR f.sequence <> coalesce(c.last, 0)`

	festivalChangesReasoned = `
		SELECT 1 FROM festival_changes c JOIN festivals f ON f.id = c.festival_id
		WHERE length(trim(c.reason)) < 3 OR jsonb_array_length(c.changes) = 0 OR f.published_at IS NULL AND f.state <> 'cancelled'`

	festivalsLed = `
		SELECT 1 FROM festivals f WHERE NOT EXISTS (SELECT FROM festival_members m WHERE m.festival_id = f.id AND m.role = 'organizer')`

	festivalsClosed = `
		SELECT 1 FROM festivals f
		WHERE f.state = 'published' AND f.ends_on < (now() - interval '2 days')::date`

	cameFounded = `
		SELECT 1 FROM order_groups g LEFT JOIN festivals f ON f.id = g.came_by
		WHERE g.came_by IS NOT NULL AND coalesce(f.published_at > g.created_at, true)
		UNION ALL
		SELECT 1 FROM inquiries i LEFT JOIN festivals f ON f.id = i.came_by
		WHERE i.came_by IS NOT NULL AND coalesce(f.published_at > i.created_at, true)`

	programmeWithin = `
		SELECT 1 FROM festival_programme p
		WHERE NOT EXISTS (
			SELECT FROM festival_days d WHERE d.festival_id = p.festival_id AND p.starts_at >= d.opens_at AND p.ends_at <= d.closes_at)`
)
