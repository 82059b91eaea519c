# Two commands: `make drill` (the main job) and `make test`. Nothing else is needed first.
# Everything goes into ./.venv; no cloud account, no Pulumi CLI, no docker.

PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
RUN_LOG := .venv/install.log
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help drill test lint types bench readme docs reference clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.venv/.ready: pyproject.toml hatch_build.py
	@test -n "$(PYTHON)" || { echo "openline needs Python 3.11 or newer; found none as python3, python3.13, python3.12, python3.11. Say which: make PYTHON=/path/to/python" >&2; exit 2; }
	@echo "setting up .venv with $$($(PYTHON) --version) (about 2 minutes, once; log in $(RUN_LOG))" >&2
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e . > $(RUN_LOG) 2>&1 \
		|| { cat $(RUN_LOG) >&2; echo "installing failed; the lines above say why" >&2; exit 2; }
	@touch $@

.venv/.ready-dev: .venv/.ready
	@echo "adding the test tools to .venv (about a minute, once)" >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]' > $(RUN_LOG) 2>&1 \
		|| { cat $(RUN_LOG) >&2; echo "installing failed; the lines above say why" >&2; exit 2; }
	@touch $@

drill: .venv/.ready ## black out the reference stack's primary region on a virtual clock
	@$(BIN)/openline drill region-outage $(ARGS)

test: .venv/.ready-dev ## run the tests
	@$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder $(ARGS)

lint: .venv/.ready-dev ## format, lint and import contracts
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/lint-imports

types: .venv/.ready-dev ## mypy --strict
	@$(BIN)/mypy

bench: .venv/.ready-dev ## benchmarks into docs/reference/benchmarks.md; make bench ARGS=kernel for one
	@$(BIN)/python -m benchmarks --write $(ARGS)

docs: .venv/.ready-dev ## build the site of docs/ into site/, strictly
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet
	@echo "site/index.html"

reference: .venv/.ready ## write the pages of docs/reference from the code
	@$(BIN)/python -m benchmarks.reference

readme: .venv/.ready-dev ## put into the README what the drill prints
	@$(BIN)/python benchmarks/readme.py
	@$(BIN)/python benchmarks/pictures.py
	@$(BIN)/python benchmarks/report_picture.py

clean: ## remove what the two commands made
	rm -rf .venv runs dist site .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
