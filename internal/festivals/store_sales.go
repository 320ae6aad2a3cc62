package festivals

import (
	"context"
	"database/sql"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"lapak/internal/apperr"
	"lapak/internal/postgres"
)

// lockPublic finds a published festival and holds it as it is until tx ends.
func lockPublic(ctx context.Context, tx *sqlx.Tx, slug string) (Festival, error) {
	const query = `SELECT ` + festivalColumns + ` FROM ` + festivalTables + ` WHERE f.slug = $1 AND f.published_at IS NOT NULL FOR NO KEY UPDATE OF f`
	return oneFestival(ctx, tx, query, slug)
}

// endOf is when a festival ends: its last closing, or when it was closed or cancelled before.
func endOf(ctx context.Context, q sqlx.QueryerContext, f Festival) (end time.Time, err error) {
	const query = `
		SELECT least(coalesce(max(d.closes_at), (f.ends_on + 1)::timestamp AT TIME ZONE 'UTC'), f.ended_at)
		FROM festivals f LEFT JOIN festival_days d ON d.festival_id = f.id WHERE f.id = $1 GROUP BY f.id`
	err = sqlx.GetContext(ctx, q, &end, query, f.ID)
	return end, err
}

// stallOfShop finds the stall that a shop has at a festival.
func stallOfShop(ctx context.Context, q sqlx.QueryerContext, festival, shop uuid.UUID) (stall Stall, err error) {
	const query = `
		SELECT t.id, t.zone_id, z.zone, t.number, t.grid_x, t.grid_y, t.grid_w, t.grid_h, t.shop_id, s.slug AS shop_slug, s.name AS shop_name
		FROM festival_stalls t JOIN festival_zones z ON z.id = t.zone_id JOIN shops s ON s.id = t.shop_id
		WHERE t.festival_id = $1 AND t.shop_id = $2`
	if err = sqlx.GetContext(ctx, q, &stall, query, festival, shop); postgres.IsNoRows(err) {
		return Stall{}, apperr.NewNotFound("stall_not_found")
	}
	return stall, err
}

const (
	deviceColumns    = `d.id, d.festival_id, d.stall_id, d.shop_id, d.number, d.registered_at, d.closed_at`
	allotmentColumns = `device_id, variant_id, allotted, consumed, released`
)

func listDevices(ctx context.Context, q sqlx.QueryerContext, festival, shop uuid.UUID) (devices []Device, err error) {
	const query = `SELECT ` + deviceColumns + ` FROM festival_devices d WHERE d.festival_id = $1 AND d.shop_id = $2 ORDER BY d.number`
	const allotments = `
		SELECT ` + allotmentColumns + ` FROM festival_allotments a JOIN festival_devices d ON d.id = a.device_id
		WHERE d.festival_id = $1 AND d.shop_id = $2 ORDER BY a.variant_id`
	if err = sqlx.SelectContext(ctx, q, &devices, query, festival, shop); err != nil {
		return nil, err
	}
	var all []Allotment
	if err = sqlx.SelectContext(ctx, q, &all, allotments, festival, shop); err != nil {
		return nil, err
	}
	for _, a := range all {
		for i := range devices {
			if devices[i].ID == a.DeviceID {
				devices[i].Allotments = append(devices[i].Allotments, a)
			}
		}
	}
	return devices, nil
}

func lastDevice(ctx context.Context, tx *sqlx.Tx, festival, shop uuid.UUID) (last int, err error) {
	const query = `SELECT coalesce(max(number), 0) FROM festival_devices WHERE festival_id = $1 AND shop_id = $2`
	err = tx.GetContext(ctx, &last, query, festival, shop)
	return last, err
}

func insertDevice(ctx context.Context, tx *sqlx.Tx, d Device, by uuid.UUID) error {
	const query = `
		INSERT INTO festival_devices (id, festival_id, stall_id, shop_id, number, registered_by, registered_at)
		VALUES (:id, :festival_id, :stall_id, :shop_id, :number, :by, :registered_at)`
	row := struct {
		Device
		By uuid.UUID `db:"by"`
	}{d, by}
	_, err := tx.NamedExecContext(ctx, query, row)
	return err
}

