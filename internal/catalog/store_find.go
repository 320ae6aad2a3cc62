package catalog

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/postgres"
)

// detailColumns and detailTables read a product whole, variants with their stock and pictures included, in one round trip. The translation is
// that into a language, an expression; where it is null, none is looked for.
const detailColumns = `
	p.id, p.slug, p.title, p.description, p.technique, t.title AS title_en, t.description AS description_en, t.technique AS technique_en,
	p.category, p.maker, coalesce(p.village_code, '') AS village_code, coalesce(a.name, '') AS village_name, p.state, p.listed, p.currency,
	coalesce(p.price, 0) AS price, coalesce(p.price_max, 0) AS price_max, p.export_level, array_to_string(p.export_destinations, ' ') AS destinations,
	p.version, p.created_at, p.updated_at, p.published_at, p.images::text AS images, v.variants, coalesce(p.usual_price, 0) AS usual_price,
	s.id AS "shop.id", s.slug AS "shop.slug", s.name AS "shop.name", p.district AS "shop.district"`

func detailTables(language string) string {
	return `
	products p
	JOIN shops s ON s.id = p.shop_id
	LEFT JOIN areas a ON a.code = p.village_code
	LEFT JOIN product_translations t ON t.product_id = p.id AND t.language = ` + language + `
	CROSS JOIN LATERAL (
		SELECT coalesce(json_agg(json_build_object('id', v.id, 'sku', v.sku, 'title', v.title, 'size', v.size, 'colour', v.colour,
			'price', v.price, 'festival_price', coalesce(v.festival_price, 0), 'weight_grams', v.weight_grams, 'length_mm', coalesce(v.length_mm, 0), 'width_mm', coalesce(v.width_mm, 0),
			'height_mm', coalesce(v.height_mm, 0), 'on_hand', l.on_hand, 'available', l.on_hand - l.reserved
		) ORDER BY v.position, v.id), '[]')::text AS variants
		FROM variants v JOIN stock_levels l ON l.variant_id = v.id WHERE v.product_id = p.id AND v.archived_at IS NULL
	) v`
}

// detailRow is a product as it is read.
type detailRow struct {
	ID   uuid.UUID `db:"id"`
	Slug string    `db:"slug"`
	Texts
	TitleEN       *string    `db:"title_en"`
	DescriptionEN *string    `db:"description_en"`
	TechniqueEN   *string    `db:"technique_en"`
	Category      string     `db:"category"`
	Maker         string     `db:"maker"`
	VillageCode   string     `db:"village_code"`
	VillageName   string     `db:"village_name"`
	State         State      `db:"state"`
	Listed        bool       `db:"listed"`
	Currency      string     `db:"currency"`
	Price         int64      `db:"price"`
	PriceMax      int64      `db:"price_max"`
	UsualPrice    int64      `db:"usual_price"`
	ExportLevel   int        `db:"export_level"`
	Destinations  string     `db:"destinations"`
	Version       int64      `db:"version"`
	CreatedAt     time.Time  `db:"created_at"`
	UpdatedAt     time.Time  `db:"updated_at"`
	PublishedAt   *time.Time `db:"published_at"`
	Images        string     `db:"images"`
	Variants      string     `db:"variants"`
	Shop          ShopRef    `db:"shop"`
}

var listedDetail = `SELECT ` + detailColumns + ` FROM ` + detailTables("NULLIF($2, 'id')") + ` WHERE p.slug = $1 AND p.listed`

// findListed keeps its statement prepared: it is asked most, and has one good plan.
func (s *Service) findListed(ctx context.Context, slug, language string) (Product, error) {
	if !apperr.IsPlainText(slug) {
		return Product{}, errNotFound()
	}
	stmt, err := s.source.prepared.find(ctx, listedDetail)
	if err != nil {
		return Product{}, postgres.Translate(err)
	}
	var r detailRow
	err = stmt.GetContext(ctx, &r, slug, language)
	p, err := s.product(r, err, language)
	if err != nil {
		return Product{}, err
	}
	marks, err := s.marks.Read(ctx, s.DB)
	if err != nil {
		return Product{}, err
	}
	p.Festival = marks.of(language, p.ID, p.Shop.ID)
	p.asSold()
	return p, nil
}

