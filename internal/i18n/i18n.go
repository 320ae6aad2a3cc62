// Package i18n holds every text that people read, in Indonesian and English, and picks the language of a request.
package i18n

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"github.com/BurntSushi/toml"
	goi18n "github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
)

//go:embed texts/*.toml
var texts embed.FS

// The languages that every text exists in; Indonesian is the default.
const (
	Indonesian = "id"
	English    = "en"
)

// Languages lists them, the default first.
var Languages = []string{Indonesian, English}

type catalogue struct {
	localizer *goi18n.Localizer
	plain     map[string]string // texts without placeholders, looked up without a template engine
}

var catalogues = mustLoad()

func mustLoad() map[string]*catalogue {
	bundle := goi18n.NewBundle(language.Indonesian)
	bundle.RegisterUnmarshalFunc("toml", toml.Unmarshal)
	out := map[string]*catalogue{}
	for _, lang := range Languages {
		out[lang] = &catalogue{localizer: goi18n.NewLocalizer(bundle, lang), plain: map[string]string{}}
	}
	err := fs.WalkDir(texts, "texts", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := texts.ReadFile(name)
		if err != nil {
			return err
		}
		file, err := bundle.ParseMessageFileBytes(data, path.Base(name))
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		plain := out[file.Tag.String()].plain
		for _, m := range file.Messages {
			if m.One == "" && !strings.Contains(m.Other, "{{") {
				plain[m.ID] = m.Other
			}
		}
		return nil
	})
	if err != nil {
		panic("i18n: " + err.Error()) // the files are part of the binary, so this is a build fault
	}
	return out
}

// Args are the values of a text's placeholders; "Count" also picks the plural form.
type Args = map[string]any

// Find returns a text, and whether it exists in that language.
func Find(lang, key string, args Args) (string, bool) {
	c := catalogues[Pick(lang)]
	if text, ok := c.plain[key]; ok {
		return text, true
	}
	config := goi18n.LocalizeConfig{MessageID: key, TemplateData: args, PluralCount: args["Count"]}
	text, tag, err := c.localizer.LocalizeWithTag(&config)
	if err != nil && config.PluralCount != nil { // a text that reads the same for one and for many
		config.PluralCount = nil
		text, tag, err = c.localizer.LocalizeWithTag(&config)
	}
	return text, err == nil && tag.String() == Pick(lang)
}

// T returns a text in a language. A text that is missing shows as its key in brackets, which a test refuses.
func T(lang, key string, args ...Args) string {
	var a Args
	if len(args) > 0 {
		a = args[0]
	}
	if text, ok := Find(lang, key, a); ok {
		return text
	}
	return "[" + key + "]"
}

// Pick returns the first of the wishes that is a language we have, else Indonesian. A wish may be "en-US" or a whole Accept-Language header.
func Pick(wishes ...string) string {
	for _, wish := range wishes {
		if wish == "" {
			continue
		}
		if wish == Indonesian || wish == English {
			return wish
		}
		tags, _, err := language.ParseAcceptLanguage(wish)
		if err != nil {
			continue
		}
		for _, tag := range tags {
			base, _ := tag.Base()
			if b := base.String(); b == Indonesian || b == English {
				return b
			}
		}
	}
	return Indonesian
}

type contextKey struct{}

// WithLanguage puts the request's language into its context.
func WithLanguage(ctx context.Context, lang string) context.Context {
	return context.WithValue(ctx, contextKey{}, Pick(lang))
}

// Language is the request's language.
func Language(ctx context.Context) string {
	if lang, ok := ctx.Value(contextKey{}).(string); ok {
		return lang
	}
	return Indonesian
}

// Text is T in the request's language.
func Text(ctx context.Context, key string, args ...Args) string {
	return T(Language(ctx), key, args...)
}

// Keys lists every key of a language, for tests that compare the languages.
func Keys(lang string) (map[string]bool, error) {
	keys := map[string]bool{}
	names, err := fs.Glob(texts, "texts/*."+lang+".toml")
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		data, err := texts.ReadFile(name)
		if err != nil {
			return nil, err
		}
		file, err := goi18n.ParseMessageFileBytes(data, path.Base(name), map[string]goi18n.UnmarshalFunc{"toml": toml.Unmarshal})
		if err != nil {
			return nil, err
		}
		for _, m := range file.Messages {
			if keys[m.ID] {
				return nil, fmt.Errorf("%s: %q stands in two files", name, m.ID)
			}
			keys[m.ID] = true
		}
	}
	return keys, nil
}
