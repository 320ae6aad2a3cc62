package templates

import (
	"context"

	"github.com/a-h/templ"

	"lapak/internal/web/pages/view"
)

func editorURL(d view.Desk, m view.Editor) string {
	if m.Slug == "" {
		return d.Base + "/products"
	}
	return d.Base + "/products/" + m.Slug
}

// titleField is the title in Indonesian ("title") or English ("title_en").
func titleField(ctx context.Context, name string) input {
	return input{Name: name, Label: t(ctx, "editor."+name), Free: name != "title", Attrs: templ.Attributes{"maxlength": "120"}}
}

func descriptionField(ctx context.Context, name string) input {
	in := input{Name: name, Label: t(ctx, "editor."+name), Kind: "area", Free: true, Attrs: templ.Attributes{"rows": "6", "maxlength": "5000"}}
	if name == "description" {
		in.Hint = t(ctx, "editor.description_hint")
	}
	return in
}

func makerField(ctx context.Context) input {
	return input{Name: "maker", Label: t(ctx, "editor.maker"), Hint: t(ctx, "editor.maker_hint"), Optional: true, Attrs: templ.Attributes{"maxlength": "120"}}
}

func villageField(ctx context.Context, options []view.Option) input {
	return input{Name: "village", Label: t(ctx, "field.village"), Options: options, Free: true}
}

func techniqueField(ctx context.Context) input {
	return input{Name: "technique", Label: t(ctx, "editor.technique"), Hint: t(ctx, "editor.technique_hint"), Optional: true, Attrs: templ.Attributes{"maxlength": "120"}}
}

func techniqueEnglishField(ctx context.Context) input {
	return input{Name: "technique_en", Label: t(ctx, "editor.technique_en"), Free: true, Attrs: templ.Attributes{"maxlength": "120"}}
}

func rowName(name string, i int) string { return name + "_" + number(i) }

// rowField is one field of a variant's row; prices and weights are typed as people write them.
func rowField(ctx context.Context, name string, i int, value string) input {
	in := input{Name: rowName(name, i), Label: t(ctx, "editor."+name), Value: value, Attrs: templ.Attributes{"maxlength": "60", "autocomplete": "off"}}
	switch name {
	case "price", "weight_grams", "stock":
		in.Attrs["inputmode"] = "numeric"
	case "variant_title":
		in.Free = true // the words above the rows say when it may stay empty
	case "sku":
		in.Optional = true
	}
	return in
}

// editorFields gives the order of the editor's fields to the summary of problems.
func editorFields(ctx context.Context, m view.Editor) []input {
	fields := []input{
		titleField(ctx, "title"), descriptionField(ctx, "description"), titleField(ctx, "title_en"), descriptionField(ctx, "description_en"),
		techniqueEnglishField(ctx),
		{Name: "category", Label: t(ctx, "listing.category")},
		makerField(ctx), villageField(ctx, nil), techniqueField(ctx),
	}
	for i := range m.Rows {
		for _, name := range []string{"variant_title", "price", "weight_grams", "stock", "sku"} {
			fields = append(fields, rowField(ctx, name, i, ""))
		}
	}
	return append(fields, input{Name: "file", Label: t(ctx, "editor.add_picture")}, input{Name: "alt", Label: t(ctx, "editor.alt")})
}

// slot is where a picture stands among how many.
type slot struct{ Index, Of int }

func deltaField(ctx context.Context) input {
	return input{Name: "delta", Label: t(ctx, "stock.delta"), Hint: t(ctx, "stock.delta_hint"), Class: "short", Attrs: templ.Attributes{"inputmode": "text", "maxlength": "8", "autocomplete": "off", "pattern": "[+\\-]?[0-9]+"}}
}

func shopAbout(ctx context.Context) []input {
	return []input{
		{Name: "name", Label: t(ctx, "shop.name"), Attrs: templ.Attributes{"maxlength": "80"}},
		{Name: "description", Label: t(ctx, "shop.story"), Kind: "area", Hint: t(ctx, "shop.story_hint"), Optional: true, Attrs: templ.Attributes{"rows": "5", "maxlength": "3000"}},
		{Name: "description_en", Label: t(ctx, "shop.story_en"), Kind: "area", Optional: true, Attrs: templ.Attributes{"rows": "4", "maxlength": "3000"}},
		{Name: "phone", Label: t(ctx, "field.phone"), Kind: "tel", Hint: t(ctx, "shop.phone_hint"), Attrs: templ.Attributes{"inputmode": "tel", "autocomplete": "tel", "maxlength": "24"}},
		{Name: "nib", Label: t(ctx, "shop.nib"), Hint: t(ctx, "shop.nib_hint"), Optional: true, Attrs: templ.Attributes{"inputmode": "numeric", "maxlength": "20"}},
	}
}

func shopWhere(ctx context.Context, m view.ShopForm) []input {
	return []input{
		{Name: "village", Label: t(ctx, "field.village"), Options: m.Villages, Hint: t(ctx, "shop.village_hint")},
		{Name: "address", Label: t(ctx, "field.line"), Kind: "area", Hint: t(ctx, "shop.address_hint"), Attrs: templ.Attributes{"rows": "2", "maxlength": "200"}},
	}
}

func shopWays(ctx context.Context) []input {
	return []input{
		{Name: "accepts_pickup", Label: t(ctx, "shop.accepts_pickup"), Hint: t(ctx, "shop.accepts_pickup_hint"), Free: true},
		{Name: "accepts_cash", Label: t(ctx, "shop.accepts_cash"), Hint: t(ctx, "shop.accepts_cash_hint"), Free: true},
	}
}

// shopPictureFields are those of the shop's picture. A shop that has one may change its words alone.
func shopPictureFields(ctx context.Context, m view.ShopForm) []input {
	file := pictureFile(ctx, t(ctx, "shop.picture_file"), "shop-preview", m.Picture != nil)
	alt := input{Name: "alt", Label: t(ctx, "editor.alt"), Hint: t(ctx, "shop.picture_alt_hint"), Optional: true, Attrs: templ.Attributes{"maxlength": "200"}}
	if m.Picture != nil {
		alt.Value = m.Picture.Alt
	}
	return []input{file, alt}
}

// pictureFile is the field of a picture, which is drawn in the element of the preview's id once chosen.
func pictureFile(ctx context.Context, label, preview string, optional bool) input {
	return input{
		Name: "file", Label: label, Kind: "file", Hint: t(ctx, "editor.one_picture_hint"), Optional: optional,
		Attrs: templ.Attributes{"accept": "image/jpeg,image/png,image/webp", "data-preview": preview},
	}
}

func shopHoliday(ctx context.Context) []input {
	return []input{
		{Name: "closed_from", Label: t(ctx, "shop.closed_from"), Kind: "date", Free: true},
		{Name: "closed_until", Label: t(ctx, "shop.closed_until"), Kind: "date", Free: true},
	}
}

func shopFormFields(ctx context.Context, m view.ShopForm) []input {
	return append(append(shopAbout(ctx), shopWhere(ctx, m)...), shopWays(ctx)...)
}
