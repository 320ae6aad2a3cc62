package main

import (
	"fmt"
	"runtime/debug"
)

// version says in one line which build this is.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return versionOf(&debug.BuildInfo{})
	}
	return versionOf(info)
}

// versionOf reads what the go command wrote into the program. A build outside of a clone knows no commit.
func versionOf(info *debug.BuildInfo) string {
	known := map[string]string{"vcs.revision": "unknown", "vcs.time": "unknown"}
	for _, s := range info.Settings {
		known[s.Key] = s.Value
	}
	name := info.Main.Version
	if name == "" {
		name = "(devel)"
	}
	commit := known["vcs.revision"]
	if known["vcs.modified"] == "true" {
		commit += " with changes"
	}
	return fmt.Sprintf("lapak %s, commit %s of %s, %s", name, commit, known["vcs.time"], info.GoVersion)
}
