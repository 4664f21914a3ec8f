# Each target does all its own set-up. Needed: make, git, Python 3.11 or newer; uv where it is there.
# `make help` lists the targets.

MAKEFLAGS += --no-print-directory
BIN := .venv/bin
READY := .venv/.ready
SOURCES := src tests bench
GENERATED := build/generated

.DEFAULT_GOAL := help
.PHONY: help demo test check-all lint fix bench fuzz

help:  ## say what there is
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' $(MAKEFILE_LIST) | column -t -s '|' 2>/dev/null \
	  || grep '##' $(MAKEFILE_LIST)

demo: $(READY)  ## start the reference stack, drive it, check it, and generate what watches it
	@$(BIN)/metrics-check demo
	@echo && echo "what is generated for it:"
	@$(BIN)/metrics-check generate cj-generic-batch-api lps-running \
	  --expectations expectations/huleedu -o $(GENERATED)

# More processes than cores: many tests wait for real servers.
test: lint  ## ruff, mypy and every test, with the coverage that must be held
	@scripts/install-servers
	@$(BIN)/python -m pytest -q --numprocesses=4 --dist=loadfile --no-loadscope-reorder \
	  --cov --cov-report=

check-all:  ## what `test` does, longer, on newer servers, an older Python and in Perses, and `bench`
	@scripts/get-servers
	@scripts/get-perses
	@METRICS_CHECK_LONG=1 $(MAKE) test
	@scripts/test-old-python
	@scripts/grafana-schema --check
	@$(MAKE) bench

lint: $(READY)  ## ruff and mypy
	@$(BIN)/ruff check --quiet $(SOURCES)
	@$(BIN)/ruff format --quiet --check $(SOURCES) \
	  || { echo "the files above are not formatted: make fix" >&2; exit 1; }
	@$(BIN)/mypy --no-error-summary

fix: $(READY)  ## mend what ruff can mend
	@$(BIN)/ruff check --quiet --fix $(SOURCES)
	@$(BIN)/ruff format --quiet $(SOURCES)

bench: $(READY)  ## measure against the aims
	@$(BIN)/python -m bench

fuzz: $(READY)  ## fuzz the reader of expositions, 1,000,000 executions
	@scripts/fuzz

$(READY): pyproject.toml scripts/set-up
	@scripts/set-up .venv
	@touch $(READY)
