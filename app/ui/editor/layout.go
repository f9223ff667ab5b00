package editor

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"github.com/clipperhouse/uax29/v2/graphemes"
	"github.com/clipperhouse/uax29/v2/words"

	"offprint/app/ui/wrap"
)

// face is what the measures of a text depend on.
type face struct {
	size  float32
	style fyne.TextStyle
	font  string
}

// rowSpacing is from row to row, as a multiple of the text size.
const rowSpacing = 1.4

// layout is a document wrapped to a width. Only what is in sight, or was, is
// wrapped; the rest is guessed.
type layout struct {
	*document
	face    face
	width   float32
	advance float32 // of a character of a font whose characters are all as wide; 0 for another
	height  float32 // of a row
	glyphs  float32 // of the text in it
}

func newLayout(text string) *layout {
	l := &layout{}
	l.document = newDocument(text, l.guessRows)
	return l
}

// guessRows is how many rows a text likely has.
func (l *layout) guessRows(text string) int32 {
	advance := l.advance
	if advance == 0 {
		advance = l.face.size / 2
	}
	if l.width <= 0 || advance <= 0 {
		return 1
	}
	return 1 + int32(float32(len(text))*advance/l.width)
}

// set measures for another face or width, and says whether it is another.
func (l *layout) fit(f face, width float32) bool {
	if f == l.face && width == l.width {
		return false
	}
	if f != l.face {
		l.face, l.advance = f, 0
		l.glyphs = fyne.MeasureText("x", f.size, f.style).Height
		l.height = max(l.glyphs, f.size*rowSpacing)
		if f.style.Monospace {
			l.advance = fyne.MeasureText(strings.Repeat("x", 64), f.size, f.style).Width / 64
		}
	}
	l.width = width
	l.forget()
	return true
}

// measure is how wide a text is.
func (l *layout) measure(text string) float32 {
	if l.advance > 0 && plain(text) {
		return float32(len(text)) * l.advance
	}
	return fyne.MeasureText(drawn(text), l.face.size, l.face.style).Width
}

// plain says whether each byte of a text is a character of the font.
func plain(text string) bool {
	for i := range len(text) {
		if text[i] < ' ' || text[i] > '~' {
			return false
		}
	}
	return true
}

// drawn is a text as it is drawn: what would move on its own is a space.
func drawn(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.In(r, unicode.Zl, unicode.Zp) {
			return ' '
		}
		return r
	}, text)
}

// shortText is how many bytes are measured in one, whatever they are.
const shortText = 256

// wrapBlock wraps a block where that was not done.
func (l *layout) wrapBlock(i int) {
	b := &l.blocks[i]
	if b.rows != nil {
		return
	}
	short := len(b.text) < shortText || plain(b.text) // and so measured at once
	if l.width <= 0 || short && l.measure(b.text) <= l.width {
		l.wrapped(i, []int32{0})
		return
	}
	flow := wrap.New([]rune(b.text), func(_ int, text string) float32 { return l.measure(text) })
	lines := flow.Wrap(l.width)
	rows := make([]int32, 0, len(lines))
	at, runes := 0, 0
	for _, line := range lines {
		for runes < line.Start {
			_, size := utf8.DecodeRuneInString(b.text[at:])
			at += size
			runes++
		}
		rows = append(rows, int32(at))
	}
	l.wrapped(i, rows)
}

// row is a row of a block that is wrapped: where it begins and ends in the
// block.
func (l *layout) row(i, row int) (start, end int) {
	b := &l.blocks[i]
	start, end = int(b.rows[row]), len(b.text)
	if row+1 < len(b.rows) {
		end = int(b.rows[row+1])
	}
	return start, end
}

// spot is a position as a place on the screen: the row, counted from the
// beginning of the text, and how far in it.
type spot struct {
	row int
	x   float32
}

// spot is where a position is. Where a row ends and another begins it is the
// second, or with upstream the first.
func (l *layout) spot(at int, upstream bool) spot {
	p := l.find(at)
	l.wrapBlock(p.block)
	in := at - p.at
	row := l.rowOf(p.block, in, upstream)
	start, _ := l.row(p.block, row)
	return spot{p.row + row, min(l.measure(l.blocks[p.block].text[start:in]), max(l.width, 0))}
}

func (l *layout) rowOf(i, in int, upstream bool) int {
	rows := l.blocks[i].rows
	row := len(rows) - 1
	for row > 0 && (int(rows[row]) > in || upstream && int(rows[row]) == in) {
		row--
	}
	return row
}

// climb is the spot so many rows further down, or up. What lies between is
// wrapped.
func (l *layout) climb(s spot, rows int) spot {
	p := l.findRow(s.row)
	for p.row <= s.row+rows {
		l.wrapBlock(p.block)
		if l.last(p) {
			break
		}
		p = l.after(p)
	}
	for p.row > s.row+rows && p.block > 0 {
		p = l.before(p)
		guessed := l.rows
		l.wrapBlock(p.block)
		s.row += l.rows - guessed
	}
	s.row += rows
	return s
}

