-- +goose Up
-- A stall fee whose transfer has a proof waits for finance, not for the shop.
ALTER TABLE payments ADD COLUMN proof_at timestamptz; -- when the first proof came
UPDATE payments SET proof_at = updated_at WHERE proof_id IS NOT NULL;
ALTER TABLE festival_applications
    ADD COLUMN held_until timestamptz, -- until when the place is kept past due_at, since a proof waits for finance
    ADD CONSTRAINT festival_applications_held CHECK (held_until IS NULL OR state = 'accepted');
DROP INDEX festival_applications_due_at;
CREATE INDEX festival_applications_lapsing ON festival_applications ((coalesce(held_until, due_at))) WHERE state = 'accepted';

-- +goose Down
DROP INDEX festival_applications_lapsing;
CREATE INDEX festival_applications_due_at ON festival_applications (due_at) WHERE state = 'accepted';
ALTER TABLE festival_applications DROP CONSTRAINT festival_applications_held, DROP COLUMN held_until;
ALTER TABLE payments DROP COLUMN proof_at;
