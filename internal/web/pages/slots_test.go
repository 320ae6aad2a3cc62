package pages_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/jmoiron/sqlx"

	"lapak/internal/festivals"
	"lapak/internal/festivals/festivalstest"
	"lapak/internal/postgres"
	"lapak/internal/shops/shopstest"
)

func TestTimesAtAStallAreChosenByDay(t *testing.T) {
	t.Parallel()
	m := newMall(t)
	organizer := shopstest.Account(t, m.DB, "organizer")
	plan := festivalstest.Coming(organizer)
	id := festivalstest.Make(t, m.DB, plan)
	shop := m.Coffee.Shop
	festivalstest.Give(t, m.DB, id, "kuliner", shop.ID)
	slots, err := m.Festivals.SetSlots(t.Context(), organizer, plan.Slug, festivals.SlotPlan{Minutes: 60, Capacity: 10})
	must(t, err)
	must(t, m.Festivals.SetCollection(t.Context(), m.Owner, shop.Slug, plan.Slug, 1))
	last := slots[len(slots)-1]
	err = postgres.Transact(t.Context(), m.DB, func(tx *sqlx.Tx) error { // all of the first day is sold out
		_, err := tx.ExecContext(t.Context(), `
			INSERT INTO festival_slot_loads (slot_id, shop_id, booked)
			SELECT id, $1, 1 FROM festival_slots WHERE (starts_at AT TIME ZONE 'Asia/Jakarta')::date = (SELECT min((starts_at AT TIME ZONE 'Asia/Jakarta')::date) FROM festival_slots)`, shop.ID)
		return err
	})
	must(t, err)

	for lang, words := range map[string][]string{"id": {"Penuh", "tersedia"}, "en": {"Sold out", " free"}} {
		b := m.browser(lang)
		b.put(m.Coffee, 1)
		b.open("/checkout")
		b.wantStatus(http.StatusOK)
		days := regexp.MustCompile(`(?s)<details class="fold gap-small"( open)?>.*?</details>`).FindAllStringSubmatch(b.page.Body, -1)
		if len(days) < 2 || days[0][1] != "" || days[1][1] == "" {
			t.Fatalf("%s: %d days; the first, which is sold out, is open: %v", lang, len(days), days)
		}
		if !strings.Contains(days[0][0], words[0]) || strings.Contains(days[1][0], words[0]) || !strings.Contains(days[1][0], words[1]) {
			t.Errorf("%s: it is not told which day is sold out", lang)
		}
		if strings.Count(days[0][0], " disabled") != strings.Count(days[0][0], "<input") {
			t.Errorf("%s: a slot that is sold out can be chosen", lang)
		}
		chosen := "stall:" + last.ID.String()
		b.submit("/checkout", url.Values{"update": {"1"}, "shipping_" + shop.Slug: {chosen}})
		b.wantStatus(http.StatusOK)
		days = regexp.MustCompile(`(?s)<details class="fold gap-small"( open)?>.*?</details>`).FindAllStringSubmatch(b.page.Body, -1)
		if end := days[len(days)-1]; end[1] == "" || !strings.Contains(end[0], `value="`+chosen+`"`) || !strings.Contains(end[0], " checked") {
			t.Errorf("%s: the day with the chosen slot is not open", lang)
		}
	}
}
