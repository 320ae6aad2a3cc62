package festivals

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The Hijri calendar here is the tabular one of the civil epoch (1 Muharram 1 = 16 July 622, Julian) with leap years 2, 5, 7, 10, 13,
// 16, 18, 21, 24, 26 and 29 of a cycle of thirty, as in Reingold and Dershowitz, Calendrical Calculations (4th ed., 2018), chapter 7.
// Months by sight or by decision of the government differ from it by a day, sometimes two, so that its dates are estimates.

const islamicEpoch = 1_948_440 // Julian day number of 1 Muharram 1

// HijriDay is a day of the Hijri calendar: months from 1 (Muharram) to 12 (Dzulhijjah).
type HijriDay struct{ Year, Month, Day int }

// dayNumber is the Julian day number of a day of the tabular calendar.
func (h HijriDay) dayNumber() int {
	return h.Day + (59*(h.Month-1)+1)/2 + (h.Year-1)*354 + (3+11*h.Year)/30 + islamicEpoch - 1
}

// Gregorian is the date of a Hijri day, midnight UTC. It may be a day off, see above.
func (h HijriDay) Gregorian() time.Time { return dateOf(h.dayNumber()) }

// HijriOf is the Hijri day of a date.
func HijriOf(date time.Time) HijriDay {
	number := numberOf(date)
	year := (30*(number-islamicEpoch) + 10_646) / 10_631
	month := 1
	for month < 12 && (HijriDay{year, month + 1, 1}).dayNumber() <= number {
		month++
	}
	return HijriDay{year, month, number - (HijriDay{year, month, 1}).dayNumber() + 1}
}

const unixDayNumber = 2_440_588 // of 1 January 1970

func numberOf(date time.Time) int {
	midnight := time.Date(date.Year(), date.Month(), date.Day(), 0, 0, 0, 0, time.UTC)
	return int(midnight.Unix()/86_400) + unixDayNumber
}

func dateOf(number int) time.Time { return time.Unix(int64(number-unixDayNumber)*86_400, 0).UTC() }

// hijriMonths are the months as people here write them, each with other spellings.
var hijriMonths = [12][]string{
	{"muharram", "muharam", "suro"},
	{"safar", "sapar"},
	{"rabiul awal", "maulid", "mulud"},
	{"rabiul akhir"},
	{"jumadil awal"},
	{"jumadil akhir"},
	{"rajab", "rejeb"},
	{"syaban", "sya'ban", "ruwah"},
	{"ramadan", "ramadhan"},
	{"syawal"},
	{"dzulqa'dah", "dzulqadah", "selo"},
	{"dzulhijjah", "dzulhijah", "zulhijah", "idul adha"},
}

var firstNumber = regexp.MustCompile(`\b([1-9]|[12][0-9]|30)\b(\s*-\s*[0-9]+)?\s+[a-z]`)

// hijriRule is a day of each Hijri year; Day 0 is somewhere in the month.
type hijriRule struct{ Month, Day int }

// parseHijri reads a rule as sources write it: "10 Syawal", "from 3-4 Syawal, 7 days", "Muharram/Suro".
func parseHijri(text string) (hijriRule, bool) {
	text = strings.ToLower(text)
	month := slices.IndexFunc(hijriMonths[:], func(names []string) bool {
		return slices.ContainsFunc(names, func(name string) bool { return strings.Contains(text, name) })
	})
	if month < 0 {
		return hijriRule{}, false
	}
	rule := hijriRule{Month: month + 1}
	if found := firstNumber.FindStringSubmatch(text); found != nil {
		rule.Day, _ = strconv.Atoi(found[1]) // the pattern allows numbers only
	}
	return rule, true
}

// EstimateHijri estimates when a day by the Hijri calendar falls in a year: from and to are the same where the rule names a day, else
// the month's first and last day. The date may shift by a day or two, or by the village's decision. False: the rule names no month.
func EstimateHijri(rule string, year int) (from, to time.Time, ok bool) {
	r, ok := parseHijri(rule)
	if !ok {
		return from, to, false
	}
	first := HijriOf(time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC)).Year
	for y := first; y <= first+2; y++ {
		day := HijriDay{y, r.Month, max(r.Day, 1)}.Gregorian()
		if day.Year() != year {
			continue
		}
		if r.Day != 0 {
			return day, day, true
		}
		next := HijriDay{y, r.Month + 1, 1}
		if r.Month == 12 {
			next = HijriDay{y + 1, 1, 1}
		}
		return day, next.Gregorian().AddDate(0, 0, -1), true
	}
	return from, to, false
}
