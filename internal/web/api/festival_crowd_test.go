package api_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"lapak/internal/festivals/festivalstest"
	"lapak/internal/reports"
	"lapak/internal/web/webtest"
)

// callers are shops that apply for stalls over HTTP, and how often each answer was given.
type callers struct {
	*webtest.World
	http    *http.Client
	address string

	mu      sync.Mutex
	answers map[string]int // by status and code: "201", "409 applied_already"
	slowest time.Duration
}

// apply sends one application as any program would, and notes its answer.
func (c *callers) apply(token string, wish map[string]any) {
	body, err := json.Marshal(wish)
	if err != nil {
		c.Error(err)
		return
	}
	r, err := http.NewRequestWithContext(c.Context(), http.MethodPost, c.address, bytes.NewReader(body))
	if err != nil {
		c.Error(err)
		return
	}
	r.Header.Set("Authorization", "Bearer "+token)
	r.Header.Set("Content-Type", "application/json")
	start := time.Now()
	answer, err := c.http.Do(r)
	if err != nil {
		c.Error(err)
		return
	}
	defer func() { _ = answer.Body.Close() }()
	said, err := io.ReadAll(answer.Body)
	if err != nil {
		c.Error(err)
		return
	}
	var problem struct{ Code, Detail string }
	key := http.StatusText(answer.StatusCode)
	if answer.StatusCode != http.StatusCreated {
		if err := json.Unmarshal(said, &problem); err != nil || problem.Code == "" || problem.Detail == "" {
			c.Errorf("%d without a clear reason: %s", answer.StatusCode, said)
		}
		key += " " + problem.Code
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.answers[key]++
	c.slowest = max(c.slowest, time.Since(start))
}

// took is what was answered since the last look.
func (c *callers) took() map[string]int {
	c.mu.Lock()
	defer c.mu.Unlock()
	answers := c.answers
	c.answers = map[string]int{}
	return answers
}

// A crowd applies within a minute: every shop is taken in once, whoever asks wrongly or late is told why, and nobody meets a fault.
func TestAThousandShopsApplyWithinAMinute(t *testing.T) {
	t.Parallel()
	const shops, late = 1000, 30
	w := webtest.New(t)
	plan := festivalstest.Coming(w.Organizer.Actor)
	plan.Stalls = map[string]int{"kuliner": 250, "kriya": 150}
	festivalstest.Make(t, w.DB, plan)
	vendors := festivalstest.Crowd(t, w.DB, shops+late, [2]string{"kopi", "anyaman"})
	tokens := map[string]string{}
	for _, v := range vendors {
		token, _, err := w.Accounts.CreateToken(t.Context(), v.Owner, "test", time.Now().Add(time.Hour))
		if err != nil {
			t.Fatal(err)
		}
		tokens[v.Shop] = token
	}
	server := httptest.NewServer(w.Handler)
	t.Cleanup(server.Close)
	c := &callers{
		World: w, http: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}}, address: server.URL + "/api/v1/festivals/" + plan.Slug + "/applications",
		answers: map[string]int{},
	}
	t.Cleanup(c.http.CloseIdleConnections)
	wish := func(v festivalstest.Vendor) map[string]any {
		return map[string]any{"shop": v.Shop, "zone": "kuliner", "products": []string{v.Product}}
	}

	// Every shop asks, every tenth twice, and every tenth for another's goods first.
	var crowd []func()
	wrong, twice := 0, 0
	for i, v := range vendors[:shops] {
		asks := []func(){func() { c.apply(tokens[v.Shop], wish(v)) }}
		if i%10 == 0 {
			twice++
			asks = append(asks, asks[0])
		}
		if i%10 == 5 {
			wrong++
			foreign := wish(v)
			foreign["products"] = []string{vendors[i-1].Product}
			asks = append([]func(){func() { c.apply(tokens[v.Shop], foreign) }}, asks...)
		}
		crowd = append(crowd, asks...)
	}
	start := time.Now()
	festivalstest.AtOnce(64, crowd, func(ask func()) { ask() })
	if spent := time.Since(start); spent > time.Minute {
		t.Errorf("%d applications took %v", len(crowd), spent)
	} else {
		t.Logf("%d applications took %v, the slowest %v", len(crowd), spent, c.slowest)
	}
	wantAnswers(t, c.took(), map[string]int{"Created": shops, "Conflict applied_already": twice, "Unprocessable Entity invalid_input": wrong})
	taken := func() (n int) {
		t.Helper()
		if err := w.DB.GetContext(t.Context(), &n, `SELECT count(*) FROM festival_applications WHERE state = 'submitted'`); err != nil {
			t.Fatal(err)
		}
		return n
	}
	if n := taken(); n != shops {
		t.Errorf("%d applications are kept, %d were answered 201", n, shops)
	}

	festivalstest.Pass(t, w.DB, plan.Slug, 20) // applications closed at this hour
	festivalstest.AtOnce(64, vendors[shops:], func(v festivalstest.Vendor) { c.apply(tokens[v.Shop], wish(v)) })
	wantAnswers(t, c.took(), map[string]int{"Conflict applications_closed": late})
	if n := taken(); n != shops {
		t.Errorf("%d applications are kept after the closing", n)
	}
	if _, err := reports.Verify(t.Context(), w.DB, func(i reports.Invariant) {
		if i.Rows != 0 {
			t.Errorf("%s: %d rows", i.Name, i.Rows)
		}
	}); err != nil {
		t.Fatal(err)
	}
}

func wantAnswers(t *testing.T, got, want map[string]int) {
	t.Helper()
	for key, n := range want {
		if got[key] != n {
			t.Errorf("%d answers %s, want %d: %v", got[key], key, n, got)
		}
	}
	if len(got) != len(want) {
		t.Errorf("other answers were given, too: %v", got)
	}
}
