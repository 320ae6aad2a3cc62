-- +goose Up
CREATE EXTENSION IF NOT EXISTS btree_gist;

CREATE TABLE festival_expectations ( -- the region's recurring festivals, as sources tell of them; no promise of a date
    key            text     PRIMARY KEY,
    name           text     NOT NULL,
    rule           text     NOT NULL CHECK (rule IN ('fixed', 'fixed_ish', 'varies', 'hijri')),
    typical_month  smallint CHECK (typical_month BETWEEN 1 AND 12),
    hijri_rule     text     NOT NULL DEFAULT '',
    observed_dates text     NOT NULL DEFAULT '',
    place          text     NOT NULL DEFAULT '',
    product_fit    text     NOT NULL DEFAULT '',
    confidence     text     NOT NULL CHECK (confidence IN ('sourced', 'partial', 'unverified')),
    source         text     NOT NULL DEFAULT ''
);

CREATE TABLE festivals (
    id                    uuid        PRIMARY KEY,
    slug                  text        NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
    state                 text        NOT NULL CHECK (state IN ('draft', 'published', 'closed', 'cancelled')),
    expectation           text        REFERENCES festival_expectations (key),
    name_id               text        NOT NULL,
    name_en               text        NOT NULL,
    text_id               text        NOT NULL DEFAULT '',
    text_en               text        NOT NULL DEFAULT '',
    place                 text        NOT NULL,
    district              text        NOT NULL REFERENCES districts (slug),
    village_code          text        REFERENCES areas (code), -- the village that holds it: its shops come first where a quota says so
    starts_on             date        NOT NULL, -- the first day where the festival is
    ends_on               date        NOT NULL,
    days_shown            int         NOT NULL DEFAULT 0, -- the most days that its calendar event ever had, so that those which fell away can be called off
    date_rule             text        NOT NULL DEFAULT 'fixed' CHECK (date_rule IN ('fixed', 'hijri')),
    hijri_rule            text        NOT NULL DEFAULT '', -- "10 Syawal"
    image_id              uuid        REFERENCES images (id),
    image_alt             text        NOT NULL DEFAULT '',
    contact_phone         text        NOT NULL DEFAULT '',
    selection             text        NOT NULL DEFAULT 'committee' CHECK (selection IN ('committee', 'draw')),
    applications_open_at  timestamptz,
    applications_close_at timestamptz, -- null: no stalls to apply for
    rules_id              text        NOT NULL DEFAULT '', -- of taking part, published before applications open
    rules_en              text        NOT NULL DEFAULT '',
    sequence              int         NOT NULL DEFAULT 0, -- of the calendar event: grows with each change after publishing
    version               bigint      NOT NULL DEFAULT 1,
    reason                text        NOT NULL DEFAULT '', -- of the cancellation or the early closing
    copied_from           uuid        REFERENCES festivals (id),
    created_by            uuid        NOT NULL REFERENCES accounts (id),
    created_at            timestamptz NOT NULL DEFAULT now(),
    updated_at            timestamptz NOT NULL DEFAULT now(),
    published_at          timestamptz,
    ended_at              timestamptz, -- when it was closed or cancelled
    CONSTRAINT festivals_days CHECK (starts_on <= ends_on AND ends_on - starts_on < 60),
    CONSTRAINT festivals_applications CHECK (applications_open_at < applications_close_at),
    CONSTRAINT festivals_published CHECK ((state = 'draft') = (published_at IS NULL) OR state = 'cancelled'),
    CONSTRAINT festivals_ended CHECK ((state IN ('closed', 'cancelled')) = (ended_at IS NOT NULL))
);
CREATE UNIQUE INDEX festivals_named ON festivals (district, lower(name_id), starts_on) WHERE state <> 'cancelled';
CREATE INDEX festivals_expected ON festivals (expectation, starts_on) WHERE expectation IS NOT NULL AND state <> 'draft';
CREATE INDEX festivals_calendar ON festivals (starts_on, id) WHERE state <> 'draft';
CREATE INDEX festivals_ending ON festivals (ends_on, id) WHERE state = 'published';

CREATE TABLE festival_members ( -- who may act for a festival
    festival_id uuid        NOT NULL REFERENCES festivals (id),
    account_id  uuid        NOT NULL REFERENCES accounts (id),
    role        text        NOT NULL CHECK (role IN ('organizer', 'committee')), -- a committee member scores applications only
    added_at    timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (festival_id, account_id)
);
CREATE INDEX festival_members_account ON festival_members (account_id, festival_id);

