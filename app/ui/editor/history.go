package editor

import (
	"unicode"
	"unicode/utf8"
)

// caret is where one writes, and where the selection began; the same position
// where nothing is selected.
type caret struct{ at, mark int }

// kind is what a change was made by; changes of one kind that follow each other
// are taken back together, word by word.
type kind int

const (
	other kind = iota
	typed
	deletedBack
	deletedForth
)

// change is a part of the text that was replaced.
type change struct {
	at             int
	removed, added string
	before, after  caret
	kind           kind
}

// What is remembered at most.
const (
	maxChanges = 10_000
	maxHistory = 64 << 20 // bytes
)

// history is what can be taken back and made again.
type history struct {
	done, undone []change
	size         int
	closed       bool // the next change is one of its own
}

func (c *change) size() int { return len(c.removed) + len(c.added) }

// record remembers a change.
func (h *history) record(c change) {
	for _, u := range h.undone {
		h.size -= u.size()
	}
	h.undone = nil
	h.size += c.size()
	if !h.join(c) {
		h.done = append(h.done, c)
	}
	h.closed = false
	drop := 0
	for drop < len(h.done)-1 && (len(h.done)-drop > maxChanges || h.size > maxHistory) {
		h.size -= h.done[drop].size()
		drop++
	}
	if drop > 0 {
		h.done = append([]change{}, h.done[drop:]...)
	}
}

// join adds a change to the one before it where both are of one word.
func (h *history) join(c change) bool {
	if h.closed || len(h.done) == 0 || c.kind == other {
		return false
	}
	l := &h.done[len(h.done)-1]
	if l.kind != c.kind {
		return false
	}
	switch c.kind {
	case typed:
		if c.removed != "" || c.at != l.at+len(l.added) || newWord(l.added, c.added) {
			return false
		}
		l.added += c.added
	case deletedBack:
		if c.at+len(c.removed) != l.at || newWord(c.removed, l.removed) {
			return false
		}
		l.at, l.removed = c.at, c.removed+l.removed
	case deletedForth:
		if c.at != l.at || newWord(l.removed, c.removed) {
			return false
		}
		l.removed += c.removed
	}
	l.after = c.after
	return true
}

// newWord says whether a word begins between two texts, or a line.
func newWord(before, after string) bool {
	last, _ := utf8.DecodeLastRuneInString(before)
	next, _ := utf8.DecodeRuneInString(after)
	return unicode.IsSpace(last) && !unicode.IsSpace(next) || next == '\n'
}

func (h *history) undo() (change, bool) {
	h.closed = true
	if len(h.done) == 0 {
		return change{}, false
	}
	c := h.done[len(h.done)-1]
	h.done = h.done[:len(h.done)-1]
	h.undone = append(h.undone, c)
	return c, true
}

func (h *history) redo() (change, bool) {
	h.closed = true
	if len(h.undone) == 0 {
		return change{}, false
	}
	c := h.undone[len(h.undone)-1]
	h.undone = h.undone[:len(h.undone)-1]
	h.done = append(h.done, c)
	return c, true
}
