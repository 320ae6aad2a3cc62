-- +goose Up
-- What the catalogue shows of festivals. It belongs to the catalogue, which knows nothing of stalls: festivals writes it through it.
CREATE TABLE catalog_festivals (
    slug    text    PRIMARY KEY,
    name_id text    NOT NULL,
    name_en text    NOT NULL,
    running boolean NOT NULL DEFAULT false -- its goods carry its mark now
);

CREATE TABLE catalog_festival_shops ( -- all that they list belongs to the festival
    festival text NOT NULL REFERENCES catalog_festivals (slug) ON DELETE CASCADE,
    shop_id  uuid NOT NULL REFERENCES shops (id),
    PRIMARY KEY (festival, shop_id)
);
CREATE INDEX catalog_festival_shops_shop ON catalog_festival_shops (shop_id, festival);

CREATE TABLE catalog_festival_products ( -- of shops that are not at the festival
    festival   text NOT NULL REFERENCES catalog_festivals (slug) ON DELETE CASCADE,
    product_id uuid NOT NULL REFERENCES products (id),
    PRIMARY KEY (festival, product_id)
);
CREATE INDEX catalog_festival_products_product ON catalog_festival_products (product_id, festival);

ALTER TABLE variants
    ADD COLUMN festival_price bigint, -- rupiah, in place of price while a festival runs
    ADD CONSTRAINT variants_festival_price CHECK (festival_price > 0 AND festival_price < price);
CREATE INDEX variants_at_festival ON variants (product_id) WHERE festival_price IS NOT NULL;
ALTER TABLE products ADD COLUMN usual_price bigint; -- of the cheapest live variant without its festival price; null where nothing differs

-- What organizers and vendors decide.
CREATE TABLE festival_featured_shops (
    festival_id uuid NOT NULL REFERENCES festivals (id),
    shop_id     uuid NOT NULL REFERENCES shops (id),
    position    int  NOT NULL,
    PRIMARY KEY (festival_id, shop_id)
);

CREATE TABLE festival_featured_products (
    festival_id uuid NOT NULL REFERENCES festivals (id),
    product_id  uuid NOT NULL REFERENCES products (id),
    position    int  NOT NULL,
    PRIMARY KEY (festival_id, product_id)
);

CREATE TABLE festival_prices (
    festival_id uuid        NOT NULL REFERENCES festivals (id),
    variant_id  uuid        NOT NULL REFERENCES variants (id),
    shop_id     uuid        NOT NULL REFERENCES shops (id),
    price       bigint      NOT NULL CHECK (price > 0), -- rupiah a unit
    set_by      uuid        NOT NULL REFERENCES accounts (id),
    set_at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (festival_id, variant_id)
);
CREATE INDEX festival_prices_shop ON festival_prices (shop_id, festival_id);

CREATE TABLE festival_slots ( -- when buyers collect what they ordered ahead, the same for all stalls
    id          uuid        PRIMARY KEY,
    festival_id uuid        NOT NULL REFERENCES festivals (id),
    starts_at   timestamptz NOT NULL,
    ends_at     timestamptz NOT NULL,
    capacity    int         NOT NULL CHECK (capacity BETWEEN 1 AND 500), -- orders that one stall may take at most
    open        boolean     NOT NULL DEFAULT true, -- false: taken out of the plan after it had been booked
    CONSTRAINT festival_slots_once UNIQUE (festival_id, starts_at),
    CONSTRAINT festival_slots_times CHECK (starts_at < ends_at AND ends_at <= starts_at + interval '4 hours')
);

CREATE TABLE festival_collections ( -- vendors that take orders ahead
    festival_id uuid        NOT NULL REFERENCES festivals (id),
    shop_id     uuid        NOT NULL REFERENCES shops (id),
    capacity    int         NOT NULL CHECK (capacity BETWEEN 1 AND 500), -- orders a slot, as the vendor can serve
    set_at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (festival_id, shop_id)
);
CREATE INDEX festival_collections_shop ON festival_collections (shop_id, festival_id);

CREATE TABLE festival_slot_loads ( -- how many orders a stall has in a slot
    slot_id uuid NOT NULL REFERENCES festival_slots (id),
    shop_id uuid NOT NULL REFERENCES shops (id),
    booked  int  NOT NULL CHECK (booked >= 0),
    PRIMARY KEY (slot_id, shop_id)
);

