package models

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Quote is a passage of an abstract that a note speaks of, with what it takes to
// find the passage again after the abstract has changed.
type Quote struct {
	Text string
	// Before and After are the text around it, at most quoteAround characters
	// each.
	Before, After string
	// AbstractHash is that of the abstract it was taken from.
	AbstractHash string
}

const (
	// quoteAround is how many characters around a passage are kept.
	quoteAround = 64
	// maxQuote bounds a quoted passage, in characters.
	maxQuote = 20_000
	// minAround is the fewest characters of the text around a passage that say
	// where it was.
	minAround = 12
)

// QuoteOf is the passage of an abstract from one position up to another, both
// counted in runes; false where there are no words in it.
func QuoteOf(abstract string, from, to int) (Quote, bool) {
	text := []rune(abstract)
	from = max(0, min(from, len(text)))
	to = max(from, min(to, len(text), from+maxQuote))
	for from < to && unicode.IsSpace(text[from]) {
		from++
	}
	for to > from && unicode.IsSpace(text[to-1]) {
		to--
	}
	return Quote{
		Text:   string(text[from:to]),
		Before: string(text[max(0, from-quoteAround):from]), After: string(text[to:min(len(text), to+quoteAround)]),
		AbstractHash: hashAbstract(abstract),
	}, from < to
}

// Quoted is the passage that a note quotes; its Text is empty for a note on the
// whole paper.
func (n Note) Quoted() Quote {
	return Quote{Text: n.Quote, Before: n.QuoteBefore, After: n.QuoteAfter, AbstractHash: n.AbstractHash}
}

func hashAbstract(abstract string) string {
	sum := sha256.Sum256([]byte(abstract))
	return hex.EncodeToString(sum[:16])
}

// PlaceQuote finds the passage that a note quotes in the abstract as it is now:
// from one position up to another, both counted in runes. Spaces, quotation
// marks and dashes may have changed, and words within the passage where those
// around it stand as they did. Of several places the one in the likest
// surroundings is taken. It is false where the passage is not there any more,
// and for a note that quotes nothing.
func PlaceQuote(abstract string, note Note) (from, to int, ok bool) {
	quote := note.Quoted()
	if strings.TrimSpace(quote.Text) == "" {
		return 0, 0, false
	}
	// as it was, around it too: found at once
	if at := strings.Index(abstract, quote.Before+quote.Text+quote.After); at >= 0 {
		from = utf8.RuneCountInString(abstract[:at]) + utf8.RuneCountInString(quote.Before)
		return from, from + utf8.RuneCountInString(quote.Text), true
	}
	text := foldText(abstract)
	wanted, before, after := foldText(quote.Text), foldText(quote.Before), foldText(quote.After)
	best := -1
	for at := indexRunes(text.runes, wanted.runes, 0); at >= 0; at = indexRunes(text.runes, wanted.runes, at+1) {
		end := at + len(wanted.runes)
		likeness := sameSuffix(text.runes[:at], before.runes) + samePrefix(text.runes[end:], after.runes)
		if likeness > best {
			best, from, to = likeness, at, end
		}
	}
	if best < 0 {
		if from, to, ok = betweenOld(text.runes, wanted.runes, before.runes, after.runes); !ok {
			return 0, 0, false
		}
	}
	return text.at[from], text.at[to-1] + 1, true
}

// betweenOld is the passage between the text that stood before a quote and the one
// that stood after it, if it still has most of the quote's words.
func betweenOld(text, quote, before, after []rune) (from, to int, ok bool) {
	head, tail := before[max(0, len(before)-minAround):], after[:min(minAround, len(after))]
	starts, ends := placesOf(text, head), placesOf(text, tail)
	if len(head) < minAround { // at the beginning
		starts = []int{-len(head)}
	}
	if len(tail) < minAround {
		ends = []int{len(text)}
	}
	most := 0
	for _, start := range starts {
		for _, end := range ends {
			start := max(0, start+len(head))
			if end-start < len(quote)/2 || end-start > 2*len(quote) {
				continue
			}
			if same := sharedWords(text[start:end], quote); same > most {
				most, from, to = same, start, end
			}
		}
	}
	for from < to && text[from] == ' ' {
		from++
	}
	for to > from && text[to-1] == ' ' {
		to--
	}
	return from, to, from < to && 2*most > len(strings.Fields(string(quote)))
}

// mostPlaces bounds how often a text is looked for.
const mostPlaces = 32

func placesOf(text, part []rune) []int {
	var all []int
	if len(part) == 0 {
		return nil
	}
	for at := indexRunes(text, part, 0); at >= 0 && len(all) < mostPlaces; at = indexRunes(text, part, at+1) {
		all = append(all, at)
	}
	return all
}

// sharedWords counts the words of a quote that are among those of a text.
func sharedWords(text, quote []rune) int {
	count := map[string]int{}
	for _, word := range strings.Fields(string(text)) {
		count[word]++
	}
	same := 0
	for _, word := range strings.Fields(string(quote)) {
		if count[word] > 0 {
			count[word]--
			same++
		}
	}
	return same
}

// foldedText is a text as passages are compared, and where in the text itself
// each of its runes stands.
type foldedText struct {
	runes []rune
	at    []int
}

func foldText(s string) foldedText {
	var f foldedText
	for i, r := range []rune(s) {
		switch {
		case unicode.IsSpace(r):
			if n := len(f.runes); n > 0 && f.runes[n-1] == ' ' {
				continue
			}
			r = ' '
		case unicode.Is(unicode.Pd, r) || r == '−':
			r = '-'
		case strings.ContainsRune("“”„«»", r):
			r = '"'
		case strings.ContainsRune("‘’‚", r):
			r = '\''
		}
		f.runes, f.at = append(f.runes, r), append(f.at, i)
	}
	return f
}

// indexRunes is where a part of a text begins, from a position on, or -1.
func indexRunes(text, part []rune, from int) int {
	if len(part) == 0 {
		return -1
	}
	for at := from; at+len(part) <= len(text); at++ {
		if text[at] == part[0] && samePrefix(text[at:], part) == len(part) {
			return at
		}
	}
	return -1
}

func samePrefix(a, b []rune) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

func sameSuffix(a, b []rune) int {
	n := 0
	for n < len(a) && n < len(b) && a[len(a)-1-n] == b[len(b)-1-n] {
		n++
	}
	return n
}
