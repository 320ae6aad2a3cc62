package reports

// Each query selects the rows that break an invariant of what happens at the gate.
const (
	checkInsHeld = `
		SELECT 1 FROM festival_checkins c LEFT JOIN festival_stalls t ON t.id = c.stall_id
		WHERE t.festival_id <> c.festival_id
			OR NOT EXISTS (SELECT FROM festival_stalls h WHERE h.festival_id = c.festival_id AND h.shop_id = c.shop_id)
			AND NOT EXISTS (
				SELECT FROM festival_applications a JOIN festival_application_events e ON e.application_id = a.id
				WHERE a.festival_id = c.festival_id AND a.shop_id = c.shop_id AND e.to_state = 'confirmed')`

	visitsOfDoors = `
		SELECT 1 FROM festival_visits v JOIN festivals f ON f.id = v.festival_id LEFT JOIN festival_stalls t ON t.id = v.stall_id
		WHERE v.code <> coalesce(t.visit_code, f.visit_code) OR t.festival_id <> v.festival_id`
)
