package api_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"lapak/internal/web/webtest"
)

func TestExportDataThatCannotBeIsRefusedAndChangesNothing(t *testing.T) {
	t.Parallel()
	w := webtest.New(t)
	at := optIn(w)
	before := w.Digest()
	const crossing = `{"type": "Polygon", "coordinates": [[[114.3, -8.2], [114.31, -8.21], [114.31, -8.2], [114.3, -8.21], [114.3, -8.2]]]}`
	const sea = `{"type": "Feature", "properties": {"hectares": 1}, "geometry": {"type": "Point", "coordinates": [114.9, -9.9]}}`
	for name, c := range map[string]struct{ path, body, field, code string }{
		"an HS code of 5 digits":   {at, `{"facts": {"hs6": "09012"}}`, "body.facts.hs6", "bad_number_form"},
		"an HS code as a number":   {at, `{"facts": {"hs6": 90121}}`, "body.facts.hs6", "wrong_type"},
		"net above gross":          {at, `{"facts": {"net_grams": 300, "gross_grams": 250}}`, "body.facts.net_grams", "net_above_gross"},
		"half a gram":              {at, `{"facts": {"net_grams": 0.5}}`, "body.facts.net_grams", "wrong_type"},
		"a float":                  {at, `{"facts": {"net_grams": 250.0}}`, "body.facts.net_grams", "wrong_type"},
		"an exponent":              {at, `{"facts": {"net_grams": 25e1}}`, "body.facts.net_grams", "wrong_type"},
		"beyond 64 bits":           {at, `{"facts": {"net_grams": 9223372036854775808}}`, "body.facts.net_grams", "wrong_type"},
		"below nothing":            {at, `{"facts": {"net_grams": -1}}`, "body.facts.net_grams", "out_of_range"},
		"a number as text":         {at, `{"facts": {"net_grams": "250"}}`, "body.facts.net_grams", "wrong_type"},
		"a list of numbers":        {at, `{"facts": {"available": [1]}}`, "body.facts.available", "wrong_type"},
		"a list with a hole":       {at, `{"facts": {"available": ["jan", null]}}`, "body.facts.available", "wrong_type"},
		"an object":                {at, `{"facts": {"available": {"jan": true}}}`, "body.facts.available", "wrong_type"},
		"an unknown month":         {at, `{"facts": {"available": ["smarch"]}}`, "body.facts.available", "unknown_value"},
		"text for yes or no":       {at, `{"facts": {"packaged": "yes"}}`, "body.facts.packaged", "wrong_type"},
		"an unknown fact":          {at, `{"facts": {"level": "siap"}}`, "body.facts.level", "unknown_field"},
		"a fact of the platform's": {at, `{"facts": {"sold": 1000}}`, "body.facts.sold", "unknown_field"},
		"a fact of the shop's":     {at, `{"facts": {"shop_ready": true}}`, "body.facts.shop_ready", "unknown_field"},
		"a NIK":                    {at, `{"facts": {"name_en": "Coffee of 3510011708900001"}}`, "body.facts.name_en", "secret_number"},
		"an unknown class":         {at, `{"class": "GOLD"}`, "body.class", "unknown_value"},
		"a plot that crosses":      {at, `{"plots": ` + crossing + `}`, "body.plots", "plot_crosses_itself"},
		"a plot in the sea":        {at, `{"plots": ` + sea + `}`, "body.plots", "plot_in_sea"},
		"a plot in words":          {at, `{"plots": "my garden"}`, "body.plots", "plots_not_geojson"},
		"a plot as a number":       {at, `{"plots": 7}`, "body.plots", "plots_not_geojson"},
		"a level of one's own":     {at, `{"level": "siap"}`, "body.level", "unknown_field"},
		"facts as a list":          {at, `{"facts": []}`, "body.facts", "wrong_type"},
		"a shop's unknown fact":    {"/export", `{"facts": {"hs6": "090121"}}`, "body.facts.hs6", "unknown_field"},
	} {
		answer := w.Do(webtest.Call{Who: w.Owner, Method: "PUT", Path: desk(w.Coffee, c.path), Body: c.body})
		if answer.Status != http.StatusUnprocessableEntity || answer.Field(c.field) != c.code {
			t.Errorf("%s: %d %s", name, answer.Status, answer.Body)
		}
	}
	stale := w.Do(webtest.Call{Who: w.Owner, Method: "PUT", Path: desk(w.Coffee, at), Body: `{"version": 99, "opted_in": false}`})
	if stale.Status != http.StatusConflict || stale.Code() != "export_changed" {
		t.Errorf("a stale change: %d %s", stale.Status, stale.Body)
	}
	if after := w.Digest(); after != before {
		t.Errorf("something changed:\n%s\n%s", before, after)
	}
}

