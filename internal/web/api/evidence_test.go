package api_test

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"lapak/internal/web/webtest"
)

const pdf = "%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"

type paper struct {
	ID, Criterion, State, Number, Reason string
	File                                 *string
	ValidUntil                           *string `json:"valid_until"`
}

type papers struct{ Items []paper }

func office(path string) string { return "/api/v1/office" + path }

func verdict(who webtest.Person, id, body string) webtest.Call {
	return webtest.Call{Who: who, Method: "POST", Path: office("/evidence/" + id + "/verdict"), Body: body}
}

// optIn fills in all that the rules ask of the world's coffee but papers.
func optIn(w *webtest.World) string {
	w.Helper()
	at := "/products/" + w.Coffee.Products[0].Slug + "/export"
	w.JSON(webtest.Call{Who: w.Owner, Method: "PUT", Path: desk(w.Coffee, "/export"), Body: `{"opted_in": true, "facts": {"shop_ready": true}}`}, http.StatusOK, nil)
	w.JSON(webtest.Call{Who: w.Owner, Method: "PUT", Path: desk(w.Coffee, at), Body: `{"opted_in": true, "facts": {
		"packaged": true, "shelf_life_days": 200, "hs6": "090121", "name_en": "Robusta coffee", "available": ["jan", "feb"]}}`}, http.StatusOK, nil)
	return at
}

func TestPapersThatAreVerifiedRaiseTheLevel(t *testing.T) {
	t.Parallel()
	w := webtest.New(t)
	optIn(w)
	slug := w.Coffee.Products[0].Slug
	siap := "/products?export_level=siap&destination=EU"
	if found := read(w, w.Stranger, siap); strings.Contains(found.Body, slug) {
		t.Errorf("ready before any paper: %s", found.Body)
	}
	until := time.Now().AddDate(1, 0, 0).Format(time.DateOnly)
	ids := []string{
		w.HandIn(w.Coffee, map[string]string{"criterion": "S-1", "number": "1234567890123", "valid_until": until}, []byte(pdf)),
		w.HandIn(w.Coffee, map[string]string{"criterion": "P-1", "product": slug}, webtest.Picture(5)),
		w.HandIn(w.Coffee, map[string]string{"criterion": "P-2", "product": slug, "statement": "Disimpan di gudang kering."}, nil),
	}
	var own, queue, elsewhere papers
	w.JSON(webtest.Call{Who: w.Owner, Method: "GET", Path: desk(w.Coffee, "/evidence")}, http.StatusOK, &own)
	w.JSON(webtest.Call{Who: w.Curator, Method: "GET", Path: office("/evidence?state=pending")}, http.StatusOK, &queue)
	w.JSON(webtest.Call{Who: w.Verifier, Method: "GET", Path: office("/evidence")}, http.StatusOK, &elsewhere)
	if len(own.Items) != 3 || len(queue.Items) != 3 || len(elsewhere.Items) != 0 || queue.Items[0].ID != ids[0] || queue.Items[0].State != "pending" ||
		queue.Items[0].ValidUntil == nil || *queue.Items[0].ValidUntil != until || queue.Items[2].File != nil {
		t.Fatalf("own %+v, queue %+v, of another office %+v", own, queue, elsewhere)
	}
	for _, id := range ids {
		var judged paper
		w.JSON(verdict(w.Curator, id, `{"verdict": "verified"}`), http.StatusOK, &judged)
		if judged.State != "verified" {
			t.Errorf("%+v", judged)
		}
	}
	if found := read(w, w.Stranger, siap); !strings.Contains(found.Body, slug) || !strings.Contains(found.Body, `"level":"siap"`) {
		t.Errorf("not found by level and destination: %s", found.Body)
	}
	var shown struct {
		Export struct {
			Level  string
			Score  int `json:"score_bp"`
			Dims   map[string]int
			Shop   struct{ Level string }
			Next   []struct{ ID, Issuer string }             `json:"blocking_next"`
			At     []struct{ Code, Status, Coverage string } `json:"destinations"`
			Notice string
		}
	}
	w.JSON(webtest.Call{Method: "GET", Path: "/api/v1/products/" + slug + "?lang=en"}, http.StatusOK, &shown)
	e := shown.Export
	if e.Level != "siap" || e.Shop.Level == "" || len(e.Next) != 1 || e.Next[0].ID != "P-5" || len(e.At) != 2 || e.At[0].Status != "bersyarat" ||
		e.At[1].Status != "perlu_dicek" || e.Notice != "self-assessment, not an official permit" {
		t.Errorf("%+v", e)
	}
	again := w.Do(verdict(w.Curator, ids[0], `{"verdict": "rejected", "reason": "keliru"}`))
	if again.Status != http.StatusConflict || again.Code() != "evidence_decided" {
		t.Errorf("judged twice: %d %s", again.Status, again.Body)
	}
}

