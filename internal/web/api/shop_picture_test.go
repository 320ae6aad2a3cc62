package api_test

import (
	"net/http"
	"testing"

	"lapak/internal/web/webtest"
)

func TestAProgramKeepsTheShopsPicture(t *testing.T) {
	t.Parallel()
	w := webtest.New(t)
	type shop struct {
		Role  string
		Image *struct{ URL, Alt string }
	}
	path := desk(w.Coffee, "/image")
	call := func(method string, body any, status int) (out shop) {
		t.Helper()
		into := any(&out)
		if status == http.StatusNoContent {
			into = nil
		}
		w.JSON(webtest.Call{Who: w.Owner, Method: method, Path: path, Body: body}, status, into)
		return out
	}
	public := func() (out shop) {
		t.Helper()
		w.JSON(webtest.Call{Method: "GET", Path: "/api/v1/shops/" + w.Coffee.Slug, Header: map[string]string{"Cache-Control": "no-cache"}}, http.StatusOK, &out)
		return out
	}
	made := call("POST", webtest.Upload{File: webtest.Picture(60), Fields: map[string]string{"alt": "Bengkel"}}, http.StatusOK)
	if made.Role != "owner" || made.Image == nil || made.Image.URL == "" || made.Image.Alt != "Bengkel" {
		t.Fatalf("%+v", made)
	}
	w.JSON(webtest.Call{Method: "GET", Path: made.Image.URL}, http.StatusOK, nil)
	if got := call("PATCH", `{"alt": "Kebun"}`, http.StatusOK); got.Image.Alt != "Kebun" || got.Image.URL != made.Image.URL {
		t.Errorf("%+v", got.Image)
	}
	if got := public(); got.Image == nil || got.Image.Alt != "Kebun" {
		t.Errorf("buyers see %+v", got.Image)
	}
	before := w.Digest()
	for name, body := range map[string]any{
		"no words": webtest.Upload{File: webtest.Picture(61)},
		"no file":  webtest.Upload{Fields: map[string]string{"alt": "x"}},
		"no image": webtest.Upload{File: []byte("<svg>"), Fields: map[string]string{"alt": "x"}},
	} {
		if answer := w.Do(webtest.Call{Who: w.Owner, Method: "POST", Path: path, Body: body}); answer.Status < 400 || answer.Status >= 500 || answer.Code() == "" {
			t.Errorf("%s: %d %s", name, answer.Status, answer.Body)
		}
	}
	if w.Digest() != before {
		t.Error("a refused upload changed something")
	}
	for range 2 {
		call("DELETE", nil, http.StatusNoContent)
	}
	if got := public(); got.Image != nil {
		t.Errorf("the removed picture is shown: %+v", got.Image)
	}
	call("PATCH", `{"alt": "Kebun"}`, http.StatusNotFound)
}
