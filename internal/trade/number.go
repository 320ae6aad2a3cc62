package trade

import (
	"strings"

	"lapak/internal/sayable"
)

const (
	numberPrefix = "T-" // "tanya"; it tells the number of an inquiry from that of an order
	numberDigits = 8
)

// newNumber draws the number of an inquiry, such as "T-4827-1936".
func newNumber() (string, error) {
	digits, err := sayable.Digits(numberDigits)
	if err != nil {
		return "", err
	}
	return format(digits), nil
}

func format(digits string) string { return numberPrefix + digits[:4] + "-" + digits[4:] }

// ParseNumber reads a number as people type it, with or without its letter, hyphens and spaces, and says whether its check digit holds.
func ParseNumber(typed string) (string, bool) {
	typed = strings.TrimPrefix(strings.ToUpper(strings.TrimSpace(typed)), "T")
	digits, ok := sayable.Read(typed, numberDigits)
	if !ok {
		return "", false
	}
	return format(digits), true
}
