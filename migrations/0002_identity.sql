-- +goose Up
CREATE TABLE accounts (
    id                uuid        PRIMARY KEY,
    email             text        CHECK (email = lower(email)),
    phone             text        CHECK (phone ~ '^\+[0-9]{7,15}$'), -- E.164
    name              text        NOT NULL DEFAULT '',
    password_hash     text        NOT NULL DEFAULT '', -- argon2id; empty where one signs in by phone only
    language          text        NOT NULL DEFAULT 'id' CHECK (language IN ('id', 'en')),
    email_verified_at timestamptz,
    phone_verified_at timestamptz,
    created_at        timestamptz NOT NULL DEFAULT now(),
    disabled_at       timestamptz,
    erased_at         timestamptz,
    CONSTRAINT accounts_email_key UNIQUE (email),
    CONSTRAINT accounts_phone_key UNIQUE (phone),
    CONSTRAINT accounts_reachable CHECK (erased_at IS NOT NULL OR email IS NOT NULL OR phone IS NOT NULL)
);

CREATE TABLE account_roles (
    account_id uuid        NOT NULL REFERENCES accounts (id),
    role       text        NOT NULL CHECK (role IN ('organizer', 'verifier', 'mentor', 'partner', 'finance', 'admin')),
    scope      text        NOT NULL DEFAULT '', -- a verifier's office, a mentor's district; empty for the others
    granted_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (account_id, role, scope)
);

CREATE TABLE sessions (
    token_hash bytea       PRIMARY KEY,
    account_id uuid        REFERENCES accounts (id),
    data       bytea       NOT NULL,
    user_agent text        NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL
);
CREATE INDEX sessions_account ON sessions (account_id);
CREATE INDEX sessions_expires ON sessions (expires_at);

CREATE TABLE login_codes (
    id         uuid        PRIMARY KEY,
    phone      text        NOT NULL,
    purpose    text        NOT NULL CHECK (purpose IN ('login', 'orders', 'phone')), -- orders: a guest finds an order again; phone: an account proves its number
    code_hash  text        NOT NULL, -- argon2id, since a million codes are soon tried on a plain hash
    tries      int         NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    used_at    timestamptz
);
CREATE INDEX login_codes_phone ON login_codes (phone, purpose, created_at DESC);

CREATE TABLE one_time_links ( -- password resets and address confirmations
    token_hash bytea       PRIMARY KEY,
    account_id uuid        NOT NULL REFERENCES accounts (id),
    purpose    text        NOT NULL CHECK (purpose IN ('reset_password', 'confirm_email')),
    email      text        NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    used_at    timestamptz
);
CREATE INDEX one_time_links_account ON one_time_links (account_id);

CREATE TABLE api_tokens (
    id           uuid        PRIMARY KEY,
    account_id   uuid        NOT NULL REFERENCES accounts (id),
    name         text        NOT NULL,
    token_hash   bytea       NOT NULL UNIQUE,
    created_at   timestamptz NOT NULL DEFAULT now(),
    expires_at   timestamptz,
    last_used_at timestamptz,
    revoked_at   timestamptz
);
CREATE INDEX api_tokens_account ON api_tokens (account_id);

CREATE TABLE consents (
    id           uuid        PRIMARY KEY,
    account_id   uuid        NOT NULL REFERENCES accounts (id),
    kind         text        NOT NULL CHECK (kind IN ('terms', 'marketing')),
    text_version text        NOT NULL,
    text_hash    bytea       NOT NULL, -- of the words that were shown
    given_at     timestamptz NOT NULL DEFAULT now(),
    withdrawn_at timestamptz
);
CREATE INDEX consents_account ON consents (account_id);

-- +goose Down
DROP TABLE consents, api_tokens, one_time_links, login_codes, sessions, account_roles, accounts;
