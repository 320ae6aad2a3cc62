-- +goose Up
-- What a shop promises: an answer by accept_by, goods on their way by send_by. The defaults serve rows of a version that knows neither;
-- the real times follow the region's hours and days of rest once the order has come to the shop.
ALTER TABLE shop_orders
    ADD COLUMN accept_by   timestamptz NOT NULL DEFAULT now() + interval '24 hours',
    ADD COLUMN remind_at   timestamptz NOT NULL DEFAULT now() + interval '12 hours',
    ADD COLUMN send_by     timestamptz NOT NULL DEFAULT now() + interval '72 hours',
    ADD COLUMN reminded_at timestamptz,
    ADD COLUMN late_at     timestamptz; -- when everybody was told that it is late
CREATE INDEX shop_orders_unanswered ON shop_orders (accept_by) WHERE state = 'new';
CREATE INDEX shop_orders_unsent ON shop_orders (send_by) WHERE state IN ('accepted', 'packed');

-- +goose Down
DROP INDEX shop_orders_unsent, shop_orders_unanswered;
ALTER TABLE shop_orders DROP COLUMN late_at, DROP COLUMN reminded_at, DROP COLUMN send_by, DROP COLUMN remind_at, DROP COLUMN accept_by;