func closeDevice(ctx context.Context, tx *sqlx.Tx, id uuid.UUID, at time.Time) error {
	const query = `UPDATE festival_devices SET closed_at = $2 WHERE id = $1 AND closed_at IS NULL`
	_, err := tx.ExecContext(ctx, query, id, at)
	return err
}

// lockDevice finds a device of a member's shop and holds it.
func lockDevice(ctx context.Context, tx *sqlx.Tx, path DevicePath, account uuid.UUID) (Device, error) {
	const query = `
		SELECT ` + deviceColumns + ` FROM festival_devices d JOIN festivals f ON f.id = d.festival_id JOIN shops s ON s.id = d.shop_id
		WHERE d.id = $1 AND f.slug = $2 AND s.slug = $3
			AND EXISTS (SELECT FROM shop_members m WHERE m.shop_id = d.shop_id AND m.account_id = $4)
		FOR NO KEY UPDATE OF d`
	return oneDevice(ctx, tx, query, path.Device, path.Festival, path.Shop, account)
}

func lockDeviceByID(ctx context.Context, tx *sqlx.Tx, id uuid.UUID) (Device, error) {
	const query = `SELECT ` + deviceColumns + ` FROM festival_devices d WHERE d.id = $1 FOR NO KEY UPDATE`
	return oneDevice(ctx, tx, query, id)
}

func oneDevice(ctx context.Context, tx *sqlx.Tx, query string, args ...any) (d Device, err error) {
	const allotments = `SELECT ` + allotmentColumns + ` FROM festival_allotments WHERE device_id = $1 ORDER BY variant_id`
	if err = tx.GetContext(ctx, &d, query, args...); postgres.IsNoRows(err) {
		return Device{}, errDeviceNotFound()
	}
	if err == nil {
		err = tx.SelectContext(ctx, &d.Allotments, allotments, d.ID)
	}
	return d, err
}

// devicesOver lists open devices of festivals that ended before a moment.
func devicesOver(ctx context.Context, q sqlx.QueryerContext, before time.Time) (ids []uuid.UUID, err error) {
	const query = `
		SELECT d.id FROM festival_devices d JOIN festivals f ON f.id = d.festival_id
		WHERE d.closed_at IS NULL AND least(f.ended_at, (SELECT max(t.closes_at) FROM festival_days t WHERE t.festival_id = f.id)) < $1
		ORDER BY d.id LIMIT 500`
	err = sqlx.SelectContext(ctx, q, &ids, query, before)
	return ids, err
}

func saveAllotment(ctx context.Context, tx *sqlx.Tx, a Allotment) error {
	const query = `
		INSERT INTO festival_allotments (device_id, variant_id, allotted, consumed, released)
		VALUES (:device_id, :variant_id, :allotted, :consumed, :released)
		ON CONFLICT (device_id, variant_id) DO UPDATE
		SET allotted = excluded.allotted, consumed = excluded.consumed, released = excluded.released`
	_, err := tx.NamedExecContext(ctx, query, a)
	return err
}

// goodsColumns are those of Goods, of goodsTables, whose $1 is the festival: its price for a variant goes before the usual one.
const goodsColumns = `
	v.id AS variant_id, p.slug AS product, p.title, v.title AS variant, p.category, p.maker, coalesce(a.name, '') AS village,
	coalesce(least(fp.price, v.price), v.price) AS price, v.price AS usual_price,
	coalesce(l.on_hand - l.reserved, 0) AS free`

const goodsTables = `
	variants v JOIN products p ON p.id = v.product_id LEFT JOIN areas a ON a.code = p.village_code LEFT JOIN stock_levels l ON l.variant_id = v.id
	LEFT JOIN festival_prices fp ON fp.festival_id = $1 AND fp.variant_id = v.id`

const maxGoods = 500

