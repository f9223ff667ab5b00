#!/bin/sh
# Lets Chromium take bookmarks.html apart, as a browser reads HTML: the bookmarks are those of the library, in order,
# with their titles, addresses and tags.
#
# usage: bookmarks.sh FOLDER
set -eu
here=$(dirname "$0")
# shellcheck source=packaging/formats/tools.sh
. "$here/tools.sh"

folder=$1
debian chromium chromium
debian node nodejs
debian python3 python3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

for file in "$folder"/bookmarks*.html; do
	node "$here/browser.js" bookmarks "$file" >"$work/found" || fail "bookmarks: Chromium doubts $file"
	PYTHONPATH=$here python3 -B - "$work/found" "$folder/truth.jsonl" <<-'END' >"$work/ids"
		import json, sys
		from library import line, truth
		found = [json.loads(said) for said in open(sys.argv[1], encoding="utf-8")]
		for b in found:
		    print(b["url"].removeprefix("https://arxiv.org/abs/") if "//arxiv.org/" in b["url"] else "")
		said = truth(sys.argv[2])
		for b, paper in zip(found, said, strict=bool(said)):
		    tags = ",".join(line(t.replace(",", " ")) for t in paper["tags"] or [])
		    if (b["title"], b["url"]) != (line(paper["title"]), paper["url"]) or b["tags"] not in (None, tags):
		        sys.exit(f"{paper['arxiv']}: {b['title']!r}, {b['url']}, tags {b['tags']!r}, want {paper['title']!r}, {paper['url']}, {tags!r}")
		    if b["about"] and line(paper["abstract"]) not in line(b["about"]):
		        sys.exit(f"{paper['arxiv']}: the description is {b['about'][:200]!r}, want {paper['abstract'][:200]!r}")
	END
	same bookmarks "$work/ids" "$folder"
done
echo "bookmarks: $(wc -l <"$work/ids") entries, 0 errors"
