package paper

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"offprint/app/ui"
	"offprint/app/ui/passage"
	"offprint/app/words"
	"offprint/models"
)

// quotes are the passages of the abstract that notes quote, which are marked,
// and the button that begins a note on the one that is selected.
type quotes struct {
	pane   *Pane
	button *ui.Button
	box    *fyne.Container // the abstract, and over it the button
	marks  []passage.Mark
	notes  []int64        // of the first marks
	found  []models.Range // the words of a search, marked behind them
	text   string         // that they are in
}

func newQuotes(p *Pane) *quotes {
	q := &quotes{pane: p}
	q.button = (&ui.Button{Text: words.T("Quote"), Icon: "note", Key: p.config.Key("note"), Keyboard: p.config.Keyboard}).Init()
	q.button.OnTapped = q.quote
	q.button.Hide()
	q.box = container.New(&quotesLayout{q}, p.abstract, q.button)
	p.abstract.OnSelectionChanged = q.offer
	p.abstract.OnMarkTapped = func(i int) {
		if note := q.noteAt(i); note != 0 && p.config.OnNote != nil {
			p.config.OnNote(note)
		}
	}
	return q
}

func (q *quotes) keysChanged() {
	q.button.Key = q.pane.config.Key("note")
	q.button.Refresh()
}

// noteAt is the note whose passage a mark is, or is in; 0 for none.
func (q *quotes) noteAt(mark int) int64 {
	at := q.marks[mark].Start
	for i := min(mark, len(q.notes)-1); i >= 0; i-- {
		if i == mark || q.marks[i].Start <= at && at < q.marks[i].End {
			return q.notes[i]
		}
	}
	return 0
}

// mark marks the passages that notes quote, where they are found, and over them
// the words of the search.
func (q *quotes) mark() {
	paper := q.pane.paper
	if paper == nil {
		return
	}
	var marks []passage.Mark
	q.notes = nil
	for _, n := range paper.Notes {
		if from, to, ok := models.PlaceQuote(paper.Abstract, n); ok {
			marks = append(marks, passage.Mark{Start: from, End: to, Color: ui.Color(ui.ColorMark)})
			q.notes = append(q.notes, n.ID)
		}
	}
	for _, r := range q.found {
		marks = append(marks, passage.Mark{Start: r.From, End: r.To, Color: ui.Color(ui.ColorFound)})
	}
	if q.text != paper.Abstract || !slices.Equal(marks, q.marks) {
		q.text, q.marks = paper.Abstract, marks
		q.pane.abstract.SetMarks(marks)
	}
}

// offer shows the button where something is selected.
func (q *quotes) offer() {
	_, _, ok := q.selected()
	if ok != q.button.Visible() {
		q.button.Hidden = !ok
		q.button.Refresh()
	}
	q.box.Layout.Layout(q.box.Objects, q.box.Size())
}

// selected is the passage that is selected, and where it ends.
func (q *quotes) selected() (quote models.Quote, end int, ok bool) {
	if q.pane.paper == nil || q.pane.config.OnQuote == nil {
		return models.Quote{}, 0, false
	}
	from, to, _ := q.pane.abstract.Selected()
	quote, ok = models.QuoteOf(q.pane.paper.Abstract, from, to)
	return quote, to, ok
}

// quote begins a note on what is selected, if anything is.
func (q *quotes) quote() {
	if quote, _, ok := q.selected(); ok {
		q.pane.abstract.Select(0, 0)
		q.pane.config.OnQuote(q.pane.paper.ID, quote)
	}
}

// Quote begins a note on the passage that is selected in a paper's abstract, and
// says whether there is one. The pane may still show another paper.
func (p *Pane) Quote(paper int64) bool {
	_, _, ok := p.quotes.selected()
	if ok = ok && p.paper.ID == paper; ok {
		p.quotes.quote()
	}
	return ok
}

// ShowFound marks the words of a search in the paper's abstract; nil takes the
// marks away. Another paper begins without them.
func (p *Pane) ShowFound(words []models.Range) {
	p.quotes.found = words
	p.quotes.mark()
}

// quoteGap is between what is selected and the button, in Fyne's pixels.
const quoteGap = 3

// quotesLayout lays the button below the end of what is selected, or above it
// where the abstract ends there.
type quotesLayout struct{ quotes *quotes }

func (l *quotesLayout) MinSize(o []fyne.CanvasObject) fyne.Size { return o[0].MinSize() }

func (l *quotesLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	if o[0].Size() != size {
		o[0].Resize(size)
	}
	if !o[1].Visible() {
		return
	}
	_, end, _ := l.quotes.selected()
	button := o[1].MinSize()
	at := l.quotes.pane.abstract.Foot(end).AddXY(-button.Width/2, quoteGap)
	if above := at.Y - quoteGap - l.quotes.pane.abstract.Foot(0).Y - quoteGap - button.Height; at.Y+button.Height > size.Height && above >= 0 {
		at.Y = above
	}
	o[1].Resize(button)
	o[1].Move(fyne.NewPos(max(0, min(at.X, size.Width-button.Width)), at.Y))
}