// listDeviceGoods gives what a shop sells, by product.
func listDeviceGoods(ctx context.Context, q sqlx.QueryerContext, festival, shop uuid.UUID) (goods []Goods, err error) {
	const query = `
		SELECT ` + goodsColumns + ` FROM ` + goodsTables + `
		WHERE v.shop_id = $2 AND v.archived_at IS NULL AND p.state = 'published' ORDER BY p.title, p.id, v.position, v.id LIMIT $3`
	err = sqlx.SelectContext(ctx, q, &goods, query, festival, shop, maxGoods)
	return goods, err
}

// goodsOf gives those of the named variants that a device's shop sells.
func goodsOf(ctx context.Context, q sqlx.QueryerContext, d Device, variants []uuid.UUID) (map[uuid.UUID]Goods, error) {
	const query = `SELECT ` + goodsColumns + ` FROM ` + goodsTables + ` WHERE v.shop_id = $2 AND v.id = ANY ($3::uuid[]) AND v.archived_at IS NULL`
	return goodsByID(ctx, q, query, d.FestivalID, d.ShopID, pq.Array(variants))
}

// soldGoods gives those of the named variants that are the device's shop's, whether it still sells them or not.
func soldGoods(ctx context.Context, q sqlx.QueryerContext, d Device, variants []uuid.UUID) (map[uuid.UUID]Goods, error) {
	const query = `SELECT ` + goodsColumns + ` FROM ` + goodsTables + ` WHERE v.shop_id = $2 AND v.id = ANY ($3::uuid[])`
	return goodsByID(ctx, q, query, d.FestivalID, d.ShopID, pq.Array(variants))
}

func goodsByID(ctx context.Context, q sqlx.QueryerContext, query string, args ...any) (map[uuid.UUID]Goods, error) {
	var goods []Goods
	if err := sqlx.SelectContext(ctx, q, &goods, query, args...); err != nil {
		return nil, err
	}
	byID := make(map[uuid.UUID]Goods, len(goods))
	for _, g := range goods {
		byID[g.VariantID] = g
	}
	return byID, nil
}

const saleColumns = `
	s.id, s.device_id, d.number AS device, s.festival_id, s.stall_id, s.shop_id, s.method, s.total, s.fingerprint, s.told_at, s.sold_at, s.received_at, s.late,
	s.sold_by, s.void_id, s.voided_at, s.void_reason`

const saleTables = `stall_sales s JOIN festival_devices d ON d.id = s.device_id`

func findSale(ctx context.Context, tx *sqlx.Tx, id uuid.UUID) (sale Sale, found bool, err error) {
	const query = `SELECT ` + saleColumns + ` FROM ` + saleTables + ` WHERE s.id = $1 FOR NO KEY UPDATE OF s`
	const lines = `
		SELECT sale_id, variant_id, title, variant_title, category, quantity, unit_price, list_price, total, from_allotment, from_stock, from_orders, short
		FROM stall_sale_lines WHERE sale_id = $1 ORDER BY variant_id`
	const displaced = `SELECT shop_order_id, sale_id, variant_id, units, number, at FROM stall_displacements WHERE sale_id = $1 ORDER BY at, shop_order_id`
	if err = tx.GetContext(ctx, &sale, query, id); postgres.IsNoRows(err) {
		return Sale{}, false, nil
	}
	if err == nil {
		err = tx.SelectContext(ctx, &sale.Lines, lines, id)
	}
	if err == nil {
		err = tx.SelectContext(ctx, &sale.Displaced, displaced, id)
	}
	return sale, err == nil, err
}

// saleFrame gives when a device's festival ends and which stall its shop has now.
func saleFrame(ctx context.Context, tx *sqlx.Tx, d Device) (end time.Time, stall uuid.UUID, err error) {
	const query = `SELECT coalesce((SELECT id FROM festival_stalls WHERE festival_id = $1 AND shop_id = $2), $3)`
	if end, err = endOf(ctx, tx, Festival{ID: d.FestivalID}); err != nil {
		return end, stall, err
	}
	err = tx.GetContext(ctx, &stall, query, d.FestivalID, d.ShopID, d.StallID)
	return end, stall, err
}

