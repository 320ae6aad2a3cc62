package reports_test

import (
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"lapak/internal/checkout/checkouttest"
	"lapak/internal/orders"
	"lapak/internal/reports"
)

// plantedInquiry is a faultless inquiry.
const plantedInquiry = `
	INSERT INTO inquiries (id, number, kind, state, product_id, shop_id, category, name, organisation, email, country, language, answer_by, created_at, updated_at)
	SELECT gen_random_uuid(), 'T-0000-0000', 'goods', 'new', id, shop_id, category, 'x', '', 'x@example.com', 'NL', 'en', now() + interval '1 day', now(), now()
	FROM products ORDER BY id LIMIT 1;
	INSERT INTO inquiry_messages (inquiry_id, position, side, event, from_state, to_state, body, at)
	SELECT id, 1, 'asker', 'ask', '', 'new', 'x', now() FROM inquiries;`

// planted is one row of each kind that can go wrong, by its SQL. Constraints that would refuse it are dropped first.
var planted = []struct{ invariant, sql string }{
	{"stock is never negative nor over-reserved", `
		ALTER TABLE stock_levels DROP CONSTRAINT stock_levels_sane;
		INSERT INTO stock_levels (variant_id, on_hand) VALUES (gen_random_uuid(), -1);
		INSERT INTO stock_movements (id, variant_id, delta, reason, reference, actor)
		SELECT gen_random_uuid(), variant_id, -1, 'correction', 'x', 'x' FROM stock_levels WHERE on_hand = -1`},
	{"reserved stock is the sum of held reservations", `UPDATE stock_levels SET reserved = reserved + 1 WHERE variant_id = (SELECT variant_id FROM stock_levels LIMIT 1)`},
	{"stock on hand is the sum of its movements", `UPDATE stock_levels SET on_hand = on_hand + 1 WHERE variant_id = (SELECT variant_id FROM stock_levels LIMIT 1)`},
	{"each live order line is reserved or consumed in full", `
		DELETE FROM stock_reservations WHERE reference = (SELECT id FROM order_groups WHERE state = 'paid')`},
	{"a closed order line holds no stock", `
		UPDATE stock_reservations SET state = 'held', expires_at = now() + interval '1 hour' WHERE reference = (SELECT id FROM order_groups WHERE state = 'expired' ORDER BY id LIMIT 1);
		UPDATE stock_levels l SET reserved = reserved + 1 FROM stock_reservations r
		WHERE r.variant_id = l.variant_id AND r.reference = (SELECT id FROM order_groups WHERE state = 'expired' ORDER BY id LIMIT 1)`},
	{"each reservation belongs to an order line or a device at a stall", `
		INSERT INTO stock_reservations (reference, variant_id, quantity, state) SELECT gen_random_uuid(), variant_id, 1, 'released' FROM stock_levels LIMIT 1`},
	{"what was sold left the stock once", `
		UPDATE stock_movements SET delta = -delta WHERE id = (SELECT id FROM stock_movements WHERE reason = 'sold' LIMIT 1);
		UPDATE stock_levels l SET on_hand = (SELECT sum(delta) FROM stock_movements m WHERE m.variant_id = l.variant_id)`},
	{"order lines have a quantity", `
		ALTER TABLE order_lines DROP CONSTRAINT order_lines_unit_price_check, DROP CONSTRAINT order_lines_quantity_check;
		UPDATE order_lines SET unit_price = -unit_price, quantity = -quantity
		WHERE id = (SELECT l.id FROM order_lines l JOIN shop_orders o ON o.id = l.shop_order_id WHERE o.state = 'expired' LIMIT 1)`},
	{"a shop's order is the sum of its lines and costs", `UPDATE order_lines SET unit_price = 1, total = quantity WHERE id = (SELECT min(id::text)::uuid FROM order_lines)`},
	{"an order group is the sum of its shops' orders", `
		UPDATE order_groups SET items_total = items_total + 1, total = total + 1 WHERE state = 'expired'`},
	{"an order group's state follows from its shops' orders", `UPDATE order_groups SET state = 'completed' WHERE state = 'paid'`},
	{"an ordered basket has its order", `UPDATE order_groups SET cart_id = NULL WHERE state = 'paid'`},
	{"an order or inquiry that somebody was told of exists", `
		INSERT INTO idempotency_keys (scope, key, request_hash, subject, status, body, locked_until) VALUES ('x', 'x', '', gen_random_uuid()::text, 201, '', now())`},
	{"order lines belong to the shop of their order", `
		UPDATE variants SET shop_id = (SELECT id FROM shops WHERE id <> variants.shop_id LIMIT 1) WHERE id = (SELECT variant_id FROM order_lines LIMIT 1)`},
	{"the history has only allowed transitions", `
		UPDATE order_events SET event = 'teleport' WHERE id = (SELECT min(id::text)::uuid FROM order_events WHERE shop_order_id IS NOT NULL)`},
	{"the history leads to the state of each shop's order", `
		DELETE FROM order_events WHERE id = (SELECT e.id FROM order_events e JOIN shop_orders o ON o.id = e.shop_order_id WHERE o.state = 'refunded' ORDER BY e.at, e.id LIMIT 1 OFFSET 1)`},
	{"a prepaid order is paid exactly when one succeeded payment of its amount is applied", `UPDATE order_groups SET paid_at = NULL WHERE state = 'paid'`},
	{"a cash order is paid exactly when the shop's cash is applied", `
		UPDATE shop_orders SET paid = true WHERE group_id = (SELECT g.id FROM order_groups g WHERE payment_method = 'cash' AND state = 'awaiting_payment');
		UPDATE order_groups SET state = 'paid' WHERE payment_method = 'cash' AND state = 'awaiting_payment'`},
	{"only succeeded payments are applied", `
		INSERT INTO payments (id, subject_kind, subject_id, subject_label, method, amount, currency, state, applied)
		VALUES (gen_random_uuid(), 'stall_fee', gen_random_uuid(), 'x', 'fake', 1, 'IDR', 'pending', true)`},
	{"money that pays nothing is refunded in full", `
		DELETE FROM refund_lines;
		UPDATE refunds SET amount = amount - 1 WHERE reference = 'unapplied'`},
	{"refunds never exceed what was paid", `
		UPDATE refunds SET amount = amount + 1000000 WHERE reference LIKE 'shop_order:%'`},
	{"refunds never exceed what a line cost", `UPDATE refund_lines SET amount = amount + 1`},
	{"a provider's event is stored once", `
		ALTER TABLE payment_events DROP CONSTRAINT payment_events_once;
		INSERT INTO payment_events (id, provider, event_id, kind, payload, processed_at) SELECT gen_random_uuid(), provider, event_id, kind, payload, now() FROM payment_events LIMIT 1`},
	{"a provider's object pays one payment", `
		DROP INDEX payments_provider_ref;
		UPDATE payments SET provider_ref = (SELECT provider_ref FROM payments WHERE provider_ref <> '' AND applied LIMIT 1) WHERE state = 'expired'`},
	{"no payment session outlives its reservation", `UPDATE payments SET expires_at = now() + interval '1 year' WHERE state = 'pending'`},
	{"each ledger transfer sums to zero", `INSERT INTO ledger_transfers (id, kind, reference) VALUES (gen_random_uuid(), 'x', 'x')`},
	{"each cached balance is the sum of its entries", `UPDATE ledger_accounts SET balance = balance + 1 WHERE code LIKE 'shop:%'`},
	{"no ledger account is negative that may not be", `
		ALTER TABLE ledger_accounts DROP CONSTRAINT ledger_accounts_funded;
		UPDATE ledger_accounts SET may_be_negative = false WHERE balance < 0`},
	{"each succeeded payment is booked once", `UPDATE ledger_transfers SET kind = 'x' WHERE kind = 'unapplied'`},
	{"what is booked as received was paid in that amount", `
		UPDATE ledger_entries SET amount = 2 * amount WHERE transfer_id = (SELECT id FROM ledger_transfers WHERE kind = 'payment' LIMIT 1);
		UPDATE ledger_accounts a SET balance = (SELECT coalesce(sum(amount), 0) FROM ledger_entries e WHERE e.account_id = a.id)`},
	{"each refund of a shop's part is owed", `UPDATE ledger_transfers SET reference = 'x' WHERE kind = 'refund_due'`},
	{"each sent refund is booked once, and no other", `UPDATE refunds SET state = 'failed' WHERE reference LIKE 'shop_order:%'`},
	{"a listed product has a picture, a price and an approved shop", `DELETE FROM product_images WHERE id = (SELECT min(id::text)::uuid FROM product_images)`},
	{"a product's price is that of its cheapest variant", `UPDATE products SET price = price + 1 WHERE id = (SELECT min(id::text)::uuid FROM products)`},
	{"no member of a shop judged its papers", `
		INSERT INTO export_evidence (id, shop_id, rule, office, state, submitted_by, decided_by, decided_at)
		SELECT gen_random_uuid(), shop_id, 'S-LEG-01', 'diskop', 'verified', account_id, account_id, now() + interval '1 hour' FROM shop_members LIMIT 1`},
	{"a rule has one live paper of a shop or product", `
		DROP INDEX export_evidence_live;
		INSERT INTO export_evidence (id, shop_id, rule, office, state, submitted_by)
		SELECT gen_random_uuid(), id, 'S-LEG-01', 'diskop', 'waiting', gen_random_uuid() FROM (SELECT id FROM shops LIMIT 1) s, generate_series(1, 2)`},
	{"no product is readier than its shop or itself", `
		UPDATE products SET export_level = 3 WHERE id = (SELECT min(id::text)::uuid FROM products);
		INSERT INTO export_shops (shop_id, opted_in_at, level) SELECT shop_id, now(), 2 FROM products WHERE export_level = 3;
		INSERT INTO export_products (product_id, shop_id, opted_in, own_level, level) SELECT id, shop_id, true, 3, 3 FROM products WHERE export_level = 3`},
	{"the catalogue shows the export level and destinations that were judged", `
		UPDATE products SET export_destinations = '{JP}' WHERE id = (SELECT min(id::text)::uuid FROM products)`},
	{"who is out of export readiness has no level", `INSERT INTO export_shops (shop_id, level) SELECT id, 1 FROM shops LIMIT 1`},
	{"no secret number is stored in clear", `
		INSERT INTO export_rulebooks (version, content, active) VALUES ('x', '{"identifiers": [{"key": "nik", "secret": true}]}', true);
		INSERT INTO export_evidence (id, shop_id, rule, office, state, submitted_by, number_kind, number)
		SELECT gen_random_uuid(), id, 'S-LEG-02', 'diskop', 'waiting', gen_random_uuid(), 'nik', '0000000101900001' FROM shops LIMIT 1`},
	{"each level rests on a snapshot", `INSERT INTO export_changes (shop_id, on_day, level, score_bp) SELECT id, current_date, 1, 100 FROM shops LIMIT 1`},
	{"inquiries have only allowed transitions", plantedInquiry + `
		INSERT INTO inquiry_messages (inquiry_id, position, side, event, from_state, to_state, body, at)
		SELECT id, 2, 'asker', 'reply', 'new', 'new', 'x', now() FROM inquiries;
		UPDATE inquiry_messages SET event = 'ask' WHERE position = 2`},
	{"an inquiry's thread leads to its state", plantedInquiry + `DELETE FROM inquiry_messages`},
	{"each message of an inquiry is of a side that may say it", plantedInquiry + `UPDATE inquiry_messages SET side = 'shop'`},
	{"a closed inquiry has its outcome, an unanswered one its deadline", plantedInquiry + `
		ALTER TABLE inquiries DROP CONSTRAINT inquiries_due, DROP CONSTRAINT inquiries_closed;
		UPDATE inquiries SET answer_by = NULL`},
	{"an inquiry is at the shop of its product", plantedInquiry + `
		UPDATE inquiries i SET shop_id = (SELECT id FROM shops WHERE id <> i.shop_id LIMIT 1)`},
	{"no inquiry is overdue by two hours without a reminder", plantedInquiry + `UPDATE inquiries SET answer_by = now() - interval '3 hours'`},
	{"erased people leave no personal data", plantedInquiry + `
		UPDATE inquiries SET account_id = (SELECT id FROM accounts WHERE email = 'finance@lapak.test');
		UPDATE accounts SET erased_at = now(), email = NULL WHERE email = 'finance@lapak.test'`},
	{"no published figure rests on fewer than five shops", `
		ALTER TABLE invest_figures DROP CONSTRAINT invest_figures_shops;
		INSERT INTO invest_figures (day, grp, measure, district, key, shops, products) VALUES (current_date, 'kopi', 'goods', '', '', 4, 9)`},
	{"what districts can supply sums to their group's", `
		INSERT INTO invest_figures (day, grp, measure, district, key, shops, products, amount)
		VALUES (current_date, 'kopi', 'supply', '', '', 10, 20, 100), (current_date, 'kopi', 'supply', 'glagah', '', 5, 10, 60),
			(current_date, 'kopi', 'supply', '*', '', 5, 10, 41)`},
	{"no training gives more seats than it has, and counts those that it gave", aTraining("published", 5, 1)},
	{"a seat is in a training that was published, and ends with it", aTraining("draft", 5, 0) + aSeat("waiting")},
	{"nobody waits for a seat that is free", aTraining("published", 5, 0) + aSeat("waiting")},
	{"a shop has one seat in a training", `DROP INDEX training_bookings_live;` + aTraining("published", 2, 2) + aSeat("booked") + aSeat("booked")},
	{"a shop asks once for help with a rule", `
		DROP INDEX help_requests_live;
		INSERT INTO help_requests (id, shop_id, rule, state, asked_by, asked_at, raise_at)
		SELECT gen_random_uuid(), id, 'S-1', 'open', gen_random_uuid(), now(), now() FROM (SELECT id FROM shops LIMIT 1) s, generate_series(1, 2)`},
	{"help is given by a mentor who is not of the shop", `
		INSERT INTO help_requests (id, shop_id, rule, state, asked_by, asked_at, raise_at, mentor_id, taken_at)
		SELECT gen_random_uuid(), shop_id, 'S-1', 'taken', account_id, now(), now(), account_id, now() + interval '1 hour' FROM shop_members LIMIT 1`},
	{"help that nobody gives is raised within two hours of its time", `
		INSERT INTO help_requests (id, shop_id, rule, state, asked_by, asked_at, raise_at)
		SELECT gen_random_uuid(), id, 'S-1', 'open', gen_random_uuid(), now(), now() - interval '3 hours' FROM shops LIMIT 1`},
	{"a slot at a stall holds the orders that it counts, and no more than it may", aStand + `
		INSERT INTO festival_slot_loads (slot_id, shop_id, booked) SELECT s.id, (SELECT min(id::text)::uuid FROM shops), 1 FROM festival_slots s`},
	{"each live order to collect has its place in a slot, and no other order", aStand + `
		INSERT INTO festival_slot_loads (slot_id, shop_id, booked) SELECT s.id, t.shop_id, 1 FROM festival_slots s, festival_stalls t;
		INSERT INTO festival_bookings (order_id, slot_id, shop_id, stall_id) SELECT gen_random_uuid(), s.id, t.shop_id, t.id FROM festival_slots s, festival_stalls t`},
	{"a slot is booked at a stall of its festival", aStand + `
		UPDATE festival_stalls SET festival_id = gen_random_uuid();
		INSERT INTO festival_bookings (order_id, slot_id, shop_id, stall_id, live) SELECT gen_random_uuid(), s.id, t.shop_id, t.id, false FROM festival_slots s, festival_stalls t`},
	{"no festival price holds outside a running festival", `
		UPDATE variants SET festival_price = price - 1;
		UPDATE products p SET price = v.festival_price FROM variants v WHERE v.product_id = p.id`},
	{"only running festivals mark goods", `INSERT INTO catalog_festivals (slug, name_id, name_en, running) VALUES ('x', 'x', 'x', true)`},
	{"what a festival features exists", `INSERT INTO festival_featured_shops VALUES (gen_random_uuid(), gen_random_uuid(), 1)`},
	{"a permit's history leads to its state", `
		INSERT INTO festival_permits (id, festival_id, title_id, title_en, due_on, state) VALUES (gen_random_uuid(), gen_random_uuid(), 'x', 'x', current_date, 'granted')`},
	{"the audit chain is whole", `UPDATE audit_head SET seq = seq + 1`},
	{"erased people leave no personal data", `UPDATE accounts SET erased_at = now() WHERE email = 'finance@lapak.test'`},
	{"no shop's promise is past by two hours without a consequence", `
		UPDATE shop_orders SET accept_by = now() - interval '3 hours' WHERE id = (SELECT min(id::text)::uuid FROM shop_orders WHERE state = 'new')`},
	{"no hold is older than its end by ten minutes", `
		UPDATE stock_reservations SET expires_at = now() - interval '1 hour' WHERE state = 'held' AND expires_at IS NOT NULL;
		UPDATE payments SET expires_at = now() - interval '2 hours' WHERE state = 'pending'`},
	{"no job is stuck for ten minutes", `UPDATE river_job SET state = 'available', finalized_at = NULL, scheduled_at = now() - interval '1 hour' WHERE id = (SELECT min(id) FROM river_job)`},
	{"no message waits for ten minutes to be tried", `UPDATE messages SET state = 'queued', next_try_at = NULL WHERE id = (SELECT min(id::text)::uuid FROM messages)`},
	{"no order waits for ten minutes to be told of", `
		UPDATE order_groups SET tell_at = created_at, created_at = created_at - interval '11 minutes'
		WHERE id = (SELECT min(id::text)::uuid FROM order_groups WHERE state = 'awaiting_payment' AND payment_method <> 'cash')`},
	{"no provider's event waits for twenty minutes", `UPDATE payment_events SET processed_at = NULL WHERE id = (SELECT min(id::text)::uuid FROM payment_events)`},
	{"no idempotency key is locked for ten minutes", `
		INSERT INTO idempotency_keys (scope, key, request_hash, locked_until) VALUES ('x', 'x', '', now() - interval '1 hour')`},
}

