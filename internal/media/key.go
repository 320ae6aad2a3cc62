package media

import (
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"strconv"
)

// objectKey is the key of a rendition: what it shows, and which time this content is kept. It is flat, since it stands in the URL
// /media/{key}. A key that was retired is never used again; the content that comes back has the next generation.
type objectKey struct {
	content    string
	generation int
}

// contentOf names a rendition by its bytes. 160 bits are enough: nobody chooses the bytes, this package encodes them.
func contentOf(body []byte) string {
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:20])
}

func (k objectKey) String() string {
	if k.generation == 0 {
		return k.content + ".jpg"
	}
	return k.content + "-" + strconv.Itoa(k.generation) + ".jpg"
}

var objectKeyForm = regexp.MustCompile(`^([0-9a-f]{40})(?:-([1-9][0-9]{0,8}))?\.jpg$`)

// parseObjectKey reads a key; what is none of ours is a content of its own.
func parseObjectKey(key string) objectKey {
	parts := objectKeyForm.FindStringSubmatch(key)
	if parts == nil {
		return objectKey{content: key}
	}
	generation, _ := strconv.Atoi("0" + parts[2])
	return objectKey{parts[1], generation}
}
