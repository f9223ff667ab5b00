// Package editor is a widget for writing long texts: wrapped, with a selection,
// undo of its own and find and replace. Fyne's Entry wraps and draws all of a
// text at each key; this one only what the key changed, so that a key in a text
// of some megabytes, be it one line, is as quick as in an empty one.
//
// A text is held in blocks of at most 4 KB. Only blocks that come into sight are
// wrapped; the height of the others is guessed until then.
package editor

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"offprint/app/ui"
)

var (
	_ fyne.Widget       = (*Editor)(nil)
	_ fyne.Accessible   = (*Editor)(nil)
	_ fyne.Focusable    = (*Editor)(nil)
	_ fyne.Shortcutable = (*Editor)(nil)
	_ desktop.Keyable   = (*Editor)(nil)
)

// Editor is a field of many lines. Positions in its text are in bytes. It is
// used from the UI goroutine only.
type Editor struct {
	widget.BaseWidget
	// PlaceHolder stands in an empty editor.
	PlaceHolder string
	// Label is what a screen reader says of a text.
	Label func(text string) string
	// OnChanged is told that the reader has changed the text.
	OnChanged func()
	// OnMoved is told that the caret or the selection has changed.
	OnMoved func()
	// OnFocus is told that the editor got the focus, or lost it.
	OnFocus func(bool)
	// OnKey may take a key before the editor does; it says whether it did.
	OnKey func(*fyne.KeyEvent) bool
	// OnEscape is told of that key.
	OnEscape func()

	layout   *layout
	history  history
	caret    caret
	upstream bool    // the caret is at the end of a row, not at the beginning of the next
	goal     float32 // how far in a row the caret would be; -1 where it is
	focused  bool
	shift    bool
	mouse    mouse
	offset   float32 // as scrolled to last

	surface *surface
	scroll  *container.Scroll
	hint    *ui.Line
}

// New makes an empty editor.
func New() *Editor {
	e := &Editor{layout: newLayout(""), goal: -1}
	e.surface = newSurface(e)
	e.hint = ui.NewLine("", 0, theme.ColorNamePlaceHolder)
	e.hint.Cut = true
	e.scroll = container.NewVScroll(e.surface)
	e.scroll.OnScrolled = func(fyne.Position) { e.scrolled() }
	e.ExtendBaseWidget(e)
	return e
}

// Text is the text.
func (e *Editor) Text() string { return e.layout.text() }

// Len is the length of the text in bytes.
func (e *Editor) Len() int { return e.layout.size }

// Words is how many words the text has.
func (e *Editor) Words() int { return e.layout.countWords() }

// SetText shows another text, of which nothing can be taken back. The caret
// stays as far as the text reaches.
func (e *Editor) SetText(text string) {
	if text == e.Text() {
		return
	}
	e.layout.set(text)
	e.Forget()
	e.place(e.caret.at, e.caret.at)
	e.show(false)
}

// Forget makes what was written so far nothing that can be taken back or made
// again; the text stays. It is for whoever puts the editor to another use: one
// empty text may follow another, and SetText then changes nothing.
func (e *Editor) Forget() { e.history = history{} }

// Select selects the text from one position up to another, where the caret is
// then; both may be the same. Nothing but whole runes is selected.
func (e *Editor) Select(from, to int) {
	e.place(from, to)
	e.goal = -1
	e.history.closed = true
	e.show(true)
}

func (e *Editor) place(mark, at int) {
	e.caret = caret{at: e.layout.snap(at), mark: e.layout.snap(mark)}
	e.upstream = false
}

// Selection is from where to where the text is selected; both are where the
// caret is, if nothing is.
func (e *Editor) Selection() (from, to int) {
	return min(e.caret.at, e.caret.mark), max(e.caret.at, e.caret.mark)
}

// SelectedText is the text that is selected.
func (e *Editor) SelectedText() string { return e.layout.part(e.Selection()) }

// Caret is where the caret is.
func (e *Editor) Caret() int { return e.caret.at }

// Line is the line around a position, from where up to where, without its
// newline.
func (e *Editor) Line(at int) (from, to int) {
	from, to = e.layout.paragraph(e.layout.snap(at))
	if to > from && e.layout.part(to-1, to) == "\n" {
		to--
	}
	return from, to
}

// Part is the text from one position up to another.
func (e *Editor) Part(from, to int) string {
	return e.layout.part(max(0, from), min(to, e.layout.size))
}

// Replace puts a text into the place of another, as the reader may do: it can be
// taken back. The caret goes behind it.
func (e *Editor) Replace(from, to int, with string) {
	from = e.layout.snap(from)
	to = max(from, e.layout.snap(to))
	e.replace(from, to, clean(with), other)
}

