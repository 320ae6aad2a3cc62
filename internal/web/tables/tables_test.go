package tables_test

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"lapak/internal/web/tables"
)

// formulas are what a shop might name its goods.
var formulas = []string{`=HYPERLINK("http://evil.test","Kopi")`, "+62", "-2+3", "@SUM(A1)", "\tkopi", "\r=1", "kopi", "a,b\n\"c\"", ""}

func TestNoTextOfACSVIsAFormula(t *testing.T) {
	t.Parallel()
	var file bytes.Buffer
	out, err := tables.NewCSV(&file)
	if err != nil {
		t.Fatal(err)
	}
	price := int64(-5)
	for _, text := range formulas {
		if err := out.Write(text, &price, (*int64)(nil)); err != nil {
			t.Fatal(err)
		}
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	text, marked := strings.CutPrefix(file.String(), "\ufeff")
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil || !marked || len(rows) != len(formulas) {
		t.Fatal(rows, marked, err)
	}
	for i, row := range rows {
		if row[0] != "" && strings.ContainsAny(row[0][:1], "=+-@\t\r") {
			t.Errorf("%q begins like a formula", row[0])
		}
		if !strings.HasSuffix(row[0], strings.ReplaceAll(formulas[i], "\r", "")) && !strings.Contains(formulas[i], "\r") || row[1] != "-5" || row[2] != "" {
			t.Errorf("%q came back as %q", formulas[i], row)
		}
	}
}

func TestAWorkbookKeepsTextsAsTexts(t *testing.T) {
	t.Parallel()
	var file bytes.Buffer
	out, err := tables.NewXLSX(&file, "Katalog", 20, 10)
	if err != nil {
		t.Fatal(err)
	}
	price := int64(52_000)
	for _, text := range formulas {
		if err := out.Write(text, &price, (*int64)(nil)); err != nil {
			t.Fatal(err)
		}
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	book, err := excelize.OpenReader(&file)
	if err != nil {
		t.Fatal(err)
	}
	for i, text := range formulas[:4] {
		at, _ := excelize.CoordinatesToCellName(1, i+1)
		formula, _ := book.GetCellFormula("Katalog", at)
		value, _ := book.GetCellValue("Katalog", at)
		if formula != "" || value != text {
			t.Errorf("%s holds %q, formula %q; want the text %q", at, value, formula, text)
		}
	}
	if value, _ := book.GetCellValue("Katalog", "B1"); value != "52000" {
		t.Errorf("B1 holds %q", value)
	}
}

func TestACellOfAnotherTypeIsAFault(t *testing.T) {
	t.Parallel()
	out, err := tables.NewCSV(&bytes.Buffer{})
	if err != nil {
		t.Fatal(err)
	}
	if err := out.Write(1.5); err == nil {
		t.Error("a fraction became a cell")
	}
}
