package media_test

import (
	"bytes"
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/media"
	"lapak/internal/postgres"
	"lapak/storage"
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
	first := media.Subject{Kind: "product", ID: uuid.New()}
	last := media.Subject{Kind: "product", ID: uuid.New()}
	h.use(t, image, first)
	h.use(t, image, last)
	done := make(chan struct{})
	check(t, postgres.Transact(t.Context(), h.db, func(tx *sqlx.Tx) error {
		err := h.UnuseTx(t.Context(), tx, image.ID, first)
		go func() {
			defer close(done)
			if err := h.unuse(t.Context(), image, last); err != nil {
				t.Error(err)
			}
		}()
		h.awaitBlockedOr(t, done)
		return err
	}))
	<-done
	h.wantSwept(t, tomorrow(), media.Swept{Images: 1})
}

// The same picture is uploaded between the sweep's look at the rows and its
// deletion of the object.
func TestUploadDuringADeletionKeepsItsObjects(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	source := jpegOf(t, photo(300, 300))
	h.upload(t, source)
	check(t, postgres.Transact(t.Context(), h.db, func(tx *sqlx.Tx) error {
		_, err := tx.ExecContext(t.Context(), `UPDATE images SET unused_since = now() - interval '2 days'`)
		return err
	}))
	var again media.Image
	done := make(chan struct{})
	var once sync.Once
	sweeper := media.New(h.db, hookedStore{h.stores.Public, func() {
		once.Do(func() {
			go func() {
				defer close(done)
				image, err := h.Upload(t.Context(), bytes.NewReader(source))
				if err != nil {
					t.Error(err)
				}
				again = image
			}()
			h.awaitBlockedOr(t, done)
		})
	}}, h.stores.Private)
	swept, err := sweeper.Sweep(t.Context(), time.Now())
	check(t, err)
	if swept.Images != 1 {
		t.Fatalf("swept %+v", swept)
	}
	<-done
	for _, rendition := range again.Renditions {
		object, err := h.Open(t.Context(), rendition.Key)
		check(t, err)
		check(t, object.Close())
	}
	if len(again.Renditions) == 0 {
		t.Fatal("nothing was uploaded")
	}
}

// hookedStore calls a function before each deletion.
type hookedStore struct {
	storage.Store
	before func()
}

func (s hookedStore) Delete(ctx context.Context, key string) error {
	s.before()
	return s.Store.Delete(ctx, key)
}

// awaitBlockedOr waits until another session waits for a lock, or done is closed.
func (h house) awaitBlockedOr(t *testing.T, done <-chan struct{}) {
	const query = `
		SELECT EXISTS (SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock')`
	for blocked := false; !blocked; {
		select {
		case <-done:
			return
		case <-time.After(5 * time.Millisecond):
		}
		if err := h.db.GetContext(t.Context(), &blocked, query); err != nil {
			t.Error(err)
			return
		}
	}
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
	for range 5 {
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

// The sweep dies before, or after, the store has deleted an object. The same picture that is uploaded meanwhile keeps its objects, and the
// next sweep finishes what was begun, however late the deletion comes.
func TestFaultASweepThatDiesLosesNoPicture(t *testing.T) {
	t.Parallel()
	died := errors.New("the sweep died")
	for name, deletes := range map[string]bool{"before the object is deleted": false, "after the object is deleted": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t)
			source := jpegOf(t, photo(300, 300))
			first := h.upload(t, source)
			store := dyingStore{h.stores.Public, deletes, died}
			if _, err := media.New(h.db, store, h.stores.Private).Sweep(t.Context(), tomorrow()); !errors.Is(err, died) {
				t.Fatal(err)
			}
			again := h.upload(t, source)
			subject := media.Subject{Kind: "product", ID: uuid.New()}
			h.use(t, again, subject)
			for i := range again.Renditions {
				if again.Renditions[i].Key == first.Renditions[i].Key {
					t.Errorf("the retired key %s is used again", again.Renditions[i].Key)
				}
			}
			h.wantSwept(t, time.Now(), media.Swept{})
			for _, old := range first.Renditions { // a deletion that was on its way all the time
				check(t, h.stores.Public.Delete(t.Context(), old.Key))
			}
			h.wantCounts(t, 1, len(again.Renditions), len(again.Renditions))
			for _, rendition := range again.Renditions {
				object, err := h.Open(t.Context(), rendition.Key)
				check(t, err)
				check(t, object.Close())
			}
		})
	}
}

// dyingStore fails every deletion, before or after it has happened.
type dyingStore struct {
	storage.Store
	deletes bool
	failure error
}

func (s dyingStore) Delete(ctx context.Context, key string) error {
	if s.deletes {
		if err := s.Store.Delete(ctx, key); err != nil {
			return err
		}
	}
	return s.failure
}
