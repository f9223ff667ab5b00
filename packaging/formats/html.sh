#!/bin/sh
# Opens html.html in Chromium: it runs nothing, asks for nothing, fits the window wide and narrow, can be read light and
# dark, prints, and has the papers of the library. xmllint holds that every tag is closed.
#
# usage: html.sh FOLDER
set -eu
here=$(dirname "$0")
# shellcheck source=packaging/formats/tools.sh
. "$here/tools.sh"

folder=$1
debian chromium chromium
debian node nodejs
debian xmllint libxml2-utils
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

for file in "$folder"/html*.html; do
	xmllint --huge --noout "$file" 2>"$work/xmllint" || fail "html: $(head -n 20 "$work/xmllint")"
	[ ! -s "$work/xmllint" ] || fail "html: $(head -n 20 "$work/xmllint")"
	node "$here/browser.js" page "$file" >"$work/ids" || fail "html: Chromium doubts $file"
	same html "$work/ids" "$folder"
done
echo "html: $(wc -l <"$work/ids") entries, 0 errors"
