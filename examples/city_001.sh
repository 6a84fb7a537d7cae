#!/bin/sh
# Route cases of city 001, scene by scene, and print their decisions, in Japanese and one in English. Run from the checkout's root.
set -e
cases=examples/city_001
routing route $cases/everyday.yaml $cases/admitted.yaml $cases/discharge.yaml $cases/resident-calls.yaml --lang ja
routing route $cases/sudden-change.yaml $cases/sudden-change-unknown.yaml $cases/last-days.yaml $cases/notebook.yaml --lang ja
routing route $cases/sudden-change.yaml --lang en
