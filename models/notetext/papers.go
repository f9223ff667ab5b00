package notetext

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

// PaperID is the bare identifier that a text is, if it is one.
func PaperID(text string) (string, bool) {
	found := wholeID.FindStringSubmatch(strings.TrimSpace(text))
	if found == nil {
		return "", false
	}
	return found[1], true
}

// Paper is a link to a paper: [[2411.19865|its title]]. The title is the
// identifier where the link says none.
type Paper struct {
	ast.BaseInline
	ID, Title string
}

var paperKind = ast.NewNodeKind("Paper")

// Kind is for goldmark.
func (n *Paper) Kind() ast.NodeKind { return paperKind }

// Dump is for goldmark.
func (n *Paper) Dump(source []byte, level int) { ast.DumpHelper(n, source, level, nil, nil) }

// FindPaper is where the first identifier of a paper is in a text, as of
// regexp's FindStringIndex.
func FindPaper(text string) []int { return bareID.FindStringIndex(text) }

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
	id, ok := PaperID(name)
	if !ok {
		return nil
	}
	if title = strings.TrimSpace(title); title == "" {
		title = id
	}
	block.Advance(len(content) + 4)
	return &Paper{ID: id, Title: title}
}
