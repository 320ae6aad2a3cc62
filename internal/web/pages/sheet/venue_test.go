package sheet

import (
	"bytes"
	"os"
	"strings"
	"testing"
	"time"
)

func aPaper() Paper {
	return Paper{Title: "Lembar", Mall: "Lapak Banyuwangi", Language: "id", Day: time.Date(2030, 6, 1, 0, 0, 0, 0, time.UTC)}
}

func TestPapersOfAFestivalHaveTheirPagesAndTheSameBytes(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("Keripik pisang raja aneka rasa oleh-oleh khas ", 6)
	stall := Stall{
		Mall: "Lapak Banyuwangi", Festival: "Festival Kopi", Days: "7–9 Jul 2030", Zone: "Kuliner", Number: "A12", Shop: long,
		Lines: []Line{{Name: "Jam buka", Value: "Minggu, 08.00–22.00 WIB\nSenin, 08.00–22.00 WIB"}, {Name: "Biaya lapak", Value: "Rp 250.000, lunas"}}, RulesTitle: "Aturan", Rules: long + long,
		Code: "A12-BCDFGH", CodeText: "Tunjukkan saat datang", CodeURL: "https://lapak.test/organizer/festivals/kopi/check-in?code=A12-BCDFGH",
		VisitURL: "https://lapak.test/f/bcdfghjk", VisitText: "Arahkan kamera ponsel ke kode ini untuk melihat semua barang.", PosterTitle: "Lihat barang kami di sini",
		Address: "lapak.test/f/bcdfghjk",
	}
	tag := Tag{Title: long, Variant: "250 g", Price: "Rp 65.000", Usual: "Rp 75.000", From: "Kopi Gombengsari, Kalipuro", URL: "https://lapak.test/p/kopi"}
	draw := map[string]func(*bytes.Buffer) error{
		"stalls": func(b *bytes.Buffer) error { return WriteStalls(b, aPaper(), []Stall{stall, stall}) },
		"tags":   func(b *bytes.Buffer) error { return WriteTags(b, aPaper(), []Tag{tag, {Title: "Kopi", Price: "Rp 1.250.000.000", From: "x", URL: "https://x.test"}, tag, tag, tag, tag, tag, tag, tag}) },
	}
	pages := map[string]string{"stalls": "/Count 4", "tags": "/Count 2"}
	for name, write := range draw {
		var first, second bytes.Buffer
		if err := write(&first); err != nil {
			t.Fatal(err)
		}
		if err := write(&second); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(first.Bytes(), second.Bytes()) || !bytes.Contains(first.Bytes(), []byte(pages[name])) {
			t.Errorf("%s differ, or have other pages than %s", name, pages[name])
		}
		if dir := os.Getenv("SHEET_DIR"); dir != "" {
			_ = os.WriteFile(dir+"/"+name+".pdf", first.Bytes(), 0o600)
		}
	}
}

func TestALongLineEndsInsideItsWidth(t *testing.T) {
	t.Parallel()
	p := newPaper("x", "x", "id", time.Now())
	p.AddPage()
	p.write(dark, "B", 15)
	for _, text := range []string{"Kopi", strings.Repeat("keripik ", 40), strings.Repeat("W", 200)} {
		if got := p.fit(text, 60); p.GetStringWidth(got) > 60 || got == "" {
			t.Errorf("%q is %f mm", got, p.GetStringWidth(got))
		}
	}
}
