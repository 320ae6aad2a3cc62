package region

import (
	"compress/gzip"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
)

// Area is an administrative area of Indonesia. Level is province, regency,
// district or village. See NOTICE.md for the source and its licence.
type Area struct {
	Code, Name, Level string
}

// Parent is the code of the area that holds this one, empty for a province.
func (a Area) Parent() string { return parentCode(a.Code) }

func parentCode(code string) string {
	i := strings.LastIndexByte(code, '.')
	return code[:max(i, 0)]
}

// Areas reads all of Indonesia: provinces, regencies, districts, villages, in
// that order, so that a parent always comes before its children.
func Areas() ([]Area, error) {
	all := make([]Area, 0, 92_000)
	err := eachArea(func(a Area) bool {
		all = append(all, a)
		return true
	})
	return all, err
}

// eachArea visits the areas in order until visit answers false.
func eachArea(visit func(Area) bool) error {
	f, err := files.Open("areas.csv.gz")
	if err != nil {
		return err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return fmt.Errorf("areas.csv.gz: %w", err)
	}
	rows := csv.NewReader(z)
	for first := true; ; first = false {
		row, err := rows.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("areas.csv.gz: %w", err)
		}
		if !first && !visit(Area{row[0], row[1], row[2]}) {
			return nil
		}
	}
}
