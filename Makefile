# The front door. Each target is one line; `make` lists them. The commands themselves are in kit/commands/.
SHELL := /bin/sh
SLUICE = ./node_modules/.bin/tsx kit/cli.ts
# $(call flag,JSON,--json): switched off by 0 as well as by nothing.
flag = $(if $(filter-out 0,$($(1))),$(2))
# What a user may set, by argument or by environment.
VARIABLES = ENGINE STAGE SLUICE_PORT FILE KEY ID DATASET FORMAT FORCE JOB LIMIT JSON WATCH FN MINUTES FOLLOW ONLY SIZE RUNS \
  CASES ARGS FAULT SERVICE OPERATION FUNCTION TIMES SKIP PROBABILITY SEED MS ITEMS JOBS KILLS PIPELINE
# A value is text: make does not expand a dollar sign in it, and so runs no $(shell …) of a file's name.
verbatim = $(if $(filter-out undefined,$(origin $(1))),$(eval override $(1) := $$(value $(1))))
given = $(foreach name,$(filter-out MAKE%,$(.VARIABLES)),$(if $(filter command,$(firstword $(origin $(name)))),$(name)))
$(foreach name,$(sort $(VARIABLES) $(given)),$(call verbatim,$(name)))
# It reaches the shell as a variable, never as text of a command, and stands behind `--` where it is no option's.
export $(VARIABLES)
ROWS = $(call flag,JSON,--json) $(if $(DATASET),--dataset "$$DATASET") $(if $(LIMIT),--limit "$$LIMIT") $(if $(JOB),--job "$$JOB")
SEND = $(if $(KEY),--key "$$KEY") $(if $(ID),--id "$$ID") $(if $(DATASET),--dataset "$$DATASET") $(if $(FORMAT),--format "$$FORMAT") $(call flag,FORCE,--force) $(call flag,JSON,--json) $(if $(FILE),-- "$$FILE")
TRY = $(if $(ID),--id "$$ID") $(if $(DATASET),--dataset "$$DATASET") $(if $(FORMAT),--format "$$FORMAT") $(if $(PIPELINE),--pipeline "$$PIPELINE") $(if $(LIMIT),--limit "$$LIMIT") $(call flag,JSON,--json)
FAULT_ABOUT = $(if $(SERVICE),--service "$$SERVICE") $(if $(OPERATION),--operation "$$OPERATION") $(if $(FUNCTION),--function "$$FUNCTION") $(if $(KEY),--key "$$KEY")
FAULT_WHEN = $(if $(TIMES),--times "$$TIMES") $(if $(SKIP),--skip "$$SKIP") $(if $(PROBABILITY),--probability "$$PROBABILITY") $(if $(SEED),--seed "$$SEED") $(if $(MS),--ms "$$MS") $(if $(ITEMS),--items "$$ITEMS")

usage: ## list the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' Makefile

up: node_modules ## install what is missing, start, deploy, seed, run the samples, print what landed
	@$(SLUICE) up $(call flag,JSON,--json)
install: node_modules ## install what is missing
	@$(SLUICE) install
start: install ## start the engine
	@$(SLUICE) start
ready: node_modules ## wait until the engine answers
	@$(SLUICE) ready
deploy: node_modules ## deploy serverless.yml (STAGE=dev deploys to AWS)
	@$(SLUICE) deploy
seed: node_modules ## upload the sample files
	@$(SLUICE) seed
run: node_modules ## run the sample jobs and wait until they are settled
	@$(SLUICE) run $(call flag,JSON,--json)
send: node_modules ## upload a file of your own and run it: FILE=… [ID=a,b] [DATASET=…] [FORMAT=…] [FORCE=1]
	@$(SLUICE) send $(SEND)
try: node_modules ## show what your own step makes of a file, without an engine: FILE=… [ID=a,b] [DATASET=…] [FORMAT=…] [LIMIT=20] [JSON=1]
	@$(SLUICE) try $(TRY) -- "$$FILE"
put: node_modules ## upload a file without running it: FILE=… [KEY=…]
	@$(SLUICE) put $(if $(KEY),--key "$$KEY") -- "$$FILE"
status: node_modules ## jobs, parts, counts, queues (WATCH=1 follows)
	@$(SLUICE) status $(call flag,JSON,--json) $(call flag,WATCH,--watch)
rows: node_modules ## look at what is in the table ([DATASET=…] [JOB=…] [LIMIT=20] [JSON=1])
	@$(SLUICE) rows $(ROWS)
rejects: node_modules ## rows that were refused, and why ([DATASET=…] [JOB=…] [LIMIT=20] [JSON=1])
	@$(SLUICE) rejects $(ROWS)
ls: node_modules ## list the objects of both buckets
	@$(SLUICE) ls $(call flag,JSON,--json)
