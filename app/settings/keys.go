package settings

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"offprint/app/action"
	"offprint/app/ui"
	"offprint/app/words"
)

func (p *Pane) makeKeys() {
	p.add(Keys, words.T("Keys of all actions"), words.T("Click an action, or go to it and press Enter, then press its new key: one letter, two after each other, or with Ctrl. + adds another key, Delete takes all away, Backspace gives back the usual one."),
		"shortcut keyboard binding hotkey change reset", p.button(words.T("Reset all keys"), p.resetKeys))
	for _, a := range p.config.Table.Actions() {
		r := newKeyRow(p, a)
		p.rows = append(p.rows, r)
		p.items = append(p.items, &item{section: Keys, name: a.Name, object: r, focus: r, tight: true, group: group(a)})
	}
	p.nameKeys()
	p.notice.say(strings.Join(p.config.Problems, "\n"), nil)
}

// group is the menu that an action is in.
func group(a action.Action) string {
	if a.Menu == "" {
		return words.T("In no menu")
	}
	return words.Menu(string(a.Menu))
}

// nameKeys shows the keys that actions have now.
func (p *Pane) nameKeys() {
	at := slices.IndexFunc(p.items, func(i *item) bool { return i.focus != nil && len(p.rows) > 0 && i.focus == fyne.Focusable(p.rows[0]) })
	for i, a := range p.config.Table.Actions() {
		p.rows[i].action = a
		p.rows[i].Refresh()
		p.items[at+i].words = strings.ToLower(Keys.name() + " " + a.Name + " " + words.Menu(string(a.Menu)) + " " + strings.Join(a.Keys, " ") + " " + a.Labels())
	}
}

// give gives an action other keys.
func (p *Pane) give(id string, keys []string) {
	before := p.config.Table.Keys()
	all, said, ok := p.config.Table.Give(id, keys)
	if !ok {
		p.say(said, nil)
		return
	}
	p.set(all)
	if len(said) == 0 {
		p.say(nil, nil)
		return
	}
	p.say(said, func() {
		p.set(before)
		p.say(nil, nil)
		p.focusRow(id)
	})
}

func (p *Pane) set(keys map[string][]string) {
	p.config.SetKeys(keys)
	p.nameKeys()
}

func (p *Pane) resetKeys() {
	before := p.config.Table.Keys()
	if len(before) == 0 {
		p.say([]string{words.T("Every action has its usual keys.")}, nil)
		return
	}
	p.set(nil)
	p.say([]string{words.T("Every action has its usual keys again.")}, func() {
		p.set(before)
		p.say(nil, nil)
	})
}

func (p *Pane) say(said []string, back func()) {
	p.notice.say(strings.Join(said, " "), back)
	p.page.Arrange()
	p.page.Refresh()
	if len(said) > 0 {
		p.page.Reveal(p.notice)
	}
}

func (p *Pane) focusRow(id string) {
	for _, r := range p.rows {
		if r.action.ID == id {
			p.canvas.Focus(r)
		}
	}
}

// keyRow is an action with its keys.
type keyRow struct {
	widget.BaseWidget
	pane             *Pane
	action           action.Action
	focused, hovered bool
	waiting, adding  bool   // for a key
	begun            string // the first of perhaps two letters
}

var (
	_ fyne.Tappable     = (*keyRow)(nil)
	_ fyne.Focusable    = (*keyRow)(nil)
	_ fyne.Shortcutable = (*keyRow)(nil)
	_ desktop.Hoverable = (*keyRow)(nil)
	_ fyne.Accessible   = (*keyRow)(nil)
)

func newKeyRow(p *Pane, a action.Action) *keyRow {
	r := &keyRow{pane: p, action: a}
	r.ExtendBaseWidget(r)
	return r
}

// Tapped waits for a key.
func (r *keyRow) Tapped(*fyne.PointEvent) {
	r.pane.canvas.Focus(r)
	r.wait(false)
}

