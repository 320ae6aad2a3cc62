package media_test

import (
	"bytes"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/media"
	"lapak/internal/postgres"
)

func TestSweepTakesOnlyWhatWasUnusedForADay(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	product := media.Subject{Kind: "product", ID: uuid.New()}
	shop := media.Subject{Kind: "shop", ID: uuid.New()}
	image := h.upload(t, jpegOf(t, photo(300, 300)))

	h.wantSwept(t, time.Now(), media.Swept{})
	h.use(t, image, product)
	h.use(t, image, product)
	h.use(t, image, shop)
	h.wantSwept(t, tomorrow(), media.Swept{})
	check(t, h.unuse(t.Context(), image, product))
	check(t, h.unuse(t.Context(), image, product))
	h.wantSwept(t, tomorrow(), media.Swept{})
	h.wantCounts(t, 1, 2, 2)

	check(t, h.unuse(t.Context(), image, shop))
	h.wantSwept(t, time.Now(), media.Swept{})
	h.wantSwept(t, tomorrow(), media.Swept{Images: 1})
	h.wantCounts(t, 0, 0, 0)
	h.wantSwept(t, tomorrow(), media.Swept{})
}

func TestUseFromAnotherSubjectIsNotEnded(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	image := h.upload(t, jpegOf(t, photo(300, 300)))
	subject := media.Subject{Kind: "product", ID: uuid.New()}
	h.use(t, image, subject)
	check(t, h.unuse(t.Context(), image, media.Subject{Kind: "shop", ID: subject.ID}))
	h.wantSwept(t, tomorrow(), media.Swept{})
	h.wantCounts(t, 1, 2, 2)
}

func TestLastUsesThatEndAtOnceLeaveTheImageToTheSweep(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	image := h.upload(t, jpegOf(t, photo(300, 300)))
	subjects := make([]media.Subject, 8)
	for i := range subjects {
		subjects[i] = media.Subject{Kind: "product", ID: uuid.New()}
		h.use(t, image, subjects[i])
	}
	var group sync.WaitGroup
	for _, subject := range subjects {
		group.Go(func() {
			if err := h.unuse(t.Context(), image, subject); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	h.wantSwept(t, tomorrow(), media.Swept{Images: 1})
}

func TestSharedObjectOutlivesOneOfItsImages(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	plain := jpegOf(t, photo(300, 300))
	kept, gone := h.upload(t, plain), h.upload(t, withEXIF(plain, 1))
	h.use(t, kept, media.Subject{Kind: "product", ID: uuid.New()})
	if kept.ID == gone.ID || kept.Renditions[0] != gone.Renditions[0] {
		t.Fatal("the two images do not share their objects")
	}
	h.wantSwept(t, tomorrow(), media.Swept{Images: 1})
	h.wantCounts(t, 1, 2, 2)
}

func TestOldObjectsWithoutARowAreSwept(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	image := h.upload(t, jpegOf(t, photo(300, 300)))
	h.use(t, image, media.Subject{Kind: "product", ID: uuid.New()})
	check(t, h.stores.Public.Put(t.Context(), "orphan.jpg", []byte("x")))
	check(t, h.stores.Private.Put(t.Context(), "orphan.pdf", []byte("x")))

	h.wantSwept(t, time.Now(), media.Swept{})
	h.wantSwept(t, tomorrow(), media.Swept{Orphans: 2})
	h.wantCounts(t, 1, 2, 2)
}

func TestPictureUploadedAgainIsWholeAgain(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	source := jpegOf(t, photo(300, 300))
	image := h.upload(t, source)
	check(t, h.stores.Public.Delete(t.Context(), image.Renditions[0].Key)) // as a failed upload leaves it
	again := h.upload(t, source)
	if again.ID != image.ID {
		t.Error("it is another image")
	}
	h.wantCounts(t, 1, 2, 2)
}

// Uploads and sweeps of the same pictures run against each other. Whatever is in
// use at the end must have all of its objects.
func TestSweepAndUploadOfOnePictureMayMeet(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	source := jpegOf(t, photo(300, 300))
	for range 15 {
		h.upload(t, source)
		var group sync.WaitGroup
		subject := media.Subject{Kind: "product", ID: uuid.New()}
		var used media.Image
		group.Go(func() {
			if _, err := h.Sweep(t.Context(), tomorrow()); err != nil {
				t.Errorf("sweep: %v", err)
			}
		})
		group.Go(func() { used = h.uploadAndUse(t, source, subject) })
		group.Wait()
		if used.ID == uuid.Nil {
			continue // swept between uploading and using, which the caller is told
		}
		for _, rendition := range used.Renditions {
			object, err := h.Open(t.Context(), rendition.Key)
			check(t, err)
			check(t, object.Close())
		}
		check(t, h.unuse(t.Context(), used, subject))
	}
}

// uploadAndUse answers no image where the sweep, which believes that a day has
// passed, came in between.
func (h house) uploadAndUse(t *testing.T, source []byte, subject media.Subject) media.Image {
	image, err := h.Upload(t.Context(), bytes.NewReader(source))
	if err != nil {
		t.Errorf("upload: %v", err)
		return media.Image{}
	}
	err = postgres.Transact(t.Context(), h.db, func(tx *sqlx.Tx) error {
		return h.UseTx(t.Context(), tx, image.ID, subject)
	})
	switch {
	case apperr.KindOf(err) == apperr.NotFound:
		return media.Image{}
	case err != nil:
		t.Errorf("use: %v", err)
	}
	return image
}

func (h house) wantSwept(t *testing.T, asOf time.Time, want media.Swept) {
	t.Helper()
	got, err := h.Sweep(t.Context(), asOf)
	check(t, err)
	if got != want {
		t.Fatalf("swept %+v, want %+v", got, want)
	}
}
