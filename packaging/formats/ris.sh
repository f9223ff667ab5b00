#!/bin/sh
# Lets citation-js read ris.ris, whose papers must be those of the library, and bibutils, which must find them all.
#
# usage: ris.sh FOLDER
set -eu
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=packaging/formats/tools.sh
. "$here/tools.sh"

folder=$1
debian ris2xml bibutils
NODE_PATH=$(npm_tools)/node_modules
export NODE_PATH
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

for file in "$folder"/ris*.ris; do
	node "$here/compare.js" citation-js ris "$folder/truth.jsonl" "$file"
	ris2xml "$file" >"$work/mods" 2>"$work/ris2xml" || fail "ris: ris2xml ends with $?"
	entries=$(grep -c '^TY' "$file")
	found=$(grep -c '<mods ' "$work/mods")
	[ "$found" -eq "$entries" ] || fail "ris: ris2xml found $found of $entries papers"
	# It says how many it has read, and nothing else.
	! grep -v '^ris2xml: Processed' "$work/ris2xml" >&2 || fail "ris: ris2xml doubts"
	echo "ris: ris2xml reads $found papers"
done
