package web

import (
	"context"
	"net/http"
	"regexp"
	"strings"
	"time"

	"github.com/google/uuid"

	"lapak/internal/festivals"
	"lapak/internal/identity"
)

// CameFor is how long after a festival's page or printed code an order or an inquiry is credited to the festival.
const CameFor = 7 * 24 * time.Hour

// cameCookie holds a festival's slug and nothing of a person: everybody who comes by a festival has the same. It is sent where something
// is ordered or asked only, so that all other pages stay anybody's.
const cameCookie = "lapak_came"

var (
	camePaths = []string{"/checkout", "/export/products", "/invest"}
	cameSlug  = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+){0,30}$`)
)

// SetCame lets the browser remember by which festival somebody came, the last one; what cannot be a slug is left out. secure says that the
// site is reached by https.
func SetCame(w http.ResponseWriter, festival string, secure bool) {
	if len(festival) > 120 || !cameSlug.MatchString(festival) {
		return
	}
	for _, path := range camePaths {
		http.SetCookie(w, &http.Cookie{ //nolint:gosec // Secure follows how the site is reached
			Name: cameCookie, Value: festival, Path: path, MaxAge: int(CameFor.Seconds()), HttpOnly: true, Secure: secure, SameSite: http.SameSiteLaxMode,
		})
	}
}

// CameBy reads what SetCame has written: a festival's slug, or nothing.
func CameBy(r *http.Request) string {
	cookie, err := r.Cookie(cameCookie)
	if err != nil || !cameSlug.MatchString(cookie.Value) {
		return ""
	}
	return cookie.Value
}

// FindCame is the festival that an order or an inquiry is credited to: nil for no festival, or one that is not public. Whom it is credited
// to never keeps it from being placed.
func FindCame(ctx context.Context, all *festivals.Service, slug string) *uuid.UUID {
	if len(slug) > 120 || !cameSlug.MatchString(slug) {
		return nil
	}
	f, err := all.Find(ctx, identity.Actor{}, slug)
	if err != nil {
		return nil
	}
	return &f.ID
}

// areAnybodys says whether cookies are those that everybody at a page is given.
func areAnybodys(cookies []string) bool {
	for _, cookie := range cookies {
		if !strings.HasPrefix(cookie, cameCookie+"=") {
			return false
		}
	}
	return true
}
