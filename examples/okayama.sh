#!/bin/sh
# The Okayama cases, in Japanese and one in English, and a part of the table of agencies. Run from the checkout's root.
set -e
for case in sheet no-agreement after-review eleven-agencies hard-discharge home-doctor; do
    routing route examples/okayama/$case.yaml --lang ja
done
routing route examples/okayama/sheet.yaml --lang en
routing rules offices okayama --kind discharge_desk
routing rules offices okayama --kind backup_team --on 2026-04-01
routing rules offices okayama --kind support_center --format csv
