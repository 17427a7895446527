# Needs python3 (3.11 or newer, with venv), pip and make. Everything else is installed into $(VENV) from the hashed locks.
#   make demo    read one seed letter and print its summary
#   make test    the tests                       make check   lint, types, import contracts, tests
#   make bench   the benchmarks                  make lock    resolve the locks again
#   make fuzz    damaged input for MINUTES       make picture draw docs/page.png again
#   make evals   the labelled letters against their gates; reports in build/evals
#   make baseline, make record-evals   after a change for good of the figures, of a prompt or of a label
PYTHON ?= python3
VENV ?= .venv
LOCK ?= requirements/dev.lock
WORKERS ?= 2
SEED := evals/cases/000_2a52b0a2dc210819.txt

MAKEFLAGS += --no-print-directory
BIN := $(VENV)/bin
PY := $(BIN)/python
# Debian's python3 makes an environment without pip where python3-venv is missing; the pip beside it then installs.
PIP = $(shell test -x $(BIN)/pip && echo $(PY) -m pip || echo $(PYTHON) -m pip --python $(PY))
INSTALL = $(PIP) install --quiet --disable-pip-version-check
# The build backend comes from the same locks as the rest, so no second, unpinned download takes place.
EDITABLE = $(INSTALL) --no-deps --no-build-isolation --editable .
DEMO_STAMP := $(VENV)/.installed-demo
DEV_STAMP := $(VENV)/.installed-$(notdir $(LOCK))

.PHONY: demo install test prepare floors check lint types contracts evals baseline record-evals bench record picture fuzz lock clean
.DEFAULT_GOAL := check

demo: $(DEMO_STAMP)
	@$(BIN)/imr-llm summarize $(SEED)

install: $(DEV_STAMP)

# Hypothesis' own `ci` profile: the same examples every time and no deadline, as machines differ; plain pytest explores.
test: prepare $(DEV_STAMP)
	$(PY) -m pytest -n $(WORKERS) -m "not network" --hypothesis-profile=ci

# Chromium and Tesseract for the tests that drive them; what cannot be installed is told, and those tests are left out.
prepare:
	@sh .ci/prepare

# One after the other, also under -j, so that the tests' closing line comes last.
check: $(DEV_STAMP)
	$(MAKE) lint types contracts evals
	$(MAKE) test

floors:
	$(MAKE) test LOCK=requirements/floors.lock VENV=.venv-floors

lint: $(DEV_STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(DEV_STAMP)
	$(BIN)/mypy imr_llm

contracts: $(DEV_STAMP)
	$(BIN)/lint-imports

# The rules alone, then both readers with the second one answered from the cassettes. In GitHub's CI, with annotations.
REPORTS := build/evals
GATES_rules := evals/gates.toml
GATES_replay := evals/gates-replay.toml
ANNOTATED := $(if $(GITHUB_ACTIONS),--format github --output /dev/stdout)
EVAL = $(BIN)/imr-llm eval $(2) --gates $(GATES_$(1)) --baseline evals/baseline-$(1).json $(ANNOTATED) \
  --format html --output $(REPORTS)/$(1).html --format markdown --output $(REPORTS)/$(1).md \
  --format junit --output $(REPORTS)/$(1).xml
evals: $(DEV_STAMP)
	@mkdir -p $(REPORTS)
	$(call EVAL,rules)
	$(call EVAL,replay,--replay)

baseline: $(DEV_STAMP)
	$(BIN)/imr-llm eval --format baseline --output evals/baseline-rules.json
	$(BIN)/imr-llm eval --replay --format baseline --output evals/baseline-replay.json

# The exchanges of evals/cassettes/: the same; the script overwrites no model's.
record-evals: $(DEV_STAMP)
	$(PY) -m tests.evaluation.record $(if $(IMR_LLM_RECORD_BASE_URL),,--script evals/cassettes)

# The exchanges of cassettes/: against a script on the loopback, or the endpoint that IMR_LLM_RECORD_BASE_URL names.
record: $(DEV_STAMP)
	$(PY) -m tests.llm.record

# The picture of the page in README.md and docs/service.md.
picture: $(DEV_STAMP)
	$(PY) -m tests.service.page_site

# Damaged letters, PDFs and pictures for so many minutes; what is found is kept in build/fuzz.
MINUTES ?= 20
fuzz: $(DEV_STAMP)
	$(PY) -m tests.hostile.fuzz --minutes $(MINUTES)

bench: $(DEV_STAMP)
	$(PY) benchmarks/run.py

$(PY):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "imr_llm needs Python 3.11 or newer, and '$(PYTHON)' is not: try 'make PYTHON=python3.13'" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) >/dev/null 2>&1 || $(PYTHON) -m venv --clear --without-pip $(VENV)

# The development locks hold everything that the base locks hold, so an installed $(DEV_STAMP) also serves the demo.
$(DEMO_STAMP): requirements/base.lock requirements/build.lock pyproject.toml | $(PY)
	$(INSTALL) --require-hashes -r requirements/build.lock -r requirements/base.lock
	$(EDITABLE)
	@touch $@

$(DEV_STAMP): $(LOCK) pyproject.toml | $(PY)
	$(INSTALL) --require-hashes -r $(LOCK)
	$(EDITABLE)
	@touch $@ $(DEMO_STAMP)

# Hashed, for Linux and macOS and every Python from 3.11 on. dev.lock is resolved first; the others agree with it, except
# floors.lock, which holds the oldest versions that pyproject.toml allows (`make floors` runs the tests on them).
UV := $(BIN)/uv
COMPILE := $(UV) pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-annotate \
  --no-emit-package imr-llm --custom-compile-command "make lock"
# What users may add, without Ray: it has no wheels for the newest Python.
EXTRAS := --extra pdf --extra scans --extra service --extra parquet
lock: | $(PY)
	$(INSTALL) 'uv>=0.9,<1'
	$(COMPILE) pyproject.toml --extra dev -o requirements/dev.lock
	$(COMPILE) pyproject.toml -c requirements/dev.lock -o requirements/base.lock
	$(COMPILE) pyproject.toml -c requirements/dev.lock $(EXTRAS) -o requirements/service.lock
	echo hatchling | $(COMPILE) - -c requirements/dev.lock -o requirements/build.lock
	$(COMPILE) pyproject.toml $(EXTRAS) --resolution lowest-direct -o requirements/floors.lock
	cp requirements/floors.lock $(VENV)/floors.constraints
	$(COMPILE) pyproject.toml -c $(VENV)/floors.constraints --extra dev -o requirements/floors.lock

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis dist
