package pages

import (
	"cmp"
	"context"
	"html"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"lapak/internal/catalog"
	"lapak/internal/exportready/rulebook"
	"lapak/internal/i18n"
	"lapak/internal/media"
	"lapak/internal/shops"
	"lapak/internal/web"
	"lapak/internal/web/pages/templates"
	"lapak/internal/web/pages/view"
)

const (
	similarCards = 4
	mostPieces   = 99 // that a page offers of a variant at once; what a shop has beyond it is not told
)

func (s *Site) product(c *gin.Context) error {
	ctx := c.Request.Context()
	product, err := s.Catalog.FindBySlug(ctx, c.Param("product"))
	if err != nil {
		return err
	}
	similar, err := s.Catalog.List(ctx, catalog.Filter{Category: product.Category, Sort: catalog.MostBought}, catalog.Page{Limit: similarCards + 1})
	if err != nil {
		return err
	}
	web.SetCame(c.Writer, c.Query("festival"), s.secure()) // by a price tag or a stall's code
	p, err := s.frame(c, product.Title)
	if err != nil {
		return err
	}
	m := productOf(ctx, product, c.Query("variant"))
	m.Similar = without(cardsOf(ctx, similar.Items), product.Slug)
	if product.ExportLevel > int(rulebook.NotAssessed) {
		if m.Export, m.Certificates, err = s.productReadiness(ctx, product.ID); err != nil {
			return err
		}
	}
	p.Description = summary(product.Description)
	p.Trail = s.trail(ctx, product.Category, view.Link{Text: product.Title})
	p.JSONLD = []any{templates.ProductLD(p, m), templates.TrailLD(p)}
	if len(m.Pictures) > 0 {
		p.Image = m.Pictures[0].URL
	}
	shareable(c, p)
	return show(c, templates.Product(p, m))
}

func productOf(ctx context.Context, product catalog.Product, chosen string) view.Product {
	m := view.Product{
		Slug: product.Slug, Title: product.Title, Maker: product.Maker, Village: product.VillageName, District: product.Shop.DistrictName,
		Technique: product.Technique, Price: view.Money{Amount: product.Price, Currency: product.Currency},
		Shop:        view.ShopCard{Slug: product.Shop.Slug, Name: product.Shop.Name, District: product.Shop.DistrictName},
		Description: paragraphs(product.Description), Untranslated: !product.Translated && i18n.Language(ctx) != i18n.Indonesian,
		Delivery: i18n.Text(ctx, "product.sent_from", i18n.Args{"Shop": product.Shop.Name, "District": product.Shop.DistrictName}),
	}
	for _, image := range product.Images {
		m.Pictures = append(m.Pictures, pictureOf(image))
	}
	m.Variants, m.Mark = variantsOf(product, chosen), markLink(ctx, product.Festival)
	for i, v := range m.Variants {
		if v.Chosen {
			m.Price, m.Usual = v.Price, v.Usual
			m.Facts = factsOf(ctx, product.Variants[i])
		}
	}
	return m
}

// variantsOf offers the variants with one chosen: the one that the address names, else the first that can be had.
func variantsOf(product catalog.Product, chosen string) []view.Variant {
	list := make([]view.Variant, 0, len(product.Variants))
	pick := -1
	for i, v := range product.Variants {
		list = append(list, view.Variant{
			ID: v.ID.String(), Title: v.Title, Price: view.Money{Amount: v.Price, Currency: product.Currency}, Max: int(min(max(v.Available, 0), mostPieces)),
			Usual: usualMoney(v.UsualPrice, product.Currency),
		})
		if v.ID.String() == chosen || pick < 0 && v.InStock() {
			pick = i
		}
	}
	if pick < 0 {
		pick = 0
	}
	if len(list) > 0 {
		list[pick].Chosen = true
	}
	return list
}

func factsOf(ctx context.Context, v catalog.Variant) []view.Fact {
	var facts []view.Fact
	add := func(key, value string) {
		if value != "" {
			facts = append(facts, view.Fact{Name: i18n.Text(ctx, "product.fact."+key), Value: value})
		}
	}
	add("size", v.Size)
	add("colour", v.Colour)
	add("weight", weight(ctx, v.WeightGrams))
	add("sku", v.SKU)
	return facts
}

// weight writes grams as people say them: "290 g", "1,2 kg".
func weight(ctx context.Context, grams int64) string {
	if grams < 1000 {
		return strconv.FormatInt(grams, 10) + " g"
	}
	text := strconv.FormatFloat(float64(grams)/1000, 'f', -1, 64) + " kg"
	if i18n.Language(ctx) == i18n.Indonesian {
		text = strings.Replace(text, ".", ",", 1)
	}
	return text
}

