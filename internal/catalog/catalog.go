// Package catalog keeps what shops sell: categories, products with variants, prices and pictures, and finds them. What lists and
// search read (cheapest price, pictures, words, whether buyers see it) is derived by one statement whenever a product or its shop
// changes, so that a page of a list is one query.
package catalog

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/jobs"
	"lapak/internal/media"
	"lapak/internal/money"
	"lapak/internal/postgres"
	"lapak/internal/postgres/recent"
	"lapak/internal/regions"
	"lapak/internal/shops"
	"lapak/internal/stock"
)

// State says how far a product has come.
type State string

// The states of a product. A published one is listed while its shop is approved.
const (
	Draft     State = "draft"
	Published State = "published"
	Archived  State = "archived"
)

// Bounds of what a shop may enter.
const (
	MinPrice    int64 = 100              // rupiah
	MaxPrice          = money.Max / 1000 // rupiah
	MaxWeight   int64 = 30_000           // grams: the heaviest parcel that is carried
	MaxStock    int64 = 1_000_000        // units, when a variant is made
	MaxVariants       = 50
	MaxImages         = 10
	maxLengthMM int64 = 10_000
)

// ShopRef is the shop of a product, as lists show it.
type ShopRef struct {
	ID           uuid.UUID `db:"id"`
	Slug         string    `db:"slug"`
	Name         string    `db:"name"`
	District     string    `db:"district"` // slug
	DistrictName string    `db:"-"`
}

// Rendition is a JPEG of a picture, served at /media/{Key}.
type Rendition struct {
	Key    string `json:"key"`
	Width  int    `json:"width"` // pixels
	Height int    `json:"height"`
}

// Image is a picture of a product.
type Image struct {
	ID         uuid.UUID   `json:"id"` // of its place at the product, not of the upload
	Alt        string      `json:"alt"`
	Width      int         `json:"width"` // of the source, pixels
	Height     int         `json:"height"`
	Renditions []Rendition `json:"renditions"` // narrowest first
}

// Card is a product in a list, its title in the language of the context where a translation exists.
type Card struct {
	ID          uuid.UUID `db:"id"`
	Slug        string    `db:"slug"`
	Title       string    `db:"title"`
	State       State     `db:"state"`
	Category    string    `db:"category"`    // slug
	Price       int64     `db:"price"`       // of the cheapest variant, in the smallest unit of Currency; 0 without one
	PriceMax    int64     `db:"price_max"`   // of the dearest
	UsualPrice  int64     `db:"usual_price"` // what Price is outside festivals; 0 where it is the same
	Festival    *Mark     `db:"-"`           // the running festival that it belongs to; nil: none
	Currency    string    `db:"currency"`
	InStock     bool      `db:"in_stock"`
	ExportLevel int       `db:"export_level"` // index of ExportLevels
	Version     int64     `db:"version"`
	UpdatedAt   time.Time `db:"updated_at"`
	Shop        ShopRef   `db:"shop"`
	Image       *Image    `db:"-"` // the first picture; shared with other readers, not to be changed
	Excerpt     []Segment `db:"-"` // where a search's words were found; empty without a search
}

// Segment is a piece of an excerpt, plain text; Hit marks a word that was searched.
type Segment struct {
	Text string
	Hit  bool
}

// ExportLevels are the names of the export levels, the lowest first.
var ExportLevels = []string{"not_assessed", "belum_siap", "potensial", "siap", "teruji"}

// Texts are a product's words in one language.
type Texts struct {
	Title       string `db:"title"`
	Description string `db:"description"`
	Technique   string `db:"technique"`
}