CREATE TABLE festival_bookings ( -- an order's place in a slot
    order_id    uuid        PRIMARY KEY, -- of the shop's part; the orders stand above and are not referenced
    slot_id     uuid        NOT NULL REFERENCES festival_slots (id),
    shop_id     uuid        NOT NULL REFERENCES shops (id),
    stall_id    uuid        NOT NULL REFERENCES festival_stalls (id), -- the shop's when it was booked
    live        boolean     NOT NULL DEFAULT true,
    booked_at   timestamptz NOT NULL DEFAULT now(),
    vanished_at timestamptz -- when it was found that the slot is no more
);
CREATE INDEX festival_bookings_slot ON festival_bookings (slot_id, shop_id) WHERE live;

CREATE TABLE festival_permit_templates ( -- what a festival usually needs, as the region's facts tell it
    key         text PRIMARY KEY,
    title_id    text NOT NULL,
    title_en    text NOT NULL,
    office      text NOT NULL DEFAULT '', -- key; empty, or one that the region does not have: the organizer's own task
    days_before int  NOT NULL CHECK (days_before BETWEEN -30 AND 365), -- the first day
    confidence  text NOT NULL CHECK (confidence IN ('sourced', 'partial', 'unverified')),
    source      text NOT NULL DEFAULT '',
    position    int  NOT NULL
);

CREATE TABLE festival_permits (
    id          uuid        PRIMARY KEY,
    festival_id uuid        NOT NULL REFERENCES festivals (id),
    template    text        REFERENCES festival_permit_templates (key),
    title_id    text        NOT NULL CHECK (title_id <> ''),
    title_en    text        NOT NULL CHECK (title_en <> ''),
    office      text        REFERENCES offices (key), -- whose it is; null: the organizer's own task
    due_on      date        NOT NULL,
    state       text        NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'submitted', 'granted', 'refused', 'not_needed')),
    file_number text        NOT NULL DEFAULT '',
    responsible text        NOT NULL DEFAULT '', -- who sees to it at the organizer's
    note        text        NOT NULL DEFAULT '',
    version     int         NOT NULL DEFAULT 1,
    created_at  timestamptz NOT NULL DEFAULT now(),
    updated_at  timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT festival_permits_template UNIQUE (festival_id, template)
);
CREATE INDEX festival_permits_festival ON festival_permits (festival_id, due_on, id);
CREATE INDEX festival_permits_office ON festival_permits (office, due_on, id) WHERE office IS NOT NULL;

CREATE TABLE festival_permit_events (
    permit_id  uuid        NOT NULL REFERENCES festival_permits (id),
    version    int         NOT NULL,
    from_state text        NOT NULL,
    to_state   text        NOT NULL,
    note       text        NOT NULL DEFAULT '',
    actor      text        NOT NULL,
    at         timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (permit_id, version)
);
CREATE TRIGGER festival_permit_events_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON festival_permit_events EXECUTE FUNCTION refuse_change();

-- An order that is collected in a slot keeps its times: they bound what the shop promises.
ALTER TABLE shop_orders
    ADD COLUMN collect_from    timestamptz,
    ADD COLUMN collect_until   timestamptz,
    ADD COLUMN collect_told_at timestamptz, -- when the buyer was reminded
    ADD CONSTRAINT shop_orders_collect CHECK (collect_from < collect_until AND (collect_from IS NULL) = (collect_until IS NULL)
        AND (collect_from IS NOT NULL) = (shipping_option LIKE 'stall:%'));
CREATE INDEX shop_orders_collections ON shop_orders (shop_id, collect_from, id) WHERE collect_from IS NOT NULL;
CREATE INDEX shop_orders_to_remind ON shop_orders (collect_from) WHERE collect_from IS NOT NULL AND collect_told_at IS NULL;

-- +goose Down
DROP INDEX shop_orders_to_remind, shop_orders_collections;
ALTER TABLE shop_orders DROP CONSTRAINT shop_orders_collect, DROP COLUMN collect_told_at, DROP COLUMN collect_until, DROP COLUMN collect_from;
DROP TABLE festival_permit_events, festival_permits, festival_permit_templates, festival_bookings, festival_slot_loads, festival_collections,
    festival_slots, festival_prices, festival_featured_products, festival_featured_shops;
ALTER TABLE products DROP COLUMN usual_price;
DROP INDEX variants_at_festival;
ALTER TABLE variants DROP CONSTRAINT variants_festival_price, DROP COLUMN festival_price;
DROP TABLE catalog_festival_products, catalog_festival_shops, catalog_festivals;
