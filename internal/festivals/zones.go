package festivals

import (
	"context"
	"strconv"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/identity"
	"lapak/internal/postgres"
	"lapak/internal/regions"
)

// Zone is a part of a festival's ground whose stalls are alike.
type Zone struct {
	ID         uuid.UUID    `db:"id"`
	Slug       string       `db:"zone"`
	Name       regions.Text `db:"-"`
	Fee        int64        `db:"fee"` // rupiah a stall for the whole festival
	WidthCM    int          `db:"width_cm"`
	DepthCM    int          `db:"depth_cm"`
	PowerWatts int          `db:"power_watts"` // of a stall; 0: none
	Position   int          `db:"position"`
	Stalls     int          `db:"stalls"`
	Free       int          `db:"free"` // stalls that no shop has
}

// NewZone is what an organizer says of a zone. Sizes and power of zero mean 300 cm and none.
type NewZone struct {
	Name       regions.Text
	Stalls     int64 // how many; laid out on the grid by themselves
	Fee        int64 // rupiah
	WidthCM    int64
	DepthCM    int64
	PowerWatts int64
}

const (
	maxZones  = 26 // as letters, which begin the stalls' numbers
	maxStalls = 1000
	maxFee    = 1_000_000_000
	maxSizeCM = 5000
	maxWatts  = 50_000
)

// ListZones gives the zones in order. q is the database or a transaction.
func (s *Service) ListZones(ctx context.Context, q sqlx.QueryerContext, festival uuid.UUID) ([]Zone, error) {
	return listZones(ctx, q, festival)
}

// checkZones names the wrong fields of zones as "stalls[0].fee".
func checkZones(fields *apperr.Fields, zones []NewZone) {
	if len(zones) > maxZones {
		fields.Add("stalls", "too_many", "Max", maxZones)
		return
	}
	total, seen := int64(0), map[string]bool{}
	for i, zone := range zones {
		at := "stalls[" + strconv.Itoa(i) + "]."
		checkZone(fields, at, zone)
		slug := zoneSlug(zone.Name.ID)
		if seen[slug] {
			fields.Add(at+"zone", "zone_exists")
		}
		seen[slug] = true
		total += max(zone.Stalls, 0)
	}
	if total > maxStalls {
		fields.Add("stalls", "too_many_stalls", "Max", maxStalls)
	}
}

func checkZone(fields *apperr.Fields, at string, z NewZone) {
	name := z.Name
	if name.EN == "" {
		name.EN = name.ID
	}
	fields.Text(at+"zone", name.ID, 1, 60)
	fields.Text(at+"zone.en", name.EN, 0, 60)
	fields.Between(at+"quota", z.Stalls, 0, maxStalls)
	fields.Between(at+"fee", z.Fee, 0, maxFee)
	fields.Between(at+"width_cm", z.WidthCM, 0, maxSizeCM)
	fields.Between(at+"depth_cm", z.DepthCM, 0, maxSizeCM)
	fields.Between(at+"power_watts", z.PowerWatts, 0, maxWatts)
}

// AddZone makes a zone with its stalls, numbered and laid out below those that are there. After publishing it needs a reason. Errors:
// NotFound; Invalid at zone, quota, fee, width_cm, depth_cm, power_watts or reason; Conflict festival_changed, festival_ended.
func (s *Service) AddZone(ctx context.Context, actor identity.Actor, slug string, e Edition, in NewZone) (Festival, error) {
	return s.edit(ctx, actor, slug, e, func(tx *sqlx.Tx, f Festival, _ time.Time) ([]Change, error) {
		var fields apperr.Fields
		checkZone(&fields, "", in)
		if err := fields.Err(); err != nil {
			return nil, err
		}
		zone, err := s.addZoneTx(ctx, tx, f, in)
		return []Change{{"zone." + zone.Slug, "", zone.words()}}, err
	})
}

