-- +goose Up
-- What buyers abroad ask about offers of the export catalogue, and investors about clusters: one thread each.
CREATE TABLE inquiries (
    id           uuid        PRIMARY KEY,
    number       text        NOT NULL UNIQUE,
    kind         text        NOT NULL CHECK (kind IN ('goods', 'investment')),
    state        text        NOT NULL CHECK (state IN ('new', 'answered', 'waiting', 'closed')),
    outcome      text        CHECK (outcome IN ('agreed', 'no_capacity', 'no_answer', 'not_suitable', 'withdrawn')),
    product_id   uuid        REFERENCES products (id), -- of goods
    shop_id      uuid        REFERENCES shops (id),    -- of goods
    category     text        NOT NULL REFERENCES categories (slug), -- of goods: the product's when it was asked about; of an investment: the cluster's
    district     text        REFERENCES districts (slug), -- of an investment that means one district
    account_id   uuid        REFERENCES accounts (id),
    name         text        NOT NULL, -- of who asks; like what follows empty once the person is erased
    organisation text        NOT NULL,
    email        text        NOT NULL, -- the mall writes to it; it is shown to nobody else
    phone        text        NOT NULL DEFAULT '', -- E.164
    country      char(2)     NOT NULL, -- ISO 3166
    language     text        NOT NULL CHECK (language IN ('id', 'en')),
    destination  text        NOT NULL DEFAULT '', -- of the export rules
    quantity     bigint      CHECK (quantity > 0), -- pieces
    wanted_by    date        CHECK (extract(day FROM wanted_by) = 1), -- a month, by its first day
    incoterm     text        NOT NULL DEFAULT '', -- of 2020
    answer_by    timestamptz, -- while the asker waits for an answer
    reminded_at  timestamptz, -- since then
    created_at   timestamptz NOT NULL,
    updated_at   timestamptz NOT NULL,
    closed_at    timestamptz,
    CONSTRAINT inquiries_subject CHECK (
        (kind = 'goods') = (product_id IS NOT NULL) AND (product_id IS NULL) = (shop_id IS NULL) AND (kind = 'investment' OR district IS NULL)),
    CONSTRAINT inquiries_closed CHECK ((state = 'closed') = (outcome IS NOT NULL) AND (outcome IS NULL) = (closed_at IS NULL)),
    CONSTRAINT inquiries_due CHECK ((state IN ('new', 'waiting')) = (answer_by IS NOT NULL))
);
CREATE INDEX inquiries_account ON inquiries (account_id, created_at DESC, id DESC) WHERE account_id IS NOT NULL;
CREATE INDEX inquiries_unanswered ON inquiries (answer_by, id) WHERE answer_by IS NOT NULL;
CREATE INDEX inquiries_settled ON inquiries (state, updated_at DESC, id DESC) WHERE answer_by IS NULL;
CREATE INDEX inquiries_shop_unanswered ON inquiries (shop_id, answer_by, id) WHERE answer_by IS NOT NULL;
CREATE INDEX inquiries_shop_settled ON inquiries (shop_id, state, updated_at DESC, id DESC) WHERE answer_by IS NULL;
CREATE INDEX inquiries_unreminded ON inquiries (answer_by, id) WHERE answer_by IS NOT NULL AND reminded_at IS NULL;

CREATE TABLE inquiry_messages ( -- the thread, and with it the history of the inquiry's state
    inquiry_id uuid        NOT NULL REFERENCES inquiries (id),
    position   int         NOT NULL CHECK (position > 0),
    side       text        NOT NULL CHECK (side IN ('asker', 'shop', 'office')), -- whose words
    event      text        NOT NULL CHECK (event IN ('ask', 'answer', 'reply', 'close')),
    from_state text        NOT NULL, -- empty for the first
    to_state   text        NOT NULL,
    account_id uuid        REFERENCES accounts (id), -- null for a guest
    body       text        NOT NULL CHECK (length(body) <= 4000 AND (body <> '' OR event = 'close')),
    at         timestamptz NOT NULL,
    PRIMARY KEY (inquiry_id, position)
);
CREATE TRIGGER inquiry_messages_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON inquiry_messages FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- +goose Down
DROP TABLE inquiry_messages, inquiries;
