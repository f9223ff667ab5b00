# Everything that is done to Offprint from outside. `make help` says what there is.

# Fyne is built without its checks for programs of before fyne.Do, in the program and in the tests.
TAGS := migrated_fynedo
# The race detector shares nothing that was compiled without it. With ci, Fyne leaves out GLFW and OpenGL, which no
# test without a screen uses, and which take 160 s to compile once more on two cores.
RACE_TAGS := $(TAGS),ci
VERSION ?= $(shell packaging/version.sh)
STATICCHECK := honnef.co/go/tools/cmd/staticcheck@v0.8.2
ACTIONLINT := github.com/rhysd/actionlint/cmd/actionlint@v1.7.12
GOVULNCHECK := golang.org/x/vuln/cmd/govulncheck@v1.9.0
FUZZTIME ?= 10s
PROGRAM := .build/offprint
# What needs no window, and so no C, and is looked at for systems that are not here.
WINDOWLESS := ./models/... ./feed/... ./assets/... ./app/cli ./app/refresh ./app/home ./app/instance ./app/demo ./app/keys ./app/session

# go, found once, when first needed: on PATH, or where it is usually unpacked.
GO = $(eval GO := $(shell packaging/setup.sh --go))$(GO)
go = PATH="$(dir $(GO)):$$PATH" go

.DEFAULT_GOAL := help
.PHONY: help run run-xvfb build test test-window lint vulnerabilities fuzz bench check-formats check-formats-quick dist windows \
	check-packages check-reproducible check-windows pictures clean setup setup-xvfb

help: ## say what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-18s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: setup ## build and open the window; ARGS="--demo" passes arguments
	@if [ "$$(uname -s)" = Linux ] && [ -z "$$DISPLAY$$WAYLAND_DISPLAY" ]; then \
		echo "There is no screen here: neither DISPLAY nor WAYLAND_DISPLAY is set. Nothing was started." >&2; \
		echo "Run it on a desktop, or without one by: make run-xvfb" >&2; \
		exit 1; \
	fi
	@$(MAKE) --no-print-directory build
	$(PROGRAM) $(ARGS)

run-xvfb: setup-xvfb build ## the same in an X server without a screen
	session=$$(command -v dbus-run-session || true); \
	env -u WAYLAND_DISPLAY LANG=en_US.UTF-8 xvfb-run -a -s '-screen 0 1440x900x24' \
		$${session:+$$session --} $(PROGRAM) $(ARGS)

# The version is given here and not read from the repository by go, which refuses a clone that somebody else owns.
build: setup ## build the program into .build
	@mkdir -p $(dir $(PROGRAM))
	$(go) build -tags $(TAGS) -buildvcs=false -ldflags '-X main.version=$(VERSION)' -o $(PROGRAM) .

test: setup ## all tests that need no screen, with the race detector
	$(go) test -race -timeout 20m -tags $(RACE_TAGS) ./models/... ./app/... ./...

test-window: setup-xvfb build ## the real program in a real X window
	$(go) test -count=1 -tags $(TAGS),window ./app/windowtest/...

lint: setup ## gofmt, vet, staticcheck, the workflows and the syntax of the scripts
	@unformatted=$$($(go)fmt -l .); [ -z "$$unformatted" ] || { echo "gofmt would change:" $$unformatted >&2; exit 1; }
	$(go) vet -tags $(TAGS),window ./...
	@for system in windows darwin; do CGO_ENABLED=0 GOOS=$$system $(go) vet -tags commands . $(WINDOWLESS) || exit 1; done
	$(go) run $(STATICCHECK) -tags $(TAGS),window ./...
	$(go) run $(ACTIONLINT) .github/workflows/*.yml
	@for script in $$(find packaging assets -name '*.sh'); do sh -n "$$script" || exit 1; done; bash -n .ci/run
	@if command -v shellcheck >/dev/null; then shellcheck $$(find packaging assets -name '*.sh') .ci/run; fi

vulnerabilities: setup ## what is known against the modules that the program is built from; asks vuln.go.dev
	$(go) run $(GOVULNCHECK) -tags $(TAGS) ./...

fuzz: setup ## each fuzz test for FUZZTIME (10s)
	@grep -rEo --include='*_test.go' '^func Fuzz[A-Za-z0-9_]*' . | sort | while IFS=: read -r file name; do \
		echo "$${file%/*}: $${name#func }"; \
		$(go) test -tags $(TAGS) -run '^$$' -fuzz "^$${name#func }\$$" -fuzztime $(FUZZTIME) "$${file%/*}" </dev/null || exit 1; \
	done

bench: setup build ## measure; start and memory of the window on Linux only
	$(go) test -tags $(TAGS) -run '^$$' -bench . ./...
	@if [ "$$(uname -s)" = Linux ]; then packaging/setup.sh --xvfb && GO="$(GO)" packaging/bench.sh; fi

check-formats: setup ## hold what is exported against the programs that read it
	GO="$(GO)" packaging/check-formats.sh

check-formats-quick: setup ## the same with made-up papers, and without a browser
	GO="$(GO)" packaging/check-formats.sh --quick

windows: setup ## on Linux: the program for Windows, its archive and its installer, into dist
	GO="$(GO)" VERSION="$(VERSION)" packaging/windows.sh

dist: setup ## all packages that can be built on Linux, with sums and a list of parts, into .build/dist
	GO="$(GO)" VERSION="$(VERSION)" packaging/dist.sh $(SYSTEMS)

check-packages: setup ## look through the packages for Linux, and try them in a clean Debian
	GO="$(GO)" packaging/check-packages.sh

check-windows: setup ## build the packages for Windows, try them in Wine, and run the tests there
	GO="$(GO)" VERSION="$(VERSION)" packaging/check-windows.sh

check-reproducible: setup ## build the packages of the last commit in two folders, and compare them
	GO="$(GO)" packaging/check-reproducible.sh $(SYSTEMS)

pictures: setup-xvfb build ## take the pictures of the README
	GO="$(GO)" packaging/pictures.sh

clean: ## remove what was built
	rm -rf .build

setup:
	@packaging/setup.sh

setup-xvfb:
	@packaging/setup.sh --xvfb
