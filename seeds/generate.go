package seeds

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"strconv"
	"sync/atomic"

	"github.com/google/uuid"

	"lapak/internal/apperr"
	"lapak/internal/catalog"
	"lapak/internal/regions"
	"lapak/seeds/artwork"
	"lapak/seeds/demo"
)

// Load says how much GenerateLoad makes. The same Seed makes the same shops, products and orders, ids and numbers included; a load
// with more products or orders goes on from a smaller one of its seed and number of shops.
type Load struct {
	Products int
	Shops    int // at least 1 where there are products
	Orders   int // paid, of one shop each
	Export   int // percent of the shops that are in export readiness, half of their products with verified papers
	Seed     uint64
	Progress Progress
}

// generator makes one load. Every row follows from the seed and its own number, never from what was made before it.
type generator struct {
	Services
	load     Load
	models   []listing // the demo's products, which the load's are variations of
	villages []village
	pictures map[artwork.Kind]uuid.UUID // one shared by a family of products
}

type village struct {
	regions.Area
	district string // slug
}

// GenerateLoad makes shops, products and orders for measuring, in a mall whose region is loaded. It writes rows in bulk, as no shop
// could type them: a hundred thousand products through the services would take an hour. What is derived (prices, search, listing)
// the catalogue derives itself afterwards, and the invariants of reports.Verify hold as for any other mall.
func GenerateLoad(ctx context.Context, s Services, load Load) error {
	if load.Products < 0 || load.Orders < 0 || load.Shops < 0 || load.Export < 0 || load.Export > 100 || load.Products > 0 && load.Shops == 0 || load.Orders > 0 && load.Products < max(load.Shops, 1) {
		return apperr.New(apperr.Invalid, "load_invalid")
	}
	g := &generator{Services: s, load: load, pictures: map[artwork.Kind]uuid.UUID{}}
	if err := g.prepare(ctx); err != nil {
		return err
	}
	if err := g.makeShops(ctx); err != nil {
		return err
	}
	if err := g.makeProducts(ctx); err != nil {
		return err
	}
	if err := g.makeExports(ctx); err != nil {
		return err
	}
	if err := g.makeOrders(ctx); err != nil {
		return err
	}
	if err := refreshStatistics(ctx, s.DB); err != nil {
		return err
	}
	return g.Showcase.Count(ctx)
}

// prepare collects what the load is made from, and draws one picture for each kind of thing.
func (g *generator) prepare(ctx context.Context) error {
	content, err := demo.Load()
	if err != nil {
		return err
	}
	g.models = (&loader{demo: content}).listings()
	for _, d := range g.Regions.ListDistricts() {
		areas, err := g.Regions.ListAreas(ctx, d.Code)
		if err != nil {
			return err
		}
		for _, a := range areas {
			g.villages = append(g.villages, village{a, d.Slug})
		}
	}
	if len(g.villages) == 0 {
		return apperr.NewNotFound("region_missing")
	}
	var first []listing // of each kind of thing
	for _, m := range g.models[:min(len(g.models), g.load.Products)] {
		if _, known := g.pictures[m.product.Art.Kind]; !known {
			g.pictures[m.product.Art.Kind] = uuid.Nil
			first = append(first, m)
		}
	}
	ids := make([]uuid.UUID, len(first))
	err = each(ctx, len(first), func(ctx context.Context, i int) error {
		picture, err := first[i].shop.Picture(first[i].product)
		if err != nil {
			return err
		}
		jpeg, err := artwork.JPEG(picture, artwork.Front)
		if err != nil {
			return err
		}
		image, err := g.Media.Upload(ctx, bytes.NewReader(jpeg))
		ids[i] = image.ID
		return err
	})
	for i, m := range first {
		g.pictures[m.product.Art.Kind] = ids[i]
	}
	return err
}

// Kinds of rows, which separate their ids and draws.
const (
	ofOwner uint64 = iota + 1
	ofShop
	ofProduct
	ofPlace // of a picture at a product
	ofVariant
	ofMovement
	ofOrder
	ofPart
	ofLine
	ofPayment
	ofTransfer
	ofJudge
	ofPaper // of a shop or product in export readiness
)

// loadEpoch is the time in the load's ids, in milliseconds since 1970; it stands for no real moment.
const loadEpoch = 1_750_000_000_000

