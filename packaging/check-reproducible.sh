#!/bin/sh
# Builds the packages of the last commit twice, in two folders, the second time without anything that Go kept of the
# first, and holds their sums against each other.
#
#   check-reproducible.sh [linux] [windows]   all packages, or those
#
# GO: the go command. It takes two whole builds, which are many minutes.
set -eu

cd "$(dirname "$0")/.."
GO=${GO:-$(packaging/setup.sh --go)}
export GO
unset VERSION DIST SOURCE_DATE_EPOCH || :
work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

# Whatever is committed meanwhile.
# safe.directory: the repository may belong to somebody else, as in a container. The program that hands its commits
# over is not told what git itself is.
commit=$(git -c 'safe.directory=*' rev-parse HEAD)
for folder in first "second/in another place"; do
	git -c 'safe.directory=*' clone --quiet --no-hardlinks --upload-pack "git -c 'safe.directory=*' upload-pack" . "$work/$folder"
	(
		cd "$work/$folder"
		git checkout --quiet --detach "$commit"
		if [ "$folder" != first ]; then
			GOCACHE=$work/cache
			export GOCACHE
			umask 077
		fi
		packaging/dist.sh "$@" >"$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }
	)
done
if cmp "$work/first/.build/dist/SHA256SUMS" "$work/second/in another place/.build/dist/SHA256SUMS"; then
	cat "$work/first/.build/dist/SHA256SUMS"
	echo "Both builds have these sums."
else
	diff "$work/first/.build/dist/SHA256SUMS" "$work/second/in another place/.build/dist/SHA256SUMS" || :
	echo "The builds differ." >&2
	exit 1
fi
