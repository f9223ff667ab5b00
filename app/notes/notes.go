// Package notes is the pane of notes: the notes of one paper in Markdown, with
// a preview, saved as one writes.
//
// A text is saved half a second after the last key and at once when the reader
// leaves it: the note, the paper or the program. The time of the last save is
// in sight. What could not be saved stays in the editor, and the pane says so.
package notes

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"offprint/app/ui"
	"offprint/models"
)

// Library is where notes are saved.
type Library interface {
	SaveNote(context.Context, models.NoteEdit) (models.Note, models.Step, error)
}

// Config is what a pane is made from.
type Config struct {
	Library Library
	Tasks   *ui.Tasks
	// Changes are the changes of the library in the reader's order; saves are
	// among them, so that what is undone after a note is the note.
	Changes  *ui.Queue
	Keyboard ui.Keyboard
	// Key is the key of one of the window's actions, to be shown; it may change,
	// and KeysChanged is called then.
	Key func(action string) string
	// After calls a function on the UI goroutine when a time has passed.
	After func(time.Duration, func())
	// Clock is now.
	Clock func() time.Time
	// OnSaved is told that notes have changed in the library.
	OnSaved func()
	// OnLeave is told that the reader leaves the editor by key.
	OnLeave func()
	// OnLeft is told that the editor is left, whichever way.
	OnLeft func()
	// OnTrouble is told a sentence about a note that could not be saved.
	OnTrouble func(string)
	// Log takes the details of trouble.
	Log func(msg string, err error)
}

const (
	saveAfter = 500 * time.Millisecond
	// a pause this long ends a sitting: what is written after it is a step of
	// its own
	longPause = 60 * time.Second
	// under this width the preview folds away
	previewFrom = 560
)

// Pane is the pane of notes.
type Pane struct {
	widget.BaseWidget
	config Config

	paper int64
	notes []models.Note // as the library has them
	at    int           // which one is in the editor; len(notes) for a new one

	editor   *editor
	preview  *widget.RichText
	rendered ui.Latest
	tabs     *ui.Flow
	saved    *ui.Line
	body     *fyne.Container
	column   *ui.Column
	box      fyne.CanvasObject

	sitting *sitting
	dirty   bool // something in the editor is not on its way to the library yet
	setting bool
	lastKey time.Time
	edits   int
	hidden  bool // the reader folded the preview away
	// awaited says that the paper's notes are not here yet
	awaited bool
	// unsaved are texts, by paper, that could not be saved when they were left
	unsaved map[int64][]*sitting
}

// New makes the pane.
func New(c Config) *Pane {
	p := &Pane{config: c, rendered: ui.Latest{Tasks: c.Tasks}}
	p.editor = newEditor(p)
	p.preview = widget.NewRichText()
	p.preview.Wrapping = fyne.TextWrapWord
	p.column = ui.NewColumn(0, p.preview)
	p.tabs = ui.NewFlow(6, 4)
	p.saved = ui.NewLine("", 12, ui.ColorFaint)
	p.sitting = newSitting(c.Library, 0, models.Note{})
	p.unsaved = map[int64][]*sitting{}
	p.ExtendBaseWidget(p)
	return p
}

// KeysChanged shows the keys that actions have now.
func (p *Pane) KeysChanged() { p.editor.SetPlaceHolder(placeholder(p.config.Key("note"))) }

// Set shows the notes of a paper. What the reader is writing stays in the
// editor: the note in it is only replaced by a newer text where nothing unsaved
// is in it.
func (p *Pane) Set(paper *models.Paper) {
	if paper == nil || paper.ID != p.paper {
		p.Leave()
		p.paper, p.notes, p.awaited = 0, nil, false
		if paper != nil {
			p.paper, p.notes = paper.ID, paper.Notes
		}
		p.open(p.beginning())
		return
	}
	awaited := p.awaited
	p.awaited = false
	if p.dirty || p.sitting.busy() {
		return // the save that is coming brings the notes up to date
	}
	editing := p.sitting.noteID()
	p.notes = paper.Notes
	at := len(p.notes)
	for i, n := range p.notes {
		if n.ID == editing {
			at = i
		}
	}
	if editing == 0 && p.editor.Text == "" && (awaited || !p.editor.focused) {
		at = p.beginning()
	}
	if at < len(p.notes) && p.notes[at].ID == editing && p.notes[at].Text == p.editor.Text {
		p.at = at
		p.showTabs()
		return // the sitting goes on
	}
	p.open(at)
}

