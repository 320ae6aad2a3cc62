package pages

import (
	"strconv"
	"strings"

	"lapak/internal/catalog"
	"lapak/internal/web/pages/view"
)

// withSavedRows brings the rows of a form up to what is saved by now: a variant that is gone becomes a new row, so that nothing typed is
// lost, and one that was added stands at the end.
func withSavedRows(rows []view.VariantRow, saved []catalog.Variant) []view.VariantRow {
	left := map[string]catalog.Variant{}
	for _, v := range saved {
		left[v.ID.String()] = v
	}
	for i := range rows {
		if _, there := left[rows[i].ID]; !there {
			rows[i].ID = ""
		}
		delete(left, rows[i].ID)
	}
	for _, v := range saved {
		if _, unseen := left[v.ID.String()]; unseen {
			rows = append(rows, savedRow(v))
		}
	}
	return rows
}

func savedRow(v catalog.Variant) view.VariantRow {
	return view.VariantRow{
		ID: v.ID.String(), Title: v.Title, SKU: v.SKU, Price: strconv.FormatInt(v.Price, 10), Weight: strconv.FormatInt(v.WeightGrams, 10),
		Stock: int(v.OnHand),
	}
}

// savedBeside gives, for each field of the form that differs from what is saved, the saved text.
func savedBeside(m view.Editor, saved catalog.Product) map[string]string {
	beside := map[string]string{}
	compare := func(name, typed, kept string) {
		if strings.TrimSpace(strings.ReplaceAll(typed, "\r\n", "\n")) != strings.ReplaceAll(kept, "\r\n", "\n") {
			beside[name] = kept
		}
	}
	for name, kept := range productValues(saved) {
		if name != "translated" {
			compare(name, m.Form.Value(name, ""), kept)
		}
	}
	byID := map[string]view.VariantRow{}
	for _, v := range saved.Variants {
		byID[v.ID.String()] = savedRow(v)
	}
	for i, row := range m.Rows {
		kept, there := byID[row.ID]
		if !there {
			continue
		}
		at := "_" + strconv.Itoa(i)
		compare("variant_title"+at, row.Title, kept.Title)
		compare("sku"+at, row.SKU, kept.SKU)
		compare("price"+at, plainNumber(row.Price), kept.Price)
		compare("weight_grams"+at, plainNumber(row.Weight), kept.Weight)
	}
	return beside
}

// plainNumber is a number as it is saved, or what was typed where that is none.
func plainNumber(typed string) string {
	n, err := readNumber(typed)
	if err != nil {
		return typed
	}
	return strconv.FormatInt(n, 10)
}

// nameSaved shows a saved choice by its label.
func nameSaved(saved map[string]string, name string, options []view.Option) {
	for _, o := range options {
		if kept, differs := saved[name]; differs && o.Value == kept {
			saved[name] = o.Label
		}
	}
}
