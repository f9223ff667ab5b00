package editor

import (
	"math"
	"runtime"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"offprint/app/words"
)

// FocusGained is for Fyne.
func (e *Editor) FocusGained() { e.focus(true) }

// FocusLost is for Fyne.
func (e *Editor) FocusLost() { e.focus(false) }

func (e *Editor) focus(on bool) {
	e.focused, e.shift = on, false
	e.history.closed = true
	e.Refresh()
	if e.OnFocus != nil {
		e.OnFocus(on)
	}
}

// KeyDown is for Fyne.
func (e *Editor) KeyDown(k *fyne.KeyEvent) { e.hold(k, true) }

// KeyUp is for Fyne.
func (e *Editor) KeyUp(k *fyne.KeyEvent) { e.hold(k, false) }

func (e *Editor) hold(k *fyne.KeyEvent, down bool) {
	if k.Name == desktop.KeyShiftLeft || k.Name == desktop.KeyShiftRight {
		e.shift = down
	}
}

// TypedRune is for Fyne.
func (e *Editor) TypedRune(r rune) {
	if text := clean(string(r)); text != "" {
		e.write(text, typed)
	}
}

// TypedKey is for Fyne.
func (e *Editor) TypedKey(k *fyne.KeyEvent) {
	if e.OnKey != nil && e.OnKey(k) {
		return
	}
	switch k.Name {
	case fyne.KeyEscape:
		if e.OnEscape != nil {
			e.OnEscape()
		}
	case fyne.KeyReturn, fyne.KeyEnter:
		e.write("\n", typed)
	case fyne.KeyBackspace:
		e.delete(e.layout.back(e.caret.at), deletedBack)
	case fyne.KeyDelete:
		e.delete(e.layout.forward(e.caret.at), deletedForth)
	default:
		e.travel(k.Name, e.shift)
	}
}

// travel moves the caret by a named key.
func (e *Editor) travel(key fyne.KeyName, selecting bool) {
	from, to := e.Selection()
	if key != fyne.KeyUp && key != fyne.KeyDown && key != fyne.KeyPageUp && key != fyne.KeyPageDown {
		e.goal = -1
	}
	switch key {
	case fyne.KeyLeft:
		if from < to && !selecting {
			e.move(from, false, false)
			return
		}
		e.move(e.layout.back(e.caret.at), false, selecting)
	case fyne.KeyRight:
		if from < to && !selecting {
			e.move(to, false, false)
			return
		}
		e.move(e.layout.forward(e.caret.at), false, selecting)
	case fyne.KeyHome:
		s := e.layout.spot(e.caret.at, e.upstream)
		at, _ := e.layout.at(spot{s.row, 0})
		e.move(at, false, selecting)
	case fyne.KeyEnd:
		s := e.layout.spot(e.caret.at, e.upstream)
		at, upstream := e.layout.at(spot{s.row, math.MaxInt32})
		e.move(at, upstream, selecting)
	case fyne.KeyUp:
		e.climb(-1, selecting)
	case fyne.KeyDown:
		e.climb(1, selecting)
	case fyne.KeyPageUp:
		e.climb(-e.page(), selecting)
	case fyne.KeyPageDown:
		e.climb(e.page(), selecting)
	}
}

// page is how many rows a page has.
func (e *Editor) page() int {
	if e.layout.height <= 0 {
		return 1
	}
	return max(1, int(e.scroll.Size().Height/e.layout.height)-1)
}

// climb moves the caret by rows.
func (e *Editor) climb(rows int, selecting bool) {
	s := e.layout.spot(e.caret.at, e.upstream)
	if e.goal < 0 {
		e.goal = s.x
	}
	s.x = e.goal
	if rows < -1 && s.row > 0 { // less than a page goes to the first row
		rows = max(rows, -s.row)
	}
	at, upstream := e.layout.at(e.layout.climb(s, rows))
	e.move(at, upstream, selecting)
}

// TypedShortcut is for Fyne.
func (e *Editor) TypedShortcut(s fyne.Shortcut) {
	switch s := s.(type) {
	case *fyne.ShortcutUndo:
		e.Undo()
	case *fyne.ShortcutRedo:
		e.Redo()
	case *fyne.ShortcutSelectAll:
		e.place(0, e.layout.size)
		e.history.closed = true
		e.show(false)
	case *fyne.ShortcutCopy:
		e.copy(s.Clipboard)
	case *fyne.ShortcutCut:
		if e.copy(s.Clipboard) {
			e.delete(e.caret.at, other)
		}
	case *fyne.ShortcutPaste:
		e.write(clean(clipboard(s.Clipboard).Content()), other)
	case *desktop.CustomShortcut:
		e.custom(s)
	}
}