func TestTheFileOfAPaperOpensForItsReaderAndNotForLong(t *testing.T) {
	t.Parallel()
	w := webtest.New(t)
	id := w.HandIn(w.Coffee, map[string]string{"criterion": "S-1"}, []byte(pdf))
	lead := w.JSON(webtest.Call{Who: w.Curator, Method: "GET", Path: office("/evidence/" + id + "/file")}, http.StatusFound, nil)
	link := strings.TrimPrefix(lead.Header.Get("Location"), webtest.BaseURL)
	opened := func() (n int) {
		t.Helper()
		if err := w.DB.GetContext(t.Context(), &n, `SELECT count(*) FROM audit_log WHERE action = 'export.evidence.open'`); err != nil {
			t.Fatal(err)
		}
		return n
	}
	file := w.JSON(webtest.Call{Who: w.Curator, Method: "GET", Path: link}, http.StatusOK, nil)
	if file.Body != pdf || opened() != 1 {
		t.Errorf("%q, opened %d times by the log", file.Body, opened())
	}
	for name, want := range map[string]string{
		"Content-Type": "application/pdf", "Content-Disposition": "inline", "X-Content-Type-Options": "nosniff", "Cache-Control": "private, no-store",
		"Content-Security-Policy": "default-src 'none'",
	} {
		if got := file.Header.Get(name); got != want {
			t.Errorf("%s: %q", name, got)
		}
	}
	for _, who := range []webtest.Person{w.Stranger, w.Owner, w.Verifier, w.Admin} {
		if answer := w.Do(webtest.Call{Who: who, Method: "GET", Path: link}); answer.Status != http.StatusNotFound {
			t.Errorf("the curator's link for %s: %d", who.Name, answer.Status)
		}
	}
	old := strconv.FormatInt(time.Now().Add(-time.Second).Unix(), 10)
	query := url.Values{"expires": {old}, "token": {w.Exports.Links.Token("evidence", w.Curator.AccountID.String()+":"+id+":"+old)}}
	late := w.Do(webtest.Call{Who: w.Curator, Method: "GET", Path: "/evidence/" + id + "/file?" + query.Encode()})
	if late.Status != http.StatusForbidden || late.Code() != "link_expired" {
		t.Errorf("an old link: %d %s", late.Status, late.Body)
	}
	longer := strings.Replace(link, "expires=", "expires=9", 1)
	if answer := w.Do(webtest.Call{Who: w.Curator, Method: "GET", Path: longer}); answer.Status != http.StatusNotFound {
		t.Errorf("a link made to last: %d", answer.Status)
	}
	w.JSON(webtest.Call{Who: w.Owner, Method: "GET", Path: desk(w.Coffee, "/evidence/"+id+"/file")}, http.StatusFound, nil)
	if opened() != 1 {
		t.Error("what was not opened is in the log")
	}
}

