package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Button is a button with an icon, a text and the key that does the same; each
// of them may be missing.
type Button struct {
	widget.BaseWidget
	Text string
	Icon string // a name in assets
	Key  string // shown in a small frame
	// Menu shows a small arrow: the button opens a menu.
	Menu bool
	// Primary fills the button with the accent colour; Flat leaves out its
	// frame.
	Primary, Flat bool
	// Hint is what a screen reader says, where Text is empty or says too little.
	Hint     string
	OnTapped func()
	// OnFocus is told when the button gets the focus.
	OnFocus func()
	// Keyboard takes the keys that the button has no use for.
	Keyboard Keyboard

	focused, hovered bool
}

var (
	_ fyne.Tappable     = (*Button)(nil)
	_ fyne.Focusable    = (*Button)(nil)
	_ fyne.Shortcutable = (*Button)(nil)
	_ desktop.Hoverable = (*Button)(nil)
	_ fyne.Accessible   = (*Button)(nil)
)

// Init makes a button that was filled in by hand ready for use and returns it.
func (b *Button) Init() *Button {
	b.ExtendBaseWidget(b)
	return b
}

// SetText changes text and icon.
func (b *Button) SetText(text, icon string, primary bool) {
	if b.Text != text || b.Icon != icon || b.Primary != primary {
		b.Text, b.Icon, b.Primary = text, icon, primary
		b.Refresh()
	}
}

// Tapped is for Fyne.
func (b *Button) Tapped(*fyne.PointEvent) {
	if b.OnTapped != nil {
		b.OnTapped()
	}
}

// FocusGained is for Fyne.
func (b *Button) FocusGained() {
	b.focused = true
	b.Refresh()
	if b.OnFocus != nil {
		b.OnFocus()
	}
}

// FocusLost is for Fyne.
func (b *Button) FocusLost() { b.focused = false; b.Refresh() }

// TypedRune is for Fyne.
func (b *Button) TypedRune(r rune) {
	if r != ' ' && b.Keyboard != nil {
		b.Keyboard.TypedRune(r)
	}
}

// TypedKey is for Fyne: Space and Enter press the button.
func (b *Button) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeySpace, fyne.KeyReturn, fyne.KeyEnter:
		b.Tapped(nil)
	default:
		if b.Keyboard != nil {
			b.Keyboard.TypedKey(e)
		}
	}
}

// TypedShortcut is for Fyne.
func (b *Button) TypedShortcut(s fyne.Shortcut) {
	if b.Keyboard != nil {
		b.Keyboard.TypedShortcut(s)
	}
}

// MouseIn is for Fyne.
func (b *Button) MouseIn(*desktop.MouseEvent) { b.hovered = true; b.Refresh() }

// MouseMoved is for Fyne.
func (b *Button) MouseMoved(*desktop.MouseEvent) {}

// MouseOut is for Fyne.
func (b *Button) MouseOut() { b.hovered = false; b.Refresh() }

// AccessibilityLabel is the button's hint, or its text.
func (b *Button) AccessibilityLabel() string {
	if b.Hint != "" {
		return b.Hint
	}
	return b.Text
}

// AccessibilityRole is for Fyne.
func (b *Button) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }

// CreateRenderer is for Fyne.
func (b *Button) CreateRenderer() fyne.WidgetRenderer {
	r := &buttonRenderer{
		button: b, ring: canvas.NewRectangle(nil), back: canvas.NewRectangle(nil), hover: canvas.NewRectangle(nil), icon: &canvas.Image{FillMode: canvas.ImageFillContain},
		text: canvas.NewText("", nil), arrow: &canvas.Image{FillMode: canvas.ImageFillContain},
		cap: canvas.NewRectangle(nil), key: canvas.NewText("", nil),
	}
	r.Refresh()
	return r
}

type buttonRenderer struct {
	button      *Button
	ring        *canvas.Rectangle // around a filled button, whose border would not be seen
	back, hover *canvas.Rectangle
	icon, arrow *canvas.Image
	text        *canvas.Text
	cap         *canvas.Rectangle
	key         *canvas.Text
}

// What a button measures at a text size of 100 %.
const (
	buttonHeight = 29
	buttonText   = 13
	buttonIcon   = 15
	buttonArrow  = 12
	keyText      = 10
	keyHeight    = 16
)

func (r *buttonRenderer) padding() float32 {
	if r.button.Text == "" {
		return 7
	}
	return 11
}

