package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/google/uuid"
)

// buyer is a guest who buys by the API on one connection.
type buyer struct {
	*conn
	cart  struct{ ID, Token string }
	order struct {
		Number  string
		State   string
		Token   string
		Payment *struct{ URL string }
	}
}

const address = `{"line": "Jalan Barong 5", "village": "Kemiren", "district": "Glagah", "regency": "Kabupaten Banyuwangi", "province": "Jawa Timur", "postal_code": "68432", "country": "ID"}`

// ask sends a JSON body and reads the answer into out, where it is not nil.
func (b *buyer) ask(method, target, body string, out any, headers ...string) error {
	status, answer, err := b.do(request(method, target, []byte(body), headers...))
	if err != nil {
		return err
	}
	if status >= http.StatusBadRequest {
		return fmt.Errorf("%s %s: %d %.300s", method, target, status, answer)
	}
	if out == nil {
		return nil
	}
	return json.Unmarshal(answer, out)
}

// fill opens a basket and puts one thing into it.
func (b *buyer) fill(g good) error {
	if err := b.ask(http.MethodPost, "/api/v1/carts", "", &b.cart); err != nil {
		return err
	}
	return b.ask(http.MethodPut, "/api/v1/carts/"+b.cart.ID+"/items/"+g.Variant, `{"quantity": 1}`, nil, "X-Cart-Token: "+b.cart.Token)
}

// quote asks what sending the basket costs and returns the first option of its shop.
func (b *buyer) quote() (string, error) {
	var quoted struct {
		Shops []struct{ Options []struct{ Code string } }
	}
	err := b.ask(http.MethodPost, "/api/v1/carts/"+b.cart.ID+"/quote", `{"address": `+address+`}`, &quoted, "X-Cart-Token: "+b.cart.Token)
	if err == nil && (len(quoted.Shops) != 1 || len(quoted.Shops[0].Options) == 0) {
		err = fmt.Errorf("the quote offers nothing: %+v", quoted)
	}
	if err != nil {
		return "", err
	}
	return quoted.Shops[0].Options[0].Code, nil
}

// orderRequest is the request that places the basket.
func (b *buyer) orderRequest(g good, option, method string) []byte {
	body := fmt.Sprintf(`{"cart_id": %q, "contact": {"name": "Pembeli", "phone": "+6281230000001"}, "address": %s, "shipping": [{"shop": %q, "option": %q}], "payment_method": %q, "language": "id"}`,
		b.cart.ID, address, g.Shop, option, method)
	return request(http.MethodPost, "/api/v1/orders", []byte(body), "X-Cart-Token: "+b.cart.Token, "Idempotency-Key: "+uuid.NewString())
}

// buy goes the whole way, until the order shows that it is paid.
func (b *buyer) buy(ctx context.Context, g good) error {
	if err := b.fill(g); err != nil {
		return err
	}
	option, err := b.quote()
	if err != nil {
		return err
	}
	status, answer, err := b.do(b.orderRequest(g, option, "sandbox"))
	if err != nil || status != http.StatusCreated {
		return fmt.Errorf("POST /orders: %d %.300s %w", status, answer, err)
	}
	b.order.Payment = nil
	if err := json.Unmarshal(answer, &b.order); err != nil {
		return err
	}
	if b.order.Payment == nil {
		return fmt.Errorf("order %s has no payment", b.order.Number)
	}
	page, err := url.Parse(b.order.Payment.URL)
	if err != nil {
		return err
	}
	if err := b.ask(http.MethodPost, page.Path+"/pay", "", nil); err != nil {
		return err
	}
	return b.awaitPaid(ctx)
}

// awaitPaid reads the order as a program does that wants to know when it is paid: it asks the mall to answer then.
func (b *buyer) awaitPaid(ctx context.Context) error {
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline) && ctx.Err() == nil; {
		err := b.ask(http.MethodGet, "/api/v1/orders/"+b.order.Number, "", &b.order, "X-Order-Token: "+b.order.Token, "Prefer: wait=10")
		if err != nil {
			return err
		}
		if b.order.State == "paid" {
			return nil
		}
	}
	return fmt.Errorf("order %s is still %s", b.order.Number, b.order.State)
}

// purchases measures guests who buy one thing each after another.
func purchases(ctx context.Context, m *mall, out *report) error {
	goods, err := listGoods(ctx, m.db)
	if err != nil {
		return err
	}
	f := figure{name: "whole purchase", unit: "purchases/s", target: 100, note: fmt.Sprintf("%d clients; basket, item, quote, order, pay, paid", clients)}
	for round := range rounds + 1 {
		lasting := buyFor
		if round == 0 {
			lasting = warmFor
		}
		rate, err := m.buyFor(ctx, goods, lasting)
		if err != nil {
			return err
		}
		if round > 0 {
			f.ours = append(f.ours, rate)
		}
	}
	out.add(f)
	return nil
}

func (m *mall) buyFor(ctx context.Context, goods []good, lasting time.Duration) (float64, error) {
	bought := make([]int, clients)
	end := time.Now().Add(lasting)
	took, err := together(ctx, m.base, func(client int, c *conn) error {
		b := &buyer{conn: c}
		for i := client; time.Now().Before(end); i += clients {
			if err := b.buy(ctx, goods[i%len(goods)]); err != nil {
				return err
			}
			bought[client]++
		}
		return nil
	})
	total := 0
	for _, n := range bought {
		total += n
	}
	return float64(total) / took.Seconds(), err
}
