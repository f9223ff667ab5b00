#!/bin/sh
# Builds the program for Linux (x86-64) and packs it: an archive with an install script, a .deb and a .rpm.
#
#   linux.sh   writes offprint-VERSION-linux-amd64.tar.xz, offprint_VERSION_amd64.deb and offprint-VERSION.x86_64.rpm;
#              the program and what goes with it stay in .build/linux
#
# VERSION: what the program says it is. GO: the go command. DIST: the folder for the packages. SOURCE_DATE_EPOCH: the
# time that is written into them, else that of the commit. Two builds of one commit are the same, byte for byte.
#
# It is run on Debian: the libraries that the .deb depends on are looked up there. The oldest system that the program
# then runs on has the same C library.
set -eu

cd "$(dirname "$0")/.."
packaging/setup.sh --linux
export LC_ALL=C TZ=UTC
umask 022
go=${GO:-go}
nfpm=github.com/goreleaser/nfpm/v2/cmd/nfpm@v2.45.2
id=io.github.offprint.Offprint
number=$(sed -n 's/^Version = "\(.*\)"/\1/p' FyneApp.toml)
website=$(sed -n 's/^Website = "\(.*\)"/\1/p' FyneApp.toml)
version=${VERSION:-$(packaging/version.sh)}
dist=${DIST:-.build/dist}
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git -c 'safe.directory=*' log -1 --format=%ct)}
export SOURCE_DATE_EPOCH
case $version in
[!0-9]* | *[!0-9A-Za-z.-]* | '') echo "linux.sh: \"$version\" is no version, which is as 0.1.0 or 0.1.0-dev.g03cabb4." >&2; exit 1 ;;
esac
case $number in
*[!0-9.]* | '') echo "linux.sh: \"$number\" in FyneApp.toml is no version of numbers." >&2; exit 1 ;;
esac
work=.build/linux
tree=$work/offprint-$version
rm -rf "$work"
mkdir -p "$tree/bin" "$dist"

# What the environment may say of processors and compilers would make builds differ.
unset GOFLAGS GOAMD64 CGO_CFLAGS CGO_CPPFLAGS CGO_CXXFLAGS CGO_LDFLAGS || :
GOOS=linux GOARCH=amd64 CGO_ENABLED=1 "$go" build -tags migrated_fynedo -trimpath -buildvcs=false \
	-ldflags "-s -w -buildid= -X main.version=$version" -o "$tree/bin/offprint" .

# What goes with the program, where it lies below a prefix.
share=$tree/share
mkdir -p "$share/applications" "$share/metainfo" "$share/icons" "$share/man/man1" "$share/bash-completion/completions" \
	"$share/zsh/site-functions" "$share/fish/vendor_completions.d" "$share/doc/offprint"
cp "packaging/linux/$id.desktop" "$share/applications/"
sed -e "s|@WEBSITE@|$website|g" -e "s/@VERSION@/$number/g" -e "s/@DAY@/$(date -u -d "@$SOURCE_DATE_EPOCH" +%F)/g" \
	"packaging/linux/$id.metainfo.xml" >"$share/metainfo/$id.metainfo.xml"
"$go" run ./packaging/icons "$work/icons"
cp -R "$work/icons/hicolor" "$share/icons/"
"$go" run -tags migrated_fynedo,ci ./app/cli/reference "$work/reference" "$version"
gzip -9nc "$work/reference/offprint.1" >"$share/man/man1/offprint.1.gz"
cp "$work/reference/offprint.bash" "$share/bash-completion/completions/offprint"
cp "$work/reference/_offprint" "$share/zsh/site-functions/"
cp "$work/reference/offprint.fish" "$share/fish/vendor_completions.d/"
cp LICENSE "$share/doc/offprint/"
GO=$go packaging/licenses.sh >"$work/third-party-licenses"
gzip -9nc "$work/third-party-licenses" >"$share/doc/offprint/third-party-licenses.gz"

# The archive. Its members are in order, belong to root and bear the time of the commit, whoever packs it, and when.
cp packaging/linux/install.sh "$tree/"
cp CHANGELOG.md "$tree/"
archive=$dist/offprint-$version-linux-amd64.tar.xz
tar --directory "$work" --sort=name --format=gnu --owner=root:0 --group=root:0 --mode='u=rwX,go=rX' \
	--mtime="@$SOURCE_DATE_EPOCH" -cf "$work/archive.tar" "offprint-$version"
