# Read by the checks beside it: installs what they need, and holds what they find against what the library says.
# shellcheck shell=sh

# debian COMMAND PACKAGE...: installs packages of Debian where the command is missing.
debian() {
	wanted=$1
	shift
	if command -v "$wanted" >/dev/null; then return; fi
	install="apt-get update && apt-get install -y --no-install-recommends $*"
	export DEBIAN_FRONTEND=noninteractive
	if ! command -v apt-get >/dev/null; then
		echo "$wanted is needed: install it, then run this again" >&2
		exit 2
	fi
	echo "$wanted is missing: installing $*" >&2
	if [ "$(id -u)" -eq 0 ]; then
		sh -c "$install" >&2
	elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
		sudo --preserve-env=DEBIAN_FRONTEND sh -c "$install" >&2
	else
		echo "$wanted is needed. Run this, then try again:" >&2
		echo "  sudo sh -c '$install'" >&2
		exit 2
	fi
	command -v "$wanted" >/dev/null || { echo "$wanted is still missing after the installation" >&2; exit 2; }
}

# npm_tools: the folder with what package.json names, installed where it is not there yet.
npm_tools() {
	debian npm nodejs npm
	checks=$(cd "$(dirname "$0")" && pwd)
	tools=${OFFPRINT_CHECK_TOOLS:-$checks/../../.build/check-formats}
	if ! cmp -s "$checks/package-lock.json" "$tools/package-lock.json" || [ ! -d "$tools/node_modules" ]; then
		echo "installing the tools of npm" >&2
		mkdir -p "$tools"
		cp "$checks/package.json" "$checks/package-lock.json" "$tools"
		npm ci --prefix "$tools" --no-audit --no-fund --loglevel=error >&2
	fi
	echo "$tools"
}

# fail TEXT...: says what is wrong, and ends.
fail() {
	echo "FAILED: $*" >&2
	exit 1
}

# truth FOLDER: the arXiv identifiers of the papers that the library has, a line each in their order; nothing where
# the folder does not say.
truth() {
	[ ! -f "$1/truth.jsonl" ] || python3 -c '
import json, sys
for line in open(sys.argv[1], encoding="utf-8"):
    print(json.loads(line)["arxiv"])' "$1/truth.jsonl"
}

# same NAME FOUND FOLDER: fails where a file of identifiers is not what the library says.
same() {
	truth "$3" >"$2.truth"
	if [ -s "$2.truth" ] && ! cmp -s "$2.truth" "$2"; then
		fail "$1: the papers are not those of the library: $(diff "$2.truth" "$2" | head -n 10)"
	fi
}
