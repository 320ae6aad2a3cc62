package pages

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"lapak/internal/apperr"
	"lapak/internal/catalog"
	"lapak/internal/web/pages/view"
)

// productForm is the editor's form as the catalogue takes it. Empty new rows are left out, so rows remembers which row of the page
// each variant stands in.
type productForm struct {
	catalog.Rewriting
	rows []int
}

// readProduct reads the editor's form. The error names every number that is none.
func readProduct(c *gin.Context) (productForm, error) {
	in := productForm{Rewriting: catalog.Rewriting{
		Texts:    catalog.Texts{Title: c.PostForm("title"), Description: c.PostForm("description"), Technique: c.PostForm("technique")},
		Category: c.PostForm("category"), Maker: c.PostForm("maker"), Village: c.PostForm("village"),
	}}
	english := catalog.Texts{Title: c.PostForm("title_en"), Description: c.PostForm("description_en"), Technique: c.PostForm("technique_en")}
	if strings.TrimSpace(english.Title+english.Description) != "" || c.PostForm("translated") != "" {
		in.English = &english
	}
	if typed := c.PostForm("version"); typed != "" {
		version, _ := strconv.ParseInt(typed, 10, 64) // what is no number is no product's version
		in.Version = &version
	}
	var fields apperr.Fields
	for i := range rowCount(c) {
		row, ok := readRow(c, i, &fields)
		if ok {
			in.Variants, in.rows = append(in.Variants, row), append(in.rows, i)
		}
	}
	return in, fields.Err()
}

func (f productForm) asNew() catalog.NewProduct {
	p := catalog.NewProduct{Texts: f.Texts, English: f.English, Category: f.Category, Maker: f.Maker, Village: f.Village}
	for _, v := range f.Variants {
		if !v.Remove {
			p.Variants = append(p.Variants, v.NewVariant)
		}
	}
	return p
}

// rowCount is how many rows of variants were sent.
func rowCount(c *gin.Context) int {
	n := 0
	for n <= catalog.MaxVariants {
		if _, sent := c.GetPostForm("price_" + strconv.Itoa(n)); !sent {
			break
		}
		n++
	}
	return n
}

// readRow reads one row; a new row in which nothing was typed, or that is to be removed, is none.
func readRow(c *gin.Context, i int, fields *apperr.Fields) (catalog.VariantForm, bool) {
	at := "_" + strconv.Itoa(i)
	value := func(name string) string { return strings.TrimSpace(c.PostForm(name + at)) }
	id, err := uuid.Parse(value("variant_id"))
	isNew := err != nil
	v := catalog.VariantForm{ID: id, Remove: value("remove") != ""}
	if isNew && (v.Remove || value("variant_title")+value("price")+value("weight_grams")+value("sku") == "") {
		return v, false
	}
	if v.Remove {
		return v, true
	}
	v.Title, v.SKU = value("variant_title"), value("sku")
	for _, n := range []struct {
		name string
		into *int64
	}{{"price", &v.Price}, {"weight_grams", &v.WeightGrams}, {"stock", &v.Stock}} {
		if n.name == "stock" && !isNew {
			continue
		}
		if *n.into, err = readNumber(value(n.name)); err != nil {
			fields.Add(n.name+at, apperr.CodeOf(err))
		}
	}
	return v, true
}

var numberForm = regexp.MustCompile(`^(?:Rp)?\s*([0-9]{1,3}(?:[.\s][0-9]{3})+|[0-9]{1,15})$`)

// readNumber reads a whole number as people here write it: "52000", "52.000" or "Rp 52.000". Nothing at all is zero.
func readNumber(typed string) (int64, error) {
	if typed == "" {
		return 0, nil
	}
	match := numberForm.FindStringSubmatch(typed)
	if match == nil {
		return 0, apperr.New(apperr.Invalid, "bad_number")
	}
	n, err := strconv.ParseInt(strings.NewReplacer(".", "", " ", "").Replace(match[1]), 10, 64)
	if err != nil {
		return 0, apperr.Wrap(err, apperr.Invalid, "bad_number")
	}
	return n, nil
}

var rowError = regexp.MustCompile(`^variants\[(\d+)\]\.(\w+)$`)

var productFields = map[string]string{
	"translations.en.title": "title_en", "translations.en.description": "description_en", "translations.en.technique": "technique_en", "version": "",
}

// named gives a refusal the names of the form's fields.
func (f productForm) named(err error) error {
	own := apperr.As(err)
	if own == nil || len(own.Fields) == 0 {
		return err
	}
	out := *own
	out.Fields = nil
	for _, field := range own.Fields {
		if name, ok := productFields[field.Path]; ok {
			field.Path = name
		}
		if match := rowError.FindStringSubmatch(field.Path); match != nil {
			field.Path = f.rowField(match[1], match[2])
		}
		out.Fields = append(out.Fields, field)
	}
	return &out
}

func (f productForm) rowField(index, name string) string {
	i, err := strconv.Atoi(index)
	if err != nil || i >= len(f.rows) {
		return ""
	}
	if name == "title" {
		name = "variant_title"
	}
	return name + "_" + strconv.Itoa(f.rows[i])
}

// postedForm is what the page shows of a form that was sent: its values, and the problems beside their fields.
func postedForm(c *gin.Context, f editorForm) view.Form {
	form := formOf(c, f.err, nil)
	if f.err == nil {
		form.Errors = nil
	}
	return form
}

// postedRows are the rows as typed, with one more where one was asked for; of a page that was only opened, the saved variants.
func postedRows(c *gin.Context, f editorForm, saved []catalog.Variant) []view.VariantRow {
	var rows []view.VariantRow
	stock := map[string]int{}
	for _, v := range saved {
		stock[v.ID.String()] = int(v.OnHand)
		if !f.posted {
			rows = append(rows, savedRow(v))
		}
	}
	if !f.posted {
		return rows
	}
	for i := range rowCount(c) {
		at := "_" + strconv.Itoa(i)
		rows = append(rows, view.VariantRow{
			ID: c.PostForm("variant_id" + at), Title: c.PostForm("variant_title" + at), SKU: c.PostForm("sku" + at),
			Price: c.PostForm("price" + at), Weight: c.PostForm("weight_grams" + at), Stock: stock[c.PostForm("variant_id"+at)],
		})
	}
	if c.PostForm("add") != "" && len(rows) < catalog.MaxVariants {
		rows = append(rows, view.VariantRow{})
	}
	return rows
}

// productValues are the fields of the form for a saved product.
func productValues(p catalog.Product) map[string]string {
	values := map[string]string{
		"title": p.Title, "description": p.Description, "technique": p.Technique, "category": p.Category, "maker": p.Maker,
		"village": p.VillageName,
	}
	if p.English != nil {
		values["title_en"], values["description_en"], values["technique_en"] = p.English.Title, p.English.Description, p.English.Technique
		values["translated"] = "1"
	}
	return values
}
