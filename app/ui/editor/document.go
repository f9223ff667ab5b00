package editor

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Blocks are at most maxBlock bytes long, so that a key costs the same whatever
// the text: a longer paragraph is cut into several. One that has become shorter
// than minBlock takes in its neighbour.
const (
	maxBlock = 4 << 10
	minBlock = 1 << 10
)

// block is a paragraph, or a part of one that is too long.
type block struct {
	text string
	// newline says that the paragraph ends here and another follows.
	newline bool
	// rows are where its rows begin, nil until it is wrapped; height is how many
	// they are, or likely are.
	rows   []int32
	height int32
	// words is how many it has, -1 until they are counted.
	words int32
}

func (b *block) length() int {
	if b.newline {
		return len(b.text) + 1
	}
	return len(b.text)
}

// place is a block, where it begins in the text, and its first row.
type place struct{ block, at, row int }

// document is a text as blocks. Positions are in bytes of the whole text.
type document struct {
	blocks []block
	size   int
	rows   int // of all blocks
	hint   place
	joined string // the text, where whole
	whole  bool
	// guess is how many rows a block likely has.
	guess func(text string) int32
}

func newDocument(text string, guess func(string) int32) *document {
	d := &document{guess: guess}
	d.set(text)
	return d
}

func (d *document) set(text string) {
	d.blocks = split(text, false)
	d.size, d.joined, d.whole = len(text), text, true
	d.hint = place{}
	d.forget()
}

// forget drops how all blocks were wrapped.
func (d *document) forget() {
	d.rows = 0
	d.hint = place{}
	for i := range d.blocks {
		b := &d.blocks[i]
		b.rows, b.height = nil, d.guess(b.text)
		d.rows += int(b.height)
	}
}

// text is the whole text.
func (d *document) text() string {
	if !d.whole {
		d.joined, d.whole = d.part(0, d.size), true
	}
	return d.joined
}

// part is the text from one position up to another.
func (d *document) part(from, to int) string {
	if from >= to {
		return ""
	}
	p := d.find(from)
	if to <= p.at+len(d.blocks[p.block].text) {
		return d.blocks[p.block].text[from-p.at : to-p.at]
	}
	var b strings.Builder
	b.Grow(to - from)
	for at := from; at < to; p = d.after(p) {
		block := &d.blocks[p.block]
		b.WriteString(block.text[at-p.at : min(to-p.at, len(block.text))])
		if at = p.at + block.length(); block.newline && at <= to {
			b.WriteByte('\n')
		}
	}
	return b.String()
}

func (d *document) after(p place) place {
	b := &d.blocks[p.block]
	return place{p.block + 1, p.at + b.length(), p.row + int(b.height)}
}

func (d *document) before(p place) place {
	b := &d.blocks[p.block-1]
	return place{p.block - 1, p.at - b.length(), p.row - int(b.height)}
}

func (d *document) last(p place) bool { return p.block == len(d.blocks)-1 }

// walk goes from the place that was found last to the one that is neither too
// far down nor too far up.
func (d *document) walk(down, up func(place) bool) place {
	p := d.hint
	for p.block > 0 && up(p) {
		p = d.before(p)
	}
	for !d.last(p) && down(p) {
		p = d.after(p)
	}
	d.hint = p
	return p
}

// find is the block that a position is in; between two, the second.
func (d *document) find(at int) place {
	return d.walk(
		func(p place) bool { return at-p.at >= d.blocks[p.block].length() },
		func(p place) bool { return p.at > at })
}

// findRow is the block that a row is in.
func (d *document) findRow(row int) place {
	return d.walk(
		func(p place) bool { return row-p.row >= int(d.blocks[p.block].height) },
		func(p place) bool { return p.row > row })
}

// continued says whether the paragraph goes on in the next block.
func (d *document) continued(i int) bool { return !d.blocks[i].newline && i+1 < len(d.blocks) }