xz -T1 -9e -c "$work/archive.tar" >"$archive"

# The libraries that the program is linked with, and those that it loads by name when it has found X11 or Wayland. A
# name that is in none of these lists has come with a new version of the toolkit, and it is to be decided whether a
# package has to depend on it.
linked=$(objdump -p "$tree/bin/offprint" | awk '$1 == "NEEDED" { print $2 }')
loaded='libEGL.so.1 libX11-xcb.so.1 libX11.so.6 libXcursor.so.1 libXext.so.6 libXi.so.6 libXinerama.so.1 libXrandr.so.2
libXrender.so.1 libXxf86vm.so.1 libwayland-cursor.so.0 libwayland-egl.so.1 libxkbcommon.so.0'
# libGLX comes with libGL; libdecor draws a window's frame where GNOME's Wayland does not; the rest is of other kinds of
# graphics, which this build does not use.
others='libGLX.so.0 libdecor-0.so.0 libOpenGL.so.0 libGLES_CM.so.1 libGLESv1_CM.so.1 libGLESv2.so.2 libOSMesa.so.6
libOSMesa.so.8 libvulkan.so.1'
for name in $(grep -aoE 'lib[A-Za-z0-9_+-]+\.so\.[0-9]+' "$tree/bin/offprint" | sort -u); do
	case " $(echo $linked $loaded $others) " in
	*" $name "*) ;;
	*) echo "linux.sh: the program names $name, of which linux.sh does not say whether it needs it." >&2; exit 1 ;;
	esac
done

# For Debian: the packages of the linked libraries with their versions, as dpkg knows them, and of the others by name.
mkdir -p "$work/shlibdeps/debian"
printf 'Source: offprint\n\nPackage: offprint\nArchitecture: amd64\n' >"$work/shlibdeps/debian/control"
depends=$(cd "$work/shlibdeps" && dpkg-shlibdeps -O "../offprint-$version/bin/offprint" 2>/dev/null | sed -n 's/^shlibs:Depends=//p')
[ -n "$depends" ] || { echo "linux.sh: dpkg-shlibdeps does not know the libraries of the program." >&2; exit 1; }
for name in $loaded; do
	package=$(dpkg -S "*/$name" 2>/dev/null | sed -n '1s/:.*//p')
	[ -n "$package" ] || { echo "linux.sh: no package here has $name." >&2; exit 1; }
	depends="$depends, $package"
done
# For RPM: the names of the libraries, and the versions of the C library's symbols, as rpmbuild would find them.
requires=$(
	for name in $linked $loaded; do echo "$name()(64bit)"; done
	objdump -p "$tree/bin/offprint" | awk '/required from/ { sub(":", "", $3); of = $3 } of && $4 ~ /^GLIBC/ { print of "(" $4 ")(64bit)" }'
)

"$go" run "$nfpm" --version >/dev/null 2>&1 || { echo "linux.sh: $nfpm, which packs .deb and .rpm, could not be fetched and built." >&2; exit 1; }

# lines TEXT: a YAML list of its lines.
lines() { printf '%s\n' "$1" | sed '/^$/d; s/^ *//; s/.*/    - "&"/'; }

# The changelog as Debian wants it: what CHANGELOG.md says of this version, which is its first.
debian=$(printf '%s' "$version" | sed 's/-/~/')
{
	printf 'offprint (%s) unstable; urgency=low\n\n' "$debian"
	awk '/^## / { n++ } n == 1 && /^- / { sub(/^- /, ""); gsub(/`/, ""); print }' CHANGELOG.md |
		fold -s -w 72 | awk '{ sub(/ $/, ""); print (begun ? "    " : "  * ") $0; begun = !/\.$/ }'
	printf '\n -- The Offprint authors <offprint@users.noreply.github.com>  %s\n' "$(date -u -d "@$SOURCE_DATE_EPOCH" '+%a, %d %b %Y %T +0000')"
} >"$work/changelog"
gzip -9nc "$work/changelog" >"$work/changelog.gz"

