package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"offprint/app/words"
)

// Chip is a small rounded label: a tag or a keyword. With OnTapped it can be
// clicked, with OnRemove it has a cross that takes it away.
type Chip struct {
	widget.BaseWidget
	Text string
	// Dot is a tag's colour, "#RRGGBB"; empty for no dot.
	Dot string
	// Selected shows the chip as the one chosen of several.
	Selected bool
	OnTapped func()
	OnRemove func()
	hovered  bool
	ringed   ringed
}

// ringed is what of a chip has the keyboard's ring around it.
type ringed int

const (
	noRing ringed = iota
	wholeRing
	crossRing
)

var (
	_ fyne.Tappable      = (*Chip)(nil)
	_ desktop.Hoverable  = (*Chip)(nil)
	_ desktop.Cursorable = (*Chip)(nil)
	_ fyne.Accessible    = (*Chip)(nil)
)

// What a chip measures at a text size of 100 %.
const (
	chipText   = 11
	chipHeight = 20
	chipPad    = 8
	chipDot    = 7
	chipCross  = 12
)

// NewChip makes a chip.
func NewChip(text, dot string, tapped, remove func()) *Chip {
	c := &Chip{Text: text, Dot: dot, OnTapped: tapped, OnRemove: remove}
	c.ExtendBaseWidget(c)
	return c
}

// Tapped is for Fyne.
func (c *Chip) Tapped(e *fyne.PointEvent) {
	if c.OnRemove != nil && e.Position.X > c.Size().Width-Scaled(chipCross+chipPad) {
		c.OnRemove()
	} else if c.OnTapped != nil {
		c.OnTapped()
	}
}

// MouseIn is for Fyne.
func (c *Chip) MouseIn(*desktop.MouseEvent) { c.hover(true) }

// MouseMoved is for Fyne.
func (c *Chip) MouseMoved(*desktop.MouseEvent) {}

// MouseOut is for Fyne.
func (c *Chip) MouseOut() { c.hover(false) }

func (c *Chip) hover(on bool) {
	if c.OnTapped != nil || c.OnRemove != nil {
		c.hovered = on
		c.Refresh()
	}
}

// Cursor is for Fyne.
func (c *Chip) Cursor() desktop.Cursor {
	if c.OnTapped != nil {
		return desktop.PointerCursor
	}
	return desktop.DefaultCursor
}

// AccessibilityLabel is the chip's text.
func (c *Chip) AccessibilityLabel() string { return c.Text }

// AccessibilityRole is a button where the chip does something.
func (c *Chip) AccessibilityRole() fyne.AccessibleRole {
	if c.OnTapped != nil {
		return fyne.AccessibleRoleButton
	}
	return fyne.AccessibleRoleText
}

// spots are for a Stop: the chip, and its cross.
func (c *Chip) spots() []spot {
	ring := func(what ringed) func(bool) {
		return func(on bool) {
			if c.ringed = noRing; on {
				c.ringed = what
			}
			c.Refresh()
		}
	}
	var all []spot
	if c.OnTapped != nil {
		all = append(all, spot{c, c.Text, c.OnTapped, ring(wholeRing)})
	}
	if c.OnRemove != nil {
		all = append(all, spot{c, words.T("Take away: %s", c.Text), c.OnRemove, ring(crossRing)})
	}
	return all
}

// CreateRenderer is for Fyne.
func (c *Chip) CreateRenderer() fyne.WidgetRenderer {
	r := &chipRenderer{
		chip: c, back: canvas.NewRectangle(nil), dot: canvas.NewCircle(nil), text: canvas.NewText("", nil),
		cross: NewIcon("close", ColorMuted), ring: canvas.NewRectangle(nil),
	}
	r.Refresh()
	return r
}

type chipRenderer struct {
	chip  *Chip
	back  *canvas.Rectangle
	dot   *canvas.Circle
	text  *canvas.Text
	cross *canvas.Image
	ring  *canvas.Rectangle
}

func (r *chipRenderer) MinSize() fyne.Size {
	width := fyne.MeasureText(r.chip.Text, Scaled(chipText), fyne.TextStyle{}).Width + 2*Scaled(chipPad)
	if r.chip.Dot != "" {
		width += Scaled(chipDot + 5)
	}
	if r.chip.OnRemove != nil {
		width += Scaled(chipCross + 2)
	}
	return fyne.NewSize(min(width, Scaled(260)), Scaled(chipHeight))
}

func (r *chipRenderer) Layout(size fyne.Size) {
	r.back.Resize(size)
	r.ring.Move(fyne.NewSquareOffsetPos(-3))
	r.ring.Resize(size.AddWidthHeight(6, 6))
	x, dot, cross := Scaled(chipPad), Scaled(chipDot), Scaled(chipCross)
	if r.chip.Dot != "" {
		r.dot.Resize(fyne.NewSquareSize(dot))
		r.dot.Move(fyne.NewPos(x, (size.Height-dot)/2))
		x += dot + 5
	}
	end := size.Width - Scaled(chipPad)
	if r.chip.OnRemove != nil {
		end -= cross + 2
		r.cross.Resize(fyne.NewSquareSize(cross))
		r.cross.Move(fyne.NewPos(size.Width-Scaled(chipPad)-cross+2, (size.Height-cross)/2))
		if r.chip.ringed == crossRing {
			r.ring.Move(r.cross.Position().SubtractXY(2, 2))
			r.ring.Resize(r.cross.Size().AddWidthHeight(4, 4))
		}
	}
	r.text.Text = Ellipsis(r.chip.Text, end-x+1, Scaled(chipText), fyne.TextStyle{})
	height := r.text.MinSize().Height
	r.text.Resize(fyne.NewSize(end-x, height))
	r.text.Move(fyne.NewPos(x, (size.Height-height)/2))
}

func (r *chipRenderer) Refresh() {
	r.back.FillColor, r.back.StrokeColor, r.back.StrokeWidth, r.back.CornerRadius = Color(ColorChip), Color(ColorLine), 1, Scaled(chipHeight)/2
	if r.chip.hovered || r.chip.Selected {
		r.back.FillColor = Color(ColorAccentBG)
	}
	if r.chip.Selected {
		r.back.StrokeColor = Color(theme.ColorNamePrimary)
	}
	r.ring.StrokeColor, r.ring.StrokeWidth, r.ring.CornerRadius, r.ring.Hidden = Color(theme.ColorNameFocus), 2, Scaled(chipHeight)/2+3, r.chip.ringed == noRing
	r.dot.Hidden = r.chip.Dot == ""
	r.dot.FillColor = TagColor(r.chip.Dot)
	r.cross.Hidden = r.chip.OnRemove == nil
	r.text.TextSize, r.text.Color = Scaled(chipText), Color(theme.ColorNameForeground)
	r.Layout(r.chip.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}

func (r *chipRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.back, r.dot, r.text, r.cross, r.ring}
}
func (r *chipRenderer) Destroy() {}
