package reports

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/exportready/rulebook"
	"lapak/internal/jobs"
	"lapak/internal/postgres"
)

// The measures of the figures that are stored.
const (
	measureGoods  = "goods"
	measurePlace  = "place"
	measureLevel  = "level"
	measureTrend  = "trend"
	measureSupply = "supply"
	measureWeight = "weight"
	measureValue  = "value"
	measureGap    = "gap"
	measureMarket = "market"
	measureDemand = "demand"
)

// trendMonths is how many ends of months the trend goes back.
const trendMonths = 12

// countShowcase asks for the day's count.
type countShowcase struct{}

// Kind names the job.
func (countShowcase) Kind() string { return "reports.count_showcase" }

// showcaseEvery is how often the job looks whether the day is counted, so that an hour missed is made up in the next.
const showcaseEvery = time.Hour

// countLimit is far above what a mall of a hundred thousand products takes (20 s), and lets a count that was killed be seen in time.
const countLimit = 5 * time.Minute

// RegisterWorkers registers the count of each day.
func (s *Showcase) RegisterWorkers(w *jobs.Workers) {
	jobs.HandleLong(w, countLimit, func(ctx context.Context, _ countShowcase) error { return s.CountDay(ctx) })
	w.Every(showcaseEvery, countShowcase{})
}

// CountDay counts the day unless it is counted. What ends tonight is judged first, so that it is not counted as it stood yesterday.
func (s *Showcase) CountDay(ctx context.Context) error {
	today := s.Exports.Today()
	done, err := isCounted(ctx, s.DB, today)
	if err != nil || done {
		return err
	}
	if err := s.Exports.Night(ctx, today); err != nil {
		return fmt.Errorf("judge the day before it is counted: %w", err)
	}
	return s.Count(ctx)
}

// Count counts today, in the place of an earlier count of the day. The counts of other days stay as they were published.
func (s *Showcase) Count(ctx context.Context) error {
	day, version := s.Exports.Today(), s.Exports.Version()
	ends, err := monthEnds(day, trendMonths)
	if err != nil {
		return err
	}
	ask := countQuery{roots: s.rootOf(), ends: ends, confirmed: s.confirmed()}
	var read counting
	err = postgres.Snapshot(ctx, s.DB, func(tx *sqlx.Tx) (err error) {
		read, err = readCounting(ctx, tx, ask)
		return err
	})
	if err != nil {
		return fmt.Errorf("count the showcase: %w", err)
	}
	return postgres.Transact(ctx, s.DB, func(tx *sqlx.Tx) error {
		return saveCount(ctx, tx, count{day: day, version: version, figures: read.figures(), stories: read.stories})
	})
}

// confirmed are the pairs of class and destination of which the rules know enough to call goods ready.
func (s *Showcase) confirmed() (pairs []string) {
	for _, pair := range s.Exports.ListCoverage() {
		if pair.Coverage == rulebook.CoverageConfirmed {
			pairs = append(pairs, pair.Class.Key+" "+pair.Destination.Code)
		}
	}
	return pairs
}

// monthEnds are the last days of the months before a day's, oldest first.
func monthEnds(day string, months int) ([]string, error) {
	at, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return nil, fmt.Errorf("the day of a count: %w", err)
	}
	first := time.Date(at.Year(), at.Month(), 1, 0, 0, 0, 0, time.UTC)
	ends := make([]string, months)
	for i := range ends {
		ends[i] = first.AddDate(0, i+1-months, -1).Format(time.DateOnly)
	}
	return ends, nil
}

// counting is what was read, before it is known what may be told.
type counting struct {
	goods   []goodsRow
	values  []valueRow
	gaps    []keyedRow
	markets []keyedRow
	trend   []trendRow
	stories []storyPick
	demand  []demandRow
}

// figures is all that may be told. A group of too few shops is left out, and the whole is that of the other groups, so that the
// whole less the groups tells of nobody.
func (c counting) figures() (all []figure) {
	byGroup := map[string][]goodsRow{}
	for _, row := range c.goods {
		byGroup[row.Group] = append(byGroup[row.Group], row)
	}
	whole := sums{}
	for group, rows := range byGroup {
		all = append(all, c.ofGroup(group, rows, whole)...)
	}
	all = append(all, c.unmet()...)
	return append(all, whole.figures("")...)
}

// unmet tells of what buyers abroad asked for in a year, for all groups together: those of one group are few.
func (c counting) unmet() (told []figure) {
	asked := part{}
	var kinds [3]part
	for _, row := range c.demand {
		asked.add(row.ShopID, row.Asked, row.Pieces)
		kinds[1].products, kinds[1].amount = kinds[1].products+row.NoCapacity, capped(kinds[1].amount, row.PiecesUnmet)
		kinds[2].products += row.Unanswered
	}
	if !asked.publishable() {
		return nil
	}
	kinds[0] = asked
	for i, key := range []string{demandAsked, demandNoCapacity, demandUnanswered} {
		kinds[i].shops = asked.shops
		told = append(told, figureOf("", measureDemand, "", key, kinds[i]))
	}
	return told
}

// What became of demand.
const (
	demandAsked      = "asked"
	demandNoCapacity = "no_capacity"
	demandUnanswered = "unanswered"
)

// sums are parts by measure and key.
type sums map[[2]string]*part

