package notify_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/i18n"
	"lapak/internal/notify"
	"lapak/internal/notify/notifytest"
	"lapak/internal/postgres"
	"lapak/internal/postgres/pgtest"
)

type fixture struct {
	db      *sqlx.DB
	service *notify.Service
	script  *notifytest.Script
}

func newFixture(t *testing.T, keepSecrets bool) fixture {
	t.Helper()
	t.Parallel()
	db, script := pgtest.New(t), &notifytest.Script{}
	cfg := notify.Config{Senders: map[notify.Channel]notify.Sender{notify.WhatsApp: script}, KeepSecrets: keepSecrets}
	return fixture{db: db, service: notify.New(db, cfg), script: script}
}

func code(key string) notify.Message {
	return notify.Message{
		DedupeKey: key, Channel: notify.WhatsApp, Recipient: "+6281234567890", Language: "id", Template: "login_code",
		Params: i18n.Args{"Code": "123456", "Minutes": 5}, Secret: true, ValidFor: 5 * time.Minute,
	}
}

func (f fixture) send(t *testing.T, m notify.Message) error {
	t.Helper()
	return postgres.Transact(t.Context(), f.db, func(tx *sqlx.Tx) error { return f.service.SendTx(t.Context(), tx, m) })
}

func (f fixture) only(t *testing.T) notify.Sent {
	t.Helper()
	list, err := f.service.List(t.Context(), 10, uuid.Nil)
	if err != nil || len(list) != 1 {
		t.Fatalf("%d messages, %v", len(list), err)
	}
	return list[0]
}

func (f fixture) waiting(t *testing.T) (n int) {
	t.Helper()
	if err := f.db.GetContext(t.Context(), &n, "SELECT count(*) FROM messages WHERE next_try_at IS NOT NULL"); err != nil {
		t.Fatal(err)
	}
	return n
}

// deliver looks for messages once, as if every pause were over.
func (f fixture) deliver(t *testing.T) error {
	t.Helper()
	f.change(t, "UPDATE messages SET next_try_at = now() WHERE next_try_at IS NOT NULL")
	more, err := f.service.Deliver(t.Context(), f.only(t).Channel)
	if more {
		t.Error("there is more than one message")
	}
	return err
}

func (f fixture) change(t *testing.T, query string, args ...any) {
	t.Helper()
	err := postgres.Transact(t.Context(), f.db, func(tx *sqlx.Tx) error {
		_, err := tx.ExecContext(t.Context(), query, args...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestAMessageIsWrittenInItsLanguageAndSentOnce(t *testing.T) {
	f := newFixture(t, false)
	message := code("code:1")
	message.Language, message.Secret = "en", false
	for range 3 {
		if err := f.send(t, message); err != nil {
			t.Fatal(err)
		}
	}
	if f.waiting(t) != 1 {
		t.Errorf("%d messages for one news", f.waiting(t))
	}
	for range 3 {
		if err := f.deliver(t); err != nil {
			t.Fatal(err)
		}
	}
	tried := f.script.Tried()
	if len(tried) != 1 || !strings.Contains(tried[0].Body, "123456 is your Lapak sign-in code") || tried[0].Recipient != "+6281234567890" {
		t.Errorf("sent %+v", tried)
	}
	if sent := f.only(t); sent.State != "sent" || sent.SentAt == nil || sent.Body == "" {
		t.Errorf("kept %+v", sent)
	}
}

func TestSecretsAreForgottenOnceSent(t *testing.T) {
	for name, tt := range map[string]struct {
		keep   bool
		answer error
		state  string
		body   bool
	}{
		"sent":                 {false, nil, "sent", false},
		"refused for good":     {false, notify.Refuse("unknown number"), "failed", false},
		"sent in the demo":     {true, nil, "sent", true},
		"waiting for next try": {false, errors.New("the provider sleeps"), "queued", true},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t, tt.keep)
			f.script.Answer(tt.answer)
			if err := f.send(t, code("code:1")); err != nil {
				t.Fatal(err)
			}
			err := f.deliver(t)
			if (err != nil) != (tt.state == "queued") {
				t.Errorf("the look ends with %v", err)
			}
			if sent := f.only(t); sent.State != tt.state || strings.Contains(sent.Body, "123456") != tt.body {
				t.Errorf("kept %+v", sent)
			}
		})
	}
}

func TestAFailingProviderIsTriedAgainAndThenGivenUp(t *testing.T) {
	f := newFixture(t, false)
	if err := f.send(t, code("code:1")); err != nil {
		t.Fatal(err)
	}
	down := errors.New("down")
	f.script.Answer(down, down, down, down, down, down, down, down, down, down)
	for range 9 {
		if f.deliver(t) == nil {
			t.Fatal("the look does not say that it failed")
		}
	}
	if err := f.deliver(t); err != nil || f.only(t).State != "failed" {
		t.Errorf("after the last try: %v, %+v", err, f.only(t))
	}
	if err := f.deliver(t); err != nil || len(f.script.Tried()) != 10 {
		t.Errorf("%d tries, %v", len(f.script.Tried()), err)
	}
}

func TestAMessageThatIsOfNoUseIsNotSent(t *testing.T) {
	for name, change := range map[string]func(*notify.Message){
		"expired":              func(m *notify.Message) { m.ValidFor = time.Microsecond },
		"no sender for it now": func(m *notify.Message) { m.Channel = notify.SMS },
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t, false)
			message := code("code:1")
			change(&message)
			if err := f.send(t, message); err != nil {
				t.Fatal(err)
			}
			if err := f.deliver(t); err != nil {
				t.Fatal(err)
			}
			if sent := f.only(t); sent.State != "failed" || sent.Body != "" || len(f.script.Tried()) != 0 {
				t.Errorf("kept %+v, tried %d", sent, len(f.script.Tried()))
			}
		})
	}
}

