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
	OnDone  func(text string) (wrong string)
	OnClose func()
}

// Prompt is a small pane over the window that asks for one line.
type Prompt struct {
	config PromptConfig
	pop    *widget.PopUp
	field  *Field
	wrong  *Line
}

// OpenPrompt asks for a line.
func OpenPrompt(c fyne.Canvas, config PromptConfig) *Prompt {
	p := &Prompt{config: config, field: NewField(config.Placeholder), wrong: NewLine(config.Hint, 12, ColorMuted)}
	p.wrong.Cut = true
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
	size := fyne.NewSize(min(Scaled(460), c.Size().Width-60), body.MinSize().Height)
	p.pop = widget.NewModalPopUp(Pad(14, 18, 14, 18, container.NewGridWrap(size, body)), c)
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
	if p.wrong.Color != theme.ColorNameError {
		p.wrong.SetText(hint)
	}
}

func (p *Prompt) done() {
	if wrong := p.config.OnDone(p.field.Text); wrong != "" {
		p.wrong.Color = theme.ColorNameError
		p.wrong.SetText(wrong)
		return
	}
	p.Close()
}

// Close takes the pane away.
func (p *Prompt) Close() {
	p.pop.Hide()
	if p.config.OnClose != nil {
		p.config.OnClose()
	}
}
