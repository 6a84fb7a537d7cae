#!/bin/sh
# Installs pm4py from its pins into an environment of its own: scripts/mining.sh PYTHON FOLDER
# pm4py reads the exports of the audit in `make soak`. It is AGPL-3.0, and this library is not: so it is no dependency of
# anything here, is never imported by this library or its tests, and runs as a program of its own.
# Where it cannot be installed, that is said in one line, and the test that needs it is skipped.
set -u
cd "$(dirname "$0")/.."
python=$1
folder=$2
pins=requirements/mining.txt

if cmp -s "$pins" "$folder/pins.txt"; then
  exit 0
fi
echo "installing pm4py into $folder" >&2
log=$(mktemp) || exit 1
trap 'rm -f "$log"' EXIT
if "$python" -m venv --clear "$folder" > "$log" 2>&1 &&
  "$folder/bin/python" -m pip --disable-pip-version-check --quiet install --require-hashes --no-deps --only-binary :all: \
    -r "$pins" >> "$log" 2>&1; then
  cp "$pins" "$folder/pins.txt"
else
  rm -rf "$folder"
  reason=$(grep -iE 'error: ' "$log" | head -n 1 | cut -c 1-200)
  echo "pm4py is not installed: the exports are not read by it (${reason:-no reason given})" >&2
fi
