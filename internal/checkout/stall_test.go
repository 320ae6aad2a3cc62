package checkout_test

import (
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"lapak/internal/apperr"
	"lapak/internal/checkout"
	"lapak/internal/checkout/checkouttest"
	"lapak/internal/festivals"
	"lapak/internal/festivals/festivalstest"
	"lapak/internal/i18n"
	"lapak/internal/identity"
	"lapak/internal/orders"
	"lapak/internal/reports"
	"lapak/internal/shops/shopstest"
)

// fair is a festival that runs, at which the coffee shop takes orders ahead.
type fair struct {
	*checkouttest.Mall
	festival  uuid.UUID
	plan      festivalstest.Plan
	organizer identity.Actor
	stand     festivals.Stand
}

func openFair(t *testing.T, capacity int64) *fair {
	t.Helper()
	m := checkouttest.New(t)
	f := &fair{Mall: m, organizer: shopstest.Account(t, m.DB, "organizer")}
	f.plan = festivalstest.Running(f.organizer)
	f.festival = festivalstest.Make(t, m.DB, f.plan)
	festivalstest.Give(t, m.DB, f.festival, "kuliner", m.Coffee.ID)
	_, err := m.Festivals.SetSlots(t.Context(), f.organizer, f.plan.Slug, festivals.SlotPlan{Minutes: 240, Capacity: 10})
	f.must(err)
	f.must(m.Festivals.SetCollection(t.Context(), m.Coffee.Owner, m.Coffee.Slug, f.plan.Slug, capacity))
	f.stand, err = m.Festivals.FindStand(t.Context(), m.Coffee.Owner, m.Coffee.Slug, f.plan.Slug)
	f.must(err)
	return f
}

func (f *fair) must(err error) {
	f.Helper()
	if err != nil {
		f.Fatal(err)
	}
}

// options are the codes of the slots that a basket is offered at the coffee shop's stall.
func (f *fair) options() []string {
	f.Helper()
	choices, err := f.Festivals.ListChoices(f.Context(), f.DB, []uuid.UUID{f.Coffee.ID})
	f.must(err)
	var codes []string
	for _, c := range choices {
		if c.Left > 0 {
			codes = append(codes, checkout.StallCode(c))
		}
	}
	return codes
}

// placing orders one unit of a variant, to be collected by an option.
func (f *fair) placing(variant uuid.UUID, option string) checkout.Placing {
	p := f.Placing(f.Fill(identity.Actor{}, variant), checkouttest.Method)
	p.Address, p.Shipping = nil, []checkout.Choice{{Shop: f.Coffee.Slug, Option: option}}
	return p
}

func (f *fair) booked() (places, live int) {
	f.Helper()
	f.must(f.DB.GetContext(f.Context(), &places, `SELECT coalesce(sum(booked), 0) FROM festival_slot_loads`))
	f.must(f.DB.GetContext(f.Context(), &live, `SELECT count(*) FROM festival_bookings WHERE live`))
	return places, live
}

func (f *fair) wantBooked(n int) {
	f.Helper()
	if places, live := f.booked(); places != n || live != n {
		f.Errorf("%d places and %d bookings, want %d", places, live, n)
	}
}

func TestOrderingAheadTakesAPlaceInItsSlot(t *testing.T) {
	t.Parallel()
	f := openFair(t, 1)
	coffee := f.Sell(f.Coffee, 52_000, 10)
	slots := f.options()
	placed, err := f.Checkout.Place(t.Context(), f.placing(coffee, slots[0]))
	f.must(err)
	part := placed.Order.Shops[0]
	if part.CollectFrom == nil || part.CollectCode == "" || part.ShippingTotal != 0 || !part.IsPickup() {
		t.Errorf("ordered %+v", part)
	}
	if part.SendBy.After(*part.CollectFrom) || !part.AcceptBy.Before(*part.CollectFrom) {
		t.Errorf("the shop promises to accept by %s and have it ready by %s for a slot at %s", part.AcceptBy, part.SendBy, part.CollectFrom)
	}
	f.wantBooked(1)
	if left := f.options(); len(left) != len(slots)-1 || left[0] == slots[0] {
		t.Errorf("a full slot is offered: %v", left)
	}
	if _, err := f.Checkout.Place(t.Context(), f.placing(coffee, slots[0])); apperr.KindOf(err) != apperr.Invalid {
		t.Errorf("a full slot was sold: %v", err)
	}
	f.wantBooked(1)
	ended, err := f.Checkout.Expire(t.Context(), time.Now().Add(36*time.Minute))
	if err != nil || ended != 1 {
		t.Fatal(ended, err)
	}
	f.wantBooked(0)
	if got := f.options(); len(got) != len(slots) {
		t.Errorf("%d slots after the order ended, want %d", len(got), len(slots))
	}
}

