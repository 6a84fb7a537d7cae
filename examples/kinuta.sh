#!/bin/sh
# Route the Kinuta cases and print their decisions, in Japanese and one in English. Run from the checkout's root.
set -e
routing route examples/kinuta/*.yaml --lang ja
routing route examples/kinuta/heat.yaml --lang en
