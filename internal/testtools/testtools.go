// Package testtools finds the outside programs that tests run: MinIO, stripe-mock, chromium.
package testtools

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// aliases are the names under which other systems install a program.
var aliases = map[string][]string{"chromium": {"chromium-browser", "google-chrome"}}

// Find returns the path of a program: what LAPAK_TEST_<NAME> says, else the one on PATH, else the one that make test has built.
// Without it the test is skipped, or fails when CI=true.
func Find(t testing.TB, name string) string {
	t.Helper()
	variable := "LAPAK_TEST_" + strings.ToUpper(strings.ReplaceAll(name, "-", "_"))
	if path := os.Getenv(variable); path != "" {
		return path
	}
	for _, candidate := range append([]string{name}, aliases[name]...) {
		if path, err := exec.LookPath(candidate); err == nil {
			return path
		}
	}
	if path := built(name); path != "" {
		return path
	}
	if os.Getenv("CI") == "true" {
		t.Fatalf("%s is missing: make test installs it, or set %s", name, variable)
	}
	t.Skipf("%s is missing: make test installs it, or set %s", name, variable)
	return ""
}

// built is the last version in the folder where the Makefile keeps its tools.
func built(name string) string {
	cache, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	paths, _ := filepath.Glob(filepath.Join(cache, "lapak", "tools", name+"-[0-9]*", name)) // the pattern is sound: no error
	if len(paths) == 0 {
		return ""
	}
	return paths[len(paths)-1]
}