func (r *keyRow) wait(adding bool) {
	r.waiting, r.adding, r.begun = true, adding, ""
	r.pane.config.Table.Capture = r.take
	r.Refresh()
}

// rest waits no longer.
func (r *keyRow) rest() {
	r.waiting, r.begun = false, ""
	r.pane.config.Table.Capture = nil
	r.Refresh()
}

// take gives the action the key that was pressed.
func (r *keyRow) take(key string) {
	keys := []string{key}
	if r.adding {
		keys = append(slices.Clone(r.action.Keys), key)
	}
	r.rest()
	if key == "" {
		r.pane.say([]string{words.T("That key cannot be an action's.")}, nil)
		return
	}
	r.pane.give(r.action.ID, keys)
}

func (r *keyRow) FocusGained() {
	r.focused = true
	r.Refresh()
	r.pane.page.Reveal(r)
}

func (r *keyRow) FocusLost() {
	r.focused = false
	if r.waiting {
		r.rest()
	}
	r.Refresh()
}

func (r *keyRow) MouseIn(*desktop.MouseEvent)    { r.hovered = true; r.Refresh() }
func (r *keyRow) MouseMoved(*desktop.MouseEvent) {}
func (r *keyRow) MouseOut()                      { r.hovered = false; r.Refresh() }

func (r *keyRow) TypedRune(c rune) {
	switch {
	case r.waiting && c == ' ':
	case r.waiting && r.begun != "":
		r.take(r.begun + " " + string(c))
	case r.waiting:
		if r.begun = action.OfRune(c); r.begun == "" {
			r.take("")
			return
		}
		r.Refresh()
	case c == '+':
		r.wait(true)
	default:
		r.pane.TypedRune(c)
	}
}

func (r *keyRow) TypedKey(e *fyne.KeyEvent) {
	if r.waiting {
		r.waitedFor(e)
		return
	}
	switch e.Name {
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		r.wait(false)
	case fyne.KeyDelete:
		r.pane.give(r.action.ID, []string{})
	case fyne.KeyBackspace:
		r.pane.give(r.action.ID, r.pane.config.Table.Usual(r.action.ID))
	default:
		r.pane.TypedKey(e)
	}
}

// waitedFor takes a named key. Those of letters come as runes, too.
func (r *keyRow) waitedFor(e *fyne.KeyEvent) {
	switch {
	case e.Name == fyne.KeyEscape:
		r.rest()
	case r.begun != "" && (e.Name == fyne.KeyReturn || e.Name == fyne.KeyEnter):
		r.take(r.begun)
	case r.begun != "" && e.Name == fyne.KeyBackspace:
		r.begun = ""
		r.Refresh()
	case r.begun == "" && action.OfName(e.Name) != "":
		r.take(action.OfName(e.Name))
	}
}

// TypedShortcut takes a shortcut that no action has.
func (r *keyRow) TypedShortcut(s fyne.Shortcut) {
	if r.waiting {
		r.take(action.OfShortcut(s))
	}
}

// AccessibilityLabel is the action with its keys.
func (r *keyRow) AccessibilityLabel() string {
	if r.waiting {
		return r.action.Name + ", " + r.prompt()
	}
	if len(r.action.Keys) == 0 {
		return r.action.Name + ", " + words.T("no key")
	}
	return r.action.Name + ", " + strings.Join(r.action.Keys, ", ")
}

func (r *keyRow) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }

func (r *keyRow) prompt() string {
	if r.begun != "" {
		return words.T("%s … a second letter, or Enter", r.begun)
	}
	return words.T("Press a key; Esc cancels")
}

// changed says whether the reader has set the action's keys.
func (r *keyRow) changed() bool {
	_, set := r.pane.config.Table.Keys()[r.action.ID]
	return set
}

func (r *keyRow) CreateRenderer() fyne.WidgetRenderer {
	v := &keyRowRenderer{row: r, back: canvas.NewRectangle(nil), name: canvas.NewText("", nil), note: canvas.NewText("", nil)}
	v.Refresh()
	return v
}

