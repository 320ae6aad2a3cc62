-- +goose Up
CREATE TABLE carts (
    id         uuid        PRIMARY KEY,
    account_id uuid        REFERENCES accounts (id),
    token_hash bytea       NOT NULL UNIQUE, -- a guest's cart is bound to its own token
    state      text        NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'ordered', 'merged')),
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX carts_account_open ON carts (account_id) WHERE state = 'open' AND account_id IS NOT NULL;
CREATE INDEX carts_stale ON carts (updated_at) WHERE state = 'open';

CREATE TABLE cart_items (
    cart_id    uuid        NOT NULL REFERENCES carts (id) ON DELETE CASCADE,
    variant_id uuid        NOT NULL REFERENCES variants (id),
    quantity   bigint      NOT NULL CHECK (quantity BETWEEN 1 AND 9999),
    seen_price bigint      NOT NULL, -- rupiah a unit, as last answered to the buyer
    added_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (cart_id, variant_id)
);

CREATE TABLE order_groups (
    id              uuid        PRIMARY KEY,
    number          text        NOT NULL UNIQUE,
    account_id      uuid        REFERENCES accounts (id),
    cart_id         uuid        UNIQUE REFERENCES carts (id),
    state           text        NOT NULL CHECK (state IN ('awaiting_payment', 'paid', 'partly_shipped', 'shipped', 'completed', 'cancelled', 'expired', 'partly_refunded', 'refunded')),
    currency        char(3)     NOT NULL DEFAULT 'IDR',
    items_total     bigint      NOT NULL CHECK (items_total >= 0),
    shipping_total  bigint      NOT NULL CHECK (shipping_total >= 0),
    tax_total       bigint      NOT NULL DEFAULT 0 CHECK (tax_total >= 0),
    discount_total  bigint      NOT NULL DEFAULT 0 CHECK (discount_total >= 0),
    total           bigint      NOT NULL,
    payment_method  text        NOT NULL,
    language        text        NOT NULL CHECK (language IN ('id', 'en')),
    contact_name    text        NOT NULL,
    contact_email   text        NOT NULL DEFAULT '',
    contact_phone   text        NOT NULL DEFAULT '',
    address         jsonb, -- null where everything is picked up
    created_at      timestamptz NOT NULL DEFAULT now(),
    paid_at         timestamptz,
    expires_at      timestamptz, -- of the unpaid order; null for cash
    CONSTRAINT order_groups_total CHECK (total = items_total + shipping_total + tax_total - discount_total AND total >= 0),
    CONSTRAINT order_groups_contact CHECK (contact_email <> '' OR contact_phone <> '' OR contact_name = '')
);
CREATE INDEX order_groups_account ON order_groups (account_id, created_at DESC, id DESC) WHERE account_id IS NOT NULL;
CREATE INDEX order_groups_phone ON order_groups (contact_phone, created_at DESC) WHERE contact_phone <> '';
CREATE INDEX order_groups_unpaid ON order_groups (expires_at) WHERE state = 'awaiting_payment' AND expires_at IS NOT NULL;

CREATE TABLE shop_orders (
    id               uuid        PRIMARY KEY,
    group_id         uuid        NOT NULL REFERENCES order_groups (id),
    shop_id          uuid        NOT NULL REFERENCES shops (id),
    state            text        NOT NULL CHECK (state IN ('awaiting_payment', 'new', 'accepted', 'packed', 'shipped', 'ready', 'completed', 'cancelled', 'expired', 'refunded')),
    paid             boolean     NOT NULL DEFAULT false, -- cash orders are worked on before they are paid
    items_total      bigint      NOT NULL CHECK (items_total >= 0),
    shipping_total   bigint      NOT NULL CHECK (shipping_total >= 0),
    tax_total        bigint      NOT NULL DEFAULT 0 CHECK (tax_total >= 0),
    discount_total   bigint      NOT NULL DEFAULT 0 CHECK (discount_total >= 0),
    total            bigint      NOT NULL,
    weight_grams     bigint      NOT NULL CHECK (weight_grams > 0),
    shipping_option  text        NOT NULL, -- "reguler", "pickup:shop", "pickup:<point>"
    shipping_label   text        NOT NULL,
    courier          text        NOT NULL DEFAULT '',
    tracking         text        NOT NULL DEFAULT '',
    collect_code     text        NOT NULL DEFAULT '', -- told to the buyer only
    reason           text        NOT NULL DEFAULT '', -- of a rejection or cancellation
    created_at       timestamptz NOT NULL DEFAULT now(),
    updated_at       timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT shop_orders_once UNIQUE (group_id, shop_id),
    CONSTRAINT shop_orders_total CHECK (total = items_total + shipping_total + tax_total - discount_total AND total >= 0)
);
CREATE INDEX shop_orders_desk ON shop_orders (shop_id, created_at DESC, id DESC);
CREATE INDEX shop_orders_shipped ON shop_orders (updated_at) WHERE state = 'shipped';
CREATE INDEX shop_orders_state ON shop_orders (shop_id, state, created_at, id);

CREATE TABLE order_lines (
    id            uuid   PRIMARY KEY,
    shop_order_id uuid   NOT NULL REFERENCES shop_orders (id),
    variant_id    uuid   NOT NULL REFERENCES variants (id),
    product_slug  text   NOT NULL,
    title         text   NOT NULL, -- as sold
    variant_title text   NOT NULL,
    sku           text   NOT NULL,
    image_key     text   NOT NULL DEFAULT '',
    quantity      bigint NOT NULL CHECK (quantity > 0),
    unit_price    bigint NOT NULL CHECK (unit_price >= 0),
    total         bigint NOT NULL,
    CONSTRAINT order_lines_total CHECK (total = unit_price * quantity),
    CONSTRAINT order_lines_once UNIQUE (shop_order_id, variant_id)
);
CREATE INDEX order_lines_variant ON order_lines (variant_id);

CREATE TABLE order_events (
    id            uuid        PRIMARY KEY,
    group_id      uuid        NOT NULL REFERENCES order_groups (id),
    shop_order_id uuid        REFERENCES shop_orders (id),
    event         text        NOT NULL, -- "placed", "paid", "accept", "ship", …
    from_state    text        NOT NULL DEFAULT '',
    to_state      text        NOT NULL,
    actor         text        NOT NULL,
    data          jsonb       NOT NULL DEFAULT '{}',
    at            timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX order_events_group ON order_events (group_id, at, id);

-- +goose Down
DROP TABLE order_events, order_lines, shop_orders, order_groups, cart_items, carts;
