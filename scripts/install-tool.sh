#!/usr/bin/env bash
# install-tool.sh FOLDER PACKAGE@VERSION: builds a Go program from source into FOLDER, once. Prints how long it took.
set -euo pipefail

folder=$1 package=$2
name=$(basename "$folder")
echo "Building $name from source, once ..."
start=$SECONDS
mkdir -p "$folder"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# In a folder without go.mod: the program's own module decides, not ours.
if ! (cd "$folder" && CGO_ENABLED=0 GOFLAGS="" GOWORK=off GOBIN="$folder" go install -trimpath "$package") >"$log" 2>&1; then
  tail -n 40 "$log" >&2
  exit 1
fi
echo "Built $name in $((SECONDS - start)) s."
