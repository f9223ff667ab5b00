#!/bin/sh
# Looks through the packages that dist.sh has built for Linux, and tries them as a reader would: the .deb is installed
# in a clean Debian, its window opened in an X server without a screen, a paper kept, and the package removed and
# purged, after which the library has to be there still. The archive is installed and removed, too.
#
#   check-packages.sh        all of that, as an administrator, whom a clean Debian needs
#   check-packages.sh look   only looks through them
#
# DIST: the folder of the packages. GO: the go command. What the window looked like is in
# .build/check-packages/window.png.
set -eu

cd "$(dirname "$0")/.."
packaging/setup.sh --check-packages
GO=${GO:-$(packaging/setup.sh --go)}
dist=${DIST:-.build/dist}
work=$PWD/.build/check-packages
id=io.github.offprint.Offprint
export LC_ALL=C.UTF-8 TZ=UTC
failed=0
started=''

say() { printf '%s\n' "$*"; }
wrong() { say "WRONG: $*" >&2; failed=1; }
die() { say "$*" >&2; exit 1; }
stop() {
	kill "$1" 2>/dev/null || :
	wait "$1" 2>/dev/null || :
}
clean() {
	for pid in $started; do stop "$pid"; done
	if [ -d "$work/root/proc/1" ]; then umount "$work/root/proc" || :; fi
}
trap clean EXIT
trap 'exit 1' HUP INT TERM

