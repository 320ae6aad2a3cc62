package reports_test

import "fmt"

// aFair is a festival with a zone of two stalls and its pool of all.
const aFair = `
	INSERT INTO festivals (id, slug, state, name_id, name_en, place, district, starts_on, ends_on, created_by, published_at)
	SELECT '00000000-0000-0000-0000-0000000000f1', 'x', 'published', 'x', 'x', 'x', d.slug, current_date, current_date, gen_random_uuid(), now() FROM districts d LIMIT 1;
	INSERT INTO festival_days (festival_id, day, opens_at, closes_at) SELECT id, starts_on, starts_on, starts_on + 1 FROM festivals;
	INSERT INTO festival_members (festival_id, account_id, role) SELECT id, created_by, 'organizer' FROM festivals;
	INSERT INTO festival_zones (id, festival_id, zone, name_id, name_en, fee, position)
	VALUES ('00000000-0000-0000-0000-0000000000f2', '00000000-0000-0000-0000-0000000000f1', 'x', 'x', 'x', 0, 0);
	INSERT INTO festival_stalls (id, festival_id, zone_id, number, grid_x, grid_y, grid_w, grid_h)
	SELECT gen_random_uuid(), '00000000-0000-0000-0000-0000000000f1', '00000000-0000-0000-0000-0000000000f2', i::text, i, 0, 1, 1 FROM generate_series(1, 2) i;
	INSERT INTO festival_quotas (zone_id, mode, kind, seats, published) VALUES ('00000000-0000-0000-0000-0000000000f2', 'general', 'all', 0, 0);`

// anAccepted is an application that was accepted, with its fee and since when it is due; its place is counted and its history told.
func anAccepted(fee int, due string) string {
	return fmt.Sprintf(`
		INSERT INTO festival_applications (id, festival_id, zone_id, shop_id, state, fee, pool_id, due_at, asked_at)
		SELECT gen_random_uuid(), '00000000-0000-0000-0000-0000000000f1', q.zone_id, gen_random_uuid(), 'accepted', %d, q.id, now() + interval '%s', now()
		FROM festival_quotas q WHERE q.mode = 'general';
		UPDATE festival_quotas SET taken = taken + 1 WHERE mode = 'general';
		INSERT INTO festival_application_events (application_id, verb, from_state, to_state, actor, at)
		SELECT a.id, e.verb, e.from_state, e.to_state, 'x', now() FROM (SELECT id FROM festival_applications ORDER BY turn DESC LIMIT 1) a,
			(VALUES (1, 'apply', '', 'submitted'), (2, 'accept', 'submitted', 'accepted')) AS e (i, verb, from_state, to_state) ORDER BY e.i;`, fee, due)
}

func init() {
	planted = append(planted, []struct{ invariant, sql string }{
		{"no zone gives more places than it has stalls", aFair + anAccepted(0, "1 day") + anAccepted(0, "1 day") + anAccepted(0, "1 day")},
		{"each quota counts those who have its places", aFair + anAccepted(0, "1 day") + `UPDATE festival_quotas SET taken = 0`},
		{"no quota is exceeded, and no more is set aside than there are stalls", aFair + `
			INSERT INTO festival_quotas (zone_id, mode, kind, seats, published) VALUES ('00000000-0000-0000-0000-0000000000f2', 'aside', 'women_led', 3, 3)`},
		{"a vendor is confirmed exactly when one succeeded payment of its fee is applied", aFair + anAccepted(1000, "1 day") + `
			UPDATE festival_applications SET state = 'confirmed', due_at = NULL, stall_id = (SELECT id FROM festival_stalls LIMIT 1);
			UPDATE festival_stalls SET shop_id = (SELECT shop_id FROM festival_applications), taken_at = now() WHERE id = (SELECT stall_id FROM festival_applications);
			INSERT INTO festival_application_events (application_id, verb, from_state, to_state, actor, at)
			SELECT id, 'confirm', 'accepted', 'confirmed', 'x', now() FROM festival_applications`},
		{"a vendor's stall is held by its shop", aFair + anAccepted(0, "1 day") + `
			UPDATE festival_stalls SET shop_id = (SELECT shop_id FROM festival_applications), taken_at = now() WHERE number = '1'`},
		{"applications have only allowed steps", aFair + anAccepted(0, "1 day") + `UPDATE festival_application_events SET verb = 'teleport' WHERE verb = 'accept'`},
		{"an application's history leads to its state", aFair + anAccepted(0, "1 day") + `DELETE FROM festival_application_events`},
		{"each refund of a stall fee is owed by its festival", `UPDATE refunds SET reference = 'stall_fee:x' WHERE reference LIKE 'shop_order:%'`},
		{"nobody scored the application of the own shop", aFair + anAccepted(0, "1 day") + `
			UPDATE festival_applications SET shop_id = (SELECT shop_id FROM shop_members LIMIT 1);
			INSERT INTO festival_scores (application_id, account_id, criterion, points, at)
			SELECT a.id, m.account_id, 'x', 100, now() FROM festival_applications a JOIN shop_members m ON m.shop_id = a.shop_id`},
		{"erased people leave no personal data", aFair + anAccepted(0, "1 day") + `
			UPDATE festival_applications SET halal_number = 'ID3510', asked_by = (SELECT id FROM accounts WHERE email = 'finance@lapak.test');
			UPDATE accounts SET erased_at = now(), email = NULL WHERE email = 'finance@lapak.test'`},
		{"erased people leave no personal data", aFair + `
			INSERT INTO festival_applications (id, festival_id, zone_id, shop_id, state, fee, appeal, appeal_text, appealed_at, asked_at)
			SELECT gen_random_uuid(), festival_id, id, gen_random_uuid(), 'rejected', 0, 'open', 'x', now(), now() FROM festival_zones;
			INSERT INTO festival_application_events (application_id, verb, from_state, to_state, actor, at)
			SELECT p.id, e.verb, e.from_state, e.to_state, 'account:' || a.id, now() FROM festival_applications p, accounts a,
				(VALUES (1, 'apply', '', 'submitted'), (2, 'reject', 'submitted', 'rejected'), (3, 'appeal', 'rejected', 'rejected')) AS e (i, verb, from_state, to_state)
			WHERE a.email = 'finance@lapak.test' ORDER BY e.i;
			UPDATE accounts SET erased_at = now(), email = NULL WHERE email = 'finance@lapak.test'`},
		{"no stall fee is overdue by two hours without a consequence", aFair + anAccepted(1000, "-3 hours")},
	}...)
}
