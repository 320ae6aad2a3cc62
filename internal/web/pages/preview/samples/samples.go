// Package samples holds one filled view model for every page and state, for the design catalogue and for the templates' tests.
// Nothing of the product imports it.
package samples

import (
	"fmt"
	"time"

	"github.com/a-h/templ"

	"lapak/internal/web/pages/view"
)

// Sample is one page in one state.
type Sample struct {
	Path string // where the catalogue shows it
	Draw func(view.Page) templ.Component
	Page func(*view.Page) // changes the frame; nil keeps it
}

// All lists every sample.
func All() []Sample {
	var all []Sample
	for _, part := range [][]Sample{store(), buy(), account(), seller(), office(), export(), exporting(), invest(), inquiries(), mentoring(), organizing(), applying(), fairs(), stalls()} {
		all = append(all, part...)
	}
	return all
}

// Frame is the page around a sample.
func Frame(path, query string) view.Page {
	return view.Page{
		Brand: view.Brand{
			Name: "Banyuwangi Mall", Tagline: "The Sunrise of Java", Regency: "Banyuwangi",
			Office: "Dinas Koperasi, Usaha Mikro, dan Perdagangan", Email: "mall@lapak.test", Phone: "+62 811 0000 000",
			Hero:    "Buatan 25 kecamatan, langsung dari tangan pembuatnya",
			Promise: "Kopi lereng Ijen, batik Gajah Oling, anyaman Gintangan. Setiap barang menyebut pembuat, desa, dan caranya.",
			Demo:    true,
		},
		BaseURL: "http://lapak.test", Path: path, Query: query, CartCount: 2,
	}
}

func rupiah(n int64) view.Money { return view.Money{Amount: n, Currency: "IDR"} }

func at(hours int) time.Time {
	return time.Date(2026, 11, 22, 2, 15, 0, 0, time.UTC).Add(time.Duration(hours) * time.Hour)
}

func picture(name, alt string) view.Picture {
	p := view.Picture{ID: name, URL: "/media/" + name + "-1200.svg", Alt: alt, Width: 1200, Height: 1200}
	for _, w := range []int{240, 600, 1200} {
		p.Renditions = append(p.Renditions, view.Rendition{URL: fmt.Sprintf("/media/%s-%d.svg", name, w), Width: w})
	}
	return p
}
