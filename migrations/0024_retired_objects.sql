-- +goose Up
-- Keys of pictures that were given up. Such a key is never used again, so that its object may be deleted at any time and more than once,
-- whatever is uploaded meanwhile: the same content that comes back gets the next generation's key.
CREATE TABLE retired_objects (
    key        text        PRIMARY KEY,
    content    text        NOT NULL, -- what the key was made from
    generation int         NOT NULL CHECK (generation >= 0),
    retired_at timestamptz NOT NULL DEFAULT now(),
    deleted_at timestamptz -- null while the object may still be there
);
CREATE INDEX retired_objects_content ON retired_objects (content, generation);
CREATE INDEX retired_objects_left ON retired_objects (retired_at) WHERE deleted_at IS NULL;

-- +goose Down
DROP TABLE retired_objects;
