# What people expect of make: `make` lists it. Most targets are commands, one file each in kit/commands/, which defines
# their options: DATASET=… here is --dataset there. `make` runs every command, but lists those of LISTED_BY_MAKE only.
SHELL := /bin/sh
SLUICE = ./node_modules/.bin/tsx kit/cli.ts
COMMANDS := $(filter-out index,$(basename $(notdir $(wildcard kit/commands/*.ts))))
TESTING := $(if $(wildcard node_modules/.bin/jest),node_modules,install-for-tests)
PROOFS := $(filter-out index,$(basename $(notdir $(wildcard proof/commands/*.ts))))

# A value on make's command line is text. Commands receive it through the environment, and make does not expand dollar
# signs in it, so a file name that contains $(shell …) executes nothing.
verbatim = $(eval override $(1) := $$(value $(1)))$(eval export $(1))
$(foreach name,$(filter-out MAKE%,$(.VARIABLES)),$(if $(filter command,$(firstword $(origin $(name)))),$(call verbatim,$(name))))

usage: ## Look: list the targets
	@awk -f kit/usage.awk kit/commands/*.ts Makefile

$(COMMANDS): node_modules
	@$(SLUICE) make $@
$(PROOFS): proof/node_modules
	@./node_modules/.bin/tsx proof/cli.ts make $@
start: install
catalogue-report: start
stop: down ## Start: the same as down
test: $(TESTING) ## Test: lint, types, template, unit, fuzz, contract and end-to-end tests
	@npm test
test-ci: test ## Test: the same as test
e2e: $(TESTING) ## Test: the end-to-end tests, on the engine that ENGINE names: [ARGS=…]
	@npx jest $(value ARGS) --selectProjects e2e

# Running needs half of what testing needs. A complete installation is kept.
node_modules: package-lock.json
	@npm ci $(if $(wildcard node_modules/.bin/jest),--include=dev,--omit=dev) >&2 && touch node_modules
install-for-tests: package-lock.json
	@npm ci --include=dev >&2 && touch node_modules
proof/node_modules: proof/package-lock.json $(TESTING)
	@npm ci --include=dev --prefix proof >&2 && touch proof/node_modules

.PHONY: $(COMMANDS) $(PROOFS) install-for-tests usage stop e2e test test-ci
