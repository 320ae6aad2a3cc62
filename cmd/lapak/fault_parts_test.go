package main

import (
	"fmt"
	"net/http"
	"net/mail"
	"strings"
	"testing"
	"time"

	"lapak/internal/notify/notifytest"
	"lapak/internal/payments/stripe/stripefake"
	"lapak/internal/postgres/pgtest"
	"lapak/internal/testtools"
	"lapak/internal/web/webtest"
	"lapak/storage/minio/miniotest"
)

// wantAll fails unless every buyer of a crowd got through, none later than limit, and nothing went wrong on the way.
func (c *crowd) wantAll(t *testing.T, limit time.Duration) {
	t.Helper()
	orders, paid := c.told()
	online := 0
	for _, b := range c.buyers {
		if b.method == "stripe" {
			online++
		}
	}
	if len(orders) != len(c.buyers) || len(paid) != online || c.cut+c.refused+len(c.strange) > 0 || c.slowest > limit {
		t.Errorf("%d orders, %d payments of %d; %d cut, %d refused, slowest %v, %v", len(orders), len(paid), len(c.buyers), c.cut, c.refused, c.slowest, c.strange)
	}
}

// The mail server is down while fifty buyers order and pay: they notice nothing. When it is back, each mail comes, once.
func TestFaultMailThatIsDownHoldsNobodyUp(t *testing.T) {
	t.Parallel()
	post := notifytest.NewSMTP(t, nil)
	post.Stop()
	in := install(t, "LAPAK_SMTP_URL=smtp://"+post.Address)
	in.serve()
	c := in.newCrowd(crowded)
	for i, b := range c.buyers {
		b.email = fmt.Sprintf("buyer-%d@lapak.test", i)
	}
	c.start(in.within(time.Minute), 1)
	c.done.Wait()
	c.wantAll(t, 5*time.Second)
	in.await(crowded/2, `SELECT count(*) FROM order_groups WHERE state = 'paid'`)
	in.await(crowded, `SELECT count(DISTINCT recipient) FROM messages WHERE channel = 'mail' AND recipient LIKE 'buyer-%@lapak.test'`)
	in.await(0, `SELECT count(*) FROM messages WHERE state = 'queued' AND attempts = 0`) // each was tried
	in.await(0, `SELECT count(*) FROM messages WHERE state <> 'queued' AND channel = 'mail'`)
	post.Start()
	in.lapse()
	in.await(0, `SELECT count(*) FROM messages WHERE state = 'queued'`)
	in.await(0, `SELECT count(*) FROM messages WHERE state = 'failed'`)
	sent := map[string]int{}
	for _, text := range post.Taken() {
		m, err := mail.ReadMessage(strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		sent[m.Header.Get("Message-Id")]++
	}
	for id, times := range sent {
		if times != 1 {
			t.Errorf("%s came %d times", id, times)
		}
	}
	if want := in.count(`SELECT count(*) FROM messages`); len(sent) != want {
		t.Errorf("%d of %d mails came", len(sent), want)
	}
	in.verify()
}

// The object store dies under a running server. Lists, products, searches, orders and payments go on and a balancer keeps the server; a
// picture is refused in words, with the time to come again, and changes nothing.
func TestFaultADeadStoreCostsPicturesOnly(t *testing.T) {
	t.Parallel()
	store := miniotest.Start(t)
	in := install(t, "LAPAK_STORAGE="+store.URL("lapak"))
	if out, err := in.command("migrate", "up"); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	in.serve()
	product := in.goods.Products[0]
	upload := func() (reply, error) {
		body, kind := in.Form(webtest.Upload{File: webtest.Picture(7), Fields: map[string]string{"alt": "Kopi"}})
		return in.ask(t.Context(), webtest.Call{
			Who: in.goods.Owner, Method: "POST", Path: "/api/v1/seller/shops/" + in.goods.Slug + "/products/" + product.Slug + "/images",
			Body: body, Header: map[string]string{"Content-Type": kind},
		})
	}
	if r, err := upload(); err != nil || r.status != http.StatusCreated {
		t.Fatalf("a picture while the store is up: %d %s, %v", r.status, r.body, err)
	}
	before := in.Digest()
	store.Stop()
	start := time.Now()
	r, err := upload()
	if err != nil || r.status != http.StatusServiceUnavailable || r.header.Get("Retry-After") == "" || time.Since(start) > 15*time.Second {
		t.Errorf("a picture without a store: %d %v %s, %v after %v", r.status, r.header, r.body, err, time.Since(start))
	}
	if in.Digest() != before {
		t.Error("the refused picture changed something")
	}
	key := in.goods.Products[0].Images[0].Renditions[0].Key
	for path, status := range map[string]int{
		"/": 200, "/p/" + product.Slug: 200, "/s/" + in.goods.Slug: 200, "/search?q=kopi": 200, "/api/v1/products": 200,
		"/api/v1/products/" + product.Slug: 200, "/readyz": 200, "/media/" + key: http.StatusServiceUnavailable,
	} {
		start := time.Now()
		if r, err := in.ask(t.Context(), webtest.Call{Method: "GET", Path: path}); err != nil || r.status != status || time.Since(start) > 15*time.Second {
			t.Errorf("%s: %d, %v after %v", path, r.status, err, time.Since(start))
		}
	}
	c := in.newCrowd(10)
	c.start(in.within(time.Minute), 1)
	c.done.Wait()
	c.wantAll(t, 5*time.Second)
	in.await(5, `SELECT count(*) FROM order_groups WHERE state = 'paid'`)
	in.verify()
}

// The payment company is slow, or silent for longer than we wait: the order stands, its page is the company's or our own, and the
// connection on which it was placed takes the next request.
func TestFaultASlowCompanyCostsNoConnection(t *testing.T) {
	t.Parallel()
	in := install(t)
	in.serve()
	delays := map[time.Duration]string{6 * time.Second: "https://checkout.stripe.com/"}
	if testtools.Rounds(0, 1) > 0 {
		delays[30*time.Second] = webtest.BaseURL + "/orders/"
	}
	for delay, page := range delays {
		ctx := in.within(20 * time.Second)
		c := in.newCrowd(1)
		b := c.buyers[0]
		b.fill(ctx)
		in.stripe.Script(stripefake.Fault{Delay: delay}, stripefake.Fault{Delay: delay})
		if !b.place(ctx) || c.refused+c.cut+len(c.strange) > 0 {
			t.Fatalf("%v late: %d refused, %d cut, %v", delay, c.refused, c.cut, c.strange)
		}
		if b.order.Payment == nil || !strings.HasPrefix(b.order.Payment.URL, page) || c.slowest > 15*time.Second {
			t.Errorf("%v late: %+v after %v", delay, b.order.Payment, c.slowest)
		}
		in.stripe.Script()
		if !b.pay(ctx) || c.refused+c.cut+len(c.strange) > 0 {
			t.Errorf("%v late, then: %d refused, %d cut, %v", delay, c.refused, c.cut, c.strange)
		}
	}
	in.await(len(delays), `SELECT count(*) FROM order_groups WHERE state = 'paid'`)
	in.verify()
}

// Every reply of the database is late. While that leaves time, buyers only wait; when it does not, each of them is told in bounded time to
// come again, and orders go on within five seconds after the delay has ended.
func TestFaultASlowDatabaseRefusesInTime(t *testing.T) {
	t.Parallel()
	dsn := pgtest.DSN(t)
	wire := pgtest.NewWire(t, dsn)
	in := installOn(t, dsn, "LAPAK_DATABASE_URL="+wire.DSN())
	in.serve()
	wire.Delay(20 * time.Millisecond)
	patient := in.newCrowd(crowded / 2)
	patient.start(in.within(time.Minute), 1)
	patient.done.Wait()
	patient.wantAll(t, 20*time.Second)
	t.Logf("20 ms late: slowest answer %v", patient.slowest.Round(time.Millisecond))
	if testtools.Rounds(0, 1) == 0 { // it takes as long as the longest request may
		in.verify()
		return
	}
	wire.Delay(0)
	c := in.newCrowd(crowded)
	c.prepare(in.within(time.Minute), crowded)
	wire.Delay(4 * time.Second)
	c.start(in.within(3*time.Minute), 1)
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(50 * time.Millisecond) {
		c.mu.Lock()
		refused := c.refused
		c.mu.Unlock()
		if refused >= crowded {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("only %d refusals, %v", refused, c.strange)
		}
	}
	before, _ := c.told()
	wire.Delay(0)
	start := time.Now()
	in.lapse()
	for told := before; len(told) == len(before); told, _ = c.told() {
		if time.Since(start) > 30*time.Second {
			t.Fatalf("no order after the delay; %d requests cut, %d refused, %v", c.cut, c.refused, c.strange)
		}
		time.Sleep(5 * time.Millisecond)
	}
	recovery := time.Since(start)
	c.done.Wait()
	orders, paid := c.told()
	t.Logf("4 s late: %d refused, slowest answer %v, first order %v after the end of the delay", c.refused, c.slowest.Round(time.Millisecond), recovery.Round(time.Millisecond))
	if recovery > 5*time.Second || c.slowest > 40*time.Second || len(c.strange) > 0 || len(orders) != crowded || len(paid) != crowded/2 {
		t.Errorf("recovery %v, slowest %v, %v, %d orders, %d payments", recovery, c.slowest, c.strange, len(orders), len(paid))
	}
	in.wantOrders(orders)
	in.verify()
}
