#!/bin/sh
# Holds atom.xml against the schema of RFC 4287 and against its Schematron rules: every entry has an author, and content
# or an alternate link; no two entries are one.
#
# usage: atom.sh FOLDER
set -eu
here=$(dirname "$0")
# shellcheck source=packaging/formats/tools.sh
. "$here/tools.sh"

folder=$1
debian xmllint libxml2-utils
debian python3 python3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

for file in "$folder"/atom*.xml; do
	xmllint --huge --noout --relaxng "$here/atom.rng" "$file" 2>"$work/xmllint" || fail "atom: $(head -n 20 "$work/xmllint")"
	[ "$(wc -l <"$work/xmllint")" -eq 1 ] || fail "atom: $(head -n 20 "$work/xmllint")" # it validates
	python3 - "$file" <<-'END' >"$work/ids"
		import sys, xml.etree.ElementTree as tree
		atom = "{http://www.w3.org/2005/Atom}"
		seen = set()
		for entry in tree.parse(sys.argv[1]).getroot().iter(atom + "entry"):
		    name = entry.findtext(atom + "id")
		    if name in seen:
		        sys.exit(f"{name} is there twice")
		    seen.add(name)
		    links = [link for link in entry.iter(atom + "link") if link.get("rel") == "alternate"]
		    if entry.find(atom + "author") is None or len(links) > 1 or not links and entry.find(atom + "content") is None:
		        sys.exit(f"{name} lacks an author, or content and an alternate link")
		    print(name.removeprefix("https://arxiv.org/abs/") if "//arxiv.org/" in name else "")
	END
	same atom "$work/ids" "$folder"
done
echo "atom: $(wc -l <"$work/ids") entries, 0 errors"
