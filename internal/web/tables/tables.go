// Package tables writes rows to files that spreadsheets open. No text of a person becomes a formula there.
package tables

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"

	"github.com/xuri/excelize/v2"
)

// The content types of the files.
const (
	CSVType  = "text/csv; charset=utf-8"
	XLSXType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
)

// Writer takes rows of texts and integers; a nil pointer leaves its cell empty. Close ends the file, but not what it is written to.
type Writer interface {
	Write(cells ...any) error
	Close() error
}

type csvFile struct{ out *csv.Writer }

// NewCSV begins a file as RFC 4180 has it, with the mark by which Excel knows UTF-8.
func NewCSV(w io.Writer) (Writer, error) {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return nil, err
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true
	return csvFile{out}, nil
}

// Write writes through at the end of each buffer.
func (f csvFile) Write(cells ...any) error {
	row := make([]string, len(cells))
	for i, cell := range cells {
		switch v := cell.(type) {
		case string:
			row[i] = Inert(v)
		case *int64:
			if v != nil {
				row[i] = strconv.FormatInt(*v, 10)
			}
		default:
			return fmt.Errorf("no cell holds a %T", cell)
		}
	}
	return f.out.Write(row)
}

// Close writes what is left.
func (f csvFile) Close() error {
	f.out.Flush()
	return f.out.Error()
}

// Inert is a text that no spreadsheet takes for a formula: one that begins like one gets a quotation mark before it, as OWASP advises.
func Inert(text string) string {
	if text == "" {
		return text
	}
	switch text[0] {
	case '=', '+', '-', '@', '\t', '\r', '\n':
		return "'" + text
	}
	return text
}

type xlsxFile struct {
	to   io.Writer
	book *excelize.File
	out  *excelize.StreamWriter
	row  int
}

// NewXLSX begins a workbook with one sheet, its first row fixed. Rows beyond some megabytes wait in a file, not in memory; all is written
// to w at the end.
func NewXLSX(w io.Writer, sheet string, widths ...float64) (Writer, error) {
	book := excelize.NewFile()
	f := &xlsxFile{to: w, book: book}
	if err := f.begin(sheet, widths); err != nil {
		_ = book.Close()
		return nil, fmt.Errorf("begin a workbook: %w", err)
	}
	return f, nil
}

func (f *xlsxFile) begin(sheet string, widths []float64) error {
	if err := f.book.SetSheetName("Sheet1", sheet); err != nil {
		return err
	}
	out, err := f.book.NewStreamWriter(sheet)
	if err != nil {
		return err
	}
	f.out = out
	for i, width := range widths {
		if err := out.SetColWidth(i+1, i+1, width); err != nil {
			return err
		}
	}
	return out.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"})
}

// Write adds a row; texts are stored as texts, whatever they begin with.
func (f *xlsxFile) Write(cells ...any) error {
	f.row++
	row := make([]any, len(cells))
	for i, cell := range cells {
		switch v := cell.(type) {
		case string:
			row[i] = v
		case *int64:
			if v != nil {
				row[i] = *v
			}
		default:
			return fmt.Errorf("no cell holds a %T", cell)
		}
	}
	at, err := excelize.CoordinatesToCellName(1, f.row)
	if err != nil {
		return err
	}
	return f.out.SetRow(at, row)
}

// Close writes the workbook and removes its waiting rows.
func (f *xlsxFile) Close() error {
	err := f.out.Flush()
	if err == nil {
		err = f.book.Write(f.to)
	}
	if closing := f.book.Close(); err == nil {
		err = closing
	}
	return err
}
