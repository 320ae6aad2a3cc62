package sheet_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"lapak/internal/web/pages/sheet"
)

// Long names, many rules and many goods: every page is drawn, nothing fails, and the number of pages follows from what there is.
func TestStallSheetsTagsAndReportsAreDrawn(t *testing.T) {
	t.Parallel()
	paper := sheet.Paper{Mall: "Mall", Title: "Festival", Language: "id", Day: time.Date(2026, 11, 7, 0, 0, 0, 0, time.UTC)}
	long := strings.Repeat("Kelompok Usaha Bersama Perempuan Pesisir ", 4)
	stall := sheet.Stall{
		Festival: long, Days: "7–9 Nov 2026", Place: "Gelanggang Seni Budaya Blambangan, Banyuwangi", StallWord: "Lapak", Number: "Kuliner-A128", Zone: long, Shop: long,
		Lines:        []sheet.Line{{Name: "Hari dan jam", Value: strings.Repeat("Kamis, 3 Des, 16.00 – Jumat, 4 Des, 01.00 WIB\n", 7)}, {Name: "Ukuran", Value: "3 × 2,5 m"}, {Name: "Listrik", Value: "450 W"}, {Name: "Hubungi panitia", Value: "0812-0000-0001"}},
		RulesHeading: "Aturan", Rules: strings.Repeat("Lapak dijaga sampai jam tutup dan kebersihannya tanggung jawab pelapak. ", 40),
		CheckIn: sheet.Code{Address: "https://mall.example/check-in/abcdefghij", Title: "Untuk panitia", Text: "Panitia memindai kode ini saat Anda datang."},
		Visit:   sheet.Code{Address: "https://mall.example/f/abcdefghij", Title: "Untuk pengunjung", Text: "Pindai untuk melihat barang toko ini."},
	}
	tags := make([]sheet.Tag, 11)
	for i := range tags {
		tags[i] = sheet.Tag{Title: long, Variant: "kemasan keluarga 1.000 g", Price: "Rp 1.250.000", Before: "Rp 1.500.000", Maker: long, Address: "https://mall.example/p/kopi"}
	}
	tags[0] = sheet.Tag{Title: "Kopi robusta", Variant: "250 g", Price: "Rp 45.000", Maker: "Kopi Lerek, Gombengsari", Address: "https://mall.example/p/kopi-lerek"}
	report := sheet.Report{Heading: long, Sub: "7–9 Nov", Note: long, Tables: []sheet.Table{{Title: "Per lapak", Columns: []string{"Lapak", "Jumlah", "Tunai"}}, {Title: "Per zona", Columns: []string{"Zona"}, Empty: "Belum ada."}}}
	for range 80 {
		report.Tables[0].Rows = append(report.Tables[0].Rows, []string{long, "Rp 9.450.000", "Rp 6.000.000"})
	}
	for _, tt := range []struct {
		name  string
		pages int
		write func(*bytes.Buffer) error
	}{
		{"two stalls", 2, func(b *bytes.Buffer) error { return sheet.WriteStalls(b, paper, []sheet.Stall{stall, stall}) }},
		{"no stall", 1, func(b *bytes.Buffer) error { return sheet.WriteStalls(b, paper, nil) }},
		{"the entrance", 1, func(b *bytes.Buffer) error {
			return sheet.WriteEntrance(b, paper, sheet.Entrance{Festival: long, Days: stall.Days, Place: stall.Place, Visit: stall.Visit, Lines: stall.Lines[:1]})
		}},
		{"eleven tags", 2, func(b *bytes.Buffer) error { return sheet.WriteTags(b, paper, tags) }},
		{"a report", 3, func(b *bytes.Buffer) error { return sheet.WriteReport(b, paper, report) }},
	} {
		var first bytes.Buffer
		if err := tt.write(&first); err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		if n := bytes.Count(first.Bytes(), []byte("/Type /Page\n")); n != tt.pages {
			t.Errorf("%s: %d pages, want %d", tt.name, n, tt.pages)
		}
	}
}