func (s sums) of(measure, key string) *part {
	at := [2]string{measure, key}
	if s[at] == nil {
		s[at] = &part{}
	}
	return s[at]
}

// figures are those of the sums that may be told.
func (s sums) figures(group string) (told []figure) {
	for at, p := range s {
		switch {
		case !p.publishable():
		case at[0] == measurePlace:
			told = append(told, newFigure(group, measurePlace, at[1], int64(len(p.shops)), nil))
		default:
			told = append(told, figureOf(group, at[0], "", at[1], *p))
		}
	}
	return told
}

func (c counting) ofGroup(group string, rows []goodsRow, whole sums) []figure {
	mine := sums{}
	for _, row := range rows {
		mine.of(measureGoods, "").add(row.ShopID, row.Products, 0)
		if row.Weighed > 0 {
			mine.of(measureWeight, "").add(row.ShopID, row.Weighed, row.Grams)
		}
	}
	goods := *mine.of(measureGoods, "")
	if !goods.publishable() {
		return nil
	}
	for _, row := range c.values {
		if row.Group == group {
			mine.of(measureValue, row.Currency).add(row.ShopID, row.Products, row.Minor)
		}
	}
	told := mine.figures(group)
	for at, p := range mine {
		if p.publishable() { // the whole is the sum of what the groups tell
			whole.of(at[0], at[1]).merge(*p)
		}
	}
	told = append(told, supplyOf(group, rows)...)
	told = append(told, levelsOf(group, rows, whole)...)
	for _, district := range districtsOf(rows) {
		told = append(told, newFigure(group, measurePlace, district, int64(len(goods.shops)), nil))
		whole.of(measurePlace, district).merge(goods)
	}
	return append(told, c.keyed(group, int64(len(goods.shops)))...)
}

// supplyOf tells what a group can supply, and how it spreads over the districts as far as that may be told.
func supplyOf(group string, rows []goodsRow) (told []figure) {
	var parts []part
	for _, district := range districtsOf(rows) {
		p := part{district: district}
		for _, row := range rows {
			if row.District == district && row.Telling > 0 {
				p.add(row.ShopID, row.Telling, row.Pieces)
			}
		}
		parts = append(parts, p)
	}
	total, shown, ok := publish(parts)
	if !ok {
		return nil
	}
	told = append(told, figureOf(group, measureSupply, "", "", total))
	for _, p := range shown {
		told = append(told, figureOf(group, measureSupply, p.district, "", p))
	}
	return told
}

// levelsOf tells how ready a group's products are. The group that is told of are all its judged shops: a level among them may be that
// of few, as badges show it anyway.
func levelsOf(group string, rows []goodsRow, whole sums) (told []figure) {
	judged := part{}
	var counts [rulebook.Teruji + 1]int64
	for _, row := range rows {
		for level, n := range row.levels() {
			if n > 0 {
				judged.add(row.ShopID, n, 0)
				counts[level] += n
			}
		}
	}
	if !judged.publishable() {
		return nil
	}
	for level := rulebook.BelumSiap; level <= rulebook.Teruji; level++ {
		f := figureOf(group, measureLevel, "", level.String(), judged)
		f.Products.Int64 = counts[level]
		told = append(told, f)
		sum := whole.of(measureLevel, level.String())
		sum.merge(part{shops: judged.shops, products: counts[level]})
	}
	return told
}

// keyed are the figures that the database has counted by rule, destination and month, with their shops.
func (c counting) keyed(group string, shops int64) (told []figure) {
	for _, row := range c.gaps {
		if row.Group == group && row.Shops >= MinShops {
			told = append(told, newFigure(group, measureGap, row.Key, row.Shops, &row.Products))
		}
	}
	for _, row := range c.markets {
		switch {
		case row.Group != group:
		case row.Shops >= MinShops:
			told = append(told, newFigure(group, measureMarket, row.Key, row.Shops, &row.Products))
		default: // that something is ready there is public, product by product; how much is not told
			told = append(told, newFigure(group, measureMarket, row.Key, shops, nil))
		}
	}
	for _, row := range c.trend {
		if row.Group == group && row.Shops >= MinShops {
			told = append(told, newFigure(group, measureTrend, row.End+" "+rulebook.Level(row.Level).String(), row.Shops, &row.Products))
		}
	}
	return told
}

func districtsOf(rows []goodsRow) (found []string) {
	for _, row := range rows {
		if !slices.Contains(found, row.District) {
			found = append(found, row.District)
		}
	}
	slices.Sort(found)
	return found
}

// goodsRow is what one shop has on show in one group.
type goodsRow struct {
	Group     string    `db:"grp"`
	District  string    `db:"district"`
	ShopID    uuid.UUID `db:"shop_id"`
	Products  int64     `db:"products"`
	Telling   int64     `db:"telling"` // products that tell their monthly capacity
	Pieces    int64     `db:"pieces"`
	Weighed   int64     `db:"weighed"` // and what a piece weighs
	Grams     int64     `db:"grams"`
	BelumSiap int64     `db:"belum_siap"`
	Potensial int64     `db:"potensial"`
	Siap      int64     `db:"siap"`
	Teruji    int64     `db:"teruji"`
}

func (r goodsRow) levels() [rulebook.Teruji + 1]int64 {
	return [...]int64{0, r.BelumSiap, r.Potensial, r.Siap, r.Teruji}
}
