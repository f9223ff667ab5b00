package passage

import (
	"math"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// clickDistance is how far apart, in Fyne's units, two clicks of a double click may be: a hand is never quite still.
const clickDistance = 4

// span is a range of the text.
type span struct{ start, end int }

// pointer is what is selected, and what the mouse has done to get there.
type pointer struct {
	span        // what is selected
	anchor span // where that began: a position, a word or a paragraph, selected whichever way the mouse then goes
	clicks int  // 1, 2 or 3: whether positions, words or paragraphs are selected

	held, dragged bool          // whether the button is down, and whether the mouse was moved since
	last          time.Time     // of the clicks
	where         fyne.Position // it was
}

// MouseDown takes the focus and begins a selection: by characters, at a second click by words, at a third by
// paragraphs. With Shift it extends the one that there is.
func (p *Passage) MouseDown(ev *desktop.MouseEvent) {
	if ev.Button != desktop.MouseButtonPrimary {
		return
	}
	if c := p.canvas(); c != nil && c.Focused() != fyne.Focusable(p) {
		c.Focus(p)
	}
	s := &p.selection
	away := ev.Position.Subtract(s.where)
	again := time.Since(s.last) <= doubleClick() && math.Hypot(float64(away.X), float64(away.Y)) <= clickDistance
	s.last, s.where = time.Now(), ev.Position
	s.held, s.dragged = true, false
	if ev.Modifier&fyne.KeyModifierShift != 0 {
		s.dragged = true // it is no click on a mark
		p.extend(ev.Position)
		return
	}
	if again {
		s.clicks = s.clicks%3 + 1
	} else {
		s.clicks = 1
	}
	p.begin(ev.Position)
}

// Dragged selects up to where the mouse is.
func (p *Passage) Dragged(ev *fyne.DragEvent) {
	if !p.selection.held { // a finger: no button went down before
		p.selection.held, p.selection.clicks = true, 1
		p.begin(ev.Position.Subtract(ev.Dragged))
	}
	p.selection.dragged = true
	p.extend(ev.Position)
}

// DragEnd ends what Dragged began.
func (p *Passage) DragEnd() { p.selection.held, p.selection.dragged = false, false }

// MouseUp reports a click on a mark, if the button that went down there was not dragged.
func (p *Passage) MouseUp(ev *desktop.MouseEvent) {
	s := &p.selection
	if ev.Button != desktop.MouseButtonPrimary || !s.held {
		return
	}
	s.held = false
	if s.dragged || s.clicks != 1 || p.OnMarkTapped == nil {
		return
	}
	_, under, on := p.locate(ev.Position)
	for i := len(p.marks) - 1; on && i >= 0; i-- {
		if m := p.marks[i]; m.Start <= under && under < m.End {
			p.OnMarkTapped(i)
			return
		}
	}
}

// TappedSecondary calls OnTappedSecondary.
func (p *Passage) TappedSecondary(ev *fyne.PointEvent) {
	if p.OnTappedSecondary != nil {
		p.OnTappedSecondary(ev)
	}
}

// FocusGained shows a bar beside the text: there is no caret to show, and a selection is shown without the focus too,
// because a note is written about it elsewhere.
func (p *Passage) FocusGained() { p.setFocused(true) }

// FocusLost takes the bar away.
func (p *Passage) FocusLost() { p.setFocused(false) }

func (p *Passage) setFocused(focused bool) {
	p.focused = focused
	if p.renderer != nil {
		p.renderer.showFocus()
	}
}

// TypedKey takes the selection back at Escape, and passes every other key on.
func (p *Passage) TypedKey(ev *fyne.KeyEvent) {
	if ev.Name == fyne.KeyEscape && p.selected() {
		p.Select(0, 0)
		return
	}
	if p.OnTypedKey != nil {
		p.OnTypedKey(ev)
	}
}

// TypedRune passes the rune on.
func (p *Passage) TypedRune(r rune) {
	if p.OnTypedRune != nil {
		p.OnTypedRune(r)
	}
}

// TypedShortcut copies what is selected, or selects all, and passes every other shortcut on; that for copying too, if
// nothing is selected.
func (p *Passage) TypedShortcut(s fyne.Shortcut) {
	switch s := s.(type) {
	case *fyne.ShortcutCopy:
		if p.selected() {
			clipboard := s.Clipboard
			if clipboard == nil { // from a menu
				clipboard = fyne.CurrentApp().Clipboard()
			}
			_, _, text := p.Selected()
			clipboard.SetContent(text)
			return
		}
	case *fyne.ShortcutSelectAll:
		p.Select(0, len(p.text))
		return
	}
	if p.OnTypedShortcut != nil {
		p.OnTypedShortcut(s)
	}
}

func (p *Passage) selected() bool { return p.selection.start != p.selection.end }

// begin starts a selection at a position, of as much as the clicks say.
func (p *Passage) begin(at fyne.Position) {
	p.selection.anchor = p.spanAt(at)
	p.choose(p.selection.anchor)
}

// extend selects from where the selection began up to a position.
func (p *Passage) extend(to fyne.Position) {
	from, s := p.selection.anchor, p.spanAt(to)
	p.choose(span{min(from.start, s.start), max(from.end, s.end)})
}

// choose makes the span the selection.
func (p *Passage) choose(s span) {
	before := p.selection.span
	p.selection.span = s
	if before == s || before.start == before.end && s.start == s.end {
		return
	}
	if p.renderer != nil {
		p.renderer.showSelection()
	}
	if p.OnSelectionChanged != nil {
		p.OnSelectionChanged()
	}
}

// spanAt returns what is selected by a click there: nothing, a word or a paragraph.
func (p *Passage) spanAt(at fyne.Position) span {
	nearest, under, _ := p.locate(at)
	switch p.selection.clicks {
	case 2:
		start, end := p.flow.Word(under)
		return span{start, end}
	case 3:
		start, end := p.flow.Paragraph(under)
		return span{start, end}
	}
	return span{nearest, nearest}
}

// locate returns the position nearest to a point, the start of the character closest to it, and whether that character
// is really under it. Above the text is its start, below it its end.
func (p *Passage) locate(at fyne.Position) (nearest, under int, on bool) {
	p.lay()
	height, _ := p.heights()
	row := int(math.Floor(float64(at.Y / height)))
	switch {
	case row < 0:
		return p.flow.Locate(p.lines[0], -1)
	case row >= len(p.lines):
		return p.flow.Locate(p.lines[len(p.lines)-1], math.MaxFloat32)
	}
	return p.flow.Locate(p.lines[row], at.X)
}
