package i18n

import (
	"fmt"
	"time"
	_ "time/tzdata" // the zone data travels with the binary, since small images carry none
)

// WIB is the zone in which people here read times; everything is stored in UTC.
var WIB = mustZone("Asia/Jakarta")

func mustZone(name string) *time.Location {
	zone, err := time.LoadLocation(name)
	if err != nil {
		panic("i18n: " + err.Error())
	}
	return zone
}

var months = map[string][12]string{
	Indonesian: {"Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"},
	English:    {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"},
}

var longMonths = map[string][12]string{
	Indonesian: {"Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November", "Desember"},
	English:    {"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
}

// LongMonth writes a month of any year: "November".
func LongMonth(lang string, month time.Month) string { return longMonths[Pick(lang)][month-1] }

var weekdays = map[string][7]string{
	Indonesian: {"Minggu", "Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu"},
	English:    {"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"},
}

// Date writes a day: "7 Nov 2026".
func Date(lang string, at time.Time) string {
	at = at.In(WIB)
	return fmt.Sprintf("%d %s %d", at.Day(), months[Pick(lang)][at.Month()-1], at.Year())
}

// Month writes a month: "Mar 2027".
func Month(lang string, at time.Time) string {
	at = at.In(WIB)
	return fmt.Sprintf("%s %d", months[Pick(lang)][at.Month()-1], at.Year())
}

// Weekday writes a day with its name: "Minggu, 22 Nov".
func Weekday(lang string, at time.Time) string {
	at = at.In(WIB)
	return fmt.Sprintf("%s, %d %s", weekdays[Pick(lang)][at.Weekday()], at.Day(), months[Pick(lang)][at.Month()-1])
}

// Clock writes an hour: "17.00" in Indonesian, "17:00" in English, both WIB.
func Clock(lang string, at time.Time) string {
	at = at.In(WIB)
	separator := "."
	if Pick(lang) == English {
		separator = ":"
	}
	return fmt.Sprintf("%02d%s%02d", at.Hour(), separator, at.Minute())
}

// DateTime writes a day and its hour: "7 Nov 2026, 17.00".
func DateTime(lang string, at time.Time) string { return Date(lang, at) + ", " + Clock(lang, at) }

// Days writes a span of days as short as it can be read: "7–9 Nov", "30 Nov–2 Des".
func Days(lang string, from, to time.Time) string {
	from, to = from.In(WIB), to.In(WIB)
	names := months[Pick(lang)]
	switch {
	case from.Year() == to.Year() && from.YearDay() == to.YearDay():
		return fmt.Sprintf("%d %s", from.Day(), names[from.Month()-1])
	case from.Month() == to.Month() && from.Year() == to.Year():
		return fmt.Sprintf("%d–%d %s", from.Day(), to.Day(), names[to.Month()-1])
	default:
		return fmt.Sprintf("%d %s–%d %s", from.Day(), names[from.Month()-1], to.Day(), names[to.Month()-1])
	}
}
