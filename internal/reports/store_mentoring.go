package reports

// Each query selects the rows that break an invariant of mentoring.
const (
	seatsWithin = `
		SELECT 1 FROM trainings t
		LEFT JOIN (SELECT training_id, count(*) AS sitting FROM training_bookings WHERE state = 'booked' GROUP BY training_id) b ON b.training_id = t.id
		WHERE t.booked > t.seats OR t.booked <> coalesce(b.sitting, 0)`

	seatsPublished = `
		SELECT 1 FROM training_bookings b JOIN trainings t ON t.id = b.training_id
		WHERE t.published_at IS NULL OR b.state IN ('booked', 'waiting') AND t.state <> 'published'`

	seatsUsed = `
		SELECT 1 FROM trainings t
		WHERE t.state = 'published' AND t.booked < t.seats AND EXISTS (
			SELECT FROM training_bookings b WHERE b.training_id = t.id AND b.state = 'waiting')`

	seatsOnce = `
		SELECT 1 FROM training_bookings WHERE state IN ('booked', 'waiting') GROUP BY training_id, shop_id HAVING count(*) > 1`

	helpOnce = `
		SELECT 1 FROM help_requests WHERE state IN ('open', 'taken') GROUP BY shop_id, rule, product_id HAVING count(*) > 1`

	helpMentored = `
		SELECT 1 FROM help_requests WHERE state IN ('taken', 'done') AND mentor_id IS NULL
		UNION ALL
		SELECT 1 FROM help_requests r JOIN shop_members m ON m.shop_id = r.shop_id AND m.account_id = r.mentor_id
		WHERE m.created_at < r.taken_at`

	helpRaised = `SELECT 1 FROM help_requests WHERE state = 'open' AND raised_at IS NULL AND raise_at < now() - interval '2 hours'`
)
