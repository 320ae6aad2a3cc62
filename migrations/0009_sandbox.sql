-- +goose Up
-- The books of the sandbox provider, as a foreign company would keep them: no other table refers to them.
CREATE TABLE sandbox_sessions (
    ref        text        PRIMARY KEY,
    reference  text        NOT NULL UNIQUE, -- the merchant's payment: starting it twice makes one session
    label      text        NOT NULL,
    amount     bigint      NOT NULL CHECK (amount > 0),
    currency   char(3)     NOT NULL,
    state      text        NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'paid', 'failed', 'expired')),
    return_url text        NOT NULL,
    language   text        NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    paid_at    timestamptz
);

CREATE TABLE sandbox_refunds (
    ref         text        PRIMARY KEY,
    key         text        NOT NULL UNIQUE, -- the merchant's idempotency key
    session_ref text        NOT NULL REFERENCES sandbox_sessions (ref),
    reference   text        NOT NULL, -- the merchant's refund
    amount      bigint      NOT NULL CHECK (amount > 0),
    currency    char(3)     NOT NULL,
    state       text        NOT NULL DEFAULT 'succeeded' CHECK (state IN ('succeeded', 'failed')),
    created_at  timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX sandbox_refunds_session ON sandbox_refunds (session_ref);

CREATE TABLE sandbox_events (
    id           text        PRIMARY KEY,
    kind         text        NOT NULL,
    ref          text        NOT NULL, -- of the session or refund
    reference    text        NOT NULL,
    created_at   timestamptz NOT NULL DEFAULT now(),
    delivered_at timestamptz
);

-- +goose Down
DROP TABLE sandbox_events, sandbox_refunds, sandbox_sessions;