func TestNobodyCollectsOutsideTheSlots(t *testing.T) {
	t.Parallel()
	f := openFair(t, 5)
	coffee := f.Sell(f.Coffee, 52_000, 10)
	baskets := f.Sell(f.Baskets, 52_000, 10)
	other := festivalstest.Coming(f.organizer)
	id := festivalstest.Make(t, f.DB, other)
	festivalstest.Give(t, f.DB, id, "kuliner", f.Baskets.ID)
	slots, err := f.Festivals.SetSlots(t.Context(), f.organizer, other.Slug, festivals.SlotPlan{})
	f.must(err)
	var past uuid.UUID
	f.must(f.DB.GetContext(t.Context(), &past, `SELECT id FROM festival_slots WHERE starts_at < now() AND festival_id = $1 ORDER BY starts_at LIMIT 1`, f.festival))
	for name, option := range map[string]string{
		"of another festival": orders.StallPrefix + slots[0].ID.String(), "in the past": orders.StallPrefix + past.String(),
		"unknown": orders.StallPrefix + uuid.NewString(), "no id": "stall:x",
	} {
		if _, err := f.Checkout.Place(t.Context(), f.placing(coffee, option)); apperr.KindOf(err) != apperr.Invalid {
			t.Errorf("a slot %s was sold: %v", name, err)
		}
	}
	foreign := f.placing(baskets, f.options()[0])
	foreign.Shipping[0].Shop = f.Baskets.Slug
	if _, err := f.Checkout.Place(t.Context(), foreign); apperr.KindOf(err) != apperr.Invalid {
		t.Errorf("a slot of another shop was sold: %v", err)
	}
	f.wantBooked(0)
}

func TestASlotIsNeverOverbooked(t *testing.T) {
	t.Parallel()
	f := openFair(t, 3)
	coffee := f.Sell(f.Coffee, 52_000, 50)
	option := f.options()[0]
	tries := make([]checkout.Placing, 12)
	for i := range tries {
		tries[i] = f.placing(coffee, option)
	}
	var wait sync.WaitGroup
	errs := make([]error, len(tries))
	for i := range tries {
		wait.Go(func() { _, errs[i] = f.Checkout.Place(t.Context(), tries[i]) })
	}
	wait.Wait()
	placed := 0
	for _, err := range errs {
		var refused *apperr.Error
		switch {
		case err == nil:
			placed++
		case errors.As(err, &refused) && (refused.Code == "slot_full" || refused.Kind == apperr.Invalid):
		default:
			t.Error(err)
		}
	}
	if placed != 3 {
		t.Errorf("%d orders in a slot for 3", placed)
	}
	f.wantBooked(3)
	if level := f.Level(coffee); level.Reserved != 3 {
		t.Errorf("reserved %d, want 3", level.Reserved)
	}
}

