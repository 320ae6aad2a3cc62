package region

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strconv"
	"strings"
)

// table reads one CSV file by column name and keeps the first error, so that
// a reader of rows needs to ask only once.
type table struct {
	name string
	csv  *csv.Reader
	head []string
	rec  []string
	row  int
	err  error
}

func openTable(fsys fs.FS, path string) (*table, io.Closer, error) {
	f, err := fsys.Open(path)
	if err != nil {
		return nil, nil, err
	}
	t := &table{name: path, csv: csv.NewReader(f)}
	if t.head, err = t.csv.Read(); err != nil {
		return nil, nil, errors.Join(fmt.Errorf("%s: %w", path, err), f.Close())
	}
	return t, f, nil
}

func (t *table) next() bool {
	if t.err != nil {
		return false
	}
	rec, err := t.csv.Read()
	if errors.Is(err, io.EOF) {
		return false
	}
	if err != nil {
		t.err = fmt.Errorf("%s: %w", t.name, err)
		return false
	}
	t.rec = rec
	t.row, _ = t.csv.FieldPos(0)
	return true
}

func (t *table) text(column string) string {
	i := slices.Index(t.head, column)
	if i < 0 {
		t.err = errors.Join(t.err, fmt.Errorf("%s: no column %q", t.name, column))
		return ""
	}
	return t.rec[i]
}

func (t *table) both(column string) Text {
	return Text{ID: t.text(column + "_id"), EN: t.text(column + "_en")}
}

func (t *table) number(column string) int {
	n, err := strconv.Atoi(t.text(column))
	if err != nil {
		t.err = errors.Join(t.err, fmt.Errorf("%s:%d: %s: %w", t.name, t.row, column, err))
	}
	return n
}

// optional is a whole number, nil where the cell is empty.
func (t *table) optional(column string) *int64 {
	if t.text(column) == "" {
		return nil
	}
	n := int64(t.number(column))
	return &n
}

// several cuts a cell at its bars; nil where it is empty.
func (t *table) several(column string) []string {
	if t.text(column) == "" {
		return nil
	}
	return strings.Split(t.text(column), "|")
}

// yes reads "yes" or "no".
func (t *table) yes(column string) bool {
	answer := t.text(column)
	if answer != "yes" && answer != "no" {
		t.err = errors.Join(t.err, fmt.Errorf("%s:%d: %s: %q is neither yes nor no", t.name, t.row, column, answer))
	}
	return answer == "yes"
}

// readTable makes one T of each row.
func readTable[T any](fsys fs.FS, path string, row func(*table) T) ([]T, error) {
	t, file, err := openTable(fsys, path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	var all []T
	for t.next() {
		all = append(all, row(t))
	}
	return all, t.err
}
