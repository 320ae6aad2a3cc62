package web_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"

	"lapak/internal/web"
)

func TestARequestEndsAtItsDeadlineAndAnUploadHasNone(t *testing.T) {
	t.Parallel()
	engine := gin.New()
	engine.Use(web.Deadline(20*time.Millisecond, func(r *http.Request) bool { return r.URL.Path == "/upload" }))
	ended := func(c *gin.Context) {
		if _, bounded := c.Request.Context().Deadline(); bounded {
			<-c.Request.Context().Done()
			web.WriteProblem(c.Writer, c.Request, c.Request.Context().Err())
		}
	}
	engine.POST("/order", ended)
	engine.POST("/upload", ended)
	for path, status := range map[string]int{"/order": http.StatusServiceUnavailable, "/upload": http.StatusOK} {
		out := httptest.NewRecorder()
		engine.ServeHTTP(out, httptest.NewRequestWithContext(t.Context(), http.MethodPost, path, http.NoBody))
		if out.Code != status {
			t.Errorf("%s: %d %s", path, out.Code, out.Body)
		}
		if status != http.StatusOK && (out.Header().Get("Retry-After") == "" || !strings.Contains(out.Body.String(), `"code":"unavailable"`)) {
			t.Errorf("%s: %v %s", path, out.Header(), out.Body)
		}
	}
}
