package seeds

import (
	"fmt"
	"io"
	"strings"
)

// samplePaper is a PDF of one page that nobody can take for a document.
func samplePaper(title, shop, number string) io.Reader {
	var text strings.Builder
	text.WriteString("BT /F1 30 Tf 60 740 Td (CONTOH / SAMPLE) Tj /F1 12 Tf 0 -40 Td 18 TL")
	for _, line := range []string{title, shop, number, "Bukan dokumen resmi; dibuat untuk demo.", "Not an official document; made for a demonstration."} {
		fmt.Fprintf(&text, " (%s) Tj T*", plain(line))
	}
	text.WriteString(" ET")
	objects := []string{
		"<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
		fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", text.Len(), text.String()),
		"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold >>",
	}
	var file strings.Builder
	file.WriteString("%PDF-1.4\n")
	table := "0000000000 65535 f \n"
	for i, object := range objects {
		table += fmt.Sprintf("%010d 00000 n \n", file.Len())
		fmt.Fprintf(&file, "%d 0 obj\n%s\nendobj\n", i+1, object)
	}
	start := file.Len()
	fmt.Fprintf(&file, "xref\n0 %d\n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, table, len(objects)+1, start)
	return strings.NewReader(file.String())
}

// plain is text as a PDF's string may hold it.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if r > '~' || strings.ContainsRune(`()\`, r) {
			return ' '
		}
		return r
	}, s)
}