// Await makes the pane that of a paper whose notes are still being read, so that
// what the reader writes meanwhile is written about this paper.
func (p *Pane) Await(paper int64) {
	if paper != p.paper {
		p.Leave()
		p.paper, p.notes, p.awaited = paper, nil, true
		p.open(p.beginning())
	}
}

// beginning is the note to begin with: one that could not be saved, else the
// first.
func (p *Pane) beginning() int {
	left := p.unsaved[p.paper]
	if len(left) == 0 {
		return 0
	}
	for i, n := range p.notes {
		if n.ID == left[0].noteID() {
			return i
		}
	}
	return len(p.notes)
}

// open puts a note into the editor; the place after the last one is a new note.
func (p *Pane) open(at int) {
	p.at = min(at, len(p.notes))
	var note models.Note
	if p.at < len(p.notes) {
		note = p.notes[p.at]
	}
	p.sitting = newSitting(p.config.Library, p.paper, note)
	text := note.Text
	p.dirty = false
	for i, left := range p.unsaved[p.paper] {
		if left.noteID() == note.ID {
			p.unsaved[p.paper] = slices.Delete(p.unsaved[p.paper], i, i+1)
			p.sitting, text = left, left.text()
			p.saveSoon()
			break
		}
	}
	if p.editor.Text != text {
		p.setting = true
		p.editor.SetText(text)
		p.setting = false
	}
	p.showTabs()
	p.showSaved("")
	p.render()
}

func (p *Pane) showTabs() {
	var tabs []fyne.CanvasObject
	title := "Notes"
	if len(p.notes) > 0 {
		title = fmt.Sprintf("Notes %d", len(p.notes))
	}
	head := ui.NewLine(title, 13, "")
	head.Bold = true
	tabs = append(tabs, head)
	if len(p.notes) > 0 {
		for i := range p.notes {
			tabs = append(tabs, p.tab(fmt.Sprint(i+1), i))
		}
		tabs = append(tabs, p.tab("New note", len(p.notes)))
	}
	p.tabs.SetObjects(tabs...)
}

func (p *Pane) tab(text string, at int) fyne.CanvasObject {
	chip := ui.NewChip(text, "", func() { p.choose(at) }, nil)
	chip.Selected = at == p.at
	return chip
}

// NewNote begins another note on the paper.
func (p *Pane) NewNote() { p.choose(len(p.notes)) }

func (p *Pane) choose(at int) {
	p.Leave()
	p.open(at)
	p.Focus()
}

// Focus puts the cursor into the editor.
func (p *Pane) Focus() {
	if c := fyne.CurrentApp().Driver().CanvasForObject(p); c != nil {
		c.Focus(p.editor)
	}
}

// Text is what is in the editor.
func (p *Pane) Text() string { return p.editor.Text }

// Status is the line about saving.
func (p *Pane) Status() string { return p.saved.Text }

func (p *Pane) changed(text string) {
	if p.setting || p.paper == 0 {
		return
	}
	now := p.config.Clock()
	if now.Sub(p.lastKey) > longPause {
		p.sitting.pause()
	}
	p.lastKey = now
	p.saveSoon()
	p.showSaved("Writing…")
	p.render()
}

// saveSoon saves when no key was pressed for a while.
func (p *Pane) saveSoon() {
	p.dirty = true
	p.edits++
	mine := p.edits
	p.config.After(saveAfter, func() {
		if mine == p.edits {
			p.save()
		}
	})
}

// save saves in the background what is in the editor.
func (p *Pane) save() {
	if !p.dirty {
		return
	}
	p.dirty = false
	p.sitting.want(p.editor.Text)
	p.put(p.sitting, p.paper)
}

// put brings to the library what a note is to be.
func (p *Pane) put(sitting *sitting, paper int64) {
	p.config.Changes.Go(func(context.Context) func() {
		note, err := sitting.save()
		return func() {
			if err != nil {
				p.trouble(sitting, paper, err)
				return
			}
			if sitting == p.sitting {
				p.take(sitting, note)
			}
			p.config.OnSaved()
		}
	})
}

// Leave saves at once what is not saved yet: the reader leaves the note. The
// editor need not wait for it; whoever closes the window waits for the tasks.
func (p *Pane) Leave() {
	p.edits++
	p.save()
}

// SaveAll is Leave before the window closes: what could not be saved earlier is
// tried once more.
func (p *Pane) SaveAll() {
	p.Leave()
	for paper, left := range p.unsaved {
		delete(p.unsaved, paper)
		for _, s := range left {
			s.want(s.text())
			p.put(s, paper)
		}
	}
}

