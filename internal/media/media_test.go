package media_test

import (
	"bytes"
	"context"
	"io"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/media"
	"lapak/internal/postgres"
	"lapak/internal/postgres/pgtest"
	"lapak/storage"
	"lapak/storage/drivers"
	"lapak/storage/minio/miniotest"
)

// house is a service with its real database and stores.
type house struct {
	*media.Service
	db     *sqlx.DB
	stores drivers.Stores
}

func newHouse(t *testing.T) house {
	t.Helper()
	return newHouseAt(t, "disk://"+filepath.Join(t.TempDir(), "store"))
}

func newHouseAt(t *testing.T, url string) house {
	t.Helper()
	stores, err := drivers.Open(url)
	check(t, err)
	check(t, stores.Ensure(t.Context()))
	db := pgtest.New(t)
	return house{media.New(db, stores.Public, stores.Private), db, stores}
}

func TestUploadedPictureIsServed(t *testing.T) {
	t.Parallel()
	for name, open := range map[string]func(t *testing.T) house{
		"disk":  newHouse,
		"minio": func(t *testing.T) house { return newHouseAt(t, miniotest.Start(t).URL("lapak")) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := open(t)
			source := withEXIF(jpegOf(t, photo(900, 1300)), 6)
			image := h.upload(t, source)
			if image.Width != 1300 || image.Height != 900 || len(image.Renditions) != 3 {
				t.Fatalf("uploaded as %+v", image)
			}
			for i, want := range process(t, source).Renditions {
				object, err := h.Open(t.Context(), image.Renditions[i].Key)
				check(t, err)
				body, err := io.ReadAll(object)
				check(t, err)
				check(t, object.Close())
				if !bytes.Equal(body, want.Body) || object.ContentType != "image/jpeg" {
					t.Errorf("rendition %d: %d bytes of %s", i, len(body), object.ContentType)
				}
			}
			found, err := h.FindImages(t.Context(), []uuid.UUID{image.ID, uuid.New()})
			check(t, err)
			if diff := cmp.Diff(map[uuid.UUID]media.Image{image.ID: image}, found); diff != "" {
				t.Errorf("found (-want +got):\n%s", diff)
			}
			// Nothing shows it: a day later it is gone, rows and objects.
			swept, err := h.Sweep(t.Context(), tomorrow())
			check(t, err)
			if swept.Images != 1 || h.countObjects(t) != 0 {
				t.Errorf("swept %+v, %d objects left", swept, h.countObjects(t))
			}
		})
	}
}

func TestSamePictureTwiceIsOneImage(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	source := jpegOf(t, photo(700, 500))
	var group sync.WaitGroup
	images := make([]media.Image, 6)
	for i := range images {
		group.Go(func() {
			image, err := h.Upload(t.Context(), bytes.NewReader(source))
			if err != nil {
				t.Error(err)
			}
			images[i] = image
		})
	}
	group.Wait()
	for _, image := range images {
		if diff := cmp.Diff(images[0], image); diff != "" {
			t.Errorf("another image:\n%s", diff)
		}
	}
	h.wantCounts(t, 1, 3, 3)
}

func TestRefusedUploadChangesNothing(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for name, source := range map[string][]byte{
		"empty": nil, "GIF": gifOf(t, 2), "PNG of 30,000²": pngHeader(30_000, 30_000),
		"cut": jpegOf(t, photo(700, 500))[:3000], "random": random(1000),
	} {
		if _, err := h.Upload(t.Context(), bytes.NewReader(source)); !strings.HasPrefix(apperr.CodeOf(err), "image_") {
			t.Errorf("%s: got %v", name, err)
		}
		if _, err := h.UploadDocument(t.Context(), bytes.NewReader(source)); apperr.KindOf(err) == apperr.Internal {
			t.Errorf("%s as a document: got %v", name, err)
		}
	}
	h.wantCounts(t, 0, 0, 0)
}

func TestUploadFailsClearlyWhileTheStoreIsDown(t *testing.T) {
	t.Parallel()
	server := miniotest.Start(t)
	h := newHouseAt(t, server.URL("lapak"))
	source := jpegOf(t, photo(300, 300))
	image := h.upload(t, source)
	server.Stop()

	_, err := h.Upload(t.Context(), bytes.NewReader(pngOf(t, photo(300, 300))))
	if apperr.KindOf(err) != apperr.Unavailable {
		t.Fatalf("upload: got %v", err)
	}
	if _, err = h.Open(t.Context(), image.Renditions[0].Key); apperr.KindOf(err) != apperr.Unavailable {
		t.Fatalf("open: got %v", err)
	}
	found, err := h.FindImages(t.Context(), []uuid.UUID{image.ID})
	check(t, err)
	if len(found) != 1 {
		t.Fatal("a listing needs the store")
	}
}

func TestUnknownKeyIsNotFound(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for _, key := range []string{"", "../private/x.jpg", "0123456789abcdef0123456789abcdef01234567.jpg", "a/b.jpg", "\u202egpj.a", "x.html"} {
		if _, err := h.Open(t.Context(), key); apperr.KindOf(err) != apperr.NotFound {
			t.Errorf("%q: got %v", key, err)
		}
	}
}

func TestUseOfAnUnknownImageIsNotFound(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	err := postgres.Transact(t.Context(), h.db, func(tx *sqlx.Tx) error {
		return h.UseTx(t.Context(), tx, uuid.New(), media.Subject{Kind: "product", ID: uuid.New()})
	})
	if apperr.CodeOf(err) != "image_not_found" {
		t.Fatalf("got %v", err)
	}
	if n := h.count(t, "image_uses"); n != 0 {
		t.Fatalf("%d uses", n)
	}
}

func (h house) upload(t *testing.T, source []byte) media.Image {
	t.Helper()
	image, err := h.Upload(t.Context(), bytes.NewReader(source))
	check(t, err)
	return image
}

func (h house) use(t *testing.T, image media.Image, subject media.Subject) {
	t.Helper()
	check(t, postgres.Transact(t.Context(), h.db, func(tx *sqlx.Tx) error {
		return h.UseTx(t.Context(), tx, image.ID, subject)
	}))
}

func (h house) unuse(ctx context.Context, image media.Image, subject media.Subject) error {
	return postgres.Transact(ctx, h.db, func(tx *sqlx.Tx) error {
		return h.UnuseTx(ctx, tx, image.ID, subject)
	})
}

func (h house) count(t *testing.T, table string) (n int) {
	t.Helper()
	check(t, h.db.GetContext(t.Context(), &n, "SELECT count(*) FROM "+table))
	return n
}

func (h house) countObjects(t *testing.T) (n int) {
	t.Helper()
	for _, store := range []storage.Store{h.stores.Public, h.stores.Private} {
		check(t, store.List(t.Context(), "", func(storage.Info) error { n++; return nil }))
	}
	return n
}

func (h house) wantCounts(t *testing.T, images, renditions, objects int) {
	t.Helper()
	got := []int{h.count(t, "images"), h.count(t, "image_renditions"), h.countObjects(t)}
	if diff := cmp.Diff([]int{images, renditions, objects}, got); diff != "" {
		t.Fatalf("images, renditions, objects (-want +got):\n%s", diff)
	}
}

func tomorrow() time.Time {
	return time.Now().Add(media.Grace + time.Minute)
}
