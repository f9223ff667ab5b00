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
)

// What is shown of a note at most.
const (
	maxSource = 128 << 10 // bytes
	maxBlocks = 3_000
	// maxChunk is how many bytes are parsed at once: what an inventive text makes
	// of the parser grows with the square of it.
	maxChunk = 6 << 10
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
	at     int
	text   string
	code   bool // is a block of code, with its fences
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
	links := linkTargets(note)
	p.links = links.key
	known := map[string][]chunk{}
	if before != nil && before.links == p.links {
		for text, chunks := range before.chunks {
			known[text] = chunks
		}
	}
	for _, c := range chunks(note) {
		if ctx.Err() != nil {
			return nil
		}
		if same := known[c.text]; len(same) > 0 && same[0].code == c.code {
			c.blocks = same[0].blocks
			known[c.text] = same[1:]
		} else {
			c.blocks = c.parse(links.references)
		}
		p.chunks[c.text] = append(p.chunks[c.text], c)
		for _, b := range c.blocks {
			if len(p.Blocks) == maxBlocks {
				p.Cut = true
				return p
			}
			p.at[b] = c.at - 1
			start := c.at + b.start
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

// chunks cuts a note where a paragraph, a list or a block of code ends and
// another begins, and what is too long in between.
func chunks(note string) []chunk {
	var all []chunk
	start, blank, fence := 0, false, ""
	end := func(at int, code bool) {
		if strings.TrimSpace(note[start:at]) != "" {
			all = appendChunk(all, chunk{at: start, text: note[start:at], code: code})
		}
		start, blank = at, false
	}
	for at := 0; at < len(note); {
		next := len(note)
		if n := strings.IndexByte(note[at:], '\n'); n >= 0 {
			next = at + n + 1
		}
		line := note[at:next]
		switch {
		case fence != "":
			if closes(line, fence) {
				end(next, true)
				fence = ""
			}
		case strings.TrimSpace(line) == "":
			blank = true
		default:
			indented := line[0] == ' ' || line[0] == '\t'
			if opened := fenceOf(line); opened != "" && (!indented || start == at) {
				end(at, false)
				fence = opened
			} else if blank && !indented {
				end(at, false)
			}
			blank = false
		}
		at = next
	}
	end(len(note), fence != "")
	return all
}

// appendChunk adds a chunk, or several where it is too long.
func appendChunk(all []chunk, c chunk) []chunk {
	for len(c.text) > maxChunk && !c.code {
		at := strings.LastIndexByte(c.text[:maxChunk], '\n') + 1
		if at < maxChunk/4 {
			at = strings.LastIndexByte(c.text[:maxChunk], ' ') + 1
		}
		if at < maxChunk/4 {
			for at = maxChunk; at > maxChunk-4 && c.text[at]&0xc0 == 0x80; at-- {
			}
		}
		all = append(all, chunk{at: c.at, text: c.text[:at]})
		c.at, c.text = c.at+at, c.text[at:]
	}
	return append(all, c)
}

// fenceOf is the fence of a block of code that a line opens, else nothing.
func fenceOf(line string) string {
	text := strings.TrimLeft(line, " ")
	if len(line)-len(text) > 3 || text == "" || text[0] != '`' && text[0] != '~' {
		return ""
	}
	fence := text[:len(text)-len(strings.TrimLeft(text, text[:1]))]
	if len(fence) < 3 || fence[0] == '`' && strings.Contains(text[len(fence):], "`") {
		return ""
	}
	return fence
}

func closes(line, fence string) bool {
	text := strings.TrimSpace(line)
	return len(text) >= len(fence) && strings.Trim(text, fence[:1]) == ""
}

// codeBlocks are the blocks of a chunk that is code; a long one is several.
func (c *chunk) codeBlocks() []*Block {
	opening, text, _ := strings.Cut(c.text, "\n")
	text = strings.TrimRight(text, "\n")
	if at := strings.LastIndexByte(text, '\n'); closes(text[at+1:], fenceOf(opening)) {
		text = text[:max(0, at)]
	}
	var blocks []*Block
	for _, part := range appendChunk(nil, chunk{text: text}) {
		blocks = append(blocks, codeBlock(part.text))
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
	if c.code {
		return c.codeBlocks()
	}
	for line := range strings.Lines(c.text) {
		if strings.Count(line, "|") > maxColumns+1 {
			return []*Block{codeBlock(c.text)}
		}
	}
	return parseBlocks(c.text, references)
}
