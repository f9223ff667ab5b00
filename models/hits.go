package models

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Range is a part of a text, from one position up to another, both counted in
// runes.
type Range struct{ From, To int }

// Snippet is a part of a text and where the words of a query are in it.
type Snippet struct {
	// Text is one line; an ellipsis stands for what was left out at its ends.
	Text  string
	Words []Range
}

// Hits are where the words of a query are in a paper.
type Hits struct {
	Title []Range
	// Abstract and Note are empty where the query has no words there. Note is of
	// the note with the identifier NoteID.
	Abstract Snippet
	Note     Snippet
	NoteID   int64
	// Tags are the keys of the tags that the query's words are in.
	Tags []int64
}

// sought is a word or phrase of a query as the index has it.
type sought struct {
	// words are what follows one another; the last may be the beginning of one.
	words  []string
	prefix bool
	forms  []string // other forms of a single word
}

// sought are the words of the query that a paper must have.
func (q Query) sought() []sought {
	var all []sought
	for _, w := range q.words {
		if !w.exclude {
			all = append(all, w.sought()...)
		}
	}
	return all
}

// sought is the word, or nothing where it has none that the index could hold.
func (w word) sought() []sought {
	s := sought{prefix: w.prefix}
	for part := range textWordsOf(w.text) {
		s.words = append(s.words, part.text)
	}
	if len(s.words) == 0 {
		return nil
	}
	if !w.phrase && len(s.words) == 1 {
		s.forms = wordForms(w.text)
	}
	return []sought{s}
}

func textWordsOf(text string) func(func(textWord) bool) {
	return func(yield func(textWord) bool) { textWords(text, yield) }
}

// matches says whether the words that end with the last of recent are what is
// sought.
func (s *sought) matches(recent []textWord) bool {
	n := len(s.words)
	if len(recent) < n {
		return false
	}
	recent = recent[len(recent)-n:]
	for i, word := range s.words {
		if recent[i].text == word || i == n-1 && s.prefix && strings.HasPrefix(recent[i].text, word) {
			continue
		}
		return n == 1 && slices.Contains(s.forms, recent[i].text)
	}
	return true
}

// byteRange is a range in bytes, and which of the words sought is there.
type byteRange struct{ from, to, word int }

// maxHits bounds how many places are marked in one text.
const maxHits = 2000

// places are where words are in a text, in order and not overlapping.
func places(text string, words []sought) []byteRange {
	longest := 0
	for i := range words {
		longest = max(longest, len(words[i].words))
	}
	if longest == 0 {
		return nil
	}
	var found []byteRange
	recent := make([]textWord, 0, longest)
	for word := range textWordsOf(text) {
		if len(recent) == longest {
			copy(recent, recent[1:])
			recent = recent[:longest-1]
		}
		recent = append(recent, word)
		for i := range words {
			if !words[i].matches(recent) {
				continue
			}
			hit := byteRange{recent[len(recent)-len(words[i].words)].from, word.to, i}
			for len(found) > 0 && found[len(found)-1].to > hit.from && found[len(found)-1].from >= hit.from {
				found = found[:len(found)-1] // a longer phrase takes the place of its words
			}
			if len(found) > 0 && found[len(found)-1].to > hit.from {
				found[len(found)-1].to = max(found[len(found)-1].to, hit.to)
				continue
			}
			found = append(found, hit)
		}
		if len(found) >= maxHits {
			break
		}
	}
	return found
}

// inRunes are ranges in bytes of text as ranges in runes.
func inRunes(text string, places []byteRange) []Range {
	var ranges []Range
	at, runes := 0, 0
	position := func(to int) int {
		runes += utf8.RuneCountInString(text[at:to])
		at = to
		return runes
	}
	for _, p := range places {
		from := position(p.from)
		ranges = append(ranges, Range{from, position(p.to)})
	}
	return ranges
}

// Find is where the words of the query are in a text that a paper has: in their
// forms, with other accents, and begun ones as far as they go. At most some
// thousands are found.
func (q Query) Find(text string) []Range { return inRunes(text, places(text, q.sought())) }

// snippetLength is how long a snippet is, in runes.
const snippetLength = 180

// maxLooked bounds how much of a text is looked through for a snippet, in bytes.
const maxLooked = 256 << 10

// snippet is the part of text with the most of the words, empty where there is
// none of them.
func snippet(text string, words []sought) Snippet {
	text = strings.ToValidUTF8(text[:min(len(text), maxLooked)], "")
	found := places(text, words)
	if len(found) == 0 {
		return Snippet{}
	}
	// the places are few and near each other in what is worth reading: the window
	// that begins with each of them is tried
	best, bestScore := 0, -1
	for i := range found {
		seen, score := uint64(0), 0
		for j := i; j < len(found) && found[j].to-found[i].from < snippetLength; j++ {
			score++
			if bit := uint64(1) << (found[j].word % 64); seen&bit == 0 {
				seen |= bit
				score += 100
			}
		}
		if score > bestScore {
			best, bestScore = i, score
		}
		if i > 200 {
			break
		}
	}
	first, last := found[best].from, found[best].to
	for _, p := range found[best:] {
		if p.to-first < snippetLength {
			last = p.to
		}
	}
	from, to := around(text, first, last)
	return cutLine(text, from, to, found)
}

// around widens a part of text to the length of a snippet, at spaces where it
// has some, more after it than before.
func around(text string, first, last int) (from, to int) {
	room := max(0, snippetLength-utf8.RuneCountInString(text[first:min(last, first+4*snippetLength)]))
	from = first
	for n := 0; from > 0 && n < room/3; n++ {
		_, size := utf8.DecodeLastRuneInString(text[:from])
		from -= size
		room--
	}
	to = last
	for n := 0; to < len(text) && n < room; n++ {
		_, size := utf8.DecodeRuneInString(text[to:])
		to += size
	}
	if from > 0 {
		if i := strings.IndexAny(text[from:first], " \n\t"); i >= 0 {
			from += i + 1
		}
	}
	if to < len(text) {
		if i := strings.LastIndexAny(text[last:to], " \n\t"); i > 0 {
			to = last + i
		}
	}
	return from, to
}

// cutLine is a part of text as one line, with the places that are in it.
func cutLine(text string, from, to int, found []byteRange) Snippet {
	var b strings.Builder
	var s Snippet
	runes, next, space := 0, 0, true
	for next < len(found) && found[next].from < from {
		next++
	}
	if from > 0 {
		b.WriteString("…")
		runes++
	}
	open := false
	for at, r := range text[from:to] {
		at += from
		if open && at >= found[next].to {
			s.Words[len(s.Words)-1].To = runes
			open = false
			next++
		}
		if r == ' ' || r == '\n' || r == '\t' || r == '\r' {
			if space {
				continue
			}
			r, space = ' ', true
		} else {
			space = false
		}
		if !open && next < len(found) && at >= found[next].from {
			s.Words = append(s.Words, Range{From: runes})
			open = true
		}
		b.WriteRune(r)
		runes++
	}
	if open {
		s.Words[len(s.Words)-1].To = runes
	}
	s.Text = b.String()
	if to < len(text) {
		s.Text = strings.TrimRight(s.Text, " ") + "…"
	}
	return s
}