func TestLateMoneyFindsItsSlotOrGoesBack(t *testing.T) {
	t.Parallel()
	f := openFair(t, 1)
	coffee := f.Sell(f.Coffee, 52_000, 10)
	slots := f.options()
	revived, err := f.Checkout.Place(t.Context(), f.placing(coffee, slots[0]))
	f.must(err)
	returned, err := f.Checkout.Place(t.Context(), f.placing(coffee, slots[1]))
	f.must(err)
	if ended, err := f.Checkout.Expire(t.Context(), time.Now().Add(36*time.Minute)); err != nil || ended != 2 {
		t.Fatal(ended, err)
	}
	_, err = f.Checkout.Place(t.Context(), f.placing(coffee, slots[1])) // somebody else has it meanwhile
	f.must(err)
	f.Company.PayLate(revived.Payment.ProviderRef)
	f.Company.PayLate(returned.Payment.ProviderRef)
	f.Deliver()
	first, err := f.Orders.Read(t.Context(), revived.Order.Group.ID)
	f.must(err)
	second, err := f.Orders.Read(t.Context(), returned.Order.Group.ID)
	f.must(err)
	if first.State != orders.GroupPaid || second.State != orders.GroupExpired {
		t.Errorf("states %s and %s", first.State, second.State)
	}
	f.wantBooked(2)
	var back int64
	f.must(f.DB.GetContext(t.Context(), &back, `SELECT sum(amount) FROM refunds`))
	if back != 52_000 {
		t.Errorf("%d went back", back)
	}
}

// ready is a paid order that waits at the stall.
func (f *fair) ready(option string) orders.Order {
	f.Helper()
	placed, err := f.Checkout.Place(f.Context(), f.placing(f.Sell(f.Coffee, 52_000, 3), option))
	f.must(err)
	f.must(f.Company.Pay(placed.Payment.ProviderRef))
	f.Deliver()
	for _, event := range []orders.Event{orders.Accept, orders.MakeReady} {
		_, err := f.Orders.Work(f.Context(), f.Coffee.Owner, orders.ShopMove{Shop: f.Coffee.Slug, Number: placed.Order.Number, Event: event})
		f.must(err)
	}
	order, err := f.Orders.Read(f.Context(), placed.Order.Group.ID)
	f.must(err)
	return order
}

func TestAStallHandsOverAgainstItsOwnTicketOnly(t *testing.T) {
	t.Parallel()
	f := openFair(t, 5)
	order := f.ready(f.options()[0])
	ticket := checkout.Ticket{Festival: f.plan.Slug, Shop: f.Coffee.Slug, Number: order.Number, Code: order.Shops[0].CollectCode}
	with := func(change func(*checkout.Ticket)) string {
		changed := ticket
		change(&changed)
		return f.Checkout.TicketURL(changed)
	}
	festivalstest.Make(t, f.DB, festivalstest.Coming(f.organizer))
	for want, shown := range map[string]string{
		"ticket_of_shop":     with(func(t *checkout.Ticket) { t.Shop = f.Baskets.Slug }),
		"ticket_of_festival": with(func(t *checkout.Ticket) { t.Festival = "festival-mendatang" }),
		"ticket_unknown":     with(func(t *checkout.Ticket) { t.Number = "K7M-4RT-92" }),
		"collect_code_wrong": with(func(t *checkout.Ticket) { t.Code = "000000x" }),
		"ticket_unreadable":  "https://example.com/hadiah",
	} {
		_, err := f.Checkout.CollectAtStall(t.Context(), f.Coffee.Owner, f.stand, shown)
		if apperr.CodeOf(err) != want {
			t.Errorf("%s: %v, want %s", shown, err, want)
		}
	}
	f.Change(`UPDATE festivals SET name_id = 'Festival Nanti', name_en = 'Later Festival' WHERE slug = 'festival-mendatang'`)
	for lang, name := range map[string]string{"id": "Festival Nanti", "en": "Later Festival"} {
		shown := with(func(t *checkout.Ticket) { t.Festival = "festival-mendatang" })
		_, err := f.Checkout.CollectAtStall(i18n.WithLanguage(t.Context(), lang), f.Coffee.Owner, f.stand, shown)
		if wrong, ok := errors.AsType[*apperr.Error](err); !ok || len(wrong.Fields) != 1 || wrong.Fields[0].Params["Festival"] != name {
			t.Errorf("in %s the other festival is named so: %+v", lang, wrong)
		}
	}
	if same, err := f.Orders.Read(t.Context(), order.Group.ID); err != nil || same.Shops[0].State != orders.StateReady {
		t.Errorf("%s after refusals: %v", same.Shops[0].State, err)
	}
	done, err := f.Checkout.CollectAtStall(t.Context(), f.Coffee.Owner, f.stand, f.Checkout.TicketURL(ticket))
	if err != nil || done.Shops[0].State != orders.StateCompleted {
		t.Errorf("%v, %s", err, done.Shops[0].State)
	}
	f.wantBooked(1)
	other := f.plan // the shop has a stall there at the same time
	other.Slug = "festival-sebelah"
	beside := festivalstest.Make(t, f.DB, other)
	festivalstest.Give(t, f.DB, beside, "kuliner", f.Coffee.ID)
	for festival, want := range map[uuid.UUID]int64{f.festival: done.Shops[0].Total, beside: 0} {
		report, err := reports.FindFestival(t.Context(), f.DB, festival)
		if err != nil || report.Ahead != want {
			t.Errorf("the report tells of %d rupiah ordered ahead, want %d (%v)", report.Ahead, want, err)
		}
	}
}

