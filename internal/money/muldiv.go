package money

import "math/bits"

// mulDiv returns floor(a*w/sum) and the remainder without overflow; a, w >= 0 and w <= sum.
func mulDiv(a, w, sum int64) (quotient, remainder int64) {
	hi, lo := bits.Mul64(uint64(a), uint64(w)) //nolint:gosec // both are non-negative by contract
	q, r := bits.Div64(hi, lo, uint64(sum))    //nolint:gosec // hi < sum because w <= sum
	return int64(q), int64(r)                  //nolint:gosec // q <= a, r < sum
}
