// Package notes is the pane of notes: the notes of one paper in Markdown, with
// a preview, saved as one writes. A note may quote a passage of the abstract,
// and link to other papers.
//
// A text is saved while one writes, no key being older than half a second then,
// and at once when the reader leaves it: the note, the paper or the program. The
// time of the last save is in sight. What could not be saved stays in the editor, and the pane says so.
package notes

import (
	"context"
	"errors"
	"fmt"
	"image/color"
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"offprint/app/ui"
	"offprint/app/ui/editor"
	"offprint/app/ui/markdown"
	"offprint/app/words"
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
	// OnOpen is asked to open a link of a note in the browser, OnPaper to go to
	// the paper with an identifier.
	OnOpen  func(link string)
	OnPaper func(arxivID string)
	// Complete finds papers by a part of their titles, away from the UI
	// goroutine, for links to them; nil for no such offer.
	Complete func(ctx context.Context, title string) []models.Paper
	// Log takes the details of trouble.
	Log func(msg string, err error)
}

const (
	// keys rest when none was pressed for this long
	saveAfter = 500 * time.Millisecond
	// while they go on, a text is saved this long after the first key that is not
	// saved: what is older than half a second is on the disk then
	saveWithin = 200 * time.Millisecond
	// a pause this long ends a sitting: what is written after it is a step of
	// its own
	longPause = 60 * time.Second
)

// Pane is the pane of notes.
type Pane struct {
	widget.BaseWidget
	config Config

	paper int64
	notes []models.Note // as the library has them
	at    int           // which one is in the editor; len(notes) for a new one

	abstract  string // of the paper, in which notes quote passages
	editor    *editor.Editor
	finder    *editor.Finder
	choices   choices
	preview   *markdown.Preview
	rendered  ui.Latest
	shown     string // the text that the preview shows
	tabs      *ui.Flow
	stop      *ui.Stop // for the chips among them
	title     *ui.Line
	chips     []*ui.Chip // of the notes
	another   *ui.Chip   // for a new one
	templates *ui.Chip
	quote     *ui.Line
	saved     *ui.Line
	// savedSpace keeps the line's room
	savedSpace *canvas.Rectangle
	body       *fyne.Container
	head       *fyne.Container
	whole      *fyne.Container

	sitting *sitting
	dirty   bool // something in the editor is not on its way to the library yet
	setting bool
	lastKey time.Time
	edits   int
	typing  bool      // the keys do not rest yet
	since   time.Time // of the first key that is not saved
	soon    bool      // a save is to begin within saveWithin
	refused bool      // the last save failed
	untold  bool      // OnSaved is to be told of a save, once the keys rest
	hidden  bool      // the reader folded the preview away
	// unentered says that the note was opened and the cursor not in it since
	unentered bool
	finding   bool // the focus goes to the bar that finds
	// awaited says that the paper's notes are not here yet
	awaited bool
	// unsaved are texts, by paper, that could not be saved when they were left
	unsaved map[int64][]*sitting
}

// New makes the pane.
func New(c Config) *Pane {
	p := &Pane{config: c, rendered: ui.Latest{Tasks: c.Tasks}}
	p.newEditor()
	p.newChoices()
	p.newPreview()
	p.tabs = ui.NewFlow(6, 4)
	p.stop = ui.NewStop(c.Keyboard, nil)
	p.title = ui.NewLine("", 13, "")
	p.title.Bold = true
	p.another = ui.NewChip(words.T("New note"), "", p.NewNote, nil)
	p.templates = ui.NewChip(words.T("Template…"), "", p.Templates, nil)
	p.saved, p.savedSpace = ui.NewLine("", 12, ui.ColorFaint), canvas.NewRectangle(color.Transparent)
	p.quote = ui.NewLine("", 12, ui.ColorMuted)
	p.quote.Cut, p.quote.Hidden = true, true
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
		p.turn()
		p.paper, p.notes, p.abstract, p.awaited = 0, nil, "", false
		if paper != nil {
			p.paper, p.notes, p.abstract = paper.ID, paper.Notes, paper.Abstract
		}
		p.open(p.beginning())
		return
	}
	awaited := p.awaited
	p.awaited, p.abstract = false, paper.Abstract
	p.showQuote()
	if p.dirty || p.typing || p.sitting.busy() {
		return // when the keys rest, the notes are read anew; these may be older than the last save
	}
	editing := p.sitting.noteID()
	p.notes = paper.Notes
	at := len(p.notes)
	for i, n := range p.notes {
		if n.ID == editing {
			at = i
		}
	}
	if editing == 0 && p.editor.Len() == 0 && (awaited || !p.Writing()) {
		if at = p.beginning(); at < len(p.notes) {
			p.editor.Forget()
		}
	}
	if at < len(p.notes) && p.notes[at].ID == editing && p.notes[at].Text == p.editor.Text() {
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
		p.turn()
		p.paper, p.notes, p.abstract, p.awaited = paper, nil, "", true
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
	for i, left := range p.unsaved[p.paper] {
		if left.noteID() == note.ID {
			p.unsaved[p.paper] = slices.Delete(p.unsaved[p.paper], i, i+1)
			p.begin(note, left.text())
			p.sitting = left
			p.showQuote()
			p.saveSoon()
			return
		}
	}
	p.begin(note, note.Text)
}

