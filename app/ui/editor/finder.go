package editor

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"offprint/app/ui"
	"offprint/app/words"
)

// maxTyped is up to which length of a text places are found and counted while
// one types what to find; in a longer one, at Enter.
const maxTyped = 1 << 20

// Finder is the slim bar that finds and replaces in an editor.
type Finder struct {
	widget.BaseWidget
	// OnClose is told that the bar is closed.
	OnClose func()
	// OnLeave is told that the focus leaves one of its fields.
	OnLeave func()

	editor        *Editor
	sought, other *ui.Field
	said          *ui.Line
	fields        *fyne.Container
	buttons       *ui.Flow
}

// NewFinder makes the bar of an editor, hidden until it is opened.
func NewFinder(e *Editor) *Finder {
	f := &Finder{editor: e, sought: ui.NewField(words.T("Find")), other: ui.NewField(words.T("Replace with"))}
	f.said = ui.NewLine("", 12, ui.ColorMuted)
	f.sought.OnChanged = func(string) { f.typed() }
	f.sought.OnKey = f.key(func() { f.next(false) })
	f.other.OnKey = f.key(f.replace)
	for _, field := range []*ui.Field{f.sought, f.other} {
		field.OnLeave = func() {
			if f.OnLeave != nil {
				f.OnLeave()
			}
		}
	}
	button := func(text, icon, hint string, do func()) *ui.Button {
		return (&ui.Button{Text: text, Icon: icon, Hint: hint, OnTapped: do}).Init()
	}
	f.buttons = ui.NewFlow(4, 4,
		button("", "chevron-left", words.T("Previous match"), func() { f.next(true) }),
		button("", "chevron-right", words.T("Next match"), func() { f.next(false) }),
		button(words.T("Replace"), "", "", f.replace),
		button(words.T("All"), "", words.T("Replace all"), f.replaceAll),
		ui.Pad(6, 2, 6, 2, f.said),
		button("", "close", words.T("Close"), f.Close))
	f.fields = container.NewGridWithColumns(2, f.sought.Bare(), f.other.Bare())
	f.ExtendBaseWidget(f)
	f.Hide()
	return f
}

// key is what keys do in a field of which Enter does something.
func (f *Finder) key(enter func()) func(*fyne.KeyEvent) bool {
	return func(e *fyne.KeyEvent) bool {
		switch e.Name {
		case fyne.KeyReturn, fyne.KeyEnter:
			enter()
		case fyne.KeyUp:
			f.next(true)
		case fyne.KeyDown:
			f.next(false)
		case fyne.KeyEscape:
			f.Close()
		default:
			return false
		}
		return true
	}
}

// Open shows the bar, with what is selected in the editor to be found.
func (f *Finder) Open() {
	if text := f.editor.SelectedText(); text != "" && len(text) < 200 && firstLine(text) == text {
		f.sought.SetText(text)
	}
	f.Show()
	f.say()
	if c := f.editor.canvas(); c != nil {
		c.Focus(f.sought)
		f.sought.TypedShortcut(&fyne.ShortcutSelectAll{})
	}
}

// Close hides the bar and goes back to the text.
func (f *Finder) Close() {
	f.Hide()
	if c := f.editor.canvas(); c != nil {
		c.Focus(f.editor)
	}
	if f.OnClose != nil {
		f.OnClose()
	}
}

// Focused says whether one of the bar's fields has the focus.
func (f *Finder) Focused() bool {
	c := f.editor.canvas()
	if c == nil {
		return false
	}
	focused := c.Focused()
	return focused == fyne.Focusable(f.sought) || focused == fyne.Focusable(f.other)
}

// Fields are where one types what to find, and what to put there.
func (f *Finder) Fields() (sought, other *ui.Field) { return f.sought, f.other }

// Said is what the bar says about the places found.
func (f *Finder) Said() string { return f.said.Text }

func (f *Finder) typed() {
	if f.editor.Len() <= maxTyped {
		f.editor.FindOn(f.sought.Text)
	}
	f.say()
}

func (f *Finder) next(back bool) {
	f.editor.Find(f.sought.Text, back)
	f.say()
}

func (f *Finder) replace() {
	f.editor.ReplaceFound(f.sought.Text, f.other.Text)
	f.say()
}

func (f *Finder) replaceAll() {
	n := f.editor.ReplaceAll(f.sought.Text, f.other.Text)
	f.tell(words.N(n, "%s replaced", "%s replaced"))
}

// say tells how many places there are.
func (f *Finder) say() {
	text := f.sought.Text
	switch n, at := f.count(text); {
	case text == "" || n < 0:
		f.tell("")
	case n == 0:
		f.tell(words.T("Not found"))
	case at == 0:
		f.tell(words.N(n, "%s match", "%s matches"))
	default:
		f.tell(words.T("%s of %s", words.Number(at), words.Number(n)))
	}
}

// count is Places of a text that is counted, else -1.
func (f *Finder) count(text string) (n, at int) {
	if f.editor.Len() > maxTyped {
		return -1, 0
	}
	return f.editor.Places(text)
}

func (f *Finder) tell(text string) {
	f.said.SetText(text)
	f.buttons.Refresh()
}

// CreateRenderer is for Fyne.
func (f *Finder) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(container.New(&barLayout{}, f.fields, f.buttons))
}

// barLayout has the fields beside the buttons, or above them where it is narrow.
type barLayout struct{ above bool }

const (
	barGap     = 6
	leastField = 230 // of both fields beside the buttons
)

func (*barLayout) buttons(o fyne.CanvasObject, width float32) (fyne.Size, bool) {
	var used float32
	for _, button := range o.(*ui.Flow).Objects() {
		used += button.MinSize().Width + 4
	}
	return fyne.NewSize(used, o.MinSize().Height), used+ui.Scaled(leastField) <= width
}

func (b *barLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	height := o[0].MinSize().Height
	if b.above {
		height += barGap + o[1].MinSize().Height
	}
	return fyne.NewSize(120, height)
}

func (b *barLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	height := o[0].MinSize().Height
	buttons, beside := b.buttons(o[1], size.Width)
	b.above = !beside
	if beside {
		o[0].Resize(fyne.NewSize(size.Width-buttons.Width-barGap, height))
		o[1].Resize(buttons)
		o[1].Move(fyne.NewPos(size.Width-buttons.Width, max(0, (height-buttons.Height)/2)))
		return
	}
	o[0].Resize(fyne.NewSize(size.Width, height))
	o[1].Resize(fyne.NewSize(size.Width, o[1].MinSize().Height))
	o[1].Move(fyne.NewPos(0, height+barGap))
}
