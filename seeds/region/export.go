package region

import (
	"errors"
	"fmt"
	"io/fs"
	"path"

	"github.com/BurntSushi/toml"

	"lapak/internal/exportready/rulebook"
)

const exportFolder = "facts/export"

// Export is what the nation's mall knows of export readiness: the rules, the words of their lists, and typical HS codes. It is the
// same in every region; only the offices that judge differ.
type Export struct {
	Rulebook rulebook.Rulebook
	Values   []ListValue
	HSCodes  []HSCode
	rows     map[string]place // by the name that rulebook.Compile gives a row
}

// place is a line of a file.
type place struct {
	file string
	row  int
}

// ListValue is one value of a named list of the rulebook, in words.
type ListValue struct {
	Row         int
	List, Value string
	Label       Text
	rulebook.Origin
}

// HSCode is a row of hs_codes.csv: a typical product with the code of the Harmonised System that fits it. Confidence, high, medium or
// low, is that of the classification. EUDR and Lacey are "yes", "no", or "check" where nobody has made sure.
type HSCode struct {
	Row                  int
	Key                  string
	Name                 Text
	Class                string // of the export rules
	Code                 string // six digits
	Description, Version string
	Confidence, Checked  string
	EUDR, Lacey          string
	Note                 string
}

// LoadExport reads the rules that ship. The error names file and row of what cannot be read at all; Check finds the rest.
func LoadExport() (Export, error) { return loadExport(files) }

func loadExport(fsys fs.FS) (Export, error) {
	e := Export{rows: map[string]place{}}
	head := exportHead{}
	errs := []error{readToml(fsys, path.Join(exportFolder, "rulebook.toml"), &head)}
	e.Rulebook = rulebook.Rulebook{
		Edition: head.Edition, Thresholds: rulebook.Thresholds(head.Thresholds),
		Destinations: head.Destinations, Classes: head.Classes, Dimensions: head.Dimensions,
	}
	errs = append(errs, e.readRules(fsys)...)
	var err error
	e.HSCodes, err = readTable(fsys, "facts/hs_codes.csv", hsRow)
	return e, errors.Join(append(errs, err)...)
}

// exportHead is rulebook.toml.
type exportHead struct {
	Edition    string `toml:"edition"`
	Thresholds struct {
		Potensial    int `toml:"potensial"`
		Siap         int `toml:"siap"`
		SiapEachPart int `toml:"siap_each_dim"`
		Teruji       int `toml:"teruji"`
	} `toml:"thresholds"`
	Destinations []rulebook.Destination `toml:"destinations"`
	Classes      []rulebook.Class       `toml:"classes"`
	Dimensions   []rulebook.Dimension   `toml:"dimensions"`
}

// readToml reads a file whose keys are all known to target.
func readToml(fsys fs.FS, name string, target any) error {
	meta, err := toml.DecodeFS(fsys, name, target)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if extra := meta.Undecoded(); len(extra) > 0 {
		return fmt.Errorf("%s: unknown key %q", name, extra[0].String())
	}
	return nil
}
