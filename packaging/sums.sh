#!/bin/sh
# Writes SHA256SUMS into a folder of packages: the sums of all other files there, in the order of their names.
#
#   sums.sh FOLDER
set -eu

if [ $# != 1 ] || [ ! -d "$1" ]; then
	echo "usage: $0 FOLDER" >&2
	exit 2
fi
cd "$1"
export LC_ALL=C
rm -f SHA256SUMS
sums=$(if command -v sha256sum >/dev/null; then sha256sum -- *; else shasum -a 256 -- *; fi)
printf '%s\n' "$sums" >SHA256SUMS
