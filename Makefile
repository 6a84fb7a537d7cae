# Two commands to know: `make demo` and `make test`. Both make .venv first, from pinned, hashed requirements.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
OUT    ?= out
# pm4py, which is AGPL, has an environment of its own: it is run to read exports, and never imported
MINING ?= .venv-mining
export MINING
CORES  ?= 2
# `--required`: it is an error where durable_rules cannot be built although there is a C compiler
DURABLE ?=
# what the benchmark is told, such as `--quick`, or `--only clipspy`
BENCH ?=
# the width of the cards that demo prints and writes
COLUMNS ?= 100
export COLUMNS

PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet --quiet install
CASES := $(sort $(wildcard examples/kinuta/*.yaml))

.DEFAULT_GOAL := help
# two installations into one environment at a time would get into each other's way
.NOTPARALLEL:
.PHONY: help demo test soak lint format bench peers mining durable python clean

help: ## show this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 16

demo: durable ## route the Kinuta cases, print the decisions, write a report with pictures to out/
	@mkdir -p $(OUT)
	@$(BIN)/routing route $(CASES) --lang ja > $(OUT)/kinuta.ja.txt
	@$(BIN)/routing route $(CASES) --lang en > $(OUT)/kinuta.txt
	@$(BIN)/routing route $(CASES) --format json > $(OUT)/kinuta.jsonl
	@$(BIN)/routing route $(CASES) --format html --lang ja > $(OUT)/kinuta.ja.html
	@$(BIN)/routing route $(CASES) --format html --lang en > $(OUT)/kinuta.html
	@cat $(OUT)/kinuta.ja.txt $(OUT)/kinuta.txt
	@echo "written: $(OUT)/kinuta.ja.txt $(OUT)/kinuta.txt $(OUT)/kinuta.jsonl"
	@echo "to read in a browser, or to print: $(OUT)/kinuta.ja.html $(OUT)/kinuta.html"

test: lint durable ## lint, types, the test suite with coverage and its floors
	@rm -f .coverage .coverage.*
	$(BIN)/python -m pytest -n $(CORES) --dist worksteal --cov --cov-report=term --cov-report=json:$(OUT)/coverage.json
	$(BIN)/python scripts/coverage_floors.py $(OUT)/coverage.json

soak: $(VENV)/.test durable mining ## the bulk and slow tests, without coverage
	$(BIN)/python -m pytest -m soak -n $(CORES) -rA --tb=short

lint: $(VENV)/.test ## ruff and mypy
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(VENV)/.test ## let ruff mend and format the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

peers: $(VENV)/.bench # the engines that the benchmarks compare

mining: | $(VENV)/bin/python # reads the exports of the audit; one line where it cannot be installed
	@scripts/mining.sh $(BIN)/python $(MINING)

bench: $(VENV)/.test peers durable ## measure this project beside other engines; BENCH=--quick for a look
	$(BIN)/python -m benchmarks.run $(BENCH)

clean: ## remove what the other targets made
	rm -rf $(VENV) $(MINING) $(OUT) dist build .coverage .coverage.* .pytest_cache .ruff_cache .mypy_cache .hypothesis

durable: $(VENV)/.runtime # the second engine, where there is a C compiler; one line where there is none
	@scripts/durable.sh $(BIN)/python $(DURABLE)

python: # refuses an interpreter that is too old, or has no venv, in one line
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' || \
	  { echo "make: $(PYTHON) is not Python 3.11 to 3.14; name one that is, such as: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' || \
	  { echo "make: $(PYTHON) has no venv module; install it (on Debian and Ubuntu: the package python3-venv)" >&2; exit 1; }

# The stamps are older than a requirement file that changed, so that a pull installs what it brings.
$(VENV)/bin/python: | python
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.runtime: requirements/runtime.txt requirements/build.txt pyproject.toml | $(VENV)/bin/python
	@echo "installing the pinned requirements into $(VENV)" >&2
	@$(PIP) --require-hashes -r requirements/runtime.txt -r requirements/build.txt
	@$(PIP) --no-deps --no-build-isolation --no-index -e .
	@touch $@

$(VENV)/.test: requirements/test.txt $(VENV)/.runtime
	@$(PIP) --require-hashes -r requirements/test.txt
	@touch $@

$(VENV)/.bench: requirements/bench.txt $(VENV)/.test
	@scripts/peers.sh $(BIN)/python
	@touch $@
