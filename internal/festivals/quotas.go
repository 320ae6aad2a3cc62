package festivals

import (
	"context"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/i18n"
)

// QuotaKind says for whom a quota is.
type QuotaKind string

// The kinds of quotas. A cap is always of a category.
const (
	ForVillage    QuotaKind = "village" // the festival's own, or its district where it is of no one village
	ForWomenLed   QuotaKind = "women_led"
	ForYouthLed   QuotaKind = "youth_led"
	ForFirstTimer QuotaKind = "first_timer"
	ForCategory   QuotaKind = "category"
)

var quotaKinds = []QuotaKind{ForVillage, ForWomenLed, ForYouthLed, ForFirstTimer, ForCategory}

// Quota is a number of places of a zone: set aside for some, or at most for a category.
type Quota struct {
	Zone     string    `db:"zone"` // slug
	IsCap    bool      `db:"is_cap"`
	Kind     QuotaKind `db:"kind"`
	Category string    `db:"category"` // slug; of ForCategory
	Seats    int       `db:"published"`
	Taken    int       `db:"taken"`
}

// Criterion is what the committee scores; the weights of a festival sum to 100.
type Criterion struct {
	Key    string `db:"key"`
	NameID string `db:"name_id"`
	NameEN string `db:"name_en"`
	Weight int    `db:"weight"`
}

// Source is a public source of a draw.
type Source struct {
	Name string `json:"name"`
	URL  string `json:"url"`
}

// Terms are the rules by which stalls are given, published with the festival.
type Terms struct {
	AppealHours    int        `db:"appeal_hours"` // after a rejection
	ReleaseAt      *time.Time `db:"release_at"`   // when seats set aside that nobody took go to all; nil: never
	FullRefundDays int        `db:"full_refund_days"`
	HalfRefundDays int        `db:"half_refund_days"`
	DrawAt         *time.Time `db:"draw_at"` // when the public source falls
	Sources        []Source   `db:"-"`
	Quotas         []Quota    `db:"-"`
	Criteria       []Criterion
	HalalZones     []string // slugs
}

// defaultTerms hold where an organizer set none.
var defaultTerms = Terms{AppealHours: 72, FullRefundDays: 14, HalfRefundDays: 3}

// usualCriteria are what a committee scores where the organizer named nothing.
func usualCriteria() []Criterion {
	usual := func(key string, weight int) Criterion {
		name := "festivalapply.criterion_" + key
		return Criterion{Key: key, NameID: i18n.T(i18n.Indonesian, name), NameEN: i18n.T(i18n.English, name), Weight: weight}
	}
	return []Criterion{usual("mutu", 40), usual("kekhasan", 30), usual("kesiapan", 30)}
}

// FindTerms gives a festival's terms as they are published. The caller has checked that the reader may see the festival.
func (s *Service) FindTerms(ctx context.Context, festival uuid.UUID) (Terms, error) {
	return findTerms(ctx, s.DB, festival)
}

const (
	maxQuotas   = 60
	maxCriteria = 12
	maxSources  = 5
)

var keyShape = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// copyTerms copies the terms of one festival to a new draft, zone by zone of the same slug, without dates.
func copyTerms(ctx context.Context, tx *sqlx.Tx, from, to uuid.UUID) error {
	terms, err := findTerms(ctx, tx, from)
	if err != nil {
		return err
	}
	terms.ReleaseAt, terms.DrawAt = nil, nil
	return saveTerms(ctx, tx, to, terms)
}

