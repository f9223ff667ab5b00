// Package exporting is the pane over the window in which a reader chooses which
// papers leave the library, in which format, with what and where to, sees how
// the first of them will look, and then how the export goes.
//
// The pane opens no file, and knows the formats only by name: the window, which
// makes it, previews and writes.
package exporting

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"offprint/app/session"
	"offprint/app/ui"
	"offprint/app/words"
)

// Format is a form in which papers can leave.
type Format struct {
	Name, Label string
	// About says in a few words who reads it.
	About string
	// Extension is that of its file, with the dot; empty for a format that fills a
	// folder.
	Extension string
	// ASCII says that accents can be written as commands, Flat that notes can be
	// written in one line, Library that all of a library can be in it.
	ASCII, Flat, Library bool
}

// Papers are some papers that can leave.
type Papers struct {
	Name, Label string
	// Count is how many they are, -1 while nobody knows.
	Count int
	// Library says that they are offered for formats that take a whole library
	// only.
	Library bool
}

// Choice is everything that is chosen.
type Choice struct {
	session.Export
	// Anew says that a folder with other things in it is to be filled, which is
	// asked each time.
	Anew bool
}

// Progress is told on the UI goroutine how an export goes.
type Progress struct {
	// Written is told how many papers are written, of how many.
	Written func(n, of int)
	// Done is told what became of it, in a sentence, and whether that is good.
	Done func(said string, good bool)
}

// Config is what the pane is made from.
type Config struct {
	Window  fyne.Window
	Formats []Format
	Papers  []Papers
	// Last is what was chosen last.
	Last session.Export
	// Preview makes a preview of what is chosen, the beginning of the file or what
	// would become of the folder, and tells show, later and on the UI goroutine.
	// The newest call alone is answered.
	Preview func(what Choice, show func(text string))
	// Aside does something off the UI goroutine, and then on it what that gives.
	// The newest call alone is answered.
	Aside func(do func() (then func()))
	// Write exports; stop ends that before its time.
	Write func(what Choice, progress Progress) (stop func())
	// OnShow is asked to show a folder, or the one that a file is in.
	OnShow func(path string)
	// OnClose is told when the pane is gone.
	OnClose func()
}

// Pane is the pane.
type Pane struct {
	config Config
	canvas fyne.Canvas
	pop    *widget.PopUp
	column *ui.Column

	offered []Papers // for the format that is chosen
	papers  *ui.Rows
	formats *ui.Rows
	format  Format
	with    *ui.Flow
	checks  []check
	what    Choice // but for the path, which is in the field
	code    *ui.Code
	looks   *ui.Line // its caption

	caption *ui.Line // of the field
	field   *ui.Field
	setting bool // the field is being set, not typed into
	hint    *ui.Line
	said    *ui.Paragraph
	bar     *bar
	show    *ui.Button
	leave   *ui.Button
	write   *ui.Button
	page    *fyne.Container

	stop   func() // while an export runs
	run    int    // counts exports, so that what is told of an older one is dropped
	path   string // of the last one that went well
	closed bool
}

// check is a box to tick, and for which formats there is one.
type check struct {
	*ui.Check
	of func(Format) bool
}

// Open shows the pane.
func Open(config Config) *Pane {
	p := &Pane{config: config, canvas: config.Window.Canvas(), what: Choice{Export: config.Last}}
	p.makeChoices()
	p.makePath()
	p.code, p.looks = ui.NewCode(""), caption("")
	p.said, p.bar = ui.NewParagraph("", 13, ui.ColorMuted), newBar()
	p.show = (&ui.Button{Text: words.T("Show"), OnTapped: func() { config.OnShow(p.path) }, Keyboard: p}).Init()
	p.leave = (&ui.Button{Text: words.T("Close"), Key: "Esc", OnTapped: p.back, Keyboard: p}).Init()
	p.write = (&ui.Button{Text: words.T("Export"), Key: "Enter", Primary: true, OnTapped: p.Export, Keyboard: p}).Init()
	p.show.Hide()

	folder := (&ui.Button{Text: words.T("Choose a folder…"), OnTapped: p.chooseFolder, Keyboard: p}).Init()
	row := container.NewBorder(nil, nil, nil, ui.Pad(0, 0, 0, 6, container.NewCenter(folder)), p.field.Bare())
	buttons := container.NewBorder(nil, nil, nil, container.New(layout.NewCustomPaddedHBoxLayout(8), p.show, p.leave, p.write), ui.Pad(0, 12, 0, 0, container.NewCenter(p.bar)))
	p.page = container.New(&page{fill: 3}, caption(words.T("With")), p.with, p.looks, p.code, p.caption, row, p.hint, p.said, buttons)
	left := ui.On(ui.ColorSide, p.column)
	body := container.New(&sides{}, left, ui.Pad(14, 18, 14, 18, p.page))
	p.pop = widget.NewModalPopUp(container.New(&frame{p.canvas}, body), p.canvas)
	p.choose(p.formats.Chosen())
	p.pop.Show()
	p.canvas.Focus(p.formats)
	return p
}