// aStand plants a festival with a stall of the first shop's and a slot.
const aStand = `
	INSERT INTO festivals (id, slug, state, name_id, name_en, place, district, starts_on, ends_on, created_by, published_at)
	VALUES (gen_random_uuid(), 'x', 'published', 'x', 'x', 'x', 'glagah', current_date, current_date, gen_random_uuid(), now());
	INSERT INTO festival_days (festival_id, day, opens_at, closes_at) SELECT id, starts_on, starts_on, starts_on + 1 FROM festivals;
	INSERT INTO festival_members (festival_id, account_id, role) SELECT id, created_by, 'organizer' FROM festivals;
	INSERT INTO festival_stalls (id, festival_id, zone_id, number, grid_x, grid_y, grid_w, grid_h, shop_id, taken_at)
	SELECT gen_random_uuid(), id, gen_random_uuid(), 'A1', 0, 0, 1, 1, (SELECT min(id::text)::uuid FROM shops), now() FROM festivals;
	INSERT INTO festival_slots (id, festival_id, starts_at, ends_at, capacity) SELECT gen_random_uuid(), id, now(), now() + interval '1 hour', 5 FROM festivals;`

// aTraining plants a training, and aSeat a seat of the first shop's in it.
func aTraining(state string, seats, booked int) string {
	return fmt.Sprintf(`
		INSERT INTO trainings (id, state, title_id, title_en, text_id, text_en, place, district, starts_at, ends_at, closes_at, seats, booked, created_by,
			created_at, published_at)
		VALUES (gen_random_uuid(), '%[1]s', 'x', 'x', 'x', 'x', 'x', 'glagah', now() + interval '2 days', now() + interval '3 days', now() + interval '1 day',
			%[2]d, %[3]d, gen_random_uuid(), now(), CASE '%[1]s' WHEN 'published' THEN now() END);`, state, seats, booked)
}

