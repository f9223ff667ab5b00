#!/bin/sh
# Sees to it that this machine can build Offprint: the C compiler and the headers that Fyne is built against, and a Go
# new enough for go.mod. It installs what is missing and says what; when it may not install, it prints the command.
#
#   setup.sh                    what a build needs
#   setup.sh --xvfb             that, and what the window test needs: an X server without a screen, and its tools
#   setup.sh --linux            that of a build, and what packs the program for Linux, which is done on Debian
#   setup.sh --check-packages   all of that, and what looks through the packages and tries them
#   setup.sh --windows          that of a build, and what builds and packs the program for Windows
#   setup.sh --wine             all of that, and Wine, in which the program for Windows is tried
#   setup.sh --packages NAME    prints the packages of a build for apt, dnf, pacman, zypper or brew, one a line;
#                               with --xvfb before it, those of the window test too
#   setup.sh --go               prints the path of the go command to use
#
# GO_DIRS: folders to look for go in when the one on PATH is missing or too old (separated by spaces).
set -eu

GO_DIRS=${GO_DIRS-"/usr/local/go/bin /usr/lib/go-1.*/bin /opt/homebrew/bin"}
root=$(cd "$(dirname "$0")/.." && pwd)

# What to look for, and where it comes from: probe, then the packages of apt, dnf, pacman and zypper.
# Fyne 2.8.1 on Linux is built for X11 and Wayland both, whichever the reader has (go-gl/glfw build.go, the lines of
# cgo). Homebrew has none of this: on macOS everything comes with Apple's command line tools.
for_a_build='
command:make            make             make                 make             make
command:gcc             gcc              gcc                  gcc              gcc
header:stdlib.h         libc6-dev        glibc-devel          glibc            glibc-devel
command:pkg-config      pkg-config       pkgconf-pkg-config   pkgconf          pkg-config
certificates            ca-certificates  ca-certificates      ca-certificates  ca-certificates
library:gl              libgl-dev        mesa-libGL-devel     libglvnd         Mesa-libGL-devel
library:egl             libegl-dev       mesa-libEGL-devel    libglvnd         Mesa-libEGL-devel
library:x11             libx11-dev       libX11-devel         libx11           libX11-devel
library:xcursor         libxcursor-dev   libXcursor-devel     libxcursor       libXcursor-devel
library:xrandr          libxrandr-dev    libXrandr-devel      libxrandr        libXrandr-devel
library:xinerama        libxinerama-dev  libXinerama-devel    libxinerama      libXinerama-devel
library:xi              libxi-dev        libXi-devel          libxi            libXi-devel
library:xxf86vm         libxxf86vm-dev   libXxf86vm-devel     libxxf86vm       libXxf86vm-devel
library:wayland-client  libwayland-dev   wayland-devel        wayland          wayland-devel
library:wayland-cursor  libwayland-dev   wayland-devel        wayland          wayland-devel
library:wayland-egl     libwayland-dev   wayland-devel        wayland          wayland-devel
library:xkbcommon       libxkbcommon-dev libxkbcommon-devel   libxkbcommon     libxkbcommon-devel
'
for_the_window_test='
command:Xvfb             xvfb,libgl1-mesa-dri         xorg-x11-server-Xvfb,mesa-dri-drivers  xorg-server-xvfb,mesa  xorg-x11-server-Xvfb,Mesa-dri
command:xvfb-run         xvfb                         xorg-x11-server-Xvfb                   xorg-server-xvfb       xvfb-run
command:xauth            xauth                        xorg-x11-xauth                         xorg-xauth             xauth
command:xdotool          xdotool                      xdotool                                xdotool                xdotool
command:import           imagemagick                  ImageMagick                            imagemagick            ImageMagick
command:dbus-run-session dbus                         dbus-daemon                            dbus                   dbus-1
command:xwininfo         x11-utils                    xwininfo                               xorg-xwininfo          xwininfo
command:xprop            x11-utils                    xprop                                  xorg-xprop             xprop
fonts                    fontconfig,fonts-dejavu-core fontconfig,dejavu-sans-fonts           fontconfig,ttf-dejavu  fontconfig,dejavu-fonts
command:sqlite3          sqlite3                      sqlite                                 sqlite                 sqlite3
'
for_linux='
command:dpkg-shlibdeps dpkg-dev       dpkg-dev dpkg dpkg
command:objdump        binutils       binutils binutils binutils
command:xz             xz-utils       xz       xz   xz
command:rpmbuild       rpm            rpm-build rpm-tools rpm-build
'
for_the_packages='
command:lintian               lintian            lintian            lintian            lintian
command:desktop-file-validate desktop-file-utils desktop-file-utils desktop-file-utils desktop-file-utils
command:appstreamcli          appstream          appstream          appstream          AppStream
command:rpm                   rpm                rpm                rpm-tools          rpm
command:rpmlint               rpmlint            rpmlint            rpmlint            rpmlint
command:man                   man-db             man-db             man-db             man
command:mandoc                mandoc             mandoc             mandoc             mandoc
command:debootstrap           debootstrap        debootstrap        debootstrap        debootstrap
command:cpio                  cpio               cpio               cpio               cpio
'
for_windows='
command:x86_64-w64-mingw32-gcc gcc-mingw-w64-x86-64 mingw64-gcc  mingw-w64-gcc mingw64-cross-gcc
command:makensis               nsis                 mingw32-nsis nsis          nsis
command:advzip                 advancecomp          advancecomp  advancecomp   advancecomp
'
for_wine='
command:wine  wine,wine64 wine-core wine  wine
command:unzip unzip       unzip     unzip unzip
'

