#!/bin/sh
# Prints what CHANGELOG.md says of the version in FyneApp.toml, for the page of its release. A version of which it says
# nothing, or that it calls not released yet, is an error.
set -eu

cd "$(dirname "$0")/.."
version=$(sed -n 's/^Version = "\(.*\)"/\1/p' FyneApp.toml)
heading=$(grep "^## $version " CHANGELOG.md || :)
case $heading in
'') echo "changes.sh: CHANGELOG.md has no heading \"## $version – DAY\"." >&2; exit 1 ;;
*'not released yet'*) echo "changes.sh: CHANGELOG.md says that $version is not released yet. Give it its day." >&2; exit 1 ;;
esac
awk -v heading="$heading" '/^## / { inside = ($0 == heading); next } inside' CHANGELOG.md
