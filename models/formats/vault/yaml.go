package vault

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// This is as much of YAML 1.2 as stands in front matter: a mapping of keys to
// single values and flat lists. What is more than that is the reader's, and left
// as it is.

// quoted is text as a double-quoted scalar: a string of JSON is one.
func quoted(text string) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(text) // a string can be encoded, and a buffer written
	return strings.TrimSuffix(b.String(), "\n")
}

// plainWord is a word that no reader of YAML takes for anything but a string.
var plainWord = regexp.MustCompile(`^[\pL][\pL\pM\pN_/-]*$`)

// plain is a word of a list, quoted only where YAML would not read it as itself:
// 1.1 has more words for true and false than 1.2.
func plain(word string) string {
	switch strings.ToLower(word) {
	case "true", "false", "yes", "no", "on", "off", "y", "n", "null":
		return quoted(word)
	}
	if plainWord.MatchString(word) {
		return word
	}
	return quoted(word)
}

// scalar is the value that text stands for, and what stands behind it: white
// space and a comment. Not ok for what is no scalar, or has a tag or an anchor.
func scalar(text string) (value, rest string, ok bool) {
	text = strings.TrimRight(text, " \t")
	switch {
	case text == "":
		return "", "", true
	case text[0] == '"':
		end := closingQuote(text)
		if end < 0 {
			return "", "", false
		}
		if value, ok = unescape(text[1:end]); !ok {
			return "", "", false
		}
		rest = text[end+1:]
	case text[0] == '\'':
		end := closingQuote(text)
		if end < 0 {
			return "", "", false
		}
		value, rest = strings.ReplaceAll(text[1:end], "''", "'"), text[end+1:]
	case strings.ContainsRune("[]{},&*!|>%@`", rune(text[0])):
		return "", "", false
	default:
		value = text
		if at := commentAt(text); at >= 0 {
			value = strings.TrimRight(text[:at], " \t")
			rest = text[len(value):]
		}
	}
	if behind := strings.TrimLeft(rest, " \t"); behind != "" && (behind[0] != '#' || behind == rest) {
		return "", "", false
	}
	return folded(value), rest, true
}

// commentAt is where a comment begins in text, or -1.
func commentAt(text string) int {
	for i := range len(text) {
		if text[i] == '#' && (i == 0 || text[i-1] == ' ' || text[i-1] == '\t') {
			return i
		}
	}
	return -1
}

// closingQuote is where the quote that text begins with is closed, or -1.
func closingQuote(text string) int {
	for i := 1; i < len(text); i++ {
		switch {
		case text[i] == '\\' && text[0] == '"':
			i++
		case text[i] == text[0] && text[0] == '\'' && i+1 < len(text) && text[i+1] == '\'':
			i++
		case text[i] == text[0]:
			return i
		}
	}
	return -1
}

// unescape is what stands between double quotes (YAML 1.2.2, section 5.7).
func unescape(text string) (string, bool) {
	if !strings.Contains(text, `\`) {
		return text, true
	}
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		if text[i] != '\\' {
			b.WriteByte(text[i])
			continue
		}
		if i++; i == len(text) {
			return "", false
		}
		digits := 0
		switch c := text[i]; c {
		case 'x':
			digits = 2
		case 'u':
			digits = 4
		case 'U':
			digits = 8
		case 't', '\t':
			b.WriteByte('\t')
		case 'n':
			b.WriteByte('\n')
		case 'r':
			b.WriteByte('\r')
		case '_', 'N', 'L', 'P':
			b.WriteByte(' ') // white space, all of which is alike here
		case '"', '/', '\\', ' ', '\'':
			b.WriteByte(c)
		default:
			return "", false
		}
		if digits == 0 {
			continue
		}
		if i+digits >= len(text) {
			return "", false
		}
		code, err := strconv.ParseUint(text[i+1:i+1+digits], 16, 32)
		if err != nil {
			return "", false
		}
		i += digits
		if low, ok := lowSurrogate(text[i+1:]); ok && 0xD800 <= code && code < 0xDC00 {
			code, i = 0x10000+(code-0xD800)<<10+low-0xDC00, i+6
		}
		if code > unicode.MaxRune || !utf8.ValidRune(rune(code)) {
			return "", false
		}
		b.WriteRune(rune(code))
	}
	return b.String(), true
}

// lowSurrogate reads "\uDC00", the second half of a character as JSON has it.
func lowSurrogate(text string) (uint64, bool) {
	if len(text) < 6 || text[:2] != `\u` {
		return 0, false
	}
	code, err := strconv.ParseUint(text[2:6], 16, 32)
	return code, err == nil && 0xDC00 <= code && code < 0xE000
}

// folded is text in one line: no value of ours has two.
func folded(text string) string { return strings.Join(strings.Fields(text), " ") }

// flowItems takes a list in brackets apart: the items as they are written, and
// what stands behind it. Not ok for lists in lists, and for what is no list.
func flowItems(text string) (items []string, rest string, ok bool) {
	if !strings.HasPrefix(text, "[") {
		return nil, "", false
	}
	from := 1
	for i := 1; i < len(text); i++ {
		switch c := text[i]; {
		case (c == '"' || c == '\'') && strings.TrimSpace(text[from:i]) == "":
			end := closingQuote(text[i:])
			if end < 0 {
				return nil, "", false
			}
			i += end
		case c == '[' || c == '{' || c == '}' || c == '#' && (text[i-1] == ' ' || text[i-1] == '\t'):
			return nil, "", false
		case c == ',' || c == ']':
			item := strings.TrimSpace(text[from:i])
			if c == ',' && item == "" {
				return nil, "", false
			}
			if item != "" {
				items = append(items, item)
			}
			from = i + 1
			if c == ']' {
				rest = strings.TrimRight(text[i+1:], " \t")
				behind := strings.TrimLeft(rest, " \t")
				return items, rest, behind == "" || behind[0] == '#' && behind != rest
			}
		}
	}
	return nil, "", false
}

// isOpen says whether a value that begins on this line goes on behind it,
// whatever the next lines look like: a quote or a bracket is not closed.
func isOpen(text string) bool {
	if text == "" {
		return false
	}
	switch text[0] {
	case '"', '\'':
		return closingQuote(text) < 0
	case '[', '{':
		depth := 0
		for i := 0; i < len(text); i++ {
			switch c := text[i]; {
			case (c == '"' || c == '\'') && strings.ContainsRune("[{,: ", rune(text[i-1])):
				end := closingQuote(text[i:])
				if end < 0 {
					return true
				}
				i += end
			case c == '[' || c == '{':
				depth++
			case c == ']' || c == '}':
				depth--
			}
		}
		return depth > 0
	}
	return false
}
