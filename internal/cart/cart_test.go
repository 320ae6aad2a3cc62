package cart_test

import (
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/cart"
	"lapak/internal/identity"
	"lapak/internal/postgres"
	"lapak/internal/postgres/pgtest"
	"lapak/internal/shops"
	"lapak/internal/shops/shopstest"
	"lapak/internal/stock"
)

// mall is a database with one approved shop, and short ways to fill it.
type mall struct {
	*cart.Service
	db    *sqlx.DB
	shops *shops.Service
	shop  shops.Shop
	owner identity.Actor
}

func newMall(t *testing.T) mall {
	t.Helper()
	db := pgtest.New(t)
	service, place := shopstest.New(t, db)
	owner := shopstest.Account(t, db, "owner")
	change(t, db, `INSERT INTO categories (slug, name_id, name_en, position) VALUES ('kopi', 'Kopi', 'Coffee', 1)`)
	return mall{Service: cart.New(db, place), db: db, shops: service, owner: owner, shop: shopstest.Approved(t, service, owner, "Kopi Lerek")}
}

func change(t testing.TB, db *sqlx.DB, query string, args ...any) {
	t.Helper()
	if err := postgres.Transact(t.Context(), db, func(tx *sqlx.Tx) error {
		_, err := tx.ExecContext(t.Context(), query, args...)
		return err
	}); err != nil {
		t.Fatal(err)
	}
}

// sell lists a product with one variant and returns the variant.
func (m mall) sell(t testing.TB, price, units int64) uuid.UUID {
	t.Helper()
	product, variant := uuid.New(), uuid.New()
	change(t, m.db, `INSERT INTO products (id, shop_id, district, slug, category, title, state, listed, price, published_at)
		VALUES ($1, $2, $5, $3, 'kopi', 'Kopi robusta', 'published', true, $4, now())`, product, m.shop.ID, "kopi-"+product.String(), price, m.shop.District)
	change(t, m.db, `INSERT INTO product_translations (product_id, language, title) VALUES ($1, 'en', 'Robusta coffee')`, product)
	change(t, m.db, `INSERT INTO variants (id, product_id, shop_id, sku, title, price, weight_grams)
		VALUES ($1, $2, $3, $4, '250 g', $5, 300)`, variant, product, m.shop.ID, variant.String(), price)
	if err := postgres.Transact(t.Context(), m.db, func(tx *sqlx.Tx) error {
		return stock.New(m.db).AddTx(t.Context(), tx, variant, stock.Opening{OnHand: units, Actor: m.owner.String()})
	}); err != nil {
		t.Fatal(err)
	}
	return variant
}

func (m mall) open(t testing.TB, actor identity.Actor) cart.Access {
	t.Helper()
	id, token, err := m.Create(t.Context(), actor)
	if err != nil {
		t.Fatal(err)
	}
	return cart.Access{CartID: id, Token: token, Actor: actor}
}

func (m mall) put(t testing.TB, access cart.Access, variant uuid.UUID, quantity int64) cart.Cart {
	t.Helper()
	c, err := m.SetItem(t.Context(), access, cart.Item{VariantID: variant, Quantity: quantity})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// want checks what a cart holds.
func (m mall) want(t testing.TB, access cart.Access, want map[uuid.UUID]int64) cart.Cart {
	t.Helper()
	c, err := m.Find(t.Context(), access)
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Lines) != len(want) {
		t.Errorf("%d lines, want %d", len(c.Lines), len(want))
	}
	for _, l := range c.Lines {
		if l.Quantity != want[l.VariantID] {
			t.Errorf("%d of %s, want %d", l.Quantity, l.VariantID, want[l.VariantID])
		}
	}
	return c
}

func wantCode(t testing.TB, err error, code string) {
	t.Helper()
	if err == nil || apperr.CodeOf(err) != code {
		t.Errorf("got %v, want %s", err, code)
	}
}

