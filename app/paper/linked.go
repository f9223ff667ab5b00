package paper

import (
	"slices"

	"fyne.io/fyne/v2"

	"offprint/app/ui"
	"offprint/app/words"
	"offprint/models"
)

// linkedShown is how many papers stand below one whose notes lead to it; a
// search finds the others.
const linkedShown = 10

// SetLinked shows the papers whose notes lead to a paper, if that is the one
// that is shown.
func (p *Pane) SetLinked(paper int64, links []models.Backlink) {
	if p.paper == nil || p.paper.ID != paper {
		return
	}
	var from []models.Backlink // one for each paper
	for _, l := range links {
		if !slices.ContainsFunc(from, func(other models.Backlink) bool { return other.PaperID == l.PaperID }) {
			from = append(from, l)
		}
	}
	if same := func(a, b models.Backlink) bool { return a.PaperID == b.PaperID && a.Title == b.Title }; slices.EqualFunc(from, p.linkedFrom, same) {
		return
	}
	p.linkedFrom = from
	head := ui.NewLine(words.T("LINKED FROM"), 11, ui.ColorFaint)
	head.Bold = true
	objects := []fyne.CanvasObject{ui.NewFlow(0, 0, p.stops.linked, head)}
	var all []fyne.CanvasObject
	add := func(text string, do func()) {
		link := ui.NewLink(text, 13, do)
		all = append(all, link)
		objects = append(objects, ui.NewFlow(0, 0, link))
	}
	for _, l := range from[:min(len(from), linkedShown)] {
		add(l.Title, func() { p.config.OnPaper(l.ArxivID) })
	}
	if more := len(from) - linkedShown; more > 0 {
		id := p.paper.ArxivID
		add(words.N(more, "and %s more…", "and %s more…"), func() { p.config.OnSearch(`"` + id + `" in:notes`) })
	}
	p.stops.linked.Set(all...)
	p.linked.Objects, p.linked.Hidden = objects, len(from) == 0
	p.linked.Refresh()
	p.column.Arrange()
	p.whole.Refresh() // the notes take what the paper leaves
}
