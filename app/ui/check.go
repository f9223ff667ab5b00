package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"offprint/app/words"
)

// Check is a word that is so or not, with a box that says which: by a click, or
// by Space with the focus on it.
type Check struct {
	widget.BaseWidget
	Text string
	// OnChanged is told what the reader made of it.
	OnChanged func(on bool)
	// OnFocus is told when it gets the focus.
	OnFocus func()
	// Keyboard takes the keys that it has no use for.
	Keyboard Keyboard

	on               bool
	focused, hovered bool
}

var (
	_ fyne.Tappable     = (*Check)(nil)
	_ fyne.Focusable    = (*Check)(nil)
	_ fyne.Shortcutable = (*Check)(nil)
	_ desktop.Hoverable = (*Check)(nil)
	_ fyne.Accessible   = (*Check)(nil)
)

// NewCheck makes a check.
func NewCheck(text string, on bool, onChanged func(bool)) *Check {
	c := &Check{Text: text, on: on, OnChanged: onChanged}
	c.ExtendBaseWidget(c)
	return c
}

// On says whether it is so.
func (c *Check) On() bool { return c.on }

// Set makes it so or not, without telling.
func (c *Check) Set(on bool) {
	if c.on != on {
		c.on = on
		c.Refresh()
	}
}

// Tapped is for Fyne.
func (c *Check) Tapped(*fyne.PointEvent) {
	if over := fyne.CurrentApp().Driver().CanvasForObject(c); over != nil {
		over.Focus(c)
	}
	c.turn()
}

func (c *Check) turn() {
	c.Set(!c.on)
	if c.OnChanged != nil {
		c.OnChanged(c.on)
	}
}

// FocusGained is for Fyne.
func (c *Check) FocusGained() {
	c.focused = true
	c.Refresh()
	if c.OnFocus != nil {
		c.OnFocus()
	}
}

// FocusLost is for Fyne.
func (c *Check) FocusLost() { c.focused = false; c.Refresh() }

// TypedRune is for Fyne.
func (c *Check) TypedRune(r rune) {
	if r != ' ' && c.Keyboard != nil {
		c.Keyboard.TypedRune(r)
	}
}

// TypedKey is for Fyne: Space changes it.
func (c *Check) TypedKey(e *fyne.KeyEvent) {
	switch {
	case e.Name == fyne.KeySpace:
		c.turn()
	case c.Keyboard != nil:
		c.Keyboard.TypedKey(e)
	}
}

// TypedShortcut is for Fyne.
func (c *Check) TypedShortcut(s fyne.Shortcut) {
	if c.Keyboard != nil {
		c.Keyboard.TypedShortcut(s)
	}
}

// MouseIn is for Fyne.
func (c *Check) MouseIn(*desktop.MouseEvent) { c.hovered = true; c.Refresh() }

// MouseMoved is for Fyne.
func (c *Check) MouseMoved(*desktop.MouseEvent) {}

// MouseOut is for Fyne.
func (c *Check) MouseOut() { c.hovered = false; c.Refresh() }

// AccessibilityLabel is the word, and whether it is so.
func (c *Check) AccessibilityLabel() string {
	if c.on {
		return words.T("%s: on", c.Text)
	}
	return words.T("%s: off", c.Text)
}

// AccessibilityRole is for Fyne.
func (c *Check) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }

// What a check measures at a text size of 100 %.
const (
	checkHeight = 27
	checkBox    = 16
	checkText   = 13
	checkPad    = 5
)

// CreateRenderer is for Fyne.
func (c *Check) CreateRenderer() fyne.WidgetRenderer {
	r := &checkRenderer{check: c, back: canvas.NewRectangle(nil), box: canvas.NewRectangle(nil), tick: &canvas.Image{FillMode: canvas.ImageFillContain}, text: canvas.NewText("", nil)}
	r.Refresh()
	return r
}

type checkRenderer struct {
	check     *Check
	back, box *canvas.Rectangle
	tick      *canvas.Image
	text      *canvas.Text
}

func (r *checkRenderer) MinSize() fyne.Size {
	text := fyne.MeasureText(r.check.Text, Scaled(checkText), fyne.TextStyle{})
	return fyne.NewSize(2*checkPad+Scaled(checkBox)+7+text.Width, Scaled(checkHeight))
}

func (r *checkRenderer) Layout(size fyne.Size) {
	r.back.Resize(size)
	side := Scaled(checkBox)
	r.box.Resize(fyne.NewSquareSize(side))
	r.box.Move(fyne.NewPos(checkPad, (size.Height-side)/2))
	r.tick.Resize(fyne.NewSquareSize(side - 4))
	r.tick.Move(fyne.NewPos(checkPad+2, (size.Height-side)/2+2))
	r.text.Move(fyne.NewPos(checkPad+side+7, (size.Height-r.text.MinSize().Height)/2))
}

func (r *checkRenderer) Refresh() {
	c := r.check
	r.back.CornerRadius, r.back.FillColor, r.back.StrokeWidth = 7, nil, 0
	if c.hovered {
		r.back.FillColor = Color(theme.ColorNameHover)
	}
	if c.focused {
		r.back.StrokeColor, r.back.StrokeWidth = Color(theme.ColorNameFocus), 2
	}
	r.box.CornerRadius, r.box.StrokeWidth, r.box.StrokeColor, r.box.FillColor = 4, 1, Color(ColorMuted), Color(theme.ColorNameInputBackground)
	if c.on {
		r.box.FillColor, r.box.StrokeColor = Color(theme.ColorNamePrimary), Color(theme.ColorNamePrimary)
		r.tick.Resource = IconResource("check", theme.ColorNameForegroundOnPrimary)
	}
	r.tick.Hidden = !c.on
	r.text.Text, r.text.TextSize, r.text.Color = c.Text, Scaled(checkText), Color(theme.ColorNameForeground)
	r.Layout(c.Size())
	canvas.Refresh(c)
}

func (r *checkRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.back, r.box, r.tick, r.text}
}
func (r *checkRenderer) Destroy() {}
