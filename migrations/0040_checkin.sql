-- +goose Up
-- Short public codes of an entrance and of each stall: eight letters that are easily said and typed, made of the id, so that nobody gives them.
ALTER TABLE festivals ADD COLUMN visit_code text NOT NULL UNIQUE
    GENERATED ALWAYS AS (translate(substr(md5(id::text), 1, 8), '0123456789abcdef', 'bcdfghjkmnprstwz')) STORED;
ALTER TABLE festival_stalls ADD COLUMN visit_code text NOT NULL UNIQUE
    GENERATED ALWAYS AS (translate(substr(md5(id::text), 1, 8), '0123456789abcdef', 'bcdfghjkmnprstwz')) STORED;

CREATE TABLE festival_checkins ( -- vendors that came
    festival_id uuid        NOT NULL REFERENCES festivals (id),
    shop_id     uuid        NOT NULL REFERENCES shops (id),
    stall_id    uuid        REFERENCES festival_stalls (id) ON DELETE SET NULL, -- where it stood then
    late        boolean     NOT NULL, -- after the first opening
    checked_by  uuid        NOT NULL REFERENCES accounts (id),
    checked_at  timestamptz NOT NULL,
    PRIMARY KEY (festival_id, shop_id)
);
CREATE INDEX festival_checkins_stall ON festival_checkins (stall_id);

CREATE TABLE festival_salts ( -- of today; without it nobody can tell who a visitor was
    day  date  PRIMARY KEY,
    salt bytea NOT NULL
);

CREATE TABLE festival_visits ( -- a visitor once a place and day
    code        text  NOT NULL,
    day         date  NOT NULL, -- where the festival is
    visitor     bytea NOT NULL, -- hash with the day's salt
    festival_id uuid  NOT NULL REFERENCES festivals (id),
    stall_id    uuid  REFERENCES festival_stalls (id) ON DELETE CASCADE, -- null: the entrance
    PRIMARY KEY (code, day, visitor)
);
CREATE INDEX festival_visits_festival ON festival_visits (festival_id, stall_id, day);
CREATE INDEX festival_visits_stall ON festival_visits (stall_id) WHERE stall_id IS NOT NULL;

-- +goose Down
DROP TABLE festival_visits, festival_salts, festival_checkins;
ALTER TABLE festival_stalls DROP COLUMN visit_code;
ALTER TABLE festivals DROP COLUMN visit_code;
