package api_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"lapak/internal/web/webtest"
)

func TestSigningInByPassword(t *testing.T) {
	t.Parallel()
	w := webtest.New(t)
	signIn := func(body any) webtest.Answer {
		return w.Do(webtest.Call{Method: "POST", Path: "/api/v1/sessions", Body: body})
	}
	answer := signIn(map[string]any{"email": "buyer@lapak.test", "password": webtest.Password})
	cookie := answer.Header.Get("Set-Cookie")
	if answer.Status != http.StatusCreated || strings.Contains(answer.Body, `"token"`) {
		t.Fatalf("%d %s", answer.Status, answer.Body)
	}
	for _, part := range []string{"lapak_session=", "HttpOnly", "SameSite=Lax", "Path=/"} {
		if !strings.Contains(cookie, part) {
			t.Errorf("the cookie lacks %s: %s", part, cookie)
		}
	}
	browser := map[string]string{"Cookie": strings.Split(cookie, ";")[0]}
	me := w.JSON(webtest.Call{Method: "GET", Path: "/api/v1/me", Header: browser}, http.StatusOK, nil)
	if !strings.Contains(me.Body, `"email":"buyer@lapak.test"`) || !strings.Contains(me.Body, `"roles":["buyer"]`) || !strings.Contains(me.Body, `"shops":[]`) {
		t.Error(me.Body)
	}
	again := w.Do(webtest.Call{
		Method: "POST", Path: "/api/v1/sessions", Header: browser, Body: map[string]any{"email": "buyer@lapak.test", "password": webtest.Password},
	})
	if renewed := strings.Split(again.Header.Get("Set-Cookie"), ";")[0]; renewed == browser["Cookie"] || renewed == "" {
		t.Error("signing in kept the session's token")
	}
	if answer := w.Do(webtest.Call{Method: "GET", Path: "/api/v1/me", Header: browser}); answer.Status != http.StatusUnauthorized {
		t.Errorf("the old token still signs in: %d", answer.Status)
	}
	browser["Cookie"] = strings.Split(again.Header.Get("Set-Cookie"), ";")[0]
	w.JSON(webtest.Call{Method: "DELETE", Path: "/api/v1/sessions/current", Header: browser}, http.StatusNoContent, nil)
	w.JSON(webtest.Call{Method: "GET", Path: "/api/v1/me", Header: browser}, http.StatusUnauthorized, nil)

	unknown := signIn(map[string]any{"email": "nobody@lapak.test", "password": webtest.Password})
	wrong := signIn(map[string]any{"email": "buyer@lapak.test", "password": "salah-sekali"})
	id := regexp.MustCompile(`"request_id":"\w+"`)
	if wrong.Status != http.StatusUnauthorized || id.ReplaceAllString(wrong.Body, "") != id.ReplaceAllString(unknown.Body, "") {
		t.Errorf("an unknown address is told from a wrong password: %s %s", wrong.Body, unknown.Body)
	}
}

func TestAProgramSignsInForABearerToken(t *testing.T) {
	t.Parallel()
	w := webtest.New(t)
	var signed struct{ Token string }
	w.JSON(webtest.Call{Method: "POST", Path: "/api/v1/sessions", Body: map[string]any{
		"email": "buyer@lapak.test", "password": webtest.Password, "token": true,
	}}, http.StatusCreated, &signed)
	program := webtest.Person{Name: "program", Token: signed.Token}
	w.JSON(webtest.Call{Who: program, Method: "GET", Path: "/api/v1/me"}, http.StatusOK, nil)

	var made struct{ ID, Token string }
	w.JSON(webtest.Call{Who: program, Method: "POST", Path: "/api/v1/tokens", Body: `{"name": "stok"}`}, http.StatusCreated, &made)
	list := w.JSON(webtest.Call{Who: program, Method: "GET", Path: "/api/v1/tokens"}, http.StatusOK, nil)
	if !strings.Contains(list.Body, made.ID) || strings.Contains(list.Body, made.Token) {
		t.Errorf("the list: %s", list.Body)
	}
	w.JSON(webtest.Call{Who: w.OtherBuyer, Method: "DELETE", Path: "/api/v1/tokens/" + made.ID}, http.StatusNotFound, nil)
	second := webtest.Person{Name: "second", Token: made.Token}
	w.JSON(webtest.Call{Who: second, Method: "GET", Path: "/api/v1/me"}, http.StatusOK, nil)
	w.JSON(webtest.Call{Who: program, Method: "DELETE", Path: "/api/v1/tokens/" + made.ID}, http.StatusNoContent, nil)
	if answer := w.Do(webtest.Call{Who: second, Method: "GET", Path: "/api/v1/products"}); answer.Code() != "invalid_token" {
		t.Errorf("a revoked token: %d %s", answer.Status, answer.Body)
	}
	w.JSON(webtest.Call{Who: program, Method: "DELETE", Path: "/api/v1/sessions/current"}, http.StatusNoContent, nil)
	for _, method := range []string{"GET", "DELETE"} {
		path := map[string]string{"GET": "/api/v1/me", "DELETE": "/api/v1/sessions/current"}[method]
		if answer := w.Do(webtest.Call{Who: program, Method: method, Path: path}); answer.Code() != "invalid_token" {
			t.Errorf("a program that signed out: %d %s", answer.Status, answer.Body)
		}
	}
	w.JSON(webtest.Call{Who: w.Buyer, Method: "GET", Path: "/api/v1/me"}, http.StatusOK, nil) // the other tokens stay
}

