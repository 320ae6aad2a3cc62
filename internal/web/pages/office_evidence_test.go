package pages_test

import (
	"bytes"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"lapak/internal/exportready"
	"lapak/internal/exportready/rulebook"
	"lapak/internal/identity"
	"lapak/internal/web/webtest"
)

// papers is what the office's word on evidence may change.
func (d *desks) papers() string {
	d.Helper()
	var rows string
	d.must(d.DB.GetContext(d.Context(), &rows, `
		SELECT coalesce(string_agg(x::text, E'\n' ORDER BY x::text), '') || (SELECT coalesce(string_agg(p.slug || p.export_level, ','), '') FROM products p)
			|| coalesce((SELECT string_agg(r::text, '') FROM export_confirmations r), '')
		FROM export_evidence x`))
	return rows
}

// refused runs what must leave every paper as it was.
func (d *desks) refused(name string, try func()) {
	d.Helper()
	before := d.papers()
	try()
	if d.papers() != before {
		d.Errorf("%s: something changed", name)
	}
}

func TestAnOfficeJudgesWhatItsShopsHandIn(t *testing.T) {
	t.Parallel()
	d := newDesks(t)
	paper := d.potensial()
	file := "/office/evidence/" + paper.ID.String()
	coffee := d.Coffee.Products[0]

	d.get(d.Curator, "/office").wants(t, http.StatusOK, "Berkas ekspor menunggu diperiksa", `<span class="count">1</span>`)
	d.get(d.Verifier, "/office").wants(t, http.StatusOK).silent(t, "Berkas ekspor menunggu")
	d.get(d.Curator, "/office/evidence").wants(t, http.StatusOK, file, "Kopi Lerek", coffee.Title, "menunggu sejak")
	d.get(d.Curator, "/office/evidence?state=verified").wants(t, http.StatusOK, "Syarat S-1", "diverifikasi").silent(t, file)
	d.get(d.Verifier, "/office/evidence").wants(t, http.StatusOK, "Tidak ada berkas").silent(t, file)
	d.get(d.Curator, file).wants(t, http.StatusOK, "Foto surat P-2", "Terlampir.", "Tidak ada berkas yang diunggah", "/export/rules/P-2", "/p/"+coffee.Slug)

	d.refused("others' words", func() {
		for _, who := range []webtest.Person{d.Owner, d.Buyer, d.Finance, d.Verifier} {
			d.get(who, file).wants(t, http.StatusNotFound)
			d.post(who, file+"/verify").wants(t, http.StatusNotFound)
			d.post(who, file+"/reject", "reason", "Tidak terbaca").wants(t, http.StatusNotFound)
		}
		d.post(d.Stranger, file+"/verify").wants(t, http.StatusUnauthorized)
		d.get(d.Stranger, file).wants(t, http.StatusSeeOther)
		d.get(d.Finance, "/office/evidence").wants(t, http.StatusForbidden)
		d.get(d.Curator, "/office/evidence/none").wants(t, http.StatusNotFound)
		d.get(d.Curator, "/office/evidence?state=lost").wants(t, http.StatusUnprocessableEntity)
	})
	d.refused("a word that says nothing", func() {
		d.post(d.Curator, file+"/reject", "reason", " ").wants(t, http.StatusUnprocessableEntity, "Wajib diisi")
		d.post(d.Curator, file+"/verify", "valid_until", "31/12/2027").wants(t, http.StatusUnprocessableEntity, "31/12/2027")
		d.post(d.Curator, file+"/verify", "valid_until", "2020-01-01").wants(t, http.StatusUnprocessableEntity, "sudah berakhir")
	})

	d.post(d.Curator, file+"/reject", "reason", "Tanggal tidak terbaca").wants(t, http.StatusSeeOther)
	d.get(d.Curator, file).wants(t, http.StatusOK, "Ditolak", "Tanggal tidak terbaca").silent(t, file+"/verify")
	d.refused("a second word", func() { d.post(d.Curator, file+"/verify").wants(t, http.StatusConflict, "sudah diperiksa") })

	again := d.handIn("P-2", coffee.Slug)
	file = "/office/evidence/" + again.ID.String()
	d.get(d.Curator, file).wants(t, http.StatusOK, "Yang diserahkan sebelumnya", "Tanggal tidak terbaca", paper.ID.String())
	until := time.Now().AddDate(1, 0, 0).Format(time.DateOnly)
	d.post(d.Curator, file+"/verify", "valid_until", until).wants(t, http.StatusSeeOther)
	d.get(d.Buyer, "/p/"+coffee.Slug).wants(t, http.StatusOK, "Siap ekspor</span>")
	d.get(d.Curator, "/office").wants(t, http.StatusOK).silent(t, "Berkas ekspor menunggu")
}

