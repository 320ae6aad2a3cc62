package orders

import (
	"crypto/rand"
	"math/big"
	"strings"
)

// damm is the quasigroup of H. M. Damm's check digit (2004): it catches every single wrong digit and every swap of neighbours.
var damm = [10][10]int{
	{0, 3, 1, 7, 5, 9, 8, 6, 4, 2},
	{7, 0, 9, 2, 1, 5, 4, 8, 6, 3},
	{4, 2, 0, 6, 8, 7, 1, 3, 5, 9},
	{1, 7, 5, 0, 9, 8, 3, 4, 2, 6},
	{6, 1, 2, 3, 0, 4, 5, 9, 7, 8},
	{3, 6, 7, 4, 2, 0, 9, 5, 8, 1},
	{5, 8, 6, 9, 7, 2, 0, 1, 3, 4},
	{8, 9, 4, 5, 3, 6, 2, 0, 1, 7},
	{9, 4, 3, 8, 6, 1, 7, 2, 0, 5},
	{2, 5, 8, 1, 4, 3, 6, 7, 9, 0},
}

func checkDigit(digits string) byte {
	interim := 0
	for _, d := range digits {
		interim = damm[interim][d-'0']
	}
	return byte('0' + interim)
}

// newNumber draws an order number such as "482-719-3604": nine random digits and one check digit, said in the rhythm of a phone
// number. It is random, so it tells nothing about how much is sold.
func newNumber() (string, error) {
	n, err := rand.Int(rand.Reader, big.NewInt(900_000_000))
	if err != nil {
		return "", err
	}
	digits := n.Add(n, big.NewInt(100_000_000)).String()
	digits += string(checkDigit(digits))
	return format(digits), nil
}

func format(digits string) string { return digits[:3] + "-" + digits[3:6] + "-" + digits[6:] }

// ParseNumber reads a number as people type it, with or without hyphens and spaces, and says whether its check digit holds.
func ParseNumber(typed string) (string, bool) {
	digits := strings.NewReplacer("-", "", " ", "", ".", "").Replace(typed)
	if len(digits) != 10 || strings.Trim(digits, "0123456789") != "" || checkDigit(digits[:9]) != digits[9] {
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
