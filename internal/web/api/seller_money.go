package api

import (
	"context"
	"time"

	"lapak/internal/ledger"
	"lapak/internal/money"
	"lapak/internal/web"
)

type balance struct {
	Balance  int64  `json:"balance" doc:"What the mall owes the shop; negative where the shop owes the mall."`
	Currency string `json:"currency" example:"IDR"`
}

func (f *face) findBalance(ctx context.Context, in *ShopPath) (*answer[balance], error) {
	shop, _, err := f.Shops.FindForMember(ctx, web.Actor(ctx), in.Shop)
	if err != nil {
		return nil, err
	}
	owed, err := f.Ledger.Balance(ctx, shop.ID, money.IDR)
	return ok(balance{owed, money.IDR}, err)
}

type statementLine struct {
	At        time.Time `json:"at"`
	Kind      string    `json:"kind" example:"payment"`
	Reference string    `json:"reference"`
	Amount    int64     `json:"amount" doc:"Positive: owed to the shop."`
	Balance   int64     `json:"balance" doc:"After this line."`
}

type statement struct {
	Page[statementLine]
	Balance  int64  `json:"balance" doc:"Now."`
	Currency string `json:"currency" example:"IDR"`
}

func (f *face) findStatement(ctx context.Context, in *shopOrdersRequest) (*answer[statement], error) {
	shop, _, err := f.Shops.FindForMember(ctx, web.Actor(ctx), in.Shop)
	if err != nil {
		return nil, err
	}
	found, err := f.Ledger.FindStatement(ctx, shop.ID, ledger.Page{Limit: in.Limit, Cursor: in.Cursor})
	return ok(statement{pageOf(found.Lines, found.NextCursor, func(l ledger.Line) statementLine {
		return statementLine{l.At.UTC(), l.Kind, l.Reference, l.Amount, l.Balance}
	}), found.Balance, found.Currency}, err)
}
