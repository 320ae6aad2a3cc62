package checkout

import (
	"context"
	"fmt"
	"strings"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/cart"
	"lapak/internal/i18n"
	"lapak/internal/idempotency"
	"lapak/internal/identity"
	"lapak/internal/orders"
	"lapak/internal/payments"
	"lapak/internal/postgres"
	"lapak/internal/regions"
	"lapak/internal/shipping"
	"lapak/internal/stock"
)

// Placing is what a buyer sends to order a basket.
type Placing struct {
	Access   cart.Access
	Name     string
	Email    string // this or Phone is needed
	Phone    string
	Address  *regions.Address // needed unless everything is picked up
	Shipping []Choice         // one a shop
	Method   string
	Language string
	CameBy   *uuid.UUID // the festival that the order is credited to; nil: none
}

// Choice is how one shop sends its part.
type Choice struct {
	Shop   string // slug
	Option string
}

// Placed is an order and where it is paid. Payment is zero for cash; its URL is empty where our own page tells how to pay, or while the
// provider is silent.
type Placed struct {
	Order   orders.Order
	Payment payments.Payment
}

// hasPage says whether a provider opens a page for the payment; without one the order is all there is to answer.
func (p Placed) hasPage() bool { return p.Payment.ID != uuid.Nil && p.Payment.State.IsOpen() }

// Place turns a basket into an order in one transaction and then opens its payment page. A basket whose prices differ from those last
// told is Conflict price_changed with the new Quote as details; goods that ran out are Conflict stock_insufficient. A provider that is
// silent does not undo the order: its payment has no URL yet.
func (s *Service) Place(ctx context.Context, in Placing) (Placed, error) {
	placed, err := s.place(ctx, in, unkeyed{})
	if err != nil {
		return Placed{}, err
	}
	return s.openPage(ctx, placed), nil
}

// Answer is how a face puts an order into words.
type Answer func(Placed) (idempotency.Response, error)

// PlaceOnce is Place for a request with an idempotency key: it places the order once and gives its answer, or goes on with the order that
// an earlier run has placed. An order that needs no provider is stored together with its answer. Errors as Place.
func (s *Service) PlaceOnce(ctx context.Context, claim *idempotency.Claim, in Placing, answer Answer) (idempotency.Response, error) {
	if made, err := uuid.Parse(claim.Subject()); err == nil {
		placed, err := s.Resume(ctx, made)
		if err != nil {
			return idempotency.Response{}, err
		}
		return answer(placed)
	}
	request := &keyed{Claim: claim, answer: answer}
	placed, err := s.place(ctx, in, request)
	if err != nil || !placed.hasPage() {
		return request.given, err
	}
	return s.answerWithPage(ctx, request, placed)
}

// answerWithPage asks the provider for the page to pay on, and stores the answer with what the provider said. A provider's silence or
// refusal is not a failure of the order: it is answered without a page, and /orders/{number}/pay tries again.
func (s *Service) answerWithPage(ctx context.Context, request *keyed, placed Placed) (given idempotency.Response, err error) {
	isStored := false
	_, err = s.payments.StartAnd(ctx, placed.Payment, func(tx *sqlx.Tx, started payments.Payment) (err error) {
		if given, err = request.answer(Placed{Order: placed.Order, Payment: started}); err != nil {
			return err
		}
		isStored = true
		return request.FinishTx(ctx, tx, "", given)
	})
	if isStored || err != nil && !isProvidersWord(err) {
		return given, err
	}
	return request.answer(placed)
}

// isProvidersWord says whether starting a payment failed for what its provider said, or did not say.
func isProvidersWord(err error) bool {
	switch apperr.CodeOf(err) {
	case "payment_provider_silent", "payment_refused", "payment_closed":
		return true
	}
	return false
}

// frame is what stands around the writes of an order in their transaction.
type frame interface {
	HoldTx(ctx context.Context, tx *sqlx.Tx) error
	endTx(ctx context.Context, tx *sqlx.Tx, placed Placed) error
}

// unkeyed is the frame of an order without an idempotency key.
type unkeyed struct{}

func (unkeyed) HoldTx(context.Context, *sqlx.Tx) error        { return nil }
func (unkeyed) endTx(context.Context, *sqlx.Tx, Placed) error { return nil }

// keyed ties an order to its idempotency key.
type keyed struct {
	*idempotency.Claim
	answer Answer
	given  idempotency.Response
}

