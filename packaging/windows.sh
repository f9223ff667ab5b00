#!/bin/sh
# Builds the program for Windows (x86-64) on Linux, and packs it: offprint.exe with a window, offprint.com for the
# terminal, a portable archive and an installer for one user.
#
#   windows.sh   writes offprint-VERSION-windows-x86_64.zip and offprint-VERSION-windows-x86_64-setup.exe;
#                the programs themselves stay in .build/windows
#
# VERSION: what the program says it is. RELEASES: the address of the page with all versions, if there is one. GO: the go
# command. DIST: the folder for the packages. SOURCE_DATE_EPOCH: the time that is written into them, else that of the
# commit. Two builds of one commit are the same, byte for byte.
#
# It needs mingw-w64, NSIS and AdvanceCOMP (Debian: gcc-mingw-w64-x86-64 nsis advancecomp), and installs them where it
# may.
set -eu

cd "$(dirname "$0")/.."
packaging/setup.sh --windows
export LC_ALL=C TZ=UTC
umask 022
number=$(sed -n 's/^Version = "\(.*\)"/\1/p' FyneApp.toml)
version=${VERSION:-$number}
dist=${DIST:-.build/dist}
work=.build/windows
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git -c 'safe.directory=*' log -1 --format=%ct 2>/dev/null || echo 1700000000)}
export SOURCE_DATE_EPOCH
case $version in
*[!0-9A-Za-z.+~_-]* | '') echo "windows.sh: the version \"$version\" cannot stand in the name of a file." >&2; exit 1 ;;
esac
mkdir -p "$work" "$dist"
go=${GO:-go}
"$go" build -buildvcs=false -o "$work/make" ./packaging/windows/make

# fill FILE: a template with the version in it.
fill() {
	sed -e "s/@VERSION@/$version/g" -e "s/@NUMBER@/$number.0/g" -e "s/@COMMAS@/$(echo "$number.0" | tr . ,)/g" "packaging/windows/$1"
}
"$go" run ./packaging/icons "$work/icons"
cp "$work/icons/offprint.ico" "$work/"
fill offprint.manifest >"$work/offprint.manifest"
fill offprint.rc >"$work/offprint.rc"

# The resources lie beside main.go while the program is linked, which is where go looks for them.
resources=resources_windows_amd64.syso
trap 'rm -f "$resources"' EXIT
trap 'exit 1' HUP INT TERM
resources() {
	(cd "$work" && x86_64-w64-mingw32-windres --target=pe-x86-64 -O coff "$1" resources.o)
	cp "$work/resources.o" "$resources"
}
resources offprint.rc
# -static takes the libraries of mingw along. The linker would write the time of day into the program.
CGO_ENABLED=1 GOOS=windows GOARCH=amd64 CC=x86_64-w64-mingw32-gcc "$go" build -tags migrated_fynedo -trimpath -buildvcs=false \
	-ldflags "-s -w -buildid= -H windowsgui -X main.version=$version -X main.releases=${RELEASES:-} -extldflags '-static -Wl,--no-insert-timestamp'" -o "$work/offprint.exe" .
rm -f "$resources"
# The same commands without what draws, which would be in the archive twice: it has nothing of C in it.
sed 's/offprint\.exe/offprint.com/' "$work/offprint.rc" >"$work/commands.rc"
resources commands.rc
CGO_ENABLED=0 GOOS=windows GOARCH=amd64 "$go" build -tags commands -trimpath -buildvcs=false \
	-ldflags "-s -w -buildid= -X main.version=$version" -o "$work/offprint.com" .
rm -f "$resources"

sed 's/$/\r/' LICENSE >"$work/LICENSE.txt"
GO=$go GOOS=windows packaging/licenses.sh >"$work/third-party"
sed 's/$/\r/' "$work/third-party" >"$work/THIRD-PARTY.txt"
fill readme.txt | sed 's/$/\r/' >"$work/README.txt"
name=offprint-$version-windows-x86_64
rm -f "$dist/$name.zip" "$dist/$name-setup.exe"
"$work/make" zip "$dist/$name.zip" "$SOURCE_DATE_EPOCH" "Offprint/" "Offprint/offprint-home/" "Offprint/offprint.exe=$work/offprint.exe" \
	"Offprint/offprint.com=$work/offprint.com" "Offprint/LICENSE.txt=$work/LICENSE.txt" "Offprint/THIRD-PARTY.txt=$work/THIRD-PARTY.txt" "Offprint/README.txt=$work/README.txt"
advzip -q -z -3 "$dist/$name.zip" # a twentieth less than Go's own
makensis -V2 -NOCD "-DVERSION=$version" "-DNUMBER=$number.0" "-DFILES=$work" "-DOUTPUT=$dist/$name-setup.exe" packaging/windows/offprint.nsi
ls -l "$dist/$name.zip" "$dist/$name-setup.exe"
