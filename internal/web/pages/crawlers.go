package pages

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"net/http"

	"github.com/gin-gonic/gin"

	"lapak/internal/i18n"
	"lapak/internal/shops"
	"lapak/internal/web/pages/templates"
)

// mostAddresses is what the sitemap protocol allows in one file.
const mostAddresses = 50_000

type sitemap struct {
	XMLName   xml.Name  `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 urlset"`
	Addresses []address `xml:"url"`
}

type address struct {
	Location string `xml:"loc"`
	Changed  string `xml:"lastmod,omitempty"`
}

// sitemap names every public page to search engines, the newest products first.
func (s *Site) sitemap(c *gin.Context) error {
	ctx := c.Request.Context()
	m := sitemap{Addresses: []address{{Location: s.BaseURL + "/"}, {Location: s.BaseURL + "/terms"}, {Location: s.BaseURL + "/privacy"}, {Location: s.BaseURL + offersPath}, {Location: s.BaseURL + "/export/coverage"}, {Location: s.BaseURL + rulesPath}, {Location: s.BaseURL + investPath}}}
	groups, err := s.Showcase.ListGroups(ctx)
	if err != nil {
		return err
	}
	for _, group := range groups {
		m.Addresses = append(m.Addresses, address{Location: s.BaseURL + investPath + "/" + group})
	}
	events, err := s.listForFeeds(ctx)
	if err != nil {
		return err
	}
	m.Addresses = append(m.Addresses, address{Location: s.BaseURL + festivalsPath})
	for _, f := range events {
		m.Addresses = append(m.Addresses, address{Location: s.BaseURL + festivalsPath + "/" + f.Slug, Changed: f.UpdatedAt.UTC().Format("2006-01-02")})
	}
	for _, category := range s.Catalog.ListCategories() {
		m.Addresses = append(m.Addresses, address{Location: s.BaseURL + "/c/" + category.Slug})
	}
	for page := (shops.Page{Limit: 100}); ; {
		found, err := s.Shops.List(ctx, "", page)
		if err != nil {
			return err
		}
		for _, shop := range found.Items {
			m.Addresses = append(m.Addresses, address{Location: s.BaseURL + "/s/" + shop.Slug})
		}
		if page.Cursor = found.Next; page.Cursor == "" || len(m.Addresses) > mostAddresses/2 {
			break
		}
	}
	products, err := s.Catalog.ListAddresses(ctx, mostAddresses-len(m.Addresses))
	if err != nil {
		return err
	}
	for _, product := range products {
		m.Addresses = append(m.Addresses, address{Location: s.BaseURL + "/p/" + product.Slug, Changed: product.UpdatedAt.UTC().Format("2006-01-02")})
	}
	var out bytes.Buffer
	out.WriteString(xml.Header)
	if err := xml.NewEncoder(&out).Encode(m); err != nil {
		return fmt.Errorf("write the sitemap: %w", err)
	}
	c.Header("Cache-Control", "public, max-age=3600")
	c.Data(http.StatusOK, "application/xml; charset=utf-8", out.Bytes())
	return nil
}

// robots keeps search engines out of what is personal or endless.
func (s *Site) robots(c *gin.Context) error {
	c.Header("Cache-Control", "public, max-age=3600")
	c.String(http.StatusOK, "User-agent: *\nDisallow: /account\nDisallow: /cart\nDisallow: /checkout\nDisallow: /orders/\nDisallow: /login\n"+
		"Disallow: /seller\nDisallow: /organizer\nDisallow: /office\nDisallow: /accept/\nDisallow: /api/\n\nSitemap: %s/sitemap.xml\n", s.BaseURL)
	return nil
}

func (s *Site) terms(c *gin.Context) error {
	p, err := s.frame(c, i18n.Text(c.Request.Context(), "terms.title"))
	if err != nil {
		return err
	}
	shareable(c, p)
	return show(c, templates.Terms(p))
}

func (s *Site) privacy(c *gin.Context) error {
	p, err := s.frame(c, i18n.Text(c.Request.Context(), "privacy.title"))
	if err != nil {
		return err
	}
	shareable(c, p)
	return show(c, templates.Privacy(p))
}
