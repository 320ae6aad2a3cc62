#!/usr/bin/env bash
# audit.sh [PART...]: starts bin/lapak's small demo and looks at it from outside, part by part: openapi, client, keyboard, tasks,
# axe, lighthouse. Without a name: all. Exits 1 if any part found something; each says what.
# The programs come from npm at the versions of audit/package-lock.json and are kept outside the clone.
set -euo pipefail
cd "$(dirname "$0")/.."

fail() { echo "audit: $*" >&2; exit 1; }
command -v node >/dev/null && command -v npm >/dev/null || fail "needs Node 20.19 or later with npm"
LAPAK_CHROMIUM=$(command -v chromium || command -v chromium-browser || command -v google-chrome) || fail "needs chromium"
export LAPAK_CHROMIUM

cache=${XDG_CACHE_HOME:-$HOME/.cache}/lapak/audit-$(sha256sum scripts/audit/package-lock.json | cut -c1-12)
if [ ! -e "$cache/complete" ]; then
  echo "Installing the audit's programs into $cache, once ..."
  mkdir -p "$cache"
  cp scripts/audit/package.json scripts/audit/package-lock.json "$cache"
  npm ci --prefix "$cache" --ignore-scripts --no-audit --no-fund --loglevel=error
  touch "$cache/complete"
fi

work=$(mktemp -d)
chmod 755 "$work" # the database runs as another user when root starts it
demo=
finish() {
  if [ -n "$demo" ]; then
    kill "$demo" 2>/dev/null || true
    wait "$demo" 2>/dev/null || true
  fi
  rm -rf "$work"
}
trap finish EXIT
trap 'exit 130' INT TERM
cp -r scripts/audit "$work/audit"
ln -s "$cache/node_modules" "$work/audit/node_modules"

free_port() { node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })'; }
port=$(free_port)
export LAPAK_BASE=http://localhost:$port
bin/lapak demo --small --addr "localhost:$port" --data "$work/data" >"$work/demo.log" 2>&1 &
demo=$!
for _ in $(seq 240); do
  curl -sf "$LAPAK_BASE/readyz" >/dev/null && break
  kill -0 "$demo" 2>/dev/null || break
  sleep 0.5
done
curl -sf "$LAPAK_BASE/readyz" >/dev/null || { tail -n 30 "$work/demo.log" >&2; fail "the demo did not start"; }

cd "$work/audit"
tool() { local name=$1; shift; "node_modules/.bin/$name" "$@"; }
document() { curl -sf "$LAPAK_BASE/api/v1/openapi.json" -o openapi.json; }

openapi() { # the document is valid OpenAPI 3.1
  document
  node -e 'if (!require("./openapi.json").openapi.startsWith("3.1.")) { console.error("not OpenAPI 3.1"); process.exit(1) }'
  REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true tool redocly lint openapi.json --config redocly.yaml 2>&1
}
client() { # a TypeScript client made from it type-checks, with a program that buys, and the program buys
  document
  tool openapi-typescript openapi.json -o schema.d.ts
  tool tsc
  node built/purchase.js
}
keyboard() { node keyboard.mjs; }     # a purchase without a mouse
tasks() { node tasks.mjs; }           # fifteen errands on a phone, with their taps and seconds
axe() { node axe.mjs; }               # no barrier on any main page
calendar() { node calendar.mjs; }     # the iCalendar files parse without a warning
lighthouse() { node lighthouse.mjs; } # the scores on a phone

missed=()
[ $# -gt 0 ] || set -- openapi client keyboard tasks calendar axe lighthouse
for part in "$@"; do
  printf '\n== %s ==\n' "$part"
  start=$SECONDS
  set +e
  (set -e; "$part") # not as a condition, where -e would not hold
  outcome=$?
  set -e
  if [ $outcome = 0 ]; then
    echo "$part: passed in $((SECONDS - start)) s"
  else
    echo "$part: MISSED after $((SECONDS - start)) s" >&2
    missed+=("$part")
  fi
done
printf '\n'
[ ${#missed[@]} -eq 0 ] || fail "missed: ${missed[*]}"
echo "audit: all passed ($*)"
