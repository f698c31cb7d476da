# Everything that is done here often. `make help` lists it; each target sets up what it needs in .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DEPARTMENTS ?= 10000
COURSES ?= 10000
RUNTIME := $(VENV)/.runtime
DEVELOPMENT := $(VENV)/.development
# A third of the tests' time is waiting, for a browser, a database or a process.
WORKERS := $(shell $(PYTHON) -c 'import os; print(max(2, (os.cpu_count() or 1) * 3 // 2))' 2>/dev/null || echo auto)
LOCK := uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-emit-index-url \
	--no-emit-find-links --no-header --no-annotate

.PHONY: help demo run doctor test check unit format bench soak requirements pictures browser office

help: ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 22

demo: $(RUNTIME) ## a made-up municipality in the browser, with the bot in it (PORT=8080)
	@$(BIN)/python -m sandbox

run: $(RUNTIME) ## the bot with the settings in .env
	@$(BIN)/python -m bot run

doctor: $(RUNTIME) ## look at everything the bot needs, and say what is to be mended
	@$(BIN)/python -m bot doctor

test: $(DEVELOPMENT) browser office ## all tests, PostgreSQL, a real browser and LibreOffice included
	@COURSES=$(COURSES) $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal

soak: $(DEVELOPMENT) ## the attacks on releases, on ten thousand departments (DEPARTMENTS=10000)
	@DEPARTMENTS=$(DEPARTMENTS) $(BIN)/python -m pytest -n auto --timeout=0 tests/attacks/test_release_*.py

check: $(DEVELOPMENT) ## the fast gate: format, lint, types, import contracts, unit tests
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -m pytest -q -n auto -m "not libreoffice" tests/domain tests/messages

format: $(DEVELOPMENT) ## write the code in the one format
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

pictures: $(DEVELOPMENT) browser ## take the README's pictures anew, from the running page
	@$(BIN)/python -m tests.browser.pictures

bench: $(DEVELOPMENT) ## measure against bare Bolt, in one run
	@$(BIN)/python -m bench

browser:
	@.ci/browser

office:
	@.ci/office

requirements: $(DEVELOPMENT) ## pin the dependencies anew, with hashes
	cd requirements && ../$(BIN)/$(LOCK) runtime.in -o runtime.txt
	cd requirements && ../$(BIN)/$(LOCK) development.in -o development.txt

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Anker needs Python 3.11 or newer. Name one with: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) \
		|| { echo "Python's venv module is missing. On Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }

$(RUNTIME): requirements/runtime.txt | $(VENV)/bin/python
	@echo "Installing what Anker needs into $(VENV) (once) …"
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements/runtime.txt
	@touch $@

$(DEVELOPMENT): requirements/development.txt $(RUNTIME)
	@echo "Installing what the tests need into $(VENV) (once) …"
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements/development.txt
	@touch $@