func TestAGuestFillsABasket(t *testing.T) {
	t.Parallel()
	m := newMall(t)
	coffee, tea := m.sell(t, 52_000, 10), m.sell(t, 20_000, 10)
	access := m.open(t, identity.Actor{})
	m.put(t, access, coffee, 5)
	m.put(t, access, coffee, 2)
	c := m.put(t, access, tea, 1)
	if c.ItemsTotal() != 124_000 || len(c.Lines) != 2 {
		t.Errorf("%d rupiah of %d lines", c.ItemsTotal(), len(c.Lines))
	}
	line := c.Lines[0]
	if line.ShopSlug != m.shop.Slug || line.Title != "Kopi robusta" || line.VariantTitle != "250 g" || line.WeightGrams != 300 || line.Available != 10 || line.Problem() != "" {
		t.Errorf("%+v", line)
	}
	for range 2 {
		if _, err := m.RemoveItem(t.Context(), access, coffee); err != nil {
			t.Fatal(err)
		}
	}
	m.want(t, access, map[uuid.UUID]int64{tea: 1})
}

func TestAForeignCartDoesNotExist(t *testing.T) {
	t.Parallel()
	m := newMall(t)
	coffee := m.sell(t, 52_000, 10)
	buyer, stranger := shopstest.Account(t, m.db, "buyer"), shopstest.Account(t, m.db, "stranger")
	guests, accounts := m.open(t, identity.Actor{}), m.open(t, buyer)
	m.put(t, guests, coffee, 1)
	m.put(t, accounts, coffee, 2)
	for name, access := range map[string]cart.Access{
		"a guest's without token":          {CartID: guests.CartID},
		"a guest's with another token":     {CartID: guests.CartID, Token: accounts.Token},
		"a guest's by an account":          {CartID: guests.CartID, Actor: buyer},
		"an account's by anybody":          {CartID: accounts.CartID},
		"an account's with its token only": {CartID: accounts.CartID, Token: accounts.Token},
		"an account's by another":          {CartID: accounts.CartID, Token: guests.Token, Actor: stranger},
		"none":                             {CartID: uuid.New(), Token: guests.Token, Actor: buyer},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := m.Find(t.Context(), access)
			wantCode(t, err, "cart_not_found")
			_, err = m.SetItem(t.Context(), access, cart.Item{VariantID: coffee, Quantity: 9})
			wantCode(t, err, "cart_not_found")
			_, err = m.RemoveItem(t.Context(), access, coffee)
			wantCode(t, err, "cart_not_found")
		})
	}
	m.want(t, guests, map[uuid.UUID]int64{coffee: 1})
	m.want(t, accounts, map[uuid.UUID]int64{coffee: 2})
}

func TestOnlyTheHashOfATokenIsStored(t *testing.T) {
	t.Parallel()
	m := newMall(t)
	access := m.open(t, identity.Actor{})
	var stored []byte
	if err := m.db.GetContext(t.Context(), &stored, `SELECT token_hash FROM carts WHERE id = $1`, access.CartID); err != nil {
		t.Fatal(err)
	}
	if len(access.Token) < 43 || len(stored) != 32 || string(stored) == access.Token {
		t.Errorf("token %q, stored %x", access.Token, stored)
	}
}

func TestRefusedItemsChangeNothing(t *testing.T) {
	t.Parallel()
	m := newMall(t)
	coffee, hidden, gone := m.sell(t, 52_000, 10), m.sell(t, 1_000, 10), m.sell(t, 1_000, 10)
	change(t, m.db, `UPDATE products SET listed = false, state = 'draft' WHERE id = (SELECT product_id FROM variants WHERE id = $1)`, hidden)
	change(t, m.db, `UPDATE variants SET archived_at = now() WHERE id = $1`, gone)
	access := m.open(t, identity.Actor{})
	m.put(t, access, coffee, 1)
	for name, c := range map[string]struct {
		item cart.Item
		code string
	}{
		"none of it":       {cart.Item{VariantID: coffee}, "invalid_input"},
		"negative":         {cart.Item{VariantID: coffee, Quantity: -1}, "invalid_input"},
		"too many":         {cart.Item{VariantID: coffee, Quantity: cart.MaxQuantity + 1}, "invalid_input"},
		"far too many":     {cart.Item{VariantID: coffee, Quantity: 1<<63 - 1}, "invalid_input"},
		"unknown variant":  {cart.Item{VariantID: uuid.New(), Quantity: 1}, "variant_not_found"},
		"unlisted product": {cart.Item{VariantID: hidden, Quantity: 1}, "variant_not_found"},
		"archived variant": {cart.Item{VariantID: gone, Quantity: 1}, "variant_not_found"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := m.SetItem(t.Context(), access, c.item)
			wantCode(t, err, c.code)
			m.want(t, access, map[uuid.UUID]int64{coffee: 1})
		})
	}
	m.put(t, access, coffee, cart.MaxQuantity)
}

