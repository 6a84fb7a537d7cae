#!/bin/sh
# The Okayama cases, in Japanese and one in English, and a part of the table of agencies. Run from the checkout's root.
set -e
cd examples/okayama
routing route sheet.yaml no-agreement.yaml after-review.yaml eleven-agencies.yaml hard-discharge.yaml home-doctor.yaml --lang ja
routing route sheet.yaml --lang en
routing rules offices okayama --kind discharge_desk
routing rules offices okayama --kind backup_team --on 2026-04-01
routing rules offices okayama --kind support_center --format csv