func aSeat(state string) string {
	return fmt.Sprintf(`
		INSERT INTO training_bookings (id, training_id, shop_id, state, asked_by, asked_at, seated_at)
		SELECT gen_random_uuid(), t.id, (SELECT min(id::text)::uuid FROM shops), '%s', gen_random_uuid(), now(), now() FROM trainings t;`, state)
}

// Each invariant is broken by one planted row, and reported by itself alone.
func TestFaultEveryPlantedRowIsReported(t *testing.T) {
	t.Parallel()
	m := aMallWithEveryKindOfOrder(t)
	var covered []string
	for _, plant := range planted {
		covered = append(covered, plant.invariant)
		if broken := brokenBy(m, plant.sql); !slices.Equal(slices.Collect(maps.Keys(broken)), []string{plant.invariant}) {
			t.Errorf("planted against %q, reported %v", plant.invariant, broken)
		}
	}
	for _, name := range reports.Names() {
		if !slices.Contains(covered, name) {
			t.Errorf("nothing is planted against %q", name)
		}
	}
	if broken := brokenBy(m, plantedInquiry); len(broken) > 0 {
		t.Errorf("without a plant: %v", broken)
	}
}

// brokenBy runs a statement without triggers and foreign keys, counts what it broke, and takes it back.
func brokenBy(m *checkouttest.Mall, statement string) map[string]int {
	m.Helper()
	tx, err := m.DB.BeginTxx(m.Context(), nil)
	if err != nil {
		m.Fatal(err)
	}
	defer func() { _ = tx.Rollback() }()
	if _, err := tx.ExecContext(m.Context(), `SET LOCAL session_replication_role = replica;`+statement); err != nil {
		m.Errorf("%v\n%s", err, statement)
		return nil
	}
	broken, err := reports.CountBroken(m.Context(), tx)
	if err != nil {
		m.Fatal(err)
	}
	return broken
}

