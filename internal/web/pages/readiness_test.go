package pages_test

import (
	"net/http"
	"strings"
	"testing"

	"lapak/internal/exportready"
	"lapak/internal/exportready/rulebook"
	"lapak/internal/web/webtest"
)

const nib = "9120001112223"

// handIn hands in a statement, and for S-1 a number, for a rule of the coffee shop.
func (d *desks) handIn(rule, product string) exportready.Evidence {
	d.Helper()
	in := exportready.NewEvidence{Rule: rule, Product: product, Statement: "Terlampir."}
	if rule == "S-1" {
		in.Number = nib
	}
	e, err := d.Exports.Submit(d.Context(), d.Owner.Actor, d.Coffee.Slug, in)
	d.must(err)
	return e
}

func (d *desks) verify(e exportready.Evidence) {
	d.Helper()
	_, err := d.Exports.Decide(d.Context(), d.Admin.Actor, e.ID, exportready.Verdict{State: rulebook.Verified})
	d.must(err)
}

// potensial fills in the coffee's export data and has its first papers verified; the last one, which makes it siap, waits.
func (d *desks) potensial() exportready.Evidence {
	d.Helper()
	coffee := d.Coffee.Products[0].Slug
	_, err := d.Exports.SetProduct(d.Context(), d.Owner.Actor, exportready.ProductRef{Shop: d.Coffee.Slug, Product: coffee}, exportready.Input{
		OptedIn: new(true), Facts: map[string]any{
			"packaged": true, "shelf_life_days": int64(200), "hs6": "090121", "name_en": "Robusta coffee", "available": []string{"jan", "feb"},
		},
	})
	d.must(err)
	_, err = d.Exports.SetShop(d.Context(), d.Owner.Actor, d.Coffee.Slug, exportready.Input{Facts: map[string]any{"shop_ready": true}})
	d.must(err)
	d.verify(d.handIn("S-1", ""))
	d.verify(d.handIn("S-3", ""))
	d.verify(d.handIn("P-1", coffee))
	return d.handIn("P-2", coffee)
}

func (a answer) silent(t testing.TB, words ...string) {
	t.Helper()
	for _, w := range words {
		if strings.Contains(a.body, w) {
			t.Errorf("the page says %q: %s", w, plain(a.body))
		}
	}
}

func TestOnlyGoodNewsIsToldToBuyers(t *testing.T) {
	t.Parallel()
	d := newDesks(t)
	rules := webtest.Rules()
	rules.Labels = map[string]map[string]rulebook.Text{"certificates": {"P-1": {ID: "Sertifikat contoh", EN: "Example certificate"}}}
	d.must(d.Exports.ImportRules(t.Context(), rules, nil))
	last := d.potensial()
	coffee, shop := "/p/"+d.Coffee.Products[0].Slug, "/s/"+d.Coffee.Slug

	bad := []string{"Siap ekspor</span>", "Potensial", "potensial", "Belum siap", "belum_siap", "penilaian mandiri"}
	for _, page := range []string{"/", "/search", "/c/kopi", coffee} {
		d.get(d.Stranger, page).silent(t, bad...)
	}
	d.get(d.Stranger, "/search?export_level=siap").wants(t, http.StatusOK).silent(t, coffee)

	d.verify(last)
	// Strangers share one answer for a second, so somebody else looks from here on.
	d.get(d.Buyer, coffee).wants(t, http.StatusOK,
		"Siap ekspor</span>", "Dasar penilaiannya", "Syarat P-1", "Syarat S-1", "Uni Eropa", "Aturan EU-2", "Diurus pembeli",
		"penilaian mandiri, bukan izin resmi", d.Exports.Version(), `href="/export/rules"`, `href="/export/rules/P-1"`,
		`"hasCertification":[{"@type":"Certification","name":"Sertifikat contoh","issuedBy":{"@type":"Organization","name":"Dinas contoh"}}]`,
	).silent(t, nib, "Terlampir.", "Jepang", "JP-1")
	d.get(d.Buyer, coffee+"?lang=en").wants(t, http.StatusOK, "Export ready", "European Union", "self-assessment, not an official permit", "Example certificate")
	d.get(d.Buyer, shop).wants(t, http.StatusOK, "Teruji ekspor</span>", "Tiap barang dinilai sendiri").silent(t, nib)
	for _, page := range []string{"/", "/c/kopi", "/search", "/search?export_level=siap", "/search?destination=EU", shop} {
		d.get(d.Buyer, page).wants(t, http.StatusOK, coffee, "Siap ekspor</span>")
	}
	for _, page := range []string{"/search?export_level=teruji", "/search?destination=JP", "/c/anyaman?export_level=siap"} {
		d.get(d.Buyer, page).wants(t, http.StatusOK, "Belum ada yang cocok").silent(t, coffee)
	}
	for _, page := range []string{"/search?export_level=potensial", "/search?export_level=belum_siap", "/search?export_level=best", "/search?destination=MARS"} {
		d.get(d.Buyer, page).wants(t, http.StatusUnprocessableEntity).silent(t, coffee)
	}
}