func insertSale(ctx context.Context, tx *sqlx.Tx, sale Sale) error {
	const query = `
		INSERT INTO stall_sales (id, device_id, festival_id, stall_id, shop_id, method, total, fingerprint, told_at, sold_at, received_at, late, sold_by)
		VALUES (:id, :device_id, :festival_id, :stall_id, :shop_id, :method, :total, :fingerprint, :told_at, :sold_at, :received_at, :late, :sold_by)
		ON CONFLICT (id) DO NOTHING`
	const lines = `
		INSERT INTO stall_sale_lines (sale_id, variant_id, title, variant_title, category, quantity, unit_price, list_price, total,
			from_allotment, from_stock, from_orders, short)
		VALUES (:sale_id, :variant_id, :title, :variant_title, :category, :quantity, :unit_price, :list_price, :total,
			:from_allotment, :from_stock, :from_orders, :short)`
	n, err := affected(tx.NamedExecContext(ctx, query, sale))
	if err != nil {
		return err
	}
	if n == 0 {
		return ErrLookAgain // another phone sent it in this moment
	}
	_, err = tx.NamedExecContext(ctx, lines, sale.Lines)
	return err
}

func insertShortfall(ctx context.Context, tx *sqlx.Tx, sale Sale, l SaleLine) error {
	const query = `
		INSERT INTO stall_shortfalls (id, sale_id, variant_id, festival_id, shop_id, units, state, created_at) VALUES ($1, $2, $3, $4, $5, $6, 'open', $7)`
	id, err := uuid.NewV7()
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, query, id, sale.ID, l.VariantID, sale.FestivalID, sale.ShopID, l.Short, sale.ReceivedAt)
	return err
}

func insertDisplaced(ctx context.Context, tx *sqlx.Tx, rows []Displaced) error {
	const query = `
		INSERT INTO stall_displacements (shop_order_id, sale_id, variant_id, units, number, at)
		VALUES (:shop_order_id, :sale_id, :variant_id, :units, :number, :at)`
	if len(rows) == 0 {
		return nil
	}
	_, err := tx.NamedExecContext(ctx, query, rows)
	return err
}

// voidSale marks a sale as taken back, and its open shortfalls with it.
func voidSale(ctx context.Context, tx *sqlx.Tx, sale Sale) error {
	const query = `UPDATE stall_sales SET void_id = :void_id, voided_at = :voided_at, void_reason = :void_reason WHERE id = :id AND void_id IS NULL`
	const shortfalls = `
		UPDATE stall_shortfalls SET state = 'voided', resolved_at = :voided_at, resolved_by = 'void' WHERE sale_id = :id AND state = 'open'`
	if _, err := tx.NamedExecContext(ctx, query, sale); err != nil {
		return err
	}
	_, err := tx.NamedExecContext(ctx, shortfalls, sale)
	return err
}

func insertUpload(ctx context.Context, tx *sqlx.Tx, d Device, u Upload) error {
	const query = `
		INSERT INTO stall_uploads (id, fingerprint, device_id, festival_id, shop_id, kind, code, body, received_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING`
	_, err := tx.ExecContext(ctx, query, u.ID, u.Fingerprint, d.ID, d.FestivalID, d.ShopID, u.Kind, u.Code, string(u.Body), u.ReceivedAt)
	return err
}

func settleUpload(ctx context.Context, tx *sqlx.Tx, shop, id uuid.UUID) (int64, error) {
	const query = `UPDATE stall_uploads SET settled_at = coalesce(settled_at, now()) WHERE shop_id = $1 AND id = $2`
	return affected(tx.ExecContext(ctx, query, shop, id))
}

const shortfallColumns = `
	f.id, f.sale_id, f.variant_id, f.shop_id, l.title, l.variant_title AS variant, f.units, coalesce(k.on_hand, 0) AS on_hand, f.state, f.counted,
	s.sold_at, f.resolved_at`

