// Command areas joins the CSV files of npm's idn-area-data into the one
// compressed file that package region embeds. The same input always gives the
// same bytes.
package main

import (
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

var levels = []struct{ file, level string }{
	{"provinces.csv", "province"},
	{"regencies.csv", "regency"},
	{"districts.csv", "district"},
	{"villages.csv", "village"},
}

func main() {
	from := flag.String("from", "package/data", "folder with the CSV files of idn-area-data")
	to := flag.String("to", "seeds/region/areas.csv.gz", "file to write")
	flag.Parse()
	if err := run(*from, *to); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(from, to string) error {
	rows := [][]string{{"code", "name", "level"}}
	for _, l := range levels {
		some, err := readLevel(filepath.Join(from, l.file), l.level)
		if err != nil {
			return err
		}
		rows = append(rows, some...)
	}
	packed, err := pack(rows)
	if err != nil {
		return err
	}
	return os.WriteFile(to, packed, 0o644)
}

func readLevel(path, level string) ([][]string, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.LazyQuotes = true // a few names hold a bare quotation mark
	head, err := r.Read()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	code, name := slices.Index(head, "code"), slices.Index(head, "name")
	if code < 0 || name < 0 {
		return nil, fmt.Errorf("%s: no column code or name", path)
	}
	var rows [][]string
	for {
		rec, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		rows = append(rows, []string{rec[code], spell(rec[name], level), level})
	}
	slices.SortFunc(rows, func(a, b []string) int { return strings.Compare(a[0], b[0]) })
	return rows, nil
}

// spell writes names in title case where the source writes capitals, and the
// glottal stop, a quotation mark in the source, as an apostrophe.
func spell(name, level string) string {
	name = strings.ReplaceAll(strings.Join(strings.Fields(name), " "), `"`, "'")
	if level != "province" && level != "regency" {
		return name
	}
	words := strings.Split(strings.ToLower(name), " ")
	for i, w := range words {
		switch w {
		case "dki", "adm.":
			words[i] = strings.ToUpper(w)
		default:
			words[i] = capitals(w)
		}
	}
	return strings.Join(words, " ")
}

func capitals(word string) string {
	up := true
	return strings.Map(func(r rune) rune {
		if up {
			r = []rune(strings.ToUpper(string(r)))[0]
		}
		up = r == '-' || r == '.'
		return r
	}, word)
}

func pack(rows [][]string) ([]byte, error) {
	var buf bytes.Buffer
	z, err := gzip.NewWriterLevel(&buf, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if err := csv.NewWriter(z).WriteAll(rows); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return buf.Bytes(), nil
}
