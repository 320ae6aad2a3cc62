package web_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"lapak/internal/web"
)

func TestARequestEndsAtItsDeadlineUnlessItHasNone(t *testing.T) {
	t.Parallel()
	waits := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, bounded := r.Context().Deadline(); bounded {
			<-r.Context().Done()
			web.WriteProblem(w, r, r.Context().Err())
		}
	})
	handler := web.Deadline(waits, func(r *http.Request) time.Duration {
		if r.URL.Path == "/media" {
			return 0
		}
		return 20 * time.Millisecond
	})
	for path, status := range map[string]int{"/order": http.StatusServiceUnavailable, "/media": http.StatusOK} {
		out := httptest.NewRecorder()
		handler.ServeHTTP(out, httptest.NewRequestWithContext(t.Context(), http.MethodPost, path, http.NoBody))
		if out.Code != status {
			t.Errorf("%s: %d %s", path, out.Code, out.Body)
		}
		if status != http.StatusOK && (out.Header().Get("Retry-After") == "" || !strings.Contains(out.Body.String(), `"code":"unavailable"`)) {
			t.Errorf("%s: %v %s", path, out.Header(), out.Body)
		}
	}
}
