package citing

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"offprint/app/ui"
	"offprint/app/words"
)

// form is the small pane in which a name is taken apart.
type form struct {
	name    Name
	save    func(Name, func(wrong string))
	onClose func()
	canvas  fyne.Canvas
	pop     *widget.PopUp
	whole   *ui.Check
	parts   []part
	literal part
	said    *ui.Paragraph
	saving  bool // it is not known yet whether the name can be so
	closed  bool
}

// part is a part of a name, with what it is called.
type part struct {
	field *ui.Field
	row   *fyne.Container
}

// openForm asks for the parts of a name.
func openForm(c fyne.Canvas, name Name, save func(Name, func(wrong string)), onClose func()) {
	f := &form{name: name, save: save, onClose: onClose, canvas: c}
	title := ui.NewLine(name.Written, 17, "")
	title.Bold, title.Cut = true, true
	f.said = ui.NewParagraph("", 12, ui.ColorMuted)
	f.whole = ui.NewCheck(words.T("A whole, as a team's name is"), name.Literal != "", func(bool) { f.turn() })
	f.whole.Keyboard = f
	literal := name.Literal
	if literal == "" {
		literal = name.Written
	}
	f.literal = f.part(words.T("Name"), literal)
	f.parts = []part{
		f.part(words.T("Family name"), name.Family), f.part(words.T("Given names"), name.Given),
		f.part(words.T("Particle"), name.Particle), f.part(words.T("Suffix"), name.Suffix),
	}
	do := (&ui.Button{Text: words.T("Save"), Key: "Enter", Primary: true, OnTapped: f.done, Keyboard: f}).Init()
	cancel := (&ui.Button{Text: words.T("Cancel"), Key: "Esc", OnTapped: f.close, Keyboard: f}).Init()
	rows := container.New(layout.NewCustomPaddedVBoxLayout(6))
	for _, p := range append([]part{f.literal}, f.parts...) {
		rows.Add(p.row)
	}
	body := container.New(layout.NewCustomPaddedVBoxLayout(8), title, rows, container.NewHBox(f.whole), f.said, container.NewHBox(layout.NewSpacer(), cancel, do))
	f.pop = widget.NewModalPopUp(ui.Pad(14, 18, 14, 18, container.New(ofWidth(min(ui.Scaled(480), c.Size().Width-60)), body)), c)
	f.turn()
	f.pop.Show()
	c.Focus(f.first())
}

// ofWidth gives its content a width.
type ofWidth float32

func (w ofWidth) MinSize(o []fyne.CanvasObject) fyne.Size {
	o[0].Resize(fyne.NewSize(float32(w), o[0].MinSize().Height))
	return fyne.NewSize(float32(w), o[0].MinSize().Height)
}

func (w ofWidth) Layout(o []fyne.CanvasObject, size fyne.Size) { o[0].Resize(size) }

func (f *form) part(label, text string) part {
	p := part{field: ui.NewField(label)}
	p.field.SetText(text)
	left := container.NewGridWrap(fyne.NewSize(ui.Scaled(110), p.field.MinSize().Height), ui.NewLine(label, 13, ui.ColorMuted))
	p.row = container.NewBorder(nil, nil, left, nil, p.field.Bare())
	p.field.OnKey = func(e *fyne.KeyEvent) bool {
		switch e.Name {
		case fyne.KeyReturn, fyne.KeyEnter, fyne.KeyEscape, fyne.KeyDown, fyne.KeyUp:
			f.TypedKey(e)
			return true
		}
		return false
	}
	return p
}

// first is where one begins to type.
func (f *form) first() fyne.Focusable {
	if f.whole.On() {
		return f.literal.field
	}
	return f.parts[0].field
}

// turn shows the fields that a whole name has, or one in parts.
func (f *form) turn() {
	f.literal.row.Hidden = !f.whole.On()
	for _, p := range f.parts {
		p.row.Hidden = f.whole.On()
	}
	f.say(words.T("It is “%s” on papers; the correction holds for all of these.", f.name.Written), ui.ColorMuted)
}

func (f *form) say(text string, color fyne.ThemeColorName) {
	f.said.Color = color
	f.said.SetText(text)
	f.said.Refresh()
	f.pop.Resize(f.pop.MinSize())
}

// done saves the name, but not a second time before the first is answered.
func (f *form) done() {
	if f.saving || f.closed {
		return
	}
	name := Name{Written: f.name.Written}
	if f.whole.On() {
		name.Literal = f.literal.field.Text
	} else {
		name.Family, name.Given, name.Particle, name.Suffix = f.parts[0].field.Text, f.parts[1].field.Text, f.parts[2].field.Text, f.parts[3].field.Text
	}
	if name == (Name{Written: name.Written}) {
		f.say(words.T("Write at least a family name, or a whole one."), theme.ColorNameError)
		return
	}
	f.saving = true
	f.save(name, func(wrong string) {
		f.saving = false
		switch {
		case f.closed:
		case wrong == "":
			f.close()
		default:
			f.say(wrong, theme.ColorNameError)
		}
	})
}

func (f *form) close() {
	f.closed = true
	f.pop.Hide()
	f.onClose()
}

// TypedKey takes a key that a widget of the form leaves.
func (f *form) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyEscape:
		f.close()
	case fyne.KeyReturn, fyne.KeyEnter:
		f.done()
	case fyne.KeyDown:
		f.canvas.FocusNext()
	case fyne.KeyUp:
		f.canvas.FocusPrevious()
	}
}

// TypedRune takes letters away from what lies below.
func (f *form) TypedRune(rune) {}

// TypedShortcut takes shortcuts away from what lies below.
func (f *form) TypedShortcut(fyne.Shortcut) {}
