#!/bin/sh
# Holds csl-json.json against the schema of the Citation Style Language (csl-data.json, as its repository
# citation-style-language/schema has it at e3ce254, since no package carries it), lets citation-js and pandoc read it, and holds
# our references in the style of the APA against those that citation-js makes of it.
#
# usage: csl-json.sh FOLDER
set -eu
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=packaging/formats/tools.sh
. "$here/tools.sh"

folder=$1
debian pandoc pandoc
NODE_PATH=$(npm_tools)/node_modules
export NODE_PATH
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

for file in "$folder"/csl-json*.json; do
	node "$here/schema.js" "$here/csl-data.json" "$file" || fail "csl-json: $file is not what the schema says"
	node "$here/compare.js" citation-js csl-json "$folder/truth.jsonl" "$file"
	pandoc -f csljson -t csljson "$file" >"$work/pandoc.json" 2>"$work/pandoc" || fail "csl-json: pandoc ends with $?"
	[ ! -s "$work/pandoc" ] || fail "csl-json: pandoc doubts: $(head -n 20 "$work/pandoc")"
	node "$here/compare.js" pandoc csl-json "$folder/truth.jsonl" "$work/pandoc.json"
done
node "$here/apa.js" "$folder/truth.jsonl" "$folder/csl-json-bare.json"
