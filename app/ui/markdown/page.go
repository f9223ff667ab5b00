// Package markdown shows a note as it will look: headings, lists, tasks that can
// be ticked, code, tables, links and quotes. It parses with goldmark and draws
// with widgets of its own.
//
// A note is a stranger's text as far as this package goes: it is bounded
// whatever is in it, HTML is shown as text, pictures are named and not fetched,
// and a link is followed only to the web, or to a paper, and only by whoever
// shows the preview.
package markdown

import (
	"context"
	"sort"
	"strings"

	"github.com/yuin/goldmark/parser"

	"offprint/models/notetext"
)

// What is shown of a note at most.
const (
	maxSource = 128 << 10 // bytes
	maxBlocks = 3_000
	// maxColumns and maxCells bound a table.
	maxColumns = 32
	maxCells   = 1_000
	// maxDepth is how many lists or quotes are seen to stand in each other.
	maxDepth = 8
)

// Kind is what a block is.
type Kind int

// The kinds of blocks.
const (
	Paragraph Kind = iota
	Heading
	Code
	Rule
	Table
)

// Block is a paragraph of a note, or what stands in the place of one.
type Block struct {
	Kind  Kind
	Level int // of a heading, 1 to 6
	// Depth and Quoted are how many lists and quotes it stands in.
	Depth, Quoted int
	// Marker stands before the first paragraph of an item: a bullet or a number.
	Marker string
	Task   Task
	Text   []Run
	Rows   [][][]Run // of a table; the first has the headings

	task  int // where the task's box is in the chunk, counted from 1
	start int // where the block begins in the chunk, where that is known
}

// Task is whether an item can be ticked, and is.
type Task struct{ Is, Done bool }

// Run is text of one look.
type Run struct {
	Text                       string
	Bold, Italic, Code, Struck bool
	// URL is where a link leads, of http or https; Paper is the bare identifier
	// of the paper that it leads to.
	URL, Paper string
}

// Page is a note as it is shown.
type Page struct {
	Blocks []*Block
	// Cut says that the note goes on.
	Cut bool

	at     map[*Block]int // before where a block's chunk begins in the note
	starts []int          // where blocks begin
	chunks map[string][]chunk
	links  string // the targets that stand apart in the note
}

// TaskAt is where the letter in a task's box is in the note, in bytes.
func (p *Page) TaskAt(b *Block) int { return p.at[b] + b.task }

// blockAt is the block that a position of the note is in, counted from 0; -1 on
// an empty page.
func (p *Page) blockAt(at int) int {
	return sort.Search(len(p.starts), func(i int) bool { return p.starts[i] > at }) - 1
}

// chunk is a part of a note that is parsed alone.
type chunk struct {
	notetext.Part
	blocks []*Block
}

// Parse reads a note. What has not changed since the page before, which may be
// nil, is taken over, so that its blocks are the same. It returns nil where the
// context ends.
func Parse(ctx context.Context, note string, before *Page) *Page {
	p := &Page{at: map[*Block]int{}, chunks: map[string][]chunk{}}
	if len(note) > maxSource {
		note, p.Cut = cutSource(note), true
	}
	targets, lines := notetext.Targets(note)
	p.links = lines
	known := map[string][]chunk{}
	if before != nil && before.links == p.links {
		for text, chunks := range before.chunks {
			known[text] = chunks
		}
	}
	for _, part := range notetext.Parts(note) {
		if ctx.Err() != nil {
			return nil
		}
		c := chunk{Part: part}
		if same := known[c.Text]; len(same) > 0 && same[0].IsCode == c.IsCode {
			c.blocks = same[0].blocks
			known[c.Text] = same[1:]
		} else {
			c.blocks = c.parse(targets)
		}
		p.chunks[c.Text] = append(p.chunks[c.Text], c)
		for _, b := range c.blocks {
			if len(p.Blocks) == maxBlocks {
				p.Cut = true
				return p
			}
			p.at[b] = c.At - 1
			start := c.At + b.start
			if n := len(p.starts); n > 0 {
				start = max(start, p.starts[n-1])
			}
			p.starts = append(p.starts, start)
			p.Blocks = append(p.Blocks, b)
		}
	}
	return p
}

// cutSource is the beginning of a note that is too long to be shown whole: up to
// the last of its lines, if they are not too long themselves.
func cutSource(note string) string {
	note = note[:maxSource]
	if line := strings.LastIndexByte(note, '\n'); line > maxSource/2 {
		return note[:line]
	}
	return strings.ToValidUTF8(note, "")
}

// codeBlocks are the blocks of a chunk that is code; a long one is several.
func (c *chunk) codeBlocks() []*Block {
	var blocks []*Block
	for _, piece := range c.Code() {
		blocks = append(blocks, codeBlock(piece))
	}
	return blocks
}

// codeBlock is text shown as it is.
func codeBlock(text string) *Block {
	text = strings.ReplaceAll(strings.TrimRight(text, "\n"), "\t", "    ")
	return &Block{Kind: Code, Text: []Run{{Text: text, Code: true}}}
}

// parse reads a chunk.
func (c *chunk) parse(references []parser.Reference) []*Block {
	if c.IsCode {
		return c.codeBlocks()
	}
	for line := range strings.Lines(c.Text) {
		if strings.Count(line, "|") > maxColumns+1 {
			return []*Block{codeBlock(c.Text)}
		}
	}
	return parseBlocks(c.Text, references)
}
