package reports

// Each query selects the rows that break an invariant of export readiness.
const (
	verdictsApart = `
		SELECT 1 FROM export_evidence v JOIN shop_members m ON m.shop_id = v.shop_id AND m.account_id = v.decided_by
		WHERE m.created_at < v.decided_at`

	evidenceOnce = `
		SELECT 1 FROM export_evidence WHERE replaced_at IS NULL GROUP BY shop_id, rule, product_id HAVING count(*) > 1`

	levelsWithinShops = `
		SELECT 1 FROM export_products p LEFT JOIN export_shops s USING (shop_id)
		WHERE p.level > coalesce(s.level, 0) OR p.level > p.own_level`

	flagsDerived = `
		SELECT 1 FROM products p LEFT JOIN export_products e ON e.product_id = p.id
		WHERE p.export_level <> coalesce(e.level, 0) OR p.export_destinations <> coalesce(e.ready_at, '{}')`

	outsidersUnjudged = `
		SELECT 1 FROM export_shops WHERE opted_in_at IS NULL AND level <> 0
		UNION ALL
		SELECT 1 FROM export_products p LEFT JOIN export_shops s USING (shop_id)
		WHERE (NOT p.opted_in OR s.opted_in_at IS NULL) AND (p.own_level <> 0 OR p.level <> 0 OR p.ready_at <> '{}')`

	clearNumbers = `
		SELECT 1 FROM export_evidence v
		WHERE length(v.number) > 4 AND (v.number_hash IS NOT NULL OR v.number_kind IN (
			SELECT i ->> 'key' FROM export_rulebooks r, jsonb_array_elements(r.content::jsonb -> 'identifiers') i
			WHERE r.active AND (i ->> 'secret')::boolean))`

	figuresOfMany = `SELECT 1 FROM invest_figures WHERE shops < 5`

	districtsSummed = `
		SELECT 1 FROM invest_figures WHERE measure = 'supply' GROUP BY day, grp
		HAVING count(*) > 1 AND (coalesce(sum(amount) FILTER (WHERE district = ''), -1) <> sum(amount) FILTER (WHERE district <> '')
			OR coalesce(sum(shops) FILTER (WHERE district = ''), -1) <> sum(shops) FILTER (WHERE district <> ''))`

	changesFounded = `
		SELECT 1 FROM export_changes c LEFT JOIN export_snapshots s ON s.hash = c.snapshot
		WHERE c.level > 0 AND s.hash IS NULL`
)
