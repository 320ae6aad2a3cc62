package templates

import (
	"context"

	"lapak/internal/i18n"
	"lapak/internal/web/pages/view"
)

func contentLanguage(ctx context.Context, m view.Product) string {
	if m.Untranslated {
		return i18n.Indonesian
	}
	return i18n.Language(ctx)
}

func optionName(ctx context.Context, m view.Product) string {
	if m.OptionName != "" {
		return m.OptionName
	}
	return t(ctx, "product.variant")
}

func pricesDiffer(m view.Product) bool {
	for _, v := range m.Variants {
		if v.Price != m.Variants[0].Price {
			return true
		}
	}
	return false
}

// most is the largest quantity that the page lets a person ask for; the server decides anew.
func most(m view.Product) int {
	top := 0
	for _, v := range m.Variants {
		if v.Chosen {
			return v.Max
		}
		top = max(top, v.Max)
	}
	return top
}

func buyable(m view.Product) bool {
	for _, v := range m.Variants {
		if v.Max > 0 {
			return true
		}
	}
	return false
}

func smallest(p view.Picture) string {
	url, width := p.URL, 0
	for _, r := range p.Renditions {
		if width == 0 || r.Width < width {
			url, width = r.URL, r.Width
		}
	}
	return url
}

// problemKey names the words of an error page; a status without its own has those of 422 or 500.
func problemKey(status int) string {
	switch status {
	case 401, 403, 404, 422, 429, 503:
		return "problem." + number(status)
	}
	if status < 500 {
		return "problem.422"
	}
	return "problem.500"
}

// ProblemTitle is the text that heads an error page.
func ProblemTitle(status int) string { return problemKey(status) + "_title" }

func retryURL(p view.Page) string {
	if p.Query == "" {
		return p.Path
	}
	return p.Path + "?" + p.Query
}