// addZoneTx writes a zone and its stalls. What it is given was checked.
func (s *Service) addZoneTx(ctx context.Context, tx *sqlx.Tx, f Festival, in NewZone) (Zone, error) {
	zones, err := listZones(ctx, tx, f.ID)
	if err != nil {
		return Zone{}, err
	}
	if len(zones) >= maxZones {
		return Zone{}, apperr.NewInvalid(apperr.Field{Path: "zone", Code: "too_many", Params: map[string]any{"Max": maxZones}})
	}
	id, err := uuid.NewV7()
	if err != nil {
		return Zone{}, err
	}
	zone := Zone{ID: id, Slug: zoneSlug(in.Name.ID), Fee: in.Fee, Position: nextPosition(zones)}
	zone.set(in)
	if err := insertZone(ctx, tx, f.ID, rowOf(zone)); err != nil {
		if postgres.Violates(err, "festival_zones_festival_id_zone_key") {
			err = apperr.NewInvalid(apperr.Field{Path: "zone", Code: "zone_exists"})
		}
		return Zone{}, err
	}
	zone.Stalls = int(in.Stalls)
	return zone, s.layTx(ctx, tx, f, zone, zone.Stalls)
}

// set takes what an organizer says of a zone, but for its stalls.
func (z *Zone) set(in NewZone) {
	z.Name, z.Fee = in.Name, in.Fee
	if z.Name.EN == "" {
		z.Name.EN = z.Name.ID
	}
	z.WidthCM, z.DepthCM, z.PowerWatts = int(in.WidthCM), int(in.DepthCM), int(in.PowerWatts)
	if z.WidthCM == 0 {
		z.WidthCM = usualCM
	}
	if z.DepthCM == 0 {
		z.DepthCM = usualCM
	}
}

const usualCM = 300

// words are a zone in one line, as a change shows it.
func (z Zone) words() string {
	return z.Name.ID + ": Rp" + strconv.FormatInt(z.Fee, 10) + ", " + strconv.Itoa(z.Stalls) + " × " + strconv.Itoa(z.WidthCM) + "×" + strconv.Itoa(z.DepthCM) +
		" cm, " + strconv.Itoa(z.PowerWatts) + " W"
}

// nextPosition is behind every zone that is there.
func nextPosition(zones []Zone) int {
	next := 0
	for _, z := range zones {
		next = max(next, z.Position+1)
	}
	return next
}

// UpdateZone changes a zone's name, fee, size or power. After publishing it needs a reason, and the fee does not rise. Errors: NotFound
// festival_not_found, zone_not_found; as AddZone.
func (s *Service) UpdateZone(ctx context.Context, actor identity.Actor, at ZoneAt, e Edition, change func(*NewZone)) (Festival, error) {
	return s.edit(ctx, actor, at.Festival, e, func(tx *sqlx.Tx, f Festival, _ time.Time) ([]Change, error) {
		before, err := findZone(ctx, tx, f.ID, at.Zone)
		if err != nil {
			return nil, err
		}
		in := NewZone{
			Name: before.Name, Fee: before.Fee, WidthCM: int64(before.WidthCM), DepthCM: int64(before.DepthCM), PowerWatts: int64(before.PowerWatts),
		}
		change(&in)
		var fields apperr.Fields
		checkZone(&fields, "", in)
		if f.State == Published && in.Fee > before.Fee {
			fields.Add("fee", "fee_rises", "Fee", before.Fee)
		}
		if err := fields.Err(); err != nil {
			return nil, err
		}
		after := before
		after.set(in)
		if after == before {
			return nil, nil
		}
		return []Change{{"zone." + after.Slug, before.words(), after.words()}}, updateZone(ctx, tx, f.ID, rowOf(after))
	})
}

// ZoneAt names a zone by the slugs of its festival and itself.
type ZoneAt struct{ Festival, Zone string }

// RemoveZone takes a zone and its stalls away. From when applications opened a published festival's zones stay. Errors: NotFound
// festival_not_found, zone_not_found; Invalid at reason; Conflict zone_promised, festival_changed, festival_ended.
func (s *Service) RemoveZone(ctx context.Context, actor identity.Actor, at ZoneAt, e Edition) (Festival, error) {
	return s.edit(ctx, actor, at.Festival, e, func(tx *sqlx.Tx, f Festival, now time.Time) ([]Change, error) {
		zone, err := findZone(ctx, tx, f.ID, at.Zone)
		if err != nil {
			return nil, err
		}
		if zone.Free < zone.Stalls || f.HasOpenedAt(now) {
			return nil, apperr.New(apperr.Conflict, "zone_promised")
		}
		return []Change{{"zone." + zone.Slug, zone.words(), ""}}, deleteZone(ctx, tx, zone.ID)
	})
}

// HasOpenedAt says whether shops may have applied by a moment.
func (f Festival) HasOpenedAt(now time.Time) bool {
	return f.State == Published && f.CloseAt != nil && (f.OpenAt == nil || !now.Before(*f.OpenAt))
}
