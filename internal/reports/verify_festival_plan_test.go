package reports_test

// plantedFestival is a faultless festival of one day.
const plantedFestival = `
	INSERT INTO festivals (id, slug, state, name_id, name_en, place, district, starts_on, ends_on, created_by, published_at)
	SELECT gen_random_uuid(), 'x', 'published', 'x', 'x', 'x', (SELECT slug FROM districts LIMIT 1), now()::date, now()::date,
		(SELECT id FROM accounts LIMIT 1), now();
	INSERT INTO festival_members (festival_id, account_id, role) SELECT id, created_by, 'organizer' FROM festivals;
	INSERT INTO festival_days (festival_id, day, opens_at, closes_at)
	SELECT id, starts_on, starts_on + interval '8 hours', starts_on + interval '20 hours' FROM festivals;`

func init() {
	planted = append(planted, []struct{ invariant, sql string }{
		{"a published festival has days, within its dates", plantedFestival + `UPDATE festival_days SET day = day + 1`},
		{"no day of a festival begins before the one before it closes", plantedFestival + `
			UPDATE festivals SET ends_on = starts_on + 1;
			INSERT INTO festival_days (festival_id, day, opens_at, closes_at) SELECT festival_id, day + 1, opens_at, closes_at FROM festival_days`},
		{"a festival's calendar sequence is the number of its changes", plantedFestival + `UPDATE festivals SET sequence = 1`},
		{"each change of a festival after publishing has a reason", plantedFestival + `
			UPDATE festivals SET sequence = 1;
			INSERT INTO festival_changes (festival_id, sequence, actor, reason, changes) SELECT id, 1, 'x', '  ', '[{"field": "place", "before": "x", "after": "y"}]' FROM festivals`},
		{"a festival has an organizer", plantedFestival + `UPDATE festival_members SET role = 'committee'`},
		{"a festival's programme keeps to its hours", plantedFestival + `
			INSERT INTO festival_programme (id, festival_id, starts_at, ends_at, title_id, title_en)
			SELECT gen_random_uuid(), festival_id, opens_at, closes_at + interval '1 hour', 'x', 'x' FROM festival_days`},
		{"what is credited to a festival was ordered or asked after it was published", plantedFestival + `
			UPDATE order_groups SET came_by = (SELECT id FROM festivals), created_at = now() - interval '1 day' WHERE id = (SELECT min(id::text)::uuid FROM order_groups)`},
		{"what is credited to a festival was ordered or asked after it was published", plantedInquiry + plantedFestival + `
			UPDATE inquiries SET came_by = gen_random_uuid()`},
		{"no festival is open two days after its last", plantedFestival + `
			UPDATE festivals SET starts_on = starts_on - 5, ends_on = ends_on - 5;
			UPDATE festival_days SET day = day - 5, opens_at = opens_at - interval '5 days', closes_at = closes_at - interval '5 days'`},
	}...)
}
