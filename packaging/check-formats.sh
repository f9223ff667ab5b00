#!/bin/sh
# Holds what Offprint writes against the programs that read it: every recorded paper that lies beside the project, and
# the oddest that could be thought of, in every format, with everything that can be in it. Each script in formats/ checks
# one format; it installs what it needs from Debian and npm, prints what it counted, and fails on the first sign that a
# program lost or doubted something.
#
# usage: check-formats.sh [--quick] [NAME...]
#   --quick   made-up papers and the oddest ones alone, without what needs a browser, which takes a minute
#   NAME      only the checks of that name: bibtex, ris, csl-json, …
#
# GO names the go command to use. With OFFPRINT_FORMATS set to a folder, the files stay there.
set -eu
cd "$(dirname "$0")/.."

quick=''
[ "${1:-}" != --quick ] || { quick=1; shift; }
if [ $# -eq 0 ] && [ -n "$quick" ]; then
	# shellcheck disable=SC2046 # names without spaces
	set -- $(grep -L '^debian chromium' packaging/formats/*.sh)
elif [ $# -eq 0 ]; then
	set -- packaging/formats/*.sh
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
folder=${OFFPRINT_FORMATS:-$work}
mkdir -p "$folder"

OFFPRINT_FORMATS=$folder OFFPRINT_QUICK=$quick "${GO:-go}" test -count=1 -tags migrated_fynedo,ci -run '^TestEveryFormatOfEveryPaper$' ./app/export >"$work/test" 2>&1 || {
	cat "$work/test" >&2
	exit 1
}
echo "written: $(wc -l <"$folder/truth.jsonl") papers, $(find "$folder" -maxdepth 1 -type f ! -name truth.jsonl | wc -l) files"

failed=''
for name in "$@"; do
	name=$(basename "$name" .sh)
	case $name in tools) continue ;; esac
	sh "packaging/formats/$name.sh" "$folder" || failed="$failed $name"
done
[ -z "$failed" ] || { echo "FAILED:$failed" >&2; exit 1; }
