# What people expect of make: `make` lists it. Most targets are commands, one file each in kit/commands/, which defines
# their options: DATASET=… here is --dataset there. `make` runs every command, but lists those of LISTED_BY_MAKE only.
SHELL := /bin/sh
SLUICE = node kit/main.js
COMMANDS := $(filter-out index,$(basename $(notdir $(wildcard kit/commands/*.ts))))
# npm writes this file once an installation is complete.
PACKAGES = node_modules/.package-lock.json
TESTING := $(if $(wildcard node_modules/.bin/jest),$(PACKAGES),install-for-tests)
PROOFS := $(filter-out index,$(basename $(notdir $(wildcard proof/commands/*.ts))))

# A value on make's command line is text. Commands receive it through the environment, and make does not expand dollar
# signs in it, so a file name that contains $(shell …) executes nothing.
verbatim = $(eval override $(1) := $$(value $(1)))$(eval export $(1))
$(foreach name,$(filter-out MAKE%,$(.VARIABLES)),$(if $(filter command,$(firstword $(origin $(name)))),$(call verbatim,$(name))))

usage: ## Look: list the targets
	@awk -f kit/usage.awk kit/commands/*.ts Makefile

$(COMMANDS): $(PACKAGES)
	@$(SLUICE) make $@
$(PROOFS): proof/$(PACKAGES)
	@node proof/main.js make $@
start: install
help: usage
catalogue-report: start
stop: down ## Start: the same as down
test: $(TESTING) ## Test: lint, types, template, unit, fuzz, contract and end-to-end tests
	@sed -n 's/^  "open": "\(.*\)",*$$/Lab \1 is open: its files may be broken on purpose. To put them back: make lab-reset/p' labs/progress.json >&2 2>/dev/null || :
	@npm test
test-ci: test ## Test: the same as test
e2e: $(TESTING) ## Test: the end-to-end tests, on the engine that ENGINE names: [ARGS=…]
	@npx jest $(value ARGS) --selectProjects e2e

# Running needs half of what testing needs. A complete installation is kept.
$(PACKAGES): package-lock.json
	$(call installed,$@,$(if $(wildcard node_modules/.bin/jest),--include=dev,--omit=dev))
install-for-tests: package-lock.json
	$(call installed,$(PACKAGES),--include=dev)
proof/$(PACKAGES): proof/package-lock.json | $(TESTING)
	$(call installed,$@,--include=dev --prefix proof)

# Only on a terminal does npm show that it is at work.
PAUSE = 10
define installed
@echo 'Installing packages: npm ci $(2)' >&2; rm -f $(1); \
[ -t 2 ] || { (while sleep $(PAUSE) >/dev/null 2>&1; do echo 'npm is at work' >&2; done) & beat=$$!; }; \
npm ci --no-audit --no-fund $(2) >&2; \
ended=$$?; [ -z "$$beat" ] || kill $$beat; exit $$ended
endef

.PHONY: $(COMMANDS) $(PROOFS) install-for-tests usage help stop e2e test test-ci
