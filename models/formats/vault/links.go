package vault

import (
	"bytes"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"

	"offprint/models"
	"offprint/models/formats/markdown"
)

// maxLinked bounds a note that links are put into, in bytes.
const maxLinked = 200_000

// linked is a note in which papers that it names by their identifiers are links
// to their files, where they have one in the vault: "2411.19865" becomes
// "[[file|2411.19865]]". Addresses and code stay as they are, and so do notes
// longer than people write.
func (c *Changes) linked(note string) string {
	if len(note) > maxLinked || !mayName(note) || markdown.Tangled(note) {
		return note
	}
	var closed func(from, to int) bool
	var b strings.Builder
	at := 0
	// Line by line: most name no paper, and looking takes long.
	for line := range strings.Lines(note) {
		var links []models.PaperLink
		if mayName(line) {
			links = models.LinksIn(line)
		}
		runes, done := []rune(nil), 0
		for _, link := range links {
			if c.targets[link.ArxivID] == "" {
				continue
			}
			if runes == nil {
				runes = []rune(line)
			}
			if closed == nil {
				closed = closedTo(note)
			}
			from := at + len(string(runes[:link.From]))
			written := string(runes[link.From:link.To])
			b.WriteString(string(runes[done:link.From]))
			done = link.To
			if shown := shownFor(written); shown != "" && !closed(from, from+len(written)) {
				written = "[[" + c.targets[link.ArxivID] + "|" + shown + "]]"
			}
			b.WriteString(written)
		}
		if done == 0 {
			b.WriteString(line)
		} else {
			b.WriteString(string(runes[done:]))
		}
		at += len(line)
	}
	return b.String()
}

// shownFor is what a link shows that takes the place of what names a paper: the
// same, or the words in brackets. Empty where it is an address, which stays one.
func shownFor(written string) string {
	shown := written
	if inner, ok := strings.CutPrefix(written, "[["); ok {
		shown = strings.TrimSuffix(inner, "]]")
		if _, words, ok := strings.Cut(shown, "|"); ok {
			shown = words
		}
	}
	if strings.Contains(written, "//") || strings.Contains(written, ".org") || strings.Contains(written, ".co/") || strings.HasPrefix(written, "10.") || strings.ContainsAny(shown, "[]|") {
		return ""
	}
	return strings.TrimSpace(shown)
}

// mayName says whether a note may name a paper: it is asked of each note, and
// looking for identifiers takes long.
func mayName(note string) bool {
	digit := func(i int) bool { return '0' <= note[i] && note[i] <= '9' }
	for i := 1; i+1 < len(note); i++ {
		if (note[i] == '.' && digit(i-1) || note[i] == '/') && digit(i+1) {
			return true
		}
	}
	return false
}

// closedTo says of a note where no link can stand: in code, in HTML, in other
// links, in their addresses and titles.
func closedTo(note string) func(from, to int) bool {
	source := []byte(note)
	var closed [][2]int
	add := func(from, to int) { closed = append(closed, [2]int{from, to}) }
	addLines := func(lines *text.Segments) {
		for i := range lines.Len() {
			add(lines.At(i).Start, lines.At(i).Stop)
		}
	}
	root := goldmark.DefaultParser().Parse(text.NewReader(source))
	_ = ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) { // the function returns no error
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.FencedCodeBlock, *ast.CodeBlock, *ast.HTMLBlock:
			addLines(n.Lines())
		case *ast.RawHTML:
			addLines(n.Segments)
		case *ast.CodeSpan, *ast.Link, *ast.Image:
			for child := n.FirstChild(); child != nil; child = child.NextSibling() {
				if t, ok := child.(*ast.Text); ok {
					add(t.Segment.Start, t.Segment.Stop)
				}
			}
		}
		return ast.WalkContinue, nil
	})
	return func(from, to int) bool {
		before := bytes.TrimRight(source[:from], "<")
		if bytes.HasSuffix(before, []byte("](")) || bytes.HasSuffix(bytes.TrimRight(before, " "), []byte("]:")) {
			return true
		}
		for _, c := range closed {
			if from < c[1] && c[0] < to {
				return true
			}
		}
		return false
	}
}