func TestAWrongMessageIsNotWritten(t *testing.T) {
	for name, change := range map[string]func(*notify.Message){
		"no words":      func(m *notify.Message) { m.Template = "no_such_template" },
		"no recipient":  func(m *notify.Message) { m.Recipient = "" },
		"no dedupe key": func(m *notify.Message) { m.DedupeKey = "" },
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t, false)
			message := code("code:1")
			change(&message)
			if f.send(t, message) == nil {
				t.Error("it was taken")
			}
			if list, err := f.service.List(t.Context(), 10, uuid.Nil); err != nil || len(list) != 0 || f.waiting(t) != 0 {
				t.Errorf("%d messages, %d wait, %v", len(list), f.waiting(t), err)
			}
		})
	}
}

func TestToPicksWhatIsSetUp(t *testing.T) {
	t.Parallel()
	every := map[notify.Channel]notify.Sender{notify.WhatsApp: notify.Outbox{}, notify.SMS: notify.Outbox{}, notify.Mail: notify.Outbox{}}
	only := func(channel notify.Channel) map[notify.Channel]notify.Sender {
		return map[notify.Channel]notify.Sender{channel: notify.Outbox{}}
	}
	for _, tt := range []struct {
		senders      map[notify.Channel]notify.Sender
		phone, email string
		want         notify.Channel
	}{
		{every, "+6281", "a@b.test", notify.WhatsApp},
		{only(notify.SMS), "+6281", "a@b.test", notify.SMS},
		{only(notify.Mail), "+6281", "a@b.test", notify.Mail},
		{every, "", "a@b.test", notify.Mail},
		{only(notify.Mail), "+6281", "", ""},
		{every, "", "", ""},
	} {
		channel, recipient, ok := notify.New(nil, notify.Config{Senders: tt.senders}).To(tt.phone, tt.email)
		if channel != tt.want || ok != (tt.want != "") || (ok && recipient == "") {
			t.Errorf("To(%q, %q) = %s, %s, %v; want %s", tt.phone, tt.email, channel, recipient, ok, tt.want)
		}
	}
}

func TestListPages(t *testing.T) {
	f := newFixture(t, false)
	for _, key := range []string{"a", "b", "c"} {
		if err := f.send(t, code(key)); err != nil {
			t.Fatal(err)
		}
	}
	first, err := f.service.List(t.Context(), 2, uuid.Nil)
	if err != nil || len(first) != 2 {
		t.Fatal(len(first), err)
	}
	second, err := f.service.List(t.Context(), 2, first[1].ID)
	if err != nil || len(second) != 1 || second[0].ID == first[0].ID || second[0].ID == first[1].ID {
		t.Errorf("second page %+v, %v", second, err)
	}
}

