package orders_test

import (
	"net/url"
	"testing"

	"lapak/internal/orders"
)

func TestOnlyKnownCouriersHaveATrackingPage(t *testing.T) {
	t.Parallel()
	for _, c := range orders.Couriers() {
		at, err := url.Parse(c.TrackingPage)
		if err != nil || at.Scheme != "https" || at.Host == "" || orders.TrackingPage(c.Name) != c.TrackingPage {
			t.Errorf("%+v: %v", c, err)
		}
	}
	for typed, known := range map[string]bool{
		"jne": true, " J&T ": true, "JNT": true, "Pos  Indonesia": true, "si cepat": true,
		"": false, "Kurir desa": false, "https://evil.test": false, "JNE<script>": false, "jnex": false,
	} {
		if page := orders.TrackingPage(typed); (page != "") != known {
			t.Errorf("%q leads to %q", typed, page)
		}
	}
}
