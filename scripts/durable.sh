#!/bin/sh
# Installs durable_rules, the second engine, for one Python, from its pinned source: scripts/durable.sh PYTHON [--required]
# Where there is no C compiler, or the build fails, that is said in one line and all else goes on: without it, decisions
# are not cross-checked. With --required a build that fails is an error, and only a missing compiler is not.
set -u
cd "$(dirname "$0")/.."
python=$1
required=${2-}
log=
trap '[ -z "$log" ] || rm -f "$log"' EXIT

ready() {
  "$python" -c 'from routing.engines.durable import installed; raise SystemExit(installed() is None)' 2>/dev/null
}

compiler() {
  "$python" -c 'import os, shutil, sysconfig
command = (os.environ.get("CC") or sysconfig.get_config_var("CC") or "cc").split()
raise SystemExit(shutil.which(command[0]) is None)'
}

pip() {
  "$python" -m pip --disable-pip-version-check install --require-hashes --no-deps "$@" >> "$log" 2>&1
}

build() {
  pip -r requirements/durable-build.txt &&
    # newer C compilers and Python 3.13 know the old name of this function no more
    CPPFLAGS="-DPyEval_CallObject=PyObject_CallObject ${CPPFLAGS-}" \
      pip --no-binary :all: --no-build-isolation -r requirements/durable.txt &&
    ready
}

if ready; then
  exit 0
elif ! compiler; then
  echo "durable_rules is not installed, because there is no C compiler: decisions are not cross-checked" >&2
elif ! log=$(mktemp 2>/dev/null); then
  echo "durable_rules is not installed, because temporary files cannot be made: decisions are not cross-checked" >&2
  [ "$required" != --required ] || exit 1
elif build; then
  echo "installed durable_rules, which cross-checks decisions" >&2
else
  reason=$(grep -iE 'error: ' "$log" | grep -v subprocess | head -n 1 | sed 's/^ *//' | cut -c 1-200)
  echo "durable_rules is not installed, because its build failed: decisions are not cross-checked (${reason:-no reason given})" >&2
  [ "$required" != --required ] || exit 1
fi
