package reports

// The invariants of what is sold at stalls.
const (
	allotmentsHeld = `
		SELECT 1 FROM festival_allotments a
		LEFT JOIN stock_reservations r ON r.reference = a.device_id AND r.variant_id = a.variant_id AND r.state = 'held'
		WHERE a.allotted - a.consumed - a.released <> coalesce(r.quantity, 0)`

	allotmentsConsumed = `
		SELECT 1 FROM festival_allotments a
		LEFT JOIN (
			SELECT s.device_id, l.variant_id, sum(l.from_allotment) AS units
			FROM stall_sales s JOIN stall_sale_lines l ON l.sale_id = s.id WHERE s.void_id IS NULL GROUP BY 1, 2
		) u USING (device_id, variant_id)
		WHERE a.consumed <> coalesce(u.units, 0)`

	stallUnits = `
		SELECT 1 FROM stall_sale_lines WHERE quantity <> from_allotment + from_stock + from_orders + short`

	stallMoved = `
		SELECT 1 FROM stall_sale_lines l JOIN stall_sales s ON s.id = l.sale_id
		LEFT JOIN stock_movements m ON m.variant_id = l.variant_id AND m.reason = 'sold' AND m.reference = l.sale_id::text
		LEFT JOIN stock_movements b ON b.variant_id = l.variant_id AND b.reason = 'returned' AND b.reference = l.sale_id::text
		WHERE coalesce(-m.delta, 0) <> l.from_allotment + l.from_stock + l.from_orders
			OR coalesce(b.delta, 0) <> CASE WHEN s.void_id IS NULL THEN 0 ELSE l.from_allotment + l.from_stock + l.from_orders END`

	stallTotals = `
		SELECT 1 FROM stall_sales s
		LEFT JOIN (SELECT sale_id, sum(quantity * unit_price) AS total FROM stall_sale_lines GROUP BY sale_id) l ON l.sale_id = s.id
		WHERE s.total IS DISTINCT FROM l.total`

	stallBooked = `
		SELECT 1 FROM stall_sales s
		LEFT JOIN ledger_transfers t ON t.kind = 'stall_sale' AND t.reference = s.id::text
		LEFT JOIN ledger_accounts a ON a.code = 'shop:' || s.shop_id AND a.currency = 'IDR'
		LEFT JOIN ledger_entries e ON e.transfer_id = t.id AND e.account_id = a.id
		LEFT JOIN ledger_transfers v ON v.kind = 'stall_void' AND v.reference = s.id || '/void'
		WHERE coalesce(e.amount, 0) <> s.total OR (v.id IS NOT NULL) <> (s.void_id IS NOT NULL AND s.total > 0)
		UNION ALL
		SELECT 1 FROM ledger_transfers t WHERE t.kind = 'stall_sale' AND NOT EXISTS (SELECT FROM stall_sales s WHERE s.id::text = t.reference)`

	displacedRefunded = `
		SELECT 1 FROM stall_displacements d LEFT JOIN shop_orders o ON o.id = d.shop_order_id
		WHERE o.state IS NULL OR o.state NOT IN ('cancelled', 'refunded') OR o.paid AND NOT EXISTS (
			SELECT FROM refunds r WHERE r.reference = 'shop_order:' || o.id AND r.amount = o.total)`

	shortfallsListed = `
		SELECT 1 FROM stall_sale_lines l JOIN stall_sales s ON s.id = l.sale_id
		LEFT JOIN stall_shortfalls f ON f.sale_id = l.sale_id AND f.variant_id = l.variant_id
		WHERE coalesce(f.units, 0) <> l.short OR f.state = 'open' AND s.void_id IS NOT NULL`
)

// festivalSalesChecks are the invariants of what is sold at stalls.
var festivalSalesChecks = []check{
	{"a device at a stall holds what is left of its allotment", counts(allotmentsHeld)},
	{"what an allotment lost was sold by its device", counts(allotmentsConsumed)},
	{"each unit sold at a stall came from somewhere or is short", counts(stallUnits)},
	{"what was sold at a stall left the stock once", counts(stallMoved)},
	{"a stall sale is the sum of its lines", counts(stallTotals)},
	{"each stall sale is booked once", counts(stallBooked)},
	{"an order that gave way to a stall sale is refunded", counts(displacedRefunded)},
	{"goods that were short at a stall are on the stock-take list", counts(shortfallsListed)},
}

func init() { checks = append(checks, festivalSalesChecks...) }
