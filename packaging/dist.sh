#!/bin/sh
# Builds all packages that can be built on Linux, from one version and one icon: those for Linux, those for Windows, the
# list of what the program is made of (SBOM, CycloneDX), and the checksums of it all.
#
#   dist.sh [linux] [windows]   all of it, or only that
#
# VERSION, WEBSITE, RELEASES, GO, DIST, SOURCE_DATE_EPOCH: as in linux.sh, which says what they are. Two builds of one commit have the same
# SHA256SUMS.
set -eu

cd "$(dirname "$0")/.."
cyclonedx=github.com/CycloneDX/cyclonedx-gomod/cmd/cyclonedx-gomod@v1.10.0
GO=${GO:-$(packaging/setup.sh --go)}
VERSION=${VERSION:-$(packaging/version.sh)}
DIST=${DIST:-.build/dist}
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git -c 'safe.directory=*' log -1 --format=%ct)}
export GO VERSION DIST SOURCE_DATE_EPOCH
[ $# -gt 0 ] || set -- linux windows
rm -rf "$DIST"
mkdir -p "$DIST"
for system in "$@"; do
	case $system in
	linux) program=.build/linux/offprint-$VERSION/bin/offprint ;;
	windows) program=.build/windows/offprint.exe ;;
	*) echo "dist.sh knows linux and windows, not \"$system\"." >&2; exit 2 ;;
	esac
	"packaging/$system.sh"
	# The list is read from the program itself. It has no number or time of its own, which would differ; the sum of what
	# wrote it does not where that is built without the names of folders.
	CGO_ENABLED=0 "$GO" run -trimpath "$cyclonedx" bin -json -std -noserial -notimestamp -version "v$VERSION" \
		-output "$DIST/offprint-$VERSION-$system-amd64.cdx.json" "$program" 2>/dev/null || {
		echo "dist.sh: $cyclonedx, which lists what the program is made of, failed or could not be fetched." >&2
		exit 1
	}
done

# A download of more than 25 MB is more than anybody was promised.
most=25000000
for file in "$DIST"/*; do
	bytes=$(wc -c <"$file")
	[ "$bytes" -le $most ] || { echo "dist.sh: $file has $bytes bytes, and $most are the most." >&2; exit 1; }
done
packaging/sums.sh "$DIST"
cat "$DIST/SHA256SUMS"
