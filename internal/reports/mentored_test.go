package reports_test

import (
	"testing"
	"time"

	"lapak/internal/apperr"
	"lapak/internal/exportready/rulebook"
	"lapak/internal/identity"
	"lapak/internal/mentoring"
	"lapak/internal/mentoring/mentoringtest"
	"lapak/internal/regions/regionstest"
	"lapak/internal/reports"
)

// names gives the shops of a list by all of its pages.
func namesOf(t *testing.T, m *reports.MentorShops, who identity.Actor, f reports.MentorFilter) []string {
	t.Helper()
	seen := []string{}
	for cursor := ""; ; {
		page, err := m.List(t.Context(), who, f, mentoring.Page{Limit: 2, Cursor: cursor})
		if err != nil {
			t.Fatal(err)
		}
		for _, shop := range page.Items {
			seen = append(seen, shop.Name)
		}
		if cursor = page.Next; cursor == "" {
			return seen
		}
	}
}

func TestAMentorSeesTheShopsOfThePlace(t *testing.T) {
	t.Parallel()
	w := mentoringtest.New(t)
	m := reports.NewMentorShops(w.DB, w.Service, w.Export.Service)
	for _, name := range []string{"Anyaman Kelir", "Batik Kelir", "Gula Glagah"} {
		w.Open(name)
	}
	w.Write(`UPDATE shops SET district = 'glagah', village_code = $1 WHERE name = 'Gula Glagah'`, regionstest.Kemiren)
	w.Write(`UPDATE shops SET village_code = '35.10.21.2003' WHERE name LIKE '%Kelir'`)
	w.Write(`UPDATE shops SET state = 'suspended', reason = 'x' WHERE name = 'Batik Kelir'`)
	for name, c := range map[string]struct {
		who  identity.Actor
		f    reports.MentorFilter
		want []string
	}{
		"of a district":              {w.Mentor, reports.MentorFilter{}, []string{"Anyaman Kelir", "Kopi Lerek"}},
		"of a district, one village": {w.Mentor, reports.MentorFilter{Village: "35.10.21.2003"}, []string{"Anyaman Kelir"}},
		"of a village":               {w.Near, reports.MentorFilter{}, []string{"Kopi Lerek"}},
		"of another village":         {w.Near, reports.MentorFilter{Village: regionstest.Kemiren}, []string{}},
		"of another district":        {w.Far, reports.MentorFilter{}, []string{"Gula Glagah"}},
		"the office":                 {w.Office, reports.MentorFilter{}, []string{"Anyaman Kelir", "Gula Glagah", "Kopi Lerek"}},
	} {
		got := namesOf(t, m, c.who, c.f)
		if len(got) != len(c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
			continue
		}
		for i := range got {
			if got[i] != c.want[i] {
				t.Errorf("%s: %v, want %v", name, got, c.want)
			}
		}
	}
	for _, who := range []identity.Actor{w.Owner, {}} {
		if _, err := m.List(t.Context(), who, reports.MentorFilter{}, mentoring.Page{}); apperr.CodeOf(err) != "forbidden" {
			t.Errorf("no mentor reads the list: %v", err)
		}
	}
	villages, err := m.ListVillages(t.Context(), w.Mentor)
	if err != nil || len(villages) != 2 || villages[0].Name != "Gombengsari" || villages[0].Shops != 1 {
		t.Errorf("villages %+v (%v)", villages, err)
	}
}

func TestAShopFallsAsleep(t *testing.T) {
	t.Parallel()
	w := mentoringtest.New(t)
	m := reports.NewMentorShops(w.DB, w.Service, w.Export.Service)
	idle := func() int { return len(namesOf(t, m, w.Mentor, reports.MentorFilter{Idle: true})) }
	if idle() != 0 {
		t.Error("a new shop counts as asleep")
	}
	w.Write(`UPDATE shops SET decided_at = now() - interval '91 days'`)
	if idle() != 1 {
		t.Error("a shop that never sold in 91 days is not asleep")
	}
	w.Write(`
		INSERT INTO order_groups (id, number, state, contact_name, contact_phone, language, payment_method, items_total, shipping_total, total, currency)
		VALUES (gen_random_uuid(), '1', 'paid', 'x', '+628120000', 'id', 'cash', 1, 0, 1, 'IDR')`)
	w.Write(`
		INSERT INTO shop_orders (id, group_id, shop_id, state, items_total, shipping_total, total, weight_grams, shipping_option, shipping_label, created_at)
		SELECT gen_random_uuid(), g.id, $1, 'completed', 1, 0, 1, 1, 'x', 'x', now() - interval '5 days' FROM order_groups g`, w.Shop.ID)
	if idle() != 0 {
		t.Error("a shop that sold five days ago is asleep")
	}
	w.Write(`UPDATE shop_orders SET state = 'cancelled'`)
	if idle() != 1 {
		t.Error("a cancelled order counts as a sale")
	}
	w.Write(`UPDATE shop_orders SET state = 'completed'`)
	w.Write(`UPDATE products SET updated_at = now() - interval '91 days'`)
	page, err := m.List(t.Context(), w.Mentor, reports.MentorFilter{Idle: true}, mentoring.Page{})
	if err != nil || len(page.Items) != 1 || page.Items[0].NoSale || !page.Items[0].NoChange || page.Items[0].Products != 1 {
		t.Errorf("with nothing changed for 91 days: %+v (%v)", page, err)
	}
	if last := page.Items[0].LastActive(); last == nil || time.Since(*last) > 6*24*time.Hour {
		t.Errorf("last active %v, want the sale", last)
	}
}

func TestAMentorSeesTheNextStepAndTheWaySince(t *testing.T) {
	t.Parallel()
	w := mentoringtest.New(t)
	m := reports.NewMentorShops(w.DB, w.Service, w.Export.Service)
	w.Open("Belum Ikut")
	page, err := m.List(t.Context(), w.Mentor, reports.MentorFilter{}, mentoring.Page{})
	w.Must(err)
	out, in := page.Items[0], page.Items[1]
	if out.Name != "Belum Ikut" || out.Level != rulebook.NotAssessed || out.Next != nil || out.Before != nil {
		t.Errorf("a shop that is out: %+v", out)
	}
	desk, err := w.Export.FindDesk(t.Context(), w.Owner, w.Shop.Slug)
	w.Must(err)
	if in.Level != desk.Shop.Level || in.Score != desk.Shop.Score || in.Next == nil || in.Next.Rule != desk.Next.Rule || in.Before != nil {
		t.Errorf("the mentor sees %+v with %+v, the owner %+v", in, in.Next, desk.Next)
	}
	w.Write(`
		INSERT INTO export_snapshots (hash, rule_version, content, result_hash) SELECT 'x', version, '{}', '' FROM export_rulebooks WHERE active;
		INSERT INTO export_changes (shop_id, on_day, level, score_bp, snapshot) SELECT shop_id, current_date - 40, 2, 4500, 'x' FROM export_shops`)
	page, err = m.List(t.Context(), w.Mentor, reports.MentorFilter{}, mentoring.Page{})
	if err != nil || page.Items[1].Before == nil || page.Items[1].Before.Level != rulebook.Potensial {
		t.Errorf("a month ago %+v (%v), want potensial", page.Items[1].Before, err)
	}
}
