#!/bin/sh
# Prints the version of the program, which FyneApp.toml has: as it stands there for the commit that bears its tag
# (v0.1.0), and where there is no repository; with the commit behind it for any other, as 0.1.0-dev.g03cabb4, which
# comes before 0.1.0 wherever versions are put in order.
set -eu

cd "$(dirname "$0")/.."
version=$(sed -n 's/^Version = "\(.*\)"/\1/p' FyneApp.toml)
[ -n "$version" ] || { echo "version.sh: FyneApp.toml has no Version." >&2; exit 1; }
# safe.directory: the repository may belong to somebody else, as in a container.
repository() { git -c 'safe.directory=*' "$@" 2>/dev/null; }
commit=$(repository rev-parse --short=7 HEAD) || { printf '%s\n' "$version"; exit; }
tag=$(repository describe --tags --exact-match --match 'v*' HEAD || :)
changed=$(repository status --porcelain --untracked-files=no || :)
if [ "$tag" = "v$version" ] && [ -z "$changed" ]; then
	printf '%s\n' "$version"
else
	printf '%s\n' "$version-dev.g$commit${changed:+.changed}"
fi
