package markdown

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"offprint/models/formats"
)

// escape is a stranger's text in one line, shown by Markdown as it is: no
// emphasis, no link, no HTML, no list, no mathematics, no tag.
func escape(s string) string {
	text := formats.OneLine(s)
	var b strings.Builder
	b.Grow(len(text) + 8)
	from := 0 // what is not written yet
	for i := 0; i < len(text); i++ {
		if escaped(text, i) {
			b.WriteString(text[from:i])
			b.WriteByte('\\')
			from = i
		}
	}
	b.WriteString(text[from:])
	return b.String()
}

// escaped says whether a byte of a line would mean something in Markdown.
func escaped(text string, i int) bool {
	c := text[i]
	switch c {
	case '\\', '`', '*', '_', '[', ']', '<', '>', '#', '|', '~', '$':
		return true
	case '&': // &amp; and &#38;
		after, _ := utf8.DecodeRuneInString(text[i+1:])
		return after == '#' || unicode.IsLetter(after)
	case '=', '%': // ==marked== and %%hidden%% in Obsidian
		return i == 0 || text[i-1] == c || i+1 < len(text) && text[i+1] == c
	case '-', '+': // a list or a rule
		return i == 0
	case '.', ')': // a numbered list
		return isListNumber(text[:i])
	}
	return false
}

// isListNumber says whether line, with a full stop after it, begins a numbered
// list: it has up to nine digits (CommonMark 0.31, 5.2).
func isListNumber(line string) bool {
	return 0 < len(line) && len(line) <= 9 && strings.Trim(line, "0123456789") == ""
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
