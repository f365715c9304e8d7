# Live Chat: `make run` shows it, `make test` proves it. Everything else serves these two.
PYTHON ?= python3
STAGE ?= dev
PORT ?= 8600
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help install run reset redeploy test check format bench package deploy browser

help: ## say what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: .venv/installed ## make the virtual environment and install into it what is needed

# Only when what is required has changed; the stamp holds what was installed.
.venv/installed: requirements.txt requirements-dev.txt
	@test -x $(BIN)/python || { echo "  Make the virtual environment"; $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Live Chat needs Python 3.11 or newer: make run PYTHON=python3.11")' && $(PYTHON) -m venv .venv; }
	@echo "  Install what is required (a minute or two, once)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

run: .venv/installed ## run everything on this machine; PORT=8600 is the first of three ports
	@exec $(BIN)/python -m infrastructure.run --port $(PORT)

reset: .venv/installed ## forget everything that `make run` keeps
	@$(BIN)/python -m infrastructure.run --reset

redeploy: .venv/installed ## bring changed code and pages to the stack that `make run` runs
	@$(BIN)/python -m infrastructure.run --redeploy

test: .venv/installed browser ## run all tests
	@$(BIN)/python -m pytest -n 3 --dist loadfile

browser:
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || { test "$$(id -u)" = 0 && command -v apt-get >/dev/null && { echo "  Install Chromium"; apt-get update -qq && apt-get install -y -qq chromium >/dev/null; }; } || echo "  Chromium is not installed: the web tests use the browser that Playwright finds."

check: .venv/installed ## check format, lint, types, layers, template, pages and vendored files
	@$(BIN)/python -m infrastructure.check

format: .venv/installed ## format the code
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix --quiet .

bench: .venv/installed ## count AWS calls, units and CPU per journey; writes bench/RESULTS.md
	@$(BIN)/python -m bench

package: .venv/installed ## package the functions and their template: build/STAGE/
	@$(BIN)/python -m infrastructure.package --stage $(STAGE)

deploy: .venv/installed ## deploy to AWS: STAGE=dev or STAGE=prod, YES=1 to be asked nothing
	@$(BIN)/python -m infrastructure.deploy --stage $(STAGE) $(if $(YES),--yes) $(foreach p,$(PARAMETERS),--parameter $(p))