func TestWhoseSlotVanishedChoosesAnotherOrGetsTheMoneyBack(t *testing.T) {
	t.Parallel()
	f := openFair(t, 5)
	slots := f.options()
	last := slots[len(slots)-1]
	order := f.ready(last)
	reader := orders.Reader{Token: f.Orders.Token(order.Group.ID)}
	if _, err := f.Checkout.Cancel(t.Context(), reader, order.Number, ""); apperr.CodeOf(err) != "order_not_cancellable" {
		t.Errorf("what waits at the stall was cancelled: %v", err)
	}
	f.Change(`DELETE FROM festival_days WHERE festival_id = $1 AND day = (SELECT max(day) FROM festival_days WHERE festival_id = $1)`, f.festival)
	f.must(f.Festivals.Watch(t.Context()))
	f.Work()
	var told int
	f.must(f.DB.GetContext(t.Context(), &told, `SELECT count(*) FROM messages WHERE template = 'slot_vanished'`))
	if told != 1 {
		t.Errorf("told %d times that the slot is no more", told)
	}
	if _, err := f.Checkout.ChangeSlot(t.Context(), reader, order.Number, f.Coffee.Slug, slots[0]); err != nil {
		t.Fatal(err)
	}
	f.wantBooked(1)
	if _, err := f.Checkout.Cancel(t.Context(), reader, order.Number, ""); apperr.CodeOf(err) != "order_not_cancellable" {
		t.Errorf("what has a slot again was cancelled: %v", err)
	}
	f.Change(`UPDATE festivals SET state = 'cancelled', ended_at = now() WHERE id = $1`, f.festival)
	f.must(f.Festivals.Watch(t.Context()))
	if _, err := f.Checkout.Cancel(t.Context(), reader, order.Number, ""); err != nil {
		t.Fatal(err)
	}
	f.Deliver()
	after, err := f.Orders.Read(t.Context(), order.Group.ID)
	if err != nil || after.State != orders.GroupRefunded {
		t.Errorf("%s: %v", after.State, err)
	}
	f.wantBooked(0)
}

func TestWhatNobodyCollectsGoesBackOnlyAfterTheFestival(t *testing.T) {
	t.Parallel()
	f := openFair(t, 5)
	order := f.ready(f.options()[0])
	leave := func() error {
		_, err := f.Checkout.ReturnUncollected(t.Context(), f.Coffee.Owner, f.Coffee.Slug, order.Number)
		return err
	}
	if err := leave(); apperr.CodeOf(err) != "festival_running" {
		t.Errorf("given up while the festival runs: %v", err)
	}
	f.Change(`UPDATE festival_days SET opens_at = opens_at - interval '9 days', closes_at = closes_at - interval '9 days' WHERE festival_id = $1`, f.festival)
	f.must(leave())
	f.Deliver()
	if after, err := f.Orders.Read(t.Context(), order.Group.ID); err != nil || after.State != orders.GroupRefunded || after.Shops[0].Reason != orders.ReasonLeft {
		t.Errorf("%+v: %v", after.Shops, err)
	}
	f.wantBooked(0)
}