// Product is one product whole.
type Product struct {
	ID                 uuid.UUID
	Slug               string
	Texts                     // in the language of the context where a translation exists, else in Indonesian
	Translated         bool   // Texts are in the language of the context
	English            *Texts // for its shop only
	Category           string // slug
	Maker              string
	VillageCode        string
	VillageName        string
	State              State
	Listed             bool // buyers see it
	Currency           string
	Price, PriceMax    int64
	UsualPrice         int64 // what Price is outside festivals; 0 where it is the same
	Festival           *Mark // the running festival that it belongs to; nil: none
	ExportLevel        int
	ExportDestinations []string
	Version            int64 // grows with each change
	CreatedAt          time.Time
	UpdatedAt          time.Time
	PublishedAt        *time.Time // first
	Shop               ShopRef
	Variants           []Variant
	Images             []Image
}

// Variant is one thing that can be ordered.
type Variant struct {
	ID          uuid.UUID `json:"id"`
	SKU         string    `json:"sku"`
	Title       string    `json:"title"` // "250 g", "M / biru"
	Size        string    `json:"size"`
	Colour      string    `json:"colour"`
	Price       int64     `json:"price"` // rupiah, as buyers pay it now; for its shop the usual one
	WeightGrams int64     `json:"weight_grams"`
	LengthMM    int64     `json:"length_mm"` // of the packed piece; 0 where unknown
	WidthMM     int64     `json:"width_mm"`
	HeightMM    int64     `json:"height_mm"`
	UsualPrice  int64     `json:"-"`              // what Price is outside festivals; 0 where it is the same
	AtFestival  int64     `json:"festival_price"` // the price while a festival runs; 0: none now
	OnHand      int64     `json:"on_hand"`        // units in the shop
	Available   int64     `json:"available"`      // units that can still be ordered
}

// InStock says whether a buyer can order one.
func (v Variant) InStock() bool { return v.Available > 0 }

// Deps are the services that the catalogue builds on.
type Deps struct {
	DB      *sqlx.DB
	Standby *sqlx.DB // a read-only copy for lists and search; nil: none
	Queue   *jobs.Queue
	Regions *regions.Service
	Shops   *shops.Service
	Stock   *stock.Service
	Media   *media.Service
}

// Service keeps products and finds them. The categories are kept in memory and read again by Load.
type Service struct {
	Deps
	source       *source
	standby      *standby      // nil: none
	pictures     kept[Image]   // the first ones, for lists
	albums       kept[[]Image] // all of a product
	marks        *recent.Value[marks]
	categories   atomic.Pointer[categoryTree]
	destinations atomic.Pointer[[]string] // codes that a filter may name
}

// New makes a Service with no categories loaded and no destinations known.
func New(deps Deps) *Service {
	s := &Service{Deps: deps, source: newSource(deps.DB), marks: recent.New(loadMarks)}
	if deps.Standby != nil {
		s.standby = &standby{source: newSource(deps.Standby)}
	}
	s.categories.Store(newCategoryTree(nil))
	s.destinations.Store(&[]string{})
	return s
}

// How often what was sold is counted, and how far back each count looks: far enough for a mall whose jobs stood still for a day.
const (
	countSoldEvery = 10 * time.Minute
	countSoldSince = 48 * time.Hour
)

// countSoldJob is the job that keeps products in the order of what is bought most.
type countSoldJob struct{}

// Kind names the job.
func (countSoldJob) Kind() string { return "catalog.count_sold" }

// RegisterWorkers registers what keeps lists true when shops change and goods are sold.
func (s *Service) RegisterWorkers(w *jobs.Workers) {
	jobs.Handle(w, func(ctx context.Context, news shops.Changed) error {
		if err := s.RefreshShop(ctx, news.ShopID); err != nil {
			return err
		}
		return postgres.Transact(ctx, s.DB, func(tx *sqlx.Tx) error {
			return s.Queue.EnqueueTx(ctx, tx, Changed{ShopID: news.ShopID}, jobs.Options{})
		})
	})
	jobs.Handle(w, func(ctx context.Context, _ countSoldJob) error {
		_, err := s.CountSold(ctx, time.Now().Add(-countSoldSince))
		return err
	})
	w.Every(countSoldEvery, countSoldJob{})
}

func errNotFound() *apperr.Error { return apperr.NewNotFound("product_not_found") }