func TestEveryRuleCanBeFollowedToItsSource(t *testing.T) {
	t.Parallel()
	d := newDesks(t)
	all := d.get(d.Stranger, "/export/rules").wants(t, http.StatusOK, "Bersumber", d.Exports.Version())
	for _, key := range []string{"S-1", "P-1", "EU-1", "JP-1"} {
		if !strings.Contains(all.body, `href="/export/rules/`+key+`"`) {
			t.Errorf("the list leads not to %s", key)
		}
		d.get(d.Stranger, "/export/rules/"+key).wants(t, http.StatusOK, key, "Keyakinan", "bukan izin resmi")
	}
	d.get(d.Stranger, "/export/rules/P-1").wants(t, http.StatusOK, "Foto surat P-1", "Wajib sebelum potensial", "example.org", "Dinas contoh", "packaged &amp; shelf_life_days")
	d.get(d.Stranger, "/export/rules/JP-1?lang=en").wants(t, http.StatusOK, "Partly sourced", "Not yet", "Destination Japan")
	d.must(d.Exports.Confirm(t.Context(), d.Admin.Actor, "JP-1", "Ministry of Health of Japan, notice of 2026"))
	d.get(d.Buyer, "/export/rules/JP-1").wants(t, http.StatusOK, "Dikonfirmasi petugas", "Ministry of Health of Japan")
	for _, path := range []string{"/export/rules/X", "/export/rules/%00", "/export/rules?class=FOOD", "/export/rules?class=FOOD&destination=MARS", "/export/rules?class=X&destination=EU"} {
		d.get(d.Stranger, path).wants(t, http.StatusNotFound)
	}
}

func TestTheCoverageTableSaysWhatIsNotKnown(t *testing.T) {
	t.Parallel()
	d := newDesks(t)
	table := d.get(d.Stranger, "/export/coverage").wants(t, http.StatusOK, `<th scope="col">Uni Eropa</th>`, `<th scope="row">`, "Diam bukan berarti siap")
	for state, want := range map[string]int{"Terkonfirmasi": 1, "Belum pasti": 1, "Tidak ada": 2} {
		if got := strings.Count(table.body, "cover-") - 3; got != 4 {
			t.Fatalf("%d cells, want 4", got)
		}
		if got := strings.Count(table.body, ">"+state+"</span>") - 1; got != want { // once in the legend
			t.Errorf("%s: %d pairs, want %d", state, got, want)
		}
	}
	d.get(d.Stranger, "/export/rules?class=FOOD&destination=EU").wants(t, http.StatusOK, "Aturan EU-1", "bersumber atau dikonfirmasi")
	d.get(d.Stranger, "/export/rules?class=WOOD&destination=JP").wants(t, http.StatusOK, "Tidak ada yang kami ketahui", "tidak pernah disebut siap")
}
