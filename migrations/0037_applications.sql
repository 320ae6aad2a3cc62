-- +goose Up
CREATE TABLE festival_terms ( -- by what rules stalls are given, published with the festival
    festival_id      uuid        PRIMARY KEY REFERENCES festivals (id),
    appeal_hours     int         NOT NULL DEFAULT 72 CHECK (appeal_hours BETWEEN 24 AND 720), -- after a rejection
    release_at       timestamptz, -- when seats set aside that nobody took go to all; null: never
    full_refund_days int         NOT NULL DEFAULT 14 CHECK (full_refund_days BETWEEN 0 AND 365), -- a vendor that withdraws so long before gets all back
    half_refund_days int         NOT NULL DEFAULT 3 CHECK (half_refund_days BETWEEN 0 AND 365), -- and half; later nothing
    draw_at          timestamptz, -- when the public source of the draw falls
    draw_sources     jsonb       NOT NULL DEFAULT '[]', -- [{"name", "url"}], in the order in which they make the key
    CONSTRAINT festival_terms_refund CHECK (half_refund_days <= full_refund_days),
    CONSTRAINT festival_terms_draw CHECK (draw_at IS NULL OR draw_sources <> '[]')
);

CREATE TABLE festival_criteria ( -- what the committee scores
    festival_id uuid NOT NULL REFERENCES festivals (id),
    key         text NOT NULL CHECK (key ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
    name_id     text NOT NULL,
    name_en     text NOT NULL,
    weight      int  NOT NULL CHECK (weight BETWEEN 1 AND 100), -- all weights of a festival sum to 100
    position    int  NOT NULL,
    PRIMARY KEY (festival_id, key)
);

CREATE TABLE festival_quotas ( -- counters of the places of a zone: each place that is given counts in one pool and in every cap that it falls under
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    zone_id   uuid   NOT NULL REFERENCES festival_zones (id),
    mode      text   NOT NULL CHECK (mode IN ('aside', 'general', 'cap')), -- a pool set aside, the pool of all, an upper bound
    kind      text   NOT NULL CHECK (kind IN ('all', 'village', 'women_led', 'youth_led', 'first_timer', 'category')),
    category  text   REFERENCES categories (slug),
    seats     int    NOT NULL CHECK (seats >= 0), -- of a pool set aside, or the cap; the pool of all is what the others leave of the stalls
    published int    NOT NULL CHECK (published >= seats), -- seats before those that nobody took went to all
    taken     int    NOT NULL DEFAULT 0 CHECK (taken >= 0),
    CONSTRAINT festival_quotas_bound CHECK (mode = 'general' OR taken <= seats),
    CONSTRAINT festival_quotas_category CHECK ((kind = 'category') = (category IS NOT NULL)),
    CONSTRAINT festival_quotas_general CHECK ((mode = 'general') = (kind = 'all')),
    CONSTRAINT festival_quotas_cap CHECK (mode <> 'cap' OR kind = 'category'),
    CONSTRAINT festival_quotas_once UNIQUE NULLS NOT DISTINCT (zone_id, mode, kind, category)
);

CREATE TABLE festival_halal_zones ( -- zones where vendors must say that they hold a halal certificate
    zone_id uuid PRIMARY KEY REFERENCES festival_zones (id)
);

CREATE TABLE festival_applications (
    id           uuid        PRIMARY KEY,
    turn         bigint      GENERATED ALWAYS AS IDENTITY,
    festival_id  uuid        NOT NULL REFERENCES festivals (id),
    zone_id      uuid        NOT NULL REFERENCES festival_zones (id),
    shop_id      uuid        NOT NULL REFERENCES shops (id),
    state        text        NOT NULL CHECK (state IN ('invited', 'submitted', 'accepted', 'confirmed', 'waitlisted', 'rejected', 'withdrawn', 'lapsed', 'cancelled')),
    invited      boolean     NOT NULL DEFAULT false, -- by the organizer: it is not scored
    wishes       text        NOT NULL DEFAULT '',
    categories   text[]      NOT NULL DEFAULT '{}', -- of its products
    from_village boolean     NOT NULL DEFAULT false, -- of the festival's village, or of its district where it is of no one village
    women_led    boolean     NOT NULL DEFAULT false, -- as the shop declares, as are the next two
    youth_led    boolean     NOT NULL DEFAULT false,
    halal_number text        NOT NULL DEFAULT '',
    first_timer  boolean     NOT NULL DEFAULT false, -- had no stall before
    fee          bigint      NOT NULL CHECK (fee >= 0), -- rupiah, as published
    pool_id      bigint      REFERENCES festival_quotas (id), -- which pool its place comes from
    due_at       timestamptz, -- when the fee must be paid
    rank         bigint, -- its place on the reserve list of the zone, the lowest first
    score        int         CHECK (score BETWEEN 0 AND 10000), -- hundredths of a point: the average of the members' weighted scores
    scorers      int         NOT NULL DEFAULT 0,
    draw_number  int, -- on the published list of its zone
    reason       text        NOT NULL DEFAULT '', -- of the last decision
    decided_by   uuid        REFERENCES accounts (id),
    decided_at   timestamptz,
    stall_id     uuid        REFERENCES festival_stalls (id), -- once confirmed
    appeal       text        NOT NULL DEFAULT '' CHECK (appeal IN ('', 'open', 'granted', 'refused')),
    appeal_text  text        NOT NULL DEFAULT '',
    appealed_at  timestamptz,
    appeal_reply text        NOT NULL DEFAULT '',
    asked_by     uuid        REFERENCES accounts (id), -- who applied for the shop
    asked_at     timestamptz NOT NULL,
    CONSTRAINT festival_applications_on_stall UNIQUE (stall_id) DEFERRABLE INITIALLY IMMEDIATE,
    CONSTRAINT festival_applications_place CHECK ((state IN ('accepted', 'confirmed')) = (pool_id IS NOT NULL)),
    CONSTRAINT festival_applications_due CHECK ((state = 'accepted') = (due_at IS NOT NULL)),
    CONSTRAINT festival_applications_rank CHECK ((state = 'waitlisted') = (rank IS NOT NULL)),
    CONSTRAINT festival_applications_stall CHECK ((state = 'confirmed') = (stall_id IS NOT NULL)),
    CONSTRAINT festival_applications_appeal CHECK ((appeal = '') = (appealed_at IS NULL))
);
CREATE UNIQUE INDEX festival_applications_live ON festival_applications (festival_id, shop_id) WHERE state NOT IN ('withdrawn', 'lapsed', 'cancelled');
CREATE INDEX festival_applications_turn ON festival_applications (festival_id, state, turn);
CREATE INDEX festival_applications_ranking ON festival_applications (festival_id, (coalesce(score, -1)) DESC, turn);
CREATE INDEX festival_applications_reserve ON festival_applications (zone_id, rank) WHERE state = 'waitlisted';
CREATE INDEX festival_applications_shop ON festival_applications (shop_id, turn);
CREATE INDEX festival_applications_due_at ON festival_applications (due_at) WHERE state = 'accepted';

CREATE TABLE festival_application_products (
    application_id uuid NOT NULL REFERENCES festival_applications (id),
    product_id     uuid NOT NULL REFERENCES products (id),
    position       int  NOT NULL,
    PRIMARY KEY (application_id, product_id)
);

CREATE TABLE festival_application_events ( -- every step of every application
    id             bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    application_id uuid        NOT NULL REFERENCES festival_applications (id),
    verb           text        NOT NULL,
    from_state     text        NOT NULL, -- empty before the first
    to_state       text        NOT NULL,
    actor          text        NOT NULL,
    reason         text        NOT NULL DEFAULT '',
    at             timestamptz NOT NULL
);
CREATE INDEX festival_application_events_of ON festival_application_events (application_id, id);
CREATE TRIGGER festival_application_events_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON festival_application_events EXECUTE FUNCTION refuse_change();

CREATE TABLE festival_scores (
    application_id uuid        NOT NULL REFERENCES festival_applications (id),
    account_id     uuid        NOT NULL REFERENCES accounts (id),
    criterion      text        NOT NULL,
    points         int         NOT NULL CHECK (points BETWEEN 0 AND 100),
    at             timestamptz NOT NULL,
    PRIMARY KEY (application_id, account_id, criterion)
);

CREATE TABLE festival_draw_lists ( -- the numbered applicants of a zone, published when applications close
    zone_id      uuid        PRIMARY KEY REFERENCES festival_zones (id),
    festival_id  uuid        NOT NULL REFERENCES festivals (id),
    list         text        NOT NULL, -- a line an applicant, as published
    sha256       text        NOT NULL,
    published_at timestamptz NOT NULL
);
CREATE INDEX festival_draw_lists_festival ON festival_draw_lists (festival_id);

CREATE TABLE festival_draws ( -- what the named sources gave, once
    festival_id uuid        PRIMARY KEY REFERENCES festivals (id),
    key         text        NOT NULL, -- as RFC 3797 makes it of the sources: "9319./2.5.8.10.12./"
    url         text        NOT NULL, -- where anybody can look the values up
    drawn_by    uuid        NOT NULL REFERENCES accounts (id),
    drawn_at    timestamptz NOT NULL
);
CREATE TRIGGER festival_draw_lists_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON festival_draw_lists EXECUTE FUNCTION refuse_change();
CREATE TRIGGER festival_draws_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON festival_draws EXECUTE FUNCTION refuse_change();

CREATE TABLE festival_calls ( -- what an organizer told all vendors by phone
    id          uuid        PRIMARY KEY,
    festival_id uuid        NOT NULL REFERENCES festivals (id),
    text        text        NOT NULL CHECK (length(text) BETWEEN 1 AND 300),
    recipients  int         NOT NULL, -- people who were written to
    sent_by     uuid        NOT NULL REFERENCES accounts (id),
    sent_at     timestamptz NOT NULL
);
CREATE INDEX festival_calls_festival ON festival_calls (festival_id, sent_at DESC, id DESC);

-- +goose Down
DROP TABLE festival_calls, festival_draws, festival_draw_lists, festival_scores, festival_application_events, festival_application_products,
    festival_applications, festival_halal_zones, festival_quotas, festival_criteria, festival_terms;
