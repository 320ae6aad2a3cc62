-- +goose Up
CREATE TABLE festival_devices ( -- phones that sell at a stall, each from what it was allotted while it had a connection
    id            uuid        PRIMARY KEY,
    festival_id   uuid        NOT NULL REFERENCES festivals (id),
    stall_id      uuid        NOT NULL REFERENCES festival_stalls (id),
    shop_id       uuid        NOT NULL REFERENCES shops (id),
    number        int         NOT NULL CHECK (number > 0), -- "HP 1"
    registered_by uuid        NOT NULL REFERENCES accounts (id),
    registered_at timestamptz NOT NULL,
    closed_at     timestamptz, -- its allotment went back to the shelf; what it sold before is still taken in
    CONSTRAINT festival_devices_number UNIQUE (festival_id, shop_id, number)
);
CREATE INDEX festival_devices_open ON festival_devices (festival_id) WHERE closed_at IS NULL;

CREATE TABLE festival_allotments ( -- units of a variant with a device; what is left of them is a reservation with the device's id
    device_id  uuid   NOT NULL REFERENCES festival_devices (id),
    variant_id uuid   NOT NULL REFERENCES variants (id),
    allotted   bigint NOT NULL CHECK (allotted >= 0), -- all that were ever given to it
    consumed   bigint NOT NULL DEFAULT 0 CHECK (consumed >= 0),
    released   bigint NOT NULL DEFAULT 0 CHECK (released >= 0),
    PRIMARY KEY (device_id, variant_id),
    CONSTRAINT festival_allotments_within CHECK (consumed + released <= allotted)
);

CREATE TABLE stall_sales ( -- facts: never refused for want of goods, never deleted
    id          uuid        PRIMARY KEY, -- made on the device
    device_id   uuid        NOT NULL REFERENCES festival_devices (id),
    festival_id uuid        NOT NULL REFERENCES festivals (id),
    stall_id    uuid        NOT NULL REFERENCES festival_stalls (id),
    shop_id     uuid        NOT NULL REFERENCES shops (id),
    method      text        NOT NULL CHECK (method IN ('cash', 'qr')),
    total       bigint      NOT NULL CHECK (total >= 0), -- rupiah
    fingerprint bytea       NOT NULL, -- of the content: the same id with another is no repetition
    told_at     timestamptz NOT NULL, -- by the device's clock
    sold_at     timestamptz NOT NULL, -- told_at corrected by how far the clock was off when it sent
    received_at timestamptz NOT NULL,
    late        boolean     NOT NULL, -- received after the festival's end or after the device was closed
    sold_by     uuid        NOT NULL REFERENCES accounts (id),
    void_id     uuid        UNIQUE, -- the later fact that takes it back
    voided_at   timestamptz,
    void_reason text        NOT NULL DEFAULT '',
    CONSTRAINT stall_sales_voided CHECK ((void_id IS NULL) = (voided_at IS NULL)),
    CONSTRAINT stall_sales_order CHECK (sold_at <= received_at)
);
CREATE INDEX stall_sales_festival ON stall_sales (festival_id, stall_id, sold_at);
CREATE INDEX stall_sales_shop ON stall_sales (shop_id, festival_id, sold_at DESC, id DESC);
CREATE INDEX stall_sales_device ON stall_sales (device_id, sold_at);

CREATE TABLE stall_sale_lines (
    sale_id        uuid   NOT NULL REFERENCES stall_sales (id),
    variant_id     uuid   NOT NULL REFERENCES variants (id),
    title          text   NOT NULL, -- as sold
    variant_title  text   NOT NULL,
    category       text   NOT NULL,
    quantity       bigint NOT NULL CHECK (quantity > 0),
    unit_price     bigint NOT NULL CHECK (unit_price >= 0), -- as agreed at the stall
    list_price     bigint NOT NULL, -- as it stood when the sale was received
    total          bigint NOT NULL,
    from_allotment bigint NOT NULL DEFAULT 0 CHECK (from_allotment >= 0),
    from_stock     bigint NOT NULL DEFAULT 0 CHECK (from_stock >= 0),
    from_orders    bigint NOT NULL DEFAULT 0 CHECK (from_orders >= 0), -- came free because online orders gave way
    short          bigint NOT NULL DEFAULT 0 CHECK (short >= 0), -- the shelf did not have them, whoever counts it
    PRIMARY KEY (sale_id, variant_id),
    CONSTRAINT stall_sale_lines_total CHECK (total = unit_price * quantity),
    CONSTRAINT stall_sale_lines_covered CHECK (quantity = from_allotment + from_stock + from_orders + short)
);
CREATE INDEX stall_sale_lines_variant ON stall_sale_lines (variant_id);

