package testtools

import "os"

// Rounds says how often a fault test injects its fault: the small number in make test, the large one in make faults (LAPAK_FAULTS=all).
func Rounds(small, large int) int {
	if os.Getenv("LAPAK_FAULTS") == "all" {
		return large
	}
	return small
}

// Permutation is the nth (from 0) of all orders of the numbers below size.
func Permutation(n, size int) []int {
	rest := make([]int, size)
	for i := range rest {
		rest[i] = i
	}
	var out []int
	for len(rest) > 0 {
		i := n % len(rest)
		n /= len(rest)
		out = append(out, rest[i])
		rest = append(rest[:i], rest[i+1:]...)
	}
	return out
}
