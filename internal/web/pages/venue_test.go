package pages_test

import (
	"bytes"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"lapak/internal/festivals"
	"lapak/internal/festivals/festivalstest"
	"lapak/internal/shops/shopstest"
)

func TestEachLineOfAPermitListSaysHowFarItIsConfirmed(t *testing.T) {
	t.Parallel()
	d := newDesks(t)
	plan := festivalstest.Coming(d.Organizer.Actor)
	festivalstest.Make(t, d.DB, plan)
	words := map[string]string{"sourced": "dipastikan", "partial": "sebagian dipastikan", "unverified": "belum dipastikan"}
	var usual []festivals.PermitTemplate
	for confidence := range words {
		usual = append(usual, festivals.PermitTemplate{Key: confidence, TitleID: "Baris " + confidence, TitleEN: "Line " + confidence, DaysBefore: 7, Confidence: confidence})
	}
	if err := d.Festivals.ImportPermitTemplates(t.Context(), usual); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Festivals.AddUsualPermits(t.Context(), d.Organizer.Actor, plan.Slug); err != nil {
		t.Fatal(err)
	}
	page := d.get(d.Organizer, "/organizer/festivals/"+plan.Slug+"/permits").wants(t, http.StatusOK)
	for confidence, word := range words {
		if !regexp.MustCompile(`<b>Baris ` + confidence + `</b><small>[^<]* · ` + word + `</small>`).MatchString(page.body) {
			t.Errorf("the %s line does not say that it is %s", confidence, word)
		}
	}
}

func TestTheCameraIsAllowedWhereCodesAreReadOnly(t *testing.T) {
	t.Parallel()
	d := newDesks(t)
	plan := festivalstest.Running(d.Organizer.Actor)
	festivalstest.Give(t, d.DB, festivalstest.Make(t, d.DB, plan), "kuliner", d.Coffee.ID)
	for path, allowed := range map[string]bool{
		"/organizer/festivals/" + plan.Slug + "/check-in": true, "/organizer/festivals/" + plan.Slug + "/report": false, "/": false,
	} {
		got := d.get(d.Organizer, path).wants(t, http.StatusOK)
		if policy := got.header.Get("Permissions-Policy"); strings.Contains(policy, "camera=(self)") != allowed || strings.Contains(policy, "camera=()") == allowed {
			t.Errorf("%s says %s", path, policy)
		}
	}
	desk := "/seller/" + d.Coffee.Slug + "/festivals/" + plan.Slug + "/goods"
	if policy := d.get(d.Owner, desk).wants(t, http.StatusOK, "data-scan").header.Get("Permissions-Policy"); !strings.Contains(policy, "camera=(self)") {
		t.Errorf("%s says %s", desk, policy)
	}
}

func TestTheEntrancesSheetLeadsToACountedVisit(t *testing.T) {
	t.Parallel()
	d := newDesks(t)
	plan := festivalstest.Running(d.Organizer.Actor)
	festival := festivalstest.Make(t, d.DB, plan)
	base := "/organizer/festivals/" + plan.Slug
	if got := d.get(d.Organizer, base+"/entrance.pdf").wants(t, http.StatusOK); !strings.HasPrefix(got.body, "%PDF-") || got.header.Get("Content-Type") != "application/pdf" {
		t.Errorf("%s %.8q", got.header.Get("Content-Type"), got.body)
	}
	code := regexp.MustCompile(`/f/([a-z2-9]{10})`).FindStringSubmatch(d.get(d.Organizer, base+"/check-in").wants(t, http.StatusOK, base+"/entrance.pdf").body)
	if code == nil {
		t.Fatal("the page does not say where the entrance's code leads")
	}
	for range 2 { // two visitors
		v := &visitor{d, map[string]string{}}
		for range 2 {
			if got := v.ask("GET", code[0], nil).wants(t, http.StatusSeeOther); got.header.Get("Location") != "/festivals/"+plan.Slug {
				t.Errorf("the entrance's code leads to %s", got.header.Get("Location"))
			}
		}
	}
	var visits int
	if err := d.DB.GetContext(t.Context(), &visits, `
		SELECT count(*) FROM festival_visits v JOIN festival_codes c ON c.code = v.code WHERE c.purpose = 'entrance' AND c.festival_id = $1`, festival); err != nil || visits != 2 {
		t.Errorf("%d visitors are counted, want 2: %v", visits, err)
	}
	book, err := excelize.OpenReader(bytes.NewReader([]byte(d.get(d.Organizer, base+"/report.xlsx").wants(t, http.StatusOK).body)))
	if err != nil {
		t.Fatal(err)
	}
	rows, err := book.GetRows(book.GetSheetName(0))
	if err != nil || len(rows) != 4 || rows[1][1] != "Pengunjung lewat QR pintu masuk" || rows[1][8] != "2" || !strings.HasPrefix(rows[2][1], "Pesanan dari") {
		t.Errorf("the spreadsheet says %q: %v", rows, err)
	}
	other := shopstest.Account(t, d.DB, "stranger-of-fair")
	if _, err := d.Festivals.ListPasses(t.Context(), other, plan.Slug); err == nil {
		t.Error("a stranger prints the sheets")
	}
}
