package media

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"lapak/internal/apperr"
	"lapak/internal/postgres"
)

// keysLock is the advisory lock that uploads share while they choose keys, and
// that the sweep holds alone while it retires some.
const keysLock = 0x6d65646961 // "media"

// saveImageTx writes the image and its renditions, and returns it with the keys
// under which they are to be stored. An image that is there already keeps its id,
// and its day of grace begins anew.
func saveImageTx(ctx context.Context, tx *sqlx.Tx, p Processed) (Image, error) {
	const save = `
		INSERT INTO images (id, source_sha256, width, height)
		VALUES ($1, $2, $3, $4)
		ON CONFLICT (source_sha256) DO UPDATE
		SET unused_since = CASE WHEN images.unused_since IS NOT NULL THEN now() END
		RETURNING id`
	const clear = `DELETE FROM image_renditions WHERE image_id = $1`
	const insert = `
		INSERT INTO image_renditions (image_id, key, width, height, bytes)
		SELECT $1, key, width, height, bytes
		FROM unnest($2::text[], $3::int[], $4::int[], $5::bigint[]) AS rendition (key, width, height, bytes)`
	id, err := uuid.NewV7()
	if err != nil {
		return Image{}, err
	}
	if err := lockKeysTx(ctx, tx, false); err != nil {
		return Image{}, err
	}
	if err := tx.GetContext(ctx, &id, save, id, p.SourceSHA256[:], p.Width, p.Height); err != nil {
		return Image{}, err
	}
	if _, err := tx.ExecContext(ctx, clear, id); err != nil {
		return Image{}, err
	}
	renditions, err := keysTx(ctx, tx, p.Renditions)
	if err != nil {
		return Image{}, err
	}
	keys, widths, heights, sizes := columns(renditions, p.Renditions)
	_, err = tx.ExecContext(ctx, insert, id, pq.Array(keys), pq.Array(widths), pq.Array(heights), pq.Array(sizes))
	return Image{ID: id, Width: p.Width, Height: p.Height, Renditions: renditions}, err
}

// keysTx gives each rendition a key that was not retired.
func keysTx(ctx context.Context, tx *sqlx.Tx, encoded []Encoded) ([]Rendition, error) {
	contents := make([]string, len(encoded))
	for i, e := range encoded {
		contents[i] = parseObjectKey(e.Key).content
	}
	generations, err := generationsTx(ctx, tx, contents)
	if err != nil {
		return nil, err
	}
	renditions := make([]Rendition, len(encoded))
	for i, e := range encoded {
		key := objectKey{contents[i], generations[contents[i]]}
		renditions[i] = Rendition{Key: key.String(), Width: e.Width, Height: e.Height}
	}
	return renditions, nil
}

func columns(renditions []Rendition, encoded []Encoded) (keys []string, widths, heights, sizes []int64) {
	for i, r := range renditions {
		keys = append(keys, r.Key)
		widths, heights = append(widths, int64(r.Width)), append(heights, int64(r.Height))
		sizes = append(sizes, int64(len(encoded[i].Body)))
	}
	return keys, widths, heights, sizes
}

func listImages(ctx context.Context, db *sqlx.DB, ids []uuid.UUID) (map[uuid.UUID]Image, error) {
	const query = `
		SELECT i.id, i.width, i.height, r.key, r.width AS rendition_width, r.height AS rendition_height
		FROM images i JOIN image_renditions r ON r.image_id = i.id
		WHERE i.id = ANY ($1)
		ORDER BY i.id, r.width`
	var rows []struct {
		ID              uuid.UUID `db:"id"`
		Width           int       `db:"width"`
		Height          int       `db:"height"`
		Key             string    `db:"key"`
		RenditionWidth  int       `db:"rendition_width"`
		RenditionHeight int       `db:"rendition_height"`
	}
	if err := db.SelectContext(ctx, &rows, query, pq.Array(ids)); err != nil {
		return nil, postgres.Translate(err)
	}
	images := make(map[uuid.UUID]Image, len(ids))
	for _, row := range rows {
		image := images[row.ID]
		image.ID, image.Width, image.Height = row.ID, row.Width, row.Height
		image.Renditions = append(image.Renditions, Rendition{row.Key, row.RenditionWidth, row.RenditionHeight})
		images[row.ID] = image
	}
	return images, nil
}

// keepImageTx takes the image from the sweep and reports whether it was there. It
// comes before the use's row, so that a sweep at work is waited for.
func keepImageTx(ctx context.Context, tx *sqlx.Tx, id uuid.UUID) (bool, error) {
	const query = `UPDATE images SET unused_since = NULL WHERE id = $1`
	result, err := tx.ExecContext(ctx, query, id)
	if err != nil {
		return false, err
	}
	count, err := result.RowsAffected()
	return count == 1, err
}

func insertUseTx(ctx context.Context, tx *sqlx.Tx, id uuid.UUID, subject Subject) error {
	const query = `
		INSERT INTO image_uses (image_id, subject_kind, subject_id) VALUES ($1, $2, $3)
		ON CONFLICT DO NOTHING`
	_, err := tx.ExecContext(ctx, query, id, subject.Kind, subject.ID)
	return err
}