// aMallWithEveryKindOfOrder has an order that waits, one that is paid, one in cash, one that has ended, one whose money came too late
// and went back, and one that its shop rejected; all that was a while ago.
func aMallWithEveryKindOfOrder(t *testing.T) *checkouttest.Mall {
	t.Helper()
	m := checkouttest.New(t)
	place := func(method string) (number, ref string) {
		placed := m.Place(method, []uuid.UUID{m.Sell(m.Coffee, 52_000, 1)}, m.Coffee)
		return placed.Order.Number, placed.Payment.ProviderRef
	}
	pay := func(ref string) {
		if err := m.Company.Pay(ref); err != nil {
			t.Fatal(err)
		}
		m.Deliver()
	}
	late := m.Sell(m.Coffee, 52_000, 1)
	tooLate := m.Place(checkouttest.Method, []uuid.UUID{late}, m.Coffee)
	place(checkouttest.Method)
	if ended, err := m.Checkout.Expire(t.Context(), time.Now().Add(36*time.Minute)); err != nil || ended != 2 {
		t.Fatal(ended, err)
	}
	_, ref := place(checkouttest.Method)
	pay(ref)
	rejected, ref := place(checkouttest.Method)
	pay(ref)
	if _, err := m.Checkout.RejectByShop(t.Context(), m.Coffee.Owner, m.Coffee.Slug, rejected, "Panen gagal"); err != nil {
		t.Fatal(err)
	}
	paidOne := m.Place(checkouttest.Method, []uuid.UUID{late}, m.Coffee)
	m.Company.PayLate(tooLate.Payment.ProviderRef)
	m.Deliver()
	if _, err := m.Checkout.Cancel(t.Context(), orders.Reader{Actor: m.Buyer}, paidOne.Order.Number, ""); err != nil {
		t.Fatal(err)
	}
	place(checkouttest.Method)
	place(orders.MethodCash)
	m.Change(`UPDATE payments SET paid_at = paid_at - interval '1 hour' WHERE paid_at IS NOT NULL`)
	m.Change(`UPDATE refunds SET updated_at = updated_at - interval '1 hour'`)
	m.Change(`UPDATE payment_events SET received_at = received_at - interval '1 hour'`)
	return m
}
