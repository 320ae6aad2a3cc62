-- +goose Up
CREATE TABLE stock_levels (
    variant_id uuid   PRIMARY KEY,
    on_hand    bigint NOT NULL DEFAULT 0,
    reserved   bigint NOT NULL DEFAULT 0,
    CONSTRAINT stock_levels_sane CHECK (reserved >= 0 AND on_hand >= reserved)
);

CREATE TABLE stock_movements (
    id         uuid        PRIMARY KEY,
    variant_id uuid        NOT NULL REFERENCES stock_levels (variant_id),
    delta      bigint      NOT NULL CHECK (delta <> 0),
    reason     text        NOT NULL CHECK (reason IN ('initial', 'restock', 'correction', 'damaged', 'sold', 'returned')),
    reference  text        NOT NULL, -- the order or the request that caused it
    actor      text        NOT NULL,
    at         timestamptz NOT NULL DEFAULT now(),
    UNIQUE (variant_id, reason, reference)
);

CREATE TABLE stock_reservations (
    reference  uuid        NOT NULL, -- the order group
    variant_id uuid        NOT NULL REFERENCES stock_levels (variant_id),
    quantity   bigint      NOT NULL CHECK (quantity > 0),
    state      text        NOT NULL CHECK (state IN ('held', 'consumed', 'released')),
    expires_at timestamptz, -- null: held until decided (cash)
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (reference, variant_id)
);
CREATE INDEX stock_reservations_held ON stock_reservations (expires_at) WHERE state = 'held';
CREATE INDEX stock_reservations_variant ON stock_reservations (variant_id) WHERE state = 'held';

CREATE TABLE shipping_zones (
    key      text PRIMARY KEY,
    name_id  text NOT NULL,
    name_en  text NOT NULL,
    days_min int  NOT NULL CHECK (days_min >= 0),
    days_max int  NOT NULL CHECK (days_max >= days_min)
);

CREATE TABLE shipping_zone_areas (
    area_code text PRIMARY KEY, -- a province or regency code, or "*" for abroad; the longest match counts
    zone      text NOT NULL REFERENCES shipping_zones (key)
);

CREATE TABLE shipping_rates (
    zone      text   NOT NULL REFERENCES shipping_zones (key),
    service   text   NOT NULL, -- "reguler", "kargo": the option's code
    max_grams bigint NOT NULL CHECK (max_grams > 0), -- the band's upper end
    price     bigint NOT NULL CHECK (price >= 0),    -- rupiah
    PRIMARY KEY (zone, service, max_grams)
);

CREATE TABLE pickup_points (
    key          text PRIMARY KEY,
    name         text NOT NULL,
    village_code text NOT NULL REFERENCES areas (code),
    address_line text NOT NULL,
    hours_id     text NOT NULL,
    hours_en     text NOT NULL,
    active       boolean NOT NULL DEFAULT true
);

-- +goose Down
DROP TABLE pickup_points, shipping_rates, shipping_zone_areas, shipping_zones, stock_reservations, stock_movements, stock_levels;
