package templates

import "net/url"

// stateColour groups the states of a shop's order: done, moving, or ended without goods.
func stateColour(state string) string {
	switch state {
	case "completed", "shipped", "ready":
		return "good"
	case "awaiting_payment", "new":
		return "wait"
	case "cancelled", "expired", "refunded":
		return "bad"
	default:
		return ""
	}
}

func orderURL(number, token string) string {
	if token == "" {
		return "/orders/" + number
	}
	return "/orders/" + number + "?" + url.Values{"token": {token}}.Encode()
}
