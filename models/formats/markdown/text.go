package markdown

import (
	"fmt"
	"strings"
	"unicode"

	"offprint/models/formats"
)

// escape is a stranger's text in one line, shown by Markdown as it is: no
// emphasis, no link, no HTML, no list, no mathematics, no tag.
func escape(s string) string {
	runes := []rune(formats.OneLine(s))
	var b strings.Builder
	for i, r := range runes {
		before, after := rune(0), rune(0)
		if i > 0 {
			before = runes[i-1]
		}
		if i+1 < len(runes) {
			after = runes[i+1]
		}
		switch r {
		case '\\', '`', '*', '_', '[', ']', '<', '>', '#', '|', '~', '$':
			b.WriteByte('\\')
		case '&': // &amp; and &#38;
			if after == '#' || unicode.IsLetter(after) {
				b.WriteByte('\\')
			}
		case '=', '%': // ==marked== and %%hidden%% in Obsidian
			if before == r || after == r || i == 0 {
				b.WriteByte('\\')
			}
		case '-', '+': // a list or a rule
			if i == 0 {
				b.WriteByte('\\')
			}
		case '.', ')': // a numbered list
			if isListNumber(runes[:i]) {
				b.WriteByte('\\')
			}
		}
		b.WriteRune(r)
	}
	return b.String()
}

// isListNumber says whether line, with a full stop after it, begins a numbered
// list: it has up to nine digits (CommonMark 0.31, 5.2).
func isListNumber(line []rune) bool {
	if len(line) == 0 || len(line) > 9 {
		return false
	}
	return strings.Trim(string(line), "0123456789") == ""
}

// destination is an address as the target of a link, or "" when it is neither
// http nor https.
func destination(address string) string {
	address = strings.TrimSpace(address)
	if !strings.HasPrefix(address, "https://") && !strings.HasPrefix(address, "http://") {
		return ""
	}
	var b strings.Builder
	for i := range len(address) {
		switch c := address[i]; {
		case c == '&': // an entity counts in an address too
			b.WriteString("&amp;")
		case c <= ' ', c >= 0x7f, strings.IndexByte("()<>\\\"`", c) >= 0:
			fmt.Fprintf(&b, "%%%02X", c)
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}
