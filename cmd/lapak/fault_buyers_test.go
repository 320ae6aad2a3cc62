package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"

	"lapak/internal/payments"
	"lapak/internal/payments/cash"
	"lapak/internal/payments/stripe"
	"lapak/internal/web/webtest"
)

// buyer is a guest who goes from an empty basket to an order, and pays where it is not for cash, over HTTP. What was not answered is asked
// again, the order always with the same key.
type buyer struct {
	in     *installation
	key    string
	method string
	email  string // where the notices go; empty: only a phone number is known
	crowd  *crowd

	basket webtest.Cart
	order  webtest.Order
}

// crowd is many buyers at once, and what they were told.
type crowd struct {
	buyers []*buyer
	done   sync.WaitGroup

	mu       sync.Mutex
	answered int // 2xx since the start
	wanted   int
	reached  chan struct{}
	orders   map[string]string // number by key
	paid     map[string]bool   // numbers of which the news of payment was taken
	refused  int               // answers 503, each with Retry-After
	cut      int               // requests without a whole answer
	slowest  time.Duration
	strange  []string // any other answer
}

// newCrowd makes n buyers, of whom every second pays in cash.
func (in *installation) newCrowd(n int) *crowd {
	c := &crowd{orders: map[string]string{}, paid: map[string]bool{}}
	for i := range n {
		method := stripe.Method
		if i%2 == 1 {
			method = cash.New().Method()
		}
		c.buyers = append(c.buyers, &buyer{in: in, key: uuid.NewString(), method: method, crowd: c})
	}
	return c
}

// prepare fills the baskets of the first n buyers, so that afterwards not all are at the same step.
func (c *crowd) prepare(ctx context.Context, n int) {
	var all sync.WaitGroup
	for _, b := range c.buyers[:n] {
		all.Go(func() { b.fill(ctx) })
	}
	all.Wait()
}

// start sends all buyers off; done waits for them, and reached is closed after wanted good answers.
func (c *crowd) start(ctx context.Context, wanted int) {
	c.answered, c.wanted, c.reached = 0, wanted, make(chan struct{})
	for _, b := range c.buyers {
		c.done.Go(func() { b.buy(ctx) })
	}
}

// told is what buyers were told so far.
func (c *crowd) told() (orders map[string]string, paid []string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	orders = map[string]string{}
	for key, number := range c.orders {
		orders[key] = number
	}
	for number := range c.paid {
		paid = append(paid, number)
	}
	return orders, paid
}

func (c *crowd) note(r reply, took time.Duration, err error) (good bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.slowest = max(c.slowest, took)
	switch {
	case err != nil:
		c.cut++
	case r.status < 300:
		if c.answered++; c.answered == c.wanted {
			close(c.reached)
		}
		return true
	case r.status == http.StatusServiceUnavailable && r.header.Get("Retry-After") != "",
		r.status == http.StatusConflict && strings.Contains(string(r.body), "idempotency_in_progress"):
		c.refused++
	default:
		c.strange = append(c.strange, fmt.Sprintf("%d %s", r.status, r.body))
	}
	return false
}

// until asks until there is a good answer, which is read into out; false when the test is over.
func (b *buyer) until(ctx context.Context, c webtest.Call, out any) bool {
	for ctx.Err() == nil {
		start := time.Now()
		r, err := b.in.ask(ctx, c)
		if b.crowd.note(r, time.Since(start), err) {
			if out != nil && json.Unmarshal(r.body, out) != nil {
				b.in.Errorf("%s %s: %s", c.Method, c.Path, r.body)
			}
			return true
		}
		time.Sleep(30 * time.Millisecond)
	}
	return false
}

func (b *buyer) buy(ctx context.Context) {
	_ = (b.basket.ID != "" || b.fill(ctx)) && b.place(ctx) && b.pay(ctx)
}