func TestPapersAreJudgedByTheirOfficeAndNeverByTheirShop(t *testing.T) {
	t.Parallel()
	w := webtest.New(t)
	id := w.HandIn(w.Coffee, map[string]string{"criterion": "S-1"}, []byte(pdf))
	theirs := w.HandIn(w.Baskets, map[string]string{"criterion": "S-3", "number": "3510011708900001"}, nil)
	// The owner verifies for the curators too.
	if err := w.Accounts.GrantRole(t.Context(), w.Admin.Actor, w.Owner.AccountID, "verifier:"+webtest.Curators); err != nil {
		t.Fatal(err)
	}
	before := w.Digest()
	for name, c := range map[string]struct {
		call   webtest.Call
		status int
		code   string
	}{
		"the owner":                   {verdict(w.Owner, id, `{"verdict": "verified"}`), 403, "own_shop"},
		"the owner at the office":     {webtest.Call{Who: w.Owner, Method: "GET", Path: office("/evidence/" + id + "/file")}, 403, "own_shop"},
		"another shop":                {verdict(w.OtherOwner, id, `{"verdict": "verified"}`), 404, "evidence_not_found"},
		"another office":              {verdict(w.Verifier, id, `{"verdict": "verified"}`), 404, "evidence_not_found"},
		"another office reads":        {webtest.Call{Who: w.Verifier, Method: "GET", Path: office("/evidence/" + id + "/file")}, 404, "evidence_not_found"},
		"the curator of another rule": {verdict(w.Curator, theirs, `{"verdict": "verified"}`), 404, "evidence_not_found"},
		"a stranger":                  {verdict(w.Stranger, id, `{"verdict": "verified"}`), 401, "unauthenticated"},
		"another shop's list":         {webtest.Call{Who: w.OtherOwner, Method: "GET", Path: desk(w.Coffee, "/evidence")}, 404, "shop_not_found"},
		"another shop's file":         {webtest.Call{Who: w.OtherOwner, Method: "GET", Path: desk(w.Baskets, "/evidence/"+id+"/file")}, 404, "evidence_not_found"},
		"no word":                     {verdict(w.Curator, id, `{"verdict": "maybe"}`), 422, "invalid_input"},
		"no reason":                   {verdict(w.Curator, id, `{"verdict": "rejected"}`), 422, "invalid_input"},
		"ended by then":               {verdict(w.Curator, id, `{"verdict": "verified", "valid_until": "2020-01-31"}`), 422, "invalid_input"},
		"no such paper":               {verdict(w.Curator, "00000000-0000-7000-8000-000000000000", `{"verdict": "verified"}`), 404, "evidence_not_found"},
		"a cursor of nothing":         {webtest.Call{Who: w.Curator, Method: "GET", Path: office("/evidence?cursor=x")}, 422, "invalid_cursor"},
		"an unknown state":            {webtest.Call{Who: w.Curator, Method: "GET", Path: office("/evidence?state=waiting")}, 422, "invalid_input"},
	} {
		answer := w.Do(c.call)
		if answer.Status != c.status || answer.Code() != c.code {
			t.Errorf("%s: %d %s", name, answer.Status, answer.Body)
		}
	}
	if after := w.Digest(); after != before {
		t.Errorf("something changed:\n%s\n%s", before, after)
	}
	w.JSON(verdict(w.Curator, id, `{"verdict": "rejected", "reason": "Tulisannya tidak terbaca."}`), http.StatusOK, nil)
	var own papers
	w.JSON(webtest.Call{Who: w.Owner, Method: "GET", Path: desk(w.Coffee, "/evidence")}, http.StatusOK, &own)
	if len(own.Items) != 1 || own.Items[0].State != "rejected" || own.Items[0].Reason != "Tulisannya tidak terbaca." {
		t.Errorf("%+v", own)
	}
}

