#!/bin/sh
# Holds libraries in JSON and JSON Lines against the schema that the project has for them, with ajv, and their check sums
# and papers against what the library says.
#
# usage: json.sh FOLDER
set -eu
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=packaging/formats/tools.sh
. "$here/tools.sh"

folder=$1
NODE_PATH=$(npm_tools)/node_modules
export NODE_PATH
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

found=''
for file in "$folder"/json*.json "$folder"/jsonl*.jsonl; do
	[ -f "$file" ] || continue
	found=1
	node "$here/library.js" "$here/../../models/formats/json/schema.json" "$file" "$work/found" ||
		fail "json: $file is not what the schema says"
	same json "$work/found" "$folder"
done
[ -n "$found" ] || fail "json: there is no library in JSON in $folder"