func TestBuyersAreRemindedOnceInTheMorning(t *testing.T) {
	t.Parallel()
	f := openFair(t, 5)
	order := f.ready(f.options()[0])
	from := *order.Shops[0].CollectFrom
	f.Change(`UPDATE shop_orders SET created_at = created_at - interval '3 days', collect_from = $1, collect_until = $2`, at(from, 9), at(from, 10))
	for _, look := range []struct{ hour, want int }{{5, 0}, {7, 1}, {8, 0}} {
		told, err := f.Orders.RemindCollections(t.Context(), at(from, look.hour))
		if err != nil || told != look.want {
			t.Errorf("at %d reminded %d, want %d: %v", look.hour, told, look.want, err)
		}
	}
}

// at is an hour of the day after a moment, on the region's clock.
func at(day time.Time, hour int) time.Time {
	local := day.In(time.FixedZone("WIB", 7*3600))
	return time.Date(local.Year(), local.Month(), local.Day()+1, hour, 0, 0, 0, local.Location())
}

func TestAFestivalPriceHoldsWhileTheFestivalRuns(t *testing.T) {
	t.Parallel()
	f := openFair(t, 5)
	coffee := f.Sell(f.Coffee, 52_000, 10)
	foreign := f.Sell(f.Baskets, 30_000, 10)
	for code, prices := range map[string][]festivals.NewPrice{
		"festival_price_not_lower": {{VariantID: coffee, Price: 52_000}},
		"out_of_range":             {{VariantID: coffee, Price: 0}},
		"unknown_value":            {{VariantID: foreign, Price: 10_000}},
		"twice":                    {{VariantID: coffee, Price: 40_000}, {VariantID: coffee, Price: 41_000}},
	} {
		err := f.Festivals.SetPrices(t.Context(), f.Coffee.Owner, f.Coffee.Slug, f.plan.Slug, prices)
		if refused := apperr.As(err); refused == nil || len(refused.Fields) != 1 || refused.Fields[0].Code != code {
			t.Errorf("%v, want %s", err, code)
		}
	}
	access := f.Fill(f.Buyer, coffee)
	f.must(f.Festivals.SetPrices(t.Context(), f.Coffee.Owner, f.Coffee.Slug, f.plan.Slug, []festivals.NewPrice{{VariantID: coffee, Price: 40_000}}))
	wantPrice := func(want, usual int64) {
		t.Helper()
		var got struct {
			Price int64 `db:"price"`
			Usual int64 `db:"usual"`
		}
		f.must(f.DB.GetContext(t.Context(), &got, `SELECT p.price, coalesce(p.usual_price, 0) AS usual FROM products p JOIN variants v ON v.product_id = p.id WHERE v.id = $1`, coffee))
		if got.Price != want || got.Usual != usual {
			t.Errorf("listed at %d (usually %d), want %d (%d)", got.Price, got.Usual, want, usual)
		}
	}
	wantPrice(40_000, 52_000)
	desk, err := f.Festivals.FindStallDesk(t.Context(), f.Coffee.Owner, f.plan.Slug, f.Coffee.Slug)
	if err != nil || len(desk.Goods) != 1 || desk.Goods[0].Price != 40_000 || desk.Goods[0].Usual != 52_000 {
		t.Errorf("the phone at the stall asks for %+v (%v)", desk.Goods, err)
	}
	basket, err := f.Carts.Find(t.Context(), access)
	if err != nil || basket.Lines[0].Price != 40_000 || basket.Lines[0].UsualPrice != 52_000 {
		t.Fatalf("%+v, %v", basket.Lines, err)
	}
	f.Change(`UPDATE festival_days SET opens_at = opens_at - interval '9 days', closes_at = closes_at - interval '9 days' WHERE festival_id = $1`, f.festival)
	f.must(f.Festivals.Watch(t.Context()))
	wantPrice(52_000, 0)
	placing := f.Placing(access, checkouttest.Method, f.Coffee)
	_, err = f.Checkout.Place(t.Context(), placing)
	wantCode(t, err, "price_changed")
	placed, err := f.Checkout.Place(t.Context(), placing)
	if err != nil || placed.Order.ItemsTotal != 52_000 {
		t.Errorf("after the festival the order costs %d: %v", placed.Order.ItemsTotal, err)
	}
	err = f.Festivals.SetPrices(t.Context(), f.Coffee.Owner, f.Coffee.Slug, f.plan.Slug, []festivals.NewPrice{{VariantID: coffee, Price: 40_000}})
	wantCode(t, err, "festival_ended")
}

