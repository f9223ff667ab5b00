package markdown

import (
	"fmt"
	"net/url"
	"strings"
	"unicode"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"offprint/models/notetext"
)

// reading is a chunk being read.
type reading struct {
	source []byte
	blocks []*Block
	cells  int
}

// where is what a block stands in.
type where struct {
	depth, quoted int
	marker        string
}

func parseBlocks(source string, references []parser.Reference) []*Block {
	r := &reading{source: []byte(source)}
	known := parser.NewContext()
	for _, reference := range references {
		known.AddReference(reference)
	}
	document := notetext.Parser().Parse(text.NewReader(r.source), parser.WithContext(known))
	r.inside(document, &where{})
	return r.blocks
}

func (r *reading) inside(n ast.Node, w *where) {
	for child := n.FirstChild(); child != nil; child = child.NextSibling() {
		r.block(child, w)
	}
}

// add adds a block; the marker goes with the first one of an item.
func (r *reading) add(b *Block, w *where) {
	b.Depth, b.Quoted, b.Marker = min(w.depth, maxDepth), min(w.quoted, maxDepth), w.marker
	w.marker = ""
	r.blocks = append(r.blocks, b)
}

func (r *reading) block(n ast.Node, w *where) {
	if first := len(r.blocks); n.Type() == ast.TypeBlock && n.Lines() != nil && n.Lines().Len() > 0 {
		defer func() {
			if first < len(r.blocks) {
				r.blocks[first].start = n.Lines().At(0).Start
			}
		}()
	}
	switch n := n.(type) {
	case *ast.Heading:
		r.add(&Block{Kind: Heading, Level: n.Level, Text: r.runs(n)}, w)
	case *ast.Paragraph, *ast.TextBlock:
		b := &Block{Text: r.runs(n)}
		if box, ok := n.FirstChild().(*extast.TaskCheckBox); ok && n.Lines().Len() > 0 {
			b.Task = Task{Is: true, Done: box.IsChecked}
			b.task = n.Lines().At(0).Start + 2 // the letter, counted from 1
		}
		if len(b.Text) > 0 || b.Task.Is {
			r.add(b, w)
		}
	case *ast.Blockquote:
		r.inside(n, &where{depth: w.depth, quoted: w.quoted + 1, marker: w.marker})
		w.marker = ""
	case *ast.List:
		number := n.Start
		for item := n.FirstChild(); item != nil; item = item.NextSibling() {
			inner := &where{depth: w.depth + 1, quoted: w.quoted, marker: "•"}
			if n.IsOrdered() {
				inner.marker = fmt.Sprintf("%d%c", number, n.Marker)
				number++
			}
			r.inside(item, inner)
			if inner.marker != "" {
				r.add(&Block{}, inner) // an empty item
			}
		}
	case *ast.FencedCodeBlock, *ast.CodeBlock:
		r.add(codeBlock(r.lines(n)), w)
	case *ast.HTMLBlock:
		html := r.lines(n)
		if n.HasClosure() {
			html += string(n.ClosureLine.Value(r.source))
		}
		r.add(codeBlock(html), w)
	case *ast.ThematicBreak:
		r.add(&Block{Kind: Rule}, w)
	case *extast.Table:
		r.table(n, w)
	default:
		r.inside(n, w)
	}
}

func (r *reading) lines(n ast.Node) string {
	var b strings.Builder
	for i := range n.Lines().Len() {
		line := n.Lines().At(i)
		b.Write(line.Value(r.source))
	}
	return b.String()
}

func (r *reading) table(n ast.Node, w *where) {
	b := &Block{Kind: Table}
	for row := n.FirstChild(); row != nil && r.cells < maxCells; row = row.NextSibling() {
		var cells [][]Run
		for cell := row.FirstChild(); cell != nil; cell = cell.NextSibling() {
			cells = append(cells, r.runs(cell))
			r.cells++
		}
		b.Rows = append(b.Rows, cells)
	}
	r.add(b, w)
}

