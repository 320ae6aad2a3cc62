package media_test

import (
	"bytes"
	"io"
	"testing"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/media"
	"lapak/internal/postgres"
)

func TestDocumentIsKeptPrivate(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	pdf := []byte("%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n")
	for name, c := range map[string]struct {
		source      []byte
		contentType string
		same        bool
	}{
		"PDF":  {pdf, "application/pdf", true},
		"JPEG": {withEXIF(jpegOf(t, photo(700, 500)), 1), "image/jpeg", false},
		"PNG":  {pngOf(t, photo(700, 500)), "image/jpeg", false},
		"WebP": {webpOf(300, 220), "image/jpeg", false},
	} {
		document, err := h.UploadDocument(t.Context(), bytes.NewReader(c.source))
		check(t, err)
		if _, err := h.Open(t.Context(), document.Key); apperr.KindOf(err) != apperr.NotFound {
			t.Errorf("%s: it is served to anybody: %v", name, err)
		}
		object, err := h.OpenDocument(t.Context(), document.ID)
		check(t, err)
		body, err := io.ReadAll(object)
		check(t, err)
		check(t, object.Close())
		if object.ContentType != c.contentType || document.ContentType != c.contentType || int64(len(body)) != document.Bytes {
			t.Errorf("%s: %s of %d bytes, %+v", name, object.ContentType, len(body), document)
		}
		if bytes.Equal(body, c.source) != c.same || bytes.Contains(body, []byte(gpsTrace)) {
			t.Errorf("%s: stored %d of %d bytes", name, len(body), len(c.source))
		}
	}
}

func TestSameDocumentTwiceIsTwoDocuments(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	pdf := []byte("%PDF-1.7\n%%EOF\n")
	mine, err := h.UploadDocument(t.Context(), bytes.NewReader(pdf))
	check(t, err)
	theirs, err := h.UploadDocument(t.Context(), bytes.NewReader(pdf))
	check(t, err)
	if mine.ID == theirs.ID || mine.Key == theirs.Key {
		t.Fatal("two people share a document")
	}
}

func TestRefusedDocuments(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for code, source := range map[string][]byte{
		"document_empty":        nil,
		"document_too_large":    append([]byte("%PDF-1.7\n"), make([]byte, media.MaxDocumentBytes)...),
		"document_unsupported":  []byte("<!DOCTYPE html><script>alert(1)</script>"),
		"image_too_many_pixels": pngHeader(30_000, 30_000),
	} {
		if _, err := h.UploadDocument(t.Context(), bytes.NewReader(source)); apperr.CodeOf(err) != code {
			t.Errorf("got %v, want %s", err, code)
		}
	}
	if n := h.count(t, "documents") + h.countObjects(t); n != 0 {
		t.Errorf("%d rows and objects", n)
	}
	if _, err := h.OpenDocument(t.Context(), uuid.New()); apperr.CodeOf(err) != "document_not_found" {
		t.Errorf("an unknown document: %v", err)
	}
}

func TestSweepTakesUnusedDocuments(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	document, err := h.UploadDocument(t.Context(), bytes.NewReader([]byte("%PDF-1.7\n%%EOF\n")))
	check(t, err)
	change := func(f func(tx *sqlx.Tx) error) error { return postgres.Transact(t.Context(), h.db, f) }

	check(t, change(func(tx *sqlx.Tx) error { return h.UseDocumentTx(t.Context(), tx, document.ID) }))
	h.wantSwept(t, tomorrow(), media.Swept{})
	check(t, change(func(tx *sqlx.Tx) error { return h.UnuseDocumentTx(t.Context(), tx, document.ID) }))
	h.wantSwept(t, tomorrow(), media.Swept{Documents: 1})
	if n := h.count(t, "documents") + h.countObjects(t); n != 0 {
		t.Errorf("%d rows and objects left", n)
	}
	err = change(func(tx *sqlx.Tx) error { return h.UseDocumentTx(t.Context(), tx, document.ID) })
	if apperr.CodeOf(err) != "document_not_found" {
		t.Errorf("use of a swept document: %v", err)
	}
}