// id makes the id of row n of a kind: a UUIDv7 whose time grows with n, so that indexes grow at their end.
func (g *generator) id(kind uint64, n int) uuid.UUID {
	var id uuid.UUID
	hash := fnv.New128a()
	for _, part := range []uint64{g.load.Seed, kind, uint64(n)} {
		hash.Write(binary.BigEndian.AppendUint64(nil, part))
	}
	copy(id[:], hash.Sum(nil))
	var at [8]byte
	binary.BigEndian.PutUint64(at[:], loadEpoch+uint64(n))
	copy(id[:6], at[2:])
	id[6], id[8] = id[6]&0x0f|0x70, id[8]&0x3f|0x80
	return id
}

func (g *generator) rng(kind uint64, n int) *rand.Rand {
	return rand.New(rand.NewPCG(g.load.Seed, kind<<48|uint64(n)))
}

// name tells the seeds' loads apart: "beban-7-12".
func (g *generator) name(n int) string { return fmt.Sprintf("beban-%d-%d", g.load.Seed, n) }

const rowsAtOnce = 1000

func (g *generator) makeShops(ctx context.Context) error {
	for from := 0; from < g.load.Shops; from += rowsAtOnce {
		var rows shopRows
		for n := from; n < min(from+rowsAtOnce, g.load.Shops); n++ {
			v := g.villages[g.rng(ofShop, n).IntN(len(g.villages))]
			rows.add(shopRow{
				owner: g.id(ofOwner, n), id: g.id(ofShop, n), slug: g.name(n), name: "Toko Beban " + strconv.Itoa(n),
				district: v.district, village: v.Code, phone: fmt.Sprintf("+62812%08d", n),
			})
		}
		if err := insertShops(ctx, g.DB, rows); err != nil {
			return err
		}
	}
	return nil
}

// makeProducts writes the products as drafts would be and has the catalogue list them, shop by shop. Product n belongs to shop n
// modulo Shops.
func (g *generator) makeProducts(ctx context.Context) error {
	var done atomic.Int64
	chunks := (g.load.Products + rowsAtOnce - 1) / rowsAtOnce
	total := 2 * g.load.Products
	err := each(ctx, chunks, func(ctx context.Context, chunk int) error {
		var rows productRows
		for n := chunk * rowsAtOnce; n < min((chunk+1)*rowsAtOnce, g.load.Products); n++ {
			g.product(&rows, n)
		}
		if err := insertProducts(ctx, g.DB, rows); err != nil {
			return err
		}
		g.load.Progress.tell(StepLoad, int(done.Add(int64(len(rows.ids)))), total)
		return nil
	})
	if err != nil {
		return err
	}
	if err := markImagesUsed(ctx, g.DB, g.pictures); err != nil {
		return err
	}
	return each(ctx, min(g.load.Shops, g.load.Products), func(ctx context.Context, shop int) error {
		if err := g.Catalog.RefreshShop(ctx, g.id(ofShop, shop)); err != nil {
			return err
		}
		g.load.Progress.tell(StepLoad, int(done.Add(int64(g.productsOf(shop)))), total)
		return nil
	})
}

// productsOf counts the products of a shop.
func (g *generator) productsOf(shop int) int {
	return (g.load.Products - shop + g.load.Shops - 1) / g.load.Shops
}

func (g *generator) product(rows *productRows, n int) {
	rng := g.rng(ofProduct, n)
	model := g.models[n%len(g.models)]
	place := g.villages[rng.IntN(len(g.villages))]
	p := model.product
	ends := " " + place.Name + " " + strconv.Itoa(n)
	rows.add(productRow{
		id: g.id(ofProduct, n), shop: g.id(ofShop, n%g.load.Shops), slug: p.Slug + "-" + g.name(n), category: p.Category,
		title: p.Title.ID + ends, description: p.Description.ID, maker: model.shop.Maker.ID, technique: p.Technique.ID,
		titleEN: p.Title.EN + ends, descriptionEN: p.Description.EN, techniqueEN: p.Technique.EN,
		village: place.Code, place: g.id(ofPlace, n), image: g.pictures[p.Art.Kind], age: rng.IntN(200 * 24 * 3600),
	})
	for i, v := range p.Variants {
		price := max(catalog.MinPrice, v.Price*int64(70+rng.IntN(61))/100/500*500)
		rows.addVariant(variantRow{
			id: g.id(ofVariant, g.variant(n, i)), movement: g.id(ofMovement, g.variant(n, i)), product: g.id(ofProduct, n),
			shop: g.id(ofShop, n%g.load.Shops), sku: fmt.Sprintf("%s-%d", v.SKU, n), title: v.Title.ID, position: i,
			price: price, grams: int64(v.Grams), stock: int64(200 + rng.IntN(800) + 10*g.load.Orders/g.load.Products),
		})
	}
}

// variant numbers variant i of product n.
func (g *generator) variant(n, i int) int { return 8*n + i }
