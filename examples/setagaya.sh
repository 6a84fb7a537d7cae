#!/bin/sh
# Route cases that show the systems of Setagaya's counter and print their decisions. Run from the checkout's root.
set -e
cd examples/setagaya
routing route panel.yaml care-meeting.yaml issue-goes-up.yaml three-agencies.yaml two-reports.yaml pilot-2015.yaml --lang ja
routing route mother-unwell.yaml found-early.yaml hardship.yaml --lang en
