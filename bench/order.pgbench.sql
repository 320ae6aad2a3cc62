\set variant random(1, 500)
BEGIN;
INSERT INTO order_groups (id, number, state, total, contact, address)
    VALUES (gen_random_uuid(), gen_random_uuid()::text, 'new', 54000, 'Pembeli, +6281230000001',
    '{"line": "Jalan Barong 5", "village": "Kemiren", "district": "Glagah", "postal_code": "68432"}') RETURNING id AS group \gset
INSERT INTO shop_orders VALUES (gen_random_uuid(), :group, 1, 'new', 'reguler', 54000) RETURNING id AS part \gset
INSERT INTO order_lines VALUES (gen_random_uuid(), :part, :variant, 'Kopi robusta', 1, 45000);
INSERT INTO reservations VALUES (:group, :variant, 1);
UPDATE stock SET reserved = reserved + 1 WHERE variant_id = :variant AND on_hand - reserved >= 1;
COMMIT;
