package markdown

import (
	"regexp"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// An identifier of a paper at arXiv: of after March 2007, or of before.
const (
	newStyle = `\d\d(?:0[1-9]|1[0-2])\.\d{4,5}`
	oldStyle = `[a-z]{2,10}(?:-[a-z]{2,8})?(?:\.[A-Z]{2})?/\d{7}`
)

var (
	wholeID = regexp.MustCompile(`^(?i:arxiv:)?(` + newStyle + `|` + oldStyle + `)(?:v\d{1,3})?$`)
	bareID  = regexp.MustCompile(`\b(?:` + newStyle + `|` + oldStyle + `)(?:v\d{1,3})?\b`)
)

// paperID is the bare identifier that a text is.
func paperID(text string) (string, bool) {
	found := wholeID.FindStringSubmatch(strings.TrimSpace(text))
	if found == nil {
		return "", false
	}
	return found[1], true
}

// appendPapers adds a run in which identifiers of papers become links.
func appendPapers(runs []Run, run Run) []Run {
	text := run.Text
	for text != "" {
		at := bareID.FindStringIndex(text)
		if at == nil {
			break
		}
		id, _ := paperID(text[at[0]:at[1]])
		before, link := run, run
		before.Text, link.Text, link.Paper = text[:at[0]], text[at[0]:at[1]], id
		if before.Text != "" {
			runs = append(runs, before)
		}
		runs = append(runs, link)
		text = text[at[1]:]
	}
	if text != "" {
		run.Text = text
		runs = append(runs, run)
	}
	return runs
}

// paperNode is a link to a paper: [[2411.19865|its title]].
type paperNode struct {
	ast.BaseInline
	id, title string
}

var paperKind = ast.NewNodeKind("Paper")

// Kind is for goldmark.
func (n *paperNode) Kind() ast.NodeKind { return paperKind }

// Dump is for goldmark.
func (n *paperNode) Dump(source []byte, level int) { ast.DumpHelper(n, source, level, nil, nil) }

// paperParser reads links to papers.
type paperParser struct{}

// maxPaperLink bounds such a link, in bytes.
const maxPaperLink = 600

// Trigger is for goldmark.
func (paperParser) Trigger() []byte { return []byte{'['} }

// Parse is for goldmark.
func (paperParser) Parse(_ ast.Node, block text.Reader, _ parser.Context) ast.Node {
	line, _ := block.PeekLine()
	if len(line) < 4 || line[1] != '[' {
		return nil
	}
	content, _, closed := strings.Cut(string(line[2:min(len(line), maxPaperLink)]), "]]")
	if !closed || strings.Contains(content, "[") {
		return nil
	}
	name, title, _ := strings.Cut(strings.ReplaceAll(content, `\|`, "|"), "|")
	id, ok := paperID(name)
	if !ok {
		return nil
	}
	if title = strings.TrimSpace(title); title == "" {
		title = id
	}
	block.Advance(len(content) + 4)
	return &paperNode{id: id, title: title}
}