func TestRegisteringAndSigningInByPhone(t *testing.T) {
	t.Parallel()
	w := webtest.New(t)
	account := map[string]any{"email": "new@lapak.test", "password": webtest.Password, "name": "Baru", "language": "en"}
	made := w.JSON(webtest.Call{Method: "POST", Path: "/api/v1/accounts", Body: account}, http.StatusCreated, nil)
	if strings.Contains(made.Body, webtest.Password) || !strings.Contains(made.Body, `"language":"en"`) {
		t.Error(made.Body)
	}
	if answer := w.Do(webtest.Call{Method: "POST", Path: "/api/v1/accounts", Body: account}); answer.Status != http.StatusConflict || answer.Code() != "email_taken" {
		t.Errorf("twice: %d %s", answer.Status, answer.Body)
	}
	w.JSON(webtest.Call{Method: "POST", Path: "/api/v1/sessions/codes", Body: `{"phone": "0812-3456-7890"}`}, http.StatusAccepted, nil)
	var message string
	if err := w.DB.GetContext(t.Context(), &message, `SELECT body FROM messages WHERE recipient = '+6281234567890'`); err != nil {
		t.Fatal(err)
	}
	code := regexp.MustCompile(`\b\d{6}\b`).FindString(message)
	wrong := w.Do(webtest.Call{Method: "POST", Path: "/api/v1/sessions", Body: map[string]string{"phone": "081234567890", "code": "x" + code[1:]}})
	if wrong.Status != http.StatusUnauthorized || wrong.Code() != "wrong_code" {
		t.Errorf("a wrong code: %d %s", wrong.Status, wrong.Body)
	}
	body := map[string]string{"phone": "0812 3456 7890", "code": code}
	in := w.JSON(webtest.Call{Method: "POST", Path: "/api/v1/sessions", Body: body}, http.StatusCreated, nil)
	if !strings.Contains(in.Body, `"phone":"+6281234567890"`) || !strings.Contains(in.Body, `"email":null`) {
		t.Error(in.Body)
	}
	if answer := w.Do(webtest.Call{Method: "POST", Path: "/api/v1/sessions", Body: body}); answer.Code() != "wrong_code" {
		t.Errorf("the code twice: %d %s", answer.Status, answer.Body)
	}
}

func TestAGuestsCartJoinsTheAccounts(t *testing.T) {
	t.Parallel()
	w := webtest.New(t)
	guest := w.Fill(w.Stranger, w.Coffee)
	w.JSON(webtest.Call{
		Method: "POST", Path: "/api/v1/sessions", Header: map[string]string{"X-Cart-Token": guest.Token},
		Body: map[string]string{"email": "buyer@lapak.test", "password": webtest.Password, "cart_id": guest.ID},
	}, http.StatusCreated, nil)
	own := w.Fill(w.Buyer)
	found := w.JSON(webtest.Call{Who: w.Buyer, Method: "GET", Path: "/api/v1/carts/" + own.ID}, http.StatusOK, nil)
	if !strings.Contains(found.Body, w.Coffee.Products[0].Slug) {
		t.Errorf("the account's cart: %s", found.Body)
	}
}

func TestABrowserReachesItsCartByCookie(t *testing.T) {
	t.Parallel()
	w := webtest.New(t)
	var basket webtest.Cart
	made := w.JSON(webtest.Call{Method: "POST", Path: "/api/v1/carts"}, http.StatusCreated, &basket)
	cookie := made.Header.Get("Set-Cookie")
	if !strings.Contains(cookie, "HttpOnly") || !strings.Contains(cookie, "SameSite=Lax") {
		t.Error(cookie)
	}
	browser := map[string]string{"Cookie": strings.Split(cookie, ";")[0]}
	w.JSON(webtest.Call{Method: "GET", Path: "/api/v1/carts/" + basket.ID, Header: browser}, http.StatusOK, nil)
	other := w.Fill(w.Stranger)
	w.JSON(webtest.Call{Method: "GET", Path: "/api/v1/carts/" + other.ID, Header: browser}, http.StatusNotFound, nil)
}
