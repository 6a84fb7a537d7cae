#!/bin/sh
# A meeting about one household from its transcript: who proposed what, where the rules say otherwise and why, what was
# agreed on; then its record and its rule test, and the hand-out of one participant. Run from the checkout's root.
set -e
folder=$(mktemp -d)
trap 'rm -r "$folder"' EXIT
routing conference table examples/kinuta/household-8050.yaml --transcript examples/tabletop.yaml --lang en \
    --record "$folder/record.yaml" --rule-test "$folder/table_test.yaml" \
    --handout "$folder/plat-home.html" --for self_reliance@plat-home 2> "$folder/told"
echo
cat "$folder/record.yaml"
echo
sed -n '/expect:/,$p' "$folder/table_test.yaml"
echo
sed -n 's/.*<h2 id="[^"]*">\(.*\)<\/h2>.*/\1/p' "$folder/plat-home.html"
# the desk records it: the agencies at the table have accepted with that
export ROUTING_DESK_DB="sqlite:///$folder/desk.db"
routing desk open examples/kinuta/household-8050.yaml --now 2026-04-07T10:00 --lang en > "$folder/opened"
echo
routing desk conference kinuta-8050 "$folder/record.yaml" --by support_center@kinuta-anshin --now 2026-04-08T16:00 --lang en
