// Command preview is the design catalogue: it draws every page with sample values on a loopback port, without a database.
// It is for people who work on the pages and is no part of the product.
package main

import (
	"flag"
	"fmt"
	"log"
	"net"
	"net/http"

	"lapak/internal/i18n"
	"lapak/internal/web/pages/assets"
	"lapak/internal/web/pages/preview/samples"
)

// The policy of the product, so that the catalogue shows what it would block.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' blob:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

func main() {
	addr := flag.String("addr", "127.0.0.1:0", "loopback address to listen on")
	flag.Parse()
	listener, err := net.Listen("tcp", *addr)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("http://%s/catalogue\n", listener.Addr())
	log.Fatal(http.Serve(listener, catalogue()))
}

func catalogue() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET "+assets.Prefix, assets.Handler())
	mux.HandleFunc("GET /media/{name}", drawing)
	all := samples.All()
	for _, s := range all {
		pattern := "GET " + s.Path
		if s.Path == "/" {
			pattern += "{$}"
		}
		mux.HandleFunc(pattern, show(s))
	}
	mux.HandleFunc("GET /catalogue", func(w http.ResponseWriter, _ *http.Request) {
		for _, s := range all {
			_, _ = fmt.Fprintf(w, "<p><a href=%q>%s</a> <a href=\"%s?lang=en\">en</a>\n", s.Path, s.Path, s.Path)
		}
	})
	return mux
}

func show(s samples.Sample) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		page := samples.Frame(r.URL.Path, "")
		if s.Page != nil {
			s.Page(&page)
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Security-Policy", policy)
		ctx := i18n.WithLanguage(r.Context(), r.URL.Query().Get("lang"))
		if err := s.Draw(page).Render(ctx, w); err != nil {
			log.Print(err)
		}
	}
}
