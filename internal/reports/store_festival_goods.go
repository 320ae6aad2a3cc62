package reports

// Each query selects the rows that break an invariant of what is sold and collected at festivals.
const (
	slotsWithin = `
		SELECT 1 FROM festival_slot_loads l JOIN festival_slots s ON s.id = l.slot_id
		LEFT JOIN (SELECT slot_id, shop_id, count(*) AS places FROM festival_bookings WHERE live GROUP BY slot_id, shop_id) b
			ON b.slot_id = l.slot_id AND b.shop_id = l.shop_id
		WHERE l.booked > s.capacity OR l.booked <> coalesce(b.places, 0)
		UNION ALL
		SELECT 1 FROM festival_bookings b WHERE live AND NOT EXISTS (
			SELECT FROM festival_slot_loads l WHERE l.slot_id = b.slot_id AND l.shop_id = b.shop_id)`

	bookingsOrdered = `
		SELECT 1 FROM festival_bookings b LEFT JOIN shop_orders o ON o.id = b.order_id
		WHERE b.live AND (o.id IS NULL OR o.shop_id <> b.shop_id OR o.shipping_option <> 'stall:' || b.slot_id
			OR o.state IN ('cancelled', 'expired', 'refunded'))
		UNION ALL
		SELECT 1 FROM shop_orders o WHERE o.collect_from IS NOT NULL AND o.state NOT IN ('cancelled', 'expired', 'refunded')
			AND NOT EXISTS (SELECT FROM festival_bookings b WHERE b.order_id = o.id AND b.live)`

	bookingsAtStalls = `
		SELECT 1 FROM festival_bookings b JOIN festival_slots s ON s.id = b.slot_id JOIN festival_stalls t ON t.id = b.stall_id
		WHERE t.festival_id <> s.festival_id`

	pricesRunning = `
		SELECT 1 FROM variants v
		WHERE v.festival_price IS NOT NULL AND v.archived_at IS NULL AND NOT EXISTS (
			SELECT FROM festival_prices x JOIN festivals f ON f.id = x.festival_id JOIN festival_days d ON d.festival_id = f.id
			WHERE x.variant_id = v.id AND (f.state = 'published' OR f.ended_at > now() - interval '10 minutes')
			GROUP BY f.id HAVING min(d.opens_at) <= now() AND now() < max(d.closes_at) + interval '10 minutes')`

	marksRunning = `
		SELECT 1 FROM catalog_festivals c
		WHERE c.running AND NOT EXISTS (
			SELECT FROM festivals f JOIN festival_days d ON d.festival_id = f.id
			WHERE f.slug = c.slug AND (f.state = 'published' OR f.ended_at > now() - interval '10 minutes')
			GROUP BY f.id HAVING min(d.opens_at) <= now() AND now() < max(d.closes_at) + interval '10 minutes')`

	featuresKnown = `
		SELECT 1 FROM festival_featured_shops x LEFT JOIN shops s ON s.id = x.shop_id WHERE s.id IS NULL
		UNION ALL
		SELECT 1 FROM festival_featured_products x LEFT JOIN products p ON p.id = x.product_id WHERE p.id IS NULL`

	permitsTold = `
		SELECT 1 FROM festival_permits p
		LEFT JOIN festival_permit_events e ON e.permit_id = p.id AND e.version = p.version
		WHERE e.to_state IS DISTINCT FROM p.state`
)
