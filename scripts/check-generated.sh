#!/usr/bin/env bash
# check-generated.sh: fails when a *_templ.go is not what its .templ file makes. It leaves the right ones in place.
set -euo pipefail

sums() { find . -name '*_templ.go' -exec sha256sum {} + | sort; }

before=$(sums)
go tool templ generate -log-level error
after=$(sums)
if [ "$before" != "$after" ]; then
  echo "Generated code was not up to date; now it is. Commit:" >&2
  diff <(echo "$before") <(echo "$after") | awk '/^>/ { print "  " $3 }' >&2
  exit 1
fi
