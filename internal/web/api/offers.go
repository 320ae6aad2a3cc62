package api

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"lapak/internal/catalog"
	"lapak/internal/exportready"
	"lapak/internal/exportready/rulebook"
	"lapak/internal/i18n"
	"lapak/internal/web/tables"
)

type offersRequest struct {
	Paging
	Unchanged
	Destination string `query:"destination" example:"JP" doc:"Market where the product is ready, or ready with conditions, under confirmed rules."`
	Level       string `query:"level" enum:"siap,teruji" doc:"At least; otherwise siap."`
	Category    string `query:"category" example:"kopi" doc:"Slug; includes what lies below it."`
	District    string `query:"district" example:"glagah" doc:"Slug of the shop's district."`
	Format      string `query:"format" enum:"json,csv,xlsx" default:"json" doc:"csv and xlsx hold the whole filtered catalogue, without regard to limit and cursor."`
}

func (in *offersRequest) filter() exportready.CatalogueFilter {
	f := exportready.CatalogueFilter{Destination: in.Destination, Category: in.Category, District: in.District}
	if in.Level != "" {
		f.Level = rulebook.Level(slices.Index(catalog.ExportLevels, in.Level))
	}
	return f
}

// offersAnswer is a page as JSON, or a file that is written while it is read from the database.
type offersAnswer struct {
	Status       int    `hidden:"true"`
	ContentType  string `header:"Content-Type" hidden:"true"`
	Disposition  string `header:"Content-Disposition" hidden:"true"`
	ETag         string `header:"ETag"`
	CacheControl string `header:"Cache-Control"`
	Vary         string `header:"Vary"`
	Body         func(huma.Context)
}

func (f *face) listOffers(ctx context.Context, in *offersRequest) (*offersAnswer, error) {
	page := catalog.Page{Limit: in.Limit, Cursor: in.Cursor}
	if in.Format != "json" {
		page = catalog.Page{Limit: 1} // asks whether the filter makes sense, before the file begins
	}
	found, err := f.Exports.ListOffers(ctx, in.filter(), page)
	if err != nil {
		return nil, err
	}
	if in.Format != "json" {
		return f.offersFile(ctx, in), nil
	}
	out, err := cache(ctx, in.Unchanged, offerList{
		Page: pageOf(found.Items, found.Next, offerOf), Assessment: f.assessment(ctx),
	})
	if err != nil {
		return nil, err
	}
	return &offersAnswer{
		Status: out.Status, ContentType: out.ContentType, ETag: out.ETag, CacheControl: out.CacheControl, Vary: out.Vary,
		Body: func(hc huma.Context) { _, _ = hc.BodyWriter().Write(out.Body) }, // the reader has gone if this fails
	}, nil
}

// offersFile writes the file row by row; one that fails midway is cut off, so that nobody takes it for the whole.
func (f *face) offersFile(ctx context.Context, in *offersRequest) *offersAnswer {
	name := fmt.Sprintf("export-catalogue-%s.%s", f.Exports.Today(), in.Format)
	out := &offersAnswer{
		Status: http.StatusOK, ContentType: tables.CSVType, Disposition: `attachment; filename="` + name + `"`, CacheControl: "no-store",
		Vary: "Accept-Language, Authorization, Cookie",
	}
	if in.Format == "xlsx" {
		out.ContentType = tables.XLSXType
	}
	out.Body = func(hc huma.Context) {
		if err := f.writeOffers(ctx, hc.BodyWriter(), in); err != nil {
			slog.WarnContext(ctx, "the export catalogue's file was cut off", "error", err)
			panic(http.ErrAbortHandler)
		}
	}
	return out
}

func (f *face) writeOffers(ctx context.Context, w io.Writer, in *offersRequest) error {
	var file tables.Writer
	var err error
	if in.Format == "xlsx" {
		file, err = tables.NewXLSX(w, i18n.Text(ctx, "offers.title"), offerWidths...)
	} else {
		file, err = tables.NewCSV(w)
	}
	if err != nil {
		return err
	}
	headings := make([]any, len(offerColumns))
	for i, column := range offerColumns {
		headings[i] = i18n.Text(ctx, "offers.column."+column)
	}
	if err := file.Write(headings...); err != nil {
		return err
	}
	about := f.assessment(ctx)
	err = f.Exports.EachOffer(ctx, in.filter(), func(o exportready.Offer) error {
		return file.Write(f.offerCells(ctx, o, about)...)
	})
	if closing := file.Close(); err == nil {
		err = closing
	}
	return err
}

// Assessment says by which rules and on which day readiness was judged, and that nobody may take it for a permit.
type Assessment struct {
	RuleVersion string `json:"rule_version"`
	AsOf        string `json:"as_of" format:"date"`
	Note        string `json:"note" example:"self-assessment, not an official permit"`
}

func (f *face) assessment(ctx context.Context) Assessment {
	return Assessment{f.Exports.Version(), f.Exports.Today(), i18n.Text(ctx, "offers.self_assessment")}
}

type offerList struct {
	Page[OfferShown]
	Assessment
}

