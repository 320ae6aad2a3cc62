package web

import (
	"net/http"
	"strings"
	"time"

	"github.com/google/uuid"
)

const (
	cartCookie = "lapak_cart"
	cartLife   = 60 * 24 * time.Hour
)

// SetCart lets the browser remember a guest's cart: its id and the token that opens it. secure says that the site is reached by https.
func SetCart(w http.ResponseWriter, id uuid.UUID, token string, secure bool) {
	http.SetCookie(w, &http.Cookie{ //nolint:gosec // Secure follows how the site is reached
		Name: cartCookie, Value: id.String() + "." + token, Path: "/", MaxAge: int(cartLife.Seconds()),
		HttpOnly: true, Secure: secure, SameSite: http.SameSiteLaxMode,
	})
}

// ForgetCart removes the browser's cart, as when it has become an order.
func ForgetCart(w http.ResponseWriter) {
	http.SetCookie(w, &http.Cookie{Name: cartCookie, Path: "/", MaxAge: -1, HttpOnly: true, SameSite: http.SameSiteLaxMode}) //nolint:gosec // empty
}

// CartOf reads what SetCart has written; the id is zero where there is nothing.
func CartOf(r *http.Request) (id uuid.UUID, token string) {
	cookie, err := r.Cookie(cartCookie)
	if err != nil {
		return uuid.Nil, ""
	}
	return ParseCart(cookie.Value)
}

// ParseCart reads the value of the cookie.
func ParseCart(value string) (id uuid.UUID, token string) {
	first, token, _ := strings.Cut(value, ".")
	id, err := uuid.Parse(first)
	if err != nil {
		return uuid.Nil, ""
	}
	return id, token
}