// paragraphs makes HTML of a shop's plain text: an empty line ends a paragraph, any other line end is kept, markup is shown as typed.
func paragraphs(text string) string {
	var out strings.Builder
	for _, part := range strings.Split(strings.ReplaceAll(strings.TrimSpace(text), "\r\n", "\n"), "\n\n") {
		if part = strings.TrimSpace(part); part != "" {
			out.WriteString("<p>" + strings.ReplaceAll(html.EscapeString(part), "\n", "<br>") + "</p>")
		}
	}
	return out.String()
}

const summaryLength = 160 // characters, as search engines show them

// summary is the beginning of a text in one line, cut at a word.
func summary(text string) string {
	line := strings.Join(strings.Fields(text), " ")
	runes := []rune(line)
	if len(runes) <= summaryLength {
		return line
	}
	cut := string(runes[:summaryLength])
	if space := strings.LastIndexByte(cut, ' '); space > 0 {
		cut = cut[:space]
	}
	return strings.TrimRight(cut, ".,;:") + "…"
}

func without(cards []view.Card, slug string) []view.Card {
	var kept []view.Card
	for _, card := range cards {
		if card.Slug != slug && len(kept) < similarCards {
			kept = append(kept, card)
		}
	}
	return kept
}

func (s *Site) shop(c *gin.Context) error {
	ctx := c.Request.Context()
	shop, err := s.Shops.FindBySlug(ctx, c.Param("shop"))
	if err != nil {
		return err
	}
	goods, err := s.Catalog.List(ctx, catalog.Filter{Shop: shop.Slug}, catalog.Page{Limit: listPage, Cursor: c.Query("cursor")})
	if err != nil {
		return err
	}
	web.SetCame(c.Writer, c.Query("festival"), s.secure()) // by a price tag or a stall's code
	p, err := s.frame(c, shop.Name)
	if err != nil {
		return err
	}
	m, err := s.shopOf(ctx, shop)
	if err != nil {
		return err
	}
	m.Products = cardsOf(ctx, goods.Items)
	if m.Stall, err = s.stallLink(ctx, c.Query("festival"), shop.ID); err != nil {
		return err
	}
	if m.Export, err = s.shopReadiness(ctx, shop.ID); err != nil {
		return err
	}
	if goods.Next != "" {
		m.NextURL = pageURL(c, goods.Next)
	}
	if c.Query("cursor") != "" {
		m.FirstURL = pageURL(c, "")
	}
	p.Description = summary(story(ctx, shop))
	p.JSONLD = []any{templates.ShopLD(p, m.ShopCard)}
	if m.Picture != nil {
		p.Image = m.Picture.URL
	}
	shareable(c, p)
	return render(c, http.StatusOK, templates.Shop(p, m))
}

func (s *Site) shopOf(ctx context.Context, shop shops.Shop) (view.Shop, error) {
	m := view.Shop{
		ShopCard: view.ShopCard{Slug: shop.Slug, Name: shop.Name, District: shop.DistrictName},
		Village:  shop.VillageName, Story: paragraphs(story(ctx, shop)),
	}
	add := func(key, value string) {
		if value != "" {
			m.Facts = append(m.Facts, view.Fact{Name: i18n.Text(ctx, "shop.fact."+key), Value: value})
		}
	}
	add("address", shop.AddressLine)
	add("licence", shop.LicenceNumber)
	if shop.AcceptsPickup {
		add("pickup", i18n.Text(ctx, "shop.fact.yes"))
	}
	if shop.AcceptsCash {
		add("cash", i18n.Text(ctx, "shop.fact.yes"))
	}
	add("since", i18n.Date(i18n.Language(ctx), shop.CreatedAt))
	if shop.IsClosedOn(time.Now().In(i18n.WIB)) {
		m.Closed = i18n.Text(ctx, "shop.closed", i18n.Args{"Until": i18n.Date(i18n.Language(ctx), *shop.ClosedUntil)})
	}
	var err error
	m.Picture, err = s.pictureOfShop(ctx, shop)
	return m, err
}

// pictureOfShop is nil where the shop has none.
func (s *Site) pictureOfShop(ctx context.Context, shop shops.Shop) (*view.Picture, error) {
	if shop.ImageID == nil {
		return nil, nil
	}
	images, err := s.Media.FindImages(ctx, []uuid.UUID{*shop.ImageID})
	if image, ok := images[*shop.ImageID]; ok {
		return new(uploadedPicture(image, cmp.Or(shop.ImageAlt, shop.Name))), err
	}
	return nil, err
}

func story(ctx context.Context, shop shops.Shop) string {
	if i18n.Language(ctx) == i18n.English && shop.StoryEN != "" {
		return shop.StoryEN
	}
	return shop.StoryID
}

// uploadedPicture shows an uploaded image; alt says in words what it shows.
func uploadedPicture(image media.Image, alt string) view.Picture {
	p := view.Picture{ID: image.ID.String(), Alt: alt}
	for _, r := range image.Renditions {
		p.Renditions = append(p.Renditions, view.Rendition{URL: mediaPath + r.Key, Width: r.Width})
		p.URL, p.Width, p.Height = mediaPath+r.Key, r.Width, r.Height
	}
	return p
}
