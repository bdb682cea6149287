# SPDX-License-Identifier: Apache-2.0
# The commands of the house. `make` alone lists them; the longer ones live in .ci/.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

# Debian puts nats-server where only root looks.
export PATH := $(PATH):/usr/sbin:/sbin

SWIFT_FOLDERS = $(wildcard Sources Tests Cluster Benchmarks)

.PHONY: help deps build test demo bench bench-engine bench-micro bench-peers bench-side-by-side erlang lextel lextel-day load instructions simulate planted models fault fault-soak lint format tsan clean

help: ## Say what there is (this list)
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-18s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

deps: ## Install what is missing, from Debian; says what and why
	@bash .ci/deps

build: deps ## Build the command: .build/release/centralino
	@swift build -c release --product centralino

test: ## Check everything; ends with "N passed, N failed"
	@bash .ci/test

demo: deps ## Three sites, callers and agents, the wallboard, and figures
	@echo "Building the command. The first build compiles its libraries too: 7 to 10 minutes on 2 cores, seconds after that."
	@swift build -c release --product centralino
	@bash Cluster/demo/run

bench: deps ## Measure: figures beside their floor, in one run
	@swift build -c release
	@bash Benchmarks/run

load: deps ## Load three sites by a scenario: SCENARIO=steady COMMAND=run (or sweep) ARGS=; leaves .build/load.{json,html}
	@swift build -c release --product centralino
	@swift build -c release --product centralino-load
	@.build/release/centralino-load $(or $(COMMAND),run) Benchmarks/Scenarios/$(or $(SCENARIO),steady).yaml \
		--json .build/load.json --html .build/load.html $(ARGS)

bench-engine: deps ## The engine alone, in one run: lives a second in a small pool and in a large one; what features cost
	@swift build -c release --product EngineLives
	@.build/release/EngineLives
	@.build/release/EngineLives --features --rounds 15 --lives 50000

bench-micro: deps ## Small pieces of the core under ordo-one/benchmark: time, allocations, instructions
	@cd Benchmarks/Micro && swift package --scratch-path ../../.build/micro --disable-sandbox benchmark

instructions: deps ## Instructions of small pieces of the core beside their thresholds
	@bash .ci/deps micro
	@Benchmarks/Micro/instructions

bench-peers: deps ## The queue core beside others, in one run, into .build/peers.jsonl: PEERS= WORKLOADS= ROUNDS=5
	@bash .ci/deps peers
	@Benchmarks/Peers/run $(if $(PEERS),--peers $(PEERS)) $(if $(WORKLOADS),--workloads $(WORKLOADS)) \
		$(if $(ROUNDS),--rounds $(ROUNDS))

bench-side-by-side: deps ## The whole beside other systems, in turn, into .build/side-by-side.jsonl: SYSTEMS= WORKLOADS= ROUNDS=3 SECONDS=10
	@bash .ci/deps beside
	@swift build -c release --product centralino
	@Benchmarks/Beside/run $(if $(SYSTEMS),--systems $(SYSTEMS)) $(if $(WORKLOADS),--workloads $(WORKLOADS)) \
		$(if $(ROUNDS),--rounds $(ROUNDS)) $(if $(SECONDS),--seconds $(SECONDS))

erlang: deps ## Help desks in virtual time beside Erlang A, and traces beside a short recursion, caller by caller
	@swift build -c release --product HelpDesk
	@.build/release/HelpDesk erlang
	@.build/release/HelpDesk trace

lextel: deps ## A help desk's year in three worlds into .build/lextel.html and .json: YEARS=32
	@swift build -c release --product HelpDesk
	@.build/release/HelpDesk lextel --years $(or $(YEARS),32)

lextel-day: deps ## A day of that year before a real three-site cluster, in compressed time: WORLD=six-queues DAY= SPEED=120 ARGS=
	@swift build -c release --product centralino
	@swift build -c release --product HelpDesk
	@.build/release/HelpDesk day --world $(or $(WORLD),six-queues) $(if $(DAY),--day $(DAY)) --speed $(or $(SPEED),120) \
		--json .build/lextel-day.json $(ARGS)

simulate: deps ## Whole pools under faults in virtual time: SEEDS=1..200 MINUTES=30
	@swift build -c release --product centralino
	@.build/release/centralino simulate --seeds $(or $(SEEDS),1..200) --minutes $(or $(MINUTES),30)

planted: deps ## Plant each known mistake, and see that the simulator finds it (own build folder)
	@swift build -c release -Xswiftc -DPLANTED_BUGS --scratch-path .build/planted --product PlantedBugs
	@.build/planted/release/PlantedBugs

models: ## Check the models (assignment, heirs, log, rings, parking), and every mutation of them
	@bash .ci/deps models
	@bash Tests/Models/run

fault: ## Real faults on real nodes and servers, as root: FAULT=F1 KIND= SECONDS=60 TIMES= (FAULT=list)
	@bash .ci/deps lab
	@swift build -c release --product centralino
	@Cluster/lab/run $(if $(filter list,$(FAULT)),list,fault $(or $(FAULT),F1) $(if $(KIND),--kind $(KIND)) \
		$(if $(SECONDS),--seconds $(SECONDS)) $(if $(TIMES),--times $(TIMES)) --seed $(or $(SEED),1) $(LAB))

fault-soak: ## The same at random, and a table: MINUTES=30 SEED=1
	@bash .ci/deps lab
	@swift build -c release --product centralino
	@Cluster/lab/run soak --minutes $(or $(MINUTES),30) --seed $(or $(SEED),1) $(LAB)

lint: ## Check the format, changing nothing
	@swift format lint --strict --recursive --parallel $(SWIFT_FOLDERS) Package.swift

format: ## Put every Swift file in the house format
	@swift format format --in-place --recursive --parallel $(SWIFT_FOLDERS) Package.swift

# In release: in debug, generic code copies through helpers that the sanitizer does not see, and it misses races of rings.
tsan: deps ## QueueCore's tests under the thread sanitizer (own build folder)
	@swift test -c release --sanitize=thread --scratch-path .build-tsan --disable-xctest --filter '^QueueCoreTests\.'

clean: ## Remove everything that was built
	@rm -rf .build .build-*
