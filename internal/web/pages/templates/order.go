package templates

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
