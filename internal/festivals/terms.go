package festivals

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/identity"
)

// SetTerms sets all terms of an own festival, as drafts are planned. Once it is published a change needs a reason that everybody reads; from
// when applications opened only the times of appeals and refunds change, and only to the vendors' advantage. A criterion without a key
// gets one from its name. Errors: NotFound festival_not_found; Conflict festival_changed, festival_ended; Invalid at reason, and at the
// part that is wrong: seats above the stalls of a zone, weights that do not sum to 100, a draw before the closing, frozen, terms_worse.
func (s *Service) SetTerms(ctx context.Context, actor identity.Actor, slug string, e Edition, in Terms) (Terms, error) {
	var out Terms
	_, err := s.edit(ctx, actor, slug, e, func(tx *sqlx.Tx, f Festival, now time.Time) ([]Change, error) {
		before, err := findTerms(ctx, tx, f.ID)
		if err != nil {
			return nil, err
		}
		zones, err := listZones(ctx, tx, f.ID)
		if err != nil {
			return nil, err
		}
		out = before
		after := in.completed(before)
		if err := s.checkTerms(f, zones, after); err != nil {
			return nil, err
		}
		changes := s.diffTerms(before, after)
		if len(changes) == 0 {
			return nil, nil
		}
		save := saveTerms
		if f.HasOpenedAt(now) { // the counters of places are in use
			save = saveTimes
			if err := checkFrozen(before, after, changes); err != nil {
				return nil, err
			}
		}
		if err := save(ctx, tx, f.ID, after); err != nil {
			return nil, err
		}
		out, err = findTerms(ctx, tx, f.ID)
		return changes, err
	})
	return out, err
}

// completed are the terms with what the organizer leaves to the mall.
func (t Terms) completed(before Terms) Terms {
	if len(t.Criteria) == 0 {
		t.Criteria = usualCriteria()
	}
	t.Criteria = slices.Clone(t.Criteria)
	taken := map[string]bool{} // by names of the same words, before or beside it
	for _, c := range append(slices.Clone(before.Criteria), t.Criteria...) {
		taken[c.Key] = true
	}
	for i := range t.Criteria {
		c := &t.Criteria[i]
		if c.NameEN == "" {
			c.NameEN = c.NameID
		}
		if c.Key != "" || c.NameID == "" {
			continue
		}
		if at := slices.IndexFunc(before.Criteria, func(b Criterion) bool { return b.NameID == c.NameID }); at >= 0 {
			c.Key = before.Criteria[at].Key
			continue
		}
		key := strings.Trim(shortened(zoneSlug(c.NameID), 37), "-")
		c.Key = key
		for n := 2; taken[c.Key]; n++ {
			c.Key = key + "-" + strconv.Itoa(n)
		}
		taken[c.Key] = true
	}
	return t
}

func shortened(words string, length int) string { return words[:min(len(words), length)] }

// checkFrozen refuses what would change the rules while shops apply by them.
func checkFrozen(before, after Terms, changes []Change) error {
	var fields apperr.Fields
	for _, c := range changes {
		switch part, _, _ := strings.Cut(c.Field, "."); part {
		case "appeal_hours", "full_refund_days", "half_refund_days":
		case "draw_at", "draw_sources":
			fields.Add(strings.Replace(part, "_", ".", 1), "frozen")
		default:
			fields.Add(part, "frozen")
		}
	}
	worse := func(path string, is bool, limit int) {
		if is {
			fields.Add(path, "terms_worse", "Limit", limit)
		}
	}
	worse("appeal_hours", after.AppealHours < before.AppealHours, before.AppealHours)
	worse("full_refund_days", after.FullRefundDays > before.FullRefundDays, before.FullRefundDays)
	worse("half_refund_days", after.HalfRefundDays > before.HalfRefundDays, before.HalfRefundDays)
	return fields.Err()
}

// diffTerms names what differs between two sets of terms: times in hours and days, quotas a zone as quotaText writes them.
func (s *Service) diffTerms(before, after Terms) []Change {
	var changes []Change
	add := func(field, was, is string) {
		if was != is {
			changes = append(changes, Change{field, was, is})
		}
	}
	add("appeal_hours", strconv.Itoa(before.AppealHours), strconv.Itoa(after.AppealHours))
	add("full_refund_days", strconv.Itoa(before.FullRefundDays), strconv.Itoa(after.FullRefundDays))
	add("half_refund_days", strconv.Itoa(before.HalfRefundDays), strconv.Itoa(after.HalfRefundDays))
	add("release_at", momentText(before.ReleaseAt), momentText(after.ReleaseAt))
	add("draw_at", momentText(before.DrawAt), momentText(after.DrawAt))
	add("draw_sources", sourcesText(before.Sources), sourcesText(after.Sources))
	add("criteria", criteriaText(before.Criteria, Criterion.nameID), criteriaText(after.Criteria, Criterion.nameID))
	add("criteria.en", criteriaText(before.Criteria, Criterion.nameEN), criteriaText(after.Criteria, Criterion.nameEN))
	for _, zone := range quotaZones(before, after) {
		add("quotas."+zone, s.quotaText(before, zone), s.quotaText(after, zone))
	}
	return changes
}

func (c Criterion) nameID() string { return c.NameID }
func (c Criterion) nameEN() string { return c.NameEN }

func criteriaText(list []Criterion, name func(Criterion) string) string {
	words := make([]string, len(list))
	for i, c := range list {
		words[i] = name(c) + " " + strconv.Itoa(c.Weight) + "%"
	}
	return strings.Join(words, ", ")
}

func sourcesText(list []Source) string {
	words := make([]string, len(list))
	for i, source := range list {
		words[i] = source.Name + " (" + source.URL + ")"
	}
	return strings.Join(words, ", ")
}

// quotaZones are the zones of which either set of terms says something, by slug.
func quotaZones(sets ...Terms) []string {
	var zones []string
	for _, t := range sets {
		zones = append(zones, t.HalalZones...)
		for _, q := range t.Quotas {
			zones = append(zones, q.Zone)
		}
	}
	slices.Sort(zones)
	return slices.Compact(zones)
}

// quotaText are a zone's quotas in any order as one text: "village=3; category:Kopi=2; cap:Kopi=4; halal".
func (s *Service) quotaText(t Terms, zone string) string {
	var words []string
	for _, q := range t.Quotas {
		if q.Zone != zone {
			continue
		}
		kind, name := string(q.Kind), q.Category
		if category, err := s.Catalog.FindCategory(q.Category); err == nil {
			name = category.NameID
		}
		if q.IsCap {
			kind = "cap"
		}
		if name != "" {
			kind += ":" + name
		}
		words = append(words, fmt.Sprintf("%s=%d", kind, q.Seats))
	}
	slices.Sort(words)
	if slices.Contains(t.HalalZones, zone) {
		words = append(words, "halal")
	}
	return strings.Join(words, "; ")
}
