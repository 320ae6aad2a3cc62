-- +goose Up
CREATE TABLE seed_marks ( -- what the seeds have loaded, so that loading again is quick and goes on where it was interrupted
    name      text        PRIMARY KEY,
    value     text        NOT NULL,
    marked_at timestamptz NOT NULL DEFAULT now()
);

-- +goose Down
DROP TABLE seed_marks;