func TestNobodyJudgesTheOwnShop(t *testing.T) {
	t.Parallel()
	d := newDesks(t)
	paper := d.potensial()
	file := "/office/evidence/" + paper.ID.String()
	d.must(d.Accounts.GrantRole(t.Context(), d.Admin.Actor, d.Owner.AccountID, identity.RoleVerifier.In(webtest.Curators)))
	d.refused("the owner's own word", func() {
		d.get(d.Owner, file).wants(t, http.StatusForbidden, "Toko sendiri")
		d.post(d.Owner, file+"/verify").wants(t, http.StatusForbidden, "Toko sendiri")
		d.post(d.Owner, file+"/reject", "reason", "Salah unggah").wants(t, http.StatusForbidden, "Toko sendiri")
	})
}

func TestAFileIsOpenedByALinkThatSoonEnds(t *testing.T) {
	t.Parallel()
	d := newDesks(t)
	e, err := d.Exports.Submit(t.Context(), d.Owner.Actor, d.Coffee.Slug, exportready.NewEvidence{Rule: "S-1", File: bytes.NewReader(webtest.Picture(7))})
	d.must(err)
	file := "/office/evidence/" + e.ID.String()
	d.get(d.Curator, file).wants(t, http.StatusOK, "Buka berkas", "berakhir dalam 5 menit")
	to := d.post(d.Curator, file+"/open").wants(t, http.StatusSeeOther).header.Get("Location")
	link, err := url.Parse(to)
	d.must(err)
	ends, err := strconv.ParseInt(link.Query().Get("expires"), 10, 64)
	if left := time.Until(time.Unix(ends, 0)); err != nil || left > 5*time.Minute || left < 4*time.Minute {
		t.Errorf("%s ends in %s (%v)", to, left, err)
	}
	if !strings.HasPrefix(to, webtest.BaseURL+"/evidence/"+e.ID.String()+"/file?") {
		t.Errorf("the file is at %s", to)
	}
	opened, err := d.Exports.Open(t.Context(), d.Curator.Actor, e.ID, link.Query().Get("expires"), link.Query().Get("token"))
	d.must(err)
	d.must(opened.Close())
	for _, who := range []webtest.Person{d.Buyer, d.Verifier, d.Finance} {
		d.post(who, file+"/open").wants(t, http.StatusNotFound)
		if file, err := d.Exports.Open(t.Context(), who.Actor, e.ID, link.Query().Get("expires"), link.Query().Get("token")); err == nil {
			t.Errorf("%s opens the curator's link", who.Name)
			_ = file.Close()
		}
	}
}

func TestARowIsConfirmedByItsSource(t *testing.T) {
	t.Parallel()
	d := newDesks(t)
	d.get(d.Verifier, "/office").wants(t, http.StatusOK, "/office/export/rules")
	d.get(d.Verifier, "/office/export/rules").wants(t, http.StatusOK, "Aturan JP-1", "Tujuan Jepang", "Bersumber sebagian").silent(t, "EU-1")
	d.refused("a word without a source, or of somebody else", func() {
		d.post(d.Verifier, "/office/export/rules/JP-1", "source", "ya").wants(t, http.StatusUnprocessableEntity, ">ya</textarea>")
		d.post(d.Verifier, "/office/export/rules/X-99", "source", "Peraturan 12/2026 pasal 3").wants(t, http.StatusNotFound)
		for _, who := range []webtest.Person{d.Curator, d.Finance, d.Owner} {
			d.get(who, "/office/export/rules").wants(t, http.StatusForbidden)
			d.post(who, "/office/export/rules/JP-1", "source", "Peraturan 12/2026 pasal 3").wants(t, http.StatusForbidden)
		}
	})
	if d.Exports.Book().Coverage("FOOD", "JP") == rulebook.CoverageConfirmed {
		t.Error("a refused word confirms the pair")
	}
	d.post(d.Verifier, "/office/export/rules/JP-1", "source", "Peraturan 12/2026 pasal 3").wants(t, http.StatusSeeOther)
	d.get(d.Verifier, "/office/export/rules").wants(t, http.StatusOK, "Semua aturan tujuan sudah")
	d.post(d.Verifier, "/office/export/rules/JP-1", "source", "Peraturan 12/2026 pasal 3").wants(t, http.StatusConflict, "sudah dikonfirmasi")
	d.get(d.Buyer, "/export/rules?class=FOOD&destination=JP").wants(t, http.StatusOK, "Dikonfirmasi petugas")
}
