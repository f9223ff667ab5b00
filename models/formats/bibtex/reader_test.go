package bibtex_test

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// An entry as a BibTeX reader finds it, by counting braces as BibTeX does.
type readEntry struct {
	kind   string
	key    string
	fields map[string]string
	order  []string
}

// read takes a file apart. It is strict on purpose: what it refuses, some
// program that reads our files may refuse too.
func read(file string) ([]readEntry, error) {
	var entries []readEntry
	rest := file
	for rest != "" {
		kind, body, ok := strings.Cut(rest, "{")
		if !ok || kind != "@misc" && kind != "@online" {
			return nil, fmt.Errorf("no entry at %.40q", rest)
		}
		key, body, ok := strings.Cut(body, ",\n")
		if !ok || key == "" || strings.ContainsAny(key, " \n{}") {
			return nil, fmt.Errorf("bad key %q", key)
		}
		e := readEntry{kind: kind[1:], key: key, fields: map[string]string{}}
		for !strings.HasPrefix(body, "}\n") {
			name, after, ok := strings.Cut(body, " = ")
			if name = strings.TrimSpace(name); !ok || name == "" || strings.ContainsAny(name, "{}\n") {
				return nil, fmt.Errorf("%s: bad field %.40q", key, body)
			}
			value, after, err := readValue(after)
			if err != nil {
				return nil, fmt.Errorf("%s: %s: %w", key, name, err)
			}
			if _, twice := e.fields[name]; twice {
				return nil, fmt.Errorf("%s: %s twice", key, name)
			}
			e.fields[name] = value
			e.order = append(e.order, name)
			body = after
		}
		entries = append(entries, e)
		rest = body[len("}\n"):]
		if rest != "" {
			if rest, ok = strings.CutPrefix(rest, "\n"); !ok || rest == "" {
				return nil, fmt.Errorf("after %s: want one blank line", key)
			}
		}
	}
	return entries, nil
}

func readValue(s string) (value, rest string, err error) {
	if !strings.HasPrefix(s, "{") { // a macro
		value, rest, ok := strings.Cut(s, ",\n")
		if !ok || len(value) != 3 {
			return "", "", fmt.Errorf("bad macro %.20q", s)
		}
		return value, rest, nil
	}
	depth := 0
	for i := range len(s) {
		switch s[i] {
		case '{':
			depth++
		case '}':
			depth--
		}
		if depth == 0 {
			rest, ok := strings.CutPrefix(s[i+1:], ",\n")
			if !ok {
				return "", "", fmt.Errorf("value ends early before %.20q", s[i+1:])
			}
			return s[1:i], rest, nil
		}
	}
	return "", "", fmt.Errorf("value never ends: %.40q", s)
}

// plain is the text that LaTeX prints for value, with the braces that only
// protect taken away. A special character that is not escaped is an error.
func plain(value string) (string, error) {
	macros := []struct{ from, to string }{
		{`{\textbraceleft}`, `{`}, {`{\textbraceright}`, `}`},
		{`\textbackslash{}`, `\`}, {`\textasciitilde{}`, `~`}, {`\textasciicircum{}`, `^`},
		{`\textless{}`, `<`}, {`\textgreater{}`, `>`}, {`\textbar{}`, `|`},
		{`\$`, `$`}, {`\&`, `&`}, {`\%`, `%`}, {`\#`, `#`}, {`\_`, `_`},
		{`{\ss}`, `ß`}, {`{\o}`, `ø`}, {`{\l}`, `ł`}, {`{\ae}`, `æ`},
		{`{`, ``}, {`}`, ``},
	}
	const special = `\${}&%#_~^<>|`
	var b strings.Builder
next:
	for s := value; s != ""; {
		for _, m := range macros {
			if rest, ok := strings.CutPrefix(s, m.from); ok {
				b.WriteString(m.to)
				s = rest
				continue next
			}
		}
		if strings.ContainsRune(special, rune(s[0])) {
			return "", fmt.Errorf("%q is not escaped in %q", s[0], value)
		}
		end := strings.IndexAny(s, special)
		if end < 0 {
			end = len(s)
		}
		if text := s[:end]; !utf8.ValidString(text) || strings.ContainsFunc(text, unicode.IsControl) {
			return "", fmt.Errorf("%q is no text of one line", text)
		}
		b.WriteString(s[:end])
		s = s[end:]
	}
	return b.String(), nil
}

// unaccented is value with the letters that accents wrote as commands.
func unaccented(value string) string {
	for group := accentGroup.FindStringSubmatchIndex(value); group != nil; group = accentGroup.FindStringSubmatchIndex(value) {
		mark := markNames[value[group[2]:group[3]]]
		letter := value[group[4]:group[5]]
		value = value[:group[0]] + norm.NFC.String(strings.Trim(letter, "{}")+mark) + value[group[1]:]
	}
	return value
}

// accentGroup is the innermost accent with its letter; the braces around it go
// with plain.
var accentGroup = regexp.MustCompile(`\\(["'^~=.` + "`" + `]|[uHrvbcdk])(\{\PM\pM*\}|[A-Za-z])`)

var markNames = map[string]string{
	"`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", "=": "\u0304", "u": "\u0306", ".": "\u0307", `"`: "\u0308",
	"r": "\u030A", "H": "\u030B", "v": "\u030C", "d": "\u0323", "c": "\u0327", "k": "\u0328", "b": "\u0331",
}
