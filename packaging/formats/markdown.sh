#!/bin/sh
# Lets markdownlint read markdown.md, and markdown-bare.md where it is there: what Offprint writes keeps to every rule
# but those that titles.markdownlint.json leaves out; notes are the reader's own and may break some more.
#
# usage: markdown.sh FOLDER
set -eu
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=packaging/formats/tools.sh
. "$here/tools.sh"

folder=$1
tools=$(npm_tools)
cd "$folder"

# lint FILE CONFIGURATION
lint() {
	"$tools/node_modules/.bin/markdownlint-cli2" --config "$here/$2" "$1" >/dev/null 2>markdown.out || {
		grep -v '^Summary' markdown.out | head -n 20 >&2
		rm markdown.out
		fail "markdown: markdownlint doubts $1"
	}
	rm markdown.out
}
lint markdown.md markdown-notes.markdownlint.json
[ ! -f markdown-bare.md ] || lint markdown-bare.md titles.markdownlint.json
echo "markdown: $(grep -c '^## ' markdown.md) entries, 0 errors"