func (s *Service) findOwn(ctx context.Context, ref Ref, account uuid.UUID) (Product, error) {
	query := `SELECT ` + detailColumns + ` FROM ` + detailTables("'en'") + `
		JOIN shop_members m ON m.shop_id = p.shop_id WHERE p.slug = $1 AND s.slug = $2 AND m.account_id = $3`
	if !apperr.IsPlainText(ref.Product + ref.Shop) {
		return Product{}, errNotFound()
	}
	var r detailRow
	err := s.DB.GetContext(ctx, &r, query, ref.Product, ref.Shop, account)
	return s.product(r, err, "id")
}

func (s *Service) product(r detailRow, err error, language string) (Product, error) {
	if err != nil {
		if postgres.IsNoRows(err) {
			err = errNotFound()
		}
		return Product{}, postgres.Translate(err)
	}
	p := Product{
		ID: r.ID, Slug: r.Slug, Texts: r.Texts, Translated: language != "en", Category: r.Category, Maker: r.Maker,
		VillageCode: r.VillageCode, VillageName: r.VillageName, State: r.State, Listed: r.Listed, Currency: r.Currency,
		Price: r.Price, PriceMax: r.PriceMax, ExportLevel: r.ExportLevel, ExportDestinations: strings.Fields(r.Destinations), UsualPrice: r.UsualPrice, Version: r.Version,
		CreatedAt: r.CreatedAt, UpdatedAt: r.UpdatedAt, PublishedAt: r.PublishedAt, Shop: r.Shop,
	}
	if r.TitleEN != nil {
		p.English = &Texts{Title: *r.TitleEN, Description: *r.DescriptionEN, Technique: *r.TechniqueEN}
		if language == "en" {
			p.Texts, p.Translated = *p.English, true
		}
	}
	if d, err := s.Regions.FindDistrict(r.Shop.District); err == nil {
		p.Shop.DistrictName = d.Name
	}
	images, err := s.albums.read(r.Images, maxAlbums)
	if err == nil {
		p.Images = slices.Clone(*images) // what is kept belongs to everybody
		err = json.Unmarshal([]byte(r.Variants), &p.Variants)
	}
	if err != nil {
		return Product{}, fmt.Errorf("read product %s: %w", r.Slug, err)
	}
	return p, nil
}

// countSold finds what moved by stock_movements_at and locks the products in the order of their ids.
func countSold(ctx context.Context, tx *sqlx.Tx, since time.Time) (int64, error) {
	const query = `
		WITH sold AS (
			SELECT v.product_id, greatest(-sum(m.delta), 0)::bigint AS units
			FROM variants v JOIN stock_movements m ON m.variant_id = v.id AND m.reason IN ('sold', 'returned')
			WHERE v.product_id IN (
				SELECT moved.product_id FROM stock_movements recent JOIN variants moved ON moved.id = recent.variant_id
				WHERE recent.at >= $1 AND recent.reason IN ('sold', 'returned'))
			GROUP BY v.product_id
		), locked AS (
			SELECT p.id, sold.units FROM products p JOIN sold ON sold.product_id = p.id
			WHERE p.popularity <> sold.units ORDER BY p.id FOR NO KEY UPDATE OF p
		)
		UPDATE products p SET popularity = locked.units FROM locked WHERE p.id = locked.id`
	result, err := tx.ExecContext(ctx, query, since)
	if err != nil {
		return 0, fmt.Errorf("count what was sold: %w", err)
	}
	return result.RowsAffected()
}

func countByDistrict(ctx context.Context, db *sqlx.DB) (map[string]int, error) {
	const query = `SELECT district, count(*) AS products FROM products WHERE listed GROUP BY district`
	var rows []struct {
		District string `db:"district"`
		Products int    `db:"products"`
	}
	err := db.SelectContext(ctx, &rows, query)
	counts := make(map[string]int, len(rows))
	for _, r := range rows {
		counts[r.District] = r.Products
	}
	return counts, postgres.Translate(err)
}

func listAddresses(ctx context.Context, q sqlx.QueryerContext, limit int) ([]Address, error) {
	const query = `SELECT slug, updated_at FROM products WHERE listed ORDER BY published_at DESC, id DESC LIMIT $1`
	list := []Address{}
	return list, sqlx.SelectContext(ctx, q, &list, query, limit)
}
