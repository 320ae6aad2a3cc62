package api

import (
	"context"
	"io"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"lapak/internal/checkout"
	"lapak/internal/payments"
	"lapak/internal/shops"
	"lapak/internal/web"
)

type officeShopsRequest struct {
	Paging
	State string `query:"state" enum:"pending,approved,rejected,suspended" default:"pending"`
}

func (f *face) listShopsForOffice(ctx context.Context, in *officeShopsRequest) (*answer[Page[ownShop]], error) {
	found, err := f.Shops.ListByState(ctx, web.Actor(ctx), shops.State(in.State), shops.Page{Limit: in.Limit, Cursor: in.Cursor})
	if err != nil {
		return nil, err
	}
	pictures, err := f.picturesOf(ctx, found.Items...)
	return ok(pageOf(found.Items, found.Next, func(s shops.Shop) ownShop { return ownShopOf(s, "", pictures) }), err)
}

func (f *face) approveShop(ctx context.Context, in *ShopPath) (*answer[ownShop], error) {
	shop, err := f.Shops.Decide(ctx, web.Actor(ctx), in.Shop, shops.Decision{Verdict: shops.Approve})
	return f.answerShop(ctx, shop, "", err)
}

func (f *face) rejectShop(ctx context.Context, in *struct {
	ShopPath
	Body Refusal
},
) (*answer[ownShop], error) {
	shop, err := f.Shops.Decide(ctx, web.Actor(ctx), in.Shop, shops.Decision{Verdict: shops.Reject, Reason: in.Body.Reason})
	return f.answerShop(ctx, shop, "", err)
}

type transferWaiting struct {
	ID        uuid.UUID  `json:"id" format:"uuid"`
	Subject   string     `json:"subject" enum:"order_group,stall_fee" doc:"What it pays."`
	Number    string     `json:"number" doc:"Of the order; of a stall fee the festival and the shop." example:"BWI-7K2M"`
	Amount    int64      `json:"amount" doc:"What must have come, to the rupiah."`
	Currency  string     `json:"currency" example:"IDR"`
	CreatedAt time.Time  `json:"created_at"`
	ExpiresAt *time.Time `json:"expires_at"`
	Proof     *string    `json:"proof" doc:"Where the buyer's proof is opened; null without one."`
	ProofAt   *time.Time `json:"proof_at" doc:"When it first came, and has waited since."`
	HeldUntil *time.Time `json:"held_until" doc:"Of a stall fee with a proof: until when its place is kept, past the fee's own time."`
}

func transferOf(waiting checkout.WaitingTransfer) transferWaiting {
	p := waiting.Payment
	out := transferWaiting{
		ID: p.ID, Subject: p.SubjectKind, Number: p.SubjectLabel, Amount: p.Due(), Currency: p.Currency, CreatedAt: p.CreatedAt.UTC(), ExpiresAt: instant(p.ExpiresAt),
		ProofAt: instant(p.ProofAt), HeldUntil: instant(waiting.Stall.HeldUntil),
	}
	if p.ProofID.Valid {
		proof := Prefix + "/office/payments/" + p.ID.String() + "/proof"
		out.Proof = &proof
	}
	return out
}

func (f *face) listTransfers(ctx context.Context, in *Paging) (*answer[Page[transferWaiting]], error) {
	waiting, err := f.Checkout.ListTransfers(ctx, web.Actor(ctx), payments.Page{Limit: in.Limit, Cursor: in.Cursor})
	return ok(pageOf(waiting.Items, waiting.Next, transferOf), err)
}

func (f *face) confirmPayment(ctx context.Context, in *idPath) (*answer[transferConfirmed], error) {
	id, err := parseID(in.ID, "payment_not_found")
	if err != nil {
		return nil, err
	}
	confirmed, err := f.Checkout.ConfirmTransfer(ctx, web.Actor(ctx), id)
	return ok(confirmedOf(confirmed), err)
}

func (f *face) refusePayment(ctx context.Context, in *struct {
	ID   string `path:"id" doc:"UUID."`
	Body Refusal
},
) (*struct{}, error) {
	id, err := parseID(in.ID, "payment_not_found")
	if err != nil {
		return nil, err
	}
	return nil, f.Checkout.RefuseStallTransfer(ctx, web.Actor(ctx), id, in.Body.Reason)
}

// transferConfirmed is all that finance needs to know of what a transfer paid.
type transferConfirmed struct {
	Subject  string `json:"subject" enum:"order_group,stall_fee" doc:"What it paid."`
	Number   string `json:"number" doc:"Of the order; of a stall fee the festival and the shop." example:"BWI-7K2M"`
	State    string `json:"state" doc:"Of the order, or of the application whose stall fee it is." example:"paid"`
	Total    int64  `json:"total" doc:"Of the order, or the stall fee."`
	Currency string `json:"currency" example:"IDR"`
	Applied  bool   `json:"applied" doc:"False: it came too late or a second time, and goes back in full."`
}

func confirmedOf(c checkout.ConfirmedTransfer) transferConfirmed {
	p := c.Payment
	out := transferConfirmed{
		Subject: p.SubjectKind, Number: p.SubjectLabel, State: string(c.Order.State), Total: p.Amount, Currency: p.Currency, Applied: p.Applied,
	}
	if p.SubjectKind == payments.SubjectStallFee {
		out.State = string(c.Stall.State)
	}
	return out
}

// document is a private file on its way to somebody who may see it.
type document struct {
	ContentType  string `header:"Content-Type" hidden:"true"`
	Disposition  string `header:"Content-Disposition"`
	CacheControl string `header:"Cache-Control"`
	Body         func(huma.Context)
}

func (f *face) openProof(ctx context.Context, in *idPath) (*document, error) {
	id, err := parseID(in.ID, "payment_not_found")
	if err != nil {
		return nil, err
	}
	proof, err := f.Checkout.OpenProof(ctx, web.Actor(ctx), id)
	if err != nil {
		return nil, err
	}
	return &document{
		ContentType: proof.ContentType, Disposition: "inline", CacheControl: "no-store",
		Body: func(hc huma.Context) {
			defer func() { _ = proof.Close() }()
			_, _ = io.Copy(hc.BodyWriter(), proof) // the reader has gone if this fails
		},
	}, nil
}