CREATE TABLE festival_days ( -- opening hours; a day may close after midnight
    festival_id uuid        NOT NULL REFERENCES festivals (id),
    day         date        NOT NULL,
    opens_at    timestamptz NOT NULL,
    closes_at   timestamptz NOT NULL,
    PRIMARY KEY (festival_id, day),
    CONSTRAINT festival_days_hours CHECK (opens_at < closes_at AND closes_at <= opens_at + interval '24 hours')
);

CREATE TABLE festival_programme (
    id          uuid        PRIMARY KEY,
    festival_id uuid        NOT NULL REFERENCES festivals (id),
    starts_at   timestamptz NOT NULL,
    ends_at     timestamptz NOT NULL,
    title_id    text        NOT NULL,
    title_en    text        NOT NULL,
    place       text        NOT NULL DEFAULT '',
    CONSTRAINT festival_programme_times CHECK (starts_at < ends_at),
    CONSTRAINT festival_programme_once UNIQUE (festival_id, starts_at, title_id) DEFERRABLE INITIALLY IMMEDIATE -- moved as a whole with the days
);
CREATE INDEX festival_programme_festival ON festival_programme (festival_id, starts_at, id);

CREATE TABLE festival_changes ( -- every change after publishing, as the public sees it
    festival_id uuid        NOT NULL REFERENCES festivals (id),
    sequence    int         NOT NULL,
    actor       text        NOT NULL,
    reason      text        NOT NULL CHECK (reason <> ''),
    changes     jsonb       NOT NULL, -- [{"field", "before", "after"}]
    at          timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (festival_id, sequence)
);
CREATE TRIGGER festival_changes_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON festival_changes EXECUTE FUNCTION refuse_change();

CREATE TABLE festival_zones (
    id          uuid   PRIMARY KEY,
    festival_id uuid   NOT NULL REFERENCES festivals (id),
    zone        text   NOT NULL CHECK (zone ~ '^[a-z0-9]+(-[a-z0-9]+)*$'), -- its name in addresses
    name_id     text   NOT NULL,
    name_en     text   NOT NULL,
    fee         bigint NOT NULL CHECK (fee >= 0), -- rupiah a stall for the whole festival
    width_cm    int    NOT NULL DEFAULT 300 CHECK (width_cm > 0), -- of a stall
    depth_cm    int    NOT NULL DEFAULT 300 CHECK (depth_cm > 0),
    power_watts int    NOT NULL DEFAULT 0 CHECK (power_watts >= 0), -- of a stall; 0: none
    position    int    NOT NULL,
    UNIQUE (festival_id, zone)
);

CREATE TABLE festival_stalls ( -- rectangles on the festival's grid
    id          uuid        PRIMARY KEY,
    festival_id uuid        NOT NULL REFERENCES festivals (id),
    zone_id     uuid        NOT NULL REFERENCES festival_zones (id),
    number      text        NOT NULL, -- "A12", as on the ground
    grid_x      int         NOT NULL CHECK (grid_x BETWEEN 0 AND 199), -- cells
    grid_y      int         NOT NULL CHECK (grid_y BETWEEN 0 AND 199),
    grid_w      int         NOT NULL CHECK (grid_w BETWEEN 1 AND 20),
    grid_h      int         NOT NULL CHECK (grid_h BETWEEN 1 AND 20),
    shop_id     uuid        REFERENCES shops (id), -- who has it: accepted, and paid where a fee is due
    taken_at    timestamptz,
    CONSTRAINT festival_stalls_number UNIQUE (festival_id, number),
    CONSTRAINT festival_stalls_taken CHECK ((shop_id IS NULL) = (taken_at IS NULL)),
    CONSTRAINT festival_stalls_apart EXCLUDE USING gist (
        festival_id WITH =, int4range(grid_x, grid_x + grid_w) WITH &&, int4range(grid_y, grid_y + grid_h) WITH &&) DEFERRABLE INITIALLY IMMEDIATE
);
CREATE INDEX festival_stalls_zone ON festival_stalls (zone_id, number);
CREATE UNIQUE INDEX festival_stalls_shop ON festival_stalls (festival_id, shop_id) WHERE shop_id IS NOT NULL; -- one stall a shop
CREATE INDEX festival_stalls_of_shop ON festival_stalls (shop_id) WHERE shop_id IS NOT NULL;

-- +goose Down
DROP TABLE festival_stalls, festival_zones, festival_changes, festival_programme, festival_days, festival_members, festivals, festival_expectations;
