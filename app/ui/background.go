package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"
)

// Fill is a plain area in a theme colour, with rounded corners and a border
// where they are set.
type Fill struct {
	widget.BaseWidget
	Color, Border fyne.ThemeColorName
	Radius        float32
	Min           fyne.Size
}

// NewFill makes an area.
func NewFill(color fyne.ThemeColorName) *Fill {
	f := &Fill{Color: color}
	f.ExtendBaseWidget(f)
	return f
}

// Rule is a hairline.
func Rule() *Fill {
	f := &Fill{Color: ColorLine, Min: fyne.NewSquareSize(1)}
	f.ExtendBaseWidget(f)
	return f
}

// CreateRenderer is for Fyne.
func (f *Fill) CreateRenderer() fyne.WidgetRenderer {
	r := &fillRenderer{f, canvas.NewRectangle(nil)}
	r.Refresh()
	return r
}

type fillRenderer struct {
	fill *Fill
	rect *canvas.Rectangle
}

func (r *fillRenderer) MinSize() fyne.Size           { return r.fill.Min }
func (r *fillRenderer) Layout(size fyne.Size)        { r.rect.Resize(size) }
func (r *fillRenderer) Destroy()                     {}
func (r *fillRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.rect} }

func (r *fillRenderer) Refresh() {
	r.rect.FillColor, r.rect.CornerRadius = Color(r.fill.Color), r.fill.Radius
	if r.fill.Border != "" {
		r.rect.StrokeColor, r.rect.StrokeWidth = Color(r.fill.Border), 1
	}
	canvas.Refresh(r.rect)
}

// On puts content on an area of that colour.
func On(color fyne.ThemeColorName, content fyne.CanvasObject) *fyne.Container {
	return container.NewStack(NewFill(color), content)
}

// Pad puts space around content, in Fyne's pixels.
func Pad(top, right, bottom, left float32, content fyne.CanvasObject) *fyne.Container {
	return container.New(layout.NewCustomPaddedLayout(top, bottom, left, right), content)
}
