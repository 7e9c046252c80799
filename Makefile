# One door to everything a developer does. `make run` and `make test` work on a fresh machine.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

BIN := .venv/bin
STAMP := .venv/.complete
TEST_STAMP := .venv/.complete-for-tests

.PHONY: help setup run test torture check audit bench package try-package try-installer lock clean

help: ## list the targets
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/'

$(STAMP): requirements.lock pyproject.toml packaging/set_up.sh
	bash packaging/set_up.sh
	touch $(STAMP)

$(TEST_STAMP): $(STAMP)
	bash packaging/set_up.sh --tests
	touch $(TEST_STAMP)

setup: $(STAMP) ## system packages, virtual environment, locked dependencies

run: setup ## the demo event: in the window, or played without one
	bash packaging/run_demo.sh

test: $(TEST_STAMP) ## every test, with the programs they start for real
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest -n 2

torture: setup ## simulated power cuts, kills, flipped bits and sites, in full (minutes)
	RAICT_TORTURE=1 RAICT_SEEDS=10000 QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest -n 2 \
		tests/faults tests/fuzz tests/sharing/test_simulation.py

check: setup ## formatting, lint, types, the import rule, wording, lock
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest -q tests/test_architecture.py tests/test_wording.py
	$(BIN)/python packaging/check_lock.py

audit: ## known weaknesses of the locked dependencies (needs the advisory database's network)
	bash packaging/audit.sh

bench: setup ## speed and memory, printed
	$(BIN)/python -m benchmarks

package: ## everything that is released for this system, in dist/ (about four minutes)
	bash packaging/package.sh

try-package: ## what make package built, on bare Debian systems (root, debootstrap, Xvfb)
	bash packaging/smoke.sh
	bash packaging/linux/try.sh

try-installer: ## the Windows installer with a stand-in for the program, under Wine
	PYTHON=$(BIN)/python bash packaging/windows/try.sh

lock: ## write both locks anew (needs uv)
	uv pip compile pyproject.toml --group dev --universal --python-version 3.11 \
		--generate-hashes --no-header --no-annotate --upgrade -o requirements.lock
	uv pip compile --group pyproject.toml:package -c requirements.lock --universal --python-version 3.11 \
		--generate-hashes --no-header --no-annotate --upgrade -o packaging/requirements.lock

clean: ## remove what the targets made
	rm -rf .venv build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
