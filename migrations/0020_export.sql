-- +goose Up
CREATE TABLE export_rulebooks ( -- every edition of the rules that was ever in force, so that a past result can be made again
    version   text        PRIMARY KEY,
    content   text        NOT NULL, -- JSON as written: the version is made of these bytes
    loaded_at timestamptz NOT NULL DEFAULT now(),
    active    boolean     NOT NULL
);
CREATE UNIQUE INDEX export_rulebooks_active ON export_rulebooks (active) WHERE active;

CREATE TABLE export_confirmations ( -- destination rows that an operator checked against a source
    rule         text        PRIMARY KEY,
    row_digest   text        NOT NULL, -- of the row as it was confirmed: another row is not confirmed by it
    source       text        NOT NULL,
    confirmed_on date        NOT NULL,
    confirmed_by uuid        NOT NULL REFERENCES accounts (id)
);

CREATE TABLE export_hs_codes ( -- typical goods with their HS code
    key         text PRIMARY KEY,
    name_id     text NOT NULL,
    name_en     text NOT NULL,
    class       text NOT NULL,
    hs6         text NOT NULL CHECK (hs6 ~ '^[0-9]{6}$'),
    description text NOT NULL, -- the official wording
    hs_version  text NOT NULL,
    confidence  text NOT NULL CHECK (confidence IN ('high', 'medium', 'low')),
    checked     text NOT NULL, -- against what the row was checked
    note        text NOT NULL,
    words       tsvector NOT NULL
);
CREATE INDEX export_hs_codes_words ON export_hs_codes USING gin (words);
CREATE INDEX export_hs_codes_hs6 ON export_hs_codes (hs6);

