package media

import (
	"context"
	"io"
	"strings"

	"github.com/gabriel-vasile/mimetype"
	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/postgres"
	"lapak/storage"
)

// MaxDocumentBytes is the largest document.
const MaxDocumentBytes = 10 << 20

// documentWidth keeps the small print of a photographed receipt legible.
const documentWidth = 1600

// Document is a private file: the proof of a transfer, say. Its key tells nothing
// of its content, and it is served to nobody without asking who they are.
type Document struct {
	ID          uuid.UUID `db:"id"`
	Key         string    `db:"key"`
	ContentType string    `db:"content_type"`
	Bytes       int64     `db:"bytes"`
}

// UploadDocument stores a PDF as it is, and a JPEG, PNG or WebP encoded anew as a
// JPEG without metadata. Unless UseDocumentTx takes it within a day it is swept.
// The errors' codes are document_empty, document_too_large, document_unsupported,
// storage_unavailable and, for pictures, those of Process.
func (s *Service) UploadDocument(ctx context.Context, r io.Reader) (Document, error) {
	source, err := readAll(r, MaxDocumentBytes, "document")
	if err != nil {
		return Document{}, err
	}
	body, extension, err := checkDocument(ctx, source)
	if err != nil {
		return Document{}, err
	}
	id, err := uuid.NewV7()
	if err != nil {
		return Document{}, err
	}
	key := uuid.NewString() + extension // unlike the id, it tells no time
	document := Document{ID: id, Key: key, ContentType: storage.ContentType(key), Bytes: int64(len(body))}
	err = postgres.Transact(ctx, s.db, func(tx *sqlx.Tx) error {
		return insertDocumentTx(ctx, tx, document)
	})
	if err != nil {
		return Document{}, err
	}
	return document, s.private.Put(ctx, document.Key, body)
}

// checkDocument returns what is stored of the source, and the key's extension.
func checkDocument(ctx context.Context, source []byte) (body []byte, extension string, err error) {
	if mime := mimetype.Detect(source); strings.HasPrefix(mime.String(), "application/pdf") {
		return source, ".pdf", nil
	}
	if sniff(source) == "" {
		return nil, "", apperr.New(apperr.Unsupported, "document_unsupported")
	}
	picture, _, err := decode(ctx, source, documentWidth)
	if err != nil {
		return nil, "", err
	}
	encoded, err := encode(ctx, picture, documentWidth)
	return encoded.Body, ".jpg", err
}

// OpenDocument opens a document. Whether the reader may see it is for the caller
// to decide first. The error is of kind NotFound where there is none.
func (s *Service) OpenDocument(ctx context.Context, id uuid.UUID) (*storage.Object, error) {
	document, err := findDocument(ctx, s.db, id)
	if err != nil {
		return nil, err
	}
	return s.private.Open(ctx, document.Key)
}

// UseDocumentTx keeps the document from the sweep. The error is of kind NotFound
// where there is no such document.
func (s *Service) UseDocumentTx(ctx context.Context, tx *sqlx.Tx, id uuid.UUID) error {
	found, err := keepDocumentTx(ctx, tx, id)
	if err == nil && !found {
		return apperr.NewNotFound("document_not_found")
	}
	return err
}

// UnuseDocumentTx gives the document to the sweep a day from now.
func (s *Service) UnuseDocumentTx(ctx context.Context, tx *sqlx.Tx, id uuid.UUID) error {
	return releaseDocumentTx(ctx, tx, id)
}
