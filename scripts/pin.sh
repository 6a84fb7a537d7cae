#!/usr/bin/env bash
# Makes requirements/*.txt anew from pyproject.toml: exact versions with the hashes of all their files, no addresses.
# Needs pip-tools, run on Python 3.11, the oldest version supported. Pip's configuration of this machine is not used.
set -euo pipefail
cd "$(dirname "$0")/.."
export PIP_CONFIG_FILE=/dev/null PIP_FIND_LINKS= CUSTOM_COMPILE_COMMAND=scripts/pin.sh
compile=(pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras --no-header --annotation-style=line
         --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-emit-options "$@")
"${compile[@]}" --extra test --extra workshop --extra desk --extra postgres --extra encryption \
    --extra batch --extra dask --extra audit --extra conference \
    --output-file requirements/test.txt pyproject.toml
"${compile[@]}" --constraint requirements/test.txt --output-file requirements/runtime.txt pyproject.toml
"${compile[@]}" --constraint requirements/test.txt --only-build-deps --all-build-deps \
    --output-file requirements/build.txt pyproject.toml
"${compile[@]}" --extra bench --constraint requirements/test.txt --output-file requirements/bench.txt pyproject.toml
# what reads the exports of the audit, in an environment of its own: see scripts/mining.sh
"${compile[@]}" --constraint requirements/test.txt --output-file requirements/mining.txt - <<< pm4py
# the second engine, which is only published as source, and what builds it
"${compile[@]}" --output-file requirements/durable.txt - <<< "durable_rules==2.0.28"
"${compile[@]}" --output-file requirements/durable-build.txt - <<< setuptools
sed -i.old '/^# The following/d; /^$/d' requirements/durable-build.txt && rm requirements/durable-build.txt.old
