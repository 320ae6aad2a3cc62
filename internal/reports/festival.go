package reports

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/postgres"
)

// Turnover is what was sold, in rupiah: over the table in cash and by QR, and ahead for collection at the stall.
type Turnover struct {
	Cash  int64 `db:"cash"`
	QR    int64 `db:"qr"`
	Ahead int64 `db:"ahead"`
	Sales int64 `db:"sales"` // over the table, and orders that were collected
}

// Total is all of it.
func (t Turnover) Total() int64 { return t.Cash + t.QR + t.Ahead }

// StallTurnover is one stall's.
type StallTurnover struct {
	Stall  string `db:"stall"`
	Zone   string `db:"zone"` // slug
	ZoneID string `db:"zone_name_id"`
	ZoneEN string `db:"zone_name_en"`
	Shop   string `db:"shop"`
	Visits int64  `db:"visits"` // one a visitor and day
	Turnover
}

// ZoneTurnover is one zone's.
type ZoneTurnover struct {
	Zone   string `db:"zone"` // slug
	ZoneID string `db:"zone_name_id"`
	ZoneEN string `db:"zone_name_en"`
	Stalls int64  `db:"stalls"` // that sold
	Turnover
}

// CategoryTurnover is that of one kind of goods.
type CategoryTurnover struct {
	NameID string `db:"name_id"`
	NameEN string `db:"name_en"`
	Units  int64  `db:"units"`
	Turnover
}

// HourTurnover is that of an hour where the festival is.
type HourTurnover struct {
	Hour time.Time `db:"hour"` // UTC
	Turnover
}

// Came is what visitors did elsewhere in the mall within the days that an order or inquiry is credited to a festival whose page or printed code
// they came by. It is known in sums only. What is collected at a stall counts as ordered ahead instead.
type Came struct {
	Orders    int64 `db:"orders"`
	Goods     int64 `db:"goods"` // rupiah, without shipping; what was not paid in time, cancelled or refunded is left out
	Inquiries int64 `db:"inquiries"`
}

// FestivalReport is what a festival came to. It knows shops by their stalls: for its organizer only.
type FestivalReport struct {
	Turnover
	Shops      int64 // that sold
	Stalls     []StallTurnover
	Zones      []ZoneTurnover
	Categories []CategoryTurnover
	Hours      []HourTurnover
	Visits     int64 // at stalls, one a stall, visitor and day
	Entrance   int64 // at the entrance, one a visitor and day
	Came       Came
	Short      int64 // units that the shelf did not have
	ShortOpen  int64 // lines of them that nobody counted yet
	GaveWay    int64 // online orders that were refunded for a sale at a stall
	Late       int64 // sales that came in after the end
}

// FindFestival reads what a festival came to, in one snapshot. The caller has checked that the reader organizes it.
func FindFestival(ctx context.Context, db *sqlx.DB, festival uuid.UUID) (FestivalReport, error) {
	var r FestivalReport
	err := postgres.Snapshot(ctx, db, func(tx *sqlx.Tx) (err error) {
		r, err = readFestival(ctx, tx, festival)
		return err
	})
	for _, s := range r.Stalls {
		r.Cash, r.QR, r.Ahead, r.Sales = r.Cash+s.Cash, r.QR+s.QR, r.Ahead+s.Ahead, r.Sales+s.Sales
		if s.Sales > 0 {
			r.Shops++
		}
	}
	return r, err
}

// addUpZones adds the stalls up to their zones.
func (r *FestivalReport) addUpZones() {
	for i := range r.Zones {
		z := &r.Zones[i]
		for _, s := range r.Stalls {
			if s.Zone != z.Zone || s.Sales == 0 {
				continue
			}
			z.Stalls++
			z.Cash, z.QR, z.Ahead, z.Sales = z.Cash+s.Cash, z.QR+s.QR, z.Ahead+s.Ahead, z.Sales+s.Sales
		}
	}
}

// fewestShops is how many shops must stand behind a figure that others than the organizer see.
const fewestShops = 5

// PublicTurnover is a festival's total for everybody; found is false where too few shops stand behind it to keep each one's to itself.
func PublicTurnover(ctx context.Context, db *sqlx.DB, festival uuid.UUID) (total Turnover, found bool, err error) {
	total, shops, err := sumFestival(ctx, db, festival)
	if err != nil || shops < fewestShops {
		return Turnover{}, false, err
	}
	return total, true, nil
}
