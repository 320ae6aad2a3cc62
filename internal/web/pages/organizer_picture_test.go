package pages_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"lapak/internal/festivals/festivalstest"
	"lapak/internal/web/webtest"
)

func TestAFestivalShowsItsPictureWhereverItIsNamed(t *testing.T) {
	t.Parallel()
	d := newDesks(t)
	plan := festivalstest.Running(d.Organizer.Actor)
	festivalstest.Make(t, d.DB, plan)
	desk, shown := "/organizer/festivals/"+plan.Slug+"/picture", "/festivals/"+plan.Slug
	words := func(alt string) map[string]string { return map[string]string{"alt": alt} }
	d.unchanged("words without a picture", func() {
		d.describe(d.Organizer, desk, webtest.Upload{Fields: words("Panggung")}).wants(t, http.StatusUnprocessableEntity, "Wajib diisi")
	})
	d.unchanged("another organizer", func() {
		d.describe(d.OtherOrganizer, desk, webtest.Upload{File: webtest.Picture(61)}).wants(t, http.StatusNotFound)
		d.post(d.OtherOrganizer, desk+"/delete").wants(t, http.StatusNotFound)
	})
	d.describe(d.Organizer, desk, webtest.Upload{File: webtest.Picture(60), Fields: words("Panggung di tepi pantai")}).wants(t, http.StatusSeeOther)
	page := d.get(d.Stranger, shown).wants(t, http.StatusOK, `alt="Panggung di tepi pantai"`, `property="og:image" content="`+webtest.BaseURL+"/media/")
	_, data, _ := strings.Cut(page.body, `type="application/ld+json">`)
	data, _, _ = strings.Cut(data, "</script>")
	var event struct{ Image []string }
	if err := json.Unmarshal([]byte(data), &event); err != nil || len(event.Image) != 1 || !strings.HasPrefix(event.Image[0], webtest.BaseURL+"/media/") {
		t.Errorf("search engines read %q (%v)", event.Image, err)
	}
	d.get(d.Stranger, "/festivals").wants(t, http.StatusOK, `class="fest-thumb"`)
	var answered struct {
		Image *struct{ URL, Alt string }
	}
	d.JSON(webtest.Call{Method: "GET", Path: "/api/v1" + shown}, http.StatusOK, &answered)
	if answered.Image == nil || answered.Image.Alt != "Panggung di tepi pantai" || !strings.Contains(answered.Image.URL, "/media/") {
		t.Errorf("the API answers %+v", answered.Image)
	}
	for range 2 {
		d.post(d.Organizer, desk+"/delete").wants(t, http.StatusSeeOther)
	}
	if page := d.get(d.Stranger, shown).wants(t, http.StatusOK); strings.Contains(page.body, "fest-picture") || strings.Contains(page.body, "og:image") {
		t.Error("the removed picture is still shown")
	}
	var uses int
	if err := d.DB.GetContext(t.Context(), &uses, `SELECT count(*) FROM image_uses WHERE subject_kind = 'festival'`); err != nil || uses != 0 {
		t.Errorf("%d uses are left (%v)", uses, err)
	}
}
