#!/bin/sh
# Lets the program of a commit write a small library of made-up papers, for the tests to open with later programs.
#
#   release-library.sh COMMIT NAME   writes models/testdata/releases/NAME.db.gz
#
# A release gets one by its tag and its version: release-library.sh v0.1.0 0.1.0. What is done to the papers is what
# models/releases_test.go looks for. GO names the go command.
set -eu

[ $# = 2 ] || { echo "usage: $0 COMMIT NAME" >&2; exit 2; }
cd "$(dirname "$0")/.."
go=${GO:-$(packaging/setup.sh --go)}
target=$PWD/models/testdata/releases/$2.db.gz
work=$(mktemp -d)
served=''
clean() {
	if [ -n "$served" ]; then kill "$served" 2>/dev/null || :; fi
	rm -rf "$work"
}
trap clean EXIT
trap 'exit 1' HUP INT TERM
# shellcheck source=packaging/await.sh
. packaging/await.sh

# safe.directory: the repository may belong to somebody else, as in a container.
git -c 'safe.directory=*' archive --output "$work/source.tar" "$1^{commit}"
mkdir "$work/source"
tar -C "$work/source" -xf "$work/source.tar"
(cd "$work/source" && "$go" build -tags migrated_fynedo,ci -buildvcs=false -o "$work/offprint" .)
"$go" build -buildvcs=false -o "$work/serve" ./feed/feedtest/serve

mkdir "$work/days"
{
	printf '['
	for n in 1 2 3 4; do
		[ $n = 1 ] || printf ','
		printf '{"paper":{"id":"2603.0000%d","title":"Made-Up Paper %d: Zählen und 计数","summary":"An abstract that counts to %d.","authors":[{"name":"Ann Ode"},{"name":"Łukasz Nowak"}],"submittedOnDailyAt":"2026-03-02T01:00:00.000Z","upvotes":%d}}' $n $n $n $((10 * n))
	done
	printf ']\n'
} >"$work/days/2026-03-02.json"
"$work/serve" --days "$work/days" --today 2026-03-02 >"$work/address" &
served=$!
await "the papers" test -s "$work/address"
HF_ENDPOINT=$(cat "$work/address") OFFPRINT_HOME=$work/home
export HF_ENDPOINT OFFPRINT_HOME
unset HF_TOKEN || :
program() { "$work/offprint" "$@" >"$work/said" 2>&1 || { cat "$work/said" >&2; return 1; }; }
# later COMMAND...: what the first programs could not do yet.
later() { if "$work/offprint" help "$1" >/dev/null 2>&1; then program "$@"; fi; }

program sync --day 2026-03-02
program keep 2603.00001 --state reading --tag agents --tag "to discuss"
program keep 2603.00002 --state "done"
program keep 2603.00003 --state archived
program keep 2603.00003 --state archived --tag agents
program tag 2603.00002 +unlearning
program note 2603.00001 "A reader's word: Zähler, 计数, and a task
- [ ] count again"
program note 2603.00001 'A second note.'
program note 2603.00002 'See [[2603.00001]].'
program tag 2603.00003 +wrong
program undo
later star 2603.00002
later rate 2603.00002 4
later why 2603.00002 'counts well'
later smart add Counting 'tag:agents'
[ "$(find "$work/home" -name 'offprint.db-wal' -size +0)" = '' ] || { echo "The library was not closed well." >&2; exit 1; }
gzip -9nc "$work/home/offprint.db" >"$target"
ls -l "$target"
