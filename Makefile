# Needs Python 3.11 or later, make and git; everything else goes into .venv.
PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
COMPILE := $(BIN)/pip-compile --quiet --generate-hashes --strip-extras --allow-unsafe --no-header \
	--no-emit-index-url --no-emit-trusted-host --no-emit-find-links

.DEFAULT_GOAL := help
.PHONY: help install run dev test lint types architecture unit pages specification thorough judges format lock benchmark benchmark-http clean

help: ## what each target does
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Agreement Facts needs Python 3.11 or later")'
	$(PYTHON) -m venv .venv

.venv/run.stamp: requirements.lock pyproject.toml | $(BIN)/python
	$(PIP) install --quiet --no-compile --require-hashes -r requirements.lock
	$(PIP) install --quiet --no-deps --no-build-isolation -e .
	touch $@

.venv/dev.stamp: requirements-dev.lock pyproject.toml | $(BIN)/python
	$(PIP) install --quiet --no-compile --require-hashes -r requirements-dev.lock
	$(PIP) install --quiet --no-deps --no-build-isolation -e .
	touch $@ .venv/run.stamp

install: .venv/run.stamp ## .venv with the product, as locked

run: install ## the service on http://127.0.0.1:8000 (PORT= and HOST= override), seed loaded
	$(BIN)/agreement-facts serve --host $(HOST) --port $(PORT)

dev: .venv/dev.stamp ## .venv with the product and the tools, as locked

test: unit pages specification lint types architecture ## pytest, Schemathesis and other judges, ruff, mypy, import-linter

lint: dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: dev
	$(BIN)/mypy app

architecture: dev
	$(BIN)/lint-imports

PAGES := $(wildcard tests/test_web_*.py) tests/test_embeds.py tests/test_charts.py
JUDGES := tests/test_judges.py tests/test_schemathesis.py

# Schemathesis makes its cases when tests are collected, which every process of `unit` would do again.
unit: dev
	$(BIN)/python -m pytest -n auto -m "not thorough" -p no:schemathesis $(foreach each,$(PAGES) $(JUDGES),--ignore $(each))

# A browser waits much: it is asked beside the rest, by a process of its own.
pages: dev
	$(BIN)/python -m pytest -rs -p no:schemathesis $(PAGES)

specification: dev .venv/judges/python.stamp .venv/judges/node.stamp
	$(BIN)/python -m pytest -rs $(JUDGES)

thorough: dev ## tests that take a minute or more: every filter goes by an index among 100,000 rows
	$(BIN)/python -m pytest -m thorough

# What comes from PyPI and from npm is had while the tools are; what cannot be had is not asked, and says so.
.venv/judges/python.stamp: tests/judges/requirements.txt | $(BIN)/python
	mkdir -p .venv/judges && rm -rf .venv/judges/python
	$(PIP) install --quiet --no-compile --no-deps --target .venv/judges/python -r $< && touch $@ \
		|| { rm -rf .venv/judges/python; echo "Judges from PyPI cannot be had here"; }

.venv/judges/node.stamp: $(wildcard tests/judges/npm/* tests/judges/npm/*/*) | $(BIN)/python
	mkdir -p .venv/judges && cp -R tests/judges/npm/. .venv/judges && rm -rf .venv/judges/node_modules
	cd .venv/judges && npm install --silent --ignore-scripts --no-audit --no-fund --no-package-lock && touch node.stamp \
		|| { rm -rf node_modules; echo "Spectral cannot be had here: there is no npm, or it reaches no registry"; }

judges: dev .venv/judges/python.stamp .venv/judges/node.stamp ## programs of others: Spectral, REDbot, a generated client
	$(BIN)/python -m pytest -rs tests/test_judges.py

format: dev ## ruff's formatting and safe mends
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# The locks do not depend on how pip is set up where they are made.
lock: export PIP_CONFIG_FILE := /dev/null
lock: ## requirements*.lock anew from requirements*.in
	env -u PIP_FIND_LINKS -u PIP_EXTRA_INDEX_URL -u PIP_INDEX_URL \
		$(COMPILE) --build-deps-for=editable --extra=charts --output-file=requirements.lock pyproject.toml
	env -u PIP_FIND_LINKS -u PIP_EXTRA_INDEX_URL -u PIP_INDEX_URL \
		$(COMPILE) --output-file=requirements-dev.lock requirements-dev.in

# The peer has an environment of its own, so that the product's holds nothing that the product does not need.
benchmark: install ## speed of extraction next to a peer, see benchmarks/extraction/README.md
	$(BIN)/python -m venv .venv/benchmark
	.venv/benchmark/bin/python -m pip install --quiet --require-hashes -r requirements.lock
	.venv/benchmark/bin/python -m pip install --quiet -r benchmarks/extraction/requirements.txt
	.venv/benchmark/bin/python -m benchmarks.extraction

# The peers get environments of their own in data/benchmark-http.
benchmark-http: dev ## answers a second next to peers, see benchmarks/http/README.md
	$(BIN)/python -m benchmarks.http --facts 100000 --postgresql

clean: ## removes what was built, not the data
	rm -rf .venv build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
