package main

import (
	"fmt"
	"net/http"
	"strings"

	"lapak/internal/web/pages/assets"
)

// drawing answers /media/{shape}-{colour}-{width}.svg with a small still life in place of a photograph.
func drawing(w http.ResponseWriter, r *http.Request) {
	parts := strings.Split(r.PathValue("name"), "-")
	if len(parts) != 3 {
		http.NotFound(w, r)
		return
	}
	if parts[0] == "batik" {
		http.Redirect(w, r, assets.Path("motif.svg"), http.StatusFound)
		return
	}
	shape := map[string]string{
		"bag":    `<path d="M200 120q100-18 200 0l14 70 46 330q-160 30-320 0l46-330z" fill="%[1]s"/><rect x="225" y="250" width="150" height="170" rx="8" fill="#f6ecd9"/><circle cx="300" cy="312" r="34" fill="none" stroke="%[1]s" stroke-width="7"/>`,
		"jar":    `<rect x="215" y="140" width="170" height="62" rx="14" fill="#4a2a14"/><rect x="195" y="205" width="210" height="290" rx="36" fill="%[1]s"/><rect x="222" y="290" width="156" height="110" rx="8" fill="#fffaf0"/>`,
		"basket": `<path d="M170 290C170 120 430 120 430 290" fill="none" stroke="#8a5a2b" stroke-width="20"/><path d="M130 290h340l-50 220q-120 24-240 0z" fill="%[1]s"/><rect x="115" y="272" width="370" height="34" rx="17" fill="#8a5a2b"/>`,
	}[parts[0]]
	w.Header().Set("Content-Type", "image/svg+xml")
	_, _ = fmt.Fprintf(w, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 600" width="1200" height="1200"><rect width="600" height="600" fill="#e8dcc6"/><rect y="450" width="600" height="150" fill="#d8cbb8"/>`+shape+`</svg>`, "#"+parts[1])
}
