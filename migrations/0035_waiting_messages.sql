-- +goose Up
-- Messages that wait are found by a look at this column, instead of by a job for each.
ALTER TABLE messages ADD COLUMN next_try_at timestamptz; -- null: sent, given up, or entered by an older version with a job of its own
CREATE INDEX messages_waiting ON messages (channel, next_try_at) WHERE next_try_at IS NOT NULL;

-- That an event arrived is known by its job, which runs until it does; nobody read it here.
ALTER TABLE sandbox_events DROP COLUMN delivered_at;

-- +goose Down
ALTER TABLE sandbox_events ADD COLUMN delivered_at timestamptz;
DROP INDEX messages_waiting;
ALTER TABLE messages DROP COLUMN next_try_at;
