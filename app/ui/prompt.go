package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"offprint/app/words"
)

// PromptConfig is what a Prompt is made from.
type PromptConfig struct {
	Title, Hint string
	Text        string // stands in the field, selected
	Placeholder string
	Do          string // what the button says
	// OnDone is given the text; where it says what is wrong with it, that is
	// shown and the pane stays.
	OnDone func(text string) (wrong string)
	// OnTry is given the text instead, where it takes time to know what is wrong
	// with it: tell is told that later, on the UI goroutine, empty for nothing.
	OnTry   func(text string, tell func(wrong string))
	OnClose func()
}

// Prompt is a small pane over the window that asks for one line.
type Prompt struct {
	config PromptConfig
	pop    *widget.PopUp
	field  *Field
	wrong  *Paragraph
	trying bool // it is not known yet what is wrong with the text
	closed bool
}

// OpenPrompt asks for a line.
func OpenPrompt(c fyne.Canvas, config PromptConfig) *Prompt {
	p := &Prompt{config: config, field: NewField(config.Placeholder), wrong: NewParagraph(config.Hint, 12, ColorMuted)}
	title := NewLine(config.Title, 17, "")
	title.Bold, title.Cut = true, true
	p.field.OnKey = func(e *fyne.KeyEvent) bool {
		switch e.Name {
		case fyne.KeyReturn, fyne.KeyEnter:
			p.done()
		case fyne.KeyEscape:
			p.Close()
		default:
			return false
		}
		return true
	}
	do := (&Button{Text: config.Do, Key: "Enter", Primary: true, OnTapped: p.done}).Init()
	cancel := (&Button{Text: words.T("Cancel"), Key: "Esc", OnTapped: p.Close}).Init()
	body := container.New(layout.NewCustomPaddedVBoxLayout(8), title, p.field.Bare(), p.wrong, container.NewHBox(layout.NewSpacer(), cancel, do))
	box := container.New(ofWidth(min(Scaled(460), c.Size().Width-60)), body)
	p.pop = widget.NewModalPopUp(Pad(14, 18, 14, 18, box), c)
	p.field.SetText(config.Text)
	p.pop.Show()
	c.Focus(p.field)
	p.field.TypedShortcut(&fyne.ShortcutSelectAll{})
	return p
}

// Field is where the reader types.
func (p *Prompt) Field() *Field { return p.field }

// SetHint says something below the field, until there is something wrong.
func (p *Prompt) SetHint(hint string) {
	if !p.closed && p.wrong.Color != theme.ColorNameError {
		p.say(hint)
	}
}

// say says something below the field, which may take more lines than before.
func (p *Prompt) say(text string) {
	p.wrong.SetText(text)
	p.pop.Resize(p.pop.MinSize())
}

// ofWidth is a layout of one object of that width and the height that it has
// then.
type ofWidth float32

// MinSize is for Fyne.
func (w ofWidth) MinSize(o []fyne.CanvasObject) fyne.Size {
	o[0].Resize(fyne.NewSize(float32(w), o[0].MinSize().Height))
	return fyne.NewSize(float32(w), o[0].MinSize().Height)
}

// Layout is for Fyne.
func (w ofWidth) Layout(o []fyne.CanvasObject, size fyne.Size) { o[0].Resize(size) }

// done gives the text, but not a second time before the first is answered.
func (p *Prompt) done() {
	if p.trying || p.closed {
		return
	}
	if p.config.OnTry != nil {
		p.trying = true
		p.wrong.Color = ColorMuted
		p.config.OnTry(p.field.Text, p.told)
		return
	}
	p.told(p.config.OnDone(p.field.Text))
}

// told closes the pane where nothing is wrong, and says what is else.
func (p *Prompt) told(wrong string) {
	p.trying = false
	switch {
	case p.closed:
	case wrong == "":
		p.Close()
	default:
		p.wrong.Color = theme.ColorNameError
		p.say(wrong)
	}
}

// Close takes the pane away.
func (p *Prompt) Close() {
	p.closed = true
	p.pop.Hide()
	if p.config.OnClose != nil {
		p.config.OnClose()
	}
}
