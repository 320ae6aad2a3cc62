package templates

import "lapak/internal/web/pages/view"

// subject names what a badge is about in the keys of its words.
func subject(m *view.Readiness) string {
	if m.Shop {
		return "shop"
	}
	return "product"
}

func marketKey(m view.Market) string {
	if m.Conditional {
		return "badge.bersyarat"
	}
	return "badge.siap_tujuan"
}

// coverageStates are the states of a pair of class and destination, the best known first.
var coverageStates = []string{"confirmed", "unconfirmed", "none"}
