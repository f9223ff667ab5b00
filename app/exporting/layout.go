package exporting

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"offprint/app/ui"
)

// frame gives the pane its size, which grows with the text.
type frame struct{ canvas fyne.Canvas }

func (f *frame) MinSize([]fyne.CanvasObject) fyne.Size {
	window := f.canvas.Size()
	return fyne.NewSize(min(ui.Scaled(920), window.Width-50), min(ui.Scaled(620), window.Height-60))
}

func (f *frame) Layout(o []fyne.CanvasObject, size fyne.Size) { o[0].Resize(size) }

// sides has papers and formats on the left and the rest on the right.
type sides struct{}

func (sides) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(300, 200) }

func (sides) Layout(o []fyne.CanvasObject, size fyne.Size) {
	left := min(ui.Scaled(306), size.Width*0.4)
	o[0].Resize(fyne.NewSize(left, size.Height))
	o[1].Move(fyne.NewPos(left, 0))
	o[1].Resize(fyne.NewSize(size.Width-left, size.Height))
}

// page puts objects below each other, each as high as it is at the page's width;
// one of them takes the height that is left.
type page struct{ fill int }

// pageGap is between two of them.
const pageGap = 6

func (l *page) MinSize(o []fyne.CanvasObject) fyne.Size { return fyne.NewSize(200, 100) }

func (l *page) Layout(o []fyne.CanvasObject, size fyne.Size) {
	heights := make([]float32, len(o))
	left := size.Height
	for i, object := range o {
		if !object.Visible() {
			continue
		}
		left -= pageGap
		if i == l.fill {
			continue
		}
		object.Resize(fyne.NewSize(size.Width, object.MinSize().Height))
		heights[i] = object.MinSize().Height // known now that the width is
		left -= heights[i]
	}
	heights[l.fill] = max(40, left+pageGap)
	y := float32(0)
	for i, object := range o {
		if !object.Visible() {
			continue
		}
		object.Move(fyne.NewPos(0, y))
		object.Resize(fyne.NewSize(size.Width, heights[i]))
		y += heights[i] + pageGap
	}
}

// bar shows how far something is.
type bar struct {
	widget.BaseWidget
	part float32
}

func newBar() *bar {
	b := &bar{}
	b.ExtendBaseWidget(b)
	b.Hide()
	return b
}

// set shows a part from 0 to 1; less hides the bar.
func (b *bar) set(part float32) {
	b.part, b.Hidden = min(part, 1), part < 0
	b.Refresh()
}

func (b *bar) CreateRenderer() fyne.WidgetRenderer {
	r := &barRenderer{bar: b, back: canvas.NewRectangle(nil), done: canvas.NewRectangle(nil)}
	r.Refresh()
	return r
}

type barRenderer struct {
	bar        *bar
	back, done *canvas.Rectangle
}

func (r *barRenderer) MinSize() fyne.Size { return fyne.NewSize(ui.Scaled(220), 6) }

func (r *barRenderer) Layout(size fyne.Size) {
	r.back.Resize(size)
	r.done.Resize(fyne.NewSize(size.Width*r.bar.part, size.Height))
}

func (r *barRenderer) Refresh() {
	r.back.FillColor, r.back.CornerRadius = ui.Color(ui.ColorLine), 3
	r.done.FillColor, r.done.CornerRadius = ui.Color(theme.ColorNamePrimary), 3
	r.Layout(r.bar.Size())
	canvas.Refresh(r.bar)
}

func (r *barRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.back, r.done} }
func (r *barRenderer) Destroy()                     {}
