package api

import (
	"context"
	"time"

	"lapak/internal/i18n"
	"lapak/internal/mentoring"
	"lapak/internal/reports"
	"lapak/internal/web"
)

// MentoredShown is a shop as its mentor sees it: counts and dates, no amounts and no papers.
type MentoredShown struct {
	Shop         ShopNamed   `json:"shop"`
	District     string      `json:"district" example:"Kalipuro"`
	Village      string      `json:"village" example:"Gombengsari"`
	VillageCode  string      `json:"village_code" example:"35.10.21.1006"`
	Products     int         `json:"products" doc:"On show."`
	Level        string      `json:"level" enum:"not_assessed,belum_siap,potensial,siap,teruji"`
	Score        int         `json:"score_bp" doc:"Hundredths of a percent."`
	Next         *NextShown  `json:"next" doc:"The one step to take first; null where every rule is met, or the shop never asked."`
	MonthAgo     *LevelShown `json:"month_ago" doc:"The shop's level 30 days ago; null where it was not assessed then."`
	LastSaleOn   *day        `json:"last_sale_on"`
	LastChangeOn *day        `json:"last_change_on" doc:"Of a product."`
	Idle         bool        `json:"idle" doc:"No sale or no change of a product in 90 days, of a shop that is older than that."`
	NoSale       bool        `json:"no_sale"`
	NoChange     bool        `json:"no_change"`
}

// NextShown names a rule that is open.
type NextShown struct {
	Criterion string        `json:"criterion" example:"S-LEG-01"`
	Title     Bilingual     `json:"title"`
	Product   *ProductNamed `json:"product,omitempty" doc:"Left out for a rule about the shop."`
	Waits     bool          `json:"waits" doc:"For an office: the shop has done its part."`
}

// LevelShown is a level with its score.
type LevelShown struct {
	Level string `json:"level" enum:"not_assessed,belum_siap,potensial,siap,teruji"`
	Score int    `json:"score_bp" doc:"Hundredths of a percent."`
}

func (f *face) mentoredOf(s reports.MentoredShop) MentoredShown {
	out := MentoredShown{
		Shop: ShopNamed{s.Slug, s.Name}, District: s.DistrictName, Village: s.VillageName, VillageCode: s.VillageCode, Products: s.Products,
		Level: s.Level.String(), Score: s.Score, LastSaleOn: localDay(s.LastSale), LastChangeOn: localDay(s.LastChange), Idle: s.IsIdle(),
		NoSale: s.NoSale, NoChange: s.NoChange,
	}
	if s.Next != nil {
		rule, _ := f.Exports.Book().FindRule(s.Next.Rule, f.Exports.Today())
		out.Next = &NextShown{Criterion: rule.Key, Title: Bilingual(rule.Title), Waits: s.Next.Waits}
		if p := s.Next.Product; p != nil {
			out.Next.Product = &ProductNamed{p.Slug, p.Title}
		}
	}
	if s.Before != nil {
		out.MonthAgo = &LevelShown{s.Before.Level.String(), s.Before.Score}
	}
	return out
}

// localDay is the day of a moment where the mall is.
func localDay(at *time.Time) *day {
	if at == nil {
		return nil
	}
	local := at.In(i18n.WIB)
	return dayOf(&local)
}

func (f *face) listMentored(ctx context.Context, in *struct {
	Paging
	Village string `query:"village" maxLength:"20" example:"35.10.21.1006" doc:"Code of one village."`
	Idle    bool   `query:"idle" doc:"Only those that have fallen asleep."`
},
) (*answer[Page[MentoredShown]], error) {
	found, err := f.Mentored.List(ctx, web.Actor(ctx), reports.MentorFilter{Village: in.Village, Idle: in.Idle}, mentoring.Page{Limit: in.Limit, Cursor: in.Cursor})
	return ok(pageOf(found.Items, found.Next, f.mentoredOf), err)
}
