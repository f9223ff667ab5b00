package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"offprint/app/words"
)

// Panes lays out places, list and paper side by side. Places and list keep
// their width in pixels, the paper takes the rest; a narrow window drops the
// places first, then the paper, which lies over the list while it is read.
type Panes struct {
	widget.BaseWidget
	Places, List, Paper fyne.CanvasObject
	// OnMoved is told the new widths when the reader lets a divider go.
	OnMoved func(places, list float32)

	placesWidth, listWidth float32 // at a text size of 100 %
	first, second          *divider
	reading                bool
}

// Bounds of the panes, in Fyne's pixels at a text size of 100 %.
const (
	minPlaces, maxPlaces = 150, 360
	minList, maxList     = 320, 900
	minPaper             = 360
	// below these the window is narrow
	dropPlacesUnder = minPlaces + minList + minPaper
	dropPaperUnder  = minList + minPaper
)

// NewPanes makes the three panes.
func NewPanes(places, list, paper fyne.CanvasObject, placesWidth, listWidth float32) *Panes {
	p := &Panes{Places: places, List: list, Paper: paper}
	p.placesWidth, p.listWidth = placesWidth, listWidth
	p.first = newDivider(func(x float32) { p.placesWidth = within(p.placesWidth, minPlaces, maxPlaces) + x/bound(1) }, p)
	p.second = newDivider(func(x float32) { p.listWidth = within(p.listWidth, minList, maxList) + x/bound(1) }, p)
	p.ExtendBaseWidget(p)
	return p
}

// bound is a width of the panes at the reader's text size. It grows half as much
// as the text does: of a window that does not grow, each pane is to have a part.
func bound(at100 float32) float32 { return (at100 + Scaled(at100)) / 2 }

func within(width, low, high float32) float32 { return min(max(width, low), high) }

// SetReading lays the paper over the list of a window that is too narrow for
// both, or takes it away again. It says whether that changed anything.
func (p *Panes) SetReading(reading bool) bool {
	if p.reading == reading || p.Size().Width >= bound(dropPaperUnder) {
		return false
	}
	p.reading = reading
	p.Refresh()
	return true
}

// CreateRenderer is for Fyne.
func (p *Panes) CreateRenderer() fyne.WidgetRenderer { return &panesRenderer{p} }

type panesRenderer struct{ panes *Panes }

func (r *panesRenderer) MinSize() fyne.Size { return fyne.NewSize(minList, 300) }

func (r *panesRenderer) Layout(size fyne.Size) {
	p := r.panes
	showPlaces, showPaper := size.Width >= bound(dropPlacesUnder), size.Width >= bound(dropPaperUnder)
	x := float32(0)
	put := func(o fyne.CanvasObject, width float32, shown bool) {
		if !shown {
			o.Hide()
			return
		}
		o.Show()
		o.Move(fyne.NewPos(x, 0))
		o.Resize(fyne.NewSize(width, size.Height))
		x += width
	}
	list := bound(within(p.listWidth, minList, maxList))
	left := size.Width
	places := float32(0)
	if showPlaces {
		places = min(bound(within(p.placesWidth, minPlaces, maxPlaces)), left-bound(minList+minPaper))
		left -= places
	}
	if showPaper {
		list = min(list, left-bound(minPaper))
	} else {
		list = left
	}
	put(p.Places, places, showPlaces)
	put(p.List, list, true)
	if showPaper {
		p.reading = false
	} else if p.reading { // the list keeps its place below, and with it the focus
		x = 0
	}
	put(p.Paper, size.Width-x, showPaper || p.reading)
	for _, d := range []struct {
		bar   *divider
		at    float32
		shown bool
	}{{p.first, places, showPlaces}, {p.second, places + list, showPaper}} {
		d.bar.Hidden = !d.shown
		d.bar.Move(fyne.NewPos(d.at-3, 0))
		d.bar.Resize(fyne.NewSize(7, size.Height))
	}
}

func (r *panesRenderer) Refresh() {
	r.Layout(r.panes.Size())
	canvas.Refresh(r.panes)
}

func (r *panesRenderer) Objects() []fyne.CanvasObject {
	p := r.panes
	return []fyne.CanvasObject{p.Places, p.List, p.Paper, p.first, p.second}
}
func (r *panesRenderer) Destroy() {}

// divider is a hairline that can be dragged; what takes the pointer is wider
// than what is seen.
type divider struct {
	widget.BaseWidget
	drag    func(float32)
	panes   *Panes
	hovered bool
}

var (
	_ fyne.Draggable     = (*divider)(nil)
	_ desktop.Cursorable = (*divider)(nil)
	_ desktop.Hoverable  = (*divider)(nil)
)

func newDivider(drag func(float32), panes *Panes) *divider {
	d := &divider{drag: drag, panes: panes}
	d.ExtendBaseWidget(d)
	return d
}

func (d *divider) Cursor() desktop.Cursor         { return desktop.HResizeCursor }
func (d *divider) MouseIn(*desktop.MouseEvent)    { d.hovered = true; d.Refresh() }
func (d *divider) MouseMoved(*desktop.MouseEvent) {}
func (d *divider) MouseOut()                      { d.hovered = false; d.Refresh() }

func (d *divider) AccessibilityLabel() string {
	if d == d.panes.first {
		return words.T("Divider between places and list")
	}
	return words.T("Divider between list and paper")
}

func (d *divider) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }

func (d *divider) Dragged(e *fyne.DragEvent) {
	d.drag(e.Dragged.DX)
	d.panes.Refresh()
}

func (d *divider) DragEnd() {
	if d.panes.OnMoved != nil {
		d.panes.OnMoved(within(d.panes.placesWidth, minPlaces, maxPlaces), within(d.panes.listWidth, minList, maxList))
	}
}

func (d *divider) CreateRenderer() fyne.WidgetRenderer {
	r := &dividerRenderer{d, canvas.NewRectangle(nil)}
	r.Refresh()
	return r
}

type dividerRenderer struct {
	divider *divider
	line    *canvas.Rectangle
}

func (r *dividerRenderer) MinSize() fyne.Size { return fyne.NewSize(7, 1) }

func (r *dividerRenderer) Layout(size fyne.Size) {
	width := float32(1)
	if r.divider.hovered {
		width = 3
	}
	r.line.Move(fyne.NewPos((size.Width-width)/2, 0))
	r.line.Resize(fyne.NewSize(width, size.Height))
}

func (r *dividerRenderer) Refresh() {
	r.line.FillColor = Color(ColorLine)
	if r.divider.hovered {
		r.line.FillColor = Color(theme.ColorNamePrimary)
	}
	r.Layout(r.divider.Size())
	canvas.Refresh(r.line)
}

func (r *dividerRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.line} }
func (r *dividerRenderer) Destroy()                     {}