func TestTheFirstUnitMakesTheCart(t *testing.T) {
	t.Parallel()
	m := newMall(t)
	coffee := m.sell(t, 52_000, 10)
	buyer := shopstest.Account(t, m.db, "buyer")
	count := func() (n int) {
		if err := m.db.GetContext(t.Context(), &n, `SELECT count(*) FROM carts`); err != nil {
			t.Fatal(err)
		}
		return n
	}
	for _, access := range []cart.Access{{}, {Actor: buyer}, {CartID: uuid.New(), Token: "gone"}} {
		for item, code := range map[cart.Item]string{
			{VariantID: coffee}:                  "invalid_input",
			{VariantID: uuid.New(), Quantity: 1}: "variant_not_found",
		} {
			_, _, err := m.Add(t.Context(), access, item)
			wantCode(t, err, code)
		}
		if n := count(); n != 0 {
			t.Fatalf("a refusal leaves %d carts", n)
		}
	}
	c, token, err := m.Add(t.Context(), cart.Access{}, cart.Item{VariantID: coffee, Quantity: 2})
	if err != nil || token == "" {
		t.Fatal(token, err)
	}
	guest := cart.Access{CartID: c.ID, Token: token}
	for range 2 {
		if _, again, err := m.Add(t.Context(), guest, cart.Item{VariantID: coffee, Quantity: cart.MaxQuantity - 3}); err != nil || again != "" {
			t.Errorf("another token %q, %v", again, err)
		}
	}
	m.want(t, guest, map[uuid.UUID]int64{coffee: cart.MaxQuantity})
	var all sync.WaitGroup
	for range 10 {
		all.Go(func() {
			if _, token, err := m.Add(t.Context(), cart.Access{Actor: buyer}, cart.Item{VariantID: coffee, Quantity: 1}); err != nil || token != "" {
				t.Error(token, err)
			}
		})
	}
	all.Wait()
	if n, err := m.Count(t.Context(), cart.Access{Actor: buyer}); err != nil || n != 10 {
		t.Errorf("%d units, %v", n, err)
	}
	if n := count(); n != 2 {
		t.Errorf("%d carts", n)
	}
	m.want(t, guest, map[uuid.UUID]int64{coffee: cart.MaxQuantity})
}

func TestOnlyWhoOpensACartCountsIt(t *testing.T) {
	t.Parallel()
	m := newMall(t)
	coffee := m.sell(t, 52_000, 10)
	buyer, other := shopstest.Account(t, m.db, "buyer"), shopstest.Account(t, m.db, "other")
	guests, accounts := m.open(t, identity.Actor{}), m.open(t, buyer)
	m.put(t, guests, coffee, 3)
	m.put(t, accounts, coffee, 5)
	for _, c := range []struct {
		access cart.Access
		want   int64
	}{
		{guests, 3},
		{accounts, 5},
		{cart.Access{Actor: buyer}, 5},
		{cart.Access{}, 0},
		{cart.Access{Actor: other}, 0},
		{cart.Access{CartID: guests.CartID, Token: accounts.Token}, 0},
		{cart.Access{CartID: accounts.CartID, Token: accounts.Token}, 0},
	} {
		if n, err := m.Count(t.Context(), c.access); err != nil || n != c.want {
			t.Errorf("%+v counts %d, want %d: %v", c.access, n, c.want, err)
		}
	}
	change(t, m.db, `UPDATE carts SET state = 'ordered'`)
	for _, access := range []cart.Access{guests, accounts} {
		if n, err := m.Count(t.Context(), access); err != nil || n != 0 {
			t.Errorf("an order counts %d, %v", n, err)
		}
	}
}

