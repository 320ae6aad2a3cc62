-- +goose Up
-- What the providers told waits in its own row, and so does what the sandbox tells, instead of in a job for each.
ALTER TABLE payment_events ADD COLUMN next_try_at timestamptz NOT NULL DEFAULT now();
ALTER TABLE payment_events ADD COLUMN tries int NOT NULL DEFAULT 0;
CREATE INDEX payment_events_waiting ON payment_events (next_try_at) WHERE processed_at IS NULL;
DROP INDEX payment_events_open;

ALTER TABLE sandbox_events ADD COLUMN next_try_at timestamptz; -- null: accepted
ALTER TABLE sandbox_events ALTER COLUMN next_try_at SET DEFAULT now();
ALTER TABLE sandbox_events ADD COLUMN tries int NOT NULL DEFAULT 0;
CREATE INDEX sandbox_events_waiting ON sandbox_events (next_try_at) WHERE next_try_at IS NOT NULL;

-- +goose StatementBegin
DO $$ BEGIN
    IF to_regclass('river_job') IS NOT NULL THEN
        UPDATE sandbox_events SET next_try_at = now() WHERE id IN (
            SELECT args ->> 'event_id' FROM river_job WHERE kind = 'sandbox_deliver' AND finalized_at IS NULL);
        DELETE FROM river_job WHERE kind IN ('payment_event_received', 'sandbox_deliver') AND finalized_at IS NULL;
    END IF;
END $$;
-- +goose StatementEnd

-- +goose Down
DROP INDEX sandbox_events_waiting;
ALTER TABLE sandbox_events DROP COLUMN next_try_at, DROP COLUMN tries;
CREATE INDEX payment_events_open ON payment_events (received_at) WHERE processed_at IS NULL;
DROP INDEX payment_events_waiting;
ALTER TABLE payment_events DROP COLUMN next_try_at, DROP COLUMN tries;