type keyRowRenderer struct {
	row        *keyRow
	back       *canvas.Rectangle
	name, note *canvas.Text
	caps       []*canvas.Rectangle
	keys       []*canvas.Text
}

func (v *keyRowRenderer) MinSize() fyne.Size { return fyne.NewSize(120, ui.Scaled(28)) }

func (v *keyRowRenderer) Layout(size fyne.Size) {
	v.back.Move(fyne.NewPos(-8, 0))
	v.back.Resize(fyne.NewSize(size.Width+16, size.Height))
	x := size.Width
	for i := len(v.keys) - 1; i >= 0; i-- {
		text := v.keys[i].MinSize()
		height := ui.Scaled(18)
		x -= text.Width + 12
		v.caps[i].Resize(fyne.NewSize(text.Width+12, height))
		v.caps[i].Move(fyne.NewPos(x, (size.Height-height)/2))
		v.keys[i].Move(fyne.NewPos(x+6, (size.Height-text.Height)/2))
		x -= 5
	}
	if v.note.Text != "" {
		note := v.note.MinSize()
		x -= note.Width + 6
		v.note.Move(fyne.NewPos(x, (size.Height-note.Height)/2))
	}
	v.name.Text = ui.Ellipsis(v.row.action.Name, max(20, x-10), v.name.TextSize, v.name.TextStyle)
	v.name.Move(fyne.NewPos(0, (size.Height-v.name.MinSize().Height)/2))
}

func (v *keyRowRenderer) Refresh() {
	r := v.row
	v.back.FillColor, v.back.CornerRadius, v.back.StrokeWidth = nil, 6, 0
	if r.hovered || r.waiting {
		v.back.FillColor = ui.Color(theme.ColorNameHover)
	}
	if r.focused {
		v.back.StrokeColor, v.back.StrokeWidth = ui.Color(theme.ColorNameFocus), 2
	}
	v.name.TextSize, v.name.TextStyle, v.name.Color = ui.Scaled(13), fyne.TextStyle{Bold: r.waiting}, ui.Color(theme.ColorNameForeground)
	v.note.TextSize, v.note.Color, v.note.Text = ui.Scaled(12), ui.Color(ui.ColorMuted), ""
	labels := make([]string, len(r.action.Keys))
	for i, k := range r.action.Keys {
		labels[i] = action.Label(k)
	}
	switch {
	case r.waiting:
		labels = nil
		v.note.Text, v.note.Color = r.prompt(), ui.Color(theme.ColorNamePrimary)
	case r.changed():
		v.note.Text = words.T("usual: none")
		if usual := r.pane.config.Table.Usual(r.action.ID); len(usual) > 0 {
			v.note.Text = words.T("usual: %s", action.Action{Keys: usual}.Labels())
		}
	}
	v.caps, v.keys = nil, nil
	for _, l := range labels {
		text, cap := canvas.NewText(l, ui.Color(theme.ColorNameForeground)), canvas.NewRectangle(nil)
		if r.changed() {
			text.Color = ui.Color(theme.ColorNamePrimary)
			text.TextStyle.Bold = true
		}
		text.TextSize = ui.Scaled(11)
		cap.StrokeColor, cap.StrokeWidth, cap.CornerRadius, cap.FillColor = ui.Color(ui.ColorLine), 1, 4, ui.Color(ui.ColorChip)
		v.caps, v.keys = append(v.caps, cap), append(v.keys, text)
	}
	v.Layout(r.Size())
	canvas.Refresh(r)
}

func (v *keyRowRenderer) Objects() []fyne.CanvasObject {
	objects := []fyne.CanvasObject{v.back, v.name, v.note}
	for i := range v.keys {
		objects = append(objects, v.caps[i], v.keys[i])
	}
	return objects
}
func (v *keyRowRenderer) Destroy() {}
