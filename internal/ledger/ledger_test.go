package ledger_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"pgregory.net/rapid"

	"lapak/internal/apperr"
	"lapak/internal/ledger"
	"lapak/internal/postgres"
	"lapak/internal/postgres/pgtest"
)

// books is everything that the ledger has stored.
type books struct {
	Transfers int
	Balances  map[string]int64
}

// checkBooks also checks what must hold at any time: transfers sum to zero and cached balances to their entries.
func checkBooks(t rapid.TB, db *sqlx.DB) books {
	t.Helper()
	ctx := context.Background()
	var wrong []string
	err := db.SelectContext(ctx, &wrong, `
		SELECT t.kind || ' ' || t.reference FROM ledger_transfers t JOIN ledger_entries e ON e.transfer_id = t.id
		JOIN ledger_accounts a ON a.id = e.account_id GROUP BY t.id, a.currency HAVING sum(e.amount) <> 0
		UNION ALL
		SELECT a.code FROM ledger_accounts a LEFT JOIN ledger_entries e ON e.account_id = a.id
		GROUP BY a.id HAVING a.balance <> coalesce(sum(e.amount), 0)`)
	if err != nil || len(wrong) > 0 {
		t.Fatalf("not balanced: %v, %v", wrong, err)
	}
	out := books{Balances: map[string]int64{}}
	if err := db.GetContext(ctx, &out.Transfers, `SELECT count(*) FROM ledger_transfers`); err != nil {
		t.Fatal(err)
	}
	rows, err := db.QueryxContext(ctx, `SELECT code, balance FROM ledger_accounts WHERE balance <> 0`)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var code string
		var balance int64
		if err := rows.Scan(&code, &balance); err != nil {
			t.Fatal(err)
		}
		out.Balances[code] = balance
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

func post(db *sqlx.DB, transfer ledger.Transfer) (booked bool, err error) {
	ctx := context.Background()
	err = postgres.Transact(ctx, db, func(tx *sqlx.Tx) error {
		booked, err = ledger.New(db).PostTx(ctx, tx, transfer)
		return err
	})
	return booked, err
}

// makeShops stores n shops with the areas that they need.
func makeShops(t *testing.T, db *sqlx.DB, n int) []uuid.UUID {
	t.Helper()
	ids := make([]uuid.UUID, n)
	err := postgres.Transact(t.Context(), db, func(tx *sqlx.Tx) error {
		tx.MustExecContext(t.Context(), `INSERT INTO areas (code, level, name) VALUES ('35.10.01', 'district', 'Glagah')`)
		tx.MustExecContext(t.Context(), `INSERT INTO districts (slug, code, name, position) VALUES ('glagah', '35.10.01', 'Glagah', 1)`)
		for i := range ids {
			ids[i] = uuid.New()
			tx.MustExecContext(t.Context(), `
				INSERT INTO shops (id, slug, name, district, village_code, phone, state)
				VALUES ($1, $2, 'Batik', 'glagah', '35.10.01', '+628123456789', 'approved')`, ids[i], fmt.Sprintf("batik-%d", i))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return ids
}

func mustPost(t *testing.T, db *sqlx.DB, transfer ledger.Transfer) {
	t.Helper()
	if booked, err := post(db, transfer); err != nil || !booked {
		t.Fatalf("post %v: booked %v, %v", transfer, booked, err)
	}
}

func TestTheMoneyOfAnOrderComesAndGoes(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	shops := makeShops(t, db, 2)
	first, second := shops[0], shops[1]
	payment := ledger.Payment{ID: uuid.New(), Method: "transfer", Currency: "IDR"}
	refund := ledger.Refund{ID: uuid.New(), Method: "transfer", Currency: "IDR", Amount: 40_000}
	again := refund
	again.Attempt = 1
	shares := []ledger.Share{{ShopID: first, Amount: 100_000, Commission: 5_000}, {ShopID: second, Amount: 40_000, Commission: 2_000}}
	for _, step := range []struct {
		name     string
		transfer ledger.Transfer
		want     map[string]int64
	}{
		{"paid with 17 rupiah more", payment.Applied(shares, 17), map[string]int64{
			"provider:transfer": -140_017, "rounding": 17, "platform:commission": 7_000,
			ledger.ShopAccount(first): 95_000, ledger.ShopAccount(second): 38_000,
		}},
		{"the second shop's part is due back", refund.Due(second, 2_000), map[string]int64{
			"provider:transfer": -140_017, "rounding": 17, "platform:commission": 5_000,
			ledger.ShopAccount(first): 95_000, "refunds_due": 40_000,
		}},
		{"sent", refund.Sent(), map[string]int64{
			"provider:transfer": -100_017, "rounding": 17, "platform:commission": 5_000, ledger.ShopAccount(first): 95_000,
		}},
		{"returned", refund.Returned(), map[string]int64{
			"provider:transfer": -140_017, "rounding": 17, "platform:commission": 5_000,
			ledger.ShopAccount(first): 95_000, "refunds_due": 40_000,
		}},
		{"sent again", again.Sent(), map[string]int64{
			"provider:transfer": -100_017, "rounding": 17, "platform:commission": 5_000, ledger.ShopAccount(first): 95_000,
		}},
		{"the first shop keeps what it took in cash", payment.Kept(first, 95_000), map[string]int64{
			"provider:transfer": -5_017, "rounding": 17, "platform:commission": 5_000,
		}},
	} {
		mustPost(t, db, step.transfer)
		if diff := cmp.Diff(step.want, checkBooks(t, db).Balances); diff != "" {
			t.Fatalf("%s: %s", step.name, diff)
		}
	}
}

func TestATransferIsBookedOnce(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	transfer := ledger.Payment{ID: uuid.New(), Method: "sandbox", Currency: "IDR"}.Unapplied(70_000)
	mustPost(t, db, transfer)
	before := checkBooks(t, db)
	if booked, err := post(db, transfer); err != nil || booked {
		t.Errorf("again: booked %v, %v", booked, err)
	}
	other := ledger.Transfer{Kind: transfer.Kind, Reference: transfer.Reference, Currency: "IDR", Entries: []ledger.Entry{
		{Account: "provider:sandbox", Amount: -1}, {Account: ledger.RefundsDueAccount, Amount: 1},
	}}
	if booked, err := post(db, other); apperr.CodeOf(err) != "ledger_reference_reused" || booked {
		t.Errorf("other entries under the same reference: booked %v, %v", booked, err)
	}
	if diff := cmp.Diff(before, checkBooks(t, db)); diff != "" {
		t.Error(diff)
	}
}

func TestWhatIsNotATransferIsRefused(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	entry := func(account string, amount int64) ledger.Entry { return ledger.Entry{Account: account, Amount: amount} }
	pair := []ledger.Entry{entry("provider:x", -5), entry("rounding", 5)}
	for _, tt := range []struct {
		name     string
		transfer ledger.Transfer
		want     string
	}{
		{"one side", ledger.Transfer{Kind: "k", Reference: "r", Currency: "IDR", Entries: pair[:1]}, "ledger_unbalanced"},
		{"a rupiah missing", ledger.Transfer{Kind: "k", Reference: "r", Currency: "IDR", Entries: []ledger.Entry{entry("provider:x", -5), entry("rounding", 4)}}, "ledger_unbalanced"},
		{"a sum that wraps", ledger.Transfer{Kind: "k", Reference: "r", Currency: "IDR", Entries: []ledger.Entry{
			entry("a", 1<<62), entry("b", 1<<62), entry("c", 1<<62), entry("d", 1<<62),
		}}, "ledger_unbalanced"},
		{"no kind", ledger.Transfer{Reference: "r", Currency: "IDR", Entries: pair}, "ledger_unbalanced"},
		{"no reference", ledger.Transfer{Kind: "k", Currency: "IDR", Entries: pair}, "ledger_unbalanced"},
		{"no currency", ledger.Transfer{Kind: "k", Reference: "r", Entries: pair}, "ledger_unbalanced"},
		{"more refunded than is due", ledger.Refund{ID: uuid.New(), Method: "x", Currency: "IDR", Amount: 1}.Sent(), "account_overdrawn"},
	} {
		if booked, err := post(db, tt.transfer); apperr.CodeOf(err) != tt.want || booked {
			t.Errorf("%s: booked %v, %v", tt.name, booked, err)
		}
	}
	if diff := cmp.Diff(books{Balances: map[string]int64{}}, checkBooks(t, db)); diff != "" {
		t.Error(diff)
	}
}

func TestPostersOfSharedAccountsDoNotBlockEachOtherForever(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	shops := makeShops(t, db, 4)
	transfers := make([]ledger.Transfer, 40)
	for i := range transfers {
		var shares []ledger.Share
		for j := range 3 {
			shares = append(shares, ledger.Share{ShopID: shops[(i+j*(1+i%2))%4], Amount: 1_000, Commission: 10})
		}
		transfers[i] = ledger.Payment{ID: uuid.New(), Method: "sandbox", Currency: "IDR"}.Applied(shares, 0)
	}
	var booked [2][40]bool
	var wait sync.WaitGroup
	failures := make(chan error, 80)
	for i, transfer := range transfers {
		for twice := range 2 { // each by two at once
			wait.Go(func() {
				var err error
				if booked[twice][i], err = post(db, transfer); err != nil {
					failures <- err
				}
			})
		}
	}
	wait.Wait()
	close(failures)
	for err := range failures {
		t.Error(err)
	}
	for i := range transfers {
		if booked[0][i] == booked[1][i] {
			t.Errorf("transfer %d: booked %v and %v", i, booked[0][i], booked[1][i])
		}
	}
	if got := checkBooks(t, db); got.Transfers != 40 || got.Balances["provider:sandbox"] != -120_000 {
		t.Errorf("%+v", got)
	}
}

func TestWhatIsDueOnceIsSentOnceHoweverManySendAtOnce(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	mustPost(t, db, ledger.Payment{ID: uuid.New(), Method: "sandbox", Currency: "IDR"}.Unapplied(10_000))
	var wait sync.WaitGroup
	codes := make([]string, 8)
	for i := range codes {
		wait.Go(func() {
			refund := ledger.Refund{ID: uuid.New(), Method: "sandbox", Currency: "IDR", Amount: 10_000}
			if _, err := post(db, refund.Sent()); err != nil {
				codes[i] = apperr.CodeOf(err)
			}
		})
	}
	wait.Wait()
	slices.Sort(codes)
	if codes[0] != "" || codes[1] != "account_overdrawn" || codes[7] != "account_overdrawn" {
		t.Errorf("%q", codes)
	}
	if diff := cmp.Diff(books{Transfers: 2, Balances: map[string]int64{}}, checkBooks(t, db)); diff != "" {
		t.Error(diff)
	}
}

func TestAStatementBalances(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	service, shops := ledger.New(db), makeShops(t, db, 2)
	shop := shops[0]
	for i := range int64(7) {
		p := ledger.Payment{ID: uuid.New(), Method: "sandbox", Currency: "IDR"}
		mustPost(t, db, p.Applied([]ledger.Share{{ShopID: shop, Amount: 1_000 + i, Commission: 100}, {ShopID: shops[1], Amount: 5}}, 0))
	}
	var lines []ledger.Line
	page := ledger.Page{Limit: 3}
	for {
		got, err := service.FindStatement(t.Context(), shop, page)
		if err != nil {
			t.Fatal(err)
		}
		if got.Balance != 7*900+21 {
			t.Fatalf("balance %d", got.Balance)
		}
		lines = append(lines, got.Lines...)
		if got.NextCursor == "" {
			break
		}
		page.Cursor = got.NextCursor
	}
	slices.Reverse(lines)
	var balance int64
	for i, line := range lines {
		balance += line.Amount
		if line.Amount != 900+int64(i) || line.Balance != balance || line.Kind != ledger.KindPayment {
			t.Errorf("line %d: %+v", i, line)
		}
	}
	if now, err := service.Balance(t.Context(), shop, ""); err != nil || len(lines) != 7 || now != balance {
		t.Errorf("%d lines, balance %d, now %d, %v", len(lines), balance, now, err)
	}
	if _, err := service.FindStatement(t.Context(), uuid.New(), page); apperr.CodeOf(err) != "invalid_cursor" {
		t.Errorf("the cursor of another shop: %v", err)
	}
	if got, err := service.FindStatement(t.Context(), uuid.New(), ledger.Page{}); err != nil || len(got.Lines) != 0 || got.Balance != 0 {
		t.Errorf("a shop without entries: %+v, %v", got, err)
	}
}

// TestAnyTransfersBalance compares the ledger with sums kept in memory, over random transfers, repetitions and rollbacks.
func TestAnyTransfersBalance(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	accounts := []string{"provider:a", "provider:b", ledger.RefundsDueAccount, ledger.RoundingAccount, ledger.ShopAccount(makeShops(t, db, 1)[0])}
	model, seen, references := map[string]int64{}, map[string]ledger.Transfer{}, 0
	rapid.Check(t, func(t *rapid.T) {
		if len(seen) > 0 && rapid.Bool().Draw(t, "again") {
			keys := make([]string, 0, len(seen))
			for k := range seen {
				keys = append(keys, k)
			}
			slices.Sort(keys)
			if booked, err := post(db, seen[rapid.SampledFrom(keys).Draw(t, "key")]); booked || err != nil {
				t.Fatalf("booked again: %v, %v", booked, err)
			}
		}
		references++
		transfer := ledger.Transfer{Kind: "k", Reference: strconv.Itoa(references), Currency: "IDR"}
		var sum int64
		for range rapid.IntRange(1, 5).Draw(t, "n") {
			e := ledger.Entry{Account: rapid.SampledFrom(accounts).Draw(t, "account"), Amount: rapid.Int64Range(-1_000, 1_000).Draw(t, "amount")}
			transfer.Entries, sum = append(transfer.Entries, e), sum+e.Amount
		}
		transfer.Entries = append(transfer.Entries, ledger.Entry{Account: rapid.SampledFrom(accounts).Draw(t, "last"), Amount: -sum})
		next, overdrawn := map[string]int64{}, false
		for k, v := range model {
			next[k] = v
		}
		for _, e := range transfer.Entries {
			if next[e.Account] += e.Amount; next[e.Account] == 0 {
				delete(next, e.Account)
			}
		}
		for _, account := range accounts[2:4] {
			overdrawn = overdrawn || next[account] < 0
		}
		booked, err := post(db, transfer)
		if booked == overdrawn || overdrawn != errors.Is(err, apperr.New(apperr.Conflict, "account_overdrawn")) {
			t.Fatalf("overdrawn %v: booked %v, %v", overdrawn, booked, err)
		}
		if booked {
			model, seen[transfer.Reference] = next, transfer
		}
		if diff := cmp.Diff(model, checkBooks(t, db).Balances); diff != "" {
			t.Fatal(diff)
		}
	})
}
