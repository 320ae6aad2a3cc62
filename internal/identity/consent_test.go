package identity

import (
	"encoding/hex"
	"testing"
)

// Whoever changes the words that people agree to must change consentVersion too, and both here.
func TestConsentWordsBelongToTheirVersion(t *testing.T) {
	for _, tt := range []struct {
		kind      ConsentKind
		lang, sum string
	}{
		{ConsentTerms, "id", "3a7b4d89c1346ed4"},
		{ConsentTerms, "en", "c91a8fc1aab23fb1"},
		{ConsentMarketing, "id", "3eb3548a2bb0ce96"},
		{ConsentMarketing, "en", "b48bd7a49f575b5f"},
	} {
		consent := consentTo(tt.kind, tt.lang)
		if got := hex.EncodeToString(consent.TextHash[:8]); consent.TextVersion != "2026-11-01" || got != tt.sum {
			t.Errorf("%s in %s, version %s: %s, want %s", tt.kind, tt.lang, consent.TextVersion, got, tt.sum)
		}
	}
}