# contents FOLDER...: what both packages have below /usr, and where each has its own.
contents() {
	cat <<-END
		  - {src: $tree/bin/offprint, dst: /usr/bin/offprint, file_info: {mode: 0755}}
		  - {src: $share/applications/$id.desktop, dst: /usr/share/applications/$id.desktop, file_info: {mode: 0644}}
		  - {src: $share/metainfo/$id.metainfo.xml, dst: /usr/share/metainfo/$id.metainfo.xml, file_info: {mode: 0644}}
		  - {src: $share/man/man1/offprint.1.gz, dst: /usr/share/man/man1/offprint.1.gz, file_info: {mode: 0644}}
		  - {src: $share/bash-completion/completions/offprint, dst: /usr/share/bash-completion/completions/offprint, file_info: {mode: 0644}}
		  - {src: $share/fish/vendor_completions.d/offprint.fish, dst: /usr/share/fish/vendor_completions.d/offprint.fish, file_info: {mode: 0644}}
		  - {src: $share/zsh/site-functions/_offprint, dst: /usr/share/zsh/$1/_offprint, file_info: {mode: 0644}}
		  - {src: $share/doc/offprint/third-party-licenses.gz, dst: /usr/share/doc/offprint/third-party-licenses.gz, file_info: {mode: 0644}}
	END
	(cd "$share/icons" && find hicolor -type f | sort) | while read -r icon; do
		echo "  - {src: $share/icons/$icon, dst: /usr/share/icons/$icon, file_info: {mode: 0644}}"
	done
}
# head: what nfpm is to know of both.
head() {
	cat <<-END
		name: offprint
		arch: amd64
		platform: linux
		version: "$version"
		version_schema: semver
		section: science
		priority: optional
		maintainer: The Offprint authors <offprint@users.noreply.github.com>
		vendor: The Offprint authors
		homepage: $website
		license: BSD-3-Clause
		umask: 0022
		disable_globbing: true
	END
}
description='Every weekday Hugging Face lists the machine-learning papers worth noticing.
  Offprint brings that list in, lets its reader go through it from the keyboard,
  keeps what matters with tags and notes, finds anything seen before at once,
  and hands notes and citations to other tools. It works offline, keeps
  everything in one file on the own disk, and needs no account.'
{
	head
	printf 'description: |-\n  reading list for machine-learning papers\n  %s\n' "$description"
	printf 'deb:\n  compression: xz\n'
	printf 'depends:\n'
	lines "$(printf '%s' "$depends" | tr ',' '\n')"
	printf 'recommends: [ca-certificates, xdg-utils, libgl1-mesa-dri, libdecor-0-0]\nsuggests: [fonts-noto-cjk]\n'
	printf 'contents:\n'
	contents vendor-completions
	echo "  - {src: packaging/linux/copyright, dst: /usr/share/doc/offprint/copyright, file_info: {mode: 0644}}"
	echo "  - {src: $work/changelog.gz, dst: /usr/share/doc/offprint/changelog.gz, file_info: {mode: 0644}}"
} >"$work/deb.yaml"
{
	head
	printf 'description: |-\n  %s\n' "$description"
	printf 'rpm:\n  summary: Reading list for machine-learning papers\n  group: Applications/Productivity\n  compression: xz\n  buildhost: offprint\n  packager: The Offprint authors\n'
	printf 'release: "1"\ndepends:\n'
	lines "$requires"
	printf 'recommends: [ca-certificates, xdg-utils]\n'
	printf 'contents:\n'
	contents site-functions
	echo "  - {src: LICENSE, dst: /usr/share/licenses/offprint/LICENSE, type: license, file_info: {mode: 0644}}"
	echo "  - {src: CHANGELOG.md, dst: /usr/share/doc/offprint/CHANGELOG.md, type: doc, file_info: {mode: 0644}}"
} >"$work/rpm.yaml"
"$go" run "$nfpm" package --config "$work/deb.yaml" --packager deb --target "$dist/offprint_${version}_amd64.deb" >/dev/null
"$go" run "$nfpm" package --config "$work/rpm.yaml" --packager rpm --target "$dist/offprint-$version.x86_64.rpm" >/dev/null
ls -l "$archive" "$dist/offprint_${version}_amd64.deb" "$dist/offprint-$version.x86_64.rpm"
