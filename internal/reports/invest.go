package reports

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/catalog"
	"lapak/internal/exportready"
	"lapak/internal/exportready/rulebook"
)

// Showcase is what the regency shows to investors: figures that are counted once a day, none of them over fewer than MinShops shops.
type Showcase struct{ ShowcaseDeps }

// ShowcaseDeps are what the showcase is counted from.
type ShowcaseDeps struct {
	DB      *sqlx.DB
	Catalog *catalog.Service
	Exports *exportready.Service
}

// NewShowcase makes the showcase.
func NewShowcase(d ShowcaseDeps) *Showcase { return &Showcase{d} }

// Counted says when figures were counted, and by which rules readiness was judged.
type Counted struct {
	Day         time.Time `db:"day"` // in the region; zero before the first count
	RuleVersion string    `db:"rule_version"`
}

// Amount is what shops can supply in a month, by those products that tell it.
type Amount struct {
	Shops, Products int64
	Amount          int64
}

// Value is what the supply of a month is worth at the prices that shops ask abroad, in one currency's smallest unit.
type Value struct {
	Currency string
	Amount
}

// Levels counts the products that are judged by how ready they are for export.
type Levels struct {
	Shops  int64
	Counts [rulebook.Teruji + 1]int64 // by level; none at NotAssessed
}

// Judged counts the products of all levels.
func (l Levels) Judged() (n int64) {
	for _, count := range l.Counts {
		n += count
	}
	return n
}

// Ready counts the products that are siap or teruji.
func (l Levels) Ready() int64 { return l.Counts[rulebook.Siap] + l.Counts[rulebook.Teruji] }

// Figures are what is told of a group of goods, or of all groups that are shown. A nil one rests on too few shops.
type Figures struct {
	Shops, Products int64 // with goods on show, and the goods
	Levels          *Levels
	Supply          *Amount // pieces a month
	Weight          *Amount // grams a month, of the products that tell their weight too
	Values          []Value
	Districts       []string // slugs of where the shops are
}

// Group is what is told of a group of goods, which is a category at the top.
type Group struct {
	catalog.Category
	Figures
	ByDistrict []DistrictSupply
	Gaps       []Gap
	Markets    []Market
	Trend      []Month
}

// DistrictSupply is what the shops of one district can supply, in pieces a month; District is OtherDistricts for small ones together.
type DistrictSupply struct {
	District string // slug
	Amount
}

// Gap is a rule that keeps products from their next level.
type Gap struct {
	Rule            string
	Shops, Products int64
}

// Market is a destination for which something of the group is ready. Products is nil where the number rests on too few shops.
type Market struct {
	Destination string
	Products    *int64
}

// Month is how ready the products that take part today were at the end of a month, oldest first.
type Month struct {
	End time.Time
	Levels
}

// Overview is the showcase's first page. Groups are in the order of the catalogue; those of too few shops are not among them.
type Overview struct {
	Counted
	Whole  Figures // of the groups that are shown
	Groups []Group
	Demand *Demand // nil where the shops that were asked are too few
}

// Demand is what became of a year's inquiries of buyers abroad.
type Demand struct {
	Shops                         int64 // that were asked
	Asked, NoCapacity, Unanswered int64 // inquiries
	Pieces, PiecesUnmet           int64 // that were asked for, and of those that could not be met
}

// Overview reads the newest count.
func (s *Showcase) Overview(ctx context.Context) (Overview, error) {
	counted, figures, err := s.newest(ctx, "")
	if err != nil {
		return Overview{}, err
	}
	o := Overview{Counted: counted}
	whole := Group{}
	for _, f := range figures {
		switch {
		case f.Group != "":
		case f.Measure == measureDemand:
			o.takeDemand(f)
		default:
			whole.take(f)
		}
	}
	o.Whole = whole.Figures
	for _, category := range s.roots() {
		g := Group{Category: category}
		for _, f := range figures {
			if f.Group == category.Slug {
				g.take(f)
			}
		}
		if g.Shops > 0 {
			o.Groups = append(o.Groups, g)
		}
	}
	return o, nil
}

// ListGroups gives the slugs of the groups that are told of.
func (s *Showcase) ListGroups(ctx context.Context) ([]string, error) { return listGroups(ctx, s.DB) }