CREATE TABLE export_shops ( -- a row a shop that opted in, now or once
    shop_id      uuid        PRIMARY KEY REFERENCES shops (id),
    opted_in_at  timestamptz, -- null: out again
    facts        jsonb       NOT NULL DEFAULT '{}', -- what the owner filled in
    history      jsonb       NOT NULL DEFAULT '{}', -- what the platform's sales say, written nightly
    version      bigint      NOT NULL DEFAULT 1,
    level        smallint    NOT NULL DEFAULT 0 CHECK (level BETWEEN 0 AND 4),
    score_bp     int         NOT NULL DEFAULT 0 CHECK (score_bp BETWEEN 0 AND 10000),
    rule_version text        REFERENCES export_rulebooks (version),
    assessed_on  date,
    changes_on   date, -- the first later day on which the level may change by itself
    updated_at   timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX export_shops_due ON export_shops (changes_on) WHERE changes_on IS NOT NULL;

CREATE TABLE export_products (
    product_id   uuid        PRIMARY KEY REFERENCES products (id),
    shop_id      uuid        NOT NULL REFERENCES shops (id),
    opted_in     boolean     NOT NULL,
    class        text        NOT NULL DEFAULT '', -- overrides the category's
    facts        jsonb       NOT NULL DEFAULT '{}',
    plots        text        NOT NULL DEFAULT '', -- GeoJSON as handed in; only what passed the checks is kept
    plots_count  int         NOT NULL DEFAULT 0,
    history      jsonb       NOT NULL DEFAULT '{}',
    version      bigint      NOT NULL DEFAULT 1,
    own_level    smallint    NOT NULL DEFAULT 0 CHECK (own_level BETWEEN 0 AND 4),
    level        smallint    NOT NULL DEFAULT 0 CHECK (level BETWEEN 0 AND 4), -- effective: not above its shop's
    score_bp     int         NOT NULL DEFAULT 0 CHECK (score_bp BETWEEN 0 AND 10000),
    ready_at     text[]      NOT NULL DEFAULT '{}', -- destinations
    gaps         text[]      NOT NULL DEFAULT '{}', -- the rules that stop the next level, the first first
    rule_version text        REFERENCES export_rulebooks (version),
    assessed_on  date,
    changes_on   date,
    updated_at   timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX export_products_shop ON export_products (shop_id, product_id);
CREATE INDEX export_products_due ON export_products (changes_on) WHERE changes_on IS NOT NULL;
CREATE INDEX export_products_level ON export_products (level, product_id) WHERE opted_in;

CREATE TABLE export_evidence (
    id           uuid        PRIMARY KEY,
    shop_id      uuid        NOT NULL REFERENCES shops (id),
    product_id   uuid        REFERENCES products (id), -- null for a rule about the shop
    rule         text        NOT NULL,
    office       text        NOT NULL REFERENCES offices (key), -- whose to judge
    state        text        NOT NULL CHECK (state IN ('waiting', 'verified', 'rejected')),
    number_kind  text        NOT NULL DEFAULT '', -- key of an identifier
    number       text        NOT NULL DEFAULT '', -- of a secret kind: its last four digits only
    number_hash  bytea,                           -- of a secret kind: keyed
    statement    text        NOT NULL DEFAULT '',
    document_id  uuid        REFERENCES documents (id),
    attested     text        NOT NULL DEFAULT '', -- digest of the fields that it speaks about
    valid_until  date, -- the last day on which it counts
    reminded     smallint    NOT NULL DEFAULT 0, -- the days before the end of which its shop was told last; 0: not yet
    submitted_by uuid        NOT NULL REFERENCES accounts (id),
    submitted_at timestamptz NOT NULL DEFAULT now(),
    decided_by   uuid        REFERENCES accounts (id),
    decided_at   timestamptz,
    reason       text        NOT NULL DEFAULT '',
    replaced_at  timestamptz, -- something newer was handed in for the rule
    CONSTRAINT export_evidence_decided CHECK ((state = 'waiting') = (decided_at IS NULL) AND (decided_at IS NULL) = (decided_by IS NULL)),
    CONSTRAINT export_evidence_reason CHECK (state <> 'rejected' OR reason <> '')
);
CREATE UNIQUE INDEX export_evidence_live ON export_evidence (shop_id, rule, product_id) NULLS NOT DISTINCT WHERE replaced_at IS NULL;
CREATE INDEX export_evidence_queue ON export_evidence (office, submitted_at, id) WHERE replaced_at IS NULL AND state = 'waiting';
CREATE INDEX export_evidence_product ON export_evidence (product_id) WHERE replaced_at IS NULL;
CREATE INDEX export_evidence_ending ON export_evidence (valid_until) WHERE replaced_at IS NULL AND state = 'verified';

CREATE TABLE export_snapshots ( -- all that a level rested on; with its rulebook it gives the same result again
    hash         text PRIMARY KEY,
    rule_version text NOT NULL REFERENCES export_rulebooks (version),
    content      text NOT NULL, -- JSON as written
    result_hash  text NOT NULL  -- SHA-256 of the result's JSON
);

CREATE TABLE export_changes ( -- each change of a level, score or destination, with what it rested on
    id         bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    shop_id    uuid        NOT NULL REFERENCES shops (id),
    product_id uuid        REFERENCES products (id), -- null for the shop's own
    on_day     date        NOT NULL,
    level      smallint    NOT NULL CHECK (level BETWEEN 0 AND 4),
    score_bp   int         NOT NULL,
    ready_at   text[]      NOT NULL DEFAULT '{}',
    snapshot   text        REFERENCES export_snapshots (hash), -- null where it opted out
    at         timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX export_changes_shop ON export_changes (shop_id, id) WHERE product_id IS NULL;
CREATE INDEX export_changes_product ON export_changes (product_id, id) WHERE product_id IS NOT NULL;
CREATE TRIGGER export_changes_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON export_changes FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER export_snapshots_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON export_snapshots FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- +goose Down
DROP TABLE export_changes, export_snapshots, export_evidence, export_products, export_shops, export_hs_codes, export_confirmations, export_rulebooks;
