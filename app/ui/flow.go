package ui

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Flow puts objects one after the other and begins a new row where the width
// ends. A Dot is left out where a row ends.
type Flow struct {
	widget.BaseWidget
	GapX, GapY float32
	objects    []fyne.CanvasObject
}

// NewFlow makes a flow.
func NewFlow(gapX, gapY float32, objects ...fyne.CanvasObject) *Flow {
	f := &Flow{GapX: gapX, GapY: gapY, objects: objects}
	f.ExtendBaseWidget(f)
	return f
}

// SetObjects puts other objects into the flow.
func (f *Flow) SetObjects(objects ...fyne.CanvasObject) {
	f.objects = objects
	f.Refresh()
}

// Objects are what the flow holds.
func (f *Flow) Objects() []fyne.CanvasObject { return f.objects }

// arrange places the objects for a width and returns the height.
func (f *Flow) arrange(width float32, place bool) float32 {
	var x, y, row float32
	var dot *Dot // before the next object, if it stands in the same row
	for _, o := range f.objects {
		if d, ok := o.(*Dot); ok {
			dot = d
			continue
		}
		if !o.Visible() {
			continue
		}
		size := o.MinSize()
		if size.IsZero() {
			continue // a Stop
		}
		size.Width = min(size.Width, max(width, 20))
		between := float32(0)
		if dot != nil {
			between = dot.MinSize().Width + f.GapX
		}
		broken := x > 0 && x+between+size.Width > width
		if broken {
			x, y, row = 0, y+row+f.GapY, 0
		}
		if dot != nil && place {
			dot.Hidden = broken || x == 0
			dot.Resize(dot.MinSize())
			dot.Move(fyne.NewPos(x, y))
		}
		if dot != nil && !broken && x > 0 {
			x += between
		}
		dot = nil
		if place {
			o.Resize(size)
			o.Move(fyne.NewPos(x, y))
		}
		x += size.Width + f.GapX
		row = max(row, size.Height)
	}
	return y + row
}

// CreateRenderer is for Fyne.
func (f *Flow) CreateRenderer() fyne.WidgetRenderer { return &flowRenderer{f} }

type flowRenderer struct{ flow *Flow }

func (r *flowRenderer) MinSize() fyne.Size {
	return fyne.NewSize(20, r.flow.arrange(r.flow.Size().Width, false))
}
func (r *flowRenderer) Layout(size fyne.Size) { r.flow.arrange(size.Width, true) }
func (r *flowRenderer) Refresh() {
	r.flow.arrange(r.flow.Size().Width, true)
	canvas.Refresh(r.flow)
}
func (r *flowRenderer) Objects() []fyne.CanvasObject { return r.flow.objects }
func (r *flowRenderer) Destroy()                     {}

// Dot stands in a Flow between two facts that are in one row.
type Dot struct{ Line }

// NewDot makes a dot.
func NewDot(size float32) *Dot {
	d := &Dot{Line{Text: "·", TextSize: size, Color: ColorMuted}}
	d.ExtendBaseWidget(d)
	return d
}

// Link is a word or two that can be clicked; without OnTapped it is plain muted
// text.
type Link struct {
	widget.BaseWidget
	Text     string
	TextSize float32
	OnTapped func()
	hovered  bool
	ringed   bool // has the keyboard's ring around it
}

var (
	_ fyne.Tappable      = (*Link)(nil)
	_ desktop.Hoverable  = (*Link)(nil)
	_ desktop.Cursorable = (*Link)(nil)
	_ fyne.Accessible    = (*Link)(nil)
)

// NewLink makes a link.
func NewLink(text string, size float32, tapped func()) *Link {
	l := &Link{Text: text, TextSize: size, OnTapped: tapped}
	l.ExtendBaseWidget(l)
	return l
}

// Tapped is for Fyne.
func (l *Link) Tapped(*fyne.PointEvent) {
	if l.OnTapped != nil {
		l.OnTapped()
	}
}

// MouseIn is for Fyne.
func (l *Link) MouseIn(*desktop.MouseEvent) { l.hovered = l.OnTapped != nil; l.Refresh() }

// MouseMoved is for Fyne.
func (l *Link) MouseMoved(*desktop.MouseEvent) {}

// MouseOut is for Fyne.
func (l *Link) MouseOut() { l.hovered = false; l.Refresh() }

// Cursor is for Fyne.
func (l *Link) Cursor() desktop.Cursor {
	if l.OnTapped != nil {
		return desktop.PointerCursor
	}
	return desktop.DefaultCursor
}

// AccessibilityLabel is the link's text.
func (l *Link) AccessibilityLabel() string { return l.Text }

// AccessibilityRole is for Fyne.
func (l *Link) AccessibilityRole() fyne.AccessibleRole {
	if l.OnTapped != nil {
		return fyne.AccessibleRoleLink
	}
	return fyne.AccessibleRoleText
}

// spots are for a Stop.
func (l *Link) spots() []spot {
	if l.OnTapped == nil {
		return nil
	}
	return []spot{{l, strings.TrimSuffix(l.Text, ","), l.OnTapped, func(on bool) { l.ringed = on; l.Refresh() }}}
}

// CreateRenderer is for Fyne.
func (l *Link) CreateRenderer() fyne.WidgetRenderer {
	r := &linkRenderer{l, canvas.NewText("", nil), canvas.NewRectangle(nil), canvas.NewRectangle(nil)}
	r.Refresh()
	return r
}

type linkRenderer struct {
	link  *Link
	text  *canvas.Text
	under *canvas.Rectangle
	ring  *canvas.Rectangle
}

func (r *linkRenderer) MinSize() fyne.Size {
	return fyne.MeasureText(r.link.Text, Scaled(r.link.TextSize), fyne.TextStyle{})
}

func (r *linkRenderer) Layout(size fyne.Size) {
	r.text.Text = Ellipsis(r.link.Text, size.Width+1, r.text.TextSize, fyne.TextStyle{})
	r.text.Resize(size)
	r.under.Move(fyne.NewPos(0, size.Height-2))
	r.under.Resize(fyne.NewSize(size.Width, 1))
	r.ring.Move(fyne.NewPos(-3, -1))
	r.ring.Resize(size.AddWidthHeight(6, 2))
}

func (r *linkRenderer) Refresh() {
	r.text.TextSize = Scaled(r.link.TextSize)
	r.text.Color = Color(theme.ColorNameHyperlink)
	if r.link.OnTapped == nil {
		r.text.Color = Color(ColorMuted)
	}
	r.under.FillColor, r.under.Hidden = Color(theme.ColorNameHyperlink), !r.link.hovered
	r.ring.StrokeColor, r.ring.StrokeWidth, r.ring.CornerRadius, r.ring.Hidden = Color(theme.ColorNameFocus), 2, 5, !r.link.ringed
	r.Layout(r.link.Size())
	canvas.Refresh(r.link)
}

func (r *linkRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.text, r.under, r.ring}
}
func (r *linkRenderer) Destroy() {}
