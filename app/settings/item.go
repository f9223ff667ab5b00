package settings

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"offprint/app/ui"
)

// item is one setting in the pane.
type item struct {
	section Section
	name    string
	words   string // by which it is found, in small letters
	object  fyne.CanvasObject
	focus   fyne.Focusable // where the keyboard goes, nil for nowhere
	tight   bool           // no line above it
	group   string         // stands over the first of a group
	shown   bool
}

func (i *item) matches(wanted []string) bool {
	for _, w := range wanted {
		if !strings.Contains(i.words, w) {
			return false
		}
	}
	return true
}

// add puts a setting into the pane: its name, a sentence about it, and what it
// is set with. more are words by which it is found, too.
func (p *Pane) add(s Section, name, about, more string, control fyne.CanvasObject) *item {
	head := ui.NewLine(name, 13, "")
	head.Bold = true
	head.Cut = true
	i := &item{section: s, name: name, words: strings.ToLower(s.name() + " " + name + " " + about + " " + more),
		object: newSetting(head, ui.NewParagraph(about, 12, ui.ColorMuted), control)}
	i.focus = first(control)
	p.items = append(p.items, i)
	return i
}

// first is the first widget of a control that takes the focus.
func first(o fyne.CanvasObject) fyne.Focusable {
	switch o := o.(type) {
	case fyne.Focusable:
		return o
	case *fyne.Container:
		for _, child := range o.Objects {
			if f := first(child); f != nil {
				return f
			}
		}
	}
	return nil
}

// setting lays out one setting: name and sentence on the left, the control on
// the right of them or, where there is no room, below.
type setting struct {
	widget.BaseWidget
	name, about, control fyne.CanvasObject
}

func newSetting(name, about, control fyne.CanvasObject) *setting {
	s := &setting{name: name, about: about, control: control}
	s.ExtendBaseWidget(s)
	return s
}

func (s *setting) CreateRenderer() fyne.WidgetRenderer { return &settingRenderer{s} }

type settingRenderer struct{ setting *setting }

const (
	settingPad = 12
	leastText  = 230 // beside a control, at 100 %
)

// wanted is how wide a control is where it has all the room.
func wanted(control fyne.CanvasObject) float32 {
	if o, ok := control.(*ui.Options); ok {
		return o.Width()
	}
	return control.MinSize().Width
}

// arrange places the parts for a width and returns the height.
func (r *settingRenderer) arrange(width float32, place bool) float32 {
	s := r.setting
	put := func(o fyne.CanvasObject, x, y, w float32) float32 {
		o.Resize(fyne.NewSize(w, o.MinSize().Height))
		height := o.MinSize().Height // known now that the width is
		if place {
			o.Resize(fyne.NewSize(w, height))
			o.Move(fyne.NewPos(x, y))
		}
		return height
	}
	y := float32(settingPad)
	if s.control == nil {
		y += put(s.name, 0, y, width) + 2
		return y + put(s.about, 0, y, width) + settingPad
	}
	w := wanted(s.control)
	if w+24+ui.Scaled(leastText) <= width {
		text := width - w - 24
		top := y
		y += put(s.name, 0, y, text) + 2
		y += put(s.about, 0, y, text)
		right := top + put(s.control, width-w, top, w)
		return max(y, right) + settingPad
	}
	y += put(s.name, 0, y, width) + 2
	y += put(s.about, 0, y, width) + 8
	return y + put(s.control, 0, y, width) + settingPad
}

func (r *settingRenderer) MinSize() fyne.Size {
	return fyne.NewSize(100, r.arrange(r.setting.Size().Width, false))
}
func (r *settingRenderer) Layout(size fyne.Size) { r.arrange(size.Width, true) }
func (r *settingRenderer) Refresh() {
	r.arrange(r.setting.Size().Width, true)
	canvas.Refresh(r.setting)
}

func (r *settingRenderer) Objects() []fyne.CanvasObject {
	objects := []fyne.CanvasObject{r.setting.name, r.setting.about}
	if r.setting.control != nil {
		objects = append(objects, r.setting.control)
	}
	return objects
}
func (r *settingRenderer) Destroy() {}

// beside lays a text out beside a button, which may be hidden.
type beside struct{}

