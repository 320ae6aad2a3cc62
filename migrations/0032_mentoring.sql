-- +goose Up
CREATE TABLE help_requests ( -- a shop asks for a mentor about one rule
    id        uuid        PRIMARY KEY,
    shop_id   uuid        NOT NULL REFERENCES shops (id),
    product_id uuid        REFERENCES products (id), -- null for a rule about the shop
    rule      text        NOT NULL,
    note      text        NOT NULL DEFAULT '',
    state     text        NOT NULL CHECK (state IN ('open', 'taken', 'done', 'withdrawn')),
    asked_by  uuid        NOT NULL REFERENCES accounts (id),
    asked_at  timestamptz NOT NULL,
    raise_at  timestamptz NOT NULL, -- open by then, it is raised to the office
    raised_at timestamptz,
    mentor_id uuid        REFERENCES accounts (id),
    taken_at  timestamptz,
    reply     text        NOT NULL DEFAULT '', -- the mentor's, read by the shop
    visit_on  date,
    outcome   text        NOT NULL DEFAULT '', -- what was agreed
    closed_at timestamptz,
    CONSTRAINT help_requests_mentored CHECK ((mentor_id IS NULL) = (taken_at IS NULL) AND (state NOT IN ('taken', 'done') OR mentor_id IS NOT NULL)
        AND (state <> 'open' OR mentor_id IS NULL)),
    CONSTRAINT help_requests_closed CHECK ((state IN ('done', 'withdrawn')) = (closed_at IS NOT NULL) AND (state <> 'done' OR outcome <> ''))
);
CREATE UNIQUE INDEX help_requests_live ON help_requests (shop_id, rule, product_id) NULLS NOT DISTINCT WHERE state IN ('open', 'taken');
CREATE INDEX help_requests_open ON help_requests (asked_at, id) WHERE state = 'open';
CREATE INDEX help_requests_raise ON help_requests (raise_at) WHERE state = 'open' AND raised_at IS NULL;
CREATE INDEX help_requests_shop ON help_requests (shop_id, asked_at DESC, id DESC);
CREATE INDEX help_requests_mentor ON help_requests (mentor_id, state, asked_at, id) WHERE mentor_id IS NOT NULL;
CREATE INDEX help_requests_asker ON help_requests (asked_by);

CREATE INDEX shops_village_name ON shops (village_code, name, id) WHERE state = 'approved'; -- a mentor's list

CREATE TABLE trainings (
    id           uuid        PRIMARY KEY,
    state        text        NOT NULL CHECK (state IN ('draft', 'published', 'cancelled')),
    title_id     text        NOT NULL,
    title_en     text        NOT NULL,
    text_id      text        NOT NULL,
    text_en      text        NOT NULL,
    place        text        NOT NULL,
    district     text        NOT NULL REFERENCES districts (slug),
    starts_at    timestamptz NOT NULL,
    ends_at      timestamptz NOT NULL,
    closes_at    timestamptz NOT NULL, -- of booking
    seats        int         NOT NULL CHECK (seats BETWEEN 1 AND 1000),
    booked       int         NOT NULL DEFAULT 0,
    rules        text[]      NOT NULL DEFAULT '{}', -- that it helps with
    reason       text        NOT NULL DEFAULT '',   -- of a cancellation
    created_by   uuid        NOT NULL REFERENCES accounts (id),
    created_at   timestamptz NOT NULL,
    published_at timestamptz,
    cancelled_at timestamptz,
    CONSTRAINT trainings_times CHECK (starts_at < ends_at AND closes_at <= starts_at),
    CONSTRAINT trainings_booked CHECK (booked BETWEEN 0 AND seats),
    CONSTRAINT trainings_state CHECK ((state = 'cancelled') = (cancelled_at IS NOT NULL) AND (state <> 'published' OR published_at IS NOT NULL)
        AND (state <> 'cancelled' OR reason <> ''))
);
CREATE INDEX trainings_published ON trainings (starts_at, id) WHERE state = 'published';
CREATE INDEX trainings_state_starts ON trainings (state, starts_at DESC, id DESC);
CREATE INDEX trainings_rules ON trainings USING gin (rules) WHERE state = 'published';

CREATE TABLE training_bookings ( -- a row each time that a shop asked for a seat
    id          uuid        PRIMARY KEY,
    training_id uuid        NOT NULL REFERENCES trainings (id),
    shop_id     uuid        NOT NULL REFERENCES shops (id),
    state       text        NOT NULL CHECK (state IN ('booked', 'waiting', 'given_back', 'cancelled')), -- cancelled: with the training
    turn        bigint      GENERATED ALWAYS AS IDENTITY, -- order of asking
    asked_by    uuid        NOT NULL REFERENCES accounts (id),
    asked_at    timestamptz NOT NULL,
    seated_at   timestamptz,
    ended_at    timestamptz,
    attended    boolean, -- null: not marked yet
    marked_at   timestamptz,
    CONSTRAINT training_bookings_seated CHECK (state <> 'booked' OR seated_at IS NOT NULL),
    CONSTRAINT training_bookings_ended CHECK ((state IN ('given_back', 'cancelled')) = (ended_at IS NOT NULL)),
    CONSTRAINT training_bookings_attended CHECK (attended IS NULL OR state = 'booked' AND marked_at IS NOT NULL)
);
CREATE UNIQUE INDEX training_bookings_live ON training_bookings (training_id, shop_id) WHERE state IN ('booked', 'waiting');
CREATE INDEX training_bookings_waiting ON training_bookings (training_id, turn) WHERE state = 'waiting';
CREATE INDEX training_bookings_training ON training_bookings (training_id, turn);
CREATE INDEX training_bookings_shop ON training_bookings (shop_id, turn DESC);

-- +goose Down
DROP TABLE training_bookings, trainings, help_requests;
DROP INDEX shops_village_name;