say() { printf '%s\n' "$*" >&2; }
fail() { say "$@"; exit 1; }
have() { command -v "$1" >/dev/null 2>&1; }

# packages NAME: reads a table, prints the packages of one package manager, each once.
packages() {
	case $1 in
	apt) column=2 ;;
	dnf) column=3 ;;
	pacman) column=4 ;;
	zypper) column=5 ;;
	brew) echo go; return ;;
	*) fail "setup.sh knows apt, dnf, pacman, zypper and brew, not \"$1\"." ;;
	esac
	awk -v c="$column" 'NF { n = split($c, p, ","); for (i = 1; i <= n; i++) if (!seen[p[i]]++) print p[i] }'
}

table() {
	printf '%s' "$for_a_build"
	[ -z "$xvfb" ] || printf '%s' "$for_the_window_test"
	[ -z "$linux" ] || printf '%s' "$for_linux"
	[ -z "$packages" ] || printf '%s' "$for_the_packages"
	[ -z "$windows" ] || printf '%s' "$for_windows"
	[ -z "$wine" ] || printf '%s' "$for_wine"
}

# there PROBE: whether the machine has it.
there() {
	case $1 in
	command:*) have "${1#*:}" ;;
	library:*) pkg-config --exists "${1#*:}" 2>/dev/null ;;
	header:*) have gcc && printf '#include <%s>\n' "${1#*:}" | gcc -E -x c - >/dev/null 2>&1 ;;
	fonts) have fc-list && [ -n "$(fc-list 2>/dev/null)" ] ;;
	certificates) # where Go looks on Linux (crypto/x509 root_linux.go); without them no module can be fetched
		if [ -n "${SSL_CERT_FILE:-}" ]; then
			[ -e "$SSL_CERT_FILE" ]
			return
		fi
		for file in /etc/ssl/certs/ca-certificates.crt /etc/pki/tls/certs/ca-bundle.crt /etc/ssl/ca-bundle.pem \
			/etc/pki/tls/cacert.pem /etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem /etc/ssl/cert.pem; do
			[ ! -e "$file" ] || return 0
		done
		return 1
		;;
	*) fail "setup.sh has no probe \"$1\"." ;;
	esac
}

# missing: the lines of the table for what the machine lacks.
missing() {
	table | while read -r probe rest; do
		[ -z "$probe" ] || there "$probe" || printf '%s %s\n' "$probe" "$rest"
	done
}

# version GO: its version as 1.26.3, or nothing. A go that may fetch another one is asked for its own version.
version() {
	GOTOOLCHAIN=local "$1" version 2>/dev/null | sed -n 's/.*go\([0-9][0-9.]*\).*/\1/p'
}

# at_least WANTED HAVE
at_least() {
	[ -n "$2" ] && printf '%s %s\n' "$1" "$2" | awk '{
		split($1, want, "."); split($2, got, ".")
		for (i = 1; i <= 3; i++) if (got[i] + 0 != want[i] + 0) exit !(got[i] + 0 > want[i] + 0)
	}'
}

