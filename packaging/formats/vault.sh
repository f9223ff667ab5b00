#!/bin/sh
# Lets js-yaml read the front matter of every file in vault, and in vault-bare where that is there, and markdownlint the
# files: they keep to every rule but those that titles.markdownlint.json leaves out; notes are the reader's own and may
# break some more.
#
# usage: vault.sh FOLDER
set -eu
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=packaging/formats/tools.sh
. "$here/tools.sh"

folder=$1
tools=$(npm_tools)
NODE_PATH=$tools/node_modules
export NODE_PATH
cd "$folder"

# check NAME CONFIGURATION
check() {
	node "$here/vault.js" truth.jsonl "$1" || fail "vault: js-yaml doubts $1"
	"$tools/node_modules/.bin/markdownlint-cli2" --config "$here/$2" "$1/*.md" >/dev/null 2>"$1.out" || {
		grep -v '^Summary' "$1.out" | head -n 20 >&2
		rm "$1.out"
		fail "vault: markdownlint doubts $1"
	}
	rm "$1.out"
	echo "vault: $1: markdownlint read $(find "$1" -maxdepth 1 -name '*.md' | wc -l) files, 0 errors"
}
check vault markdown-notes.markdownlint.json
[ ! -d vault-bare ] || check vault-bare titles.markdownlint.json
