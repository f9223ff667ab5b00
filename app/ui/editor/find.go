package editor

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxCounted is how many places are counted at most.
const maxCounted = 9_999

// Find selects the next place of a text behind the caret, or with back the one
// before it, whatever the case, and says whether there is one. Behind the last
// place it begins anew.
func (e *Editor) Find(text string, back bool) bool {
	from, to := e.Selection()
	return e.findFrom(text, from, to, back)
}

// FindOn is Find, but the place that is selected may be found again: the text
// sought is still being typed.
func (e *Editor) FindOn(text string) bool {
	from, _ := e.Selection()
	return e.findFrom(text, from, from, false)
}

func (e *Editor) findFrom(text string, from, to int, back bool) bool {
	if text == "" {
		return false
	}
	whole, sought := e.Text(), foldRunes(text)
	var found span
	ok := false
	if back {
		eachPlace(whole, sought, 0, func(s span) bool {
			if s.from >= from && ok && found.from < from {
				return false
			}
			found, ok = s, true
			return true
		})
	} else {
		take := func(s span) bool {
			found, ok = s, true
			return false
		}
		eachPlace(whole, sought, to, take)
		if !ok {
			eachPlace(whole, sought, 0, take)
		}
	}
	if ok {
		e.Select(found.from, found.to)
	}
	return ok
}

// Places is how many places of a text there are, maxCounted at most, and which
// of them is selected, counted from 1; 0 for none.
func (e *Editor) Places(text string) (n, at int) {
	if text == "" {
		return 0, 0
	}
	from, to := e.Selection()
	eachPlace(e.Text(), foldRunes(text), 0, func(s span) bool {
		n++
		if s == (span{from, to}) {
			at = n
		}
		return n < maxCounted
	})
	return n, at
}

// ReplaceFound puts a text into the place that is selected, if that is one of
// the text sought, and goes to the next one.
func (e *Editor) ReplaceFound(text, with string) bool {
	from, to := e.Selection()
	selected := false
	eachPlace(e.layout.part(from, to), foldRunes(text), 0, func(s span) bool {
		selected = s == span{0, to - from}
		return false
	})
	if selected {
		e.Replace(from, to, with)
	}
	return e.Find(text, false)
}

// ReplaceAll puts a text into all places of another, which is taken back as one,
// and returns how many they were.
func (e *Editor) ReplaceAll(text, with string) int {
	if text == "" {
		return 0
	}
	whole := e.Text()
	with = clean(with)
	var b strings.Builder
	var first, last, n int
	eachPlace(whole, foldRunes(text), 0, func(s span) bool {
		if n == 0 {
			first = s.from
		} else {
			b.WriteString(whole[last:s.from])
		}
		b.WriteString(with)
		last = s.to
		n++
		return true
	})
	if n > 0 {
		e.replace(first, last, b.String(), other)
	}
	return n
}

// span is a part of a text, in bytes.
type span struct{ from, to int }

// foldRunes is a text as it is compared, whatever its case.
func foldRunes(text string) []rune {
	runes := []rune(text)
	for i, r := range runes {
		runes[i] = foldRune(r)
	}
	return runes
}

// foldRune is the same for runes that differ in case alone.
func foldRune(r rune) rune {
	if r < utf8.RuneSelf {
		if 'A' <= r && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}
	least := r
	for next := unicode.SimpleFold(r); next != r; next = unicode.SimpleFold(next) {
		least = min(least, next)
	}
	if 'A' <= least && least <= 'Z' {
		return least + 'a' - 'A'
	}
	return least
}

// eachPlace calls do for the places of a folded text, one behind the other, from
// a position on, until it returns false.
func eachPlace(text string, sought []rune, from int, do func(span) bool) {
	first := sought[0]
	for at := from; at < len(text); {
		r, size := rune(text[at]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(text[at:])
		}
		if foldRune(r) == first {
			if end, ok := matches(text, at+size, sought[1:]); ok {
				if !do(span{at, end}) {
					return
				}
				at = end
				continue
			}
		}
		at += size
	}
}

func matches(text string, at int, rest []rune) (end int, ok bool) {
	for _, want := range rest {
		if at >= len(text) {
			return 0, false
		}
		r, size := utf8.DecodeRuneInString(text[at:])
		if foldRune(r) != want {
			return 0, false
		}
		at += size
	}
	return at, true
}
