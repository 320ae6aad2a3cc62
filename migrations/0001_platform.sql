-- +goose Up
-- What every domain uses: idempotency keys, the audit chain, outgoing messages, counters of tries.

CREATE TABLE idempotency_keys (
    scope         text        NOT NULL, -- who: an account, a cart or an API token
    key           text        NOT NULL CHECK (length(key) BETWEEN 1 AND 200),
    request_hash  bytea       NOT NULL,
    subject       text        NOT NULL DEFAULT '', -- what the request made, so that a lost answer is made again from it
    status        int,                             -- null while the first request runs
    body          text,
    created_at    timestamptz NOT NULL DEFAULT now(),
    locked_until  timestamptz NOT NULL,
    PRIMARY KEY (scope, key)
);
CREATE INDEX idempotency_keys_created ON idempotency_keys (created_at);

CREATE TABLE audit_log (
    seq       bigint      PRIMARY KEY,
    at        timestamptz NOT NULL,
    actor     text        NOT NULL, -- "account:<id>", "system:<job>" or "provider:<name>"
    action    text        NOT NULL,
    subject   text        NOT NULL,
    data      text        NOT NULL, -- JSON as written, since the hash is over these bytes
    prev_hash bytea       NOT NULL,
    hash      bytea       NOT NULL UNIQUE
);
CREATE INDEX audit_log_subject ON audit_log (subject, seq);

CREATE TABLE audit_head ( -- one row: the end of the chain, so that a removed last row is missed, and the lock that writers queue on
    one  boolean PRIMARY KEY DEFAULT true CHECK (one),
    seq  bigint  NOT NULL,
    hash bytea   NOT NULL
);
INSERT INTO audit_head (seq, hash) VALUES (0, '\x');

-- +goose StatementBegin
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
-- +goose StatementEnd
CREATE TRIGGER audit_log_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log EXECUTE FUNCTION refuse_change();

CREATE TABLE messages (
    id           uuid        PRIMARY KEY,
    dedupe_key   text        NOT NULL UNIQUE, -- the same news is sent once however often its job runs
    channel      text        NOT NULL CHECK (channel IN ('mail', 'whatsapp', 'sms')),
    recipient    text        NOT NULL,
    language     text        NOT NULL CHECK (language IN ('id', 'en')),
    template     text        NOT NULL,
    subject      text        NOT NULL,
    body         text        NOT NULL, -- emptied once sent where the template is secret
    secret       boolean     NOT NULL DEFAULT false,
    state        text        NOT NULL CHECK (state IN ('queued', 'sent', 'failed')),
    attempts     int         NOT NULL DEFAULT 0,
    provider_ref text        NOT NULL DEFAULT '',
    last_error   text        NOT NULL DEFAULT '',
    created_at   timestamptz NOT NULL DEFAULT now(),
    expires_at   timestamptz, -- after it the message is of no use and is not sent; null: always of use
    sent_at      timestamptz
);
CREATE INDEX messages_recipient ON messages (recipient);
CREATE INDEX messages_created ON messages (created_at DESC, id DESC);

CREATE TABLE rate_limits (
    bucket       text        NOT NULL, -- what is limited and whose: "login:account:…", "code:phone:…"
    window_start timestamptz NOT NULL,
    hits         int         NOT NULL,
    PRIMARY KEY (bucket, window_start)
);

CREATE TABLE secrets ( -- keys that the platform makes for itself, so that a new installation needs no configuration for them
    name  text  PRIMARY KEY,
    value bytea NOT NULL CHECK (length(value) = 32)
);
INSERT INTO secrets (name, value)
SELECT name, sha256(convert_to(gen_random_uuid()::text || gen_random_uuid()::text || gen_random_uuid()::text, 'UTF8'))
FROM unnest(ARRAY['links', 'sandbox', 'personal']) AS name;

-- +goose Down
DROP TABLE secrets, rate_limits, messages, audit_head, audit_log, idempotency_keys;
DROP FUNCTION refuse_change;