func (k *keyed) endTx(ctx context.Context, tx *sqlx.Tx, placed Placed) (err error) {
	subject := placed.Order.Group.ID.String()
	if placed.hasPage() {
		return k.RecordTx(ctx, tx, subject)
	}
	if k.given, err = k.answer(placed); err != nil {
		return err
	}
	return k.FinishTx(ctx, tx, subject, k.given)
}

// place writes the order in one transaction, in which the stock comes last.
func (s *Service) place(ctx context.Context, in Placing, around frame) (Placed, error) {
	in, to, err := s.checkPlacing(ctx, in)
	if err != nil {
		return Placed{}, err
	}
	var placed Placed
	err = postgres.Transact(ctx, s.db, func(tx *sqlx.Tx) error {
		ctx := context.WithoutCancel(ctx) // a buyer who leaves in the middle would cost the connection; the transaction ends soon by itself
		if err := around.HoldTx(ctx, tx); err != nil {
			return err
		}
		if placed, err = s.placeTx(ctx, tx, in, to); err != nil {
			return err
		}
		if err := around.endTx(ctx, tx, placed); err != nil {
			return err
		}
		if err := s.bookSlotsTx(ctx, tx, placed.Order); err != nil {
			return err
		}
		return s.stock.ReserveTx(ctx, tx, stock.Reservation{
			Reference: placed.Order.Group.ID, Demands: demands(placed.Order), ExpiresAt: placed.Order.ExpiresAt,
		})
	})
	if apperr.CodeOf(err) == "price_changed" {
		return Placed{}, s.withNewQuote(ctx, in, err)
	}
	return placed, err
}

// Resume answers for an order that was placed by a request whose answer was lost.
func (s *Service) Resume(ctx context.Context, groupID uuid.UUID) (Placed, error) {
	order, err := s.orders.Read(ctx, groupID)
	if err != nil {
		return Placed{}, err
	}
	tries, err := s.payments.ListBySubject(ctx, s.db, payments.SubjectOrderGroup, groupID)
	if err != nil {
		return Placed{}, err
	}
	placed := Placed{Order: order}
	if len(tries) > 0 {
		placed.Payment = tries[len(tries)-1] // the first, which the lost answer would have named
	}
	return s.openPage(ctx, placed), nil
}

// openPage asks the provider for the page to pay on. Silence is not a failure of the order: /orders/{number}/pay tries again.
func (s *Service) openPage(ctx context.Context, placed Placed) Placed {
	if !placed.hasPage() {
		return placed
	}
	if started, err := s.payments.Start(ctx, placed.Payment); err == nil {
		placed.Payment = started
	}
	return placed
}

func (s *Service) placeTx(ctx context.Context, tx *sqlx.Tx, in Placing, to shipping.Destination) (Placed, error) {
	basket, err := s.carts.CloseTx(ctx, tx, in.Access)
	if err != nil {
		return Placed{}, err
	}
	if err := checkBasket(basket); err != nil {
		return Placed{}, err
	}
	quote, err := s.price(ctx, tx, basket, to)
	if err != nil {
		return Placed{}, err
	}
	if in.choosesStall() {
		if err := s.offerStalls(ctx, tx, &quote); err != nil {
			return Placed{}, err
		}
	}
	placement, err := placementOf(quote, in)
	if err != nil {
		return Placed{}, err
	}
	order, err := s.orders.PlaceTx(ctx, tx, in.Access.Actor, placement)
	if err != nil {
		return Placed{}, err
	}
	placed := Placed{Order: order}
	if !order.IsCash() {
		if placed.Payment, err = s.payments.OpenTx(ctx, tx, s.openingOf(order.Group)); err != nil {
			return Placed{}, err
		}
	}
	return placed, nil
}

func checkBasket(basket cart.Cart) error {
	if len(basket.Lines) == 0 {
		return apperr.New(apperr.Invalid, "cart_empty")
	}
	for _, line := range basket.Lines {
		switch problem := line.Problem(); problem {
		case "":
		case "stock_insufficient", "sold_out":
			return apperr.New(apperr.Conflict, "stock_insufficient").WithDetails([]stock.Shortage{{VariantID: line.VariantID, Quantity: line.Quantity}})
		default:
			return apperr.New(apperr.Conflict, "item_unavailable").WithDetails([]map[string]any{{"variant_id": line.VariantID, "problem": problem}})
		}
		if line.PriceChanged() {
			return apperr.New(apperr.Conflict, "price_changed")
		}
	}
	return nil
}

