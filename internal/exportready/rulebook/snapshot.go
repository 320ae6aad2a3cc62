package rulebook

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
)

// Version names an edition and everything in it: equal versions hold equal rules.
func Version(source Rulebook) (string, error) {
	data, err := json.Marshal(source)
	if err != nil {
		return "", fmt.Errorf("encode the rulebook: %w", err)
	}
	sum := sha256.Sum256(data)
	return source.Edition + "-" + hex.EncodeToString(sum[:6]), nil
}

// Snapshot is everything that a result rests on. With the rulebook of its version it gives the same result for ever.
type Snapshot struct {
	Version string   `json:"rule_version"`
	Day     string   `json:"as_of"`
	Shop    Subject  `json:"shop"`
	Product *Subject `json:"product,omitempty"` // nil for a shop's own
}

// Encode is the snapshot as it is stored, and its hash in hexadecimal.
func (s Snapshot) Encode() (data []byte, hash string, err error) {
	if data, err = json.Marshal(s); err != nil {
		return nil, "", fmt.Errorf("encode a snapshot of export readiness: %w", err)
	}
	sum := sha256.Sum256(data)
	return data, hex.EncodeToString(sum[:]), nil
}

// DecodeSnapshot reads a stored snapshot.
func DecodeSnapshot(data []byte) (Snapshot, error) {
	var s Snapshot
	if err := json.Unmarshal(data, &s); err != nil {
		return s, fmt.Errorf("decode a snapshot of export readiness: %w", err)
	}
	return s, nil
}

// Replay judges a snapshot again: Assessment for a shop's own, Readiness for a product's.
func (b *Book) Replay(s Snapshot) any {
	shop := b.AssessShop(s.Day, s.Shop)
	if s.Product == nil {
		return shop
	}
	return b.AssessProduct(shop, *s.Product)
}

// UnmarshalJSON reads facts in the types that rules compare: whole numbers, texts, lists of texts, truths.
func (f *Facts) UnmarshalJSON(data []byte) error {
	raw := map[string]json.RawMessage{}
	if err := json.Unmarshal(data, &raw); err != nil {
		return err
	}
	*f = make(Facts, len(raw))
	for key, value := range raw {
		fact, err := decodeFact(value)
		if err != nil {
			return fmt.Errorf("fact %q: %w", key, err)
		}
		(*f)[key] = fact
	}
	return nil
}

func decodeFact(raw json.RawMessage) (any, error) {
	if len(raw) == 0 {
		return nil, fmt.Errorf("is empty")
	}
	switch raw[0] {
	case '"':
		var s string
		err := json.Unmarshal(raw, &s)
		return s, err
	case '[':
		list := []string{}
		err := json.Unmarshal(raw, &list)
		return list, err
	case 't', 'f':
		return string(raw) == "true", nil
	}
	var n int64
	err := json.Unmarshal(raw, &n)
	return n, err
}
