package web

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
)

func TestAnUploadMayTakeAsLongAsItKeepsComing(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 11, 27, 8, 0, 0, 0, time.UTC)
	for name, tt := range map[string]struct {
		after time.Duration // since the start
		read  int64
		want  time.Duration // since the start
	}{
		"nothing yet":                   {0, 0, 30 * time.Second},
		"silent since the start":        {29 * time.Second, 0, 30 * time.Second},
		"a village's line after 1 min":  {time.Minute, 1_200_000, 90 * time.Second},
		"a drop now and then":           {31 * time.Second, 8 << 10, 32 * time.Second},
		"a flood, then nothing":         {time.Minute, 40 << 20, 90 * time.Second},
		"everything ends at some point": {590 * time.Second, 40 << 20, 10 * time.Minute},
	} {
		b := &patientBody{start: start, read: tt.read}
		if got := b.until(start.Add(tt.after)).Sub(start); got != tt.want {
			t.Errorf("%s: the next bytes must come within %s, want %s", name, got, tt.want)
		}
	}
}

// A server whose own limit is shorter than the upload takes it whole, and still cuts what is no upload.
func TestASlowUploadOutlivesTheServersLimit(t *testing.T) {
	t.Parallel()
	gin.SetMode(gin.ReleaseMode)
	engine := gin.New()
	engine.Use(MaxBody(func(c *gin.Context, _ error) { c.AbortWithStatus(http.StatusBadRequest) }, 1<<20, 1<<20,
		func(r *http.Request) bool { return r.URL.Path == "/upload" }))
	engine.POST("/:kind", func(c *gin.Context) {
		body, err := io.ReadAll(c.Request.Body)
		if err != nil {
			c.Status(http.StatusRequestTimeout)
			return
		}
		c.String(http.StatusOK, "%d", len(body))
	})
	server := httptest.NewUnstartedServer(engine)
	server.Config.ReadTimeout, server.Config.WriteTimeout = 200*time.Millisecond, 250*time.Millisecond
	server.Start()
	defer server.Close()
	send := func(path string) (status int, answer string) {
		out, in := io.Pipe()
		go func() {
			for range 10 {
				if _, err := in.Write(bytes.Repeat([]byte("x"), 100)); err != nil {
					return
				}
				<-time.After(50 * time.Millisecond) // a slow line: the test is about time that passes
			}
			_ = in.Close()
		}()
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server.URL+path, out)
		if err != nil {
			t.Fatal(err)
		}
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			return 0, err.Error()
		}
		defer func() { _ = res.Body.Close() }()
		raw, _ := io.ReadAll(res.Body)
		return res.StatusCode, string(raw)
	}
	if status, answer := send("/upload"); status != http.StatusOK || answer != "1000" {
		t.Errorf("a slow upload: %d %s", status, answer)
	}
	if status, _ := send("/other"); status == http.StatusOK {
		t.Error("what is no upload outlived the server's limit")
	}
}
