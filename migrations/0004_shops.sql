-- +goose Up
CREATE TABLE shops (
    id               uuid        PRIMARY KEY,
    slug             text        NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
    name             text        NOT NULL,
    story_id         text        NOT NULL DEFAULT '',
    story_en         text        NOT NULL DEFAULT '',
    district         text        NOT NULL REFERENCES districts (slug),
    village_code     text        NOT NULL REFERENCES areas (code),
    address_line     text        NOT NULL DEFAULT '',
    phone            text        NOT NULL CHECK (phone ~ '^\+[0-9]{7,15}$'), -- E.164, shown to a buyer once an order exists
    licence_number   text        NOT NULL DEFAULT '', -- NIB, shown as Permendag 31/2023 asks
    image_id         uuid        REFERENCES images (id),
    state            text        NOT NULL CHECK (state IN ('pending', 'approved', 'rejected', 'suspended')),
    reason           text        NOT NULL DEFAULT '', -- of a rejection or suspension
    accepts_cash     boolean     NOT NULL DEFAULT true,
    accepts_pickup   boolean     NOT NULL DEFAULT true,
    closed_from      date, -- holidays: no new orders in these days
    closed_until     date,
    created_at       timestamptz NOT NULL DEFAULT now(),
    decided_at       timestamptz,
    CONSTRAINT shops_holiday CHECK ((closed_from IS NULL) = (closed_until IS NULL) AND closed_from <= closed_until)
);
CREATE INDEX shops_state_created ON shops (state, created_at, id);
CREATE INDEX shops_name ON shops (name, id) WHERE state = 'approved';
CREATE INDEX shops_district_name ON shops (district, name, id) WHERE state = 'approved';

CREATE TABLE shop_members (
    shop_id    uuid        NOT NULL REFERENCES shops (id),
    account_id uuid        NOT NULL REFERENCES accounts (id),
    role       text        NOT NULL CHECK (role IN ('owner', 'staff')),
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (shop_id, account_id)
);
CREATE INDEX shop_members_account ON shop_members (account_id);

-- +goose Down
DROP TABLE shop_members, shops;
