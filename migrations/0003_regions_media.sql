-- +goose Up
CREATE EXTENSION IF NOT EXISTS pg_trgm;

CREATE TABLE areas ( -- provinces, regencies, districts and villages of the whole country
    code        text PRIMARY KEY, -- Kemendagri: "35", "35.10", "35.10.01", "35.10.01.2001"
    parent_code text REFERENCES areas (code),
    level       text NOT NULL CHECK (level IN ('province', 'regency', 'district', 'village')),
    name        text NOT NULL
);
CREATE INDEX areas_parent_name ON areas (parent_code, lower(name));

CREATE TABLE region ( -- one row: whose mall this is
    key      text  PRIMARY KEY,
    settings jsonb NOT NULL, -- names, brand, contacts, switches, as in the pack's region.toml
    only_one boolean NOT NULL DEFAULT true UNIQUE CHECK (only_one)
);

CREATE TABLE districts (
    slug     text PRIMARY KEY,
    code     text NOT NULL UNIQUE REFERENCES areas (code),
    name     text NOT NULL,
    position int  NOT NULL
);

CREATE TABLE offices (
    key     text PRIMARY KEY,
    name_id text NOT NULL,
    name_en text NOT NULL
);

CREATE TABLE stop_words (
    language text NOT NULL CHECK (language IN ('id', 'en')),
    word     text NOT NULL,
    PRIMARY KEY (language, word)
);

CREATE TABLE images (
    id            uuid        PRIMARY KEY,
    source_sha256 bytea       NOT NULL UNIQUE, -- the same picture uploaded twice is one image
    width         int         NOT NULL CHECK (width > 0),
    height        int         NOT NULL CHECK (height > 0),
    created_at    timestamptz NOT NULL DEFAULT now(),
    unused_since  timestamptz DEFAULT now() -- null while something shows it
);
CREATE INDEX images_unused ON images (unused_since) WHERE unused_since IS NOT NULL;

CREATE TABLE image_renditions (
    image_id uuid   NOT NULL REFERENCES images (id) ON DELETE CASCADE,
    width    int    NOT NULL CHECK (width > 0),
    height   int    NOT NULL CHECK (height > 0),
    key      text   NOT NULL, -- content-addressed, so two images may share one object
    bytes    bigint NOT NULL CHECK (bytes > 0),
    PRIMARY KEY (image_id, width)
);
CREATE INDEX image_renditions_key ON image_renditions (key);

CREATE TABLE image_uses (
    image_id     uuid NOT NULL REFERENCES images (id),
    subject_kind text NOT NULL, -- "product", "shop"
    subject_id   uuid NOT NULL,
    PRIMARY KEY (image_id, subject_kind, subject_id)
);

CREATE TABLE documents ( -- private files: transfer proofs now, evidence later
    id           uuid        PRIMARY KEY,
    key          text        NOT NULL UNIQUE,
    content_type text        NOT NULL,
    bytes        bigint      NOT NULL CHECK (bytes > 0),
    created_at   timestamptz NOT NULL DEFAULT now(),
    unused_since timestamptz DEFAULT now()
);

-- +goose Down
DROP TABLE documents, image_uses, image_renditions, images, stop_words, offices, districts, region, areas;