// checkTerms names every wrong part of a festival's terms.
func (s *Service) checkTerms(f Festival, zones []Zone, in Terms) error {
	var fields apperr.Fields
	fields.Between("appeal_hours", int64(in.AppealHours), 24, 720)
	fields.Between("full_refund_days", int64(in.FullRefundDays), 0, 365)
	fields.Between("half_refund_days", int64(in.HalfRefundDays), 0, int64(max(0, min(365, in.FullRefundDays))))
	stalls := map[string]int{}
	for _, z := range zones {
		stalls[z.Slug] = z.Stalls
	}
	for i, zone := range in.HalalZones {
		if _, known := stalls[zone]; !known {
			fields.Add(fmt.Sprintf("halal_zones[%d]", i), "unknown_value")
		}
	}
	s.checkQuotas(&fields, stalls, in.Quotas)
	checkCriteria(&fields, in.Criteria)
	checkDraw(&fields, f, in)
	if in.ReleaseAt != nil && (f.CloseAt == nil || in.ReleaseAt.Before(*f.CloseAt)) {
		fields.Add("release_at", "must_follow_closing")
	}
	return fields.Err()
}

func (s *Service) checkQuotas(fields *apperr.Fields, stalls map[string]int, quotas []Quota) {
	if len(quotas) > maxQuotas {
		fields.Add("quotas", "too_many", "Max", maxQuotas)
		return
	}
	aside, seen := map[string]int{}, map[Quota]bool{}
	for i, q := range quotas {
		at := func(part string) string { return fmt.Sprintf("quotas[%d].%s", i, part) }
		all, known := stalls[q.Zone]
		switch {
		case !known:
			fields.Add(at("zone"), "unknown_value")
			continue
		case !slices.Contains(quotaKinds, q.Kind) || q.IsCap && q.Kind != ForCategory:
			fields.Add(at("kind"), "unknown_value")
			continue
		}
		if _, err := s.Catalog.FindCategory(q.Category); (q.Kind == ForCategory) != (q.Category != "") || q.Kind == ForCategory && err != nil {
			fields.Add(at("category"), "unknown_value")
		}
		if same := (Quota{Zone: q.Zone, IsCap: q.IsCap, Kind: q.Kind, Category: q.Category}); seen[same] {
			fields.Add(at("kind"), "unknown_value")
		} else {
			seen[same] = true
		}
		if !q.IsCap && q.Seats > 0 && q.Seats <= all {
			aside[q.Zone] += q.Seats
		}
		if q.Seats < 1 || q.Seats > all || aside[q.Zone] > all {
			fields.Add(at("seats"), "above_stalls", "Max", all)
		}
	}
}

func checkCriteria(fields *apperr.Fields, criteria []Criterion) {
	if len(criteria) == 0 {
		return // the usual ones hold
	}
	sum, seen := 0, map[string]bool{}
	for i, c := range criteria {
		if !keyShape.MatchString(c.Key) || len(c.Key) > 40 || seen[c.Key] {
			fields.Add(fmt.Sprintf("criteria[%d].key", i), "unknown_value")
		}
		seen[c.Key] = true
		fields.Text(fmt.Sprintf("criteria[%d].name.id", i), c.NameID, 2, 80)
		fields.Text(fmt.Sprintf("criteria[%d].name.en", i), c.NameEN, 2, 80)
		fields.Between(fmt.Sprintf("criteria[%d].weight", i), int64(c.Weight), 1, 100)
		sum += min(max(c.Weight, 0), 1000)
	}
	if sum != 100 || len(criteria) > maxCriteria {
		fields.Add("criteria", "weights_sum")
	}
}

func checkDraw(fields *apperr.Fields, f Festival, in Terms) {
	if f.Selection != ByDraw && in.DrawAt == nil && len(in.Sources) == 0 {
		return
	}
	if len(in.Sources) < 1 || len(in.Sources) > maxSources {
		fields.Add("draw.sources", "required")
	}
	for i, source := range in.Sources {
		fields.Text(fmt.Sprintf("draw.sources[%d].name", i), source.Name, 3, 120)
		u, err := url.Parse(source.URL)
		if err != nil || u.Scheme != "https" || u.Host == "" || len(source.URL) > 300 {
			fields.Add(fmt.Sprintf("draw.sources[%d].url", i), "unknown_value")
		}
	}
	if in.DrawAt == nil || f.CloseAt == nil || !in.DrawAt.After(*f.CloseAt) {
		fields.Add("draw.at", "must_follow_closing")
	}
}