// at is the position nearest to a spot, and whether it is at the end of a row
// that goes on in the next.
func (l *layout) at(s spot) (at int, upstream bool) {
	if s.row < 0 {
		return 0, false
	}
	if s.row >= l.rows {
		return l.size, false
	}
	p := l.findRow(s.row)
	l.wrapBlock(p.block)
	row := min(s.row-p.row, len(l.blocks[p.block].rows)-1)
	start, end := l.row(p.block, row)
	in := start + l.nearest(l.blocks[p.block].text[start:end], s.x)
	return p.at + in, in == end && row+1 < len(l.blocks[p.block].rows)
}

// nearest is the position in a row's text that is nearest to x.
func (l *layout) nearest(text string, x float32) int {
	if l.advance > 0 && plain(text) {
		return max(0, min(int(x/l.advance+0.5), len(text)))
	}
	ends := []int{0}
	for at := graphemes.FromString(text); at.Next(); {
		ends = append(ends, at.End())
	}
	low, high := 0, len(ends)-1 // the nearest is between them
	for low < high {
		middle := (low + high) / 2
		if (l.measure(text[:ends[middle]])+l.measure(text[:ends[middle+1]]))/2 < x {
			low = middle + 1
		} else {
			high = middle
		}
	}
	return ends[low]
}

// forward is the position behind the next character.
func (l *layout) forward(at int) int {
	if at >= l.size {
		return l.size
	}
	p := l.find(at)
	text := l.blocks[p.block].text[at-p.at:]
	if text == "" {
		return at + 1 // the newline
	}
	if len(text) == 1 || text[0] < utf8.RuneSelf && text[1] < utf8.RuneSelf {
		return at + 1
	}
	character := graphemes.FromString(text)
	character.Next()
	return at + len(character.Value())
}

// back is the position before the character before.
func (l *layout) back(at int) int {
	if at <= 0 {
		return 0
	}
	p := l.find(at)
	if at == p.at {
		if p = l.before(p); l.blocks[p.block].newline {
			return at - 1
		}
	}
	text := l.blocks[p.block].text[:at-p.at]
	if n := len(text); n == 1 || text[n-1] < utf8.RuneSelf && text[n-2] < utf8.RuneSelf {
		return at - 1
	}
	last := 0
	for character := graphemes.FromString(text); character.Next(); {
		last = character.Start()
	}
	return p.at + last
}

// snap is the nearest position at or before one at which no rune is cut.
func (l *layout) snap(at int) int {
	at = max(0, min(at, l.size))
	p := l.find(at)
	text := l.blocks[p.block].text
	for back := range utf8.UTFMax {
		if in := at - p.at - back; in >= 0 && (in >= len(text) || utf8.RuneStart(text[in])) {
			return at - back
		}
	}
	return at
}

// wordAfter is where the next word ends.
func (l *layout) wordAfter(at int) int {
	for at < l.size {
		p := l.find(at)
		text := l.blocks[p.block].text
		for part := words.FromString(text[at-p.at:]); part.Next(); {
			if isWord(part.Value()) {
				return at + part.End()
			}
		}
		if l.last(p) {
			return l.size
		}
		at = p.at + l.blocks[p.block].length()
	}
	return l.size
}

// wordBefore is where the word before begins.
func (l *layout) wordBefore(at int) int {
	for at > 0 {
		p := l.find(at)
		if at == p.at {
			p = l.before(p)
		}
		text := l.blocks[p.block].text
		found := -1
		for part := words.FromString(text[:min(at-p.at, len(text))]); part.Next(); {
			if isWord(part.Value()) {
				found = part.Start()
			}
		}
		if found >= 0 {
			return p.at + found
		}
		at = p.at
	}
	return 0
}

// word is the word around a position, or the spaces or the sign there.
func (l *layout) word(at int) (from, to int) {
	p := l.find(at)
	text := l.blocks[p.block].text
	if text == "" {
		return at, at
	}
	in := min(at-p.at, len(text)-1)
	for part := words.FromString(text); part.Next(); {
		if part.End() > in {
			return p.at + part.Start(), p.at + part.End()
		}
	}
	return at, at
}

// paragraph is the whole paragraph around a position, with its newline.
func (l *layout) paragraph(at int) (from, to int) {
	p := l.find(at)
	first := p
	for first.block > 0 && !l.blocks[first.block-1].newline {
		first = l.before(first)
	}
	for l.continued(p.block) {
		p = l.after(p)
	}
	return first.at, p.at + l.blocks[p.block].length()
}

func isWord(text string) bool {
	r, _ := utf8.DecodeRuneInString(text)
	return unicode.IsLetter(r) || unicode.IsNumber(r) || r == '_'
}
