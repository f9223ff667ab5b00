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

// Dock puts top and bottom, either of which may be nil, above and below the
// rest without space between them.
func Dock(top, bottom, rest fyne.CanvasObject) *fyne.Container {
	d := &dock{top, bottom, rest}
	objects := []fyne.CanvasObject{rest}
	for _, o := range []fyne.CanvasObject{top, bottom} {
		if o != nil {
			objects = append(objects, o)
		}
	}
	return container.New(d, objects...)
}

type dock struct{ top, bottom, rest fyne.CanvasObject }

func (d *dock) height(o fyne.CanvasObject) float32 {
	if o == nil || !o.Visible() {
		return 0
	}
	return o.MinSize().Height
}

func (d *dock) MinSize([]fyne.CanvasObject) fyne.Size {
	min := d.rest.MinSize()
	return fyne.NewSize(min.Width, min.Height+d.height(d.top)+d.height(d.bottom))
}

func (d *dock) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	top, bottom := d.height(d.top), d.height(d.bottom)
	if d.top != nil {
		d.top.Resize(fyne.NewSize(size.Width, top))
	}
	if d.bottom != nil {
		d.bottom.Resize(fyne.NewSize(size.Width, bottom))
		d.bottom.Move(fyne.NewPos(0, size.Height-bottom))
	}
	d.rest.Move(fyne.NewPos(0, top))
	d.rest.Resize(fyne.NewSize(size.Width, size.Height-top-bottom))
}

// On puts content on an area of that colour.
func On(color fyne.ThemeColorName, content fyne.CanvasObject) *fyne.Container {
	return container.NewStack(NewFill(color), content)
}

// Pad puts space around content, in Fyne's pixels.
func Pad(top, right, bottom, left float32, content fyne.CanvasObject) *fyne.Container {
	return container.New(layout.NewCustomPaddedLayout(top, bottom, left, right), content)
}
