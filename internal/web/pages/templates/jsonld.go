package templates

import (
	"fmt"
	"time"

	"lapak/internal/money"
	"lapak/internal/web/pages/view"
)

type organization struct {
	Context string `json:"@context,omitempty"`
	Type    string `json:"@type"`
	Name    string `json:"name"`
	URL     string `json:"url,omitempty"`
	Email   string `json:"email,omitempty"`
}

type offer struct {
	Type         string       `json:"@type"`
	URL          string       `json:"url"`
	Price        string       `json:"price"`
	Currency     string       `json:"priceCurrency"`
	Availability string       `json:"availability"`
	Seller       organization `json:"seller"`
}

type product struct {
	Context     string   `json:"@context"`
	Type        string   `json:"@type"`
	Name        string   `json:"name"`
	Description string   `json:"description,omitempty"`
	Images      []string `json:"image,omitempty"`
	SKU         string   `json:"sku"`
	Offers      []offer  `json:"offers"`

	Certifications []certification `json:"hasCertification,omitempty"`
}

// certification is a verified paper by its kind: its number is nobody's business here.
type certification struct {
	Type     string        `json:"@type"`
	Name     string        `json:"name"`
	IssuedBy *organization `json:"issuedBy,omitempty"`
}

type listItem struct {
	Type     string `json:"@type"`
	Position int    `json:"position"`
	Name     string `json:"name"`
	Item     string `json:"item,omitempty"`
}

type breadcrumbs struct {
	Context string     `json:"@context"`
	Type    string     `json:"@type"`
	Items   []listItem `json:"itemListElement"`
}

const schemaOrg = "https://schema.org"

// OrganizationLD describes the mall for search engines; it belongs on the home page.
func OrganizationLD(p view.Page) any {
	return organization{Context: schemaOrg, Type: "Organization", Name: p.Brand.Name, URL: p.BaseURL + "/", Email: p.Brand.Email}
}

// ShopLD describes a shop for search engines.
func ShopLD(p view.Page, s view.ShopCard) any {
	return organization{Context: schemaOrg, Type: "Store", Name: s.Name, URL: p.BaseURL + "/s/" + s.Slug}
}

// ProductLD describes a product and an offer for each of its variants. Its description is the page's plain one.
func ProductLD(p view.Page, m view.Product) any {
	out := product{Context: schemaOrg, Type: "Product", Name: m.Title, Description: p.Description, SKU: m.Slug}
	for _, pic := range m.Pictures {
		out.Images = append(out.Images, p.BaseURL+pic.URL)
	}
	seller := organization{Type: "Organization", Name: m.Shop.Name, URL: p.BaseURL + "/s/" + m.Shop.Slug}
	for _, v := range m.Variants {
		availability := schemaOrg + "/InStock"
		if v.Max == 0 {
			availability = schemaOrg + "/OutOfStock"
		}
		out.Offers = append(out.Offers, offer{
			Type: "Offer", URL: p.BaseURL + "/p/" + m.Slug, Price: decimal(v.Price), Currency: v.Price.Currency, Availability: availability, Seller: seller,
		})
	}
	for _, paper := range m.Certificates {
		c := certification{Type: "Certification", Name: paper.Name}
		if paper.IssuedBy != "" {
			c.IssuedBy = &organization{Type: "Organization", Name: paper.IssuedBy}
		}
		out.Certifications = append(out.Certifications, c)
	}
	return out
}

// dataset is a set of figures that is published.
type dataset struct {
	Context      string       `json:"@context"`
	Type         string       `json:"@type"`
	Name         string       `json:"name"`
	Description  string       `json:"description"`
	URL          string       `json:"url"`
	DateModified string       `json:"dateModified"`
	Creator      organization `json:"creator"`
	Distribution download     `json:"distribution"`
}

type download struct {
	Type   string `json:"@type"`
	Format string `json:"encodingFormat"`
	URL    string `json:"contentUrl"`
}

// DatasetLD describes the page's figures as counted on a day; data is the path of the same as JSON.
func DatasetLD(p view.Page, day time.Time, data string) any {
	return dataset{
		Context: schemaOrg, Type: "Dataset", Name: p.Title, Description: p.Description, URL: p.BaseURL + p.Path,
		DateModified: day.Format(time.DateOnly), Creator: organization{Type: "Organization", Name: p.Brand.Name, URL: p.BaseURL + "/"},
		Distribution: download{Type: "DataDownload", Format: "application/json", URL: p.BaseURL + data},
	}
}

// TrailLD describes the breadcrumbs of a page.
func TrailLD(p view.Page) any {
	out := breadcrumbs{Context: schemaOrg, Type: "BreadcrumbList"}
	for i, l := range p.Trail {
		item := listItem{Type: "ListItem", Position: i + 1, Name: l.Text}
		if l.URL != "" {
			item.Item = p.BaseURL + l.URL
		}
		out.Items = append(out.Items, item)
	}
	return out
}

// decimal writes an amount as schema.org wants it: "52000" for rupiah, "12.50" for dollars.
func decimal(m view.Money) string {
	if m.Currency == money.IDR {
		return fmt.Sprint(m.Amount)
	}
	return fmt.Sprintf("%d.%02d", m.Amount/100, m.Amount%100)
}
