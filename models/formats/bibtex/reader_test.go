package bibtex_test

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// An entry as a BibTeX reader finds it, by counting braces as BibTeX does.
type readEntry struct {
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
		body, ok := strings.CutPrefix(rest, "@misc{")
		if !ok {
			return nil, fmt.Errorf("no entry at %.40q", rest)
		}
		key, body, ok := strings.Cut(body, ",\n")
		if !ok || key == "" || strings.ContainsAny(key, " \n{}") {
			return nil, fmt.Errorf("bad key %q", key)
		}
		e := readEntry{key: key, fields: map[string]string{}}
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
