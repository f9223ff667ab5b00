#!/bin/sh
# Builds the program for Linux (x86-64) and packs it: an archive with an install script, a .deb and a .rpm.
#
#   linux.sh   writes offprint-VERSION-linux-amd64.tar.xz, offprint_VERSION_amd64.deb and offprint-VERSION.x86_64.rpm;
#              the program and what goes with it stay in .build/linux
#
# VERSION: what the program says it is. WEBSITE: where its project is, else as in FyneApp.toml. RELEASES: the address of
# the page with all versions, if there is one. GO: the go command. DIST: the folder for the packages. SOURCE_DATE_EPOCH:
# the time that is written into them, else that of the commit. Two builds of one commit are the same, byte for byte.
#
# It is run on Debian: the libraries that the .deb depends on are looked up there. The oldest system that the program
# then runs on has the same C library.
set -eu

cd "$(dirname "$0")/.."
packaging/setup.sh --linux
export LC_ALL=C TZ=UTC
umask 022
go=${GO:-go}
id=io.github.offprint.Offprint
number=$(sed -n 's/^Version = "\(.*\)"/\1/p' FyneApp.toml)
website=${WEBSITE:-$(sed -n 's/^Website = "\(.*\)"/\1/p' FyneApp.toml)}
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

case $website in
https://*[!0-9A-Za-z./_-]* | '') echo "linux.sh: \"$website\" is no address of a project." >&2; exit 1 ;;
https://*) ;;
*) echo "linux.sh: \"$website\" does not begin with https://." >&2; exit 1 ;;
esac

# What the environment may say of processors and compilers would make builds differ.
unset GOFLAGS GOAMD64 CGO_CFLAGS CGO_CPPFLAGS CGO_CXXFLAGS CGO_LDFLAGS || :
GOOS=linux GOARCH=amd64 CGO_ENABLED=1 "$go" build -tags migrated_fynedo -trimpath -buildvcs=false \
	-ldflags "-s -w -buildid= -X main.version=$version -X main.releases=${RELEASES:-}" -o "$tree/bin/offprint" .

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
grep -aoE 'lib[A-Za-z0-9_+-]+\.so\.[0-9]+' "$tree/bin/offprint" | sort -u | while read -r name; do
	printf '%s\n' "$linked" "$loaded" "$others" | tr ' ' '\n' | grep -qxF "$name" || {
		echo "linux.sh: the program names $name, of which linux.sh does not say whether it needs it." >&2
		exit 1
	}
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
# As both packagers write a version that comes before another.
before=$(printf '%s' "$version" | sed 's/-/~/')

# put FOLDER ZSH: all of it below FOLDER/usr, with the completion for zsh where the system looks for it.
put() {
	mkdir -p "$1/usr"
	cp -R "$tree/bin" "$share" "$1/usr/"
	[ "$2" = site-functions ] || mv "$1/usr/share/zsh/site-functions" "$1/usr/share/zsh/$2"
}
# stamp FOLDER: gives all of it the time of the commit, and lets everybody read it, whatever the modes in the repository.
stamp() {
	chmod -R u=rwX,go=rX "$1"
	find "$1" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
}

# changes MARK: what CHANGELOG.md says of its first version, one line a point.
changes() { awk -v mark="$1" '/^## / { n++ } n == 1 && /^- / { sub(/^- /, ""); gsub(/`/, ""); print mark $0 }' CHANGELOG.md; }

deb=$dist/offprint_${version}_amd64.deb
root=$work/deb
put "$root" vendor-completions
rm "$root/usr/share/doc/offprint/LICENSE"
cp packaging/linux/copyright "$root/usr/share/doc/offprint/"
# The changelog as Debian wants it.
{
	printf 'offprint (%s) unstable; urgency=low\n\n' "$before"
	changes '* ' | fold -s -w 74 | sed -e 's/ *$//' -e '/^\*/!s/^/  /' -e 's/^/  /'
	printf '\n -- The Offprint authors <offprint@users.noreply.github.com>  %s\n' "$(date -u -d "@$SOURCE_DATE_EPOCH" '+%a, %d %b %Y %T +0000')"
} | gzip -9n >"$root/usr/share/doc/offprint/changelog.gz"
mkdir "$root/DEBIAN"
cat >"$root/DEBIAN/control" <<END
Package: offprint
Version: $before
Section: science
Priority: optional
Architecture: amd64
Maintainer: The Offprint authors <offprint@users.noreply.github.com>
Installed-Size: $(find "$root/usr" -type f -printf '%s\n' | awk '{ kb += int(($1 + 1023) / 1024) } END { print kb }')
Depends: $depends
Recommends: ca-certificates, libdecor-0-0, libgl1-mesa-dri, xdg-utils
Suggests: fonts-noto-cjk
Homepage: $website
Description: reading list for machine-learning papers
 Every weekday Hugging Face lists the machine-learning papers worth noticing.
 Offprint brings that list in, lets its reader go through it from the keyboard,
 keeps what matters with tags and notes, finds anything seen before at once,
 and hands notes and citations to other tools. It works offline, keeps
 everything in one file on the own disk, and needs no account.
END
(cd "$root" && find usr -type f -exec md5sum {} + | sort -k 2) >"$root/DEBIAN/md5sums"
stamp "$root"
dpkg-deb --root-owner-group --uniform-compression -Zxz --threads-max=1 --build "$root" "$deb" >/dev/null

# The names of the libraries that it loads stand in the spec; rpmbuild finds those that it is linked with.
# rpmbuild takes no folder with spaces in its name, which this one may have.
rpm=$dist/offprint-$version.x86_64.rpm
apart=$(mktemp -d)
trap 'rm -rf "$apart"' EXIT
trap 'exit 1' HUP INT TERM
put "$apart/packed" site-functions
mkdir -p "$apart/packed/usr/share/licenses/offprint"
mv "$apart/packed/usr/share/doc/offprint/LICENSE" "$apart/packed/usr/share/licenses/offprint/"
cp CHANGELOG.md "$apart/packed/usr/share/doc/offprint/"
stamp "$apart/packed"
{
	for name in $loaded; do echo "Requires: $name()(64bit)"; done
	cat packaging/linux/offprint.spec
	printf '\n%%changelog\n* %s The Offprint authors <offprint@users.noreply.github.com> - %s-1\n' "$(date -u -d "@$SOURCE_DATE_EPOCH" '+%a %b %d %Y')" "$before"
	changes '- ' | sed 's/%/%%/g'
} >"$apart/offprint.spec"
rpmbuild -bb --quiet --target x86_64-linux --define "_topdir $apart/rpmbuild" --define "_rpmdir $apart" \
	--define "_rpmfilename offprint.rpm" --define "_buildhost offprint" --define "_binary_payload w9.xzdio" \
	--define "use_source_date_epoch_as_buildtime 1" --define "clamp_mtime_to_source_date_epoch 1" --define "source_date_epoch_from_changelog 0" \
	--define "packed $apart/packed" --define "its_version $before" --define "its_website $website" "$apart/offprint.spec"
mv "$apart/offprint.rpm" "$rpm"
ls -l "$archive" "$deb" "$rpm"
