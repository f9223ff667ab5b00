#!/bin/sh
# Lets csvkit read csv.csv: no line may be in need of cleaning, and identifiers and titles are those of the library.
#
# usage: csv.sh FOLDER
set -eu
here=$(dirname "$0")
# shellcheck source=packaging/formats/tools.sh
. "$here/tools.sh"

folder=$1
debian csvjson csvkit
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

for file in "$folder"/csv*.csv; do
	csvclean -n "$file" >"$work/clean" 2>&1 || fail "csv: $(head -n 20 "$work/clean")"
	grep -q '^No errors' "$work/clean" || fail "csv: $(head -n 20 "$work/clean")"
	csvjson -I -y 0 "$file" >"$work/rows.json" || fail "csv: csvjson does not read $file"
	PYTHONPATH=$here python3 -B - "$work/rows.json" "$folder/truth.jsonl" <<-'END' >"$work/ids"
		import json, re, sys
		from library import line, truth
		rows = json.load(open(sys.argv[1], encoding="utf-8"))
		within = lambda cell: re.sub("(;[ \\t]*)'('*[=+@＝＋－＠-])", r"\1\2", cell or "")
		plain = lambda cell: within(cell[1:] if cell and cell[0] == "'" and cell.lstrip("'")[:1] in tuple("=+-@\t\r\n＝＋－＠") else cell)
		for row in rows:
		    for name, cell in row.items():
		        if cell and cell[0] in "=+-@\t\r\n＝＋－＠":
		            sys.exit(f"{row['arxiv']}: {name} is a formula: {cell[:50]!r}")
		    print((row["arxiv"] or "").removeprefix("arXiv:"))
		said = truth(sys.argv[2])
		for row, paper in zip(rows, said, strict=bool(said)):
		    for name, other in (("title", "title"), ("citation_key", "key"), ("doi", "doi"), ("url", "url"), ("abstract", "abstract")):
		        if name in row and plain(row[name]) != line(paper[other]):
		            sys.exit(f"{paper['arxiv']}: {name} is {row[name]!r}, want {paper[other]!r}")
	END
	same csv "$work/ids" "$folder"
done
echo "csv: $(wc -l <"$work/ids") entries, 0 errors"
