# Each target sets up what it needs in .venv; a machine with Python 3.10 or newer and git is enough.
#   make demo                        see what the linter says
#   make test                        run the tests; EXAMPLES=20 tries more examples of each property
#   make docs                        write again what is generated in the documents
#   make test-lowest                 run them with every dependency in its lowest version
#   make bench                       measure how long runs take, each against a yardstick
#   make fuzz                        look for texts that break it, for an hour each kind
#   make test PYTHON=python3.12      the same with another Python (for a new .venv)
PYTHON ?= python3
ifeq ($(OS),Windows_NT)
BIN := .venv/Scripts
else
BIN := .venv/bin
endif
PIP := $(BIN)/python -m pip --disable-pip-version-check

.PHONY: demo test test-lowest bench fuzz docs

demo: .venv/installed
	@echo "A plan that is fine, as it is predicted:"; echo
	$(BIN)/modsquad-lint plan sample_tasks/example_5/tasks.json
	@echo; echo "Mistakes in a tasks file, each with what to do:"; echo
	$(BIN)/modsquad-lint check --fail-on never sample_tasks/bad_on_purpose/file_paths.tasks.json sample_tasks/bad_on_purpose/dependency_order.tasks.json
	@echo; echo "A plan of spec-kit that claims more than it can keep:"; echo
	$(BIN)/modsquad-lint check --fail-on never sample_tasks/spec-kit

test: .venv/installed-test
	EXAMPLES=$(EXAMPLES) $(BIN)/python -m pytest -n auto

bench: .venv/installed-test
	$(BIN)/python tests/bench/bench.py $(BENCH)

docs: .venv/installed
	$(BIN)/python docs/generate.py

test-lowest: .venvs/lowest
	.venvs/lowest/bin/python -m pytest -n auto -m 'not network' -p no:cacheprovider

EXAMPLES ?= 1
FUZZ_TARGETS ?= json yaml agreement markdown guard program
FUZZ_OPTIONS ?= -max_total_time=3600
fuzz: .venv/installed
	$(PIP) install --quiet --only-binary :all: atheris
	for target in $(FUZZ_TARGETS); do \
	  PYTHONPATH=tests $(BIN)/python -m fuzz.run $$target $(FUZZ_OPTIONS) -timeout=30 -verbosity=0 -artifact_prefix=tests/fuzz/corpus/$$target/ || exit 1; \
	done

# What the tests need first: some of it asks for newer versions of the same packages.
.venvs/lowest: pyproject.toml .ci/lowest
	rm -rf $@ && $(PYTHON) -m venv $@
	$@/bin/python -m pip --disable-pip-version-check install --quiet --editable '.[test]'
	$@/bin/python .ci/lowest >$@/requirements.txt
	$@/bin/python -m pip --disable-pip-version-check install --quiet --no-deps -r $@/requirements.txt

.venv/installed: pyproject.toml | .venv
	@echo "installing modsquad-lint into .venv, which takes some seconds"
	$(PIP) install --quiet --editable .
	@touch $@

.venv/installed-test: pyproject.toml | .venv
	@echo "installing modsquad-lint and what its tests need into .venv, which takes up to a minute"
	$(PIP) install --quiet --editable '.[test]'
	@touch $@ .venv/installed

# A .venv that someone else made, or that was left half made, is completed.
.PHONY: .venv
.venv:
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || { \
	  $(PYTHON) -c 'import sys; sys.exit("Python 3.10 or newer is needed: make PYTHON=..." if sys.version_info < (3, 10) else 0)' \
	  && $(PYTHON) -m venv .venv; }
