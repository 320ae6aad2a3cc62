# Lapak's workshop. `make` lists what there is.
SHELL := /bin/bash
.DEFAULT_GOAL := help

ADDR ?= localhost:8080

# Programs that the tests need, built from source at these versions and kept outside the clone.
TOOLS         := $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/lapak/tools
MINIO         := $(TOOLS)/minio-0.20260212201848/minio
STRIPE_MOCK   := $(TOOLS)/stripe-mock-0.203.0/stripe-mock
GOLANGCI_LINT := $(TOOLS)/golangci-lint-2.15.0/golangci-lint

# Runs a command beside a private Postgres and tells the tests where the other real parts are.
WITH_PARTS = LAPAK_TEST_MINIO=$(MINIO) LAPAK_TEST_STRIPE_MOCK=$(STRIPE_MOCK) go run ./internal/postgres/pgtest/run
PARTS      = postgres chromium $(MINIO) $(STRIPE_MOCK)

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: run
run: postgres build ## build and start the demo on http://localhost:8080 (ADDR=host:port overrides)
	@exec bin/lapak demo --addr $(ADDR)

.PHONY: build
build: ## build bin/lapak
	@[ -e bin/lapak ] || echo "Building bin/lapak; the first time fetches and compiles its libraries, some minutes ..."
	@CGO_ENABLED=0 go build -trimpath -o bin/lapak ./cmd/lapak

.PHONY: test
test: $(PARTS) ## install what the tests need and run them all
	@$(WITH_PARTS) go test -p 2 ./...

.PHONY: check
check: $(GOLANGCI_LINT) ## formatting, vet, lint with the import rule, generated code
	@scripts/check-generated.sh
	@go vet ./...
	@$(GOLANGCI_LINT) run

.PHONY: audit
audit: postgres chromium build ## the slow outside checks of the running demo: Lighthouse, axe, OpenAPI, generated client, errands on a phone
	@scripts/audit.sh

.PHONY: bench
bench: postgres ## benchmarks beside their floors; writes bench/results.md
	@go run ./bench

.PHONY: faults
faults: $(PARTS) ## the heavy fault tests: kills, cut wires, silent providers
	@LAPAK_FAULTS=all $(WITH_PARTS) go test -p 1 -count 1 -timeout 30m -run '^TestFault' ./...

.PHONY: generate
generate: ## write the generated code anew
	@go tool templ generate

.PHONY: fmt
fmt: $(GOLANGCI_LINT) ## format Go and templ files
	@go tool templ fmt .
	@$(GOLANGCI_LINT) fmt

.PHONY: clean
clean: ## remove what was built here; the tools and the demo's data stay
	@rm -rf bin

.PHONY: postgres
postgres:
	@scripts/install-debian.sh postgresql

.PHONY: chromium
chromium:
	@scripts/install-debian.sh chromium

$(MINIO):
	@scripts/install-tool.sh $(@D) github.com/minio/minio@v0.0.0-20260212201848-7aac2a2c5b7c

$(STRIPE_MOCK):
	@scripts/install-tool.sh $(@D) github.com/stripe/stripe-mock@v0.203.0

$(GOLANGCI_LINT):
	@scripts/install-tool.sh $(@D) github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0
