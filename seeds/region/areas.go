package region

import (
	"compress/gzip"
	"encoding/csv"
	"fmt"
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
	f, err := files.Open("areas.csv.gz")
	if err != nil {
		return nil, err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil, fmt.Errorf("areas.csv.gz: %w", err)
	}
	rows, err := csv.NewReader(z).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("areas.csv.gz: %w", err)
	}
	all := make([]Area, 0, len(rows)-1)
	for _, r := range rows[1:] {
		all = append(all, Area{r[0], r[1], r[2]})
	}
	return all, nil
}