func TestExportDataComesBackAsItWasEntered(t *testing.T) {
	t.Parallel()
	w := webtest.New(t)
	at := desk(w.Coffee, optIn(w))
	type profile struct {
		OptedIn         bool `json:"opted_in"`
		Version         int64
		Class           string
		Facts, Computed map[string]any
		Plots           *struct{ Type string }
		Readiness       struct{ Level string }
	}
	var read, changed profile
	w.JSON(webtest.Call{Who: w.Owner, Method: "GET", Path: at}, http.StatusOK, &read)
	if !read.OptedIn || read.Class != "FOOD" || read.Facts["hs6"] != "090121" || read.Facts["packaged"] != true {
		t.Errorf("%+v", read)
	}
	if read.Plots != nil || read.Readiness.Level != "belum_siap" {
		t.Errorf("%+v", read)
	}
	body := map[string]any{
		"version": read.Version, "class": "WOOD",
		"facts": map[string]any{"hs6": nil, "net_grams": 250, "gross_grams": 280},
		"plots": map[string]any{
			"type": "Feature", "properties": map[string]any{"hectares": 1.5},
			"geometry": map[string]any{"type": "Point", "coordinates": []float64{114.3, -8.2}},
		},
	}
	w.JSON(webtest.Call{Who: w.Owner, Method: "PUT", Path: at, Body: body}, http.StatusOK, &changed)
	_, hasHS := changed.Facts["hs6"]
	if hasHS || changed.Facts["net_grams"] != 250.0 || changed.Class != "WOOD" || changed.Plots == nil || changed.Plots.Type != "Feature" || changed.Version == read.Version {
		t.Errorf("%+v", changed)
	}
	changed = profile{}
	w.JSON(webtest.Call{Who: w.Owner, Method: "PUT", Path: at, Body: `{"plots": null, "opted_in": false, "class": ""}`}, http.StatusOK, &changed)
	if changed.OptedIn || changed.Plots != nil || changed.Class != "FOOD" || changed.Readiness.Level != "not_assessed" || changed.Facts["net_grams"] != 250.0 {
		t.Errorf("%+v", changed)
	}
}

func TestReadinessSaysWhyAndWhatToDo(t *testing.T) {
	t.Parallel()
	w := webtest.New(t)
	optIn(w)
	product := "/products/" + w.Coffee.Products[0].Slug + "/export-readiness"
	shop := "/shops/" + w.Coffee.Slug + "/export-readiness"
	type rule struct {
		ID, Why, Issuer, Source, Confidence string
		Title                               struct{ ID, EN string }
		Credit, Points                      int
		Office                              *struct {
			Key  string
			Name struct{ EN string }
		}
		Guide *struct {
			Where, Cost, Days struct{ ID, EN string }
			Confidence        string
		}
	}
	var shown struct {
		Level        string
		RuleVersion  string `json:"rule_version"`
		AsOf         string `json:"as_of"`
		Notice       string
		Shop         struct{ Rules []rule }
		Rules        []rule
		Next         []struct{ ID string } `json:"blocking_next"`
		Destinations []struct {
			Code, Status, Coverage string
			Gaps                   []struct {
				ID, Who, Confidence string
				Confirmed           bool
			}
		}
	}
	w.JSON(webtest.Call{Method: "GET", Path: "/api/v1" + product + "?destination=JP&lang=id"}, http.StatusOK, &shown)
	if shown.Level != "belum_siap" || shown.RuleVersion != w.Exports.Version() || shown.AsOf != w.Exports.Today() || shown.Notice != "penilaian mandiri, bukan izin resmi" {
		t.Errorf("%+v", shown)
	}
	if len(shown.Next) == 0 || shown.Next[0].ID != "S-1" || len(shown.Shop.Rules) != 3 || len(shown.Rules) == 0 {
		t.Fatalf("%+v", shown)
	}
	first := shown.Shop.Rules[0]
	if first.ID != "S-1" || first.Why != "missing" || first.Credit != 0 || first.Points == 0 || first.Office == nil || first.Office.Name.EN != "Curators" ||
		first.Title.EN != "Rule S-1" || first.Guide == nil || first.Guide.Cost.ID != "Gratis" || first.Guide.Days.ID != "" || first.Guide.Confidence != "partial" {
		t.Errorf("%+v", first)
	}
	if len(shown.Destinations) != 1 || shown.Destinations[0].Coverage != "unconfirmed" || len(shown.Destinations[0].Gaps) != 1 || shown.Destinations[0].Gaps[0].Who != "penjual" ||
		shown.Destinations[0].Gaps[0].Confirmed {
		t.Errorf("%+v", shown.Destinations)
	}
	for _, r := range append(shown.Shop.Rules, shown.Rules...) { // each can be followed to its source
		row := read(w, w.Stranger, "/export/rules/"+r.ID)
		if r.Confidence == "" || !strings.Contains(row.Body, `"confidence":"`+r.Confidence+`"`) || !strings.Contains(row.Body, `"source":"`+r.Source+`"`) {
			t.Errorf("%s: %s", r.ID, row.Body)
		}
	}
	if past := read(w, w.Stranger, shop+"?as_of=2021-01-01"); !strings.Contains(past.Body, `"level":"not_assessed"`) {
		t.Errorf("before it opted in: %s", past.Body)
	}
	ahead := time.Now().AddDate(1, 0, 0).Format(time.DateOnly)
	if later := read(w, w.Stranger, shop+"?as_of="+ahead); !strings.Contains(later.Body, `"as_of":"`+ahead+`"`) {
		t.Errorf("a year on: %s", later.Body)
	}
	for path, field := range map[string]string{
		product + "?destination=XX": "query.destination", product + "?destination=jp": "query.destination", "/products?destination=SG": "query.destination",
		"/products?export_level=best": "query.export_level", product + "?as_of=1999-01-01": "query.as_of", product + "?as_of=2999-01-01": "query.as_of",
		shop + "?as_of=2999-01-01": "query.as_of", shop + "?as_of=2026-02-30": "query.as_of", "/export/hs-codes?class=GOLD": "query.class",
		shop + "?destination=JP": "query.destination",
	} {
		if answer := w.Do(webtest.Call{Method: "GET", Path: "/api/v1" + path}); answer.Status != http.StatusUnprocessableEntity || answer.Field(field) == "" {
			t.Errorf("%s: %d %s", path, answer.Status, answer.Body)
		}
	}
	for _, path := range []string{"/products/nothing/export-readiness", "/shops/nothing/export-readiness", "/export/rules/X-99"} {
		if answer := w.Do(webtest.Call{Method: "GET", Path: "/api/v1" + path}); answer.Status != http.StatusNotFound {
			t.Errorf("%s: %d %s", path, answer.Status, answer.Body)
		}
	}
}