// caption is the name of a part of the pane.
func caption(text string) *ui.Line {
	line := ui.NewLine(text, 12, ui.ColorFaint)
	line.Bold, line.Cut = true, true
	return line
}

// makeChoices makes what stands on the left, and the boxes to tick.
func (p *Pane) makeChoices() {
	title := ui.NewLine(words.T("Export"), 17, "")
	title.Bold = true
	var rows []ui.Row
	chosen := 0
	for i, f := range p.config.Formats {
		rows = append(rows, ui.Row{Text: f.Label, Note: f.About})
		if f.Name == p.what.Format {
			chosen = i
		}
	}
	p.papers = ui.NewRows(words.T("Papers"), nil, 0, func(i int) {
		p.what.Papers = p.offered[i].Name
		p.changed()
	})
	p.formats = ui.NewRows(words.T("Format"), rows, chosen, p.choose)
	p.column = ui.NewColumn(5, title, ui.Pad(8, 0, 0, 0, caption(words.T("Papers"))), p.papers, ui.Pad(8, 0, 0, 0, caption(words.T("Format"))), p.formats)
	p.column.Top, p.column.Right, p.column.Bottom, p.column.Left = 16, 10, 14, 14
	for _, r := range []*ui.Rows{p.papers, p.formats} {
		r.Keyboard = p
		r.OnFocus = func() { p.column.Reveal(r) }
	}
	p.with = ui.NewFlow(4, 2)
	all := func(Format) bool { return true }
	for _, c := range []struct {
		name string
		is   *bool
		of   func(Format) bool
	}{
		{words.T("Abstracts"), &p.what.Abstracts, all}, {words.T("Notes"), &p.what.Notes, all}, {words.T("Tags"), &p.what.Tags, all},
		{words.T("State, stars and why kept"), &p.what.Marks, all},
		{words.T("Accents in ASCII"), &p.what.ASCII, func(f Format) bool { return f.ASCII }},
		{words.T("Notes in one line"), &p.what.Flat, func(f Format) bool { return f.Flat }},
		{words.T("Titles in the files' names"), &p.what.Titles, Format.folder},
		{words.T("This folder is to be a vault"), &p.what.Anew, Format.folder},
	} {
		box := ui.NewCheck(c.name, *c.is, func(on bool) {
			*c.is = on
			p.changed()
		})
		box.Keyboard = p
		p.checks = append(p.checks, check{box, c.of})
	}
}

// folder says whether a format fills a folder.
func (f Format) folder() bool { return f.Extension == "" }

// choose chooses a format: the papers that can be in it, its boxes to tick and
// its path follow.
func (p *Pane) choose(index int) {
	before := p.format
	p.format = p.config.Formats[index]
	p.what.Format = p.format.Name
	p.offer()
	var shown []fyne.CanvasObject
	for _, c := range p.checks {
		if c.of(p.format) {
			shown = append(shown, c.Check)
		}
	}
	p.with.SetObjects(shown...)
	p.follow(before)
	p.looks.SetText(words.T("How it will look"))
	if p.format.folder() {
		p.looks.SetText(words.T("What will change"))
	}
	p.changed()
}

// offer offers the papers that can be in the format. What was chosen stays where
// it can.
func (p *Pane) offer() {
	p.offered = nil
	for _, some := range p.config.Papers {
		if !some.Library || p.format.Library {
			p.offered = append(p.offered, some)
		}
	}
	rows := make([]ui.Row, len(p.offered))
	for i, some := range p.offered {
		rows[i] = ui.Row{Text: some.Label}
		if some.Count >= 0 {
			rows[i].Note = words.Number(some.Count)
		}
	}
	chosen := p.offers(p.what.Papers)
	if chosen < 0 {
		chosen = max(0, p.offers(usual))
	}
	p.papers.Set(rows, chosen)
	p.what.Papers = p.offered[chosen].Name
	p.column.Arrange()
}

// offers is where papers of that name are among those that are offered, -1 for
// nowhere.
func (p *Pane) offers(name string) int {
	return slices.IndexFunc(p.offered, func(some Papers) bool { return some.Name == name })
}

