# Every command of the project. `make demo` and `make test` are the two that matter.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= python3
PORT ?= 8000
FILMS ?= 100000
VENV := .venv
BIN := $(VENV)/bin
RUN_STAMP := $(VENV)/.installed-run
DEV_STAMP := $(VENV)/.installed-dev
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input

.PHONY: help demo setup test check lint types contracts migrations words journeys test-slow test-postgres bench bench-large pictures fonts lock ci clean

help: ## List every command.
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | sort | expand -t 18

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(RUN_STAMP): requirements/run.txt pyproject.toml | $(VENV)/bin/python
	$(PIP) --require-hashes -r requirements/run.txt
	$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

$(DEV_STAMP): requirements/dev.txt $(RUN_STAMP)
	$(PIP) --require-hashes -r requirements/dev.txt
	@touch $@

demo: $(RUN_STAMP) ## Fill an empty home with the demo and serve it (PORT=8000).
	@exec $(BIN)/abspann demo --port $(PORT)

setup: $(DEV_STAMP) ## Install everything that the further commands need into .venv.

test: $(DEV_STAMP) ## Run the tests that are quick enough for all day.
	@$(BIN)/python -m pytest -n auto -m "not slow and not journey"

test-slow: $(DEV_STAMP) ## Run the tests that take their time (sockets, power cuts, many pages).
	@$(BIN)/python -m pytest -p no:xdist -m "slow and not journey"

test-postgres: $(DEV_STAMP) ## Run the tests on PostgreSQL (a server of their own, in a temporary folder).
	@tools/with-postgres $(BIN)/python -m pytest -n auto -m "not slow and not journey"
	@tools/with-postgres $(BIN)/python -m pytest -p no:xdist -m "slow and not journey"

journeys: $(DEV_STAMP) ## Play whole stories in a real browser, each ending in an accessibility audit.
	@$(BIN)/python -m pytest -m journey

check: lint types contracts migrations words ## Lint, types, import contracts, migrations, words.

lint: $(DEV_STAMP)
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .

types: $(DEV_STAMP)
	@$(BIN)/mypy

contracts: $(DEV_STAMP)
	@$(BIN)/lint-imports

migrations: $(DEV_STAMP)
	@$(BIN)/python -m django makemigrations --settings abspann.settings --check --dry-run

words: $(DEV_STAMP) ## Collect the sentences of code and templates, compile the German ones, name what is missing.
	@$(BIN)/python tools/words.py --check

bench: $(DEV_STAMP) ## Measure the demo as served to users, beside nginx's file, into bench/results/.
	@tools/need wrk nginx && $(BIN)/python -m bench.run

bench-large: $(DEV_STAMP) ## Measure import, search and pages among FILMS=100000 (or 1000000; KEEP=folder keeps the catalogs).
	@$(BIN)/python -m bench.large --films $(FILMS) $(if $(KEEP),--keep $(KEEP))

pictures: $(DEV_STAMP) ## Renew the pictures in docs/pictures/.
	@tools/need chromium && $(BIN)/python tools/pictures.py

fonts: $(DEV_STAMP) ## Cut the web fonts and bake the poster faces anew from their npm packages.
	@tools/need npm && $(PIP) fonttools brotli uharfbuzz
	@$(BIN)/python tools/fonts.py src/abspann/web/static/fonts
	@$(BIN)/python tools/bake_glyphs.py src/abspann/catalog/poster/glyphs.json.gz

lock: ## Renew requirements/*.txt (needs uv).
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --group build pyproject.toml -o requirements/run.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --group build --group dev pyproject.toml -o requirements/dev.txt

ci: ## What CI runs: everything.
	@.ci/run

clean: ## Remove what the commands made, but no home.
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis
