package main

import (
	"context"
	"encoding/json"
	"math/rand/v2"
	"net/http"
	"sync"
	"testing"
	"time"

	"lapak/internal/testtools"
	"lapak/internal/web/webtest"
)

const crowded = 50 // buyers at once

// A hundred requests with one key at once, each on a connection of its own: one order, and a hundred answers that are equal to the byte.
// Idempotent-Replayed may differ, since it tells who was first.
func TestFaultAHundredEqualOrdersAreOne(t *testing.T) {
	t.Parallel()
	in := install(t)
	in.serve()
	c := in.newCrowd(1)
	b := c.buyers[0]
	if !b.fill(in.within(time.Minute)) {
		t.Fatal("no basket")
	}
	replies := make([]reply, 100)
	start := make(chan struct{})
	var all sync.WaitGroup
	for i := range replies {
		all.Go(func() {
			<-start
			var err error
			if replies[i], err = in.ask(t.Context(), b.placing()); err != nil {
				t.Error(err)
			}
		})
	}
	close(start)
	all.Wait()
	firsts := 0
	for i, r := range replies {
		if r.status != http.StatusCreated || string(r.body) != string(replies[0].body) {
			t.Errorf("answer %d: %d %s, not %s", i, r.status, r.body, replies[0].body)
		}
		if r.header.Get("Idempotent-Replayed") == "" {
			firsts++
		}
	}
	if orders := in.count(`SELECT count(*) FROM order_groups`); orders != 1 || firsts != 1 {
		t.Errorf("%d orders, %d first answers", orders, firsts)
	}
	if sessions, _ := in.stripe.Counts(); sessions != 1 {
		t.Errorf("%d payment pages", sessions)
	}
	in.verify()
}

// The server is killed at random moments while fifty buyers fill baskets, order and pay; another takes its place, and they go on. What was
// answered before the kill is there after it, each key has one order, every payment that the webhook took is booked, and no invariant is
// broken at any of these times.
func TestFaultAKilledServerLosesNothing(t *testing.T) {
	t.Parallel()
	in := install(t)
	dice := rand.New(rand.NewPCG(1, uint64(time.Now().UnixNano())))
	running := in.serve()
	placed, paid := 0, 0
	for round := range testtools.Rounds(5, 50) {
		c := in.newCrowd(crowded)
		ctx := in.within(time.Minute)
		c.prepare(ctx, crowded/2)
		moment := 1 + dice.IntN(140) // of 150 good answers
		c.start(ctx, moment)
		<-c.reached
		time.Sleep(time.Duration(dice.IntN(5_000)) * time.Microsecond)
		running.kill()
		orders, _ := c.told()
		in.wantOrders(orders)
		in.verify()
		if round%10 < 9 { // else the leases pass as they do in life
			in.lapse()
		}
		running = in.serve()
		c.done.Wait()
		all, news := c.told()
		t.Logf("killed after %d answers: %d of %d orders were told; %d requests cut, %d refused, slowest %v",
			moment, len(orders), crowded, c.cut, c.refused, c.slowest.Round(time.Millisecond))
		if len(all) != crowded || len(news) != crowded/2 || len(c.strange) > 0 {
			running.kill()
			t.Fatalf("in the end %d orders and %d payments; %.500v\n%.2000s", len(all), len(news), c.strange, &running.log)
		}
		for key, number := range orders {
			if all[key] != number {
				t.Errorf("%s was told, then %s", number, all[key])
			}
		}
		placed, paid = placed+crowded, paid+crowded/2
		in.wantOrders(all)
		in.lapse() // jobs that the killed server had begun
		in.await(paid, `SELECT count(*) FROM order_groups WHERE state = 'paid'`)
		if got := in.count(`SELECT count(*) FROM order_groups`); got != placed {
			t.Fatalf("%d orders, want %d", got, placed)
		}
		c.repeat(ctx)
	}
	if sessions, _ := in.stripe.Counts(); sessions != paid {
		t.Errorf("%d payment pages for %d orders", sessions, paid)
	}
	in.verify()
}

// wantOrders looks for every order that a buyer was told of.
func (in *installation) wantOrders(told map[string]string) {
	in.Helper()
	for _, number := range told {
		if in.count(`SELECT count(*) FROM order_groups WHERE number = $1`, number) != 1 {
			in.Errorf("%s was told and is gone", number)
		}
	}
}

// repeat sends some of the orders again: each key still answers with its order.
func (c *crowd) repeat(ctx context.Context) {
	for _, b := range c.buyers[:5] {
		var again webtest.Order
		r, err := b.in.ask(context.WithoutCancel(ctx), b.placing())
		if err != nil || r.status != http.StatusCreated || json.Unmarshal(r.body, &again) != nil || again.Number != b.order.Number {
			b.in.Errorf("%s asked again: %v %d %s", b.order.Number, err, r.status, r.body)
		}
	}
}
