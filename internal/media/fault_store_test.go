package media_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"lapak/internal/apperr"
	"lapak/internal/media"
	"lapak/internal/testtools"
	"lapak/storage/minio/miniotest"
)

// The faults of a store, as a proxy before a real one makes them.
const (
	sound int32 = iota
	down
	slow
	failsAfterWrite
)

// newFaultyStore is a MinIO behind a proxy whose fault can be set.
func newFaultyStore(t *testing.T) (address string, fault *atomic.Int32) {
	t.Helper()
	server := miniotest.Start(t)
	fault = &atomic.Int32{}
	target := &url.URL{Scheme: "http", Host: server.Endpoint}
	forward := &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(target)
			r.Out.Host = r.In.Host // it is signed
		},
		ModifyResponse: func(r *http.Response) error {
			if fault.Load() == failsAfterWrite && r.Request.Method == http.MethodPut {
				r.StatusCode, r.Status = http.StatusInternalServerError, "500 Internal Server Error"
			}
			return nil
		},
	}
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch fault.Load() {
		case down:
			panic(http.ErrAbortHandler)
		case slow:
			_, _ = io.Copy(io.Discard, r.Body) // only then the caller's leaving is seen
			select {
			case <-r.Context().Done():
			case <-time.After(10 * time.Second):
			}
			return
		}
		forward.ServeHTTP(w, r)
	}))
	t.Cleanup(func() {
		proxy.CloseClientConnections()
		proxy.Close()
	})
	return strings.Replace(server.URL("lapak"), server.Endpoint, proxy.Listener.Addr().String(), 1), fault
}

// The store is away, silent, or fails after it has written: the upload says so in time and what there was stays readable. Once the
// store is back the same picture can be uploaded, and after a sweep no object is without its row and no row without its object.
func TestFaultAFailingStoreLeavesNoOrphan(t *testing.T) {
	t.Parallel()
	address, fault := newFaultyStore(t)
	h := newHouseAt(t, address)
	kept := h.upload(t, jpegOf(t, photo(500, 400)))
	subject := media.Subject{Kind: "product", ID: uuid.New()}
	h.use(t, kept, subject)
	for i, how := range []int32{down, slow, failsAfterWrite} {
		source := jpegOf(t, photo(520+20*i, 400))
		fault.Store(how)
		ctx, cancel := context.WithTimeout(t.Context(), 14*time.Second) // a call of the store takes 10 s at most
		start := time.Now()
		_, err := h.Upload(ctx, strings.NewReader(string(source)))
		cancel()
		if apperr.KindOf(err) != apperr.Unavailable || time.Since(start) > 15*time.Second {
			t.Errorf("fault %d: %v after %v", how, err, time.Since(start))
		}
		if found, err := h.FindImages(t.Context(), []uuid.UUID{kept.ID}); err != nil || len(found) != 1 {
			t.Errorf("fault %d: what there was is not found: %v", how, err)
		}
		fault.Store(sound)
		if i%2 == 0 { // some try again, some go away
			h.upload(t, source)
		}
	}
	if _, err := h.Sweep(t.Context(), tomorrow()); err != nil {
		t.Fatal(err)
	}
	h.wantCounts(t, 1, len(kept.Renditions), len(kept.Renditions))
	object, err := h.Open(t.Context(), kept.Renditions[0].Key)
	if err != nil {
		t.Fatal(err)
	}
	_ = object.Close()
}

// The disk of the store is full: the picture is refused whole and what there was is still read. Once there is room the same picture comes in,
// and after a sweep nothing is left of the refused one.
func TestFaultAFullDiskRefusesAPictureWhole(t *testing.T) {
	t.Parallel()
	small := testtools.NewSmallDisk(t, "8m")
	h := newHouseAt(t, "disk://"+small.Folder)
	kept := h.upload(t, jpegOf(t, photo(500, 400)))
	h.use(t, kept, media.Subject{Kind: "product", ID: uuid.New()})
	small.Fill()
	source := jpegOf(t, photo(540, 400))
	if _, err := h.Upload(t.Context(), strings.NewReader(string(source))); apperr.KindOf(err) != apperr.Unavailable || apperr.As(err).RetryAfter <= 0 {
		t.Errorf("a picture on a full disk: %v", err)
	}
	object, err := h.Open(t.Context(), kept.Renditions[0].Key)
	if err != nil {
		t.Fatal(err)
	}
	_ = object.Close()
	small.Empty()
	h.upload(t, source)
	if _, err := h.Sweep(t.Context(), tomorrow()); err != nil {
		t.Fatal(err)
	}
	h.wantCounts(t, 1, len(kept.Renditions), len(kept.Renditions))
}
