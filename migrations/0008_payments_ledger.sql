-- +goose Up
CREATE TABLE payments (
    id             uuid        PRIMARY KEY,
    subject_kind   text        NOT NULL, -- "order_group"; later "stall_fee"
    subject_id     uuid        NOT NULL,
    subject_label  text        NOT NULL, -- what the payer reads: the order number
    method         text        NOT NULL, -- "sandbox", "stripe", "transfer", "cash"
    amount         bigint      NOT NULL CHECK (amount > 0),
    currency       char(3)     NOT NULL,
    state          text        NOT NULL CHECK (state IN ('created', 'pending', 'succeeded', 'failed', 'expired', 'cancelled')),
    applied        boolean     NOT NULL DEFAULT false, -- it is the one that pays its subject
    provider_ref   text        NOT NULL DEFAULT '', -- the provider's session or object
    url            text        NOT NULL DEFAULT '', -- where the payer pays
    return_url     text        NOT NULL DEFAULT '', -- where the provider's page leads back to; without a token
    language       text        NOT NULL DEFAULT 'id' CHECK (language IN ('id', 'en')),
    unique_amount  bigint      NOT NULL DEFAULT 0, -- transfer: the amount plus a few rupiah that tell it apart
    proof_id       uuid        REFERENCES documents (id),
    confirmed_by   uuid        REFERENCES accounts (id),
    livemode       boolean     NOT NULL DEFAULT false,
    failure        text        NOT NULL DEFAULT '',
    created_at     timestamptz NOT NULL DEFAULT now(),
    updated_at     timestamptz NOT NULL DEFAULT now(),
    expires_at     timestamptz,
    paid_at        timestamptz,
    asked_at       timestamptz -- when the provider was last asked
);
CREATE UNIQUE INDEX payments_provider_ref ON payments (method, provider_ref) WHERE provider_ref <> '';
CREATE UNIQUE INDEX payments_applied ON payments (subject_kind, subject_id) WHERE applied;
CREATE UNIQUE INDEX payments_unique_amount ON payments (unique_amount) WHERE method = 'transfer' AND state IN ('created', 'pending');
CREATE INDEX payments_subject ON payments (subject_kind, subject_id, created_at DESC);
CREATE INDEX payments_open ON payments (created_at) WHERE state IN ('created', 'pending');

CREATE TABLE payment_events ( -- the inbox
    id           uuid        PRIMARY KEY,
    provider     text        NOT NULL,
    event_id     text        NOT NULL,
    kind         text        NOT NULL,
    object       text        NOT NULL DEFAULT '' CHECK (object IN ('payment', 'refund', '')), -- empty: nothing to us
    provider_ref text        NOT NULL DEFAULT '', -- the object that the event is about
    reference    text        NOT NULL DEFAULT '', -- our id as the event tells it: a hint where to look, never believed
    payload      text        NOT NULL,
    received_at  timestamptz NOT NULL DEFAULT now(),
    processed_at timestamptz,
    outcome      text        NOT NULL DEFAULT '',
    CONSTRAINT payment_events_once UNIQUE (provider, event_id)
);
CREATE INDEX payment_events_open ON payment_events (received_at) WHERE processed_at IS NULL;

CREATE TABLE refunds (
    id           uuid        PRIMARY KEY,
    payment_id   uuid        NOT NULL REFERENCES payments (id),
    reference    text        NOT NULL, -- the cause, once each: "shop_order:<id>", "unapplied", "late"
    shop_id      uuid        REFERENCES shops (id), -- whose part it is; null for money that was never applied
    amount       bigint      NOT NULL CHECK (amount > 0),
    currency     char(3)     NOT NULL,
    state        text        NOT NULL CHECK (state IN ('requested', 'pending', 'succeeded', 'failed')),
    attempt      int         NOT NULL DEFAULT 0, -- which sending; a failed refund is sent again under the next
    provider_ref text        NOT NULL DEFAULT '', -- of this attempt
    confirmed_by uuid        REFERENCES accounts (id), -- who gave the money back by hand
    reason       text        NOT NULL DEFAULT '',
    failure      text        NOT NULL DEFAULT '',
    created_at   timestamptz NOT NULL DEFAULT now(),
    updated_at   timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT refunds_once UNIQUE (payment_id, reference)
);
CREATE UNIQUE INDEX refunds_provider_ref ON refunds (provider_ref) WHERE provider_ref <> '';
CREATE INDEX refunds_open ON refunds (created_at) WHERE state IN ('requested', 'pending', 'failed');

CREATE TABLE refund_lines (
    refund_id uuid   NOT NULL REFERENCES refunds (id),
    line      text   NOT NULL, -- "line:<order line id>" or "shipping:<shop order id>"
    amount    bigint NOT NULL CHECK (amount > 0),
    PRIMARY KEY (refund_id, line)
);

CREATE TABLE ledger_accounts (
    id           uuid    PRIMARY KEY,
    code         text    NOT NULL, -- "provider:stripe", "shop:<id>", "platform:commission", "refunds_due"
    currency     char(3) NOT NULL,
    shop_id      uuid    REFERENCES shops (id),
    may_be_negative boolean NOT NULL,
    balance      bigint  NOT NULL DEFAULT 0, -- cached sum of entries
    CONSTRAINT ledger_accounts_code UNIQUE (code, currency),
    CONSTRAINT ledger_accounts_funded CHECK (may_be_negative OR balance >= 0)
);

CREATE TABLE ledger_transfers (
    id        uuid        PRIMARY KEY,
    kind      text        NOT NULL, -- "payment", "refund", …
    reference text        NOT NULL, -- the payment or refund, booked once
    at        timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT ledger_transfers_once UNIQUE (kind, reference)
);

CREATE TABLE ledger_entries (
    transfer_id uuid   NOT NULL REFERENCES ledger_transfers (id),
    account_id  uuid   NOT NULL REFERENCES ledger_accounts (id),
    amount      bigint NOT NULL CHECK (amount <> 0), -- positive: the account grows
    PRIMARY KEY (transfer_id, account_id)
);
CREATE INDEX ledger_entries_account ON ledger_entries (account_id, transfer_id);

-- +goose Down
DROP TABLE ledger_entries, ledger_transfers, ledger_accounts, refund_lines, refunds, payment_events, payments;
