package identity_test

import (
	"regexp"
	"testing"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/identity"
	"lapak/internal/jobs"
	"lapak/internal/notify"
	"lapak/internal/postgres"
	"lapak/internal/postgres/pgtest"
)

const (
	phone    = "+6281234567890"
	email    = "buyer@lapak.test"
	password = "batik gajah oling"
)

type fixture struct {
	*identity.Service
	db       *sqlx.DB
	messages *notify.Service
}

func newFixture(t *testing.T) fixture {
	t.Helper()
	t.Parallel()
	queue, err := jobs.NewQueue()
	if err != nil {
		t.Fatal(err)
	}
	db := pgtest.New(t)
	messages := notify.New(db, notify.Config{KeepSecrets: true, Senders: map[notify.Channel]notify.Sender{
		notify.Mail: notify.Outbox{}, notify.WhatsApp: notify.Outbox{},
	}})
	return fixture{Service: identity.New(db, queue, messages, "https://lapak.test"), db: db, messages: messages}
}

func (f fixture) register(t *testing.T, email string) identity.Account {
	t.Helper()
	account, err := f.Register(t.Context(), identity.RegisterInput{Email: email, Password: password, Language: "id"})
	if err != nil {
		t.Fatal(err)
	}
	return account
}

func (f fixture) actor(t *testing.T, id uuid.UUID) identity.Actor {
	t.Helper()
	actor, err := f.FindActor(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return actor
}

// sent lists the messages to a recipient, newest first.
func (f fixture) sent(t *testing.T, recipient string) (out []notify.Sent) {
	t.Helper()
	list, err := f.messages.List(t.Context(), 100, uuid.Nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range list {
		if m.Recipient == recipient {
			out = append(out, m)
		}
	}
	return out
}

var (
	sixDigits = regexp.MustCompile(`\d{6}`)
	linkToken = regexp.MustCompile(`token=([\w-]+)`)
)

// code asks for a code and reads it from the message.
func (f fixture) code(t *testing.T, phone string, purpose identity.Purpose) string {
	t.Helper()
	err := f.SendCode(t.Context(), identity.CodeRequest{Phone: phone, Purpose: purpose, Language: "id"})
	if err != nil {
		t.Fatal(err)
	}
	return sixDigits.FindString(f.sent(t, phone)[0].Body)
}

// link reads the token of the newest message to an address.
func (f fixture) link(t *testing.T, email string) string {
	t.Helper()
	for _, m := range f.sent(t, email) {
		if found := linkToken.FindStringSubmatch(m.Body); found != nil {
			return found[1]
		}
	}
	t.Fatalf("no link was sent to %s", email)
	return ""
}

func (f fixture) exec(t *testing.T, statement string, args ...any) {
	t.Helper()
	err := postgres.Transact(t.Context(), f.db, func(tx *sqlx.Tx) error {
		_, err := tx.ExecContext(t.Context(), statement, args...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func (f fixture) count(t *testing.T, query string, args ...any) (n int) {
	t.Helper()
	if err := f.db.GetContext(t.Context(), &n, query, args...); err != nil {
		t.Fatal(err)
	}
	return n
}

func (f fixture) signIn(t *testing.T, email, password string) error {
	t.Helper()
	_, err := f.SignIn(t.Context(), identity.SignInInput{Email: email, Password: password, Address: "10.0.0.1"})
	return err
}

func wantCode(t *testing.T, err error, code string) {
	t.Helper()
	if got := apperr.CodeOf(err); err == nil || got != code {
		t.Errorf("got %v, want %s", err, code)
	}
}

// wantField checks that an input was refused at a field.
func wantField(t *testing.T, err error, path, code string) {
	t.Helper()
	if e := apperr.As(err); e != nil {
		for _, field := range e.Fields {
			if field.Path == path && field.Code == code {
				return
			}
		}
	}
	t.Errorf("got %v, want %s at %s", err, code, path)
}
