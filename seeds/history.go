package seeds

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"

	"lapak/internal/cart"
	"lapak/internal/catalog"
	"lapak/internal/checkout"
	"lapak/internal/identity"
	"lapak/internal/orders"
	"lapak/internal/payments"
	"lapak/internal/payments/sandbox"
	"lapak/internal/regions"
)

const (
	markHistory   = "demo_history"
	ordersAtOnce  = 40 // placed, worked and moved into the past together
	demoOrders    = 240
	smallOrders   = 2 * 10 // each fate twice
	courierOfDemo = "Kurir Contoh"
)

// history places the demo's orders and leads each to its fate.
type history struct {
	*loader
	addresses []regions.Address
	products  sync.Map   // slug → catalog.Product
	oneBuyer  sync.Mutex // the demo's buyer has one open basket
}

// made is a purchase that was placed.
type made struct {
	purchase
	order   orders.Order
	payment payments.Payment
	reader  orders.Reader
}

// loadHistory goes on after the last batch that was finished.
func (l *loader) loadHistory(ctx context.Context, opts DemoOptions) error {
	n := opts.Orders
	if n == 0 {
		n = demoOrders
		if opts.Small {
			n = smallOrders
		}
	}
	mark, err := findMark(ctx, l.DB, markHistory)
	if err != nil {
		return err
	}
	done, err := strconv.Atoi("0" + mark)
	if err != nil || done >= n {
		return err
	}
	h := &history{loader: l}
	if err := h.findAddresses(ctx); err != nil {
		return err
	}
	if err := l.refill(ctx); err != nil {
		return err
	}
	plan := l.planHistory(n)
	for done < n {
		batch := nextBatch(plan[done:])
		if err := h.run(ctx, batch); err != nil {
			return err
		}
		done += len(batch)
		l.progress.tell(StepOrders, done, n)
		if err := setMark(ctx, l.DB, markHistory, strconv.Itoa(done)); err != nil {
			return err
		}
	}
	return nil
}

// nextBatch keeps the orders that expire apart, since expiring takes every unpaid order along.
func nextBatch(plan []purchase) []purchase {
	end := min(ordersAtOnce, len(plan))
	for i := 1; i < end; i++ {
		if rank(plan[i].fate) != rank(plan[0].fate) {
			return plan[:i]
		}
	}
	return plan[:end]
}

func (h *history) findAddresses(ctx context.Context) error {
	for i, code := range buyerVillages {
		parts := strings.Split(code, ".")
		var names [4]string
		for level := range names {
			area, err := h.Regions.FindArea(ctx, strings.Join(parts[:level+1], "."))
			if err != nil {
				return fmt.Errorf("address in %s: %w", code, err)
			}
			names[level] = area.Name
		}
		h.addresses = append(h.addresses, regions.Address{
			Line: "Jalan Contoh " + strconv.Itoa(i+1), Village: names[3], District: names[2], Regency: names[1], Province: names[0],
		})
	}
	return nil
}

func (h *history) run(ctx context.Context, batch []purchase) error {
	placed := make([]made, len(batch))
	err := each(ctx, len(batch), func(ctx context.Context, i int) error {
		var err error
		placed[i], err = h.place(ctx, batch[i])
		return err
	})
	if err != nil {
		return err
	}
	soon := time.Now().Add(time.Hour) // when the reservations and the time for the provider's own news are over
	if _, err := h.Checkout.Reconcile(ctx, soon); err != nil {
		return fmt.Errorf("reconcile the demo's payments: %w", err)
	}
	if batch[0].fate == fateExpired {
		late := time.Now().Add(25 * time.Hour) // a transfer may take a day
		if _, err := h.Checkout.Expire(ctx, late); err != nil {
			return fmt.Errorf("expire the demo's unpaid orders: %w", err)
		}
	}
	err = each(ctx, len(placed), func(ctx context.Context, i int) error {
		if err := h.follow(ctx, placed[i]); err != nil {
			return fmt.Errorf("lead an order to be %s: %w", placed[i].fate, err)
		}
		return nil
	})
	if err != nil {
		return err
	}
	past := make([]pastOrder, len(placed))
	for i, m := range placed {
		past[i] = pastOrder{ID: m.order.Group.ID, Placed: h.asOf.Add(-m.age), Pace: m.pace}
	}
	return moveIntoPast(ctx, h.DB, past)
}