func TestACartHoldsAHundredLines(t *testing.T) {
	t.Parallel()
	m := newMall(t)
	access := m.open(t, identity.Actor{})
	variants := make([]uuid.UUID, cart.MaxLines+10)
	for i := range variants {
		variants[i] = m.sell(t, 1_000, 1)
	}
	for _, v := range variants[:cart.MaxLines-5] {
		m.put(t, access, v, 1)
	}
	var all sync.WaitGroup
	for _, v := range variants[cart.MaxLines-5:] { // 15 at once for the last 5 places
		all.Go(func() {
			if _, err := m.SetItem(t.Context(), access, cart.Item{VariantID: v, Quantity: 1}); err != nil && apperr.CodeOf(err) != "cart_full" {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if c, err := m.Find(t.Context(), access); err != nil || len(c.Lines) != cart.MaxLines {
		t.Errorf("%d lines, %v", len(c.Lines), err)
	}
	m.put(t, access, variants[0], 2)
}

func TestANewPriceIsToldOnce(t *testing.T) {
	t.Parallel()
	m := newMall(t)
	coffee := m.sell(t, 52_000, 10)
	access := m.open(t, identity.Actor{})
	m.put(t, access, coffee, 1)
	change(t, m.db, `UPDATE variants SET price = 60000 WHERE id = $1`, coffee)
	undone := errors.New("the order was refused")
	closed := func() (l cart.Line) {
		if err := postgres.Transact(t.Context(), m.db, func(tx *sqlx.Tx) error {
			c, err := m.CloseTx(t.Context(), tx, access)
			if err == nil {
				l, err = c.Lines[0], undone
			}
			return err
		}); !errors.Is(err, undone) {
			t.Fatal(err)
		}
		return l
	}
	for range 2 { // placing does not count as telling
		if l := closed(); !l.PriceChanged() || l.Price != 60_000 || l.SeenPrice != 52_000 {
			t.Errorf("%+v", l)
		}
	}
	if c, err := m.Find(t.Context(), access); err != nil || !c.Lines[0].PriceChanged() {
		t.Errorf("%+v, %v", c, err)
	}
	if l := closed(); l.PriceChanged() {
		t.Errorf("%+v", l)
	}
}

func TestLinesSayWhyTheyCannotBeBought(t *testing.T) {
	t.Parallel()
	const approved, suspended = `UPDATE shops SET state = 'approved'`, `UPDATE shops SET state = 'suspended'`
	m := newMall(t)
	coffee := m.sell(t, 52_000, 3)
	access := m.open(t, identity.Actor{})
	for _, c := range []struct {
		name, before, after string
		quantity            int64
		problem             string
	}{
		{"as it should be", approved, approved, 3, ""},
		{"more than there is", approved, approved, 4, "stock_insufficient"},
		{"sold out", `UPDATE stock_levels SET reserved = 3`, `UPDATE stock_levels SET reserved = 0`, 1, "sold_out"},
		{"shop not approved", suspended, approved, 1, "product_unavailable"},
		{"product taken down", `UPDATE products SET listed = false`, `UPDATE products SET listed = true`, 1, "product_unavailable"},
		{"variant archived", `UPDATE variants SET archived_at = now()`, `UPDATE variants SET archived_at = NULL`, 1, "product_unavailable"},
		{"holiday", `UPDATE shops SET closed_from = current_date - 2, closed_until = current_date + 2`, `UPDATE shops SET closed_from = NULL, closed_until = NULL`, 1, "shop_closed"},
		{"holiday over", `UPDATE shops SET closed_from = current_date - 9, closed_until = current_date - 2`, approved, 1, ""},
	} {
		m.put(t, access, coffee, c.quantity)
		change(t, m.db, c.before)
		got, err := m.Find(t.Context(), access)
		if err != nil || got.Lines[0].Problem() != c.problem {
			t.Errorf("%s: %+v, %v", c.name, got, err)
		}
		if total := got.ItemsTotal(); c.problem != "" && total != 0 || c.problem == "" && total != 52_000*c.quantity {
			t.Errorf("%s: %d rupiah", c.name, total)
		}
		change(t, m.db, c.after)
	}
}

func TestAnOrderedCartIsClosed(t *testing.T) {
	t.Parallel()
	m := newMall(t)
	coffee := m.sell(t, 52_000, 3)
	access := m.open(t, identity.Actor{})
	place := func() (err error) {
		_, err = m.close(t, access)
		return err
	}
	if err := place(); err != nil { // an empty one stays open
		t.Fatal(err)
	}
	m.put(t, access, coffee, 1)
	stranger := access
	stranger.Token = "another"
	_, err := m.close(t, stranger)
	wantCode(t, err, "cart_not_found")
	if err := place(); err != nil {
		t.Fatal(err)
	}
	wantCode(t, place(), "cart_already_ordered")
	_, err = m.SetItem(t.Context(), access, cart.Item{VariantID: coffee, Quantity: 3})
	wantCode(t, err, "cart_already_ordered")
	_, err = m.Find(t.Context(), access)
	wantCode(t, err, "cart_already_ordered")
}

// close ends a cart as placing an order does.
func (m mall) close(t *testing.T, access cart.Access) (closed cart.Cart, err error) {
	t.Helper()
	err = postgres.Transact(t.Context(), m.db, func(tx *sqlx.Tx) error {
		closed, err = m.CloseTx(t.Context(), tx, access)
		return err
	})
	return closed, err
}

// An order that waits for a change of its cart has the change in it.
func TestACartIsOrderedWithTheChangeThatWasUnderWay(t *testing.T) {
	t.Parallel()
	m := newMall(t)
	coffee := m.sell(t, 52_000, 30)
	access := m.open(t, identity.Actor{})
	m.put(t, access, coffee, 1)
	type outcome struct {
		cart cart.Cart
		err  error
	}
	ordered := make(chan outcome)
	err := postgres.Transact(t.Context(), m.db, func(tx *sqlx.Tx) error {
		if _, err := tx.ExecContext(t.Context(), `UPDATE carts SET updated_at = now() WHERE id = $1`, access.CartID); err != nil {
			return err
		}
		if _, err := tx.ExecContext(t.Context(), `UPDATE cart_items SET quantity = 20 WHERE cart_id = $1`, access.CartID); err != nil {
			return err
		}
		go func() {
			c, err := m.close(t, access)
			ordered <- outcome{c, err}
		}()
		for waiting := 0; waiting == 0; { // until the order waits for this change
			if err := m.db.GetContext(t.Context(), &waiting, `SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	got := <-ordered
	if got.err != nil || len(got.cart.Lines) != 1 || got.cart.Lines[0].Quantity != 20 {
		t.Errorf("%+v, %v", got.cart.Lines, got.err)
	}
}

func TestUnusedCartsAreSwept(t *testing.T) {
	t.Parallel()
	m := newMall(t)
	coffee := m.sell(t, 52_000, 3)
	unused, used, ordered := m.open(t, identity.Actor{}), m.open(t, identity.Actor{}), m.open(t, identity.Actor{})
	m.put(t, unused, coffee, 1)
	change(t, m.db, `UPDATE carts SET updated_at = now() - interval '2 hours'`)
	m.put(t, used, coffee, 1)
	change(t, m.db, `UPDATE carts SET state = 'ordered' WHERE id = $1`, ordered.CartID)
	if n, err := m.Sweep(t.Context(), time.Now().Add(cart.Retention-time.Hour)); err != nil || n != 1 {
		t.Errorf("swept %d, %v", n, err)
	}
	_, err := m.Find(t.Context(), unused)
	wantCode(t, err, "cart_not_found")
	m.want(t, used, map[uuid.UUID]int64{coffee: 1})
	_, err = m.Find(t.Context(), ordered)
	wantCode(t, err, "cart_already_ordered")
}
