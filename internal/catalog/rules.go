package catalog

import (
	"regexp"
	"strings"

	"github.com/gosimple/slug"

	"lapak/internal/apperr"
)

var transitions = map[State][]State{
	Draft:     {Published, Archived},
	Published: {Draft, Archived},
	Archived:  {Draft, Published},
}

// missing names everything that keeps a product from being published.
func missing(images, variants int, shopApproved bool) error {
	var fields apperr.Fields
	if images == 0 {
		fields.Add("images", "picture_required")
	}
	if variants == 0 {
		fields.Add("variants", "price_required")
	}
	if !shopApproved {
		fields.Add("shop", "shop_not_approved")
	}
	if err := apperr.As(fields.Err()); err != nil {
		err.Code = "product_not_ready"
		return err
	}
	return nil
}

// reservedSlugs are paths beside a shop's products.
var reservedSlugs = map[string]bool{"import": true, "export": true}

// slugOf makes the address of a title; a title without any letter that can be written in Latin becomes "produk".
func slugOf(title string) string {
	s := strings.Trim(strings.ReplaceAll(slug.MakeLang(title, "id"), "_", "-"), "-")
	if len(s) > 80 {
		s = strings.Trim(s[:80], "-")
	}
	if s == "" {
		return "produk"
	}
	return s
}

func checkTexts(fields *apperr.Fields, prefix string, t Texts) Texts {
	return Texts{
		Title:       fields.Text(prefix+"title", t.Title, 3, 120),
		Description: fields.Text(prefix+"description", t.Description, 0, 5000),
		Technique:   fields.Text(prefix+"technique", t.Technique, 0, 120),
	}
}

var skuForm = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._/-]{0,39}$`)

func checkVariant(fields *apperr.Fields, prefix string, v NewVariant) NewVariant {
	v.SKU = strings.TrimSpace(v.SKU)
	if v.SKU != "" && !skuForm.MatchString(v.SKU) {
		fields.Add(prefix+"sku", "bad_sku")
	}
	v.Title = fields.Text(prefix+"title", v.Title, 0, 80)
	v.Size = fields.Text(prefix+"size", v.Size, 0, 40)
	v.Colour = fields.Text(prefix+"colour", v.Colour, 0, 40)
	fields.Between(prefix+"price", v.Price, MinPrice, MaxPrice)
	fields.Between(prefix+"weight_grams", v.WeightGrams, 1, MaxWeight)
	fields.Between(prefix+"stock", v.Stock, 0, MaxStock)
	fields.Between(prefix+"length_mm", v.LengthMM, 0, maxLengthMM)
	fields.Between(prefix+"width_mm", v.WidthMM, 0, maxLengthMM)
	fields.Between(prefix+"height_mm", v.HeightMM, 0, maxLengthMM)
	return v
}
