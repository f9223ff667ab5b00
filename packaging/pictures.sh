#!/bin/sh
# Takes the pictures of the README: the real window, light and dark, wide and narrow, over the sample edition and what
# a reader might have done with it. They show the day on which they are taken, and are else the same each time.
#
#   pictures.sh [FOLDER]   writes {light,dark}-{1440x900,1000x700}.png there, and week, trending, hub, muted, tags,
#                          history, export, vault, settings, large, chinese, offline and export-html-{light,dark}; else
#                          beside this script, into pictures/
#   pictures.sh FOLDER search   writes instead how a search is typed, letter by letter, and what follows, in both sizes
#                          and themes: {light,dark}-{1440x900,1000x700}-search-NN.png
#
# It needs the program (make build) and what setup.sh --xvfb installs. GO names the go command to use.
set -eu

cd "$(dirname "$0")/.."
program=$PWD/.build/offprint
folder=${1:-packaging/pictures}
series=${2:-}
mkdir -p "$folder"
work=$(mktemp -d)
started=''

# stop PID: ends one of the programs that were started here, and waits until it has.
stop() {
	kill "$1" 2>/dev/null || :
	wait "$1" 2>/dev/null || :
}
clean() {
	for pid in $started; do stop "$pid"; done
	rm -rf "$work"
}
trap clean EXIT
trap 'exit 1' HUP INT TERM

# shellcheck source=packaging/await.sh
. packaging/await.sh

[ -x "$program" ] || { echo "There is no program to take pictures of. Build it by: make build" >&2; exit 1; }
"${GO:-go}" build -buildvcs=false -o "$work/serve" ./feed/feedtest/serve

# The window has to be on the X server that is started below, and its library and settings in a folder of their own.
unset WAYLAND_DISPLAY HF_TOKEN DBUS_SESSION_BUS_ADDRESS || :
mkdir -p "$work/user/.cache" "$work/home/state"
chmod 700 "$work/user"
export HOME="$work/user" XDG_RUNTIME_DIR="$work/user" LANG=en_US.UTF-8 TZ=UTC OFFPRINT_HOME="$work/home"
unset XDG_CONFIG_HOME XDG_CACHE_HOME XDG_DATA_HOME XDG_STATE_HOME || :

"$work/serve" --days assets/sample --today now >"$work/address" &
feed=$!
started="$started $feed"
await "the papers" test -s "$work/address"
HF_ENDPOINT=$(cat "$work/address")
export HF_ENDPOINT

# screen SIZE: starts an X server without a screen, of that size.
screen() {
	: >"$work/display"
	Xvfb -displayfd 3 -screen 0 "${1}x24" -nolisten tcp -noreset 3>"$work/display" 2>"$work/xvfb.log" &
	server=$!
	started="$started $server"
	await "an X server" test -s "$work/display"
	DISPLAY=:$(cat "$work/display")
	export DISPLAY
}

