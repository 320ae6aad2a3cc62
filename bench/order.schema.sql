CREATE TABLE stock (variant_id int PRIMARY KEY, on_hand bigint NOT NULL, reserved bigint NOT NULL);
CREATE TABLE order_groups (id uuid PRIMARY KEY, number text NOT NULL UNIQUE, state text NOT NULL, total bigint NOT NULL, contact text NOT NULL,
    address jsonb NOT NULL, created_at timestamptz NOT NULL DEFAULT now());
CREATE TABLE shop_orders (id uuid PRIMARY KEY, group_id uuid NOT NULL REFERENCES order_groups, shop_id int NOT NULL, state text NOT NULL,
    shipping text NOT NULL, total bigint NOT NULL);
CREATE TABLE order_lines (id uuid PRIMARY KEY, shop_order_id uuid NOT NULL REFERENCES shop_orders, variant_id int NOT NULL REFERENCES stock,
    title text NOT NULL, quantity bigint NOT NULL, unit_price bigint NOT NULL);
CREATE TABLE reservations (group_id uuid NOT NULL REFERENCES order_groups, variant_id int NOT NULL REFERENCES stock, quantity bigint NOT NULL,
    PRIMARY KEY (group_id, variant_id));
INSERT INTO stock SELECT n, 1000000000, 0 FROM generate_series(1, 500) n;