// replace puts a text into the place of another.
func (d *document) replace(from, to int, with string) {
	end := d.find(to)
	start := d.find(from)
	text := d.blocks[start.block].text[:from-start.at] + with + d.blocks[end.block].text[to-end.at:]
	first, last := start, end.block
	newline := d.blocks[last].newline
	if first.block > 0 && d.continued(first.block-1) && len(firstLine(text)) < minBlock {
		first = d.before(first)
		text = d.blocks[first.block].text + text
	}
	if d.continued(last) && len(text)-1-strings.LastIndexByte(text, '\n') < minBlock {
		last++
		text += d.blocks[last].text
		newline = d.blocks[last].newline
	}
	blocks := split(text, newline)
	for i := range d.blocks[first.block : last+1] {
		old := &d.blocks[first.block+i]
		d.rows -= int(old.height)
	}
	for i := range blocks {
		blocks[i].height = d.guess(blocks[i].text)
		d.rows += int(blocks[i].height)
	}
	d.splice(first.block, last+1, blocks)
	d.size += len(with) - (to - from)
	d.hint, d.joined, d.whole = first, "", false
}

// splice puts blocks into the place of those from one up to another.
func (d *document) splice(from, to int, with []block) {
	if len(with) == to-from {
		copy(d.blocks[from:to], with)
		return
	}
	grown := len(d.blocks) + len(with) - (to - from)
	if grown <= cap(d.blocks) {
		before := len(d.blocks)
		d.blocks = d.blocks[:max(grown, before)]
		copy(d.blocks[from+len(with):], d.blocks[to:before])
		clear(d.blocks[grown:])
		d.blocks = d.blocks[:grown]
		copy(d.blocks[from:], with)
		return
	}
	blocks := make([]block, 0, grown+grown/4)
	blocks = append(append(append(blocks, d.blocks[:from]...), with...), d.blocks[to:]...)
	d.blocks = blocks
}

// wrapped takes over how a block is wrapped.
func (d *document) wrapped(i int, rows []int32) {
	b := &d.blocks[i]
	more := int32(len(rows)) - b.height
	b.rows, b.height = rows, int32(len(rows))
	d.rows += int(more)
	if i < d.hint.block {
		d.hint.row += int(more)
	}
}

// countWords is how many words the text has.
func (d *document) countWords() int {
	total := 0
	for i := range d.blocks {
		b := &d.blocks[i]
		if b.words < 0 {
			b.words = int32(len(strings.Fields(b.text)))
		}
		total += int(b.words)
		if i > 0 && !d.blocks[i-1].newline && wordGoesOn(d.blocks[i-1].text, b.text) {
			total--
		}
	}
	return total
}

// wordGoesOn says whether a word is cut between two blocks.
func wordGoesOn(before, after string) bool {
	last, _ := utf8.DecodeLastRuneInString(before)
	next, _ := utf8.DecodeRuneInString(after)
	return before != "" && after != "" && !unicode.IsSpace(last) && !unicode.IsSpace(next)
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return line
}

// split cuts a text into blocks; newline says what the last one ends with.
func split(text string, newline bool) []block {
	blocks := make([]block, 0, 1+strings.Count(text, "\n")+len(text)/maxBlock)
	for {
		line, rest, more := strings.Cut(text, "\n")
		for len(line) > maxBlock {
			parts := (len(line) + maxBlock - 1) / maxBlock
			at := cut(line, len(line)/parts)
			blocks = append(blocks, block{text: line[:at], words: -1})
			line = line[at:]
		}
		blocks = append(blocks, block{text: line, newline: more || newline, words: -1})
		if !more {
			return blocks
		}
		text = rest
	}
}

// cut is where a paragraph is cut that is to be cut before a position: behind a
// space if there is one, and never within a character as readers see it.
func cut(line string, at int) int {
	if space := strings.LastIndexByte(line[at*3/4:at], ' '); space >= 0 {
		return at*3/4 + space + 1
	}
	const far = 128
	for back := at; back > max(0, at-far); back-- {
		if !utf8.RuneStart(line[back]) {
			continue
		}
		next, _ := utf8.DecodeRuneInString(line[back:])
		last, _ := utf8.DecodeLastRuneInString(line[:back])
		if !joins(next) && last != zeroWidthJoiner && !regional(next) {
			return back
		}
	}
	for back := at; back > at-utf8.UTFMax; back-- { // a character beyond measure
		if utf8.RuneStart(line[back]) {
			return back
		}
	}
	return at
}

const zeroWidthJoiner = '\u200d'

// joins says whether a rune belongs to the character before it.
func joins(r rune) bool {
	return unicode.Is(unicode.M, r) || r == zeroWidthJoiner || 0x1f3fb <= r && r <= 0x1f3ff || 0x1160 <= r && r <= 0x11ff
}

func regional(r rune) bool { return 0x1f1e6 <= r && r <= 0x1f1ff }
