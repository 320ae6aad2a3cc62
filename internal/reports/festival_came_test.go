package reports_test

import (
	"testing"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"pgregory.net/rapid"

	"lapak/internal/festivals/festivalstest"
	"lapak/internal/postgres"
	"lapak/internal/postgres/pgtest"
	"lapak/internal/reports"
	"lapak/internal/shops/shopstest"
)

// credited is a shop's part of an order, or an inquiry where it has no state.
type credited struct {
	group, festival int // festival 0 is none
	state           string
	goods, shipping int64
	atStall         bool
}

func creditedParts() *rapid.Generator[[]credited] {
	states := []string{"awaiting_payment", "new", "accepted", "packed", "shipped", "ready", "completed", "cancelled", "expired", "refunded", ""}
	part := rapid.Custom(func(t *rapid.T) credited {
		group := rapid.IntRange(1, 6).Draw(t, "group")
		return credited{
			group, group % 3, rapid.SampledFrom(states).Draw(t, "state"), rapid.Int64Range(0, 1e12).Draw(t, "goods"), rapid.Int64Range(0, 1e6).Draw(t, "shipping"),
			rapid.Bool().Draw(t, "at a stall"),
		}
	})
	return rapid.SliceOfN(part, 0, 15)
}

// came counts what the report should say, part by part.
func came(parts []credited, festival int) (want reports.Came) {
	orders := map[int]bool{}
	for _, p := range parts {
		if p.festival != festival {
			continue
		}
		switch p.state {
		case "":
			want.Inquiries++
		case "new", "accepted", "packed", "shipped", "ready", "completed":
			if !p.atStall {
				orders[p.group] = true
				want.Goods += p.goods
			}
		}
	}
	want.Orders = int64(len(orders))
	return want
}

func TestTheReportIsTheSumOfWhatIsCredited(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	shopstest.New(t, db)
	organizer := shopstest.Account(t, db, "organizer")
	festivals := []uuid.UUID{uuid.Nil, festivalstest.Make(t, db, festivalstest.Running(organizer)), festivalstest.Make(t, db, festivalstest.Coming(organizer))}
	rapid.Check(t, func(rt *rapid.T) {
		parts := creditedParts().Draw(rt, "parts")
		if err := postgres.Transact(t.Context(), db, func(tx *sqlx.Tx) error { return plant(t, tx, parts, festivals) }); err != nil {
			rt.Fatal(err)
		}
		for i := 1; i < len(festivals); i++ {
			report, err := reports.FindFestival(t.Context(), db, festivals[i])
			if err != nil {
				rt.Fatal(err)
			}
			if want := came(parts, i); report.Came != want || report.Total() != 0 {
				rt.Fatalf("of festival %d the report says %+v, want %+v, and a turnover of %d", i, report.Came, want, report.Total())
			}
		}
	})
}

// plant puts the parts in place of all orders and inquiries, without what else belongs to them.
func plant(t *testing.T, tx *sqlx.Tx, parts []credited, festivals []uuid.UUID) error {
	for _, statement := range []string{`SET LOCAL session_replication_role = replica`, `DELETE FROM order_groups`, `DELETE FROM shop_orders`, `DELETE FROM inquiries`} {
		if _, err := tx.ExecContext(t.Context(), statement); err != nil {
			return err
		}
	}
	const (
		group = `
			INSERT INTO order_groups (id, number, state, items_total, shipping_total, total, payment_method, language, contact_name, came_by)
			VALUES ($1, $2, 'paid', 0, 0, 0, 'cash', 'id', '', nullif($3, '00000000-0000-0000-0000-000000000000'::uuid)) ON CONFLICT DO NOTHING`
		part = `
			INSERT INTO shop_orders (id, group_id, shop_id, state, items_total, shipping_total, total, weight_grams, shipping_option, shipping_label, collect_from, collect_until)
			VALUES (gen_random_uuid(), $1, gen_random_uuid(), $2, $3, $4, $3::bigint + $4, 1, CASE WHEN $5 THEN 'stall:x' ELSE 'reguler' END, '',
				CASE WHEN $5 THEN now() END, CASE WHEN $5 THEN now() + interval '1 hour' END)`
		inquiry = `
			INSERT INTO inquiries (id, number, kind, state, category, name, organisation, email, country, language, answer_by, created_at, updated_at, came_by)
			VALUES ($1, $1::uuid, 'investment', 'new', 'x', '', '', '', 'ID', 'id', now(), now(), now(), nullif($2, '00000000-0000-0000-0000-000000000000'::uuid))`
	)
	for _, p := range parts {
		if p.state == "" {
			if _, err := tx.ExecContext(t.Context(), inquiry, uuid.New(), festivals[p.festival]); err != nil {
				return err
			}
			continue
		}
		id := uuid.UUID{15: byte(p.group)}
		if _, err := tx.ExecContext(t.Context(), group, id, id.String(), festivals[p.festival]); err != nil {
			return err
		}
		if _, err := tx.ExecContext(t.Context(), part, id, p.state, p.goods, p.shipping, p.atStall); err != nil {
			return err
		}
	}
	return nil
}
