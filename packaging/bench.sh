#!/bin/sh
# Measures the program as a reader meets it: its start and its memory over a library of 10,000 papers, against a window
# that does nothing but show a list of 50 labels, how long searches of a large library take, and how long it
# takes to fetch a day. Caches are warm; each figure is
# a median. The load of the machine is printed with them: on a busy one they mean little.
#
#   bench.sh [RUNS]   how often each is started, 10 if not said
#
# It needs the program (make build) and what setup.sh --xvfb installs. GO names the go command to use. Fetching is
# measured only where recorded days lie beside the project.
set -eu

cd "$(dirname "$0")/.."
runs=${1:-10}
go=${GO:-go}
program=$PWD/.build/offprint
recorded=../shared/data/huggingface/daily
[ -x "$program" ] || { echo "There is no program to measure. Build it by: make build" >&2; exit 1; }

work=$(mktemp -d)
server=''
clean() {
	if [ -n "$server" ]; then
		kill "$server" 2>/dev/null || :
		wait "$server" 2>/dev/null || :
	fi
	rm -rf "$work"
}
trap clean EXIT
trap 'exit 1' HUP INT TERM
# shellcheck source=packaging/await.sh
. packaging/await.sh

"$go" build -buildvcs=false -tags migrated_fynedo -o "$work/" ./app/windowtest/bench/... ./feed/feedtest/serve
"$work/fill" --home "$work/home" --papers 10000 --seed 1
echo "processors: $(getconf _NPROCESSORS_ONLN)   load average: $(cut -d ' ' -f 1-3 /proc/loadavg 2>/dev/null || echo unknown)"

# What belongs to the toolkit stays out of the reader's folders, and a feed that refuses at once out of the figures.
mkdir -p "$work/user/.cache"
chmod 700 "$work/user"
unset HF_TOKEN DBUS_SESSION_BUS_ADDRESS XDG_CONFIG_HOME XDG_CACHE_HOME XDG_DATA_HOME XDG_STATE_HOME || :
export HOME="$work/user" XDG_RUNTIME_DIR="$work/user" LANG=en_US.UTF-8 OFFPRINT_HOME="$work/home" HF_ENDPOINT=http://127.0.0.1:9
"$work/start" --offprint "$program" --empty "$work/empty" --runs "$runs"

# Searching is measured where it is hard: among 100,000 papers and 10,000 notes, beside the sqlite3 shell on the same file.
"$work/fill" --home "$work/large" --papers 100000 --notes 10000 --seed 1
OFFPRINT_BENCH_LIBRARY="$work/large/offprint.db" "$go" test -tags migrated_fynedo,ci -run '^$' -bench SearchAtScale -benchtime 1x -timeout 30m ./models/
rm -rf "$work/large"

day=2025-09-30 # 50 papers, as many as were ever recorded of a day
if [ ! -f "$recorded/$day.json" ]; then
	echo "no recorded days beside the project: fetching a day was not measured"
	exit 0
fi
mkdir "$work/days"
cp "$recorded/$day.json" "$work/days/"
"$work/serve" --days "$work/days" >"$work/address" &
server=$!
await "the papers" test -s "$work/address"
HF_ENDPOINT=$(cat "$work/address")
i=0
while [ "$i" -lt "$runs" ]; do
	i=$((i + 1))
	began=$(date +%s%N)
	"$program" sync --home "$work/sync-$i" --day "$day" >"$work/said"
	echo $((($(date +%s%N) - began) / 1000000))
done | sort -n >"$work/times"
grep -q ' 50 papers, 50 new' "$work/said" || { echo "Fetching did not bring the 50 papers: $(cat "$work/said")" >&2; exit 1; }
awk '{ t[NR] = $1 } END {
	printf "fetch a day of 50 papers into a new library, offprint sync: %d (%d, %d) ms\n", (t[int((NR + 1) / 2)] + t[int(NR / 2) + 1]) / 2, t[1], t[NR]
}' "$work/times"