# find_go: prints the path of a go that is new enough; else says what is needed and fails.
find_go() {
	wanted=$(sed -n 's/^go //p' "$root/go.mod")
	found=''
	on_path=$(command -v go || true)
	# shellcheck disable=SC2086 # the folders are separated by spaces, and one is a pattern
	for go in "$on_path" $(for dir in $GO_DIRS; do printf '%s/go ' "$dir"; done); do
		[ -x "$go" ] || continue
		has=$(version "$go")
		if at_least "$wanted" "$has"; then
			printf '%s\n' "$go"
			return
		fi
		found="${found:+$found, }$go is ${has:-of unknown version}"
	done
	fail "Offprint needs Go $wanted or newer, and this machine has none (${found:-no go command was found})." \
		"Nothing was built. Get Go from https://go.dev/dl/, unpack it, put its bin folder on PATH, and run this again."
}

# install NAME PACKAGE...: installs, as root or through sudo; or prints the command and fails.
install() {
	manager=$1
	shift
	case $manager in
	apt) command="apt-get install -y --no-install-recommends $*" ;;
	dnf) command="dnf install -y $*" ;;
	pacman) command="pacman -S --needed --noconfirm $*" ;;
	zypper) command="zypper --non-interactive install $*" ;;
	esac
	as=''
	if [ "$(id -u)" != 0 ]; then
		# Without a terminal sudo could not ask for the password and would fail in a way that explains nothing.
		if have sudo && { [ -t 0 ] || sudo -n true 2>/dev/null; }; then
			as=sudo
		else
			say "The build lacks system packages, and only an administrator may install them. Nothing was changed."
			fail "Run this as an administrator, then try again:" "
  $command"
		fi
	fi
	say "Installing what the build lacks: $*"
	if [ "$manager" = apt ]; then
		# A list that cannot be read again is no reason to stop: what is needed may be in the old one.
		$as apt-get update >/dev/null || say "The package lists could not be read again; going on with the old ones."
		export DEBIAN_FRONTEND=noninteractive
		[ -z "$as" ] || as='sudo DEBIAN_FRONTEND=noninteractive'
	fi
	# shellcheck disable=SC2086 # words of a command that is written above
	$as $command >&2 || fail "The packages could not be installed; what the package manager said stands above." \
		"Nothing was built. Mend that, then try again:" "
  $command"
}

on_linux() {
	lacking=$(missing)
	[ -n "$lacking" ] || return 0
	for manager in apt:apt-get dnf:dnf pacman:pacman zypper:zypper none:; do
		[ "$manager" = none: ] || have "${manager#*:}" && break
	done
	manager=${manager%%:*}
	if [ "$manager" = none ]; then
		say "The build lacks system packages, and none of apt, dnf, pacman and zypper is here to install them."
		fail "Nothing was changed. Install what your system calls these, then try again:" "
$(printf '%s\n' "$lacking" | packages apt | sed 's/^/  /')"
	fi
	# shellcheck disable=SC2046 # one word a package
	install "$manager" $(printf '%s\n' "$lacking" | packages "$manager")
	lacking=$(missing)
	[ -z "$lacking" ] || fail "The packages are installed, and these are still not found:" \
		"$(printf '%s\n' "$lacking" | awk '{ print "  " $1 }')" "Nothing was built. Install them by hand, then try again."
}

on_macos() {
	xcode-select -p >/dev/null 2>&1 || fail "Offprint is built with Apple's command line tools, which are not installed." \
		"Nothing was built. Run \"xcode-select --install\", wait until it is done, and try again."
	[ -z "$xvfb" ] || fail "The window test needs an X server without a screen, which runs on Linux only."
	[ -z "$linux" ] || fail "The packages for Linux are built on Linux."
	[ -z "$windows" ] || fail "The program for Windows is built and packed on Linux."
}

xvfb='' linux='' packages='' windows='' wine=''
case ${1-} in
--xvfb) xvfb=yes && shift ;;
--linux) linux=yes && shift ;;
--check-packages) xvfb=yes linux=yes packages=yes && shift ;;
--windows) windows=yes && shift ;;
--wine) xvfb=yes windows=yes wine=yes && shift ;;
esac
case ${1-} in
--packages)
	table | packages "${2-}"
	exit
	;;
--go)
	find_go
	exit
	;;
'') ;;
*) fail "setup.sh does not know \"$1\". It knows --xvfb, --linux, --check-packages, --windows, --wine, --packages NAME and --go." ;;
esac

go=$(find_go) || exit 1
case $(uname -s) in
Linux) on_linux ;;
Darwin) on_macos ;;
*) have gcc || fail "Offprint needs a C compiler: on Windows, gcc from https://www.msys2.org. Nothing was built." ;;
esac
[ "$go" = "$(command -v go || true)" ] || say "Go is in ${go%/*}, which is not (or not first) on PATH; make uses it from there."
[ -e "$root/.build/offprint" ] || say "The first build takes some minutes; later ones take seconds."
