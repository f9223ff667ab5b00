// Package wrap breaks text into lines: at the places where a line may be broken (UAX #14), never within what a reader
// sees as one character (UAX #29). It measures a text once; wrapping it to another width is then only adding up.
package wrap

import (
	"slices"
	"sort"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/graphemes"
	"github.com/clipperhouse/uax29/v2/words"
	"github.com/go-text/typesetting/segmenter"
)

// Measure returns how wide a part of the text is, in Fyne's units; it begins at the rune from.
type Measure func(from int, text string) float32

// Flow is a text broken into pieces that are measured once. All positions are in runes of the whole text.
type Flow struct {
	shown   []rune // the text as it is drawn: one rune for each rune of the text
	cluster []bool // whether a position is between two characters as a reader sees them; len(shown)+1 long
	pieces  []piece
	measure Measure
}

// piece is a stretch of text with a place to break the line behind it (UAX #14).
type piece struct {
	start, trim, end int     // trim is the end without the spaces, which hang over the edge when the line is broken here
	width, advance   float32 // without and with those spaces
	last             bool    // of its paragraph
}

// Line is a line as wrapped; the spaces at its end are not in it.
type Line struct{ Start, End int }

// New breaks a text into its pieces and measures them. A newline ends a paragraph.
func New(text []rune, measure Measure) *Flow {
	f := &Flow{shown: make([]rune, len(text)), cluster: make([]bool, len(text)+1), measure: measure}
	for i, r := range text {
		f.shown[i] = drawn(r)
	}
	var cut segmenter.Segmenter
	for start := 0; start <= len(text); {
		end := start
		for end < len(text) && text[end] != '\n' {
			end++
		}
		f.cluster[start], f.cluster[end] = true, true
		if start == end {
			f.pieces = append(f.pieces, piece{start: start, trim: start, end: start})
		} else {
			// The segmenter's own iterator of characters cuts all but the first of several joined emoji.
			at := start
			for characters := graphemes.FromString(string(f.shown[start:end])); characters.Next(); {
				f.cluster[at] = true
				at += utf8.RuneCountInString(characters.Value())
			}
			cut.Init(f.shown[start:end])
			from := start
			for l := cut.LineIterator(); l.Next(); {
				// UAX #14 breaks a line within what UAX #29 calls one character, as before a tone of skin.
				if to := start + l.Line().Offset + len(l.Line().Text); f.cluster[to] {
					f.pieces = append(f.pieces, f.newPiece(from, to))
					from = to
				}
			}
		}
		f.pieces[len(f.pieces)-1].last = true
		start = end + 1
	}
	return f
}

func (f *Flow) newPiece(start, end int) piece {
	p := piece{start: start, trim: end, end: end}
	for p.trim > start && unicode.IsSpace(f.shown[p.trim-1]) {
		p.trim--
	}
	p.width = f.Width(start, p.trim)
	switch {
	case p.trim == end:
		p.advance = p.width
	case p.trim == end-1 && f.shown[p.trim] == ' ':
		p.advance = p.width + f.measure(p.trim, " ")
	default:
		p.advance = f.Width(start, end)
	}
	return p
}

// drawn returns the rune that is drawn for one of the text. What would break or move a line on its own becomes a space,
// so that positions in the text and on the screen stay the same.
func drawn(r rune) rune {
	if unicode.IsControl(r) || unicode.In(r, unicode.Zl, unicode.Zp) {
		return ' '
	}
	return r
}

// Width is that of a part of the text, drawn on its own.
func (f *Flow) Width(from, to int) float32 {
	if from >= to {
		return 0
	}
	return f.measure(from, string(f.shown[from:to]))
}

// Wrap breaks the text into lines no wider than width, or into its paragraphs if width is 0. There is at least one
// line, and one for each empty paragraph.
func (f *Flow) Wrap(width float32) []Line {
	lines := make([]Line, 0, len(f.pieces)/8+1)
	start, end := 0, 0
	var x float32
	for i, p := range f.pieces {
		if i == 0 || f.pieces[i-1].last {
			start, end, x = p.start, p.start, 0
		}
		if x > 0 && width > 0 && x+p.width > width {
			lines = append(lines, Line{start, end})
			start, x = p.start, 0
		}
		if width > 0 && p.width > width {
			start, x = f.breakWord(&lines, p, width)
			x += p.advance - p.width
		} else {
			x += p.advance
		}
		end = p.trim
		if p.last {
			lines = append(lines, Line{start, end})
		}
	}
	return lines
}

// breakWord appends the lines that a piece wider than one fills, and returns where the line that remains open starts
// and how wide it is. A character is never cut, even if it is wider than a line.
func (f *Flow) breakWord(lines *[]Line, p piece, width float32) (start int, x float32) {
	start = p.start
	for at := p.start; at < p.trim; {
		next := f.next(at)
		w := f.Width(at, next)
		if at > start && x+w > width {
			*lines = append(*lines, Line{start, at})
			start, x = at, 0
		}
		x += w
		at = next
	}
	return start, x
}

// next returns the end of the character that starts at a position.
func (f *Flow) next(at int) int {
	for at++; at < len(f.shown) && !f.cluster[at]; at++ {
	}
	return min(at, len(f.shown))
}

// in returns the positions between the characters of a line, its start and end among them.
func (f *Flow) in(l Line) []int {
	positions := make([]int, 0, l.End-l.Start+1)
	for at := l.Start; at <= l.End; at++ {
		if f.cluster[at] || at == l.End {
			positions = append(positions, at)
		}
	}
	return positions
}

// Locate returns the position in a line that is nearest to x, the start of the character closest to x, and whether that
// character is really there.
func (f *Flow) Locate(l Line, x float32) (nearest, under int, on bool) {
	positions := f.in(l)
	right := sort.Search(len(positions), func(i int) bool { return f.Width(l.Start, positions[i]) > x })
	switch {
	case x < 0 || len(positions) == 1:
		return l.Start, l.Start, false
	case right == len(positions):
		return l.End, positions[len(positions)-2], false
	}
	// The first position is at 0, so that there is one on the left.
	under, nearest = positions[right-1], positions[right]
	if x-f.Width(l.Start, under) < f.Width(l.Start, nearest)-x {
		nearest = under
	}
	return nearest, under, true
}

// Word returns the word around a position (UAX #29), or the spaces or the sign that are there.
func (f *Flow) Word(at int) (start, end int) {
	from, to := f.Paragraph(at)
	if at >= to {
		return at, at
	}
	end = from
	for parts := words.FromString(string(f.shown[from:to])); end <= at && parts.Next(); {
		start, end = end, end+utf8.RuneCountInString(parts.Value())
	}
	return start, end
}

// Paragraph returns the paragraph around a position.
func (f *Flow) Paragraph(at int) (start, end int) {
	i := sort.Search(len(f.pieces), func(i int) bool { return f.pieces[i].start > at }) - 1
	first, last := i, i
	for first > 0 && !f.pieces[first-1].last {
		first--
	}
	for !f.pieces[last].last {
		last++
	}
	return f.pieces[first].start, f.pieces[last].end
}

// LineOf returns the index of the line that a position is in; between two lines, of the second.
func LineOf(lines []Line, at int) int {
	i, found := slices.BinarySearchFunc(lines, at, func(l Line, at int) int { return l.Start - at })
	if !found {
		i--
	}
	return max(i, 0)
}

// Shown is a part of the text as it is drawn.
func (f *Flow) Shown(from, to int) string { return string(f.shown[from:to]) }
