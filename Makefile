# Two commands matter: `make run` and `make test`. Both set everything up first; a second run finds it done.

ifndef PYTHON
PYTHON := $(shell for name in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$name && exit; \
	done; echo no-python)
endif
VENV := .venv/bin
SETUP := $(PYTHON) packaging/setup_env.py
PYTEST := $(VENV)/python -m pytest -q
TOGETHER := -n 2 --dist worksteal
CODE := edgeassist tests packaging
# The two workers of pytest-xdist must collect the same tests in the same order, whatever a set's order is.
export PYTHONHASHSEED := 0
# Compiled modules are kept beside their sources: the tests start the program hundreds of times.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help run test check setup setup-tests format format-check lint types contracts unit whole starter soak bench guide translations bundle smoke deliverables clean
.NOTPARALLEL:

help: ## show this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1\t\2/p' Makefile | expand -t 22

run: setup ## set up and open the window
	@$(VENV)/python -m edgeassist || [ $$? -eq 2 ] # 2: no display, and one line has said so

test: setup-tests unit whole ## set up and run every test but the slow ones

check: setup-tests format-check lint types contracts unit whole starter bundle smoke ## what must be green before a change lands

setup: need-python
	@$(SETUP)

setup-tests: need-python
	@$(SETUP) --tests

# What is locked may compile nothing itself and would read each module anew at each start.
compiled: setup-tests
	@$(VENV)/python -m compileall -q edgeassist

.PHONY: need-python compiled
need-python:
	@if [ "$(PYTHON)" = no-python ]; then echo "EdgeAssist needs Python 3.11 or newer; none was found." >&2; exit 1; fi

unit: compiled ## the unit tests, with Qt not importable
	@mkdir -p build
	$(PYTEST) tests/unit $(TOGETHER) -m "not slow" -p tests.support.no_qt --junitxml=build/unit.xml

whole: compiled ## every other test: architecture, faults, gui, e2e
	@mkdir -p build
	$(PYTEST) tests $(TOGETHER) -m "not slow" --ignore=tests/unit --ignore=tests/starter --ignore=tests/frozen --junitxml=build/whole.xml

starter: setup-tests .venv-starter/done.stamp ## the tests of the starter model's recipe, which need PyTorch
	@mkdir -p build
	.venv-starter/bin/python -m pytest -q tests/starter --junitxml=build/starter-tests.xml

.venv-starter/done.stamp: packaging/starter/requirements.txt
	$(PYTHON) -m venv --clear .venv-starter
	.venv-starter/bin/python -m pip --disable-pip-version-check install -qq -r packaging/starter/requirements.txt
	@touch $@

soak: setup-tests ## the slow tests, minutes to hours
	@mkdir -p build
	$(PYTEST) tests -m slow --ignore=tests/starter --timeout=0 --junitxml=build/soak.xml

guide: setup ## make the pages of the user guide that the program ships
	@$(VENV)/python packaging/guide.py

translations: setup ## bring the files of the translators up to date with the code, and compile them
	@$(VENV)/python packaging/translations.py

bundle: setup-tests ## freeze the program into build/bundle/EdgeAssist; PACK=x.edgepack puts a model inside
	@$(VENV)/python packaging/bundle.py $(if $(PACK),--pack "$(PACK)")

smoke: setup-tests ## try the frozen program: no network, no rights, a strange home, damaged files
	@mkdir -p build
	$(VENV)/python packaging/smoke.py $(if $(WITHOUT_FENCE),--without-fence)
	$(PYTEST) tests/frozen -m "not slow" --junitxml=build/frozen.xml

deliverables: setup-tests ## make the files that people download from the bundle: on Linux one file and a .deb
	$(VENV)/python packaging/deliverables.py

bench: setup-tests ## measure speed, memory and start-up into build/bench.json and build/bench.md
	@mkdir -p build
	$(VENV)/python -m tests.bench

format: setup-tests ## rewrite the code in the one format
	$(VENV)/ruff format $(CODE)
	$(VENV)/ruff check --fix $(CODE)

format-check: setup-tests
	$(VENV)/ruff format --check $(CODE)

lint: setup-tests ## find suspicious code
	$(VENV)/ruff check $(CODE)

types: setup-tests ## check types, strictly
	$(VENV)/mypy

contracts: setup-tests ## check which layer imports which
	$(VENV)/lint-imports --no-logo

clean: ## remove what the commands above made here; models, chats and the compiled engine stay
	rm -rf build dist .venv .venv-starter .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find $(CODE) -name __pycache__ -type d -prune -exec rm -rf {} +
