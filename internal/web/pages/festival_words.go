package pages

import (
	"context"
	"strings"
	"time"

	"lapak/internal/festivals"
	"lapak/internal/i18n"
	"lapak/internal/web/pages/view"
)

// changesOf are the changes after publishing in words. Long texts are named, not repeated.
func changesOf(ctx context.Context, list []festivals.Amendment) []view.FestivalChange {
	lang := i18n.Language(ctx)
	out := make([]view.FestivalChange, 0, len(list))
	for _, a := range list {
		change := view.FestivalChange{Date: i18n.DateTime(lang, a.At), Reason: a.Reason}
		for _, c := range a.Changes {
			if line, ok := changeLine(ctx, c); ok {
				change.Lines = append(change.Lines, line)
			}
		}
		out = append(out, change)
	}
	return out
}

// changeLine is one change in words; false for what says nothing beside another line.
func changeLine(ctx context.Context, c festivals.Change) (view.FestivalChangeLine, bool) {
	lang := i18n.Language(ctx)
	field, rest, _ := strings.Cut(c.Field, ".")
	line := view.FestivalChangeLine{Field: text(ctx, "festival.change_"+field), Before: c.Before, After: c.After}
	switch field {
	case "zone", "stall":
		line.Before, line.After = spaced(c.Before), spaced(c.After)
	case "state":
		line.Before, line.After = "", text(ctx, "festival.state_"+c.After)
	case "selection", "date_rule":
		line.Before, line.After = text(ctx, "festival.change_"+c.Before), text(ctx, "festival.change_"+c.After)
	case "text", "rules", "expectation":
		line.Before, line.After = "", ""
		return line, rest == "" && field != "expectation"
	case "quotas":
		line.Before, line.After = quotaWordsOf(ctx, c.Before), quotaWordsOf(ctx, c.After)
		line.Field += " · " + rest
	case "name", "criteria":
		return line, (rest == "en") == (lang == i18n.English)
	default:
		line.Before, line.After = whenWords(lang, c.Before), whenWords(lang, c.After)
	}
	return line, true
}

// quotaWordsOf puts a zone's quotas as a change has them into words: "village=3; cap:Kopi=2; halal".
func quotaWordsOf(ctx context.Context, value string) string {
	if value == "" {
		return text(ctx, "festival.change_no_quotas")
	}
	words := strings.Split(value, "; ")
	for i, word := range words {
		kind, seats, _ := strings.Cut(word, "=")
		kind, category, _ := strings.Cut(kind, ":")
		key := "stall.aside_" + kind
		if kind == "cap" || kind == "halal" {
			key = "stall." + kind
		}
		words[i] = text(ctx, key, "Count", seats, "Category", category)
	}
	return strings.Join(words, ", ")
}

// spaced writes the dot that thousands have into "Rp250000".
func spaced(words string) string {
	before, after, found := strings.Cut(words, "Rp")
	if !found {
		return words
	}
	digits := 0
	for digits < len(after) && after[digits] >= '0' && after[digits] <= '9' {
		digits++
	}
	amount := after[:digits]
	for i := len(amount) - 3; i > 0; i -= 3 {
		amount = amount[:i] + "." + amount[i:]
	}
	return before + "Rp " + amount + after[digits:]
}

// whenWords writes dates, moments and hours as people read them; all else stays as it is.
func whenWords(lang, value string) string {
	if on, err := time.Parse(time.DateOnly, value); err == nil {
		return i18n.Date(lang, noon(on))
	}
	if at, err := time.Parse(time.RFC3339, value); err == nil {
		return i18n.DateTime(lang, at) + " WIB"
	}
	days := strings.Split(value, ", ")
	for i, day := range days {
		date, hours, _ := strings.Cut(day, " ")
		on, err := time.Parse(time.DateOnly, date)
		if err != nil {
			return value
		}
		separator := "."
		if lang == i18n.English {
			separator = ":"
		}
		days[i] = i18n.Weekday(lang, noon(on)) + " " + strings.ReplaceAll(strings.ReplaceAll(hours, ":", separator), "-", "–")
	}
	return strings.Join(days, ", ")
}