# the PATTERN: the one package of that kind.
the() {
	# shellcheck disable=SC2086 # a pattern
	set -- $dist/$1
	if [ $# = 1 ] && [ -f "$1" ]; then
		printf '%s\n' "$1"
		return
	fi
	die "There is no package $1 to look through, or there are several. Build them by: make dist"
}
deb=$(the 'offprint_*_amd64.deb')
rpm=$(the 'offprint-*.x86_64.rpm')
archive=$(the 'offprint-*-linux-amd64.tar.xz')

# shellcheck source=packaging/await.sh
. packaging/await.sh

look() {
	say "== The sums"
	(cd "$dist" && sha256sum --quiet -c SHA256SUMS) || wrong "the sums do not hold"

	say "== The .deb: $deb"
	lintian --allow-root --fail-on error --display-info "$deb" || wrong "lintian has found errors"
	dpkg-deb --field "$deb" Depends Recommends
	mkdir "$work/deb"
	dpkg-deb --extract "$deb" "$work/deb"
	desktop-file-validate "$work/deb/usr/share/applications/$id.desktop" || wrong "the desktop file is not valid"
	appstreamcli validate --no-net --explain "$work/deb/usr/share/metainfo/$id.metainfo.xml" || wrong "the metainfo is not valid"
	page=$work/deb/usr/share/man/man1/offprint.1.gz
	mandoc -Tlint -Wwarning "$page" || wrong "mandoc has doubts about the manual page"
	MANWIDTH=80 man --warnings -E UTF-8 -l "$page" >"$work/manual.txt" 2>"$work/manual.err" || wrong "man cannot show the manual page"
	[ ! -s "$work/manual.err" ] || wrong "man has doubts about the manual page: $(cat "$work/manual.err")"
	say "The manual page has $(wc -l <"$work/manual.txt") lines, from"
	sed -n '3,8p' "$work/manual.txt"
	zcat "$work/deb/usr/share/doc/offprint/changelog.gz" | dpkg-parsechangelog -l - >/dev/null || wrong "the changelog cannot be read"

	say "== The .rpm: $rpm"
	rpm -qp --nosignature "$rpm" >/dev/null || wrong "rpm cannot read it"
	rpm -qpi --nosignature "$rpm"
	rpm -qpl --nosignature "$rpm" >"$work/rpm.files"
	rpm -qp --requires --nosignature "$rpm" >"$work/rpm.requires"
	for file in /usr/bin/offprint "/usr/share/applications/$id.desktop" /usr/share/man/man1/offprint.1.gz /usr/share/zsh/site-functions/_offprint; do
		grep -qxF "$file" "$work/rpm.files" || wrong "the .rpm has no $file"
	done
	for library in libGL.so.1 libX11.so.6 libwayland-client.so.0 libxkbcommon.so.0; do
		grep -qF "$library()(64bit)" "$work/rpm.requires" || wrong "the .rpm does not require $library"
	done
	rpmlint -c packaging/linux/rpmlint.toml "$rpm" || wrong "rpmlint has found errors"

	say "== The archive: $archive"
	tar --list --file "$archive" | awk '/^\// || /(^|\/)\.\.(\/|$)/' | grep . && wrong "the archive has names that lead out of it"
	tar --extract --file "$archive" --directory "$work"
	unpacked=$(echo "$work"/offprint-*)
	for home in "$work/a home with spaces, ü and 论文/.local" /usr; do
		rm -rf "$work/installed"
		DESTDIR="$work/installed" PREFIX="$home" "$unpacked/install.sh" >/dev/null || wrong "install.sh fails for $home"
		"$work/installed$home/bin/offprint" version || wrong "what was installed in $home does not start"
		desktop-file-validate "$work/installed$home/share/applications/$id.desktop" || wrong "the desktop file in $home is not valid"
		DESTDIR="$work/installed" PREFIX="$home" "$unpacked/install.sh" uninstall >/dev/null || wrong "install.sh uninstall fails for $home"
		left=$(find "$work/installed" -type f)
		[ -z "$left" ] || wrong "install.sh uninstall leaves $left"
	done
}

# within COMMAND...: runs a command in the clean Debian, as its administrator.
within() { env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive \
	http_proxy="${http_proxy:-}" https_proxy="${https_proxy:-}" chroot "$work/root" "$@"; }
# reader COMMAND...: the same as a reader, whose papers come from here. It is a script, whose process the command becomes,
# so that what is started in the background can be ended.
reader() { "$work/reader" "$@"; }
write_reader() {
	cat >"$work/reader" <<-END
		#!/bin/sh
		exec env -i PATH=/usr/bin:/bin:/usr/sbin HOME=/home/reader LANG=C.UTF-8 DISPLAY=:\$(cat '$work/display') \\
			XDG_RUNTIME_DIR=/home/reader/run HF_ENDPOINT="\$(cat '$work/address')" chroot --userspec=reader:reader '$work/root' "\$@"
	END
	chmod +x "$work/reader"
	: >"$work/display"
}
# lists COMMAND...: whether the command prints something, for the reader.
lists() { [ -n "$(reader offprint "$@" 2>/dev/null)" ]; }
shown() { reader xdotool search --onlyvisible --name '^Offprint$'; }

try() {
	say "== A clean Debian"
	[ "$(id -u)" = 0 ] || die "Only an administrator can make a clean Debian to install the package in. Run this as root, or: $0 look"
	# The release and the mirror are those of this machine.
	release=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)
	# shellcheck disable=SC2016 # words of apt
	mirror=$(apt-get indextargets --format '$(CODENAME) $(COMPONENT) $(REPO_URI)' | awk -v r="$release" '$1 == r && $2 == "main" { print $3; exit }')
	[ -n "$mirror" ] || die "This machine is no Debian whose packages apt knows, so there is none to install the package in."
	debootstrap --variant=minbase "$release" "$work/root" "$mirror" >"$work/debootstrap.log" 2>&1 || {
		tail -n 5 "$work/debootstrap.log" >&2
		die "debootstrap could not make a clean Debian."
	}
	mount -t proc proc "$work/root/proc" 2>/dev/null || say "(without /proc, which may not be mounted here)"
	within useradd --create-home reader
	within mkdir -m 700 /home/reader/run
	within chown reader: /home/reader/run
	within find / -xdev -name '*ffprint*' ! -path '/proc/*' >"$work/before"

	say "== Install"
	cp "$deb" "$work/root/tmp/offprint.deb"
	within apt-get install -y --no-install-recommends /tmp/offprint.deb >"$work/install.log" 2>&1 || { tail -n 5 "$work/install.log" >&2; die "The package cannot be installed."; }
	# Every library that the program is linked with or names in itself, but for those of other kinds of graphics, has to
	# have come along.
	within ldconfig -p >"$work/libraries"
	grep -aoE 'lib[A-Za-z0-9_+-]+\.so\.[0-9]+' "$work/root/usr/bin/offprint" | sort -u |
		grep -vE '^lib(GLES|OSMesa|vulkan|OpenGL|decor)' >"$work/named"
	while read -r name; do
		grep -qF "	$name " "$work/libraries" || wrong "$name did not come with the package"
	done <"$work/named"
	say "== Run"
	within apt-get install -y --no-install-recommends xvfb xauth xdotool x11-apps x11-utils libgl1-mesa-dri fonts-dejavu-core >"$work/screen.log" 2>&1 || die "No X server could be installed in the clean Debian."
	"$GO" build -buildvcs=false -o "$work/serve" ./feed/feedtest/serve
	"$work/serve" --days assets/sample --today now >"$work/address" &
	started="$started $!"
	await "the papers" test -s "$work/address"
	write_reader
	reader offprint version
	"$work/reader" Xvfb -displayfd 3 -screen 0 1440x900x24 -nolisten tcp 3>"$work/display" >"$work/xvfb.log" 2>&1 &
	started="$started $!"
	await "an X server" test -s "$work/display"
	await "an X server" reader xwininfo -root
	"$work/reader" offprint >"$work/window.log" 2>&1 &
	window=$!
	started="$started $window"
	await "the window" shown
	reader xprop -name Offprint WM_CLASS | tee "$work/class"
	class=$(sed -n 's/^StartupWMClass=//p' "packaging/linux/$id.desktop")
	grep -qF "\"$class\"" "$work/class" || wrong "the window's class is not the $class of the desktop file"
	await "the day's papers" lists search "upvotes>=0"
	sleep 5
	reader xdotool key s
	await "the kept paper" lists list
	sleep 3
	reader sh -c 'xwd -silent -root >/home/reader/window.xwd'
	convert "xwd:$work/root/home/reader/window.xwd" "$work/window.png"
	rm "$work/root/home/reader/window.xwd"
	say "The window is in $work/window.png"
	kept=$(reader offprint list)
	say "$kept"
	reader xdotool key ctrl+q
	wait "$window" || { cat "$work/window.log" >&2; wrong "the window did not end well"; }

	say "== Remove and purge"
	within apt-get remove -y offprint >"$work/remove.log" 2>&1 || wrong "the package cannot be removed"
	[ ! -e "$work/root/usr/bin/offprint" ] || wrong "the program is still there"
	within dpkg --install /tmp/offprint.deb >>"$work/remove.log" 2>&1 || wrong "the package cannot be installed again"
	within apt-get purge -y offprint >>"$work/remove.log" 2>&1 || wrong "the package cannot be purged"
	rm "$work/root/tmp/offprint.deb"
	within find / -xdev -name '*ffprint*' ! -path '/proc/*' ! -path '/home/reader/*' ! -path '/var/cache/*' >"$work/after"
	cmp -s "$work/before" "$work/after" || wrong "something is left: $(cat "$work/after")"
	library=$work/root/home/reader/.local/share/offprint/offprint.db
	[ -s "$library" ] || wrong "the reader's library is gone"
	now=$(OFFPRINT_HOME="$work/root/home/reader/.local/share/offprint" "$unpacked/bin/offprint" list)
	[ "$now" = "$kept" ] || wrong "the library has something else now: $now"
	say "The library is still there, with what was kept."
}

case ${1-} in
'' | look) ;;
*) die "usage: $0 [look]" ;;
esac
rm -rf "$work"
mkdir -p "$work"
look
[ "${1-}" = look ] || try
[ $failed = 0 ] || die "Not all of it holds; see WRONG above."
say "All of it holds."
