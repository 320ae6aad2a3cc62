package reports_test

// aStallSale plants a device with an allotment and a faultless sale of 2 units at 5,000 rupiah, 1 from the allotment and 1 short; what follows
// breaks it.
const aStallSale = `
	INSERT INTO festival_devices (id, festival_id, stall_id, shop_id, number, registered_by, registered_at)
	SELECT '00000000-0000-7000-8000-000000000001', gen_random_uuid(), gen_random_uuid(), shop_id, 1, gen_random_uuid(), now()
	FROM variants ORDER BY id LIMIT 1;
	INSERT INTO festival_allotments (device_id, variant_id, allotted, consumed) SELECT '00000000-0000-7000-8000-000000000001', id, 3, 1 FROM variants ORDER BY id LIMIT 1;
	INSERT INTO stock_reservations (reference, variant_id, quantity, state) SELECT device_id, variant_id, 2, 'held' FROM festival_allotments;
	UPDATE stock_levels l SET reserved = reserved + 2, on_hand = on_hand + 4 FROM festival_allotments a WHERE a.variant_id = l.variant_id;
	INSERT INTO stock_movements (id, variant_id, delta, reason, reference, actor) SELECT gen_random_uuid(), variant_id, 5, 'restock', 'x', 'x' FROM festival_allotments;
	INSERT INTO stall_sales (id, device_id, festival_id, stall_id, shop_id, method, total, fingerprint, told_at, sold_at, received_at, late, sold_by)
	SELECT '00000000-0000-7000-8000-000000000002', id, festival_id, stall_id, shop_id, 'cash', 10000, '', now(), now(), now(), false, gen_random_uuid()
	FROM festival_devices;
	INSERT INTO stall_sale_lines (sale_id, variant_id, title, variant_title, category, quantity, unit_price, list_price, total, from_allotment, short)
	SELECT '00000000-0000-7000-8000-000000000002', variant_id, 'x', 'x', 'x', 2, 5000, 5000, 10000, 1, 1 FROM festival_allotments;
	INSERT INTO stock_movements (id, variant_id, delta, reason, reference, actor)
	SELECT gen_random_uuid(), variant_id, -1, 'sold', sale_id::text, 'x' FROM stall_sale_lines;
	INSERT INTO stall_shortfalls (id, sale_id, variant_id, festival_id, shop_id, units, state, created_at)
	SELECT gen_random_uuid(), s.id, l.variant_id, s.festival_id, s.shop_id, 1, 'open', now() FROM stall_sales s JOIN stall_sale_lines l ON l.sale_id = s.id;
	INSERT INTO ledger_transfers (id, kind, reference) SELECT '00000000-0000-7000-8000-000000000003', 'stall_sale', id::text FROM stall_sales;
	INSERT INTO ledger_accounts (id, code, currency, may_be_negative) VALUES ('00000000-0000-7000-8000-000000000004', 'provider:stall_cash', 'IDR', true);
	INSERT INTO ledger_accounts (id, code, currency, may_be_negative) SELECT gen_random_uuid(), 'shop:' || shop_id, 'IDR', true FROM stall_sales ON CONFLICT DO NOTHING;
	INSERT INTO ledger_entries (transfer_id, account_id, amount)
	SELECT '00000000-0000-7000-8000-000000000003', a.id, 10000 FROM ledger_accounts a JOIN stall_sales s ON a.code = 'shop:' || s.shop_id AND a.currency = 'IDR';
	INSERT INTO ledger_entries (transfer_id, account_id, amount) VALUES ('00000000-0000-7000-8000-000000000003', '00000000-0000-7000-8000-000000000004', -10000);
	UPDATE ledger_accounts a SET balance = (SELECT coalesce(sum(amount), 0) FROM ledger_entries e WHERE e.account_id = a.id);`

func init() {
	planted = append(planted, []struct{ invariant, sql string }{
		{"a device at a stall holds what is left of its allotment", aStallSale + `UPDATE festival_allotments SET allotted = 4`},
		{"what an allotment lost was sold by its device", aStallSale + `UPDATE festival_allotments SET consumed = 2, allotted = 4`},
		{"each unit sold at a stall came from somewhere or is short", aStallSale + `
			ALTER TABLE stall_sale_lines DROP CONSTRAINT stall_sale_lines_covered, DROP CONSTRAINT stall_sale_lines_total;
			UPDATE stall_sale_lines SET quantity = 4, unit_price = 2500`},
		{"what was sold at a stall left the stock once", aStallSale + `UPDATE stock_movements SET reference = 'y' WHERE reason = 'sold' AND reference = '00000000-0000-7000-8000-000000000002'`},
		{"a stall sale is the sum of its lines", aStallSale + `
			ALTER TABLE stall_sale_lines DROP CONSTRAINT stall_sale_lines_total;
			UPDATE stall_sale_lines SET unit_price = 4000`},
		{"each stall sale is booked once", aStallSale + `UPDATE ledger_transfers SET kind = 'x' WHERE kind = 'stall_sale'`},
		{"an order that gave way to a stall sale is refunded", aStallSale + `
			INSERT INTO stall_displacements (shop_order_id, sale_id, variant_id, units, number, at)
			SELECT (SELECT min(id::text)::uuid FROM shop_orders WHERE state = 'new'), sale_id, variant_id, 1, 'x', now() FROM stall_sale_lines`},
		{"goods that were short at a stall are on the stock-take list", aStallSale + `DELETE FROM stall_shortfalls`},
	}...)
}
