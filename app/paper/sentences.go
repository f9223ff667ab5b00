package paper

import (
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/sentences"
)

// SelectSentence selects the sentence of the abstract that follows what is
// selected, with 1, or the one before it, with -1; where nothing is selected, the
// first or the last. With more, what is selected stays so, too. A reader quotes
// without a mouse so.
func (p *Pane) SelectSentence(by int, more bool) {
	if p.paper == nil || p.paper.Abstract == "" {
		return
	}
	from, to, _ := p.abstract.Selected()
	all := sentencesOf(p.paper.Abstract)
	chosen := all[0]
	switch {
	case from == to && by < 0:
		chosen = all[len(all)-1]
	case from == to:
	case by > 0:
		chosen = all[len(all)-1]
		for i := len(all) - 1; i >= 0 && all[i].end > to; i-- {
			chosen = all[i]
		}
	default:
		for _, s := range all {
			if s.start < from {
				chosen = s
			}
		}
	}
	if more && from != to {
		chosen = sentence{min(from, chosen.start), max(to, chosen.end)}
	}
	p.abstract.Select(chosen.start, chosen.end)
	p.column.Reveal(p.quotes.button)
}

// Unselect takes back what is selected in the abstract and says whether anything
// was.
func (p *Pane) Unselect() bool {
	from, to, _ := p.abstract.Selected()
	p.abstract.Select(0, 0)
	return from != to
}

// sentence is where a sentence is, in characters, without the space after it.
type sentence struct{ start, end int }

// sentencesOf are the sentences of a text, by Unicode's rules (UAX #29).
func sentencesOf(text string) []sentence {
	var all []sentence
	at := 0
	for found := sentences.FromString(text); found.Next(); {
		whole := found.Value()
		n := utf8.RuneCountInString(whole)
		end := n
		for runes := []rune(whole); end > 0 && (runes[end-1] == ' ' || runes[end-1] == '\n'); {
			end--
		}
		if end > 0 {
			all = append(all, sentence{at, at + end})
		}
		at += n
	}
	if len(all) == 0 {
		all = []sentence{{0, utf8.RuneCountInString(text)}}
	}
	return all
}