// runs are the texts in a block.
func (r *reading) runs(n ast.Node) []Run {
	c := &collector{source: r.source}
	c.inside(n, Run{})
	var runs []Run
	for _, run := range c.runs {
		if run.Code || run.URL != "" || run.Paper != "" {
			runs = append(runs, run)
			continue
		}
		runs = appendPapers(runs, run)
	}
	return trimRuns(runs)
}

// trimRuns is runs without spaces before and behind them.
func trimRuns(runs []Run) []Run {
	if len(runs) > 0 {
		runs[0].Text = strings.TrimLeftFunc(runs[0].Text, unicode.IsSpace)
		last := &runs[len(runs)-1]
		last.Text = strings.TrimRightFunc(last.Text, unicode.IsSpace)
	}
	kept := runs[:0]
	for _, run := range runs {
		if run.Text != "" {
			kept = append(kept, run)
		}
	}
	return kept
}

// collector gathers runs, of which neighbours that look the same are one.
type collector struct {
	source []byte
	runs   []Run
}

func (c *collector) add(text string, look Run) {
	look.Text = ""
	if n := len(c.runs); n > 0 {
		last := c.runs[n-1]
		last.Text = ""
		if last == look {
			c.runs[n-1].Text += text
			return
		}
	}
	look.Text = text
	c.runs = append(c.runs, look)
}

func (c *collector) inside(n ast.Node, look Run) {
	for child := n.FirstChild(); child != nil; child = child.NextSibling() {
		c.inline(child, look)
	}
}

func (c *collector) inline(n ast.Node, look Run) {
	switch n := n.(type) {
	case *ast.Text:
		value := n.Segment.Value(c.source)
		if !n.IsRaw() && !look.Code {
			value = util.UnescapePunctuations(util.ResolveEntityNames(util.ResolveNumericReferences(value)))
		}
		c.add(string(value), look)
		switch {
		case n.HardLineBreak():
			c.add("\n", look)
		case n.SoftLineBreak():
			c.add(" ", look)
		}
	case *ast.String:
		c.add(string(n.Value), look)
	case *ast.CodeSpan:
		look.Code = true
		c.inside(n, look)
	case *ast.Emphasis:
		if n.Level >= 2 {
			look.Bold = true
		} else {
			look.Italic = true
		}
		c.inside(n, look)
	case *extast.Strikethrough:
		look.Struck = true
		c.inside(n, look)
	case *ast.Link:
		c.link(n, string(n.Destination), look)
	case *ast.AutoLink:
		c.auto(n, look)
	case *ast.Image:
		c.add("[", look)
		c.inside(n, look)
		if n.ChildCount() == 0 {
			c.add(string(n.Destination), look)
		}
		c.add("]", look)
	case *ast.RawHTML:
		for i := range n.Segments.Len() {
			segment := n.Segments.At(i)
			c.add(string(segment.Value(c.source)), look)
		}
	case *notetext.Paper:
		look.Paper = n.ID
		c.add(n.Title, look)
	case *extast.TaskCheckBox:
	default:
		c.inside(n, look)
	}
}

// link is a link; one that does not lead to the web is text that says where it
// would lead.
func (c *collector) link(n ast.Node, to string, look Run) {
	if id, ok := notetext.PaperID(to); ok {
		look.Paper = id
		c.inside(n, look)
		return
	}
	if !safe(to) {
		c.inside(n, look)
		c.add(" ("+to+")", look)
		return
	}
	look.URL = to
	if n.ChildCount() == 0 {
		c.add(to, look)
	}
	c.inside(n, look)
}

func (c *collector) auto(n *ast.AutoLink, look Run) {
	label, to := string(n.Label(c.source)), string(n.URL(c.source))
	if n.AutoLinkType == ast.AutoLinkURL {
		if !strings.Contains(to, "://") && strings.HasPrefix(to, "www.") {
			to = "https://" + to
		}
		if safe(to) {
			look.URL = to
		}
	}
	c.add(label, look)
}

// safe says whether a link leads to the web.
func safe(link string) bool {
	u, err := url.Parse(link)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != ""
}
