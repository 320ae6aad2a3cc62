package main

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

var demoFolder string

func makeDataFolder() (string, error) {
	var err error
	demoFolder, err = os.MkdirTemp("", "lapak-demo")
	if err != nil {
		return "", err
	}
	return demoFolder, os.Chmod(demoFolder, 0o755)
}

// TestMain stops the demo that tests have started, and says so where it does not stop cleanly. As a child of a fault test it is lapak.
func TestMain(m *testing.M) {
	if os.Getenv(runsLapak) != "" {
		main()
		os.Exit(0)
	}
	code := m.Run()
	if demoFolder != "" {
		if demo, err := demoMall(); err == nil {
			if err := demo.stop(); err != nil {
				fmt.Fprintln(os.Stderr, "the demo did not stop cleanly:", err)
				code = 1
			}
		}
		_ = os.RemoveAll(filepath.Clean(demoFolder))
	}
	os.Exit(code)
}
