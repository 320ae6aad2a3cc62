// Package assets serves the fonts, the style sheet and the scripts, each under a name that carries the hash of its content,
// so that a browser keeps a file for ever and a new release is a new name. Files are compressed once, at start.
// The licences of the fonts and of htmx travel with them, as LICENSE-*.txt.
package assets

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"net/http"
	"path"
	"regexp"
	"strings"
)

// Prefix is the folder of URLs that Handler answers.
const Prefix = "/assets/"

//go:embed files
var files embed.FS

type asset struct {
	url, contentType string
	plain, zipped    []byte // zipped is nil where compressing gains nothing
}

const sheetName = "app.css"

var (
	sheet  []byte // the house's style, before a brand's
	byName = map[string]*asset{}
	byURL  = map[string]*asset{}
)

func init() {
	entries, err := fs.ReadDir(files, "files")
	if err != nil {
		panic("assets: " + err.Error()) // the files are part of the binary
	}
	for _, entry := range entries {
		if entry.Name() != sheetName {
			register(entry.Name(), read(entry.Name()))
		}
	}
	sheet = withHashedURLs(read(sheetName)) // names other files, so it comes last
	_ = UseBrand(Brand{})                   // the house's own colours, which need no check
}

func read(name string) []byte {
	data, err := files.ReadFile("files/" + name)
	if err != nil {
		panic("assets: " + err.Error())
	}
	return data
}

var cssURL = regexp.MustCompile(`url\("([a-z0-9.-]+)"\)`)

func withHashedURLs(sheet []byte) []byte {
	return cssURL.ReplaceAllFunc(sheet, func(match []byte) []byte {
		name := string(cssURL.FindSubmatch(match)[1])
		return []byte(`url("` + Path(name) + `")`)
	})
}

// register keeps a file under its hashed name and returns its URL.
func register(name string, data []byte) string {
	sum := sha256.Sum256(data)
	ext := path.Ext(name)
	a := &asset{
		url:         Prefix + strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:6]) + ext,
		contentType: contentTypes[ext],
		plain:       data,
	}
	if ext != ".woff2" {
		a.zipped = zip(data)
	}
	byName[name], byURL[a.url] = a, a
	return a.url
}

// A table of our own, since the system's differs from machine to machine.
var contentTypes = map[string]string{
	".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".png": "image/png", ".svg": "image/svg+xml",
	".txt": "text/plain; charset=utf-8", ".woff2": "font/woff2",
}

func zip(data []byte) []byte {
	var out bytes.Buffer
	w, _ := gzip.NewWriterLevel(&out, gzip.BestCompression) // the level is valid, and a buffer does not fail
	_, _ = w.Write(data)
	_ = w.Close()
	if out.Len() >= len(data) {
		return nil
	}
	return out.Bytes()
}

// Path returns the URL of a file by its plain name: Path("app.css") is "/assets/app.<hash>.css".
// An unknown name is a fault of the program and panics; the tests render every page.
func Path(name string) string {
	a, ok := byName[name]
	if !ok {
		panic("assets: no file " + name)
	}
	return a.url
}

// Content returns a file by its plain name, for those that must stand at an address of their own.
func Content(name string) []byte { return byName[name].plain }

// Handler serves the files under Prefix, each kept by the browser for a year. A name with an old hash is 404.
func Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a, ok := byURL[r.URL.Path]
		if !ok {
			http.NotFound(w, r)
			return
		}
		serve(w, r, a)
	})
}

func serve(w http.ResponseWriter, r *http.Request, a *asset) {
	header := w.Header()
	header.Set("Content-Type", a.contentType)
	header.Set("Cache-Control", "public, max-age=31536000, immutable")
	header.Set("X-Content-Type-Options", "nosniff")
	body := a.plain
	if a.zipped != nil {
		header.Set("Vary", "Accept-Encoding")
		if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
			header.Set("Content-Encoding", "gzip")
			body = a.zipped
		}
	}
	if r.Method != http.MethodHead {
		_, _ = w.Write(body) // the reader has gone
	}
}
