package main

import (
	"os"
	"os/exec"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"
)

func TestTheVersionNamesTheBuild(t *testing.T) {
	t.Parallel()
	built := debug.BuildInfo{GoVersion: "go1.26.8", Main: debug.Module{Version: "v1.2.0"}, Settings: []debug.BuildSetting{
		{Key: "vcs.revision", Value: "0123abc"}, {Key: "vcs.time", Value: "2026-11-22T10:00:00Z"}, {Key: "vcs.modified", Value: "false"},
	}}
	changed := built
	changed.Settings = append([]debug.BuildSetting{{Key: "vcs.modified", Value: "true"}}, built.Settings[:2]...)
	for _, c := range []struct {
		info debug.BuildInfo
		want string
	}{
		{built, "lapak v1.2.0, commit 0123abc of 2026-11-22T10:00:00Z, go1.26.8"},
		{changed, "lapak v1.2.0, commit 0123abc with changes of 2026-11-22T10:00:00Z, go1.26.8"},
		{debug.BuildInfo{GoVersion: "go1.26.8"}, "lapak (devel), commit unknown of unknown, go1.26.8"},
	} {
		if got := versionOf(&c.info); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}

func TestVersionIsPrintedAndEnds(t *testing.T) {
	t.Parallel()
	command := exec.CommandContext(t.Context(), os.Args[0], "--version")
	command.Env = append(os.Environ(), runsLapak+"=1")
	out, err := command.Output()
	if err != nil || !strings.HasPrefix(string(out), "lapak ") || !strings.Contains(string(out), runtime.Version()) || strings.Count(string(out), "\n") != 1 {
		t.Errorf("%q %v", out, err)
	}
}
