package main

import (
	"os"
	"runtime/debug"
)

// The collector runs when the heap has tripled, not doubled: a request's garbage is then cleared by half as many runs. As the process
// nears softLimit it runs as often as it must, so that the resident memory stays under 100 MB on a small machine.
const (
	heapGrowth = 200      // percent; Go's own is 100
	softLimit  = 56 << 20 // bytes of everything that Go holds
)

// tuneMemory leaves what the operator has set by GOGC and GOMEMLIMIT.
func tuneMemory() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(heapGrowth)
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(softLimit)
	}
}
