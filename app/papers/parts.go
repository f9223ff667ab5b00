package papers

import (
	"errors"
	"unicode/utf8"

	"fyne.io/fyne/v2"

	"offprint/app/ui"
	"offprint/app/words"
	"offprint/models"
)

const (
	// maxChips is how many parts of a query are shown one by one.
	maxChips = 12
	// longestQuery is up to where a query has its parts shown, in characters;
	// what is longer is answered by a sentence.
	longestQuery = 2000
)

// partsOf are the parts of a view's query.
func partsOf(v models.View) []models.Part {
	if v.Query == "" || v.Place == HubPlace || utf8.RuneCountInString(v.Query) > longestQuery {
		return nil
	}
	return models.QueryParts(v.Query)
}

// showParts shows the parts of the query under the heading, once the reader has
// left the search field: each can be taken off, and one that cannot be
// understood gives way to what was meant.
func (p *Pane) showParts() {
	var chips []fyne.CanvasObject
	if !p.inField {
		for i, part := range p.parts[:min(len(p.parts), maxChips)] {
			chip := ui.NewChip(part.Text, "", nil, func() { p.dropPart(i) })
			if part.Instead != "" {
				chip.Text += " → " + part.Instead
				chip.OnTapped = func() { p.exchange(part, part.Instead) }
			}
			chips = append(chips, chip)
		}
		if more := len(p.parts) - maxChips; more > 0 {
			chips = append(chips, ui.NewLine("+"+words.Number(more), 12, ui.ColorMuted))
		}
	}
	if len(chips) == 0 && p.chips.Hidden {
		return
	}
	p.stop.Set(chips...)
	p.chips.Hidden = len(chips) == 0
	p.chips.SetObjects(append([]fyne.CanvasObject{p.stop}, chips...)...)
	p.fitParts(p.Size().Width)
	if p.content != nil {
		p.content.Refresh()
	}
}

// fitParts gives the parts their width, from which their height follows.
func (p *Pane) fitParts(width float32) {
	p.chips.Resize(fyne.NewSize(width-2*headPad, p.chips.Size().Height))
}

// Resize is for Fyne.
func (p *Pane) Resize(size fyne.Size) {
	if size.Width != p.Size().Width {
		p.fitParts(size.Width)
	}
	p.BaseWidget.Resize(size)
}

// Parts are the parts of the query that are shown, as they are read.
func (p *Pane) Parts() []string {
	var texts []string
	for _, o := range p.chips.Objects() {
		if chip, ok := o.(*ui.Chip); ok && !p.chips.Hidden {
			texts = append(texts, chip.Text)
		}
	}
	return texts
}

// dropPart takes a part off the query.
func (p *Pane) dropPart(i int) {
	if i < 0 || i >= len(p.parts) {
		return
	}
	p.exchange(p.parts[i], "")
	p.FocusList()
}

// exchange puts another text in the place of a part; an empty one takes it off.
func (p *Pane) exchange(part models.Part, text string) {
	query := models.WithPart(p.view.Query, part, text)
	p.ask(query, len([]rune(query)))
}

// DropLastPart takes the last part off the query and says whether there was one.
func (p *Pane) DropLastPart() bool {
	last := len(p.parts) - 1
	p.dropPart(last)
	return last >= 0
}

// ask searches for another query instead, as if it had been typed; the cursor is
// where it is in that.
func (p *Pane) ask(query string, cursor int) {
	p.setting = true
	p.search.SetTextAt(query, cursor)
	p.setting = false
	p.config.OnSearch(query)
}

// tellWrong says why there are no papers. A part of a query that was mistyped
// can be exchanged for what was meant.
func (p *Pane) tellWrong(err error) {
	wrong := (*models.WrongQuery)(nil)
	if !errors.As(err, &wrong) || wrong.Instead == "" {
		p.Tell(Trouble, sentence(err), "", nil)
		return
	}
	part := models.Part{From: wrong.From, To: wrong.To}
	p.Tell(Trouble, sentence(err), words.T("Take %s", wrong.Instead), func() { p.exchange(part, wrong.Instead) })
}
