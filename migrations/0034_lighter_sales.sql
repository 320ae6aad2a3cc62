-- +goose Up
-- The sweep looks for everything that became no order, which an index of open carts alone does not answer.
DROP INDEX carts_stale;
CREATE INDEX carts_unused ON carts (updated_at) WHERE state <> 'ordered';

-- What was sold lately is counted towards the popularity of products now and then, instead of by every sale.
CREATE INDEX stock_movements_at ON stock_movements USING brin (at) WITH (pages_per_range = 16, autosummarize = on);

-- Who pays later is told of the order, and so are its shops, once it is placed: by a look at this column instead of a job for each order.
ALTER TABLE order_groups ADD COLUMN tell_at timestamptz; -- when to tell, the first time or again; null: told, or nothing to tell
CREATE INDEX order_groups_untold ON order_groups (tell_at) WHERE tell_at IS NOT NULL;

-- +goose Down
DROP INDEX order_groups_untold;
ALTER TABLE order_groups DROP COLUMN tell_at;
DROP INDEX stock_movements_at;
DROP INDEX carts_unused;
CREATE INDEX carts_stale ON carts (updated_at) WHERE state = 'open';
