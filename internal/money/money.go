// Package money counts amounts as integers of the smallest unit that circulates: rupiah for IDR, cents for USD. Never a float.
package money

import (
	"errors"
	"strconv"
	"strings"
)

// IDR is the currency of the mall's own shops; its amounts are whole rupiah.
const IDR = "IDR"

// JPY has no smaller unit either.
const JPY = "JPY"

// Max is the largest amount that any input may name, in the smallest unit: far above real trade, far below overflow of sums.
const Max int64 = 1_000_000_000_000

// ErrOverflow says that a sum or product left the range of Max.
var ErrOverflow = errors.New("money: amount out of range")

// Times multiplies a unit price by a quantity. It returns ErrOverflow outside 0..Max.
func Times(unit int64, quantity int) (int64, error) {
	if unit < 0 || quantity < 0 || unit > Max {
		return 0, ErrOverflow
	}
	if quantity != 0 && unit > Max/int64(quantity) {
		return 0, ErrOverflow
	}
	return unit * int64(quantity), nil
}

// Sum adds amounts. It returns ErrOverflow where the total leaves -Max..Max.
func Sum(amounts ...int64) (int64, error) {
	var total int64
	for _, a := range amounts {
		if a > Max || a < -Max {
			return 0, ErrOverflow
		}
		total += a
		if total > Max || total < -Max {
			return 0, ErrOverflow
		}
	}
	return total, nil
}

// Split divides a total by weights so that the parts sum to it exactly: floors first, then one unit each to the largest
// remainders, the earlier part first among equals. Weights that sum to zero give everything to the first part.
func Split(total int64, weights []int64) []int64 {
	parts := make([]int64, len(weights))
	if len(weights) == 0 {
		return parts
	}
	var sum int64
	for _, w := range weights {
		sum += w
	}
	if sum == 0 {
		parts[0] = total
		return parts
	}
	remainders := make([]int64, len(weights))
	left := total
	for i, w := range weights {
		hi, lo := mulDiv(total, w, sum)
		parts[i], remainders[i] = hi, lo
		left -= hi
	}
	for ; left > 0; left-- {
		best := 0
		for i := range remainders {
			if remainders[i] > remainders[best] {
				best = i
			}
		}
		parts[best]++
		remainders[best] = -1
	}
	return parts
}

// Format writes an amount as people here read it: "Rp 52.000", "US$ 12.50" ("US$ 12,50" in Indonesian).
func Format(amount int64, currency, language string) string {
	sign := ""
	if amount < 0 {
		sign, amount = "-", -amount
	}
	if currency == IDR {
		return sign + "Rp\u00a0" + group(strconv.FormatInt(amount, 10), ".")
	}
	thousands, decimal := ",", "."
	if language == "id" {
		thousands, decimal = ".", ","
	}
	symbol := currency
	if currency == "USD" {
		symbol = "US$"
	}
	if currency == JPY {
		return sign + symbol + "\u00a0" + group(strconv.FormatInt(amount, 10), thousands)
	}
	cents := strconv.FormatInt(amount%100, 10)
	if len(cents) < 2 {
		cents = "0" + cents
	}
	return sign + symbol + "\u00a0" + group(strconv.FormatInt(amount/100, 10), thousands) + decimal + cents
}

func group(digits, separator string) string {
	var b strings.Builder
	for i, d := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteString(separator)
		}
		b.WriteRune(d)
	}
	return b.String()
}
