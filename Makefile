# The front door: `make` lists the targets. Most targets are commands, one file each in kit/commands/, which defines
# their options: DATASET=… here is --dataset there.
SHELL := /bin/sh
SLUICE = ./node_modules/.bin/tsx kit/cli.ts
COMMANDS := $(filter-out index,$(basename $(notdir $(wildcard kit/commands/*.ts))))
TESTING := $(if $(wildcard node_modules/.bin/jest),node_modules,install-for-tests)
PROOFS := $(filter-out index,$(basename $(notdir $(wildcard proof/commands/*.ts))))

# A value on make's command line is text. It reaches a command through the environment, and make expands no dollar sign
# in it: a file whose name contains $(shell …) is only a file.
verbatim = $(eval override $(1) := $$(value $(1)))$(eval export $(1))
$(foreach name,$(filter-out MAKE%,$(.VARIABLES)),$(if $(filter command,$(firstword $(origin $(name)))),$(call verbatim,$(name))))

usage: ## list the targets
	@awk -f kit/usage.awk kit/terminal/options.ts kit/commands/*.ts proof/commands/*.ts Makefile

$(COMMANDS): node_modules
	@$(SLUICE) make $@
$(PROOFS): proof/node_modules
	@./node_modules/.bin/tsx proof/cli.ts make $@
start: install
catalogue-report: start
stop: down ## the same as down
e2e: $(TESTING) ## the end-to-end tests, on the engine that ENGINE says: [ARGS=…]
	@npx jest $(value ARGS) --selectProjects e2e
catalogue: $(TESTING) ## the fault catalogue, on the engine that ENGINE says: [ARGS=…]
	@npx jest $(value ARGS) --selectProjects faults
fuzz: $(TESTING) ## each promise with arbitrary files and events: [CASES=…] [SEED=…]
	@CASES="$${CASES:-10000}" npx jest --selectProjects fuzz
breaks: proof/node_modules ## take out what keeps each promise of the fault catalogue, and see that its test fails: [ARGS=…]
	@npx jest --config proof/breaks/jest.config.js $(value ARGS)
mutate: proof/node_modules ## change src/ in small ways, and see which changes no unit or contract test notices: [ONLY=…]
	@npx tsx proof/mutation/main.ts $${ONLY:+--mutate "$$ONLY"}
proof-test: proof/node_modules ## the tests of what is in proof/
	@npx tsc --noEmit --project proof && npx jest --config proof/jest.config.js
test: $(TESTING) ## lint, types, template, unit, fuzz, contract and end-to-end tests
	@sed -n 's/^  "open": "\(.*\)",*$$/Lab \1 is open: its files may be broken on purpose. To put them back: make lab-reset/p' labs/progress.json >&2 2>/dev/null || :
	@npm test
test-ci: test ## the same as test

# Running needs half of what testing needs. A complete installation is kept.
node_modules: package-lock.json
	@npm ci $(if $(wildcard node_modules/.bin/jest),--include=dev,--omit=dev) >&2 && touch node_modules
install-for-tests: package-lock.json
	@npm ci --include=dev >&2 && touch node_modules
proof/node_modules: proof/package-lock.json $(TESTING)
	@npm ci --include=dev --prefix proof >&2 && touch proof/node_modules

.PHONY: $(COMMANDS) $(PROOFS) proof-test install-for-tests usage stop e2e catalogue fuzz breaks mutate test test-ci
