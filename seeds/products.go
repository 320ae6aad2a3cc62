package seeds

import (
	"bytes"
	"context"
	"fmt"
	"strconv"
	"sync/atomic"
	"time"

	"lapak/internal/apperr"
	"lapak/internal/catalog"
	"lapak/seeds/artwork"
	"lapak/seeds/demo"
)

// listing is a product of the demo in its shop. Its address is the one that the catalogue makes of the title; a test of the demo's
// data holds both together.
type listing struct {
	shop    demo.Shop
	product demo.Product
}

func (l *loader) ref(x listing) catalog.Ref {
	return catalog.Ref{Shop: l.slugs[x.shop.Slug], Product: x.product.Slug}
}

// listings takes one product of each shop in turn, so that shops alternate wherever the order of loading shows.
func (l *loader) listings() []listing {
	var all []listing
	for i, more := 0, true; more; i++ {
		more = false
		for _, shop := range l.demo.Shops {
			if i < len(shop.Products) {
				all = append(all, listing{shop, shop.Products[i]})
				more = true
			}
		}
	}
	return all
}

// loadProducts lists every product with its first picture.
func (l *loader) loadProducts(ctx context.Context) error {
	all := l.listings()
	var done atomic.Int64
	err := each(ctx, len(all), func(ctx context.Context, i int) error {
		if err := l.loadProduct(ctx, all[i]); err != nil {
			return fmt.Errorf("product %s: %w", all[i].product.Slug, err)
		}
		l.progress.tell(StepProducts, int(done.Add(1)), len(all))
		return nil
	})
	if err != nil {
		return err
	}
	slugs, published := make([]string, len(all)), make([]time.Time, len(all))
	for i, x := range all {
		slugs[i] = x.product.Slug
		published[i] = l.asOf.Add(-listedWithin + time.Duration(i+1)*listedWithin/time.Duration(len(all)+1))
	}
	return spreadProducts(ctx, l.DB, slugs, published)
}

// listedWithin is the time over which the demo's products were listed.
const listedWithin = 120 * 24 * time.Hour

func (l *loader) loadProduct(ctx context.Context, x listing) error {
	owner, ref := l.owner(x.shop), l.ref(x)
	found, err := l.Catalog.FindForMember(ctx, owner, ref)
	if apperr.KindOf(err) == apperr.NotFound && err != nil {
		found, err = l.createProduct(ctx, x)
	}
	if err != nil {
		return err
	}
	if found.Slug != ref.Product {
		return fmt.Errorf("its address became %s", found.Slug)
	}
	if len(found.Images) == 0 {
		if err := l.addView(ctx, x, artwork.Front); err != nil {
			return err
		}
	}
	if found.State != catalog.Draft {
		return nil
	}
	published := catalog.Published
	_, err = l.Catalog.Update(ctx, owner, ref, catalog.Changes{State: &published})
	return err
}

func (l *loader) createProduct(ctx context.Context, x listing) (catalog.Product, error) {
	village, err := l.Regions.FindArea(ctx, x.shop.Village)
	if err != nil {
		return catalog.Product{}, err
	}
	p := x.product
	in := catalog.NewProduct{
		Texts:    catalog.Texts{Title: p.Title.ID, Description: p.Description.ID, Technique: p.Technique.ID},
		English:  &catalog.Texts{Title: p.Title.EN, Description: p.Description.EN, Technique: p.Technique.EN},
		Category: p.Category, Maker: x.shop.Maker.ID, Village: village.Name,
	}
	for _, v := range p.Variants {
		in.Variants = append(in.Variants, catalog.NewVariant{
			SKU: v.SKU, Title: v.Title.ID, Price: v.Price, WeightGrams: int64(v.Grams), Stock: int64(v.Stock),
			LengthMM: int64(v.Size[0]), WidthMM: int64(v.Size[1]), HeightMM: int64(v.Size[2]),
		})
	}
	return l.Catalog.Create(ctx, l.owner(x.shop), l.slugs[x.shop.Slug], in)
}

// viewAlts say what each view shows, after the product's title.
var viewAlts = map[artwork.View]string{
	artwork.Front: "", artwork.Detail: ", dari dekat", artwork.Setting: ", saat dipakai",
	artwork.Group: ", beberapa sekaligus", artwork.Packed: ", siap dikirim",
}

// addView draws a view and shows it as the product's last picture.
func (l *loader) addView(ctx context.Context, x listing, view artwork.View) error {
	picture, err := x.shop.Picture(x.product)
	if err != nil {
		return err
	}
	drawn, err := artwork.JPEG(picture, view)
	if err != nil {
		return err
	}
	image, err := l.Media.Upload(ctx, bytes.NewReader(drawn))
	if err != nil {
		return err
	}
	_, err = l.Catalog.AddImage(ctx, l.owner(x.shop), l.ref(x), catalog.NewImage{ImageID: image.ID, Alt: x.product.Title.ID + viewAlts[view]})
	return err
}

const markViews = "demo_views"

// DrawRest draws the views of the demo's products that LoadDemo left out, and ends when all are there. It goes on where an earlier
// run was interrupted, and draws nothing where no demo is loaded. It is meant to run behind a mall that people browse already.
func DrawRest(ctx context.Context, s Services, opts DemoOptions) error {
	loaded, err := findMark(ctx, s.DB, markDemo)
	if err != nil || loaded != demoDone {
		return err
	}
	mark, err := findMark(ctx, s.DB, markViews)
	if err != nil {
		return err
	}
	l, err := newLoader(s, opts)
	if err != nil {
		return err
	}
	all := l.listings()
	done, err := strconv.Atoi("0" + mark)
	if err != nil || done >= len(all) {
		return err
	}
	if err := l.findOwners(ctx); err != nil {
		return err
	}
	for ; done < len(all); done = min(done+drawnAtOnce, len(all)) {
		l.progress.tell(StepViews, done, len(all))
		chunk := all[done:min(done+drawnAtOnce, len(all))]
		for _, x := range chunk { // one after the other, which leaves the other processors to visitors
			if err := l.drawRest(ctx, x); err != nil {
				return err
			}
		}
		if err := setMark(ctx, s.DB, markViews, strconv.Itoa(done+len(chunk))); err != nil {
			return err
		}
	}
	l.progress.tell(StepViews, len(all), len(all))
	return nil
}

// drawnAtOnce is how many products get their views between two marks of how far DrawRest has come.
const drawnAtOnce = 8

func (l *loader) drawRest(ctx context.Context, x listing) error {
	for _, view := range artwork.Views()[1:] {
		err := l.addView(ctx, x, view)
		if apperr.KindOf(err) == apperr.NotFound && err != nil {
			return nil //nolint:nilerr // a visitor of the demo has taken the product away
		}
		if err != nil {
			return fmt.Errorf("%s of product %s: %w", viewAlts[view], x.product.Slug, err)
		}
	}
	return nil
}

// findOwners looks up who acts for each shop of a loaded demo, and the shop's address.
func (l *loader) findOwners(ctx context.Context) error {
	for _, shop := range l.demo.Shops {
		account, err := l.Identity.FindByContact(ctx, ownerEmail(shop.Slug))
		if err != nil {
			return err
		}
		owner, err := l.Identity.FindActor(ctx, account.ID)
		if err != nil {
			return err
		}
		mine, err := l.Shops.ListMine(ctx, owner)
		if err != nil {
			return err
		}
		l.actors[ownerEmail(shop.Slug)] = owner
		for _, m := range mine {
			if m.Name == shop.Name {
				l.slugs[shop.Slug] = m.Slug
			}
		}
	}
	return nil
}
