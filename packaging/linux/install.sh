#!/bin/sh
# Installs Offprint from the folder that this script lies in, or removes it.
#
#   ./install.sh             for you alone, below ~/.local; for an administrator below /usr/local
#   ./install.sh uninstall   removes what was installed; your papers, notes and settings stay
#
# PREFIX: another place, as /opt/offprint. DESTDIR: a folder in front of it, for those who make packages.
set -eu

from=$(cd "$(dirname "$0")" && pwd)
if [ "$(id -u)" = 0 ]; then prefix=${PREFIX:-/usr/local}; else prefix=${PREFIX:-$HOME/.local}; fi
case $prefix in
/*) ;;
*) echo "PREFIX has to begin with /, and \"$prefix\" does not. Nothing was changed." >&2; exit 2 ;;
esac
to=${DESTDIR:-}$prefix
desktop=share/applications/io.github.offprint.Offprint.desktop
new=.offprint-new

# The files of this folder that are installed.
files() { (cd "$from" && find bin share -type f | sort); }

# refresh: tells the desktop what came or went, where it keeps lists of that.
refresh() {
	[ -z "${DESTDIR:-}" ] || return 0
	if command -v update-desktop-database >/dev/null; then update-desktop-database -q "$to/share/applications" 2>/dev/null || :; fi
	if command -v gtk-update-icon-cache >/dev/null; then gtk-update-icon-cache -q -t "$to/share/icons/hicolor" 2>/dev/null || :; fi
}

# forget: removes what was copied and is not in its place yet.
forget() { files | while read -r file; do rm -f "$to/$file$new"; done; }

case ${1-install} in
install) ;;
uninstall)
	files | while read -r file; do
		rm -f "$to/$file"
		# Folders that are empty now, up to the prefix, which stays.
		folder=$(dirname "$file")
		while [ "$folder" != . ] && rmdir "$to/$folder" 2>/dev/null; do folder=$(dirname "$folder"); done
	done
	refresh
	echo "Offprint is removed from $to. Your papers, notes and settings are where they were."
	exit
	;;
*) echo "usage: $0 [install | uninstall]" >&2; exit 2 ;;
esac

# All is copied beside its place first, and put there once there was room for all of it: a full disk leaves an earlier
# version as it was.
trap 'forget' EXIT
trap 'exit 1' HUP INT TERM
files | while read -r file; do
	case $file in
	bin/*) mode=755 ;;
	*) mode=644 ;;
	esac
	if ! { mkdir -p "$to/$(dirname "$file")" && cp "$from/$file" "$to/$file$new" && chmod "$mode" "$to/$file$new"; }; then
		echo "Offprint could not be copied to $to; the reason stands above. What was installed before is as it was." >&2
		exit 1
	fi
done
# A menu starts programs from few folders only, so it is told this one. Quoted as the Desktop Entry Specification has it.
case $prefix in
/usr | /usr/local) ;;
*[\"\`\$\\%\&\|]*) echo "The menu cannot start a program from $prefix, whose name has a sign that means something there." >&2 ;;
*)
	sed "s|^Exec=offprint|Exec=\"$prefix/bin/offprint\"|" "$from/$desktop" >"$to/$desktop$new"
	;;
esac
files | while read -r file; do mv -f "$to/$file$new" "$to/$file"; done
trap - EXIT
refresh
echo "Offprint is installed in $to."
case ":$PATH:" in
*":$prefix/bin:"*) echo "Start it from the menu, or by: offprint" ;;
*) echo "Start it from the menu, or by: $prefix/bin/offprint" ;;
esac
