package demo

import (
	_ "embed"
	"fmt"

	"github.com/BurntSushi/toml"
)

//go:embed export.toml
var exportFile string

// Export is how ready the demo's shops are for export. Its papers are samples, and their numbers are mostly zeros.
type Export struct {
	Classes map[string]Facts   `toml:"class"` // what goods of a class have in common
	Sets    map[string][]Paper `toml:"set"`
	Shops   []ExportShop       `toml:"shop"`
}

// Facts are values of the rules' fields: texts, whole numbers, truths or lists of texts.
type Facts map[string]any

// Paper is what a shop handed in for a rule.
type Paper struct {
	Rule   string `toml:"rule"`
	Ago    int    `toml:"ago"`    // days since it was handed in; its office decided two days later
	Until  int    `toml:"until"`  // days from now until it ends, below zero for one that has ended; 0 for what the rule says
	Number string `toml:"number"` // # stands for a number of the shop or product
	State  string `toml:"state"`  // empty for verified
	Reason string `toml:"reason"` // of a rejected one
}

// ExportShop is a shop that opted in. Level is the one that it and its papers come to.
type ExportShop struct {
	Slug     string          `toml:"slug"`
	Level    string          `toml:"level"`
	Ago      int             `toml:"ago"` // days since it opted in
	Facts    Facts           `toml:"facts"`
	Sets     []string        `toml:"sets"`
	Papers   []Paper         `toml:"paper"` // a rule that a set has too counts as said here
	Products []ExportProduct `toml:"product"`
}

// ExportProduct is a product of the shop, filled in on the day of the shop. Its class gives the facts that it does not say itself.
type ExportProduct struct {
	Slug   string   `toml:"slug"`
	Level  string   `toml:"level"` // effective
	Facts  Facts    `toml:"facts"`
	Plots  string   `toml:"plots"` // GeoJSON
	Sets   []string `toml:"sets"`
	Papers []Paper  `toml:"paper"`
}

// LoadExport reads the export readiness of the demo's shops.
func LoadExport() (Export, error) {
	var all Export
	meta, err := toml.Decode(exportFile, &all)
	if err != nil {
		return all, fmt.Errorf("export.toml: %w", err)
	}
	for _, key := range meta.Undecoded() {
		return all, fmt.Errorf("export.toml: unknown key %q", key.String())
	}
	return all, nil
}

// Gather is the papers of sets, with those that are said apart in the place of the sets'.
func (e Export) Gather(sets []string, apart []Paper) []Paper {
	var all []Paper
	at := map[string]int{}
	add := func(p Paper) {
		if i, known := at[p.Rule]; known {
			all[i] = p
			return
		}
		at[p.Rule] = len(all)
		all = append(all, p)
	}
	for _, set := range sets {
		for _, p := range e.Sets[set] {
			add(p)
		}
	}
	for _, p := range apart {
		add(p)
	}
	return all
}

// Values are the facts as rules read them, the others over these.
func (f Facts) Values(others Facts) map[string]any {
	all := map[string]any{}
	for _, facts := range []Facts{f, others} {
		for key, fact := range facts {
			if list, ok := fact.([]any); ok {
				texts := make([]string, len(list))
				for i, text := range list {
					texts[i] = fmt.Sprint(text)
				}
				fact = texts
			}
			all[key] = fact
		}
	}
	return all
}
