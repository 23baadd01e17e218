# Every command of this repository. `make help` lists them.
PYTHON ?= python3
export PYTHON
unexport PYTHONDONTWRITEBYTECODE
BOOTSTRAP = @$(PYTHON) tools/bootstrap.py
RUN = .venv/bin/python

.DEFAULT_GOAL := help
.PHONY: help demo demo-reset test test-fast install assets format lint types layers checks prove bench lock wheel

help: ## list the commands
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' Makefile | awk -F'|' '{ printf "%-20s %s\n", $$1, $$2 }'

demo: ## start everything: prints the addresses, Ctrl-C stops it
	@./contact-center demo

demo-reset: ## delete the demo's data; the next `make demo` begins anew
	@./contact-center demo-reset

test: ## install what tests need, then all checks and all tests
	$(BOOTSTRAP) dev erp dev-assets
	@$(RUN) tools/run_tests.py

test-fast: ## unit and contract tests, and those that the changed files concern: against BASE=main
	$(BOOTSTRAP) dev
	@$(RUN) tools/run_tests.py --fast $(BASE)

install: ## make the environments and the browser assets without starting anything
	$(BOOTSTRAP) dev erp dev-assets

assets: ## fetch and build the browser assets
	$(BOOTSTRAP) assets

wheel: ## build the product as one file in dist/, browser assets included
	$(BOOTSTRAP) dev assets
	@$(RUN) -m tools.wheel

format: ## write the code in the house's format
	$(BOOTSTRAP) dev
	@$(RUN) -m ruff check --select I --fix --quiet .
	@$(RUN) -m ruff format .

lint: ## ruff, templates and the house's own rules
	$(BOOTSTRAP) dev
	@$(RUN) tools/run_tests.py --only format,lint,templates,house

types: ## mypy, strict
	$(BOOTSTRAP) dev
	@$(RUN) tools/run_tests.py --only types

layers: ## who may import whom
	$(BOOTSTRAP) dev
	@$(RUN) tools/run_tests.py --only layers

checks: ## everything of `make test` but the tests
	$(BOOTSTRAP) dev
	@$(RUN) tools/run_tests.py --without tests,machine

prove: ## the long form of every proof (some 45 minutes): ONLY=tests/… for one of them
	$(BOOTSTRAP) dev erp dev-assets
	@$(RUN) tools/run_tests.py --only machine,contracts
	@PROVE=1 $(RUN) -m pytest -m prove --timeout 14400 $(ONLY)

bench: ## measure; one of them: make bench NAME=intake; keep the results: SAVE=1
	$(BOOTSTRAP) dev
	@$(RUN) -m benchmarks $(NAME) $(if $(SAVE),--save)

lock: ## renew the lock files, look for known vulnerabilities; newest versions: make lock UPGRADE=1
	$(BOOTSTRAP) dev
	@$(RUN) -m tools.lock $(if $(UPGRADE),--upgrade)