// FindGroup reads what the newest count tells of a group. Errors: NotFound invest_group_not_found, also where too few shops are in it.
func (s *Showcase) FindGroup(ctx context.Context, slug string) (Group, Counted, error) {
	missing := apperr.NewNotFound("invest_group_not_found")
	at := slices.IndexFunc(s.roots(), func(c catalog.Category) bool { return c.Slug == slug })
	if at < 0 {
		return Group{}, Counted{}, missing
	}
	counted, figures, err := s.newest(ctx, slug)
	if err != nil {
		return Group{}, Counted{}, err
	}
	g := Group{Category: s.roots()[at]}
	for _, f := range figures {
		g.take(f)
	}
	if g.Shops == 0 {
		return Group{}, Counted{}, missing
	}
	slices.SortStableFunc(g.Gaps, func(a, b Gap) int { return int(b.Products - a.Products) })
	slices.SortStableFunc(g.ByDistrict, byAmount)
	return g, counted, nil
}

// byAmount puts the largest first, and the small districts together last.
func byAmount(a, b DistrictSupply) int {
	if (a.District == OtherDistricts) != (b.District == OtherDistricts) {
		return strings.Compare(b.District, a.District)
	}
	return int(min(max(b.Amount.Amount-a.Amount.Amount, -1), 1))
}

// roots are the categories at the top.
func (s *Showcase) roots() []catalog.Category {
	return slices.DeleteFunc(s.Catalog.ListCategories(), func(c catalog.Category) bool { return c.Parent != "" })
}

// rootOf are all categories by their slug, each with the one at the top that it lies below.
func (s *Showcase) rootOf() map[string]string {
	parents, roots := map[string]string{}, map[string]string{}
	for _, c := range s.Catalog.ListCategories() {
		parents[c.Slug] = c.Parent
	}
	for slug := range parents {
		at := slug
		for range parents { // a circle ends here
			if parents[at] == "" {
				break
			}
			at = parents[at]
		}
		roots[slug] = at
	}
	return roots
}

// take puts a stored figure in its place.
func (g *Group) take(f figure) {
	amount := Amount{f.Shops, f.count(), f.Amount.Int64}
	switch f.Measure {
	case measureGoods:
		g.Shops, g.Products = f.Shops, f.count()
	case measurePlace:
		g.Districts = append(g.Districts, f.Key)
	case measureLevel:
		if g.Levels == nil {
			g.Levels = &Levels{Shops: f.Shops}
		}
		g.Levels.set(f.Key, f.count())
	case measureSupply:
		if f.District != "" {
			g.ByDistrict = append(g.ByDistrict, DistrictSupply{f.District, amount})
			return
		}
		g.Supply = &amount
	case measureWeight:
		g.Weight = &amount
	case measureValue:
		g.Values = append(g.Values, Value{f.Key, amount})
	case measureGap:
		g.Gaps = append(g.Gaps, Gap{f.Key, f.Shops, f.count()})
	case measureMarket:
		market := Market{Destination: f.Key}
		if f.Products.Valid {
			market.Products = &f.Products.Int64
		}
		g.Markets = append(g.Markets, market)
	case measureTrend:
		g.takeMonth(f)
	}
}

func (o *Overview) takeDemand(f figure) {
	if o.Demand == nil {
		o.Demand = &Demand{Shops: f.Shops}
	}
	switch f.Key {
	case demandAsked:
		o.Demand.Asked, o.Demand.Pieces = f.count(), f.Amount.Int64
	case demandNoCapacity:
		o.Demand.NoCapacity, o.Demand.PiecesUnmet = f.count(), f.Amount.Int64
	case demandUnanswered:
		o.Demand.Unanswered = f.count()
	}
}

func (g *Group) takeMonth(f figure) {
	day, level, _ := strings.Cut(f.Key, " ")
	end, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return // written by our own count
	}
	if n := len(g.Trend); n == 0 || !g.Trend[n-1].End.Equal(end) {
		g.Trend = append(g.Trend, Month{End: end, Levels: Levels{Shops: f.Shops}})
	}
	g.Trend[len(g.Trend)-1].set(level, f.count())
}

func (l *Levels) set(name string, count int64) {
	var level rulebook.Level
	if level.UnmarshalText([]byte(name)) == nil {
		l.Counts[level] = count
	}
}