// place orders a purchase and pays it, unless its fate is not to be paid.
func (h *history) place(ctx context.Context, p purchase) (made, error) {
	placing, err := h.placing(p)
	if err != nil {
		return made{}, err
	}
	m := made{purchase: p, reader: orders.Reader{Actor: placing.Access.Actor}}
	if p.buyer == 0 {
		h.oneBuyer.Lock()
		defer h.oneBuyer.Unlock()
	}
	if placing.Access.CartID, placing.Access.Token, err = h.Carts.Create(ctx, placing.Access.Actor); err != nil {
		return m, err
	}
	for _, g := range p.goods {
		variant, err := h.variant(ctx, g)
		if err != nil {
			return m, err
		}
		if _, err := h.Carts.SetItem(ctx, placing.Access, cart.Item{VariantID: variant, Quantity: g.quantity}); err != nil {
			return m, fmt.Errorf("put %s into a basket: %w", g.listing.product.Slug, err)
		}
	}
	placed, err := h.Checkout.Place(ctx, placing)
	if err != nil {
		return m, fmt.Errorf("place an order: %w", err)
	}
	if placed.Order.PaysLater() { // told now, since no job runs while the past is made
		if err := h.Orders.TellPlacedOf(ctx, placed.Order.Group.ID); err != nil {
			return m, fmt.Errorf("tell of an order: %w", err)
		}
	}
	m.order, m.payment = placed.Order, placed.Payment
	m.reader.Token = h.Orders.Token(placed.Order.Group.ID)
	return m, h.pay(ctx, m)
}

func (h *history) placing(p purchase) (checkout.Placing, error) {
	address := h.addresses[p.village]
	in := checkout.Placing{
		Access: cart.Access{}, Name: fmt.Sprintf("Pembeli Contoh %d", p.buyer), Phone: samplePhone(2000 + p.buyer),
		Address: &address, Method: p.method, Language: "id",
	}
	if p.english {
		in.Language = "en"
	}
	if p.buyer == 0 {
		in.Access.Actor = h.actors["buyer"+mailDomain]
		in.Name, in.Email, in.Phone = "Pembeli Demo", "buyer"+mailDomain, samplePhone(1)
	}
	option := courierService
	if p.pickup {
		option, in.Address = "pickup:shop", nil
	}
	for _, shop := range p.shops() {
		in.Shipping = append(in.Shipping, checkout.Choice{Shop: h.slugs[shop], Option: option})
	}
	return in, nil
}

// variant finds the id of what is bought.
func (h *history) variant(ctx context.Context, g goods) (uuid.UUID, error) {
	slug := g.listing.product.Slug
	found, known := h.products.Load(slug)
	if !known {
		product, err := h.Catalog.FindBySlug(ctx, slug)
		if err != nil {
			return uuid.Nil, fmt.Errorf("product %s: %w", slug, err)
		}
		found, _ = h.products.LoadOrStore(slug, product)
	}
	sku := g.listing.product.Variants[g.variant].SKU
	for _, v := range found.(catalog.Product).Variants { //nolint:errcheck // nothing else is stored
		if v.SKU == sku {
			return v.ID, nil
		}
	}
	return uuid.Nil, fmt.Errorf("product %s has no variant %s", slug, sku)
}

// pay pays as people do: at the provider's page, or by a transfer that finance finds on the account. Cash comes at the end.
func (h *history) pay(ctx context.Context, m made) error {
	switch m.fate {
	case fateUnpaid, fateExpired, fateCancelled:
		return nil
	}
	switch m.method {
	case sandbox.Method:
		_, err := h.Sandbox.Pay(ctx, m.payment.ProviderRef)
		return err
	case payments.MethodTransfer:
		_, err := h.Checkout.ConfirmTransfer(ctx, h.finance(), m.payment.ID)
		return err
	}
	return nil
}

func (h *history) finance() identity.Actor { return h.actors["finance"+mailDomain] }
