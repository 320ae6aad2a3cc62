-- +goose Up
-- The words of an appeal stand in its application alone, where they can be erased; the history, which cannot be rewritten, says that it was made.
ALTER TABLE festival_application_events DISABLE TRIGGER festival_application_events_append_only;
UPDATE festival_application_events SET reason = '' WHERE verb = 'appeal' AND reason <> '';
ALTER TABLE festival_application_events ENABLE TRIGGER festival_application_events_append_only;

-- What people wrote who are erased already.
UPDATE festival_applications f SET wishes = '', halal_number = '' FROM accounts a WHERE a.id = f.asked_by AND a.erased_at IS NOT NULL;
UPDATE festival_applications f SET appeal_text = ''
FROM festival_application_events e JOIN accounts a ON e.actor = 'account:' || a.id
WHERE e.application_id = f.id AND e.verb = 'appeal' AND a.erased_at IS NOT NULL;

-- By which festival's page or printed code somebody came who then ordered or asked: a fact of the order, for the festival's sums.
ALTER TABLE order_groups ADD COLUMN came_by uuid REFERENCES festivals (id);
ALTER TABLE inquiries ADD COLUMN came_by uuid REFERENCES festivals (id);
CREATE INDEX order_groups_came_by ON order_groups (came_by) WHERE came_by IS NOT NULL;
CREATE INDEX inquiries_came_by ON inquiries (came_by) WHERE came_by IS NOT NULL;

-- +goose Down
ALTER TABLE inquiries DROP COLUMN came_by;
ALTER TABLE order_groups DROP COLUMN came_by;