cat: node_modules ## print an object of the csv bucket: KEY=…
	@$(SLUICE) cat -- "$$KEY"
logs: node_modules ## what the functions logged (FN=extract, load or engine; MINUTES=15; FOLLOW=1 goes on)
	@$(SLUICE) logs $(call flag,FOLLOW,--follow) $(if $(MINUTES),--minutes "$$MINUTES") $(call flag,JSON,--json) $(if $(FN),-- "$$FN")
watch: node_modules ## save a file in src/, and the functions are updated and the last job runs again
	@$(SLUICE) watch
redrive: node_modules ## send every dead letter again
	@$(SLUICE) redrive $(call flag,JSON,--json)
rerun: node_modules ## send a dataset's files again, once the version of your own step was increased: DATASET=…
	@$(SLUICE) rerun --dataset "$$DATASET" $(call flag,JSON,--json)
fault: node_modules ## make calls of the functions fail: FAULT=SlowDown [OPERATION=PutObject] [FUNCTION=extract] [KEY=…] [TIMES=3] …
	@$(SLUICE) fault $(FAULT_ABOUT) $(FAULT_WHEN) $(call flag,JSON,--json) -- "$$FAULT"
faults: node_modules ## the faults that are set, and how many calls each has hit
	@$(SLUICE) faults $(call flag,JSON,--json)
fault-clear: node_modules ## no more faults
	@$(SLUICE) fault-clear
kill: node_modules ## end a function's processes by SIGKILL: FUNCTION=extract or load
	@$(SLUICE) kill -- "$$FUNCTION"
soak: node_modules ## random jobs while faults hit and functions are killed; then every row is checked: [JOBS=1000] [KILLS=50] [SEED=…]
	@$(SLUICE) soak $(if $(JOBS),--jobs "$$JOBS") $(if $(KILLS),--kills "$$KILLS") $(if $(SEED),--seed "$$SEED") $(call flag,JSON,--json)
reset: node_modules ## empty queues, buckets and tables, without a restart
	@$(SLUICE) reset
down: node_modules ## stop the engine and all its processes
	@$(SLUICE) down
stop: down ## the same as down
remove: node_modules ## delete the stage's stack
	@$(SLUICE) remove
clean: node_modules ## stop everything and delete what was downloaded or made, but node_modules
	@$(SLUICE) clean
doctor: node_modules ## what this machine has and lacks
	@$(SLUICE) doctor $(call flag,JSON,--json)
diagnose: node_modules ## write a bundle for a bug report: versions, doctor, status, logs
	@$(SLUICE) diagnose
parity: node_modules ## hold the engine against what AWS documents, and write docs/parity.md
	@$(SLUICE) parity $(if $(ONLY),--only "$$ONLY") $(call flag,JSON,--json)
bench: node_modules ## measure every claim, and write docs/performance.md ([ONLY=cpu,memory] [SIZE=small] [RUNS=5])
	@$(SLUICE) bench $(if $(ONLY),--only "$$ONLY") $(if $(SIZE),--size "$$SIZE") $(if $(RUNS),--runs "$$RUNS") $(call flag,JSON,--json)
e2e: node_modules ## the end-to-end tests, on the engine that ENGINE says
	@npx jest $(ARGS) --selectProjects e2e
catalogue: node_modules ## the fault catalogue, on the engine that ENGINE says
	@npx jest $(ARGS) --selectProjects faults
catalogue-report: start ## the same on the engine that runs, and write docs/faults.md
	@$(SLUICE) catalogue-report
audit: node_modules ## checkov on the template, npm audit and pip-audit (ONLY=template, npm or python)
	@$(SLUICE) audit $(if $(ONLY),-- "$$ONLY")
fuzz: node_modules ## each promise with arbitrary files and events: CASES=10000 [SEED=…]
	@CASES="$${CASES:-10000}" npx jest --selectProjects fuzz
breaks: node_modules ## take out what keeps each promise of the fault catalogue, and see that its test fails
	@npx jest --config test/breaks/jest.config.js $(ARGS)
mutate: node_modules ## change src/ in small ways, and see which changes no unit or contract test notices (ONLY='src/row/**')
	@npx tsx test/mutation/main.ts $(if $(ONLY),--mutate "$$ONLY")
test: node_modules ## lint, types, template, unit, fuzz, contract and end-to-end tests
	@npm test
test-ci: test ## the same as test

node_modules: package-lock.json
	@npm ci && touch node_modules

.PHONY: usage up install start ready deploy seed run send try rerun status rows rejects logs redrive fault faults fault-clear kill reset down stop ls cat watch diagnose put parity bench remove clean doctor e2e catalogue catalogue-report test test-ci fuzz audit soak mutate breaks