// custom does what a key with modifiers does in a text.
func (e *Editor) custom(s *desktop.CustomShortcut) {
	selecting := s.Modifier&fyne.KeyModifierShift != 0
	mac := runtime.GOOS == "darwin"
	byWord, toEdge := fyne.KeyModifierControl, fyne.KeyModifierControl
	if mac {
		byWord, toEdge = fyne.KeyModifierAlt, fyne.KeyModifierSuper
	}
	e.goal = -1
	switch modifier, key := s.Modifier&^fyne.KeyModifierShift, s.KeyName; {
	case modifier == byWord && key == fyne.KeyLeft:
		e.move(e.layout.wordBefore(e.caret.at), false, selecting)
	case modifier == byWord && key == fyne.KeyRight:
		e.move(e.layout.wordAfter(e.caret.at), false, selecting)
	case modifier == byWord && key == fyne.KeyBackspace:
		e.delete(e.layout.wordBefore(e.caret.at), other)
	case modifier == byWord && key == fyne.KeyDelete:
		e.delete(e.layout.wordAfter(e.caret.at), other)
	case mac && modifier == toEdge && key == fyne.KeyLeft:
		e.travel(fyne.KeyHome, selecting)
	case mac && modifier == toEdge && key == fyne.KeyRight:
		e.travel(fyne.KeyEnd, selecting)
	case modifier == toEdge && (key == fyne.KeyHome || mac && key == fyne.KeyUp):
		e.move(0, false, selecting)
	case modifier == toEdge && (key == fyne.KeyEnd || mac && key == fyne.KeyDown):
		e.move(e.layout.size, false, selecting)
	}
}

// copy copies what is selected, and says whether anything is.
func (e *Editor) copy(c fyne.Clipboard) bool {
	text := e.SelectedText()
	if text != "" {
		clipboard(c).SetContent(text)
	}
	return text != ""
}

// clipboard is the one of a shortcut; one from a menu may have none.
func clipboard(c fyne.Clipboard) fyne.Clipboard {
	if c == nil {
		return fyne.CurrentApp().Clipboard()
	}
	return c
}

// clickDistance is how far apart, in Fyne's units, two clicks of a double click
// may be.
const clickDistance = 4

// mouse is what was done with it.
type mouse struct {
	from, to int // where the selection began: a position, a word or a paragraph
	clicks   int // 1, 2 or 3: whether positions, words or paragraphs are selected
	held     bool
	last     time.Time
	where    fyne.Position
}

// pressed takes the focus and begins a selection: by characters, at a second
// click by words, at a third by paragraphs; with Shift it extends the one there
// is.
func (e *Editor) pressed(ev *desktop.MouseEvent) {
	if c := e.canvas(); c != nil && c.Focused() != fyne.Focusable(e) {
		c.Focus(e)
	}
	if ev.Button != desktop.MouseButtonPrimary {
		return
	}
	m := &e.mouse
	away := ev.Position.Subtract(m.where)
	again := time.Since(m.last) <= doubleClick() && math.Hypot(float64(away.X), float64(away.Y)) <= clickDistance
	m.last, m.where, m.held = time.Now(), ev.Position, true
	if ev.Modifier&fyne.KeyModifierShift != 0 {
		m.from, m.to, m.clicks = e.caret.mark, e.caret.mark, 1
		e.drag(ev.Position)
		return
	}
	if again {
		m.clicks = m.clicks%3 + 1
	} else {
		m.clicks = 1
	}
	e.begin(ev.Position)
}

// begin starts a selection at a position of the surface.
func (e *Editor) begin(at fyne.Position) {
	m := &e.mouse
	var upstream bool
	m.from, m.to, upstream = e.span(at)
	e.place(m.from, m.to)
	e.upstream, e.goal, e.history.closed = upstream, -1, true
	e.show(m.clicks == 1)
}

// drag selects from where the selection began up to a position of the surface.
func (e *Editor) drag(to fyne.Position) {
	m := &e.mouse
	from, end, upstream := e.span(to)
	if end < m.to || from < m.from { // upwards
		e.place(max(m.to, m.from), min(from, m.from))
	} else {
		e.place(m.from, max(end, m.to))
	}
	e.upstream, e.goal, e.history.closed = upstream, -1, true
	e.show(true)
}

// span is what a click at a position of the surface selects.
func (e *Editor) span(at fyne.Position) (from, to int, upstream bool) {
	s := spot{row: int(math.Floor(float64((at.Y - padY) / e.layout.height))), x: at.X - padX}
	if s.row < 0 {
		s = spot{}
	}
	position, upstream := e.layout.at(s)
	switch e.mouse.clicks {
	case 2:
		from, to = e.layout.word(position)
		return from, to, false
	case 3:
		from, to = e.layout.paragraph(position)
		return from, to, false
	}
	return position, position, upstream
}

// menu shows what can be done with the text.
func (e *Editor) menu(ev *fyne.PointEvent) {
	c := e.canvas()
	if c == nil {
		return
	}
	board := fyne.CurrentApp().Clipboard()
	item := func(text string, s fyne.Shortcut) *fyne.MenuItem {
		return fyne.NewMenuItem(text, func() {
			c.Focus(e)
			e.TypedShortcut(s)
		})
	}
	menu := fyne.NewMenu("",
		item(words.T("Cut"), &fyne.ShortcutCut{Clipboard: board}),
		item(words.T("Copy"), &fyne.ShortcutCopy{Clipboard: board}),
		item(words.T("Paste"), &fyne.ShortcutPaste{Clipboard: board}),
		item(words.T("Select all"), &fyne.ShortcutSelectAll{}))
	widget.ShowPopUpMenuAtPosition(menu, c, ev.AbsolutePosition)
}
