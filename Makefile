# One command per habit. Everything below runs in a venv of its own, made from a bare python3 and uv.lock.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := $(BIN)/uv
READY := $(VENV)/.ready
BRIEF ?= examples/b2b-software.yaml
MODEL ?= offline
PROTOCOL ?= openai
STAGE ?= dev
UV_VERSION := 0.13.9
# Two at a time, a file each: much of the suite waits for a local cloud.
PYTEST := $(BIN)/python -m pytest -n 2 --dist loadfile
export UV_PROJECT_ENVIRONMENT := $(VENV)
export UV_LINK_MODE := copy
export UV_SYSTEM_CERTS := true

.PHONY: help demo test drill bench cost fuzz security audit up down status check fix format lint types imports drift api-changes generate template-lint template-changes synth layers boot sbom cover deploy diff destroy smoke clean

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18

$(UV):
	@$(PYTHON) -c 'import sys; sys.exit("AstroMedia needs Python 3.11 or newer") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)

$(READY): pyproject.toml uv.lock | $(UV)
	$(UV) sync --quiet --frozen
	@touch $(READY)

demo: $(READY) ## one campaign from BRIEF= on the local cloud, from brief to report (MODEL=local: a real small model)
	$(BIN)/python -m infra.local.demo --brief $(BRIEF) --model $(MODEL) --protocol $(PROTOCOL)

up: $(READY) ## start the local cloud in the background
	$(BIN)/python -m infra.local up

down: $(READY) ## stop it
	$(BIN)/python -m infra.local down

status: $(READY) ## what runs
	$(BIN)/python -m infra.local status

test: $(READY) ## the whole test suite
	$(PYTEST)

drill: $(READY) ## break a local cloud in every way that there is a drill for (DRILL=name: one way, DRILL=list: which ones)
	@$(BIN)/python -m infra.local.drills $(DRILL)

bench: $(READY) ## the performance suite, one JSON line per figure (BENCH=name runs one, BENCH=list names them)
	@$(BIN)/python -m tests.load $(BENCH)

check: lint types imports drift api-changes security template-lint cover ## what CI runs, but for what takes long or asks the network

cover: $(READY) ## the whole test suite with its coverage, which may not sink, and a short fuzz
	$(PYTEST) --cov --cov-report=term:skip-covered
	$(BIN)/python -m tests.fuzz 1

cost: $(READY) ## what AWS would ask for a month, from what one campaign on the local cloud uses
	$(BIN)/python -m infra.cost

fuzz: $(READY) ## 20,000 requests and more that schemathesis makes of the API's description, and all its checks of the answers
	$(BIN)/python -m tests.fuzz 200 20000

security: $(READY) ## bandit, and a scan for secrets (the linter has bandit's smaller rules already)
	$(BIN)/bandit --quiet -ll --recursive functions layers/astromedia clients infra
	$(BIN)/python -m infra.secret_scan

audit: $(READY) ## known vulnerabilities of what is in the lock; asks a database on the network
	$(UV) export --quiet --frozen --no-emit-project --format requirements-txt --output-file build/requirements.txt
	$(BIN)/pip-audit --strict --disable-pip --require-hashes --requirement build/requirements.txt

fix: $(READY) ## format, and mend what a linter can
	$(BIN)/ruff check --quiet --fix .
	$(BIN)/ruff format --quiet .

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/zizmor --offline --quiet .github

types: $(READY)
	$(BIN)/mypy

imports: $(READY)
	$(BIN)/lint-imports

drift: $(READY) ## the committed ASL and OpenAPI are what the code says
	$(BIN)/python -m infra.drift

api-changes: $(READY) ## what changed for clients since BASE= (a release, where the branch left main, or the commit before)
	$(BIN)/python -m infra.api_changes $(BASE)

generate: $(READY) ## bring the committed ASL and OpenAPI up to date
	$(BIN)/python -m infra.drift --write

template-changes: $(READY) ## what changed in production's template since BASE=: permissions, then resources, what is removed or replaced first
	@$(BIN)/python -m infra.template_changes $(BASE)

synth: $(READY) ## the CloudFormation templates of STAGE=, in cdk.out/
	@rm -f cdk.out/*.template.json
	$(BIN)/python infra/app.py -c stage=$(STAGE)

layers: $(READY) ## the Lambda layers for both architectures, in build/layers/
	$(BIN)/python layers/dependencies/build.py

boot: $(READY) ## build the layers for this machine's processor, and start functions from them as Lambda does
	@$(BIN)/python -c 'import sys; from layers.dependencies.bytecode import find_python; sys.exit(None if find_python("3.13") else "no Python 3.13, which Lambda runs: uv python install 3.13")'
	$(BIN)/python -m pytest -rs tests/infra/layers

sbom: layers ## bills of materials (CycloneDX) of the layers and of the development environment, in build/sbom/
	$(BIN)/python -m layers.dependencies.sbom

template-lint: synth ## cfn-lint, asl-validator, cdk-nag, checkov; each exception and each wildcard has its reason
	$(BIN)/python -m infra.lint
	$(BIN)/python -m infra.compliance

deploy: $(READY) ## to the AWS account of your credentials (STAGE=dev)
	$(BIN)/python layers/dependencies/build.py --arch arm64
	$(BIN)/python -m infra.tools cdk deploy --all -c stage=$(STAGE)

diff: $(READY) ## what a deployment of STAGE= would change there
	$(BIN)/python layers/dependencies/build.py --arch arm64
	$(BIN)/python -m infra.tools cdk diff --all -c stage=$(STAGE)

destroy: $(READY) ## remove STAGE= (asks first); of a stage that is retained, its data stays
	$(BIN)/python -m infra.tools cdk destroy --all -c stage=$(STAGE) -c layers=placeholder

smoke: $(READY) ## a campaign on STAGE=, or on the API at URL=; 1 if it does not end as it should
	$(BIN)/python -m infra.smoke --stage $(STAGE) --url "$(URL)"

clean: ## everything that can be made again (not .local/, your data)
	rm -rf $(VENV) build cdk.out .coverage .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