// OfferShown is a product in the export catalogue.
type OfferShown struct {
	Slug         string       `json:"slug" example:"kopi-robusta-lerek"`
	Title        Bilingual    `json:"title"`
	Description  Bilingual    `json:"description"`
	Category     string       `json:"category" example:"kopi"`
	Level        string       `json:"level" enum:"siap,teruji"`
	Destinations []string     `json:"destinations" doc:"Where it is ready, or ready with conditions."`
	HS           HSShown      `json:"hs"`
	Price        *offerPrice  `json:"price"`
	MOQ          *int64       `json:"moq" doc:"Smallest order, pieces."`
	Capacity     *int64       `json:"monthly_capacity" doc:"Pieces a month."`
	LeadDays     *int64       `json:"lead_time_days"`
	NetGrams     *int64       `json:"net_grams" doc:"Of a piece."`
	GrossGrams   *int64       `json:"gross_grams" doc:"Of a piece with its packaging."`
	Village      string       `json:"village" example:"Gombengsari"`
	District     string       `json:"district" example:"kalipuro" doc:"Slug."`
	Shop         shopRef      `json:"shop"`
	Certificates []paperShown `json:"certificates" doc:"Kinds of papers that an office has verified and that have not ended."`
	Image        *Picture     `json:"image"`
}

// Bilingual is a text in both languages; an English one may be missing.
type Bilingual struct {
	ID string `json:"id"`
	EN string `json:"en"`
}

// HSShown is a customs code.
type HSShown struct {
	Code       string `json:"code" example:"090121" doc:"Six digits; empty where not filled in."`
	Version    string `json:"version" example:"HS2022"`
	National   string `json:"btki" doc:"Eight digits of the Indonesian tariff, where known."`
	Confidence string `json:"confidence" doc:"How surely goods of this kind bear the code."`
}

type offerPrice struct {
	Amount   int64  `json:"amount" example:"1250" doc:"In the smallest circulating unit of currency, a piece."`
	Currency string `json:"currency" example:"USD"`
	Incoterm string `json:"incoterm" example:"FOB" doc:"Incoterms 2020."`
	Place    string `json:"place" example:"Tanjung Perak, Surabaya"`
}

type paperShown struct {
	Rule  string    `json:"rule" example:"P-LEG-01"`
	Title Bilingual `json:"title"`
}

func offerOf(o exportready.Offer) OfferShown {
	out := OfferShown{
		Slug: o.Slug, Title: Bilingual(o.Title), Description: Bilingual(o.Description), Category: o.Category.Slug, Level: o.Level.String(),
		Destinations: o.Destinations, HS: HSShown(o.HS), Price: (*offerPrice)(o.Price), MOQ: o.MOQ, Capacity: o.Capacity, LeadDays: o.LeadDays,
		NetGrams: o.NetGrams, GrossGrams: o.GrossGrams, Village: o.Village, District: o.Shop.District,
		Shop: shopRef{o.Shop.Slug, o.Shop.Name, o.Shop.District}, Certificates: make([]paperShown, 0, len(o.Certificates)),
	}
	for _, c := range o.Certificates {
		out.Certificates = append(out.Certificates, paperShown{c.Rule, Bilingual(c.Title)})
	}
	if o.Image != nil {
		shown := pictureOf(*o.Image)
		out.Image = &shown
	}
	return out
}

// offerColumns are the columns of the files; their headings name the units.
var offerColumns = []string{
	"slug", "title_id", "title_en", "category", "level", "destinations", "hs", "hs_version", "btki", "price", "currency", "incoterm", "place",
	"moq", "capacity", "lead_days", "net_grams", "gross_grams", "village", "district", "shop", "certificates", "description_id", "description_en",
	"address", "rule_version", "as_of", "note",
}

var offerWidths = []float64{24, 32, 32, 16, 10, 16, 10, 10, 12, 14, 10, 10, 26, 12, 16, 14, 14, 14, 20, 20, 24, 48, 48, 48, 40, 16, 12, 36}

func (f *face) offerCells(ctx context.Context, o exportready.Offer, about Assessment) []any {
	language := i18n.Language(ctx)
	price := exportready.OfferPrice{}
	var amount *int64
	if o.Price != nil {
		price, amount = *o.Price, &o.Price.Amount
	}
	papers := make([]string, len(o.Certificates))
	for i, c := range o.Certificates {
		papers[i] = c.Title.In(language)
	}
	return []any{
		o.Slug, o.Title.ID, o.Title.EN, o.Category.Name(language), o.Level.String(), strings.Join(o.Destinations, " "), o.HS.Code, o.HS.Version,
		o.HS.National, amount, price.Currency, price.Incoterm, price.Place, o.MOQ, o.Capacity, o.LeadDays, o.NetGrams, o.GrossGrams, o.Village,
		o.District, o.Shop.Name, strings.Join(papers, "; "), o.Description.ID, o.Description.EN, f.BaseURL + "/export/products/" + o.Slug,
		about.RuleVersion, about.AsOf, about.Note,
	}
}
