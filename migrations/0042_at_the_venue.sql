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

-- +goose Down
