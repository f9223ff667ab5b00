package markdown

import (
	"bytes"
	"strings"
	"sync"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// lowered is by how many levels the headings of a note sink, below the file,
// the paper and "Notes"; the sixth level is the last there is.
const lowered = 3

// nested is a note as a part of a larger document: its headings lowered by as
// many levels, and nothing left open at its end.
func nested(note string, lowered int) string {
	note = strings.ToValidUTF8(strings.ReplaceAll(note, "\x00", ""), "\uFFFD")
	note = strings.ReplaceAll(strings.ReplaceAll(note, "\r\n", "\n"), "\r", "\n")
	if note = strings.Trim(note, "\n"); strings.TrimSpace(note) == "" {
		return ""
	}
	if tangled(note) {
		fence := strings.Repeat("`", longestRun(note, '`')+1)
		return fence + "\n" + apart(note) + "\n" + fence
	}
	return closed(apart(demoted(note, lowered)))
}

// apart is a note in which no line begins as the comments do that ReadBack
// looks for: a space before it changes nothing but that.
func apart(note string) string {
	return strings.TrimPrefix(strings.ReplaceAll("\n"+note, "\n"+mark, "\n "+mark), "\n")
}

// What a note of a person does not have: quotes or lists so many in one
// another, and so many link targets. The time that it would take to parse them
// grows with the square of their number.
const (
	mostNested  = 100
	mostIndent  = 500
	mostTargets = 2_000
)

// tangled says that a note is not to be parsed, and shown as it stands.
func tangled(note string) bool {
	if strings.Count(note, "]:") > mostTargets {
		return true
	}
	for line := range strings.Lines(note) {
		nested, digits := 0, false
		rest := strings.TrimLeft(line, " \t")
		if len(line)-len(rest) > mostIndent {
			return true
		}
	marks:
		for i := range len(rest) {
			switch c := rest[i]; {
			case c == '>', strings.IndexByte("-+*", c) >= 0 && i+1 < len(rest) && rest[i+1] == ' ', digits && (c == '.' || c == ')'):
				nested++
			case c == ' ', c == '\t', '0' <= c && c <= '9':
			default:
				break marks
			}
			digits = '0' <= rest[i] && rest[i] <= '9'
		}
		if nested > mostNested {
			return true
		}
	}
	return false
}

// blocks is a parser that finds headings and what is left open, and nothing
// within a paragraph.
var blocks = sync.OnceValue(func() parser.Parser {
	return parser.NewParser(
		parser.WithBlockParsers(parser.DefaultBlockParsers()...),
		parser.WithParagraphTransformers(parser.DefaultParagraphTransformers()...),
	)
})

func parse(note string) ast.Node { return blocks().Parse(text.NewReader([]byte(note))) }

// demoted is note with its headings lowered and all else as it was.
func demoted(note string, lowered int) string {
	source := []byte(note)
	var b bytes.Buffer
	done := 0
	ast.Walk(parse(note), func(node ast.Node, entering bool) (ast.WalkStatus, error) {
		heading, ok := node.(*ast.Heading)
		if !ok || !entering {
			return ast.WalkContinue, nil
		}
		marks := strings.Repeat("#", min(heading.Level+lowered, 6))
		start := heading.Pos()
		if start < done || start >= len(source) {
			return ast.WalkSkipChildren, nil
		}
		b.Write(source[done:start])
		b.WriteString(marks)
		lines := heading.Lines()
		if lines.Len() > 0 && lines.At(0).Start <= start {
			// Underlined: only two levels can be written so.
			b.WriteString(" " + oneLine(lines.Value(source)))
			done = underlineEnd(source, lines.At(lines.Len()-1))
		} else {
			done = start + heading.Level
		}
		return ast.WalkSkipChildren, nil
	}) // the function returns no error
	b.Write(source[done:])
	return b.String()
}

// oneLine is the text of an underlined heading as that of one with marks before
// it, where marks at the end would not count as text.
func oneLine(heading []byte) string {
	s := strings.Join(strings.Fields(string(heading)), " ")
	if body := strings.TrimRight(s, "#"); body != s && (body == "" || strings.HasSuffix(body, " ")) {
		return body + `\` + s[len(body):]
	}
	return s
}

// underlineEnd is where the line after last, the underline, ends.
func underlineEnd(source []byte, last text.Segment) int {
	end := last.Stop
	if end == 0 || source[end-1] != '\n' {
		if i := bytes.IndexByte(source[end:], '\n'); i >= 0 {
			end += i + 1
		}
	}
	if i := bytes.IndexByte(source[end:], '\n'); i >= 0 {
		return end + i
	}
	return len(source)
}

// closed is note with a last line that closes what it leaves open: without it,
// a code fence or an HTML comment would swallow all that follows in the file.
func closed(note string) string {
	if !leavesOpen(note) {
		return note
	}
	ends := []string{
		strings.Repeat("`", longestRun(note, '`')),
		strings.Repeat("~", longestRun(note, '~')),
	}
	lower := strings.ToLower(note)
	for _, pair := range [][2]string{
		{"<!--", "-->"}, {"<?", "?>"}, {"<![cdata[", "]]>"}, {"<!", ">"},
		{"<script", "</script>"}, {"<pre", "</pre>"}, {"<style", "</style>"}, {"<textarea", "</textarea>"},
	} {
		if strings.Contains(lower, pair[0]) {
			ends = append(ends, pair[1])
		}
	}
	for _, end := range ends {
		if whole := note + "\n" + end; !leavesOpen(whole) {
			return whole
		}
	}
	return note
}

// leavesOpen says whether a paragraph that follows note would be a part of it.
func leavesOpen(note string) bool {
	const next = "next"
	source := note + "\n\n" + next
	last, ok := parse(source).LastChild().(*ast.Paragraph)
	return !ok || string(bytes.TrimSpace(last.Lines().Value([]byte(source)))) != next
}

// longestRun is the length of the longest run of c, and at least that of a
// fence.
func longestRun(s string, c byte) int {
	longest, run := 3, 0
	for i := range len(s) {
		if s[i] != c {
			run = 0
			continue
		}
		run++
		longest = max(longest, run)
	}
	return longest
}
