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

// problemKey names the words of an error page: those of its code, else of its status; a status without its own has those of 422 or 500.
func problemKey(m view.Problem) string {
	if ownWords(m) {
		return "problem." + m.Code
	}
	switch m.Status {
	case 401, 403, 404, 422, 429, 503:
		return "problem." + number(m.Status)
	}
	if m.Status < 500 {
		return "problem.422"
	}
	return "problem.500"
}

// ProblemTitle is the text that heads an error page.
func ProblemTitle(m view.Problem) string { return problemKey(m) + "_title" }

// ownWords says that a code has a page of its own.
func ownWords(m view.Problem) bool {
	switch m.Code {
	case "body_too_large", "busy", "cross_origin", "method_not_allowed":
		return true
	}
	return false
}

// mayRetry says that the same page may open at another time.
func mayRetry(m view.Problem) bool { return m.Back == "" && (m.Status >= 429 || m.Status == 422) }

func retryURL(p view.Page) string {
	if p.Query == "" {
		return p.Path
	}
	return p.Path + "?" + p.Query
}
