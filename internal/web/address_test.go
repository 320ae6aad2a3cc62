package web_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/gin-gonic/gin"

	"lapak/internal/web"
)

func TestAddressesThatAreNoTextAreRefused(t *testing.T) {
	gin.SetMode(gin.ReleaseMode)
	engine := gin.New()
	engine.Use(web.CleanAddress(web.RefuseByProblem))
	engine.GET("/p/:slug", func(c *gin.Context) { c.Status(http.StatusNoContent) })
	for path, status := range map[string]int{
		"/p/kopi": 204, "/p/kopi?q=caf%C3%A9": 204, "/p/%F0%9F%98%80": 204, "/p/%00": 404, "/p/%ff": 404,
		"/p/kopi?q=%00": 422, "/p/kopi?q=%ff": 422, "/p/kopi?%00=1": 400, "/p/kopi?q=%zz": 400,
	} {
		out := httptest.NewRecorder()
		engine.ServeHTTP(out, httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, http.NoBody))
		if out.Code != status {
			t.Errorf("%s: %d, want %d: %s", path, out.Code, status, out.Body)
		}
	}
}
