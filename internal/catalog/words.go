package catalog

import (
	"context"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"lapak/internal/apperr"
)

const (
	maxQuery      = 200 // characters
	maxWords      = 16  // of a query; the rest is left out
	fewResults    = 3   // fewer than this, and typing errors are looked for
	minCorrected  = 4   // characters; shorter words are not corrected
	nearestWords  = 60  // candidates by trigrams for one correction
	longCorrected = 6   // characters from which on two errors are forgiven
)

// cleanQuery makes what people type safe and small for websearch_to_tsquery: words, "phrases" and -exclusions of at most maxWords
// words, without the region's stop words. A phrase that holds a stop word becomes its other words.
func cleanQuery(q string, stopWords []string) string {
	var out []string
	budget := maxWords
	for i, part := range strings.Split(q, `"`) {
		var kept []string
		whole := true
		for _, field := range strings.Fields(part) {
			minus := strings.HasPrefix(field, "-") && i%2 == 0
			for _, word := range wordsOf(field) {
				switch {
				case slices.Contains(stopWords, word):
					whole = false
				case budget > 0 && minus:
					kept = append(kept, "-"+word)
					budget--
				case budget > 0:
					kept = append(kept, word)
					budget--
				}
			}
		}
		if len(kept) == 0 {
			continue
		}
		text := strings.Join(kept, " ")
		if i%2 == 1 && whole {
			text = `"` + text + `"`
		}
		out = append(out, text)
	}
	return strings.Join(out, " ")
}

// wordsOf cuts a text into lower-case words of letters, digits and marks. The word "or", an operator of websearch_to_tsquery, is no word.
func wordsOf(text string) []string {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)
	})
	return slices.DeleteFunc(words, func(w string) bool { return w == "or" })
}

// correct replaces the words of a query that no product was ever named with by the nearest one that some product was. It returns the
// query unchanged where nothing is near.
func (s *Service) correct(ctx context.Context, q string) (string, error) {
	var unknown []string
	for _, w := range wordsOf(q) {
		if utf8.RuneCountInString(w) >= minCorrected && !slices.Contains(unknown, w) {
			unknown = append(unknown, w)
		}
	}
	var near map[string][]string
	err := s.readList(ctx, func(from *source) (err error) {
		near, err = nearWords(ctx, from.db, unknown)
		return err
	})
	if err != nil {
		return q, err
	}
	fields := strings.Fields(q)
	for i, field := range fields {
		word := strings.Trim(field, `"-`)
		if best := nearest(word, near[word]); best != "" {
			fields[i] = strings.Replace(field, word, best, 1)
		}
	}
	return strings.Join(fields, " "), nil
}

// nearest picks the candidate with the fewest typing errors, or none within what is forgiven.
func nearest(word string, candidates []string) string {
	best, fewest := "", 2
	if utf8.RuneCountInString(word) >= longCorrected {
		fewest = 3
	}
	for _, c := range candidates {
		if d := distance([]rune(word), []rune(c)); d < fewest {
			best, fewest = c, d
		}
	}
	return best
}

// distance counts the letters added, left out, replaced or swapped with their neighbour between two words.
func distance(a, b []rune) int {
	rows := make([][]int, len(a)+1)
	for i := range rows {
		rows[i] = make([]int, len(b)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			differ := 1
			if a[i-1] == b[j-1] {
				differ = 0
			}
			rows[i][j] = min(rows[i-1][j]+1, rows[i][j-1]+1, rows[i-1][j-1]+differ)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				rows[i][j] = min(rows[i][j], rows[i-2][j-2]+1)
			}
		}
	}
	return rows[len(a)][len(b)]
}

// The marks around a hit in a headline. Stored texts never hold control characters (apperr.IsPlainText).
const hitStart, hitEnd = "\x02", "\x03"

// segmentsOf cuts a headline at its marks.
func segmentsOf(headline string) []Segment {
	var out []Segment
	add := func(text string, hit bool) {
		if text != "" {
			out = append(out, Segment{Text: text, Hit: hit})
		}
	}
	for i, part := range strings.Split(headline, hitStart) {
		hit, rest, found := strings.Cut(part, hitEnd)
		if i == 0 || !found {
			add(strings.ReplaceAll(part, hitEnd, ""), false)
			continue
		}
		add(hit, true)
		add(rest, false)
	}
	return out
}

func checkQuery(fields *apperr.Fields, q string) string { return fields.Text("q", q, 0, maxQuery) }