func TestRulesAreConfirmedByTheMallsOfficeWithASource(t *testing.T) {
	t.Parallel()
	w := webtest.New(t)
	confirm := func(who webtest.Person, rule, body string) webtest.Answer {
		t.Helper()
		return w.Do(webtest.Call{Who: who, Method: "POST", Path: office("/export/rules/" + rule + "/confirm"), Body: body})
	}
	const source = `{"source": "Surat karantina, dibaca 2026-11-22"}`
	var pairs struct {
		Items []struct{ Class, Destination, Coverage string }
	}
	coverage := func(class, destination string) string {
		t.Helper()
		w.JSON(webtest.Call{Who: w.Admin, Method: "GET", Path: "/api/v1/export/coverage"}, http.StatusOK, &pairs)
		for _, p := range pairs.Items {
			if p.Class == class && p.Destination == destination {
				return p.Coverage
			}
		}
		return ""
	}
	if len(coverage("FOOD", "JP")) == 0 || len(pairs.Items) != 4 || coverage("FOOD", "JP") != "unconfirmed" || coverage("WOOD", "JP") != "none" || coverage("FOOD", "EU") != "confirmed" {
		t.Fatalf("%+v", pairs)
	}
	before := w.Digest()
	for name, c := range map[string]struct {
		answer webtest.Answer
		status int
		code   string
	}{
		"a curator":       {confirm(w.Curator, "JP-1", source), 403, "forbidden"},
		"an owner":        {confirm(w.Owner, "JP-1", source), 403, "forbidden"},
		"without source":  {confirm(w.Verifier, "JP-1", `{"source": "   "}`), 422, "invalid_input"},
		"no such rule":    {confirm(w.Verifier, "JP-9", source), 404, "rule_not_found"},
		"a level's rule":  {confirm(w.Verifier, "S-1", source), 404, "rule_not_found"},
		"sourced already": {confirm(w.Verifier, "EU-1", source), 409, "rule_confirmed"},
	} {
		if c.answer.Status != c.status || c.answer.Code() != c.code {
			t.Errorf("%s: %d %s", name, c.answer.Status, c.answer.Body)
		}
	}
	if after := w.Digest(); after != before {
		t.Errorf("something changed:\n%s\n%s", before, after)
	}
	done := confirm(w.Verifier, "JP-1", source)
	if done.Status != http.StatusOK || !strings.Contains(done.Body, `"confirmed":true`) || coverage("FOOD", "JP") != "confirmed" {
		t.Errorf("%d %s", done.Status, done.Body)
	}
	if again := confirm(w.Admin, "JP-1", source); again.Status != http.StatusConflict {
		t.Errorf("confirmed twice: %d %s", again.Status, again.Body)
	}
	found := read(w, w.Stranger, "/export/hs-codes?q=kopi")
	if !strings.Contains(found.Body, `"hs6":"090121"`) || !strings.Contains(found.Body, `"confidence":"high"`) {
		t.Errorf("%s", found.Body)
	}
}
