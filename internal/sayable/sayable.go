// Package sayable draws numbers that people say on the phone: random digits and one check digit that catches a slip.
package sayable

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

// Digits draws a number of some digits, the last of which checks the others. It does not begin with zero, and tells nothing about how
// many there are.
func Digits(length int) (string, error) {
	lowest := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(length-2)), nil)
	n, err := rand.Int(rand.Reader, new(big.Int).Mul(lowest, big.NewInt(9)))
	if err != nil {
		return "", err
	}
	digits := n.Add(n, lowest).String()
	return digits + string(check(digits)), nil
}

// Read takes the digits out of a number as people type it, with or without hyphens, dots and spaces, and says whether it has that
// length and its check digit holds.
func Read(typed string, length int) (digits string, ok bool) {
	digits = strings.NewReplacer("-", "", " ", "", ".", "").Replace(typed)
	if len(digits) != length || strings.Trim(digits, "0123456789") != "" {
		return "", false
	}
	return digits, check(digits[:length-1]) == digits[length-1]
}

func check(digits string) byte {
	interim := 0
	for _, d := range digits {
		interim = damm[interim][d-'0']
	}
	return byte('0' + interim)
}