// usual is the name of the papers that are exported where nothing else is said.
const usual = "kept"

// Counted says how many some papers are.
func (p *Pane) Counted(name string, n int) {
	for i := range p.config.Papers {
		if p.config.Papers[i].Name == name {
			p.config.Papers[i].Count = n
		}
	}
	p.offer()
}

// changed shows what follows from another choice.
func (p *Pane) changed() {
	p.say("", ui.ColorMuted)
	p.show.Hide()
	p.look()
	p.preview()
}

// preview asks how what is chosen would look.
func (p *Pane) preview() {
	p.config.Preview(p.chosen(), func(text string) {
		if !p.closed {
			p.code.SetText(text)
		}
	})
}

// chosen is everything that is chosen.
func (p *Pane) chosen() Choice {
	what := p.what
	if p.format.folder() {
		what.Folder = p.Path()
	} else {
		what.File = p.Path()
	}
	return what
}

// say says something above the buttons.
func (p *Pane) say(text string, color fyne.ThemeColorName) {
	p.said.Color = color
	p.said.SetText(text)
	p.said.Hidden = text == ""
	p.said.Refresh()
	if p.page != nil {
		p.page.Refresh()
	}
}

// Said is what is said about the export.
func (p *Pane) Said() string { return p.said.Text }

// Export writes what is chosen, where it can be written.
func (p *Pane) Export() {
	if p.stop != nil {
		return
	}
	p.lookAnd(func(good bool) {
		switch {
		case p.stop != nil: // it has begun meanwhile
		case good:
			p.begin()
		default:
			p.canvas.Focus(p.field)
		}
	})
}

// begin begins to write what is chosen.
func (p *Pane) begin() {
	if at := p.offers(p.what.Papers); p.offered[at].Count == 0 {
		p.say(words.T("There are no papers to export; choose others."), theme.ColorNameError)
		p.canvas.Focus(p.papers)
		return
	}
	p.run++
	mine, what := p.run, p.chosen()
	path := p.Path()
	p.say(words.T("Writing…"), ui.ColorMuted)
	p.show.Hide()
	p.bar.set(0)
	p.write.Hide()
	p.leave.SetText(words.T("Cancel"), "", false)
	p.canvas.Focus(p.leave)
	p.stop = p.config.Write(what, Progress{
		Written: func(n, of int) {
			if mine == p.run && !p.closed && p.stop != nil {
				p.bar.set(float32(n) / float32(max(of, 1)))
				p.say(words.T("%s of %s", words.Number(n), words.Number(of)), ui.ColorMuted)
			}
		},
		Done: func(said string, good bool) {
			if mine == p.run && !p.closed {
				p.done(path, said, good)
			}
		},
	})
}

// done shows what became of an export.
func (p *Pane) done(path, said string, good bool) {
	p.stop = nil
	p.bar.set(-1)
	p.write.Show()
	p.leave.SetText(words.T("Close"), "", false)
	color := theme.ColorNameError
	if good {
		color, p.path = theme.ColorNameSuccess, path
		p.show.Show()
	}
	p.look() // there is a file now
	p.say(said, color)
	if p.format.folder() {
		p.preview() // what is left to be done
	}
	if good {
		p.canvas.Focus(p.leave)
	} else {
		p.canvas.Focus(p.write)
	}
}

// back stops what runs, else closes the pane.
func (p *Pane) back() {
	if p.stop != nil {
		p.stop() // and Done will be told
		return
	}
	p.Close()
}

// TypedKey takes a key that a widget of the pane leaves.
func (p *Pane) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyEscape:
		p.back()
	case fyne.KeyReturn, fyne.KeyEnter:
		p.Export()
	case fyne.KeyDown, fyne.KeyRight:
		p.canvas.FocusNext()
	case fyne.KeyUp, fyne.KeyLeft:
		p.canvas.FocusPrevious()
	case fyne.KeyPageDown:
		p.code.ScrollBy(0.8)
	case fyne.KeyPageUp:
		p.code.ScrollBy(-0.8)
	}
}

// TypedRune takes letters away from what lies below.
func (p *Pane) TypedRune(rune) {}

// TypedShortcut takes shortcuts away from what lies below.
func (p *Pane) TypedShortcut(fyne.Shortcut) {}

// Close takes the pane away; an export that runs is stopped.
func (p *Pane) Close() {
	if p.closed {
		return
	}
	p.closed = true
	if p.stop != nil {
		p.stop()
	}
	p.pop.Hide()
	p.config.OnClose()
}