// begin begins a sitting at a note, with a text in the editor.
func (p *Pane) begin(note models.Note, text string) {
	another := p.sitting.noteID() != note.ID || note.ID == 0
	p.sitting = newSitting(p.config.Library, p.paper, note)
	p.dirty = false
	p.closeChoices()
	if p.editor.Text() != text {
		p.setting = true
		p.editor.SetText(text)
		if another {
			p.editor.Select(0, 0)
			p.preview.ScrollToTop()
			p.unentered = true
		}
		p.setting = false
	}
	p.showTabs()
	p.showQuote()
	p.savedSpace.SetMinSize(savedSize(p.editor.Words()))
	p.showSaved("")
	p.render()
}

// savedSize is the room that the line about saving takes while one writes, so
// that nothing moves at a save.
func savedSize(count int) fyne.Size {
	return ui.NewLine(words.T("Saved %s", "00:00:00")+" · "+words.N(max(count, 100), "%s word", "%s words"), 12, "").MinSize()
}

// beginNew begins a sitting at a note that is not in the library, also where
// another new one waits that could not be saved: that stays where it is.
func (p *Pane) beginNew(note models.Note, text string) {
	p.turn()
	p.at = len(p.notes)
	p.begin(note, text)
}

func (p *Pane) showTabs() {
	title := words.T("Notes")
	if len(p.notes) > 0 {
		title = words.T("Notes %d", len(p.notes))
	}
	p.title.SetText(title)
	tabs := []fyne.CanvasObject{p.title}
	if len(p.notes) > 0 {
		for i := range p.notes {
			if i == len(p.chips) { // the same for all papers: making them takes long
				p.chips = append(p.chips, ui.NewChip(fmt.Sprint(i+1), "", func() { p.choose(i) }, nil))
			}
			tabs = append(tabs, p.tab(p.chips[i], i))
		}
		tabs = append(tabs, p.tab(p.another, len(p.notes)))
	}
	if p.paper != 0 {
		tabs = append(tabs, p.templates)
	}
	p.stop.Set(tabs...)
	p.tabs.SetObjects(append([]fyne.CanvasObject{p.stop}, tabs...)...)
}

func (p *Pane) tab(chip *ui.Chip, at int) fyne.CanvasObject {
	if selected := at == p.at; chip.Selected != selected {
		chip.Selected = selected
		chip.Refresh()
	}
	return chip
}

// NewNote begins another note on the paper, also where its notes are still on
// their way.
func (p *Pane) NewNote() {
	p.awaited = false
	p.choose(len(p.notes))
}

// Step goes to the next note of the paper, with 1, or the one before, with -1,
// and from the end to the beginning. It says whether there is another.
func (p *Pane) Step(by int) bool {
	count := len(p.notes)
	at := p.at + by
	switch {
	case p.at == count && by > 0: // from a new one
		at = 0
	case count > 0:
		at = (at + count) % count
	}
	if count == 0 || at == p.at {
		return false
	}
	p.choose(at)
	return true
}

func (p *Pane) choose(at int) {
	if at == p.at && at < len(p.notes) {
		p.Leave()
	} else {
		p.turn()
	}
	p.open(at)
	p.Focus()
}

// turn leaves the note in the editor for another one, into which nothing of it
// is to be undone.
func (p *Pane) turn() {
	p.Leave()
	p.editor.Forget()
}

// Focus puts the cursor into the editor, in a note that was not written in yet at
// its end.
func (p *Pane) Focus() {
	if p.unentered {
		p.unentered = false
		p.editor.Select(p.editor.Len(), p.editor.Len())
	}
	if c := fyne.CurrentApp().Driver().CanvasForObject(p); c != nil {
		c.Focus(p.editor)
	}
}

// Text is what is in the editor.
func (p *Pane) Text() string { return p.editor.Text() }

// NoteID is the key of the note in the editor, 0 for one that is not saved yet.
func (p *Pane) NoteID() int64 { return p.sitting.noteID() }

// Status is the line about saving.
func (p *Pane) Status() string { return p.saved.Text }

