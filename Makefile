# The only verbs anyone has to know: install · start · test · check · format · bench · docs
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK = 1

.PHONY: install install-spark start test spark check format bench docs audit lock help

help: ## Show the verbs
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## / — /'

# The stamps carry the version of Python and are older than no lock: when either changes, the environment is made
# again. Each is written last, so that an interrupted installation is not taken for a whole one.
VERSION := $(shell $(PYTHON) -c 'import sys; print("%d.%d" % sys.version_info[:2])')
RUN := $(VENV)/run-$(VERSION)
DEV := $(VENV)/dev-$(VERSION)

$(RUN): requirements/run.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("Empiria needs Python 3.11 or newer, for example: make PYTHON=python3.11" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements/run.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(DEV): $(RUN) requirements/dev.txt
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements/dev.txt
	@touch $@

# Spark weighs half a gigabyte and needs Java: it stands beside .venv, whose packages it sees; one line of a .pth file
# that is an import is run, and so those that .venv itself only points at (Empiria) are seen too.
SPARK := .venv-spark/spark-$(VERSION)

$(SPARK): $(DEV) requirements/spark.txt
	$(BIN)/python -m venv --clear .venv-spark
	$(BIN)/python -c 'import sysconfig; print("import site; site.addsitedir(%r)" % sysconfig.get_path("purelib"))' > $$(.venv-spark/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/beside.pth
	.venv-spark/bin/python -m pip install --quiet --require-hashes -r requirements/spark.txt
	@touch $@

install: $(DEV) ## Make .venv with the empiria command and everything developers need

start: $(RUN) ## Start Empiria with its sample in the browser
	$(BIN)/empiria start $(ARGS)

test: $(DEV) ## Run every test
	$(BIN)/python -m pytest -n auto $(ARGS)

install-spark: $(SPARK)

spark: $(SPARK) ## Run the tests of the Spark engine (needs Java)
	.venv-spark/bin/python -m pytest -n 0 tests/unit/analysis/test_spark.py $(ARGS)

check: $(DEV) ## Lint, types, layers, templates, translations, migrations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy src/empiria
	$(BIN)/lint-imports
	$(BIN)/djlint src/empiria --lint --quiet
	$(BIN)/python tools/translations.py check
	$(BIN)/python -m django makemigrations --check --dry-run --settings empiria.config.settings

format: $(DEV) ## Format the code
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format .

bench: $(DEV) ## Measure speed and memory, as ratios
	$(BIN)/python -m bench $(ARGS)

docs: $(DEV) ## Build the documentation into docs/_build
	$(BIN)/sphinx-build -W -q -b html docs docs/_build/html

audit: $(DEV) ## Look the lock files up among known vulnerabilities
	$(BIN)/python tools/audit.py $(ARGS)

lock: $(DEV) ## Write the lock files anew (for 3.11 to 3.13, hashed, no index named)
	$(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-annotate --no-emit-index-url --no-header --upgrade -o requirements/run.txt
	$(BIN)/uv pip compile pyproject.toml --group dev -c requirements/run.txt --universal --python-version 3.11 --generate-hashes --no-annotate --no-emit-index-url --no-header --upgrade -o requirements/dev.txt
	$(BIN)/uv pip compile pyproject.toml --extra spark -c requirements/run.txt --universal --python-version 3.11 --generate-hashes --no-annotate --no-emit-index-url --no-header --upgrade -o requirements/spark.txt
