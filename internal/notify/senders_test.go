package notify_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"lapak/internal/notify"
)

var letter = notify.Letter{
	ID: uuid.MustParse("0190f5a0-0000-7000-8000-000000000001"), Recipient: "+6281234567890", Language: "id",
	Subject: "Kode masuk", Body: "123456 adalah\n\nkode masuk",
}

// gateways makes each HTTP sender against one server.
var gateways = map[string]func(t *testing.T, url string) notify.Sender{
	"whatsapp": func(t *testing.T, url string) notify.Sender {
		sender, err := notify.NewWhatsApp(notify.WhatsAppConfig{Token: "key", PhoneNumberID: "555", BaseURL: url})
		if err != nil {
			t.Fatal(err)
		}
		return sender
	},
	"sms": func(t *testing.T, url string) notify.Sender {
		sender, err := notify.NewSMS(notify.SMSConfig{URL: url + "/send", Token: "key"})
		if err != nil {
			t.Fatal(err)
		}
		return sender
	},
}

func answer(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

func TestAGatewayThatMisbehaves(t *testing.T) {
	t.Parallel()
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		t.Error("a redirect was followed, with the token and the words")
	}))
	t.Cleanup(elsewhere.Close)
	for name, tt := range map[string]struct {
		handler http.HandlerFunc
		final   bool
	}{
		"bad request":     {answer(400, `{"error":{"code":100}}`), true},
		"not found":       {answer(404, "<html>"), true},
		"wrong key":       {answer(401, ""), false},
		"too many":        {answer(429, ""), false},
		"server error":    {answer(500, strings.Repeat("x", 1<<20)), false},
		"down":            {answer(503, ""), false},
		"a redirect away": {http.RedirectHandler(elsewhere.URL, http.StatusTemporaryRedirect).ServeHTTP, true},
		"hangs up": {func(http.ResponseWriter, *http.Request) {
			panic(http.ErrAbortHandler)
		}, false},
		"breaks off in the body": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "100")
			_, _ = io.WriteString(w, "{")
		}, false},
		"never answers": {func(_ http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(io.Discard, r.Body) // so that the server sees the caller leave
			<-r.Context().Done()
		}, false},
	} {
		for gateway, open := range gateways {
			t.Run(gateway+" "+name, func(t *testing.T) {
				t.Parallel()
				server := httptest.NewServer(tt.handler)
				t.Cleanup(server.Close)
				ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
				defer cancel()
				_, err := open(t, server.URL).Send(ctx, letter)
				if err == nil || notify.IsRefused(err) != tt.final {
					t.Fatalf("got %v, final %v", err, notify.IsRefused(err))
				}
				for _, secret := range []string{"123456", "81234567890", "key ", server.URL} {
					if strings.Contains(err.Error(), secret) {
						t.Errorf("the error tells %q: %v", secret, err)
					}
				}
			})
		}
	}
}

func TestWhatsAppSendsATemplateAndReadsTheAnswer(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		status     int
		body       string
		ref        string
		err, final bool
	}{
		"taken":               {status: 200, body: `{"messages":[{"id":"wamid.1"}]}`, ref: "wamid.1"},
		"200 without message": {status: 200, body: `{}`, err: true},
		"200 with a page":     {status: 200, body: `<html>maintenance</html>`, err: true},
		"slow down as 400":    {status: 400, body: `{"error":{"code":131056}}`, err: true},
		"not on WhatsApp":     {status: 400, body: `{"error":{"code":131026}}`, err: true, final: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got map[string]any
			var path, key string
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				path, key = r.URL.Path, r.Header.Get("Authorization")
				_ = json.NewDecoder(r.Body).Decode(&got)
				answer(tt.status, tt.body)(w, r)
			}))
			t.Cleanup(server.Close)
			ref, err := gateways["whatsapp"](t, server.URL).Send(t.Context(), letter)
			if ref != tt.ref || (err != nil) != tt.err || notify.IsRefused(err) != tt.final {
				t.Errorf("ref %q, %v", ref, err)
			}
			if path != "/555/messages" || key != "Bearer key" || got["to"] != "6281234567890" || got["type"] != "template" {
				t.Errorf("sent %s %s %v", path, key, got)
			}
			if raw, _ := json.Marshal(got["template"]); !strings.Contains(string(raw), `"123456 adalah kode masuk"`) {
				t.Errorf("template %s", raw)
			}
		})
	}
}

func TestSMSReadsWhatTheGatewayAnswers(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{`{"id":"m-1"}`: "m-1", `{"id":77}`: "77", `{}`: "", `OK`: "", ``: ""} {
		var got map[string]string
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			_ = json.NewDecoder(r.Body).Decode(&got)
			answer(202, body)(w, r)
		}))
		ref, err := gateways["sms"](t, server.URL).Send(t.Context(), letter)
		server.Close()
		if err != nil || ref != want {
			t.Errorf("%q: ref %q, %v", body, ref, err)
		}
		if got["to"] != letter.Recipient || got["message"] != letter.Body || got["reference"] != letter.ID.String() {
			t.Errorf("sent %v", got)
		}
	}
}

func TestSendersRefuseAWrongConfiguration(t *testing.T) {
	t.Parallel()
	for name, open := range map[string]func() (notify.Sender, error){
		"mail without host":   func() (notify.Sender, error) { return notify.NewMail("smtp://", "a@b.test") },
		"mail of http":        func() (notify.Sender, error) { return notify.NewMail("http://u:secret@mail", "a@b.test") },
		"mail from nobody":    func() (notify.Sender, error) { return notify.NewMail("smtp://mail:25", "nobody") },
		"whatsapp, no number": func() (notify.Sender, error) { return notify.NewWhatsApp(notify.WhatsAppConfig{Token: "key"}) },
		"whatsapp, no token":  func() (notify.Sender, error) { return notify.NewWhatsApp(notify.WhatsAppConfig{PhoneNumberID: "1"}) },
		"sms without address": func() (notify.Sender, error) { return notify.NewSMS(notify.SMSConfig{}) },
		"sms of a file":       func() (notify.Sender, error) { return notify.NewSMS(notify.SMSConfig{URL: "file:///etc/passwd"}) },
	} {
		if sender, err := open(); err == nil || sender != nil {
			t.Errorf("%s: %v", name, sender)
		} else if strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: the error tells the password: %v", name, err)
		}
	}
}