// lockImageTx lets the last of two uses that end at once see that it is the last.
func lockImageTx(ctx context.Context, tx *sqlx.Tx, id uuid.UUID) error {
	const query = `SELECT id FROM images WHERE id = $1 FOR NO KEY UPDATE`
	_, err := tx.ExecContext(ctx, query, id)
	return err
}

func deleteUseTx(ctx context.Context, tx *sqlx.Tx, id uuid.UUID, subject Subject) error {
	const query = `DELETE FROM image_uses WHERE image_id = $1 AND subject_kind = $2 AND subject_id = $3`
	_, err := tx.ExecContext(ctx, query, id, subject.Kind, subject.ID)
	return err
}

// releaseImageTx begins the day of grace of an image without uses.
func releaseImageTx(ctx context.Context, tx *sqlx.Tx, id uuid.UUID) error {
	const query = `
		UPDATE images SET unused_since = now()
		WHERE id = $1 AND unused_since IS NULL
		  AND NOT EXISTS (SELECT 1 FROM image_uses WHERE image_id = $1)`
	_, err := tx.ExecContext(ctx, query, id)
	return err
}

// deleteUnusedTx deletes up to limit images that were unused before cutoff, with
// their renditions, and returns the keys of those. The rows are locked by a
// statement of their own: the second then sees a use that came in between.
func deleteUnusedTx(ctx context.Context, tx *sqlx.Tx, cutoff time.Time, limit int) (images int, keys []string, err error) {
	const lock = `
		SELECT id FROM images WHERE unused_since < $1
		ORDER BY unused_since LIMIT $2 FOR UPDATE SKIP LOCKED`
	const renditions = `SELECT DISTINCT key FROM image_renditions WHERE image_id = ANY ($1) ORDER BY key`
	const remove = `
		DELETE FROM images WHERE id = ANY ($1)
		  AND NOT EXISTS (SELECT 1 FROM image_uses WHERE image_id = images.id)`
	var ids []uuid.UUID
	if err := tx.SelectContext(ctx, &ids, lock, cutoff, limit); err != nil || len(ids) == 0 {
		return 0, nil, err
	}
	if err := tx.SelectContext(ctx, &keys, renditions, pq.Array(ids)); err != nil {
		return 0, nil, err
	}
	result, err := tx.ExecContext(ctx, remove, pq.Array(ids))
	if err != nil {
		return 0, nil, err
	}
	count, err := result.RowsAffected()
	return int(count), keys, err
}

// listUnnamed returns which of the keys no rendition has.
func listUnnamed(ctx context.Context, db *sqlx.DB, keys []string) (unnamed []string, err error) {
	const query = `
		SELECT key FROM unnest($1::text[]) AS object (key)
		WHERE NOT EXISTS (SELECT 1 FROM image_renditions r WHERE r.key = object.key)
		ORDER BY key`
	err = db.SelectContext(ctx, &unnamed, query, pq.Array(keys))
	return unnamed, postgres.Translate(err)
}

func insertDocumentTx(ctx context.Context, tx *sqlx.Tx, d Document) error {
	const query = `INSERT INTO documents (id, key, content_type, bytes) VALUES ($1, $2, $3, $4)`
	_, err := tx.ExecContext(ctx, query, d.ID, d.Key, d.ContentType, d.Bytes)
	return err
}

func findDocument(ctx context.Context, db *sqlx.DB, id uuid.UUID) (Document, error) {
	const query = `SELECT id, key, content_type, bytes FROM documents WHERE id = $1`
	var d Document
	err := db.GetContext(ctx, &d, query, id)
	if postgres.IsNoRows(err) {
		return d, apperr.NewNotFound("document_not_found")
	}
	return d, postgres.Translate(err)
}

func keepDocumentTx(ctx context.Context, tx *sqlx.Tx, id uuid.UUID) (bool, error) {
	const query = `UPDATE documents SET unused_since = NULL WHERE id = $1`
	result, err := tx.ExecContext(ctx, query, id)
	if err != nil {
		return false, err
	}
	count, err := result.RowsAffected()
	return count == 1, err
}

func releaseDocumentTx(ctx context.Context, tx *sqlx.Tx, id uuid.UUID) error {
	const query = `UPDATE documents SET unused_since = now() WHERE id = $1 AND unused_since IS NULL`
	_, err := tx.ExecContext(ctx, query, id)
	return err
}

func deleteUnusedDocumentsTx(ctx context.Context, tx *sqlx.Tx, cutoff time.Time, limit int) (keys []string, err error) {
	const query = `
		DELETE FROM documents WHERE id IN (
			SELECT id FROM documents WHERE unused_since < $1
			ORDER BY unused_since LIMIT $2 FOR UPDATE SKIP LOCKED)
		RETURNING key`
	err = tx.SelectContext(ctx, &keys, query, cutoff, limit)
	return keys, err
}

// listUnnamedDocuments returns which of the keys no document has.
func listUnnamedDocuments(ctx context.Context, db *sqlx.DB, keys []string) (unnamed []string, err error) {
	const query = `
		SELECT key FROM unnest($1::text[]) AS object (key)
		WHERE NOT EXISTS (SELECT 1 FROM documents d WHERE d.key = object.key)
		ORDER BY key`
	err = db.SelectContext(ctx, &unnamed, query, pq.Array(keys))
	return unnamed, postgres.Translate(err)
}
