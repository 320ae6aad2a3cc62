package api

import (
	"context"

	"lapak/internal/trade"
	"lapak/internal/web"
)

// InquiryPath names an inquiry and opens it for a guest.
type InquiryPath struct {
	Number string `path:"number" example:"T-4827-1936"`
	Token  string `header:"X-Inquiry-Token" doc:"What a guest reads the inquiry by."`
}

// ShopInquiryPath names an inquiry at a shop's desk.
type ShopInquiryPath struct {
	ShopPath
	Number string `path:"number" example:"T-4827-1936"`
}

// OfficeInquiryPath names an inquiry at the office.
type OfficeInquiryPath struct {
	Number string `path:"number" example:"T-4827-1936"`
}

// InquiryWords are words for the other side.
type InquiryWords struct {
	Message string `json:"message" doc:"At most 4000 characters. The same words again, right after themselves, are one message."`
}

// InquiryClosing ends an inquiry.
type InquiryClosing struct {
	Outcome string `json:"outcome" enum:"agreed,no_capacity,no_answer,not_suitable,withdrawn" doc:"One of the thread's outcomes."`
	Note    string `json:"note,omitempty" doc:"What the other side is told."`
}

func (f *face) thread(t trade.Thread, reader trade.Party, err error) (*answer[InquiryThread], error) {
	if err != nil {
		return nil, err
	}
	return &answer[InquiryThread]{f.threadOf(t, reader)}, nil
}

// reading is who asks for which inquiry, and from which side.
type reading struct {
	side   trade.Side
	party  trade.Party
	number string
}

func (f *face) read(ctx context.Context, r reading) (*answer[InquiryThread], error) {
	t, err := f.Trade.Find(ctx, r.side, r.number)
	return f.thread(t, r.party, err)
}

func (f *face) write(ctx context.Context, r reading, b InquiryWords) (*answer[InquiryThread], error) {
	t, err := f.Trade.Write(ctx, r.side, r.number, b.Message)
	return f.thread(t, r.party, err)
}

func (f *face) close(ctx context.Context, r reading, b InquiryClosing) (*answer[InquiryThread], error) {
	t, err := f.Trade.Close(ctx, r.side, r.number, trade.Closing{Outcome: trade.Outcome(b.Outcome), Note: b.Note})
	return f.thread(t, r.party, err)
}

func (p InquiryPath) reading(ctx context.Context) reading {
	return reading{trade.AsAsker(web.Actor(ctx), p.Token), trade.PartyAsker, p.Number}
}

func (p ShopInquiryPath) reading(ctx context.Context) reading {
	return reading{trade.AsShop(web.Actor(ctx), p.Shop), trade.PartyShop, p.Number}
}

func (p OfficeInquiryPath) reading(ctx context.Context) reading {
	return reading{trade.AsOffice(web.Actor(ctx)), trade.PartyOffice, p.Number}
}

func (f *face) listInquiries(ctx context.Context, in *struct{ Paging }) (*answer[Page[InquiryShown]], error) {
	found, err := f.Trade.ListMine(ctx, web.Actor(ctx), in.Limit, in.Cursor)
	return ok(inquiriesOf(found, trade.PartyAsker), err)
}

func (f *face) findInquiry(ctx context.Context, in *InquiryPath) (*answer[InquiryThread], error) {
	return f.read(ctx, in.reading(ctx))
}

func (f *face) writeInquiry(ctx context.Context, in *struct {
	InquiryPath
	Body InquiryWords
},
) (*answer[InquiryThread], error) {
	return f.write(ctx, in.reading(ctx), in.Body)
}

func (f *face) closeInquiry(ctx context.Context, in *struct {
	InquiryPath
	Body InquiryClosing
},
) (*answer[InquiryThread], error) {
	return f.close(ctx, in.reading(ctx), in.Body)
}

// InquiriesByState asks for a list of inquiries.
type InquiriesByState struct {
	Paging
	State string `query:"state" enum:"open,new,waiting,answered,closed" default:"open" doc:"open: who asked waits, the overdue first."`
	Kind  string `query:"kind" enum:"goods,investment"`
}

func (in InquiriesByState) filter() trade.Filter {
	return trade.Filter{State: trade.State(in.State), Kind: trade.Kind(in.Kind), Limit: in.Limit, Cursor: in.Cursor}
}

func (f *face) listShopInquiries(ctx context.Context, in *struct {
	ShopPath
	InquiriesByState
},
) (*answer[Page[InquiryShown]], error) {
	found, err := f.Trade.ListForShop(ctx, web.Actor(ctx), in.Shop, in.filter())
	return ok(inquiriesOf(found, trade.PartyShop), err)
}

func (f *face) findShopInquiry(ctx context.Context, in *ShopInquiryPath) (*answer[InquiryThread], error) {
	return f.read(ctx, in.reading(ctx))
}

func (f *face) writeShopInquiry(ctx context.Context, in *struct {
	ShopInquiryPath
	Body InquiryWords
},
) (*answer[InquiryThread], error) {
	return f.write(ctx, in.reading(ctx), in.Body)
}

func (f *face) closeShopInquiry(ctx context.Context, in *struct {
	ShopInquiryPath
	Body InquiryClosing
},
) (*answer[InquiryThread], error) {
	return f.close(ctx, in.reading(ctx), in.Body)
}

func (f *face) listOfficeInquiries(ctx context.Context, in *InquiriesByState) (*answer[Page[InquiryShown]], error) {
	found, err := f.Trade.ListForOffice(ctx, web.Actor(ctx), in.filter())
	return ok(inquiriesOf(found, trade.PartyOffice), err)
}

func (f *face) findOfficeInquiry(ctx context.Context, in *OfficeInquiryPath) (*answer[InquiryThread], error) {
	return f.read(ctx, in.reading(ctx))
}

func (f *face) writeOfficeInquiry(ctx context.Context, in *struct {
	OfficeInquiryPath
	Body InquiryWords
},
) (*answer[InquiryThread], error) {
	return f.write(ctx, in.reading(ctx), in.Body)
}

func (f *face) closeOfficeInquiry(ctx context.Context, in *struct {
	OfficeInquiryPath
	Body InquiryClosing
},
) (*answer[InquiryThread], error) {
	return f.close(ctx, in.reading(ctx), in.Body)
}
