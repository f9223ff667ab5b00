#!/bin/sh
# Lets BibTeX and biber read a .bib file that Offprint wrote, and fails on the
# first sign that either of them lost or doubted something: an error, a warning,
# or an entry that went in and did not come out.
#
# usage: check-formats.sh [FILE.bib]
# Without a file the tests write one, of odd titles and names and of what
# recorded papers are at hand. GO names the go command to use for that.
set -eu

if [ $# -gt 1 ] || { [ $# -eq 1 ] && [ ! -s "$1" ]; }; then
	echo "usage: $0 [FILE.bib] (a file with at least one entry)" >&2
	exit 2
fi

have_tools() {
	command -v bibtex >/dev/null && command -v biber >/dev/null &&
		kpsewhich plain.bst >/dev/null
}

if ! have_tools; then
	install='apt-get update && apt-get install -y --no-install-recommends biber texlive-binaries texlive-base'
	export DEBIAN_FRONTEND=noninteractive
	if ! command -v apt-get >/dev/null; then
		echo "bibtex and biber are needed: install TeX Live with biber, then run this again" >&2
		exit 2
	elif [ "$(id -u)" -eq 0 ]; then
		sh -c "$install" >&2
	elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
		sudo --preserve-env=DEBIAN_FRONTEND sh -c "$install" >&2
	else
		echo "bibtex and biber are needed. Run this, then try again:" >&2
		echo "  sudo sh -c '$install'" >&2
		exit 2
	fi
	have_tools || { echo "bibtex, biber or plain.bst is still missing after the installation" >&2; exit 2; }
fi

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
trap 'exit 1' HUP INT TERM
if [ $# -eq 1 ]; then
	cp "$1" "$dir/check.bib"
else
	cd "$(dirname "$0")/.."
	OFFPRINT_BIB=$dir/check.bib "${GO:-go}" test -count=1 -run '^TestReadsBack$' ./models/formats/bibtex >&2
fi
cd "$dir"

# count PATTERN FILE: how many lines match; none is an answer, not a failure.
count() {
	grep -c -i -E "$1" "$2" || :
}

# What the two programs say when something is wrong.
bibtex_says='warning|error|---line|repeated|missing|overflow|exceeded|skip'
biber_says='^(warn|error|fatal)|warning|error| at .* line [0-9]'

failed=0
fail() {
	failed=1
	echo "FAILED: $*" >&2
}

entries=$(count '^@' check.bib)
[ "$entries" -gt 0 ] || fail "no entry in the file"

# BibTeX takes every entry through the plain style.
printf '%s\n' '\relax' '\citation{*}' '\bibstyle{plain}' '\bibdata{check}' >check.aux
code=0
bibtex check >bibtex.out 2>&1 || code=$?
bibtex_doubts=$(count "$bibtex_says" bibtex.out)
printed=0
[ ! -f check.bbl ] || printed=$(count '^\\bibitem' check.bbl)
[ "$code" -eq 0 ] || fail "bibtex ended with $code"
[ "$bibtex_doubts" -eq 0 ] || fail "bibtex doubts:" "$(grep -i -E "$bibtex_says" bibtex.out | head -n 20)"
[ "$printed" -eq "$entries" ] || fail "bibtex printed $printed of $entries entries"

# biber checks every field against the data model of biblatex.
code=0
biber --tool --validate-datamodel --nolog --output-file=out.bib check.bib >biber.out 2>&1 || code=$?
biber_doubts=$(count "$biber_says" biber.out)
kept=0
[ ! -f out.bib ] || kept=$(count '^@' out.bib)
[ "$code" -eq 0 ] || fail "biber ended with $code"
[ "$biber_doubts" -eq 0 ] || fail "biber doubts:" "$(grep -i -E "$biber_says" biber.out | head -n 20)"
[ "$kept" -eq "$entries" ] || fail "biber kept $kept of $entries entries"

echo "entries: $entries"
echo "bibtex:  $printed printed, $bibtex_doubts errors and warnings"
echo "biber:   $kept kept, $biber_doubts errors and warnings"
exit "$failed"
