package notes

import (
	"strings"

	"offprint/app/words"
	"offprint/models"
)

// Quote begins a note that quotes a passage of a paper's abstract. The pane must
// be at that paper: no passage goes to another one.
func (p *Pane) Quote(paper int64, q models.Quote) {
	if paper == 0 || p.paper != paper {
		return
	}
	p.beginNew(models.Note{Quote: q.Text, QuoteBefore: q.Before, QuoteAfter: q.After, AbstractHash: q.AbstractHash}, quoted(q.Text))
	p.editor.Select(p.editor.Len(), p.editor.Len())
	p.changed() // it is marked in the abstract from now on
	p.Focus()
}

// quoted is a passage as a note begins that quotes it.
func quoted(passage string) string {
	return "> " + strings.ReplaceAll(strings.TrimSpace(passage), "\n", "\n> ") + "\n\n"
}

// Open shows one of the paper's notes and goes to it.
func (p *Pane) Open(note int64) {
	for i, n := range p.notes {
		if n.ID == note {
			if i != p.at {
				p.turn()
				p.open(i)
			}
			p.Focus()
			return
		}
	}
}

// showQuote says what the note in the editor quotes, and whether that is still
// in the abstract.
func (p *Pane) showQuote() {
	note := p.sitting.quoted()
	text := strings.Join(strings.Fields(note.Quote), " ")
	hidden := text == ""
	switch _, _, placed := models.PlaceQuote(p.abstract, note); {
	case hidden:
	case placed || p.awaited:
		text = words.T("On “%s”", text)
	default:
		text = words.T("On a passage that is no longer in the abstract: “%s”", text)
	}
	if hidden != p.quote.Hidden || text != p.quote.Text {
		p.quote.Hidden = hidden
		p.quote.SetText(text)
		p.arrange()
	}
}

// Quoted is the line that says what the note in the editor quotes.
func (p *Pane) Quoted() string { return p.quote.Text }
