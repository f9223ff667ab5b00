package ui

import (
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Options are a few words of which one is chosen, by a click or, with the focus
// on them, by the arrow keys. They begin a new row where the width ends.
type Options struct {
	widget.BaseWidget
	// Name is what is chosen, for a screen reader.
	Name string
	// OnChosen is told which one the reader chose.
	OnChosen func(index int)
	// OnFocus is told when the options get the focus.
	OnFocus func()
	// Keyboard takes the keys that the options have no use for.
	Keyboard Keyboard

	options []string
	chosen  int // -1 for none of them
	focused bool
	hovered int // -1 for none of them
}

var (
	_ fyne.Tappable     = (*Options)(nil)
	_ fyne.Focusable    = (*Options)(nil)
	_ desktop.Hoverable = (*Options)(nil)
	_ fyne.Accessible   = (*Options)(nil)
)

// NewOptions makes options; chosen is -1 where it is none of them.
func NewOptions(name string, options []string, chosen int, onChosen func(int)) *Options {
	o := &Options{Name: name, options: options, chosen: chosen, OnChosen: onChosen, hovered: -1}
	o.ExtendBaseWidget(o)
	return o
}

// Chosen is the one that is chosen, -1 for none.
func (o *Options) Chosen() int { return o.chosen }

// Choose chooses one, as the reader does.
func (o *Options) Choose(index int) {
	if index < 0 || index >= len(o.options) || index == o.chosen {
		return
	}
	o.chosen = index
	o.Refresh()
	if o.OnChosen != nil {
		o.OnChosen(index)
	}
}

// Tapped is for Fyne.
func (o *Options) Tapped(e *fyne.PointEvent) {
	if c := fyne.CurrentApp().Driver().CanvasForObject(o); c != nil {
		c.Focus(o)
	}
	o.Choose(o.at(e.Position))
}

// at is the option at a position, -1 for none.
func (o *Options) at(p fyne.Position) int {
	for i, area := range o.areas(o.Size().Width) {
		if p.X >= area.x && p.X < area.x+area.width && p.Y >= area.y && p.Y < area.y+Scaled(optionHeight) {
			return i
		}
	}
	return -1
}

// FocusGained is for Fyne.
func (o *Options) FocusGained() {
	o.focused = true
	o.Refresh()
	if o.OnFocus != nil {
		o.OnFocus()
	}
}

// FocusLost is for Fyne.
func (o *Options) FocusLost() { o.focused = false; o.Refresh() }

// TypedRune is for Fyne.
func (o *Options) TypedRune(r rune) {
	if o.Keyboard != nil {
		o.Keyboard.TypedRune(r)
	}
}

// TypedKey is for Fyne: the arrows to the sides choose, and so does Space, which
// goes round.
func (o *Options) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyLeft:
		o.Choose(max(o.chosen-1, 0))
	case fyne.KeyRight:
		o.Choose(o.chosen + 1)
	case fyne.KeySpace:
		o.Choose((o.chosen + 1) % len(o.options))
	default:
		if o.Keyboard != nil {
			o.Keyboard.TypedKey(e)
		}
	}
}

// MouseIn is for Fyne.
func (o *Options) MouseIn(e *desktop.MouseEvent) { o.MouseMoved(e) }

// MouseMoved is for Fyne.
func (o *Options) MouseMoved(e *desktop.MouseEvent) {
	if at := o.at(e.Position); at != o.hovered {
		o.hovered = at
		o.Refresh()
	}
}

// MouseOut is for Fyne.
func (o *Options) MouseOut() { o.hovered = -1; o.Refresh() }

// AccessibilityLabel is what is chosen, and how many there are to choose from.
func (o *Options) AccessibilityLabel() string {
	if o.chosen < 0 || o.chosen >= len(o.options) {
		return o.Name
	}
	return fmt.Sprintf("%s: %s, %d/%d", o.Name, o.options[o.chosen], o.chosen+1, len(o.options))
}

// AccessibilityRole is for Fyne.
func (o *Options) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }

// What an option measures at a text size of 100 %.
const (
	optionHeight = 27
	optionText   = 13
	optionPad    = 11
	optionGap    = 4
)

type area struct{ x, y, width float32 }

// areas are where the options lie in a width.
func (o *Options) areas(width float32) []area {
	areas := make([]area, len(o.options))
	var x, y float32
	for i, text := range o.options {
		w := fyne.MeasureText(text, Scaled(optionText), fyne.TextStyle{Bold: true}).Width + 2*Scaled(optionPad)
		if x > 0 && width > 0 && x+w > width+0.5 {
			x, y = 0, y+Scaled(optionHeight)+optionGap
		}
		areas[i] = area{x, y, w}
		x += w + optionGap
	}
	return areas
}

// Width is how wide the options are in one row.
func (o *Options) Width() float32 {
	areas := o.areas(0)
	if len(areas) == 0 {
		return 0
	}
	last := areas[len(areas)-1]
	return last.x + last.width
}

// CreateRenderer is for Fyne.
func (o *Options) CreateRenderer() fyne.WidgetRenderer {
	r := &optionsRenderer{options: o, ring: canvas.NewRectangle(nil)}
	for range o.options {
		r.backs = append(r.backs, canvas.NewRectangle(nil))
		r.texts = append(r.texts, canvas.NewText("", nil))
	}
	r.Refresh()
	return r
}

type optionsRenderer struct {
	options *Options
	ring    *canvas.Rectangle
	backs   []*canvas.Rectangle
	texts   []*canvas.Text
}

func (r *optionsRenderer) MinSize() fyne.Size {
	o := r.options
	height := Scaled(optionHeight)
	areas := o.areas(o.Size().Width)
	if len(areas) == 0 {
		return fyne.NewSize(0, height)
	}
	widest := float32(0)
	for _, a := range areas {
		widest = max(widest, a.width)
	}
	return fyne.NewSize(widest, areas[len(areas)-1].y+height)
}

func (r *optionsRenderer) Layout(size fyne.Size) {
	right := float32(0)
	height := Scaled(optionHeight)
	areas := r.options.areas(size.Width)
	for i, a := range areas {
		r.backs[i].Move(fyne.NewPos(a.x, a.y))
		r.backs[i].Resize(fyne.NewSize(a.width, height))
		text := r.texts[i].MinSize()
		r.texts[i].Move(fyne.NewPos(a.x+(a.width-text.Width)/2, a.y+(height-text.Height)/2))
		right = max(right, a.x+a.width)
	}
	r.ring.Move(fyne.NewPos(-4, -4))
	r.ring.Resize(fyne.NewSize(right+8, size.Height+8))
}

func (r *optionsRenderer) Refresh() {
	o := r.options
	for i, back := range r.backs {
		chosen := i == o.chosen
		back.FillColor, back.StrokeColor, back.StrokeWidth, back.CornerRadius = Color(theme.ColorNameButton), Color(ColorLine), 1, 7
		text := r.texts[i]
		text.Text, text.TextSize, text.TextStyle, text.Color = o.options[i], Scaled(optionText), fyne.TextStyle{Bold: chosen}, Color(ColorMuted)
		switch {
		case chosen:
			back.FillColor, back.StrokeColor = Color(ColorAccentBG), Color(theme.ColorNamePrimary)
			text.Color = Color(theme.ColorNamePrimary)
		case i == o.hovered:
			back.FillColor = Color(ColorAccentBG)
		}
	}
	r.ring.CornerRadius, r.ring.StrokeWidth, r.ring.StrokeColor, r.ring.Hidden = 9, 2, Color(theme.ColorNameFocus), !o.focused
	r.Layout(o.Size())
	canvas.Refresh(o)
}

func (r *optionsRenderer) Objects() []fyne.CanvasObject {
	objects := []fyne.CanvasObject{r.ring}
	for i := range r.backs {
		objects = append(objects, r.backs[i], r.texts[i])
	}
	return objects
}
func (r *optionsRenderer) Destroy() {}
