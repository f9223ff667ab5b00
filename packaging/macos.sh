#!/bin/sh
# Builds the program for macOS and packs it, on a machine with macOS: Offprint.app in a disk image.
#
#   macos.sh [arm64 | amd64]   writes offprint-VERSION-macos-PROCESSOR.dmg, else for this machine's own processor;
#                              the application itself stays in .build/macos-PROCESSOR
#
# VERSION: what the program says it is. RELEASES: the address of the page with all versions, if there is one. GO: the go
# command. DIST: the folder for the image.
#
# CODESIGN_IDENTITY: the name of a Developer ID in the keychain. Without one the application is signed for no one (ad
# hoc), and macOS asks its reader whether to open it. NOTARY_KEY, NOTARY_KEY_ID and NOTARY_ISSUER: the file, the name and
# the issuer of a key for Apple's notary, who is asked where all three and the identity are given.
set -eu

cd "$(dirname "$0")/.."
[ "$(uname -s)" = Darwin ] || { echo "macos.sh needs Apple's tools, and this is no Mac. Nothing was built." >&2; exit 1; }
packaging/setup.sh
export LC_ALL=C
umask 022
# The oldest macOS that Go 1.26 supports.
system=12.0
number=$(sed -n 's/^Version = "\(.*\)"/\1/p' FyneApp.toml)
version=${VERSION:-$(packaging/version.sh)}
go=${GO:-$(packaging/setup.sh --go)}
dist=${DIST:-.build/dist}
case ${1:-$(uname -m)} in
arm64) processor=arm64 named=arm64 ;;
amd64 | x86_64) processor=amd64 named=x86_64 ;;
*) echo "macos.sh knows arm64 and amd64, not \"${1:-$(uname -m)}\"." >&2; exit 2 ;;
esac
work=.build/macos-$processor
application=$work/image/Offprint.app
image=$dist/offprint-$version-macos-$processor.dmg
rm -rf "$work"
mkdir -p "$application/Contents/MacOS" "$application/Contents/Resources" "$dist"

unset GOFLAGS GOAMD64 GOARM64 || :
MACOSX_DEPLOYMENT_TARGET=$system CGO_ENABLED=1 GOOS=darwin GOARCH=$processor \
	CGO_CFLAGS="-O2 -arch $named -mmacosx-version-min=$system" CGO_LDFLAGS="-arch $named -mmacosx-version-min=$system" \
	"$go" build -tags migrated_fynedo -trimpath -buildvcs=false -ldflags "-s -w -buildid= -X main.version=$version -X main.releases=${RELEASES:-}" \
	-o "$application/Contents/MacOS/offprint" .
sed -e "s/@NUMBER@/$number/g" -e "s/@SYSTEM@/$system/g" packaging/macos/Info.plist >"$application/Contents/Info.plist"
plutil -lint "$application/Contents/Info.plist"
"$go" run ./packaging/icons "$work/icons"
cp "$work/icons/offprint.icns" LICENSE "$application/Contents/Resources/"
GO=$go GOOS=darwin packaging/licenses.sh >"$application/Contents/Resources/third-party-licenses.txt"

if [ -n "${CODESIGN_IDENTITY:-}" ]; then
	codesign --force --options runtime --timestamp --sign "$CODESIGN_IDENTITY" "$application"
else
	echo "No identity is given (CODESIGN_IDENTITY): the application is signed for no one." >&2
	codesign --force --sign - "$application"
fi
codesign --verify --strict "$application"

ln -s /Applications "$work/image/Applications"
hdiutil create -quiet -ov -volname Offprint -srcfolder "$work/image" -fs HFS+ -format UDZO "$image"
hdiutil verify -quiet "$image"
if [ -n "${CODESIGN_IDENTITY:-}" ] && [ -n "${NOTARY_KEY:-}" ] && [ -n "${NOTARY_KEY_ID:-}" ] && [ -n "${NOTARY_ISSUER:-}" ]; then
	codesign --force --timestamp --sign "$CODESIGN_IDENTITY" "$image"
	xcrun notarytool submit "$image" --key "$NOTARY_KEY" --key-id "$NOTARY_KEY_ID" --issuer "$NOTARY_ISSUER" --wait
	xcrun stapler staple "$image"
else
	echo "No key for Apple's notary is given (NOTARY_KEY, NOTARY_KEY_ID, NOTARY_ISSUER): the image is not notarised." >&2
fi
# The program that was built has to start where this machine's processor can run it.
[ "$processor" != "$(uname -m | sed 's/x86_64/amd64/')" ] || "$application/Contents/MacOS/offprint" version
ls -l "$image"
