#!/bin/sh
# Lets BibTeX, biber, pandoc and citation-js read the .bib files of both dialects, with everything in them, in UTF-8 and
# with accents as LaTeX: none may doubt or lose anything, and what they read is what the library says, but for what
# compare.js knows that they lose.
#
# usage: bibtex.sh FOLDER
set -eu
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=packaging/formats/tools.sh
. "$here/tools.sh"

folder=$(cd "$1" && pwd)
debian bibtex texlive-binaries texlive-base
debian biber biber texlive-base
debian pandoc pandoc
NODE_PATH=$(npm_tools)/node_modules
export NODE_PATH
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
cd "$work"

# count PATTERN FILE: how many lines match; none is an answer, not a failure.
count() {
	grep -c -i -E "$1" "$2" || :
}

# doubts PATTERN FILE: the lines that match, but for the wish for a date of papers that have none, and biber's count of
# such wishes.
doubts() {
	grep -i -E "$1" "$2" | grep -v -F -f undated | grep -v '^INFO - WARNINGS: ' || :
}

# What the two programs say when something is wrong.
bibtex_says='warning|error|---line|repeated|missing|overflow|exceeded|skip'
biber_says='^(warn|error|fatal)|warning|error| at .* line [0-9]'

compare() {
	node "$here/compare.js" "$1" "$dialect" "$folder/truth.jsonl" "$2" || failed=1
}

# Nothing can be done about a paper without a day; biber says so of each.
python3 - "$folder/truth.jsonl" >undated <<-'END'
	import json, sys
	for line in open(sys.argv[1], encoding="utf-8"):
	    paper = json.loads(line)
	    if not paper["published"]:
	        print("Datamodel: Entry '%s' (check.bib): Missing mandatory field - one of 'date, year' must be defined" % paper["key"])
END

failed=0
check() {
	dialect=${1%%-*}
	cp "$folder/$1.bib" check.bib
	entries=$(count '^@' check.bib)
	[ "$entries" -gt 0 ] || fail "$1: no entry in the file"

	if [ "$dialect" = bibtex ]; then # it takes every entry through the plain style
		printf '%s\n' '\relax' '\citation{*}' '\bibstyle{plain}' '\bibdata{check}' >check.aux
		bibtex check >bibtex.out 2>&1 || fail "$1: bibtex ends with $?: $(head -n 20 bibtex.out)"
		doubts "$bibtex_says" bibtex.out >doubts.out
		[ ! -s doubts.out ] || fail "$1: bibtex doubts: $(head -n 20 doubts.out)"
		[ "$(count '^\\bibitem' check.bbl)" -eq "$entries" ] || fail "$1: bibtex printed $(count '^\\bibitem' check.bbl) of $entries entries"
		echo "$1: bibtex prints $entries entries, 0 errors and warnings"
	fi

	# biber checks every field against the data model of biblatex.
	biber --tool --validate-datamodel --nolog --output-format=biblatexml --output-file=check.bltxml check.bib >biber.out 2>&1 || fail "$1: biber ends with $?: $(head -n 20 biber.out)"
	doubts "$biber_says" biber.out >doubts.out
	[ ! -s doubts.out ] || fail "$1: biber doubts: $(head -n 20 doubts.out)"
	[ "$(count '<bltx:entry ' check.bltxml)" -eq "$entries" ] || fail "$1: biber kept $(count '<bltx:entry ' check.bltxml) of $entries entries"
	echo "$1: biber keeps $entries entries, 0 errors and warnings"
	compare biber check.bltxml

	pandoc -f "$dialect" -t csljson check.bib >check.json 2>pandoc.out || fail "$1: pandoc ends with $?: $(head -n 20 pandoc.out)"
	[ ! -s pandoc.out ] || fail "$1: pandoc doubts: $(head -n 20 pandoc.out)"
	compare pandoc check.json
	compare citation-js check.bib
}

for file in bibtex bibtex-ascii biblatex biblatex-ascii; do
	check "$file"
done
exit "$failed"
