package vault

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
)

// front is the front matter of a file, line by line: what is not changed stays as
// it is written.
type front struct {
	// before and after are the lines of the fences, with a byte order mark.
	before, after string
	eol           string
	segments      []segment
	// bad says that it is not what we understand: it must not be changed.
	bad bool
}

// segment is a key with its value, or what stands between two of them: its
// lines, each with its end.
type segment struct {
	key   string // empty for comments and empty lines
	lines []string
}

// frontOf reads the front matter of a file; nil where it has none. start is where
// the text begins.
func frontOf(data []byte) (f *front, start int) {
	bom := 0
	if bytes.HasPrefix(data, []byte("\xEF\xBB\xBF")) {
		bom = 3
	}
	if !bytes.HasPrefix(data[bom:], []byte("---")) {
		return nil, bom
	}
	lines := linesOf(data, bom)
	text := func(l line) string { return string(data[l.from:l.to]) }
	if strings.TrimRight(text(lines[0]), " \t") != "---" {
		return nil, bom
	}
	last := 1
	for last < len(lines) && strings.TrimRight(text(lines[last]), " \t") != "---" {
		last++
	}
	if last == len(lines) {
		return nil, bom // a rule
	}
	f = &front{before: string(data[:lines[0].next]), after: string(data[lines[last].from:lines[last].next]), eol: string(data[lines[0].to:lines[0].next])}
	raw := make([]string, 0, last-1)
	for _, l := range lines[1:last] {
		raw = append(raw, string(data[l.from:l.next]))
	}
	f.segments, f.bad = segmentsOf(raw)
	return f, lines[last].next
}

func (f *front) String() string {
	var b strings.Builder
	b.WriteString(f.before)
	for _, s := range f.segments {
		for _, line := range s.lines {
			b.WriteString(line)
		}
	}
	b.WriteString(f.after)
	return b.String()
}

// segmentsOf takes lines apart into keys and what stands between them; bad where
// they are no mapping.
func segmentsOf(lines []string) (segments []segment, bad bool) {
	for i := 0; i < len(lines); {
		if isBetween(lines[i]) {
			segments = append(segments, segment{lines: lines[i : i+1 : i+1]})
			i++
			continue
		}
		key, value, ok := cutKey(bare(lines[i]))
		if !ok {
			return nil, true
		}
		end := i + 1
		for isOpen(value) {
			if end == len(lines) {
				return nil, true
			}
			value += " " + strings.TrimSpace(lines[end])
			end++
		}
		if value != "" && (value[0] == '"' || value[0] == '\'') {
			if _, _, ok := scalar(value); !ok && value[closingQuote(value)+1:] != "" {
				return nil, true // the quote was closed by that of another key
			}
		}
		for next := end; next < len(lines); next++ {
			if isBetween(lines[next]) {
				continue // inside, where the value goes on behind it
			}
			if !goesOn(lines[next]) {
				break
			}
			end = next + 1
		}
		segments = append(segments, segment{key: key, lines: lines[i:end:end]})
		i = end
	}
	return segments, false
}

// bare is a line without its end.
func bare(line string) string { return strings.TrimRight(line, "\r\n") }

// isBetween says whether a line is empty or a comment.
func isBetween(line string) bool {
	line = strings.TrimSpace(line)
	return line == "" || line[0] == '#'
}

// goesOn says whether a line belongs to the value that was begun before it: one
// that is indented, and an item of a list, which need not be.
func goesOn(line string) bool {
	return line[0] == ' ' || line[0] == '\t' || isItem(line)
}

var item = regexp.MustCompile(`^[ \t]*-(?:[ \t]+|$)`)

func isItem(line string) bool { return item.MatchString(bare(line)) }

// cutKey takes a line apart into the key that it begins with and what stands
// behind the colon.
func cutKey(line string) (key, value string, ok bool) {
	if line == "" || strings.ContainsRune(" \t-?[]{},&*!|>%@`", rune(line[0])) {
		return "", "", false
	}
	at := 0
	if line[0] == '"' || line[0] == '\'' {
		end := closingQuote(line)
		if end < 0 {
			return "", "", false
		}
		if key, _, ok = scalar(line[:end+1]); !ok {
			return "", "", false
		}
		at = end + 1 + len(line[end+1:]) - len(strings.TrimLeft(line[end+1:], " \t"))
		if at == len(line) || line[at] != ':' {
			return "", "", false
		}
	} else {
		for ; at < len(line); at++ {
			if line[at] == ':' && (at+1 == len(line) || line[at+1] == ' ' || line[at+1] == '\t') {
				break
			}
		}
		if at == len(line) {
			return "", "", false
		}
		key = strings.TrimRight(line[:at], " \t")
	}
	return key, strings.TrimLeft(line[at+1:], " \t"), true
}

// find is the segment of a key, whatever its case, since Obsidian knows none. -1
// where there is none, and many where there are several.
func (f *front) find(key string) (at int, many bool) {
	at = -1
	for i := range f.segments {
		if strings.EqualFold(f.segments[i].key, key) {
			if at >= 0 {
				return at, true
			}
			at = i
		}
	}
	return at, false
}

