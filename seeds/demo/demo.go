// Package demo is the sample content of the Banyuwangi demo: shops in every
// district, their products in Indonesian and English, and what each picture
// shows. None of these shops exists; makers are groups, never persons.
package demo

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"

	"github.com/BurntSushi/toml"

	"lapak/seeds/artwork"
	"lapak/seeds/region"
)

//go:embed data
var files embed.FS

// regionKey is the region pack whose villages and categories the demo uses.
const regionKey = "banyuwangi"

// Demo is all sample shops, ordered by district and within it by file.
type Demo struct {
	Shops []Shop
}

// Shop is a small business. Village is a Kemendagri code of the region pack.
type Shop struct {
	Slug          string      `toml:"slug"`
	Name          string      `toml:"name"`
	Village       string      `toml:"village"`
	Palette       string      `toml:"palette"` // see artwork.ParsePalette
	AcceptsCOD    bool        `toml:"accepts_cod"`
	AcceptsPickup bool        `toml:"accepts_pickup"`
	Maker         region.Text `toml:"maker"`
	Story         region.Text `toml:"story"`
	Products      []Product   `toml:"product"`
}

// DistrictCode is the Kemendagri code of the shop's district.
func (s Shop) DistrictCode() string { return region.Village{Code: s.Village}.DistrictCode() }

// Product is one listing. Category is a slug of the region pack. Option names
// what its variants differ in.
type Product struct {
	Slug        string      `toml:"slug"`
	Category    string      `toml:"category"`
	Title       region.Text `toml:"title"`
	Technique   region.Text `toml:"technique"`
	Description region.Text `toml:"description"`
	Art         Art         `toml:"picture"`
	Option      region.Text `toml:"option"`
	Variants    []Variant   `toml:"variants"`
}

// Variant is one thing to buy: price in rupiah, weight in grams as sent, and
// length, width and height in millimetres.
type Variant struct {
	SKU   string      `toml:"sku"`
	Title region.Text `toml:"title"`
	Price int64       `toml:"price"`
	Stock int         `toml:"stock"`
	Grams int         `toml:"grams"`
	Size  [3]int      `toml:"size_mm"`
}

// Art says what a product's pictures show; Motif may be empty.
type Art struct {
	Kind  artwork.Kind  `toml:"kind"`
	Motif artwork.Motif `toml:"motif"`
	Tint  string        `toml:"tint"`
}

// Picture is what package artwork draws for a product of the shop.
func (s Shop) Picture(p Product) (artwork.Picture, error) {
	palette, err := artwork.ParsePalette(s.Palette)
	if err != nil {
		return artwork.Picture{}, err
	}
	motif := p.Art.Motif
	if motif == "" {
		motif = artwork.GajahOling
	}
	pic := artwork.Picture{Kind: p.Art.Kind, Motif: motif, Tint: p.Art.Tint, Palette: palette, Seed: p.Slug}
	return pic, pic.Validate()
}

// Products counts all products.
func (d Demo) Products() int {
	n := 0
	for _, s := range d.Shops {
		n += len(s.Products)
	}
	return n
}

// Load reads and validates the demo. The error names every problem.
func Load() (Demo, error) {
	d, err := read(files)
	if err != nil {
		return Demo{}, err
	}
	pack, err := region.Load(regionKey)
	if err != nil {
		return Demo{}, err
	}
	return d, Validate(d, pack)
}

func read(fsys fs.FS) (Demo, error) {
	names, err := fs.Glob(fsys, "data/*.toml")
	if err != nil {
		return Demo{}, err
	}
	var d Demo
	var errs []error
	for _, name := range names {
		var file struct {
			Shops []Shop `toml:"shop"`
		}
		meta, err := toml.DecodeFS(fsys, name, &file)
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", name, err))
			continue
		}
		for _, key := range meta.Undecoded() {
			errs = append(errs, fmt.Errorf("%s: unknown key %q", name, key.String()))
		}
		d.Shops = append(d.Shops, file.Shops...)
	}
	return d, errors.Join(errs...)
}

// small are the shops of Small: every large category, several techniques, and
// districts far apart.
var small = map[string]bool{
	"muncar-laut": true, "batik-tampo": true, "gula-pakistaji": true, "sanggar-temenggungan": true,
	"madu-songgon": true, "kopi-gombengsari": true, "ijen-tamansari": true, "anyaman-gintangan": true,
}

// Small is a part of Load's demo that is quick to load in tests: eight shops
// with three products each, some with several variants.
func Small() (Demo, error) {
	d, err := Load()
	if err != nil {
		return Demo{}, err
	}
	var part Demo
	for _, s := range d.Shops {
		if small[s.Slug] {
			s.Products = s.Products[:3:3]
			part.Shops = append(part.Shops, s)
		}
	}
	return part, nil
}
