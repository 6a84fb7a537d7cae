#!/bin/sh
# Installs the engines that `make bench` compares, for one Python, from their pins: scripts/peers.sh PYTHON
# All at once where that goes. Otherwise one by one, and those that have no release for this Python are named in a line:
# the benchmark then goes without them.
set -u
cd "$(dirname "$0")/.."
python=$1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

pip() {
  "$python" -m pip --disable-pip-version-check --quiet --quiet install --require-hashes --no-deps "$@" 2>> "$folder/log"
}

echo "installing the engines to compare with" >&2
pip -r requirements/durable-build.txt
if pip --no-build-isolation -r requirements/bench.txt; then
  exit 0
fi
# a pin is a line without indentation, with its hashes in the lines below
awk -v folder="$folder" '/^[A-Za-z0-9]/ { file = folder "/" substr($1, 1, index($1, "==") - 1) ".txt" } { print > file }' \
  requirements/bench.txt
for pin in "$folder"/*.txt; do
  pip --no-build-isolation -r "$pin" || echo "not installed: $(basename "$pin" .txt) has no release for this Python" >&2
done
