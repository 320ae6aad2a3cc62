-- +goose Up
-- What festivals list is found by an index, also where one of them has most of what there is.
CREATE INDEX festivals_place ON festivals (district, starts_on, id) WHERE state <> 'draft';
CREATE INDEX festivals_taking ON festivals (applications_close_at, id) WHERE state = 'published';
CREATE INDEX festivals_drawing ON festivals (applications_close_at) WHERE state = 'published' AND selection = 'draw';
CREATE INDEX festivals_cancelled ON festivals (id) WHERE state = 'cancelled';
CREATE INDEX festivals_ended_at ON festivals (ended_at) WHERE ended_at IS NOT NULL;
CREATE INDEX catalog_festivals_running ON catalog_festivals (slug) WHERE running;

CREATE INDEX festival_applications_asked ON festival_applications (festival_id, turn);
CREATE INDEX festival_applications_appealed ON festival_applications (festival_id, turn) WHERE appeal = 'open';
CREATE INDEX festival_applications_invited ON festival_applications (festival_id) WHERE state = 'invited';
CREATE INDEX festival_applications_zone ON festival_applications (zone_id, state);
DROP INDEX festival_applications_ranking;
CREATE INDEX festival_applications_points ON festival_applications (festival_id, (-coalesce(score, -1)), turn); -- one direction, so that a page begins where the last ended
CREATE INDEX festival_applications_points_in ON festival_applications (festival_id, state, (-coalesce(score, -1)), turn);

CREATE INDEX festival_slots_coming ON festival_slots (starts_at);
CREATE INDEX festival_permits_todo ON festival_permits (office, (state IN ('granted', 'not_needed')), due_on, id) WHERE office IS NOT NULL;
DROP INDEX festival_permits_office;

CREATE INDEX festival_codes_stall ON festival_codes (stall_id, purpose) WHERE stall_id IS NOT NULL;
CREATE INDEX stall_shortfalls_shop ON stall_shortfalls (shop_id, festival_id, created_at, id);
CREATE INDEX stall_shortfalls_festival ON stall_shortfalls (festival_id);

-- +goose Down
DROP INDEX stall_shortfalls_festival, stall_shortfalls_shop, festival_codes_stall;
CREATE INDEX festival_permits_office ON festival_permits (office, due_on, id) WHERE office IS NOT NULL;
DROP INDEX festival_permits_todo, festival_slots_coming;
DROP INDEX festival_applications_points_in, festival_applications_points;
CREATE INDEX festival_applications_ranking ON festival_applications (festival_id, (coalesce(score, -1)) DESC, turn);
DROP INDEX festival_applications_zone, festival_applications_invited, festival_applications_appealed, festival_applications_asked;
DROP INDEX catalog_festivals_running, festivals_ended_at, festivals_cancelled, festivals_drawing, festivals_taking, festivals_place;
