package region

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
)

// Digest names the content of a pack together with the areas of the country: equal digests hold equal data.
func (p Pack) Digest() (string, error) {
	areas, err := fs.ReadFile(files, "areas.csv.gz")
	if err != nil {
		return "", err
	}
	data, err := json.Marshal(p)
	if err != nil {
		return "", fmt.Errorf("encode region pack %s: %w", p.Key, err)
	}
	hash := sha256.New()
	hash.Write(areas)
	hash.Write(data)
	return hex.EncodeToString(hash.Sum(nil)), nil
}
