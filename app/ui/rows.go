package ui

import (
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Row is a line of Rows.
type Row struct {
	Text string
	Note string // behind the text, paler
}

// Rows are a few lines below each other of which one is chosen, by a click or,
// with the focus on them, by the arrow keys.
type Rows struct {
	widget.BaseWidget
	// Name is what is chosen, for a screen reader.
	Name string
	// OnChosen is told which one the reader chose.
	OnChosen func(index int)
	// OnFocus is told when the lines get the focus.
	OnFocus func()
	// Keyboard takes the keys that the lines have no use for.
	Keyboard Keyboard

	rows    []Row
	chosen  int
	focused bool
	hovered int // -1 for none of them
}

var (
	_ fyne.Tappable     = (*Rows)(nil)
	_ fyne.Focusable    = (*Rows)(nil)
	_ fyne.Shortcutable = (*Rows)(nil)
	_ desktop.Hoverable = (*Rows)(nil)
	_ fyne.Accessible   = (*Rows)(nil)
)

// NewRows makes lines; chosen is the one that is.
func NewRows(name string, rows []Row, chosen int, onChosen func(int)) *Rows {
	r := &Rows{Name: name, OnChosen: onChosen, hovered: -1}
	r.ExtendBaseWidget(r)
	r.Set(rows, chosen)
	return r
}

// Set shows other lines, without telling.
func (r *Rows) Set(rows []Row, chosen int) {
	r.rows, r.chosen, r.hovered = rows, chosen, -1
	r.Refresh()
}

// Chosen is the one that is chosen.
func (r *Rows) Chosen() int { return r.chosen }

// Choose chooses one, as the reader does.
func (r *Rows) Choose(index int) {
	index = max(0, min(index, len(r.rows)-1))
	if index == r.chosen {
		return
	}
	r.chosen = index
	r.Refresh()
	if r.OnChosen != nil {
		r.OnChosen(index)
	}
}

// rowsHeight is the height of a line at a text size of 100 %.
const rowsHeight = 27

// Tapped is for Fyne.
func (r *Rows) Tapped(e *fyne.PointEvent) {
	if c := fyne.CurrentApp().Driver().CanvasForObject(r); c != nil {
		c.Focus(r)
	}
	r.Choose(r.at(e.Position))
}

func (r *Rows) at(p fyne.Position) int { return int(p.Y / Scaled(rowsHeight)) }

// FocusGained is for Fyne.
func (r *Rows) FocusGained() {
	r.focused = true
	r.Refresh()
	if r.OnFocus != nil {
		r.OnFocus()
	}
}

// FocusLost is for Fyne.
func (r *Rows) FocusLost() { r.focused = false; r.Refresh() }

// TypedRune is for Fyne: j and k choose, as they do in lists.
func (r *Rows) TypedRune(typed rune) {
	switch {
	case typed == 'j':
		r.Choose(r.chosen + 1)
	case typed == 'k':
		r.Choose(r.chosen - 1)
	case r.Keyboard != nil:
		r.Keyboard.TypedRune(typed)
	}
}

// TypedKey is for Fyne.
func (r *Rows) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyDown:
		r.Choose(r.chosen + 1)
	case fyne.KeyUp:
		r.Choose(r.chosen - 1)
	case fyne.KeyHome:
		r.Choose(0)
	case fyne.KeyEnd:
		r.Choose(len(r.rows) - 1)
	default:
		if r.Keyboard != nil {
			r.Keyboard.TypedKey(e)
		}
	}
}

// TypedShortcut is for Fyne.
func (r *Rows) TypedShortcut(s fyne.Shortcut) {
	if r.Keyboard != nil {
		r.Keyboard.TypedShortcut(s)
	}
}

// MouseIn is for Fyne.
func (r *Rows) MouseIn(e *desktop.MouseEvent) { r.MouseMoved(e) }

// MouseMoved is for Fyne.
func (r *Rows) MouseMoved(e *desktop.MouseEvent) {
	if at := r.at(e.Position); at != r.hovered {
		r.hovered = at
		r.Refresh()
	}
}

