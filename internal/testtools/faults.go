package testtools

import "os"

// Rounds says how often a fault test injects its fault: the small number in make test, the large one in make faults (LAPAK_FAULTS=all).
func Rounds(small, large int) int {
	if os.Getenv("LAPAK_FAULTS") == "all" {
		return large
	}
	return small
}
