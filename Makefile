# `make` alone explains what there is to make.
.DEFAULT_GOAL := help
PYTHON := .venv/bin/python
.PHONY: help install demo serve test browser vendor screenshots lint format types docs site check

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

install: .venv/installed ## Set up .venv with everything to work on Stewardbot

.venv/installed: pyproject.toml
	python3 -m venv .venv
	.venv/bin/pip install -q -e ".[dev]"
	@touch $@

demo: install ## Play a community's season against a simulated GitHub
	.venv/bin/stewardbot demo

serve: install ## Run the server (settings: README)
	.venv/bin/stewardbot serve

test: install ## Run the tests
	$(PYTHON) -m pytest -q

browser: install ## Look at all pages in a real Chromium
	.venv/bin/pip install -q -e ".[dev,browser]"
	STEWARDBOT_TEST_BROWSER=1 $(PYTHON) -m pytest -q -n 0 tests/browser

screenshots: install ## Take the README's pictures of the demo's pages
	.venv/bin/pip install -q -e ".[dev,browser]"
	$(PYTHON) -m tests.browser.screenshots

vendor: ## Bring Vega, Vega-Lite and Pico as the manifest names them
	python3 -m tests.browser.vendor

lint: install ## Look for mistakes and for untidy lines
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .

format: install ## Tidy the lines
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .

types: install ## Check the types
	.venv/bin/mypy

docs: install ## Write the generated pages of docs anew
	$(PYTHON) -m bot.operations.write_docs

site: install ## Build the documentation as a site, into docs/_build
	.venv/bin/pip install -q -e ".[dev,docs]"
	$(PYTHON) -m sphinx -q -W --keep-going -b html docs docs/_build

check: ## Everything that must be right before a change is merged
	.ci/run
