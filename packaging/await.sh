# Read by the scripts beside it, which start programs and have to wait for them.
# shellcheck shell=sh

# await WHAT COMMAND...: waits until the command succeeds, a minute at most.
await() {
	awaited=$1
	shift
	tries=300
	until "$@" >/dev/null 2>&1; do
		tries=$((tries - 1))
		[ "$tries" -gt 0 ] || { echo "${0##*/} waited in vain for $awaited." >&2; exit 1; }
		sleep 0.2
	done
}