func (e *Editor) replace(from, to int, with string, by kind) {
	if from == to && with == "" {
		return
	}
	before := e.caret
	c := change{at: from, removed: e.layout.part(from, to), added: with, before: before, kind: by}
	e.layout.replace(from, to, with)
	e.place(from+len(with), from+len(with))
	c.after = e.caret
	e.history.record(c)
	e.goal = -1
	e.changed()
}

func (e *Editor) changed() {
	e.show(true)
	if e.OnChanged != nil {
		e.OnChanged()
	}
}

// Undo takes back what was written last, and says whether there was anything.
func (e *Editor) Undo() bool {
	c, ok := e.history.undo()
	if ok {
		e.layout.replace(c.at, c.at+len(c.added), c.removed)
		e.back(c.before)
	}
	return ok
}

// Redo writes again what was taken back last, and says whether there was
// anything.
func (e *Editor) Redo() bool {
	c, ok := e.history.redo()
	if ok {
		e.layout.replace(c.at, c.at+len(c.removed), c.added)
		e.back(c.after)
	}
	return ok
}

func (e *Editor) back(to caret) {
	e.place(to.mark, to.at)
	e.goal = -1
	e.changed()
}

// clean is a text without what only a machine would write: carriage returns,
// control characters and what is no UTF-8.
func clean(text string) string {
	if strings.Contains(text, "\r") {
		text = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text)
	}
	if !utf8.ValidString(text) {
		text = strings.ToValidUTF8(text, string(utf8.RuneError))
	}
	if strings.IndexFunc(text, unwritten) >= 0 {
		text = strings.Map(func(r rune) rune {
			if unwritten(r) {
				return -1
			}
			return r
		}, text)
	}
	return text
}

func unwritten(r rune) bool { return r != '\n' && r != '\t' && unicode.IsControl(r) }

// write puts a text where the caret is, in the place of what is selected.
func (e *Editor) write(text string, by kind) {
	from, to := e.Selection()
	if from != to {
		by = other
	}
	e.replace(from, to, text, by)
}

// delete takes away what is selected, else up to a position.
func (e *Editor) delete(to int, by kind) {
	from, end := e.Selection()
	if from == end {
		from, end = min(from, to), max(end, to)
	} else {
		by = other
	}
	e.replace(from, end, "", by)
}

// move moves the caret; with Shift it takes the selection along.
func (e *Editor) move(at int, upstream, selecting bool) {
	mark := at
	if selecting {
		mark = e.caret.mark
	}
	e.place(mark, at)
	e.upstream = upstream
	e.history.closed = true
	e.show(true)
}

// show draws what has changed; reveal brings the caret into sight.
func (e *Editor) show(reveal bool) {
	e.arrange(reveal)
	if e.OnMoved != nil {
		e.OnMoved()
	}
}

// CaretPosition is where the foot of the caret is, in the editor.
func (e *Editor) CaretPosition() fyne.Position {
	s := e.layout.spot(e.caret.at, e.upstream)
	return fyne.NewPos(padX+s.x, padY+float32(s.row+1)*e.layout.height-e.scroll.Offset.Y)
}

// RowHeight is how high a row is.
func (e *Editor) RowHeight() float32 { return e.layout.height }

// SetPlaceHolder changes what stands in an empty editor.
func (e *Editor) SetPlaceHolder(text string) {
	e.PlaceHolder = text
	e.Refresh()
}

// Focused says whether the keys go to the editor.
func (e *Editor) Focused() bool { return e.focused }

// maxSaid is how much of a text a screen reader is given, in bytes.
const maxSaid = 4 << 10

// AccessibilityLabel is what the editor is for, and the beginning of what is in
// it.
func (e *Editor) AccessibilityLabel() string {
	if e.layout.size == 0 || e.Label == nil {
		return e.PlaceHolder
	}
	return e.Label(e.Part(0, e.layout.snap(maxSaid)))
}

// AccessibilityRole is for Fyne.
func (e *Editor) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// MinSize is for Fyne.
func (e *Editor) MinSize() fyne.Size { return fyne.NewSize(80, 40) }

func (e *Editor) face() face {
	style := fyne.TextStyle{Monospace: true}
	return face{size: e.Theme().Size(theme.SizeNameText), style: style, font: e.Theme().Font(style).Name()}
}

func (e *Editor) canvas() fyne.Canvas { return fyne.CurrentApp().Driver().CanvasForObject(e) }

// doubleClick is how long after a click another one belongs to it.
func doubleClick() time.Duration { return fyne.CurrentApp().Driver().DoubleTapDelay() }
