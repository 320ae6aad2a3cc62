package pages_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"lapak/internal/web/webtest"
)

// describe sends a form with a file, which may be none, and words.
func (d *desks) describe(who webtest.Person, path string, form webtest.Upload) answer {
	d.Helper()
	body, kind := d.Form(form)
	r := httptest.NewRequestWithContext(d.Context(), http.MethodPost, path, strings.NewReader(string(body)))
	r.Header.Set("Content-Type", kind)
	return d.send(who, r)
}

func TestAShopShowsItsPicture(t *testing.T) {
	d := newDesks(t)
	desk, shown := "/seller/"+d.Coffee.Slug, "/s/"+d.Coffee.Slug
	words := func(alt string) map[string]string { return map[string]string{"alt": alt} }
	if page := d.get(d.Owner, desk+"/shop").wants(t, http.StatusOK, "Foto toko", `action="`+desk+`/image"`); strings.Contains(page.body, "/image/delete") {
		t.Error("a shop without a picture may remove one")
	}
	d.unchanged("words without a picture", func() {
		d.describe(d.Owner, desk+"/image", webtest.Upload{Fields: words("Bengkel")}).wants(t, http.StatusUnprocessableEntity, "Wajib diisi")
	})
	d.unchanged("a file that is none", func() {
		d.describe(d.Owner, desk+"/image", webtest.Upload{File: []byte("bukan gambar")}).wants(t, http.StatusUnsupportedMediaType, "bukan gambar yang dapat dipakai")
	})
	d.describe(d.Owner, desk+"/image", webtest.Upload{File: webtest.Picture(60), Fields: words("Perajin menyangrai kopi")}).wants(t, http.StatusSeeOther)
	first := d.get(d.Stranger, shown).wants(t, http.StatusOK, `alt="Perajin menyangrai kopi"`)
	d.describe(d.Owner, desk+"/image", webtest.Upload{Fields: words("Halaman bengkel")}).wants(t, http.StatusSeeOther)
	d.get(d.Owner, desk+"/shop").wants(t, http.StatusOK, `value="Halaman bengkel"`, desk+"/image/delete")
	described := d.get(d.Stranger, shown).wants(t, http.StatusOK, `alt="Halaman bengkel"`)
	if face(first) == "" || face(first) != face(described) {
		t.Errorf("new words changed the picture from %q to %q", face(first), face(described))
	}
	d.describe(d.Owner, desk+"/image", webtest.Upload{File: webtest.Picture(200)}).wants(t, http.StatusSeeOther)
	replaced := d.get(d.Stranger, shown).wants(t, http.StatusOK, `alt="`+d.Coffee.Name+`"`)
	if face(replaced) == face(first) {
		t.Error("the old picture is still shown")
	}
	d.unchanged("a stranger to the shop", func() {
		d.describe(d.OtherOwner, desk+"/image", webtest.Upload{File: webtest.Picture(61)}).wants(t, http.StatusNotFound)
		d.post(d.OtherOwner, desk+"/image/delete").wants(t, http.StatusNotFound)
	})
	for range 2 {
		d.post(d.Owner, desk+"/image/delete").wants(t, http.StatusSeeOther)
	}
	if page := d.get(d.Stranger, shown).wants(t, http.StatusOK); face(page) != "" {
		t.Error("the removed picture is still shown")
	}
}

// face is the address of the picture at the head of a shop's page, empty for none.
func face(page answer) string {
	_, rest, _ := strings.Cut(page.body, `class="shopface"`)
	head, _, _ := strings.Cut(rest, "<h1>")
	_, src, _ := strings.Cut(head, ` src="`)
	address, _, _ := strings.Cut(src, `"`)
	return address
}
