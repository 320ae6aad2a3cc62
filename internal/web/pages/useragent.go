package pages

import (
	"context"
	"strings"

	"lapak/internal/i18n"
)

// device names a browser and its system as their owner would: "Chrome, Android".
func device(ctx context.Context, userAgent string) string {
	var parts []string
	for _, known := range [][]string{{"Edg", "Edge"}, {"Firefox", "Firefox"}, {"Chrome", "Chrome"}, {"Safari", "Safari"}} {
		if strings.Contains(userAgent, known[0]) {
			parts = append(parts, known[1])
			break
		}
	}
	for _, known := range []string{"Android", "iPhone", "iPad", "Windows", "Mac OS", "Linux"} {
		if strings.Contains(userAgent, known) {
			parts = append(parts, known)
			break
		}
	}
	if len(parts) == 0 {
		return i18n.Text(ctx, "account.some_device")
	}
	return strings.Join(parts, ", ")
}
