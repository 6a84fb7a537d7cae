#!/bin/sh
# The Ube cases, in Japanese and one in English, and a part of the list of offices. Run from the checkout's root.
set -e
routing route examples/ube/*.yaml --lang ja
routing route examples/ube/discharge.yaml --lang en
routing rules offices ube --kind support_center
