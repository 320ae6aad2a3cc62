package testtools_test

import (
	"os"
	"path/filepath"
	"testing"

	"lapak/internal/testtools"
)

func TestFind(t *testing.T) {
	install := func(t *testing.T, path string) string {
		t.Helper()
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte("#!/bin/sh\n"), 0o755); err != nil {
			t.Fatal(err)
		}
		return path
	}
	// Each place is better than the ones before it.
	cache, onPath := t.TempDir(), t.TempDir()
	t.Setenv("XDG_CACHE_HOME", cache)
	t.Setenv("PATH", onPath)
	t.Setenv("LAPAK_TEST_PROBE_TOOL", "")
	t.Setenv("CI", "")

	t.Run("missing", func(t *testing.T) {
		testtools.Find(t, "probe-tool")
		t.Error("a missing program was found")
	})
	install(t, filepath.Join(cache, "lapak/tools/probe-tool-1.0.0/probe-tool"))
	want := install(t, filepath.Join(cache, "lapak/tools/probe-tool-1.1.0/probe-tool"))
	if got := testtools.Find(t, "probe-tool"); got != want {
		t.Errorf("built: %s", got)
	}
	want = install(t, filepath.Join(onPath, "probe-tool"))
	if got := testtools.Find(t, "probe-tool"); got != want {
		t.Errorf("on PATH: %s", got)
	}
	t.Setenv("LAPAK_TEST_PROBE_TOOL", "/elsewhere")
	if got := testtools.Find(t, "probe-tool"); got != "/elsewhere" {
		t.Errorf("by the variable: %s", got)
	}
}