// Writing says whether the cursor is in the editor.
func (p *Pane) Writing() bool { return p.editor.focused }

// take puts a saved note in its place among the notes.
func (p *Pane) take(s *sitting, note models.Note) {
	notes := append([]models.Note{}, p.notes...)
	switch {
	case note.ID == 0 && p.at < len(notes): // emptied, and so removed
		p.notes = append(notes[:p.at], notes[p.at+1:]...)
		p.at = len(p.notes)
	case note.ID == 0:
	case p.at < len(notes) && notes[p.at].ID == note.ID:
		notes[p.at], p.notes = note, notes
	default: // new, or written elsewhere meanwhile and so kept beside it
		p.notes = append(notes, note)
		p.at = len(p.notes) - 1
	}
	p.showTabs()
	if !p.dirty {
		p.showSaved("")
	}
}

func (p *Pane) trouble(s *sitting, paper int64, err error) {
	p.config.Log("save note", err)
	if s == p.sitting {
		p.dirty = true
		p.showSaved("Not saved")
	} else {
		p.unsaved[paper] = append(p.unsaved[paper], s)
	}
	text := "Your note could not be saved; it is still in the editor. Make room on the disk, or copy the text elsewhere."
	var known *models.Error
	if errors.As(err, &known) {
		text = known.Message
	}
	p.config.OnTrouble(text)
}

func (p *Pane) showSaved(text string) {
	words := len(strings.Fields(p.editor.Text))
	if at := p.sitting.savedAt(); text == "" && !at.IsZero() {
		text = "Saved " + at.Local().Format("15:04:05")
		if p.config.Clock().Sub(at) > 20*time.Hour {
			text = "Saved " + at.Local().Format("2 Jan 2006")
		}
	}
	if words > 0 {
		if text != "" {
			text += " · "
		}
		if words == 1 {
			text += "1 word"
		} else {
			text += fmt.Sprintf("%d words", words)
		}
	}
	p.saved.SetText(text)
	if p.box != nil {
		p.box.Refresh()
	}
}

// render shows the Markdown as it will look. It is parsed in the background.
func (p *Pane) render() {
	text := p.editor.Text
	p.rendered.Go(func(ctx context.Context) func() {
		segments := preview(text)
		if strings.TrimSpace(text) == "" {
			segments = []widget.RichTextSegment{&widget.TextSegment{Text: "What you write is shown here as it will look.",
				Style: widget.RichTextStyle{ColorName: ui.ColorFaint, SizeName: theme.SizeNameText}}}
		}
		return func() {
			p.preview.Segments = segments
			p.preview.Refresh()
			p.column.Arrange()
		}
	})
}

// TogglePreview folds the preview away or brings it back.
func (p *Pane) TogglePreview() {
	p.hidden = !p.hidden
	p.body.Refresh()
}

// SetPreview says whether there is a preview.
func (p *Pane) SetPreview(on bool) { p.hidden = !on }

// Preview says whether the reader wants the preview.
func (p *Pane) Preview() bool { return !p.hidden }

// CreateRenderer is for Fyne.
func (p *Pane) CreateRenderer() fyne.WidgetRenderer {
	p.body = container.New(&sideBySide{p}, p.editor, p.column)
	p.box = container.NewBorder(nil, nil, nil, container.NewCenter(p.saved), p.tabs)
	head := ui.Pad(9, 0, 7, 0, p.box)
	return widget.NewSimpleRenderer(container.NewStack(ui.NewFill(theme.ColorNameBackground),
		ui.Dock(ui.Rule(), nil, ui.Pad(0, 26, 12, 26, ui.Dock(head, nil, p.body)))))
}

// sideBySide has editor and preview next to each other where there is room.
type sideBySide struct{ pane *Pane }

func (s *sideBySide) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(120, 60) }

func (s *sideBySide) Layout(o []fyne.CanvasObject, size fyne.Size) {
	editor, preview := o[0], o[1]
	if size.Width < ui.Scaled(previewFrom) || s.pane.hidden {
		preview.Hide()
		editor.Resize(size)
		return
	}
	preview.Show()
	half := (size.Width - 14) / 2
	editor.Resize(fyne.NewSize(half, size.Height))
	preview.Move(fyne.NewPos(half+14, 0))
	preview.Resize(fyne.NewSize(half, size.Height))
}
