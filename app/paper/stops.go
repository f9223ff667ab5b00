package paper

import (
	"fyne.io/fyne/v2"

	"offprint/app/ui"
)

// stops are where the Tab key stops for the paper's links and chips, of which a
// paper may have hundreds.
type stops struct{ authors, submitter, tags, citation, keywords, links, linked *ui.Stop }

func (p *Pane) newStops() stops {
	stop := func() *ui.Stop {
		return ui.NewStop(p.config.Keyboard, func(o fyne.CanvasObject) { p.column.Reveal(o) })
	}
	return stops{authors: stop(), submitter: stop(), tags: stop(), citation: stop(), keywords: stop(), links: stop(), linked: stop()}
}

// fill puts objects into a flow, and the stop for them before.
func fill(flow *ui.Flow, stop *ui.Stop, objects ...fyne.CanvasObject) {
	stop.Set(objects...)
	flow.SetObjects(append([]fyne.CanvasObject{stop}, objects...)...)
}
