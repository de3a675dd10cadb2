# `make run` watches people walk, `make test` tests; CONTRIBUTING.md tells the rest.
# ARGS reaches the command that a target ends in: make run ARGS="--port 8060 --no-browser"

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run lab test coverage screenshots test-stack check web docs bench lock clean

VENV := .venv
BIN := $(VENV)/bin
BUILD := $(VENV)/.build
RUNTIME := $(VENV)/.runtime
DEVELOPMENT := $(VENV)/.development
DOCUMENTATION := $(VENV)/.documentation
WEB := web/node_modules/.installed
NOTEBOOKS := $(wildcard notebooks/*.ipynb)
# The Node.js that pip brings, whatever else is on the machine.
NPM := PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/npm --prefix web

INSTALL := $(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python
PACKAGE := $(INSTALL) --no-deps --no-build-isolation --editable .
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" $(if $(UPGRADE),--upgrade)

help:
	@echo 'make run               install what is missing, then everything: store, API, cacher, dashboard'
	@echo 'make lab               the same, with JupyterLab on the notebooks'
	@echo 'make test              every test; ARGS="tests/test_docs.py -x" for some'
	@echo 'make coverage          make test, measured: lines and branches that it reaches, and the floor'
	@echo 'make screenshots       pictures of every state of the page, into tests/artifacts'
	@echo 'make test-stack        docker-compose.yml with a container engine of its own, as root; seven minutes'
	@echo 'make check             style, types, imports and notebooks; Python, JavaScript, CSS and Lua'
	@echo 'make web               what the browser is given, anew from web/'
	@echo 'make docs              the documentation as a site, build/docs/index.html'
	@echo 'make bench BENCH=name  one benchmark, or all; one JSON object a line'
	@echo 'make lock [UPGRADE=1]  write the requirements*.lock anew from pyproject.toml'
	@echo 'make clean             take away what was installed and built'

run: $(RUNTIME)
	@exec $(BIN)/footwatch run $(ARGS)

lab: $(RUNTIME)
	@exec $(BIN)/footwatch lab $(ARGS)

# Where PYTHONDONTWRITEBYTECODE is set, each of some hundred kernels would compile the sources anew.
test: $(DEVELOPMENT)
	@.ci/tools
	@$(BIN)/python -m compileall -q footlib cacher
	@$(MEASURED) $(BIN)/python -m pytest --numprocesses auto --dist loadfile --no-loadscope-reorder $(ARGS)

# The workers are measured, and not what they start: a page would be slower by a third.
coverage: $(DEVELOPMENT)
	@$(BIN)/python -m coverage erase
	@$(MAKE) --no-print-directory test MEASURED=COVERAGE_PROCESS_START=pyproject.toml
	@$(BIN)/python -m coverage combine --quiet
	@$(BIN)/python -m coverage report $(if $(ARGS),--fail-under=0)

screenshots: $(DEVELOPMENT)
	@.ci/tools
	@$(BIN)/python -m pytest --screenshots tests/e2e/test_access.py tests/e2e/test_actions.py $(ARGS)

test-stack: $(DEVELOPMENT)
	@.ci/tools engine
	@$(BIN)/python -m pytest tests/stack $(ARGS)

check: $(DEVELOPMENT) $(WEB)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(if $(NOTEBOOKS),$(BIN)/nbstripout --verify $(NOTEBOOKS))
	$(NPM) run --silent check
	@.ci/tools luacheck
	if command -v luacheck >/dev/null; then luacheck --quiet footlib/store/scripts; fi

web: $(WEB)
	@$(NPM) run --silent build

docs: $(DOCUMENTATION)
	@$(BIN)/python -m sphinx -EWq --keep-going -d build/doctrees -c docs . build/docs
	@echo 'The documentation is in build/docs/index.html'

bench: $(DEVELOPMENT)
	@$(BIN)/python -m compileall -q footlib cacher
	@$(BIN)/python -m tests.bench $(BENCH)

lock: $(BUILD)
	$(COMPILE) --all-extras --group build --group docs --output-file requirements-dev.lock pyproject.toml
	$(COMPILE) --constraint requirements-dev.lock --extra patterns --output-file requirements.lock pyproject.toml
	$(COMPILE) --constraint requirements-dev.lock --group cacher --output-file requirements-cacher.lock
	$(COMPILE) --constraint requirements-dev.lock --group build --output-file requirements-build.lock
	$(COMPILE) --constraint requirements-dev.lock --group docs --output-file requirements-docs.lock pyproject.toml

clean:
	rm -rf $(VENV) web/node_modules build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage* tests/artifacts
	find cacher footlib notebooks tests \( -name __pycache__ -o -name .ipynb_checkpoints \) -prune -exec rm -rf {} +

# A stamp is newer than what it was made from, so a second `make run` installs nothing.
$(BUILD): requirements-build.lock .ci/venv
	@PYTHON="$(PYTHON)" .ci/venv $(VENV)
	@touch $@

$(RUNTIME): requirements.lock pyproject.toml $(BUILD)
	@echo 'Installing what Footwatch needs into $(VENV) ...'
	@$(INSTALL) --no-deps --require-hashes --requirement requirements.lock
	@$(PACKAGE)
	@touch $@

$(WEB): web/package-lock.json web/package.json web/.npmrc $(DEVELOPMENT)
	@echo 'Installing what checks and bundles JavaScript into web/node_modules ...'
	@$(NPM) ci --loglevel=error
	@touch $@

$(DOCUMENTATION): requirements-docs.lock pyproject.toml $(BUILD)
	@echo 'Installing what the documentation needs into $(VENV) ...'
	@$(INSTALL) --no-deps --require-hashes --requirement requirements-docs.lock
	@$(PACKAGE)
	@touch $@

$(DEVELOPMENT): requirements-dev.lock requirements.lock requirements-docs.lock pyproject.toml $(BUILD)
	@echo 'Installing what the tests need into $(VENV) ...'
	@$(INSTALL) --no-deps --require-hashes --requirement requirements-dev.lock
	@$(PACKAGE)
	@touch $(RUNTIME) $(DOCUMENTATION) $@