# window SIZE THEME [PERCENT]: opens the window at the paper to show, its text of that size, and waits until it has come
# to rest.
window() {
	cat >"$work/home/state/session.json" <<-END
		{"width": ${1%x*}, "height": ${1#*x}, "paper": "$shown", "preview": true, "started": true, "text_size": ${3:-100}}
	END
	"$program" --theme "$2" >"$work/window.log" 2>&1 &
	window=$!
	started="$started $window"
	await "the window" xdotool search --onlyvisible --name '^Offprint$'
	xdotool mousemove "${1%x*}" "${1#*x}" # on nothing that would show it
	rest
}

# rest: waits until the window has looked the same for two seconds: papers, pictures and preview are there, the paper
# counts as seen, and no message is left.
rest() {
	same=0
	tries=300
	while [ $same -lt 20 ]; do
		import -silent -window root -depth 8 "rgb:$work/now"
		if cmp -s "$work/now" "$work/before"; then same=$((same + 1)); else same=0; fi
		mv "$work/now" "$work/before"
		tries=$((tries - 1))
		[ $tries -gt 0 ] || { echo "pictures.sh waited in vain for the window to come to rest." >&2; exit 1; }
		sleep 0.1
	done
}

quit() {
	xdotool key ctrl+q
	wait "$window" || { echo "The window did not end well:" >&2; cat "$work/window.log" >&2; exit 1; }
}

# What a reader might have done.
for back in 0 1 2 3; do
	"$program" sync --day "$(date -u -d "-$back day" +%F)" >&2
done
keep() { "$program" keep "$@" >&2; }
shown=2603.18743
keep 2603.14473 --state "done" --tag evaluation
keep 2603.15031 --state "done" --tag architecture
keep 2603.15594 --state archived --tag agents
keep 2603.16448 --state reading --tag agents
keep 2603.16790 --tag code
keep 2603.17187 --tag agents
keep 2603.17948
keep 2603.19199 --tag robotics
keep 2603.19223 --state "done" --tag embeddings --tag evaluation
keep "$shown" --state reading --tag agents --tag evaluation
"$program" note 2603.15031 'Compare with the residual stream of the plain architecture.' >&2
"$program" note "$shown" - >&2 <<'END'
## What is new

Skills are *files* that an agent writes, tests and keeps; the model itself stays as it is.

- a skill is kept only when it **helped twice**
- no figure for what the store costs at 1,000 skills

Ask: does it hold without the judge?
END

# Stars and ratings are given in the window.
screen 1440x900
window 1440x900 light
xdotool key ctrl+4 asterisk j j k k k ctrl+3
rest
quit

# picture NAME: takes one of what is shown.
picture() {
	import -silent -window root "$work/picture.png"
	store "$1"
}

# store NAME: puts the picture that was taken where it belongs, small enough for the README.
store() {
	file=$folder/$1.png
	convert "$work/picture.png" -dither FloydSteinberg -colors 256 -strip -define png:compression-level=9 "PNG8:$file"
	bytes=$(wc -c <"$file")
	[ "$series" = search ] || [ "$bytes" -lt 250000 ] || { echo "$file has $bytes bytes; 250,000 is the most for the README." >&2; exit 1; }
	echo "$file  $bytes bytes"
}

# keys KEY...: presses keys, one after the other, and waits until their effect is seen.
keys() {
	xdotool key --delay 40 "$@"
	rest
}

# search NAME: takes a picture after each letter of a search, of what is offered on the way, of the parts that can be
# taken off, and of a filter that was mistyped. A cursor blinks in the field, so that no picture waits for rest.
search() {
	number=0
	next() {
		sleep 0.4
		number=$((number + 1))
		picture "$1-search-$(printf %02d $number)"
	}
	xdotool key slash
	next "$1"
	for letter in a g e n t s space s k i l l; do
		xdotool key "$letter"
		next "$1"
	done
	for letter in space t a g colon; do
		xdotool key "$letter"
		next "$1"
	done
	xdotool key Down
	next "$1"
	xdotool key Return
	next "$1"
	xdotool key Return
	rest
	next "$1"
	xdotool key --delay 40 j
	rest
	next "$1"
	xdotool key slash
	xdotool type --delay 40 "stat:done judge"
	next "$1"
	xdotool key Return
	rest
	next "$1"
	xdotool key b
	rest
	next "$1"
	xdotool key slash BackSpace
	next "$1"
	xdotool key Escape Escape Escape
}

for size in 1440x900 1000x700; do
	stop "$server"
	screen "$size"
	for theme in light dark; do
		window "$size" "$theme"
		if [ "$series" = search ]; then
			search "$theme-$size"
		else
			picture "$theme-$size"
		fi
		quit
	done
done
if [ "$series" = search ]; then exit; fi

# The other lists of the feed, at a size between.
stop "$server"
screen 1200x760
window 1200x760 light
keys g w
picture week
keys g t
picture trending
xdotool key --delay 40 slash
xdotool type --delay 40 "world models"
keys ctrl+Return
picture hub
keys Escape g h
xdotool key --delay 40 ctrl+m # whose cursor blinks
xdotool type --delay 40 "agent"
keys Return Escape
picture muted
# What puts a reading list in order. A backup is there before its time is shown in the status line.
keys g q
keys ctrl+t
picture tags
keys Escape
keys ctrl+h
picture history
keys Escape
keys ctrl+e
picture export
# A vault that was exported before, in which a file was changed where Offprint writes, and what came since.
mkdir -p "$HOME/Papers/.obsidian"
keys End
xdotool key --delay 40 Tab Tab Tab Tab Tab Tab Tab ctrl+a
xdotool type --delay 40 "$HOME/Papers"
keys Return
keys Escape
sed -i '/offprint begin/a A word of mine.' "$(grep -l 2603.16448 "$HOME"/Papers/*.md)"
"$program" note 2603.15031 'And with the one of last week.' >&2
keep 2603.19235
rest
keys ctrl+e
picture vault
xdotool key --delay 40 Escape ctrl+comma # whose field has a cursor that blinks
keys Down
picture settings
keys Escape
quit

stop "$server"
screen 1440x900
window 1440x900 light 200
picture large
quit
if [ -n "$(fc-list :lang=zh 2>/dev/null)" ]; then
	LANG=zh_CN.UTF-8
	window 1440x900 light
	picture chinese
	quit
	LANG=en_US.UTF-8
else
	echo "No picture of the window in Chinese was taken: fc-list knows no font for it. Install one, as fonts-noto-cjk." >&2
fi

stop "$server"
screen 1200x760
stop "$feed"
window 1200x760 light
picture offline
quit

# The page that this reading list is exported to, in a browser.
if command -v chromium >/dev/null && command -v node >/dev/null; then
	"$program" export --format html --output "$work/page.html" >&2
	for theme in light dark; do
		node packaging/formats/browser.js picture "$work/page.html" "$work/picture.png" 1200 900 "$theme"
		store "export-html-$theme"
	done
else
	echo "No picture of an exported page was taken: chromium and node are needed for it." >&2
fi
