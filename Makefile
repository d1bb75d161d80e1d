# Every target sets up what it needs: a virtual environment in the checkout, with locked and hashed packages.

PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
ARGS   ?=
FLOOR  ?= 95
N      ?= 10000
DB     ?= sqlite
SEED   ?= 1

.DEFAULT_GOAL := help
.PHONY: help setup sandbox screenshots test coverage check format lock bench soak fuzz crash crash-self-test

help:
	@echo "make sandbox   try the bot in a browser or a terminal, no account needed"
	@echo "make screenshots  take the pictures of the README anew (needs Chromium)"
	@echo "make test      all tests"
	@echo "make coverage  all tests again, and how much of the bot they run; fails under FLOOR percent"
	@echo "make check     format, lint, types"
	@echo "make bench     speed beside bare Bolt (8 minutes); ARGS=moments for the reader of moments"
	@echo "make soak      an hour of mixed load: memory and the slowest acknowledgement"
	@echo "make fuzz      bent requests, new examples and a coverage-guided fuzzer, for some minutes"
	@echo "make crash     kill the bot at every point: N=10000 stories, DB=sqlite or postgresql, SEED=1 (HELP=1 says more)"
	@echo "make crash-self-test  plant five faults in it, and see each caught"
	@echo "make format    mend the format"
	@echo "make lock      resolve the dependencies anew into the lock files"

setup: $(VENV)/.installed

$(VENV)/.installed: requirements.lock tests/requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed. Say which one with: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || \
	  { echo "Python's venv module is missing. On Debian or Ubuntu: apt-get install python3-venv"; exit 1; }
	@echo "Setting up $(VENV) (once, about a minute)..."
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes \
	  -r requirements.lock -r tests/requirements.lock
	@touch $@

sandbox: setup
	@$(BIN)/python -m bot sandbox $(ARGS)

screenshots: setup
	@$(BIN)/python -m tests.sandbox.page.screenshots

test: setup
	@$(BIN)/python -m pytest -n 4 --dist worksteal $(ARGS)

# All tests again under a tracer, which takes twice as long; what runs in processes of its own is not counted.
coverage: setup
	@$(BIN)/python -m pytest -q -n 4 --dist worksteal --timeout 180 --cov --cov-report=term:skip-covered --cov-fail-under=$(FLOOR) $(ARGS)

check: setup
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy

bench: setup
	@$(BIN)/python -m tests.bench $(ARGS)

soak: setup
	@$(BIN)/python -m tests.bench soak $(ARGS)

# The time goes to properties with new examples, to the coverage-guided fuzzer, and to a million bent requests.
FUZZ_SECONDS ?= 120

fuzz: setup
	@$(BIN)/python -m tests.fuzz.flood
	@ends=$$(($$(date +%s) + $(FUZZ_SECONDS))); while [ $$(date +%s) -lt $$ends ]; do \
	  HYPOTHESIS_PROFILE=fuzz $(BIN)/python -m pytest -q -n 2 -m hypothesis --timeout 1200 || exit 1; done
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r tests/fuzz/requirements.lock \
	  || { echo "atheris has no wheel for this Python or machine: the coverage-guided part is left out."; exit 0; }
	@if $(BIN)/python -c 'import atheris' 2>/dev/null; then $(BIN)/python -m tests.fuzz.guided $(FUZZ_SECONDS); fi

crash: setup
	@$(BIN)/python -m tests.crash $(if $(HELP),--help,--until $(N) --database $(DB) --seed $(SEED) $(ARGS))

crash-self-test: setup
	@$(BIN)/python -m tests.crash --self-test $(ARGS)

format: setup
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

# pip takes a hashed requirement's extra for another package, and would look for a later one than the lock's: extras are kept.
LOCK := pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-strip-extras \
  --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock"

lock: setup
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	@$(BIN)/uv $(LOCK) -o requirements.lock pyproject.toml
	@$(BIN)/uv $(LOCK) -c requirements.lock --group dev -o tests/requirements.lock
	@$(BIN)/uv $(LOCK) -o tests/fuzz/requirements.lock tests/fuzz/requirements.in
