-- +goose Up
-- What a shop's picture shows, in words; of no use without one.
ALTER TABLE shops ADD COLUMN image_alt text NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE shops DROP COLUMN image_alt;