var arxivID = regexp.MustCompile(`^(?i:arxiv:)?\s*([0-9]{4}\.[0-9]{4,5}|[a-z-]+(?:\.[A-Z]{2})?/[0-9]{7})(?:v[0-9]+)?$`)

// arxiv is the bare identifier that the front matter names, empty where it names
// none.
func (f *front) arxiv() string {
	at, many := f.find("arxiv")
	if at < 0 || many {
		return ""
	}
	m := arxivID.FindStringSubmatch(strings.Join(f.segments[at].value().texts, ""))
	if m == nil {
		return ""
	}
	return m[1]
}

// value is what stands behind a key.
type value struct {
	// known says that we understand it; else it is the reader's.
	known bool
	list  bool
	texts []string
	// items are where in the lines the items of a list stand that has a line for
	// each.
	items [][2]int
}

// value reads the value of a segment.
func (s segment) value() value {
	_, head, ok := cutKey(bare(s.lines[0]))
	if !ok {
		return value{}
	}
	rest := make([]string, 0, len(s.lines)-1)
	for _, line := range s.lines[1:] {
		rest = append(rest, bare(line))
	}
	switch {
	case head == "" || head[0] == '#':
		return listIn(rest)
	case head[0] == '[':
		pieces, _, ok := flowItems(joined(head, rest))
		v := value{known: ok, list: true}
		for _, piece := range pieces {
			text, _, ok := scalar(piece)
			v.known = v.known && ok
			v.texts = append(v.texts, text)
		}
		return v
	}
	text, ok := single(head, rest)
	return value{known: ok, texts: []string{text}}
}

func joined(head string, rest []string) string {
	return strings.TrimSpace(head + " " + folded(strings.Join(rest, " ")))
}

var blockScalar = regexp.MustCompile(`^[|>][-+0-9]{0,2}[ \t]*(?:#.*)?$`)

// single is the scalar that begins with head and goes on in further lines.
func single(head string, rest []string) (string, bool) {
	if blockScalar.MatchString(head) {
		return folded(strings.Join(rest, " ")), true
	}
	text, _, ok := scalar(joined(head, rest))
	return text, ok
}

// listIn reads a list with a line for each item, or nothing.
func listIn(lines []string) value {
	v, indented := value{known: true}, 0
	for i := 0; i < len(lines); i++ {
		if isBetween(lines[i]) {
			continue
		}
		prefix := item.FindString(lines[i])
		if prefix == "" {
			return value{}
		}
		if indent := len(prefix) - len(strings.TrimLeft(prefix, " \t")); v.list && indent != indented {
			return value{} // YAML takes it for something else
		} else {
			v.list, indented = true, indent
		}
		end := i + 1
		for end < len(lines) && !isBetween(lines[end]) && !isItem(lines[end]) {
			end++
		}
		head := lines[i][len(prefix):]
		text, ok := single(head, lines[i+1:end])
		if _, _, mapping := cutKey(head); mapping && head[0] != '"' && head[0] != '\'' || !ok {
			return value{}
		}
		v.texts = append(v.texts, text)
		v.items = append(v.items, [2]int{i + 1, end + 1}) // the first line is the key's
		i = end - 1
	}
	return v
}

// comments are the lines of a list that are comments.
func (s segment) comments() []string {
	if _, head, _ := cutKey(bare(s.lines[0])); head != "" && head[0] != '#' {
		return nil
	}
	var kept []string
	for _, line := range s.lines[1:] {
		if strings.HasPrefix(strings.TrimSpace(line), "#") {
			kept = append(kept, line)
		}
	}
	return kept
}

// set gives a key another value: what stands behind the colon, and further lines,
// without their ends. Comments stay, and so does how the key is written.
func (s segment) set(eol, head string, further ...string) segment {
	first := bare(s.lines[0])
	_, old, _ := cutKey(first)
	prefix, comment := first[:len(first)-len(old)], ""
	switch {
	case old == "":
	case old[0] == '#':
		spaced := strings.TrimRight(prefix, " \t")
		prefix, comment = spaced, prefix[len(spaced):]+old
	case old[0] == '[':
		_, comment, _ = flowItems(old)
	default:
		_, comment, _ = scalar(old)
	}
	if head == "" {
		prefix = strings.TrimRight(prefix, " \t")
	} else if strings.HasSuffix(prefix, ":") {
		prefix += " "
	}
	lines := []string{prefix + head + comment + eol}
	for _, line := range further {
		lines = append(lines, line+eol)
	}
	return segment{key: s.key, lines: append(lines, s.comments()...)}
}

// insert puts a new key behind the nearest of those that come before it in our
// order, or at the end.
func (f *front) insert(s segment) {
	at := len(f.segments)
	for i := slices.Index(keyOrder, s.key) - 1; i >= 0; i-- {
		if before, _ := f.find(keyOrder[i]); before >= 0 {
			at = before + 1
			break
		}
	}
	f.segments = slices.Insert(f.segments, at, s)
}
