package api

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"lapak/internal/web"
)

// cached is an answer that is written as it was marshalled, with a tag by which a caller asks whether it is still the same.
type cached struct {
	Status       int    `hidden:"true"`
	ContentType  string `header:"Content-Type" hidden:"true"`
	Length       string `header:"Content-Length" hidden:"true"`
	ETag         string `header:"ETag"`
	CacheControl string `header:"Cache-Control"`
	Vary         string `header:"Vary"`
	Body         []byte
}

// Unchanged is the tag of the answer that a caller has.
type Unchanged struct {
	IfNoneMatch string `header:"If-None-Match" doc:"ETag of the answer at hand; 304 says that it is still the same."`
}

// sharedFor is how long any cache may give an answer to strangers; our own keeps it for web.SharedFor.
const sharedFor = "public, max-age=10"

// cache marshals a body that strangers may share. What somebody signed in reads stays with them.
func cache(ctx context.Context, have Unchanged, body any) (*cached, error) {
	raw, err := json.Marshal(body)
	if err != nil {
		return nil, fmt.Errorf("marshal an answer: %w", err)
	}
	sum := sha256.Sum256(raw)
	out := &cached{
		Status: http.StatusOK, ContentType: "application/json", CacheControl: sharedFor, Vary: "Accept-Language, Authorization, Cookie",
		ETag: `"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`, Body: raw,
		Length: strconv.Itoa(len(raw)),
	}
	if !web.Actor(ctx).IsAnonymous() {
		out.CacheControl = "private, no-cache"
	}
	if strings.Contains(have.IfNoneMatch, out.ETag) {
		out.Status, out.Body, out.Length = http.StatusNotModified, nil, ""
	}
	return out, nil
}
