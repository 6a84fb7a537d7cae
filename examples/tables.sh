#!/bin/sh
# A town that keeps its desks in a sheet: test it, see what it leaves open, route a case, see it as a rule file.
# Run from the checkout's root.
set -e
routing rules test examples/tables/town --lang en
routing rules convert examples/tables/town/desks.table.csv --check || echo "the sheet has gaps"
routing route examples/tables/withdrawn.yaml --rulebook examples/tables/town --lang ja
routing rules convert examples/tables/town/desks.table.csv
