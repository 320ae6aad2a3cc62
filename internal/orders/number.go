package orders

import (
	"crypto/rand"
	"math/big"

	"lapak/internal/sayable"
)

// numberDigits is how long an order's number is; the last digit checks the others.
const numberDigits = 10

// newNumber draws an order number such as "482-719-3604", said in the rhythm of a phone number.
func newNumber() (string, error) {
	digits, err := sayable.Digits(numberDigits)
	if err != nil {
		return "", err
	}
	return format(digits), nil
}

func format(digits string) string { return digits[:3] + "-" + digits[3:6] + "-" + digits[6:] }

// ParseNumber reads a number as people type it, with or without hyphens and spaces, and says whether its check digit holds.
func ParseNumber(typed string) (string, bool) {
	digits, ok := sayable.Read(typed, numberDigits)
	if !ok {
		return "", false
	}
	return format(digits), true
}

// newCollectCode draws the four digits that a buyer says when collecting.
func newCollectCode() (string, error) {
	n, err := rand.Int(rand.Reader, big.NewInt(9000))
	if err != nil {
		return "", err
	}
	return n.Add(n, big.NewInt(1000)).String(), nil
}