func (b *buyer) fill(ctx context.Context) bool {
	if !b.until(ctx, webtest.Call{Method: "POST", Path: "/api/v1/carts"}, &b.basket) {
		return false
	}
	variant := b.in.goods.Products[0].Variants[0].ID
	token := map[string]string{"X-Cart-Token": b.basket.Token}
	path := "/api/v1/carts/" + b.basket.ID
	return b.until(ctx, webtest.Call{Method: "PUT", Path: path + "/items/" + variant.String(), Body: `{"quantity": 1}`, Header: token}, nil) &&
		b.until(ctx, webtest.Call{Method: "POST", Path: path + "/quote", Body: map[string]any{"address": webtest.Address}, Header: token}, nil)
}

func (b *buyer) place(ctx context.Context) bool {
	if !b.until(ctx, b.placing(), &b.order) {
		return false
	}
	b.crowd.mu.Lock()
	defer b.crowd.mu.Unlock()
	b.crowd.orders[b.key] = b.order.Number
	return true
}

// placing is the request that orders the basket, the same each time.
func (b *buyer) placing() webtest.Call {
	order := webtest.NewOrder(b.basket, b.method, b.in.goods)
	if b.email != "" {
		order["contact"] = map[string]string{"name": "Pembeli", "email": b.email}
	}
	return webtest.Call{Method: "POST", Path: "/api/v1/orders", Body: order, Header: map[string]string{
		"Idempotency-Key": b.key, "X-Cart-Token": b.basket.Token,
	}}
}

// pay pays at the company, whose news is then brought to the webhook.
func (b *buyer) pay(ctx context.Context) bool {
	if b.method != stripe.Method {
		return true
	}
	ref, ok := b.session(ctx)
	if !ok {
		return false
	}
	if err := b.in.stripe.Pay(ref); err != nil {
		b.in.Error(err)
		return false
	}
	for _, d := range b.in.newsOf(ref) {
		if !b.until(ctx, webhook(d), nil) {
			return false
		}
	}
	b.crowd.mu.Lock()
	defer b.crowd.mu.Unlock()
	b.crowd.paid[b.order.Number] = true
	return true
}

// session is the company's reference of the page to pay on. Where the company was silent while the order was placed, it is asked again.
func (b *buyer) session(ctx context.Context) (ref string, ok bool) {
	shown := b.order.Payment
	for ctx.Err() == nil {
		if shown != nil && strings.HasPrefix(shown.URL, "https://checkout.stripe.com/") {
			return shown.URL[strings.LastIndex(shown.URL, "/")+1:], true
		}
		again := webtest.Call{
			Method: "POST", Path: "/api/v1/orders/" + b.order.Number + "/payment", Body: `{"payment_method": "stripe"}`,
			Header: map[string]string{"X-Order-Token": b.order.Token},
		}
		if !b.until(ctx, again, &shown) {
			return "", false
		}
	}
	return "", false
}

// newsOf are the company's events about one session, its payment and its refunds, in order.
func (in *installation) newsOf(ref string) (news []payments.Delivery) {
	in.Helper()
	var intent string
	for _, d := range in.stripe.Deliveries() {
		var event struct {
			Data struct {
				Object struct {
					ID     string `json:"id"`
					Intent string `json:"payment_intent"`
				} `json:"object"`
			} `json:"data"`
		}
		if err := json.Unmarshal(d.Body, &event); err != nil {
			in.Error(err)
		}
		about := event.Data.Object
		if about.ID == ref {
			intent = about.Intent
		}
		if about.ID == ref || intent != "" && about.Intent == intent {
			news = append(news, d)
		}
	}
	return news
}

// webhook is the request by which the company brings its news.
func webhook(d payments.Delivery) webtest.Call {
	c := webtest.Call{Method: "POST", Path: "/webhooks/stripe", Body: d.Body, Header: map[string]string{}}
	for name := range d.Header {
		c.Header[name] = d.Header.Get(name)
	}
	return c
}