CREATE TABLE stall_shortfalls ( -- the stock-take list
    id          uuid        PRIMARY KEY,
    sale_id     uuid        NOT NULL REFERENCES stall_sales (id),
    variant_id  uuid        NOT NULL REFERENCES variants (id),
    festival_id uuid        NOT NULL REFERENCES festivals (id),
    shop_id     uuid        NOT NULL REFERENCES shops (id),
    units       bigint      NOT NULL CHECK (units > 0),
    state       text        NOT NULL CHECK (state IN ('open', 'counted', 'voided')),
    counted     bigint      CHECK (counted >= 0), -- units found on the shelf
    resolved_by text        NOT NULL DEFAULT '',
    resolved_at timestamptz,
    created_at  timestamptz NOT NULL,
    CONSTRAINT stall_shortfalls_once UNIQUE (sale_id, variant_id),
    CONSTRAINT stall_shortfalls_resolved CHECK ((state = 'open') = (resolved_at IS NULL) AND (state = 'counted') = (counted IS NOT NULL))
);
CREATE INDEX stall_shortfalls_open ON stall_shortfalls (shop_id, created_at, id) WHERE state = 'open';

CREATE TABLE stall_displacements ( -- online orders that gave way to goods sold at the stall
    shop_order_id uuid        PRIMARY KEY, -- no foreign key: orders stand above
    sale_id       uuid        NOT NULL REFERENCES stall_sales (id),
    variant_id    uuid        NOT NULL REFERENCES variants (id),
    units         bigint      NOT NULL CHECK (units > 0), -- of the variant, that came free
    number        text        NOT NULL, -- of the order
    at            timestamptz NOT NULL
);
CREATE INDEX stall_displacements_sale ON stall_displacements (sale_id);

CREATE TABLE stall_uploads ( -- what could not be taken in as it was told, kept so that nothing is lost
    id          uuid        NOT NULL, -- as the device told it
    fingerprint bytea       NOT NULL,
    device_id   uuid        NOT NULL REFERENCES festival_devices (id),
    festival_id uuid        NOT NULL REFERENCES festivals (id),
    shop_id     uuid        NOT NULL REFERENCES shops (id),
    kind        text        NOT NULL CHECK (kind IN ('sale', 'void', 'collection')),
    code        text        NOT NULL, -- why: the code of the refusal
    body        jsonb       NOT NULL,
    received_at timestamptz NOT NULL,
    settled_at  timestamptz, -- the shop has seen to it
    PRIMARY KEY (id, fingerprint)
);
CREATE INDEX stall_uploads_open ON stall_uploads (shop_id, received_at) WHERE settled_at IS NULL;

CREATE TABLE festival_codes ( -- what the printed QR codes say
    code        text        PRIMARY KEY CHECK (code ~ '^[a-z2-9]{10}$'),
    festival_id uuid        NOT NULL REFERENCES festivals (id),
    purpose     text        NOT NULL CHECK (purpose IN ('check_in', 'visit', 'entrance')),
    stall_id    uuid        REFERENCES festival_stalls (id), -- null: the entrance
    shop_id     uuid        REFERENCES shops (id), -- of a check-in: whose it is, so that it does not pass on with the stall
    CONSTRAINT festival_codes_of CHECK ((purpose = 'entrance') = (stall_id IS NULL) AND (purpose = 'check_in') = (shop_id IS NOT NULL))
);
CREATE UNIQUE INDEX festival_codes_once ON festival_codes (
    festival_id, purpose, coalesce(stall_id, '00000000-0000-0000-0000-000000000000'), coalesce(shop_id, '00000000-0000-0000-0000-000000000000'));

CREATE TABLE festival_checkins (
    stall_id    uuid        NOT NULL REFERENCES festival_stalls (id),
    shop_id     uuid        NOT NULL REFERENCES shops (id),
    festival_id uuid        NOT NULL REFERENCES festivals (id),
    checked_by  uuid        NOT NULL REFERENCES accounts (id),
    at          timestamptz NOT NULL,
    PRIMARY KEY (stall_id, shop_id)
);

CREATE TABLE festival_visits ( -- one a code, day and visitor; the visitor is a number of chance that lives for a day
    code    text  NOT NULL REFERENCES festival_codes (code),
    day     date  NOT NULL,
    visitor bytea NOT NULL,
    at      timestamptz NOT NULL,
    PRIMARY KEY (code, day, visitor)
);

-- +goose Down
DROP TABLE festival_visits, festival_checkins, festival_codes, stall_uploads, stall_displacements, stall_shortfalls, stall_sale_lines, stall_sales,
    festival_allotments, festival_devices;