// MouseOut is for Fyne.
func (r *Rows) MouseOut() { r.hovered = -1; r.Refresh() }

// AccessibilityLabel is what is chosen, and how many there are to choose from.
func (r *Rows) AccessibilityLabel() string {
	if r.chosen < 0 || r.chosen >= len(r.rows) {
		return r.Name
	}
	said := r.rows[r.chosen].Text
	if note := r.rows[r.chosen].Note; note != "" {
		said += ", " + note
	}
	return fmt.Sprintf("%s: %s, %d/%d", r.Name, said, r.chosen+1, len(r.rows))
}

// AccessibilityRole is for Fyne.
func (r *Rows) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// CreateRenderer is for Fyne.
func (r *Rows) CreateRenderer() fyne.WidgetRenderer {
	n := &rowsRenderer{rows: r, ring: canvas.NewRectangle(nil), back: canvas.NewRectangle(nil), hover: canvas.NewRectangle(nil)}
	n.Refresh()
	return n
}

type rowsRenderer struct {
	rows              *Rows
	back, hover, ring *canvas.Rectangle
	texts             []*canvas.Text // two a line
}

func (n *rowsRenderer) MinSize() fyne.Size {
	return fyne.NewSize(120, float32(len(n.rows.rows))*Scaled(rowsHeight))
}

func (n *rowsRenderer) Layout(size fyne.Size) {
	r, height := n.rows, Scaled(rowsHeight)
	for o, at := range map[*canvas.Rectangle]int{n.back: r.chosen, n.ring: r.chosen, n.hover: r.hovered} {
		o.Move(fyne.NewPos(0, float32(max(at, 0))*height))
		o.Resize(fyne.NewSize(size.Width, height))
	}
	for i, row := range r.rows {
		text, note := n.texts[2*i], n.texts[2*i+1]
		x, y := float32(9), float32(i)*height
		text.Text = Ellipsis(row.Text, size.Width-18, text.TextSize, text.TextStyle)
		wide := text.MinSize()
		text.Move(fyne.NewPos(x, y+(height-wide.Height)/2))
		x += wide.Width + 8
		note.Text = row.Note
		if room := size.Width - x - 9; row.Note != "" {
			note.Text = Ellipsis(row.Note, max(room, 1), note.TextSize, fyne.TextStyle{})
		}
		note.Move(fyne.NewPos(x, y+(height-note.MinSize().Height)/2))
	}
}

func (n *rowsRenderer) Refresh() {
	r := n.rows
	for len(n.texts) < 2*len(r.rows) {
		n.texts = append(n.texts, canvas.NewText("", nil))
	}
	n.texts = n.texts[:2*len(r.rows)]
	for i := range r.rows {
		text, note := n.texts[2*i], n.texts[2*i+1]
		text.TextSize, text.Color, text.TextStyle = Scaled(13), Color(theme.ColorNameForeground), fyne.TextStyle{}
		note.TextSize, note.Color = Scaled(12), Color(ColorMuted)
		if i == r.chosen {
			text.Color, text.TextStyle = Color(theme.ColorNamePrimary), fyne.TextStyle{Bold: true}
		}
	}
	n.back.FillColor, n.back.CornerRadius, n.back.Hidden = Color(ColorAccentBG), 6, r.chosen < 0 || r.chosen >= len(r.rows)
	n.hover.FillColor, n.hover.CornerRadius, n.hover.Hidden = Color(theme.ColorNameHover), 6, r.hovered < 0 || r.hovered >= len(r.rows)
	n.ring.StrokeColor, n.ring.StrokeWidth, n.ring.CornerRadius, n.ring.Hidden = Color(theme.ColorNameFocus), 2, 6, !r.focused || n.back.Hidden
	n.Layout(r.Size())
	canvas.Refresh(r)
}

func (n *rowsRenderer) Objects() []fyne.CanvasObject {
	objects := []fyne.CanvasObject{n.back, n.hover, n.ring}
	for _, t := range n.texts {
		objects = append(objects, t)
	}
	return objects
}
func (n *rowsRenderer) Destroy() {}
