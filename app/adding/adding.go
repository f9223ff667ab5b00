// Package adding is the small pane into which arXiv identifiers and links are
// typed or pasted, one or thousands. It says what it understood as one types.
package adding

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"

	"offprint/app/ui"
	"offprint/app/words"
)

// Config is what the pane is made from.
type Config struct {
	// Text stands in the field at first.
	Text string
	// Find finds how many identifiers a text has, and what in it is none, a
	// sentence for each, and tells show, later and on the UI goroutine.
	Find func(text string, show func(found int, rejected []string))
	// OnAdd is told the text.
	OnAdd   func(text string)
	OnClose func()
}

// Pane is the pane.
type Pane struct {
	config   Config
	canvas   fyne.Canvas
	pop      *widget.PopUp
	field    *field
	found    *ui.Line
	rejected *fyne.Container
	add      *ui.Button
	papers   int // found in the text, once it is looked through
}

// field is the text; Ctrl+Enter adds, Escape closes.
type field struct {
	widget.Entry
	pane *Pane
}

// AccessibilityLabel is what the field is for, and what is in it.
func (f *field) AccessibilityLabel() string {
	if f.Text == "" {
		return words.T("Identifiers or links of papers")
	}
	return words.T("Identifiers or links of papers: %s", f.Text)
}

// AccessibilityRole is for Fyne.
func (f *field) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

func (f *field) TypedKey(e *fyne.KeyEvent) {
	if e.Name == fyne.KeyEscape {
		f.pane.Close()
		return
	}
	f.Entry.TypedKey(e)
}

func (f *field) TypedShortcut(s fyne.Shortcut) {
	if k, ok := s.(fyne.KeyboardShortcut); ok && (k.Key() == fyne.KeyReturn || k.Key() == fyne.KeyEnter) {
		f.pane.Add()
		return
	}
	f.Entry.TypedShortcut(s)
}

// shownRejected is how many lines that were not understood are named.
const shownRejected = 4

// Open shows the pane.
func Open(c fyne.Canvas, config Config) *Pane {
	p := &Pane{config: config, canvas: c, found: ui.NewLine("", 12, ui.ColorMuted)}
	p.field = &field{pane: p}
	p.field.MultiLine, p.field.Wrapping = true, fyne.TextWrapBreak
	p.field.PlaceHolder = "2309.12288, arXiv:2411.19865v2, https://arxiv.org/abs/…, https://huggingface.co/papers/…"
	p.field.ExtendBaseWidget(p.field)
	p.field.OnChanged = func(string) { p.look() }
	title := ui.NewLine(words.T("Add papers"), 17, "")
	title.Bold = true
	hint := ui.NewLine(words.T("Identifiers and links in any form, one or many. Files can be dropped on the window."), 12, ui.ColorMuted)
	hint.Cut = true
	p.rejected = container.New(layout.NewCustomPaddedVBoxLayout(2))
	p.add = (&ui.Button{Text: words.T("Add"), Key: "Ctrl+Enter", Primary: true, OnTapped: p.Add, Keyboard: p}).Init()
	closer := (&ui.Button{Text: words.T("Cancel"), Key: "Esc", OnTapped: p.Close, Keyboard: p}).Init()
	top := container.New(layout.NewCustomPaddedVBoxLayout(4), title, hint)
	bottom := container.New(layout.NewCustomPaddedVBoxLayout(6), p.found, p.rejected, container.NewHBox(layout.NewSpacer(), closer, p.add))
	size := fyne.NewSize(min(ui.Scaled(560), c.Size().Width-60), min(ui.Scaled(360), c.Size().Height-80))
	p.pop = widget.NewModalPopUp(ui.Pad(14, 18, 14, 18, container.NewGridWrap(size, container.NewBorder(top, bottom, nil, nil, ui.Pad(6, 0, 6, 0, p.field)))), c)
	p.field.SetText(config.Text)
	p.look()
	p.pop.Show()
	c.Focus(p.field)
	return p
}

// Found is what is said about the text.
func (p *Pane) Found() string { return p.found.Text }

// SetText puts a text into the field.
func (p *Pane) SetText(text string) { p.field.SetText(text) }

func (p *Pane) look() {
	p.papers = 0
	p.config.Find(p.field.Text, p.show)
}

func (p *Pane) show(found int, rejected []string) {
	p.papers = found
	text := words.N(found, "%s paper", "%s papers")
	if found == 0 && len(rejected) == 0 {
		text = ""
	}
	if len(rejected) > 0 {
		text += words.T("; %d not understood:", len(rejected))
	}
	p.found.SetText(text)
	p.rejected.Objects = nil
	for i, why := range rejected {
		if i == shownRejected {
			p.rejected.Add(ui.NewLine(words.T("and %d more", len(rejected)-shownRejected), 12, ui.ColorFaint))
			break
		}
		line := ui.NewLine(why, 12, ui.ColorMuted)
		line.Cut = true
		p.rejected.Add(line)
	}
	p.pop.Content.Refresh()
}

// Add adds the papers that were found and closes the pane; without any it waits
// for some.
func (p *Pane) Add() {
	if p.papers == 0 {
		p.canvas.Focus(p.field)
		return
	}
	text := p.field.Text
	p.Close()
	p.config.OnAdd(text)
}

// TypedKey takes a key that a button of the pane leaves: Escape closes.
func (p *Pane) TypedKey(e *fyne.KeyEvent) {
	if e.Name == fyne.KeyEscape {
		p.Close()
	}
}

// TypedRune takes letters away from what lies below.
func (p *Pane) TypedRune(rune) {}

// TypedShortcut takes shortcuts away from what lies below.
func (p *Pane) TypedShortcut(fyne.Shortcut) {}

// Close takes the pane away.
func (p *Pane) Close() {
	p.pop.Hide()
	p.config.OnClose()
}