// parts are the widths of icon, text, arrow and key cap; 0 for what is missing.
func (r *buttonRenderer) parts() (icon, text, arrow, cap float32) {
	b := r.button
	if b.Icon != "" {
		icon = Scaled(buttonIcon)
	}
	if b.Text != "" {
		text = fyne.MeasureText(b.Text, Scaled(buttonText), fyne.TextStyle{Bold: b.Primary}).Width
	}
	if b.Menu {
		arrow = Scaled(buttonArrow)
	}
	if b.Key != "" {
		cap = fyne.MeasureText(b.Key, Scaled(keyText), fyne.TextStyle{}).Width + 9
	}
	return
}

func (r *buttonRenderer) MinSize() fyne.Size {
	width := 2 * r.padding()
	icon, text, arrow, cap := r.parts()
	count := 0
	for _, w := range []float32{icon, text, arrow, cap} {
		if w > 0 {
			width += w
			count++
		}
	}
	return fyne.NewSize(width+float32(max(0, count-1))*6, Scaled(buttonHeight))
}

func (r *buttonRenderer) Layout(size fyne.Size) {
	r.ring.Move(fyne.NewPos(-3, -3))
	r.ring.Resize(size.AddWidthHeight(6, 6))
	r.back.Resize(size)
	r.hover.Resize(size)
	icon, text, arrow, cap := r.parts()
	x := r.padding()
	place := func(o fyne.CanvasObject, width, height float32) {
		if width > 0 {
			o.Resize(fyne.NewSize(width, height))
			o.Move(fyne.NewPos(x, (size.Height-height)/2))
			x += width + 6
		}
	}
	place(r.icon, icon, icon)
	place(r.text, text, r.text.MinSize().Height)
	place(r.arrow, arrow, arrow)
	if cap > 0 {
		height := Scaled(keyHeight)
		r.cap.Resize(fyne.NewSize(cap, height))
		r.cap.Move(fyne.NewPos(x, (size.Height-height)/2))
		inner := r.key.MinSize()
		r.key.Resize(inner)
		r.key.Move(fyne.NewPos(x+(cap-inner.Width)/2, (size.Height-inner.Height)/2))
	}
}

func (r *buttonRenderer) Refresh() {
	b := r.button
	on, faint := theme.ColorNameForeground, ColorFaint
	if b.hovered {
		faint = ColorMuted // which can be read under the veil
	}
	r.back.FillColor, r.back.StrokeColor, r.back.StrokeWidth, r.back.CornerRadius = Color(theme.ColorNameButton), Color(ColorLine), 1, 7
	switch {
	case b.Primary:
		on, faint = theme.ColorNameForegroundOnPrimary, theme.ColorNameForegroundOnPrimary
		r.back.FillColor, r.back.StrokeColor = Color(theme.ColorNamePrimary), Color(theme.ColorNamePrimary)
	case b.Flat:
		r.back.FillColor, r.back.StrokeWidth = nil, 0
		on = ColorMuted
	}
	r.ring.StrokeColor, r.ring.StrokeWidth, r.ring.CornerRadius, r.ring.Hidden = Color(theme.ColorNameFocus), 2, 9, !b.focused || !b.Primary
	if b.focused && !b.Primary {
		r.back.StrokeColor, r.back.StrokeWidth = Color(theme.ColorNameFocus), 2
	}
	r.hover.FillColor, r.hover.CornerRadius, r.hover.Hidden = Color(theme.ColorNameHover), 7, !b.hovered
	r.icon.Hidden, r.arrow.Hidden = b.Icon == "", !b.Menu
	if b.Icon != "" {
		r.icon.Resource = IconResource(b.Icon, on)
	}
	r.arrow.Resource = IconResource("chevron-down", on)
	r.text.Text, r.text.TextSize, r.text.TextStyle, r.text.Color = b.Text, Scaled(buttonText), fyne.TextStyle{Bold: b.Primary}, Color(on)
	r.key.Text, r.key.TextSize, r.key.Color = b.Key, Scaled(keyText), Color(faint)
	r.cap.Hidden, r.key.Hidden = b.Key == "", b.Key == ""
	r.cap.StrokeColor, r.cap.StrokeWidth, r.cap.CornerRadius = Color(ColorLine), 1, 4
	if b.Primary {
		r.cap.StrokeColor = Color(theme.ColorNameForegroundOnPrimary)
	}
	r.Layout(b.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}

func (r *buttonRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.ring, r.back, r.hover, r.icon, r.text, r.arrow, r.cap, r.key}
}
func (r *buttonRenderer) Destroy() {}
