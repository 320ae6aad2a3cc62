package reports_test

func init() {
	planted = append(planted, []struct{ invariant, sql string }{
		{"a vendor that was checked in has or had a stall of the festival", aFair + `
			INSERT INTO festival_checkins (festival_id, shop_id, stall_id, late, checked_by, checked_at)
			SELECT festival_id, gen_random_uuid(), id, false, gen_random_uuid(), now() FROM festival_stalls WHERE number = '1'`},
		{"each visit is of a stall or the entrance of its festival", aFair + `
			INSERT INTO festival_visits (code, day, visitor, festival_id, stall_id)
			SELECT 'bcdfghjk', current_date, 'x', festival_id, id FROM festival_stalls WHERE number = '1'`},
	}...)
}
