#!/bin/sh
# Route the cases of Shiki and print their decisions, in Japanese and one in English. Run from the checkout's root.
set -e
routing route examples/shiki/*.yaml --lang ja
routing route examples/shiki/dental.yaml --lang en