const shortfallTables = `
	stall_shortfalls f JOIN stall_sales s ON s.id = f.sale_id JOIN stall_sale_lines l ON l.sale_id = f.sale_id AND l.variant_id = f.variant_id
	LEFT JOIN stock_levels k ON k.variant_id = f.variant_id`

func lockShortfall(ctx context.Context, tx *sqlx.Tx, shop, id uuid.UUID) (of Shortfall, err error) {
	const query = `SELECT ` + shortfallColumns + ` FROM ` + shortfallTables + ` WHERE f.id = $1 AND f.shop_id = $2 FOR NO KEY UPDATE OF f`
	if err = tx.GetContext(ctx, &of, query, id, shop); postgres.IsNoRows(err) {
		return Shortfall{}, apperr.NewNotFound("shortfall_not_found")
	}
	return of, err
}

func resolveShortfall(ctx context.Context, tx *sqlx.Tx, of Shortfall, by string) error {
	const query = `UPDATE stall_shortfalls SET state = $2, counted = $3, resolved_at = $4, resolved_by = $5 WHERE id = $1 AND state = 'open'`
	_, err := tx.ExecContext(ctx, query, of.ID, of.State, of.Counted, of.ResolvedAt, by)
	return err
}

// lastSales and lastTold bound what a book shows of each kind; what is open comes before what was seen to.
const lastSales, lastTold = 50, 500

// readBook reads a shop's own figures of a festival.
func readBook(ctx context.Context, tx *sqlx.Tx, festival, shop uuid.UUID) (book StallBook, err error) {
	const sums = `
		SELECT count(*) AS count, coalesce(sum(total) FILTER (WHERE method = 'cash'), 0) AS cash, coalesce(sum(total) FILTER (WHERE method = 'qr'), 0) AS qr
		FROM stall_sales WHERE festival_id = $1 AND shop_id = $2 AND void_id IS NULL`
	const sales = `SELECT ` + saleColumns + ` FROM ` + saleTables + ` WHERE s.festival_id = $1 AND s.shop_id = $2 ORDER BY s.sold_at DESC, s.id DESC LIMIT $3`
	const shortfalls = `
		SELECT ` + shortfallColumns + ` FROM ` + shortfallTables + ` WHERE f.festival_id = $1 AND f.shop_id = $2 
		ORDER BY f.state <> 'open', f.created_at, f.id LIMIT $3`
	const displaced = `
		SELECT t.shop_order_id, t.sale_id, t.variant_id, t.units, t.number, t.at
		FROM stall_displacements t JOIN stall_sales s ON s.id = t.sale_id WHERE s.festival_id = $1 AND s.shop_id = $2 ORDER BY t.at DESC, t.shop_order_id LIMIT $3`
	const uploads = `
		SELECT id, fingerprint, kind, code, body, received_at FROM stall_uploads
		WHERE festival_id = $1 AND shop_id = $2 AND settled_at IS NULL ORDER BY received_at, id LIMIT $3`
	var total struct {
		Count int64 `db:"count"`
		Cash  int64 `db:"cash"`
		QR    int64 `db:"qr"`
	}
	if err = tx.GetContext(ctx, &total, sums, festival, shop); err != nil {
		return book, err
	}
	book.Count, book.Cash, book.QR = total.Count, total.Cash, total.QR
	if err = tx.SelectContext(ctx, &book.Sales, sales, festival, shop, lastSales); err != nil {
		return book, err
	}
	if err = tx.SelectContext(ctx, &book.Shortfalls, shortfalls, festival, shop, lastTold); err != nil {
		return book, err
	}
	if err = tx.SelectContext(ctx, &book.Displaced, displaced, festival, shop, lastTold); err != nil {
		return book, err
	}
	err = tx.SelectContext(ctx, &book.Uploads, uploads, festival, shop, lastTold)
	return book, err
}

func affected(result sql.Result, err error) (int64, error) {
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}