func TestAnErasedPersonsMessagesAreEmpty(t *testing.T) {
	f := newFixture(t, true)
	if err := f.send(t, code("code:1")); err != nil {
		t.Fatal(err)
	}
	err := postgres.Transact(t.Context(), f.db, func(tx *sqlx.Tx) error {
		return f.service.ForgetTx(t.Context(), tx, "+6281234567890", "")
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := f.deliver(t); err != nil || len(f.script.Tried()) != 0 {
		t.Errorf("sent after all: %d, %v", len(f.script.Tried()), err)
	}
	if sent := f.only(t); sent.Recipient+sent.Subject+sent.Body != "" {
		t.Errorf("kept %+v", sent)
	}
}

func TestARecordedMessageNeverLeaves(t *testing.T) {
	f := newFixture(t, false)
	f.service = notify.New(f.db, notify.Config{Senders: map[notify.Channel]notify.Sender{notify.WhatsApp: f.script}, Recorded: true})
	if err := f.send(t, code("recorded")); err != nil {
		t.Fatal(err)
	}
	if m := f.only(t); m.State != "sent" || m.SentAt == nil || m.Body != "" {
		t.Errorf("%+v", m)
	}
	if n := f.waiting(t); n != 0 {
		t.Errorf("%d messages wait to be sent", n)
	}
}

func TestPausesGrow(t *testing.T) {
	f := newFixture(t, false)
	if err := f.send(t, code("code:1")); err != nil {
		t.Fatal(err)
	}
	f.script.Answer(errors.New("down"), errors.New("down"), errors.New("down"))
	for _, want := range []float64{1, 16, 81} {
		if f.deliver(t) == nil {
			t.Fatal("the look does not say that it failed")
		}
		if more, err := f.service.Deliver(t.Context(), notify.WhatsApp); more || err != nil {
			t.Errorf("a message was tried before its pause was over: %v", err)
		}
		var pause float64
		if err := f.db.GetContext(t.Context(), &pause, "SELECT extract(epoch FROM next_try_at - now()) FROM messages"); err != nil || pause > want || pause < want-1 {
			t.Errorf("a pause of %v s, want %v, %v", pause, want, err)
		}
	}
}

func TestTwoProcessesSendEachMessageOnce(t *testing.T) {
	f := newFixture(t, false)
	const messages = 130 // more than two batches
	for i := range messages {
		if err := f.send(t, code(fmt.Sprint("code:", i))); err != nil {
			t.Fatal(err)
		}
	}
	var processes sync.WaitGroup
	for range 2 {
		processes.Go(func() {
			for {
				more, err := f.service.Deliver(t.Context(), notify.WhatsApp)
				if err != nil {
					t.Error(err)
				}
				if !more {
					return
				}
			}
		})
	}
	processes.Wait()
	if err := f.deliverRest(t); err != nil {
		t.Error(err)
	}
	seen := map[uuid.UUID]int{}
	for _, letter := range f.script.Tried() {
		seen[letter.ID]++
	}
	if len(seen) != messages || len(f.script.Tried()) != messages || f.waiting(t) != 0 {
		t.Errorf("%d letters of %d messages left, %d wait", len(f.script.Tried()), len(seen), f.waiting(t))
	}
}

// deliverRest looks once more: a look that found a part only ends a process's round before all is sent.
func (f fixture) deliverRest(t *testing.T) error {
	t.Helper()
	_, err := f.service.Deliver(t.Context(), notify.WhatsApp)
	return err
}

func TestARefusedLetterHoldsUpNoOther(t *testing.T) {
	f := newFixture(t, false)
	for _, key := range []string{"a", "b", "c"} {
		if err := f.send(t, code(key)); err != nil {
			t.Fatal(err)
		}
	}
	f.script.Answer(errors.New("down for one"), notify.Refuse("unknown number"))
	if more, err := f.service.Deliver(t.Context(), notify.WhatsApp); more || err != nil {
		t.Errorf("a look that sent one of three says %v", err)
	}
	states := map[string]int{}
	list, err := f.service.List(t.Context(), 10, uuid.Nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range list {
		states[m.State]++
	}
	if states["sent"] != 1 || states["failed"] != 1 || states["queued"] != 1 {
		t.Errorf("states %v", states)
	}
}

func TestAStoppedProcessLeavesItsMessagesToTheNext(t *testing.T) {
	f := newFixture(t, false)
	if err := f.send(t, code("code:1")); err != nil {
		t.Fatal(err)
	}
	stopped, stop := context.WithCancel(t.Context())
	f.script.During(stop) // the process is told to stop while the provider has the letter
	if _, err := f.service.Deliver(stopped, notify.WhatsApp); err != nil {
		t.Fatal(err)
	}
	if sent := f.only(t); sent.State != "sent" {
		t.Errorf("a letter that left is kept as %s", sent.State)
	}
}

func TestAMessageOfAnOlderVersionIsTakenOver(t *testing.T) {
	f := newFixture(t, false)
	if err := f.send(t, code("code:1")); err != nil {
		t.Fatal(err)
	}
	f.change(t, "UPDATE messages SET next_try_at = NULL") // as a version wrote it that entered a job
	if more, err := f.service.Deliver(t.Context(), notify.WhatsApp); more || err != nil || len(f.script.Tried()) != 0 {
		t.Fatalf("sent beside its job: %v, %v", more, err)
	}
	if err := f.service.Adopt(t.Context(), notify.SendMessage{ID: f.only(t).ID}); err != nil {
		t.Fatal(err)
	}
	if err := f.deliver(t); err != nil || f.only(t).State != "sent" {
		t.Errorf("taken over as %+v, %v", f.only(t), err)
	}
	if err := f.service.Adopt(t.Context(), notify.SendMessage{ID: f.only(t).ID}); err != nil || f.waiting(t) != 0 {
		t.Errorf("sent twice: %v", err)
	}
}