func TestBadPapersAreRefusedAndLeaveNothing(t *testing.T) {
	t.Parallel()
	w := webtest.New(t)
	slug := w.Coffee.Products[0].Slug
	before := w.Digest()
	for name, c := range map[string]struct {
		fields      map[string]string
		file        []byte
		status      int
		field, code string
	}{
		"nothing in it":          {map[string]string{"criterion": "S-1"}, nil, 422, "form.file", "evidence_empty"},
		"an empty file":          {map[string]string{"criterion": "S-1"}, []byte{}, 422, "form.file", "evidence_empty"},
		"no rule":                {map[string]string{"statement": "x"}, nil, 422, "form.criterion", "unknown_value"},
		"a rule without papers":  {map[string]string{"criterion": "S-2", "statement": "x"}, nil, 422, "form.criterion", "unknown_value"},
		"expired":                {map[string]string{"criterion": "S-1", "valid_until": "2020-01-31"}, []byte(pdf), 422, "form.valid_until", "evidence_ended"},
		"no day":                 {map[string]string{"criterion": "S-1", "valid_until": "31-01-2030"}, []byte(pdf), 422, "form.valid_until", "bad_date"},
		"a number of wrong form": {map[string]string{"criterion": "S-1", "number": "12345"}, nil, 422, "form.number", "bad_number_form"},
		"swapped: a product's":   {map[string]string{"criterion": "P-1"}, []byte(pdf), 422, "form.product", "criterion_axis"},
		"swapped: a shop's":      {map[string]string{"criterion": "S-1", "product": slug}, []byte(pdf), 422, "form.product", "criterion_axis"},
		"another shop's product": {map[string]string{"criterion": "P-1", "product": w.Baskets.Products[0].Slug}, []byte(pdf), 404, "", ""},
		"an unknown part":        {map[string]string{"criterion": "S-1", "state": "verified"}, []byte(pdf), 422, "form.state", "unknown_field"},
		"unreadable":             {map[string]string{"criterion": "S-1"}, []byte("\x00\x01\x02 no paper"), 415, "", ""},
		"a page with a script":   {map[string]string{"criterion": "S-1"}, []byte("<svg onload=alert(1)>"), 415, "", ""},
		"a NIK in words":         {map[string]string{"criterion": "S-3", "statement": "NIK saya 3510 0117 0890 0001."}, nil, 422, "form.statement", "secret_number"},
	} {
		answer := w.Do(webtest.Call{Who: w.Owner, Method: "POST", Path: desk(w.Coffee, "/evidence"), Body: webtest.Upload{File: c.file, Fields: c.fields}})
		if answer.Status != c.status || c.field != "" && answer.Field(c.field) != c.code {
			t.Errorf("%s: %d %s", name, answer.Status, answer.Body)
		}
	}
	if after := w.Digest(); after != before {
		t.Errorf("something changed:\n%s\n%s", before, after)
	}
}

// TestANIKIsNowhereInClear hands it in by each way that takes it and looks for it in every answer and every table.
func TestANIKIsNowhereInClear(t *testing.T) {
	t.Parallel()
	const nik = "3510011708900001"
	w := webtest.New(t)
	optIn(w)
	for _, written := range []string{nik, "3510 0117 0890 0001", "3510.0117.0890.0001"} {
		w.HandIn(w.Coffee, map[string]string{"criterion": "S-3", "number": written}, nil) // also the owner's taxpayer number
		w.HandIn(w.Coffee, map[string]string{"criterion": "P-1", "product": w.Coffee.Products[0].Slug, "number": written}, nil)
	}
	var own papers
	answers := w.JSON(webtest.Call{Who: w.Owner, Method: "GET", Path: desk(w.Coffee, "/evidence")}, http.StatusOK, &own).Body
	for _, p := range own.Items {
		if p.Number != "0001" {
			t.Errorf("%s keeps %q of it", p.Criterion, p.Number)
		}
	}
	for _, who := range []webtest.Person{w.Verifier, w.Curator, w.Admin} {
		answers += w.JSON(webtest.Call{Who: who, Method: "GET", Path: office("/evidence")}, http.StatusOK, nil).Body
	}
	for _, path := range []string{"/products/" + w.Coffee.Products[0].Slug + "/export-readiness", "/shops/" + w.Coffee.Slug + "/export-readiness"} {
		answers += read(w, w.Stranger, path).Body
	}
	var tables []string
	const all = `SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'`
	if err := w.DB.SelectContext(t.Context(), &tables, all); err != nil || len(tables) < 40 {
		t.Fatal(tables, err)
	}
	for _, table := range tables {
		var rows string
		if err := w.DB.GetContext(t.Context(), &rows, `SELECT coalesce(string_agg(to_jsonb(t)::text, ''), '') FROM "`+table+`" t`); err != nil {
			t.Fatal(table, err)
		}
		if strings.Contains(rows, nik) || strings.Contains(rows, "3510 0117") || strings.Contains(rows, "3510.0117") {
			t.Errorf("%s keeps it in clear", table)
		}
	}
	if strings.Contains(answers, nik) || strings.Contains(answers, "3510 0117") || strings.Contains(answers, "3510.0117") {
		t.Error("an answer names it")
	}
}
