#!/usr/bin/env bash
# install-debian.sh PACKAGE...: installs the Debian packages whose programs are missing. Knows postgresql and chromium.
set -euo pipefail

present() {
  case $1 in
    postgresql) command -v initdb || compgen -G '/usr/lib/postgresql/*/bin/initdb' ;;
    chromium) command -v chromium || command -v chromium-browser || command -v google-chrome ;;
    *) echo "install-debian.sh: unknown package $1" >&2; exit 2 ;;
  esac >/dev/null
}

missing=()
for package in "$@"; do
  present "$package" || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0

by_hand() { # HOW: ends with what a person does where this script cannot
  echo "Missing: ${missing[*]}. Please install what is missing$1, then run make again." >&2
  exit 1
}
sudo=()
[ "$(id -u)" = 0 ] || sudo=(sudo)
command -v apt-get >/dev/null || by_hand " with your system's own tools"
[ "$(id -u)" = 0 ] || command -v sudo >/dev/null || by_hand " as root (apt-get install -y ${missing[*]})"
echo "Installing ${missing[*]} with apt-get ..."
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! { "${sudo[@]}" apt-get update -qq &&
  "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=300 "${missing[@]}"; } >"$log" 2>&1; then
  cat "$log" >&2
  by_hand " as root (apt-get install -y ${missing[*]})"
fi
echo "Installed ${missing[*]}."