func (p *Pane) changed() {
	if p.setting || p.paper == 0 {
		return
	}
	p.unentered = false
	now := p.config.Clock()
	if now.Sub(p.lastKey) > longPause {
		p.sitting.pause()
	}
	p.lastKey = now
	p.saveSoon()
	p.showSaved(words.T("Writing…"))
	p.rendersSoon()
}

// saveSoon saves in a moment, and once more where the keys rest.
func (p *Pane) saveSoon() {
	if !p.dirty {
		p.since = p.config.Clock()
	}
	p.dirty, p.typing = true, true
	p.edits++
	mine := p.edits
	p.config.After(saveAfter, func() {
		if mine == p.edits {
			p.rest()
		}
	})
	if p.saveMeanwhile() || p.soon {
		return
	}
	p.soon = true
	p.config.After(saveWithin, func() {
		p.soon = false
		p.saveMeanwhile()
	})
}

// saveMeanwhile saves while the keys go on, if it is time, and says whether it
// did. It is asked at each key too: where the machine is busy, timers are late.
// A save that has not ended is waited for: a disk may be slow. What is refused
// is tried again where the keys rest.
func (p *Pane) saveMeanwhile() bool {
	if !p.dirty || !p.typing || p.refused || p.sitting.busy() || p.config.Clock().Sub(p.since) < saveWithin {
		return false
	}
	p.save()
	return true
}

// rest saves what is not saved yet where the keys rest. Only then the rest of
// the window is told of it: reading everything anew is not for each word.
func (p *Pane) rest() {
	p.typing = false
	if p.dirty {
		p.save()
		return
	}
	if !p.sitting.busy() {
		p.showSaved("")
	}
	if p.untold {
		p.untold = false
		p.config.OnSaved()
	}
}

// save saves in the background what is in the editor.
func (p *Pane) save() {
	if !p.dirty {
		return
	}
	p.dirty = false
	p.sitting.want(p.editor.Text())
	p.put(p.sitting, p.paper)
}

// put brings to the library what a note is to be.
func (p *Pane) put(s *sitting, paper int64) {
	p.config.Changes.Go(func(context.Context) func() {
		note, err := s.save()
		return func() {
			if err != nil {
				p.trouble(s, paper, err)
				return
			}
			p.unsaved[paper] = slices.DeleteFunc(p.unsaved[paper], func(left *sitting) bool { return left == s })
			if s == p.sitting {
				p.take(s, note)
			}
			if p.untold = p.typing; !p.typing {
				p.config.OnSaved()
			}
		}
	})
}

// Leave saves at once what is not saved yet: the reader leaves the note. The
// editor need not wait for it; whoever closes the window waits for the tasks.
func (p *Pane) Leave() {
	p.edits++
	p.rest()
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

// Writing says whether the reader is at the note: writes it, or finds in it.
func (p *Pane) Writing() bool { return p.editor.Focused() || p.finder.Focused() }

// take puts a saved note in its place among the notes.
func (p *Pane) take(s *sitting, note models.Note) {
	p.refused = false
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
	if !p.dirty && !p.typing {
		p.showSaved("")
	}
}

func (p *Pane) trouble(s *sitting, paper int64, err error) {
	p.config.Log("save note", err)
	if s == p.sitting {
		p.dirty, p.refused = true, true
		p.showSaved(words.T("Not saved"))
	} else if !slices.Contains(p.unsaved[paper], s) { // several of its saves may fail
		p.unsaved[paper] = append(p.unsaved[paper], s)
	}
	text := words.T("Your note could not be saved; it is still in the editor. Make room on the disk, or copy the text elsewhere.")
	var known *models.Error
	if errors.As(err, &known) {
		text = words.Formatted(known.Message, known.Format, known.Args)
	}
	p.config.OnTrouble(text)
}

func (p *Pane) showSaved(text string) {
	if at := p.sitting.savedAt(); text == "" && !at.IsZero() {
		text = words.T("Saved %s", at.Local().Format("15:04:05"))
		if p.config.Clock().Sub(at) > 20*time.Hour {
			text = words.T("Saved %s", at.Local().Format(words.T("2 Jan 2006")))
		}
	}
	if count := p.editor.Words(); count > 0 {
		if text != "" {
			text += " · "
		}
		text += words.N(count, "%s word", "%s words")
	}
	p.saved.SetText(text)
	if p.head != nil { // its width is another, and so may be the head's height
		p.head.Layout.Layout(p.head.Objects, p.head.Size())
		p.arrange()
	}
}

// TogglePreview folds the preview away or brings it back.
func (p *Pane) TogglePreview() {
	p.hidden = !p.hidden
	p.arrange()
	p.render()
}

// SetPreview says whether there is a preview.
func (p *Pane) SetPreview(on bool) { p.hidden = !on }

// Preview says whether the reader wants the preview.
func (p *Pane) Preview() bool { return !p.hidden }
