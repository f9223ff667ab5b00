package models

import (
	"strings"
	"unicode"
)

// DiffKind says where a part of a difference stands.
type DiffKind int

// The kinds of parts.
const (
	Same    DiffKind = iota // in both texts
	Removed                 // in the earlier one only
	Added                   // in the later one only
)

// DiffPart is a part of the difference of two texts: some lines, or some words
// of lines that were changed.
type DiffPart struct {
	Kind DiffKind
	Text string
}

// maxEdits bounds how far two texts are compared; with more changes between them
// the one counts as replaced by the other.
const maxEdits = 800

// Difference is what became of one text in another: in order, so that the parts
// that are not Added make up the one, and those that are not Removed the other.
func Difference(before, after string) []DiffPart {
	var parts []DiffPart
	var out, in []string // lines removed and added, until the next that is the same
	flush := func() {
		removed, added := strings.Join(out, ""), strings.Join(in, "")
		out, in = nil, nil
		if removed == "" || added == "" || len(removed)+len(added) > 100_000 {
			parts = appendPart(appendPart(parts, Removed, removed), Added, added)
			return
		}
		for _, p := range compare(splitWords(removed), splitWords(added)) {
			parts = appendPart(parts, p.Kind, p.Text)
		}
	}
	for _, line := range compare(strings.SplitAfter(before, "\n"), strings.SplitAfter(after, "\n")) {
		switch line.Kind {
		case Removed:
			out = append(out, line.Text)
		case Added:
			in = append(in, line.Text)
		default:
			flush()
			parts = appendPart(parts, Same, line.Text)
		}
	}
	flush()
	return parts
}

func appendPart(parts []DiffPart, kind DiffKind, text string) []DiffPart {
	if text == "" {
		return parts
	}
	if n := len(parts); n > 0 && parts[n-1].Kind == kind {
		parts[n-1].Text += text
		return parts
	}
	return append(parts, DiffPart{kind, text})
}

// splitWords cuts text into words, spaces and signs; nothing is left out.
func splitWords(text string) []string {
	var words []string
	start, word := 0, false
	for at, r := range text {
		is := (unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r)) && !unspaced(r)
		if at > 0 && !(is && word) {
			words = append(words, text[start:at])
			start = at
		}
		word = is
	}
	return append(words, text[start:])
}

// compare finds the shortest way from a to b (E. W. Myers, "An O(ND) difference
// algorithm and its variations", 1986), up to maxEdits.
func compare(a, b []string) []DiffPart {
	var parts []DiffPart
	first := 0
	for first < len(a) && first < len(b) && a[first] == b[first] {
		parts = append(parts, DiffPart{Same, a[first]})
		first++
	}
	end := 0
	for end < len(a)-first && end < len(b)-first && a[len(a)-1-end] == b[len(b)-1-end] {
		end++
	}
	parts = append(parts, edits(a[first:len(a)-end], b[first:len(b)-end])...)
	for _, s := range a[len(a)-end:] {
		parts = append(parts, DiffPart{Same, s})
	}
	return parts
}

func edits(a, b []string) []DiffPart {
	// furthest[d][d+k] is how far in a one comes on diagonal k with d edits
	var furthest [][]int
	most := min(len(a)+len(b), maxEdits)
	for d := 0; d <= most; d++ {
		row := make([]int, 2*d+1)
		for k := -d; k <= d; k += 2 {
			x := 0
			if d > 0 {
				x = step(furthest[d-1], d, k)
			}
			for x < len(a) && x-k < len(b) && a[x] == b[x-k] {
				x++
			}
			row[d+k] = x
			if x >= len(a) && x-k >= len(b) {
				return wayBack(a, b, append(furthest, row))
			}
		}
		furthest = append(furthest, row)
	}
	parts := make([]DiffPart, 0, len(a)+len(b))
	for _, s := range a {
		parts = append(parts, DiffPart{Removed, s})
	}
	for _, s := range b {
		parts = append(parts, DiffPart{Added, s})
	}
	return parts
}

// step is where diagonal k begins with d edits, after the row of d-1: one further
// in b from the diagonal above, or one further in a from that below.
func step(before []int, d, k int) int {
	down := k == -d || k != d && before[d-1+k-1] < before[d-1+k+1]
	if down {
		return before[d-1+k+1]
	}
	return before[d-1+k-1] + 1
}

func wayBack(a, b []string, furthest [][]int) []DiffPart {
	var reversed []DiffPart
	x, y := len(a), len(b)
	for d := len(furthest) - 1; d >= 0; d-- {
		k := x - y
		start := 0
		if d > 0 {
			start = step(furthest[d-1], d, k)
		}
		for x > start && x > 0 && y > 0 && a[x-1] == b[y-1] {
			x, y = x-1, y-1
			reversed = append(reversed, DiffPart{Same, a[x]})
		}
		if d == 0 {
			break
		}
		if k == -d || k != d && furthest[d-1][d-1+k-1] < furthest[d-1][d-1+k+1] {
			y--
			reversed = append(reversed, DiffPart{Added, b[y]})
		} else {
			x--
			reversed = append(reversed, DiffPart{Removed, a[x]})
		}
	}
	parts := make([]DiffPart, 0, len(reversed))
	for i := len(reversed) - 1; i >= 0; i-- {
		parts = append(parts, reversed[i])
	}
	return parts
}