func (beside) MinSize(o []fyne.CanvasObject) fyne.Size {
	height := o[0].MinSize().Height
	if o[1].Visible() {
		height = max(height, o[1].MinSize().Height)
	}
	return fyne.NewSize(60, height)
}

func (beside) Layout(o []fyne.CanvasObject, size fyne.Size) {
	right := float32(0)
	if o[1].Visible() {
		right = o[1].MinSize().Width + 12
		o[1].Resize(o[1].MinSize())
		o[1].Move(fyne.NewPos(size.Width-right+12, (size.Height-o[1].MinSize().Height)/2))
	}
	o[0].Resize(fyne.NewSize(size.Width-right, size.Height))
}

// tab is a section's name on the left.
type tab struct {
	widget.BaseWidget
	pane             *Pane
	section          Section
	selected         bool
	focused, hovered bool
}

var (
	_ fyne.Tappable     = (*tab)(nil)
	_ fyne.Focusable    = (*tab)(nil)
	_ desktop.Hoverable = (*tab)(nil)
	_ fyne.Accessible   = (*tab)(nil)
)

func newTab(p *Pane, s Section) *tab {
	t := &tab{pane: p, section: s}
	t.ExtendBaseWidget(t)
	return t
}

func (t *tab) set(selected bool) {
	if t.selected != selected {
		t.selected = selected
		t.Refresh()
	}
}

func (t *tab) Tapped(*fyne.PointEvent) { t.pane.canvas.Focus(t); t.pane.open(t.section) }

// FocusGained opens nothing: Tab passes the sections on its way to the settings
// of the one that is open.
func (t *tab) FocusGained()                   { t.focused = true; t.Refresh() }
func (t *tab) FocusLost()                     { t.focused = false; t.Refresh() }
func (t *tab) MouseIn(*desktop.MouseEvent)    { t.hovered = true; t.Refresh() }
func (t *tab) MouseMoved(*desktop.MouseEvent) {}
func (t *tab) MouseOut()                      { t.hovered = false; t.Refresh() }

func (t *tab) TypedRune(r rune) { t.pane.TypedRune(r) }

func (t *tab) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyDown:
		t.pane.step(t, 1)
	case fyne.KeyUp:
		t.pane.step(t, -1)
	case fyne.KeyRight, fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		t.pane.open(t.section)
		t.pane.focusPage()
	default:
		t.pane.TypedKey(e)
	}
}

func (t *tab) AccessibilityLabel() string             { return t.section.name() }
func (t *tab) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }

func (t *tab) CreateRenderer() fyne.WidgetRenderer {
	r := &tabRenderer{tab: t, back: canvas.NewRectangle(nil), text: canvas.NewText("", nil)}
	r.Refresh()
	return r
}

type tabRenderer struct {
	tab  *tab
	back *canvas.Rectangle
	text *canvas.Text
}

func (r *tabRenderer) MinSize() fyne.Size { return fyne.NewSize(60, ui.Scaled(30)) }

func (r *tabRenderer) Layout(size fyne.Size) {
	r.back.Resize(size)
	r.text.Text = ui.Ellipsis(r.tab.section.name(), size.Width-16, r.text.TextSize, r.text.TextStyle)
	r.text.Move(fyne.NewPos(10, (size.Height-r.text.MinSize().Height)/2))
}

func (r *tabRenderer) Refresh() {
	t := r.tab
	r.back.CornerRadius, r.back.FillColor, r.back.StrokeWidth = 6, nil, 0
	color := theme.ColorNameForeground
	switch {
	case t.selected:
		r.back.FillColor, color = ui.Color(ui.ColorAccentBG), theme.ColorNamePrimary
	case t.hovered:
		r.back.FillColor = ui.Color(theme.ColorNameHover)
	}
	if t.focused {
		r.back.StrokeColor, r.back.StrokeWidth = ui.Color(theme.ColorNameFocus), 2
	}
	r.text.TextSize, r.text.TextStyle, r.text.Color = ui.Scaled(14), fyne.TextStyle{Bold: t.selected}, ui.Color(color)
	r.Layout(t.Size())
	canvas.Refresh(t)
}

func (r *tabRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.back, r.text} }
func (r *tabRenderer) Destroy()                     {}
