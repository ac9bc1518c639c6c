# Each target sets up what it needs in .venv; a machine with Python 3.10 or newer and git is enough.
#   make demo                        see what the linter says
#   make test                        run the tests
#   make docs                        write again what is generated in the documents
#   make test PYTHON=python3.12      the same with another Python (for a new .venv)
PYTHON ?= python3
ifeq ($(OS),Windows_NT)
BIN := .venv/Scripts
else
BIN := .venv/bin
endif
PIP := $(BIN)/python -m pip --disable-pip-version-check

.PHONY: demo test docs

demo: .venv/installed
	$(BIN)/modsquad-lint check --fail-on never sample_tasks/bad_practice/file_paths.tasks.json sample_tasks/bad_practice/dependency_order.tasks.json sample_tasks/bad_practice/main_py_before.tasks.json
	$(BIN)/modsquad-lint plan sample_tasks/example_4/tasks.json

test: .venv/installed-test
	$(BIN)/python -m pytest -n auto

docs: .venv/installed
	$(BIN)/python docs/generate.py

.venv/installed: pyproject.toml | .venv
	$(PIP) install --quiet --editable .
	@touch $@

.venv/installed-test: pyproject.toml | .venv
	$(PIP) install --quiet --editable '.[test]'
	@touch $@ .venv/installed

# A .venv that someone else made, or that was left half made, is completed.
.PHONY: .venv
.venv:
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || { \
	  $(PYTHON) -c 'import sys; sys.exit("Python 3.10 or newer is needed: make PYTHON=..." if sys.version_info < (3, 10) else 0)' \
	  && $(PYTHON) -m venv .venv; }