func TestAPhoneHandsOverWhatIsCollectedAtItsFestivalOnly(t *testing.T) {
	t.Parallel()
	f := openFair(t, 5)
	coffee := f.Sell(f.Coffee, 52_000, 10)
	other := festivalstest.Coming(f.organizer)
	festivalstest.Give(t, f.DB, festivalstest.Make(t, f.DB, other), "kuliner", f.Coffee.ID)
	_, err := f.Festivals.SetSlots(t.Context(), f.organizer, other.Slug, festivals.SlotPlan{Minutes: 240})
	f.must(err)
	here := f.options()
	f.must(f.Festivals.SetCollection(t.Context(), f.Coffee.Owner, f.Coffee.Slug, other.Slug, 5))
	all := f.options()
	var parts []orders.ShopOrder
	var numbers []string
	for _, option := range []string{here[0], all[len(all)-1]} {
		placed, err := f.Checkout.Place(t.Context(), f.placing(coffee, option))
		f.must(err)
		f.must(f.Company.Pay(placed.Payment.ProviderRef))
		f.Deliver()
		parts, numbers = append(parts, placed.Order.Shops[0]), append(numbers, placed.Order.Number)
	}
	device, err := f.Festivals.Register(t.Context(), f.Coffee.Owner, f.plan.Slug, f.Coffee.Slug)
	f.must(err)
	told := festivals.Told{Actor: f.Coffee.Owner, Path: festivals.DevicePath{Festival: f.plan.Slug, Shop: f.Coffee.Slug, Device: device.ID}}
	waiting, err := f.Checkout.ListStallCollections(t.Context(), told)
	if err != nil || len(waiting) != 1 || waiting[0].Number != numbers[0] {
		t.Fatalf("the phone hands over %+v: %v", waiting, err)
	}
	hand := func(i int, code string) checkout.CollectionOutcome {
		t.Helper()
		out, err := f.Checkout.RecordHandedOver(t.Context(), told, []checkout.HandedOver{{ID: uuid.New(), Number: numbers[i], Code: code, At: time.Now()}})
		f.must(err)
		return out[0]
	}
	for want, refused := range map[string]checkout.CollectionOutcome{"ticket_of_festival": hand(1, parts[1].CollectCode), "collect_code_wrong": hand(0, "0000")} {
		if apperr.CodeOf(refused.Err) != want || !refused.Kept {
			t.Errorf("%+v, want %s", refused, want)
		}
	}
	if n := count(f.Mall, `SELECT count(*) FROM shop_orders WHERE state <> 'new'`); n != 0 {
		t.Errorf("%d orders moved by codes that are not theirs", n)
	}
	if out := hand(0, parts[0].CollectCode); out.Err != nil {
		t.Fatal(out.Err)
	}
	if out := hand(0, parts[0].CollectCode); out.Err != nil || !out.Repeated {
		t.Errorf("handed over again: %+v", out)
	}
	if n := count(f.Mall, `SELECT count(*) FROM shop_orders WHERE state = 'completed'`); n != 1 {
		t.Errorf("%d orders are collected", n)
	}
	verify(f.Mall)
}
