#!/bin/sh
# Prints the licences of all that the program is built from besides its own code: the modules of Go, Go itself, and the
# font that it carries. GO names the go command; GOOS the system that the program is for.
set -eu

cd "$(dirname "$0")/.."
go=${GO:-go}
export LC_ALL=C GOARCH=amd64 CGO_ENABLED=1

# licence NAME FOLDER: its licences under headings, and those of what it brings along (fonts, C code).
licence() {
	files=$(cd "$2" && find . -maxdepth 3 -type f \( -iname 'licen[cs]e*' -o -iname 'copying*' -o -iname 'notice*' \) ! -path '*/testdata/*' ! -name '*.go' | sort)
	[ -n "$files" ] || { echo "licenses.sh: $1 has no licence in $2." >&2; exit 1; }
	for file in $files; do
		printf '\n%s\n\n' "==== $1: ${file#./} ===="
		tr -d '\r' <"$2/$file"
	done
}

echo "Offprint itself is under the BSD 3-Clause License. It is built from what follows."
# Apart from what reads it, where nobody would notice that go failed.
modules=$("$go" list -buildvcs=false -tags migrated_fynedo -deps -f '{{with .Module}}{{if not .Main}}{{.Path}} {{.Version}} {{.Dir}}{{end}}{{end}}' .)
printf '%s\n' "$modules" | sort -u | while read -r path version folder; do licence "$path $version" "$folder"; done
goroot=$("$go" env GOROOT)
printf '\n%s\n\n' "==== Go: LICENSE ===="
# Debian's Go has its licence elsewhere.
cat "$goroot/LICENSE" 2>/dev/null || cat /usr/share/doc/golang-*-go/copyright
printf '\n%s\n\n' "==== Noto Sans Math and Symbols, in part: OFL.txt ===="
cat assets/fonts/OFL.txt
