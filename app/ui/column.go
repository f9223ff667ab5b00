package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"
)

// Column puts objects below each other and scrolls where they are higher than
// there is room. Each gets the column's width first and is then asked for its
// height, which a text that wraps knows only then.
type Column struct {
	widget.BaseWidget
	Gap                      float32
	Top, Right, Bottom, Left float32

	objects []fyne.CanvasObject
	content *fyne.Container
	scroll  *container.Scroll
	height  float32
}

// NewColumn makes a column.
func NewColumn(gap float32, objects ...fyne.CanvasObject) *Column {
	c := &Column{Gap: gap, objects: objects}
	c.content = container.New(&columnLayout{c}, objects...)
	c.scroll = container.NewVScroll(c.content)
	c.ExtendBaseWidget(c)
	return c
}

type columnLayout struct{ column *Column }

func (l *columnLayout) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(0, l.column.height)
}
func (l *columnLayout) Layout([]fyne.CanvasObject, fyne.Size) {}

// Resize is for Fyne.
func (c *Column) Resize(size fyne.Size) {
	c.BaseWidget.Resize(size)
	c.arrange(size.Width)
	c.scroll.Resize(size)
}

// Height is how high the column is at its width, unscrolled.
func (c *Column) Height() float32 { return c.height }

// arrange places the objects for a width.
func (c *Column) arrange(width float32) {
	inner := width - c.Left - c.Right
	if inner <= 0 {
		return
	}
	y := c.Top
	for _, o := range c.objects {
		if !o.Visible() {
			continue
		}
		o.Resize(fyne.NewSize(inner, o.MinSize().Height))
		height := o.MinSize().Height // known now that the width is
		o.Resize(fyne.NewSize(inner, height))
		o.Move(fyne.NewPos(c.Left, y))
		y += height + c.Gap
	}
	c.height = y - c.Gap + c.Bottom
}

// Arrange places everything anew after an object has changed its height or was
// shown or hidden.
func (c *Column) Arrange() {
	c.arrange(c.Size().Width)
	c.content.Resize(fyne.NewSize(c.Size().Width, max(c.height, c.Size().Height)))
	c.scroll.Refresh()
}

// Refresh is for Fyne: at another text size everything has another height.
func (c *Column) Refresh() {
	c.Arrange()
	c.BaseWidget.Refresh()
}

// SetObjects puts other objects into the column.
func (c *Column) SetObjects(objects ...fyne.CanvasObject) {
	c.objects = objects
	c.content.Objects = objects
	c.Arrange()
}

// Reveal scrolls so far that an object somewhere in the column is in sight.
func (c *Column) Reveal(o fyne.CanvasObject) {
	driver := fyne.CurrentApp().Driver()
	top := driver.AbsolutePositionForObject(o).Y - driver.AbsolutePositionForObject(c.content).Y
	offset := c.scroll.Offset.Y
	switch bottom := top + o.Size().Height; {
	case top-revealed < offset:
		offset = max(0, top-revealed)
	case bottom+revealed > offset+c.scroll.Size().Height:
		offset = min(bottom+revealed, c.content.Size().Height) - c.scroll.Size().Height
	default:
		return
	}
	c.scroll.ScrollToOffset(fyne.NewPos(0, offset))
}

// revealed is how much around an object Reveal brings into sight.
const revealed = 40

// ScrollToTop shows the beginning.
func (c *Column) ScrollToTop() { c.scroll.ScrollToTop() }

// ScrollBy scrolls on, in Fyne's pixels, and says whether there was more.
func (c *Column) ScrollBy(y float32) bool {
	before := c.scroll.Offset.Y
	c.scroll.ScrollToOffset(fyne.NewPos(0, max(0, before+y)))
	return c.scroll.Offset.Y != before
}

// MinSize is for Fyne.
func (c *Column) MinSize() fyne.Size { return fyne.NewSize(120, 60) }

// CreateRenderer is for Fyne.
func (c *Column) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(c.scroll) }
