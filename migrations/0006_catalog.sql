-- +goose Up
CREATE TABLE categories (
    slug         text PRIMARY KEY,
    parent       text REFERENCES categories (slug),
    name_id      text NOT NULL,
    name_en      text NOT NULL,
    export_class text NOT NULL DEFAULT '', -- the rule class of export readiness
    position     int  NOT NULL
);

CREATE TABLE products (
    id                  uuid        PRIMARY KEY,
    shop_id             uuid        NOT NULL REFERENCES shops (id),
    slug                text        NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
    category            text        NOT NULL REFERENCES categories (slug),
    title               text        NOT NULL,
    description         text        NOT NULL DEFAULT '',
    maker               text        NOT NULL DEFAULT '',
    village_code        text        REFERENCES areas (code),
    technique           text        NOT NULL DEFAULT '',
    state               text        NOT NULL CHECK (state IN ('draft', 'published', 'archived')),
    listed              boolean     NOT NULL DEFAULT false, -- published, and its shop is approved: what buyers see
    currency            char(3)     NOT NULL DEFAULT 'IDR',
    price               bigint      CHECK (price >= 0), -- of the cheapest live variant; null without one
    price_max           bigint, -- of the dearest
    district            text        NOT NULL REFERENCES districts (slug), -- the shop's
    images              jsonb       NOT NULL DEFAULT '[]', -- as shown, in order: id, alt, width, height, renditions
    popularity          bigint      NOT NULL DEFAULT 0, -- units sold
    export_level        smallint    NOT NULL DEFAULT 0 CHECK (export_level BETWEEN 0 AND 4), -- not_assessed … teruji
    export_destinations text[]      NOT NULL DEFAULT '{}', -- where bersyarat or siap_tujuan
    search_id           tsvector    NOT NULL DEFAULT '',
    search_en           tsvector    NOT NULL DEFAULT '',
    version             bigint      NOT NULL DEFAULT 1,
    created_at          timestamptz NOT NULL DEFAULT now(),
    updated_at          timestamptz NOT NULL DEFAULT now(),
    published_at        timestamptz,
    CONSTRAINT products_listed CHECK (NOT listed OR (state = 'published' AND price IS NOT NULL AND published_at IS NOT NULL))
);
CREATE INDEX products_newest ON products (published_at DESC, id DESC) WHERE listed;
CREATE INDEX products_price ON products (price, id) WHERE listed;
CREATE INDEX products_popular ON products (popularity DESC, id DESC) WHERE listed;
CREATE INDEX products_category ON products (category, published_at DESC, id DESC) WHERE listed;
CREATE INDEX products_district ON products (district, published_at DESC, id DESC) WHERE listed;
CREATE INDEX products_shop ON products (shop_id, published_at DESC, id DESC) WHERE listed;
CREATE INDEX products_desk ON products (shop_id, updated_at DESC, id DESC);
CREATE INDEX products_export ON products (export_level, published_at DESC, id DESC) WHERE listed AND export_level > 0;
CREATE INDEX products_destinations ON products USING gin (export_destinations) WITH (fastupdate = off) WHERE listed;
-- Without fastupdate a change writes the index at once, and no search reads through a list of pending entries.
CREATE INDEX products_search_id ON products USING gin (search_id) WITH (fastupdate = off) WHERE listed;
CREATE INDEX products_search_en ON products USING gin (search_en) WITH (fastupdate = off) WHERE listed;

CREATE TABLE search_words ( -- every word that a product was named with: what a typing error is corrected to
    word text PRIMARY KEY
);
CREATE INDEX search_words_similar ON search_words USING gist (word gist_trgm_ops (siglen = 64));

CREATE TABLE product_translations (
    product_id  uuid NOT NULL REFERENCES products (id) ON DELETE CASCADE,
    language    text NOT NULL CHECK (language IN ('en')),
    title       text NOT NULL,
    description text NOT NULL DEFAULT '',
    technique   text NOT NULL DEFAULT '',
    PRIMARY KEY (product_id, language)
);

CREATE TABLE variants (
    id           uuid        PRIMARY KEY,
    product_id   uuid        NOT NULL REFERENCES products (id),
    shop_id      uuid        NOT NULL REFERENCES shops (id),
    sku          text        NOT NULL,
    title        text        NOT NULL DEFAULT '', -- "250 g", "M / biru"
    size         text        NOT NULL DEFAULT '',
    colour       text        NOT NULL DEFAULT '',
    price        bigint      NOT NULL CHECK (price > 0), -- rupiah
    weight_grams bigint      NOT NULL CHECK (weight_grams > 0),
    length_mm    int         CHECK (length_mm > 0),
    width_mm     int         CHECK (width_mm > 0),
    height_mm    int         CHECK (height_mm > 0),
    position     int         NOT NULL DEFAULT 0,
    archived_at  timestamptz,
    created_at   timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX variants_sku ON variants (shop_id, sku) WHERE archived_at IS NULL;
CREATE INDEX variants_product ON variants (product_id, position);

CREATE TABLE product_images (
    id         uuid        PRIMARY KEY,
    product_id uuid        NOT NULL REFERENCES products (id),
    image_id   uuid        NOT NULL REFERENCES images (id),
    alt        text        NOT NULL,
    position   int         NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT product_images_once UNIQUE (product_id, image_id)
);
CREATE INDEX product_images_product ON product_images (product_id, position);

-- +goose Down
DROP TABLE product_images, variants, product_translations, search_words, products, categories;