// placementOf picks each shop's option and makes the placement. Every shop of the basket needs one choice, and only those.
func placementOf(quote Quote, in Placing) (orders.Placement, error) {
	var fields apperr.Fields
	chosen := map[string]string{}
	for i, c := range in.Shipping {
		if _, twice := chosen[c.Shop]; twice || !quote.has(c.Shop) {
			fields.Add(fmt.Sprintf("shipping[%d].shop", i), "unknown_value")
		}
		chosen[c.Shop] = c.Option
	}
	p := orders.Placement{
		CartID: quote.Cart.ID, PaymentMethod: in.Method, Language: in.Language,
		ContactName: in.Name, ContactEmail: in.Email, ContactPhone: in.Phone, CameBy: in.CameBy,
	}
	delivers := false
	for _, part := range quote.Shops {
		code, ok := chosen[part.Slug]
		if !ok {
			fields.Add("shipping", "shipping_missing")
			continue
		}
		option, err := part.Choices.Pick(code)
		if err != nil {
			fields.Add("shipping."+part.Slug, apperr.CodeOf(err))
			continue
		}
		delivers = delivers || !option.Pickup
		if in.Method == orders.MethodCash && (!part.AcceptsCash || in.Address != nil && isAbroad(*in.Address)) {
			fields.Add("payment_method", "cash_not_accepted")
		}
		p.Shops = append(p.Shops, placedShop(part, option))
	}
	if delivers && in.Address == nil {
		fields.Add("address", "address_needed_for_delivery")
	}
	if delivers {
		p.Address = in.Address
	}
	if in.Method != orders.MethodCash {
		until := now().Add(holdFor(in.Method))
		p.ExpiresAt = &until
	}
	return p, fields.Err()
}

func placedShop(part ShopQuote, option shipping.Option) orders.PlacedShop {
	out := orders.PlacedShop{
		ShopID: part.ShopID, ShopSlug: part.Slug, ShopName: part.Name, ShippingOption: option.Code, ShippingLabel: option.Label, ShippingPrice: option.Price, WeightGrams: part.WeightGrams,
	}
	if slot, ok := part.slots[option.Code]; ok {
		out.CollectFrom, out.CollectUntil = &slot.StartsAt, &slot.EndsAt
	}
	for _, l := range part.Lines {
		out.Lines = append(out.Lines, orders.PlacedLine{
			VariantID: l.VariantID, ProductSlug: l.ProductSlug, Title: l.Title, VariantTitle: l.VariantTitle, SKU: l.SKU,
			ImageKey: l.ImageKey, Quantity: l.Quantity, UnitPrice: l.Price,
		})
	}
	return out
}

func (q Quote) has(shop string) bool {
	for _, part := range q.Shops {
		if part.Slug == shop {
			return true
		}
	}
	return false
}

func isAbroad(a regions.Address) bool { return a.Country != "" && a.Country != "ID" }

// checkPlacing names every wrong field of the contact and the address at once, and brings them into the form in which they are kept.
func (s *Service) checkPlacing(ctx context.Context, in Placing) (Placing, shipping.Destination, error) {
	var fields apperr.Fields
	in.Name = fields.Text("contact.name", in.Name, 2, 120)
	in.Email = strings.TrimSpace(in.Email)
	if in.Email == "" && strings.TrimSpace(in.Phone) == "" {
		fields.Add("contact.phone", "contact_needed")
	}
	if in.Email != "" {
		email, ok := identity.ParseEmail(in.Email)
		if !ok {
			fields.Add("contact.email", "invalid_email")
		}
		in.Email = email
	}
	if strings.TrimSpace(in.Phone) != "" {
		phone, ok := identity.ParsePhone(in.Phone)
		if !ok {
			fields.Add("contact.phone", "invalid_phone")
		}
		in.Phone = phone
	}
	if in.Method != orders.MethodCash && !s.payments.Methods()[in.Method] {
		fields.Add("payment_method", "payment_method_unknown")
	}
	if in.Language != i18n.Indonesian && in.Language != i18n.English {
		in.Language = i18n.Language(ctx)
	}
	to, address, err := s.destination(ctx, in.Address)
	if err != nil && apperr.KindOf(err) != apperr.Invalid {
		return in, to, err
	}
	if err != nil {
		for _, f := range apperr.As(err).Fields {
			fields.Add(f.Path, f.Code)
		}
	}
	in.Address = address
	return in, to, fields.Err()
}

// withNewQuote adds to the refusal what the basket costs now; having been told, the same order passes the next time.
func (s *Service) withNewQuote(ctx context.Context, in Placing, refusal error) error {
	quote, err := s.Quote(ctx, in.Access, in.Address)
	if err != nil {
		return err
	}
	return apperr.As(refusal).WithDetails(quote)
}
